//! The outbox against a real SMTP server: never twice, never lost, checked again before it leaves.

use std::path::PathBuf;

use app::message::{self, Document};
use app::outbox::{Confirmation, Drained, drain, drain_up_to};
use app::{AppError, night, setup, tonight};
use domain::Date;
use domain::dunning::ActionState;
use domain::ids::ActionId;
use domain::party::{Creditor, MissingMention};
use store::Engine;
use testkit::smtp_sink::smtp_sink;

use crate::given::{self, Entry, Received, TODAY, credit_note, date, sale};
use crate::house::{Day, House, on_both};
use crate::mail;

const FEC: &str = "732829320FEC20261231.txt";

/// Debtors with a late invoice each.
async fn firm(house: &House, debtors: usize, mail: &str) -> Day {
    firm_on(house, TODAY, debtors, mail).await
}

/// The same on another day, its books read again.
async fn firm_on(house: &House, on: Date, debtors: usize, mail: &str) -> Day {
    let codes: Vec<(String, String)> = (1..=debtors).map(|number| (format!("C{number:03}"), format!("c{number}@client.example"))).collect();
    let rows: Vec<(&str, &str, &str)> = codes.iter().map(|(code, email)| (code.as_str(), "company", email.as_str())).collect();
    let entries: Vec<Entry> = codes
        .iter()
        .zip(1_i64..)
        .map(|((code, _), number)| sale(&format!("FA2026-{number:04}"), code, date(2026, 7, 1), 10_000 + number * 111))
        .collect();
    let day = house.with_mail(on, mail).await;
    day.import_clean("clients.csv", given::customers(&rows)).await;
    day.import_clean(FEC, given::fec(&entries)).await;
    day
}

async fn states(house: &House) -> Vec<ActionState> {
    let mut states: Vec<ActionState> = house.actions(TODAY).await.into_iter().map(|action| action.state).collect();
    states.sort();
    states
}

async fn send(day: &Day) -> Drained {
    drain(&day.app, &day.scope, Confirmation::Given).await.unwrap()
}

async fn only_action(house: &House) -> ActionId {
    let actions = house.actions(TODAY).await;
    assert_eq!(actions.len(), 1);
    actions[0].id
}

/// Message-IDs at a server, sorted.
fn received(files: &[PathBuf]) -> Vec<String> {
    let mut ids: Vec<String> = files.iter().map(|file| mail::read(file).message_id).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn the_first_send_is_confirmed_and_capped() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let mut day = firm(house, 5, &sink.url()).await;
        day.scope.organisation.first_send_cap = 3;
        assert_eq!(
            drain(&day.app, &day.scope, Confirmation::Missing).await.unwrap(),
            Drained::default(),
            "nothing waits, nothing is asked"
        );
        night::run(&day.app, &day.scope).await.unwrap();
        let refused = drain(&day.app, &day.scope, Confirmation::Missing).await;
        assert!(matches!(refused, Err(AppError::Unconfirmed)), "{refused:?}");
        assert!(sink.messages().is_empty());
        let refused = tonight::run_now(&day.app, &day.scope, "envoyer").await;
        assert!(matches!(refused, Err(AppError::Unconfirmed)), "{refused:?}");
        assert_eq!(send(&day).await, Drained { sent: 3, left: 2, ..Drained::default() });
        assert_eq!(sink.messages().len(), 3);
        let rest = drain(&day.app, &day.scope, Confirmation::Missing).await.unwrap();
        assert_eq!(rest, Drained { sent: 2, ..Drained::default() });
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn each_message_leaves_once_and_is_kept_as_it_left() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, 4, &sink.url()).await;
        let ran = tonight::run_now(&day.app, &day.scope, tonight::CONFIRMATION).await.unwrap();
        assert_eq!((ran.queued, ran.sent, ran.failed, ran.left), (4, 4, 0, 0));
        for _ in 0..3 {
            night::run(&day.app, &day.scope).await.unwrap();
            assert_eq!(send(&day).await, Drained::default());
        }
        let files = sink.messages();
        let mut expected: Vec<String> = house.actions(TODAY).await.iter().map(|action| format!("<{}@elan.example>", action.id)).collect();
        expected.sort();
        assert_eq!(received(&files), expected);
        for action in house.actions(TODAY).await {
            let view = message::message(&day.app, &day.scope, action.id).await.unwrap();
            let stored = view.message.unwrap();
            let file = files.iter().find(|file| mail::read(file).message_id == stored.message_id).unwrap();
            let (_, _, kept) = message::document(&day.app, &day.scope, action.id, Document::Eml).await.unwrap();
            assert_eq!(plain(&kept), plain(&std::fs::read(file).unwrap()), "what is kept is what the server has");
            let opened = mail::read(file);
            assert_eq!((opened.to, opened.subject), (stored.recipient.clone(), stored.subject));
            assert_eq!((opened.text.trim_end(), opened.html.trim_end()), (stored.body_text.trim_end(), stored.body_html.trim_end()));
            let (item, asked) = &view.items[0];
            for text in [&opened.text, &opened.html, &opened.pdf] {
                assert!(text.contains(&item.number), "{} in {text}", item.number);
                assert!(digits(text).contains(&asked.0.to_string()), "{asked} in {text}");
            }
            let (_, mime, attached) = message::document(&day.app, &day.scope, action.id, Document::Attachment).await.unwrap();
            assert_eq!((mime, mail::pdf_text(&attached)), ("application/pdf", opened.pdf));
        }
        day.is_sound().await;
    })
    .await;
}

/// Lines end as they like on the way.
fn plain(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace("\r\n", "\n").trim_end().to_owned()
}

/// Amounts, whatever stands between their digits.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[tokio::test]
async fn the_letter_opens_and_its_code_pays() {
    on_both(async |house| {
        let day = firm(house, 1, "").await;
        let bytes = message::letter_for(&day.app, &day.scope, "C001").await.unwrap();
        let text = mail::pdf_text(&bytes);
        for words in ["Société C001", "FA2026-0001", "732 829 320", "ATELIER ELAN SAS"] {
            assert!(text.replace(['\u{a0}', '\u{202f}'], " ").contains(words), "{words} in {text}");
        }
        let code = mail::qr(&bytes);
        let lines: Vec<&str> = code.lines().collect();
        assert_eq!(
            (lines[0], lines[3], lines[5], lines[6], lines[7]),
            ("BCD", "SCT", "ATELIER ELAN SAS", "FR1420041010050500013M02606", "EUR101.11"),
            "{code}"
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_paid_after_the_night_is_not_sent() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, 2, &sink.url()).await;
        night::run(&day.app, &day.scope).await.unwrap();
        let paid = house.item("FA2026-0001").await;
        day.import_clean("releve.xml", given::statement(TODAY, &[Received("R1", date(2026, 9, 14), paid.open.0, "FA2026-0001")])).await;
        app::matching::match_all(&day.app, &day.scope, false).await.unwrap();
        assert_eq!(send(&day).await, Drained { sent: 1, cancelled: 1, ..Drained::default() });
        let seen = mail::read(&sink.messages()[0]);
        assert!(seen.text.contains("FA2026-0002") && !seen.everything().contains("FA2026-0001"));
        let action = house.actions(TODAY).await.into_iter().find(|action| action.debtor == paid.debtor).unwrap();
        assert_eq!(action.state, ActionState::Cancelled);
        assert!(!action.reason.is_empty(), "why is said");
        for on in [date(2026, 9, 16), date(2026, 9, 18)] {
            let later = house.with_mail(on, &sink.url()).await;
            night::run(&later.app, &later.scope).await.unwrap();
            send(&later).await;
            later.is_sound().await;
        }
        assert_eq!(sink.messages().len(), 1, "a paid item is never asked for again");
    })
    .await;
}

/// One of two invoices is paid the day before the message leaves: it is not asked for, and nothing says that it was.
#[tokio::test]
async fn what_is_paid_after_the_night_was_not_reminded() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, 1, &sink.url()).await;
        let entries = [("FA2026-0001", 10_111), ("FA2026-0101", 20_000)];
        let entries = entries.map(|(number, cents)| sale(number, "C001", date(2026, 7, 1), cents));
        day.import_clean(FEC, given::fec(&entries)).await;
        night::run(&day.app, &day.scope).await.unwrap();
        let paid = house.item("FA2026-0001").await;
        day.import_clean("releve.xml", given::statement(TODAY, &[Received("R1", date(2026, 9, 14), paid.open.0, "FA2026-0001")])).await;
        app::matching::match_all(&day.app, &day.scope, false).await.unwrap();
        let later = house.with_mail(date(2026, 9, 16), &sink.url()).await;
        assert_eq!(send(&later).await.sent, 1);
        let seen = mail::read(&sink.messages()[0]);
        assert!(seen.text.contains("FA2026-0101") && !seen.everything().contains("FA2026-0001"), "{}", seen.text);
        let view = message::message(&later.app, &later.scope, only_action(house).await).await.unwrap();
        assert_eq!(view.items.iter().map(|(item, _)| item.number.as_str()).collect::<Vec<_>>(), ["FA2026-0101"]);
        later.is_sound().await;
    })
    .await;
}

/// Credit notes that are booked after the night: one covers all that is owed, the other a part, which is taken off and shown.
#[tokio::test]
async fn a_credit_note_that_comes_after_the_night_is_taken_off_or_stops_the_message() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, 2, &sink.url()).await;
        night::run(&day.app, &day.scope).await.unwrap();
        let mut entries: Vec<Entry> = [(1, 10_111), (2, 10_222)]
            .map(|(number, cents)| sale(&format!("FA2026-000{number}"), &format!("C00{number}"), date(2026, 7, 1), cents))
            .to_vec();
        entries.push(credit_note("AV2026-0001", "C001", date(2026, 9, 14), 10_111));
        entries.push(credit_note("AV2026-0002", "C002", date(2026, 9, 14), 4_000));
        day.import_clean(FEC, given::fec(&entries)).await;
        assert_eq!(send(&day).await, Drained { sent: 1, cancelled: 1, ..Drained::default() });
        let seen = mail::read(&sink.messages()[0]);
        assert_eq!(seen.to, "c2@client.example");
        assert!(seen.everything().contains("AV2026-0002"), "{}", seen.text);
        for text in [&seen.text, &seen.html, &seen.pdf] {
            assert!(digits(text).contains("6222"), "102,22 less 40,00: {text}");
        }
        let kept = house.actions(TODAY).await.into_iter().find(|action| action.state == ActionState::Sent).unwrap();
        assert_eq!((kept.asked.0, kept.net.0), (10_222, 6_222));
        day.is_sound().await;
    })
    .await;
}

/// Another address between the night and the sending: the mail goes there, and its amounts are the same.
#[tokio::test]
async fn another_contact_after_the_night_changes_the_address_and_no_amount() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, 1, &sink.url()).await;
        night::run(&day.app, &day.scope).await.unwrap();
        house.raw("UPDATE contact SET email = 'nouvelle@client.example', name = 'Mme Roy'").await;
        assert_eq!(send(&day).await.sent, 1);
        let seen = mail::read(&sink.messages()[0]);
        assert_eq!(seen.to, "nouvelle@client.example");
        for text in [&seen.text, &seen.html, &seen.pdf] {
            assert!(digits(text).contains("10111"), "{text}");
        }
        let action = house.action(only_action(house).await).await;
        assert_eq!((action.asked.0, action.net.0), (10_111, 10_111));
    })
    .await;
}

#[tokio::test]
async fn a_pause_after_the_night_stops_the_message() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, 1, &sink.url()).await;
        night::run(&day.app, &day.scope).await.unwrap();
        let hold = tonight::hold(&day.app, &day.scope, house.debtor("C001").await, None, None, "appel du client").await.unwrap();
        assert_eq!(send(&day).await, Drained { cancelled: 1, ..Drained::default() });
        assert!(sink.messages().is_empty());
        tonight::release(&day.app, &day.scope, hold, house.debtor("C001").await).await.unwrap();
        let next = house.with_mail(date(2026, 9, 16), &sink.url()).await;
        night::run(&next.app, &next.scope).await.unwrap();
        assert_eq!(send(&next).await.sent, 1, "it is asked for again once the pause is over");
        next.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_refused_message_waits_for_a_person() {
    on_both(async |house| {
        let refusing = smtp_sink(&["--reject", "550"]);
        let day = firm(house, 1, &refusing.url()).await;
        night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!(send(&day).await, Drained { failed: 1, ..Drained::default() });
        assert_eq!(send(&day).await, Drained::default(), "it is not tried again by itself");
        let action = house.action(only_action(house).await).await;
        assert!(action.state == ActionState::Failed && action.reason.contains("550"), "{action:?}");
        day.is_sound().await;
        let sink = smtp_sink(&[]);
        let repaired = house.with_mail(TODAY, &sink.url()).await;
        tonight::retry(&repaired.app, &repaired.scope, action.id).await.unwrap();
        assert_eq!(send(&repaired).await.sent, 1);
        assert_eq!(sink.messages().len(), 1);
        assert!(tonight::retry(&repaired.app, &repaired.scope, action.id).await.is_err(), "what left does not leave again");
        repaired.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_down_loses_nothing() {
    on_both(async |house| {
        let gone = {
            let sink = smtp_sink(&[]);
            sink.url()
        };
        let day = firm(house, 4, &gone).await;
        night::run(&day.app, &day.scope).await.unwrap();
        for turn in 1..=8 {
            let drained = send(&day).await;
            assert_eq!((drained.sent, drained.failed, drained.unknown, drained.left), (0, 0, 0, 4), "turn {turn}");
        }
        assert_eq!(states(house).await, [ActionState::Planned; 4]);
        day.is_sound().await;
        let sink = smtp_sink(&[]);
        let next = house.with_mail(date(2026, 9, 16), &sink.url()).await;
        assert_eq!(send(&next).await.sent, 4, "they leave once it is back");
        assert_eq!(sink.messages().len(), 4);
        next.is_sound().await;
    })
    .await;
}

/// The days of patience count from the first attempt: what waited a week for its turn is not given up at the first
/// « come back later ».
#[tokio::test]
async fn what_waited_long_is_tried_as_long_as_the_rest() {
    on_both(async |house| {
        let busy = smtp_sink(&["--reject", "451"]);
        night::run(&firm(house, 1, &busy.url()).await.app, &house.scope).await.unwrap();
        for (on, state) in
            [(date(2026, 9, 21), ActionState::Planned), (date(2026, 9, 24), ActionState::Planned), (date(2026, 9, 25), ActionState::Failed)]
        {
            let day = firm_on(house, on, 1, &busy.url()).await;
            send(&day).await;
            let action = house.action(only_action(house).await).await;
            assert_eq!(action.state, state, "{on}: {}", action.reason);
        }
    })
    .await;
}

#[tokio::test]
async fn a_line_cut_after_the_message_leaves_it_unknown() {
    on_both(async |house| {
        let cutting = smtp_sink(&["--drop-after-data"]);
        let day = firm(house, 2, &cutting.url()).await;
        night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!(send(&day).await, Drained { unknown: 2, ..Drained::default() });
        assert_eq!(cutting.messages().len(), 2, "the server has them, and nobody here knows");
        day.is_sound().await;
        let sink = smtp_sink(&[]);
        let later = house.with_mail(TODAY, &sink.url()).await;
        for _ in 0..3 {
            night::run(&later.app, &later.scope).await.unwrap();
            assert_eq!(send(&later).await.sent, 0, "never sent again by itself");
        }
        let ids: Vec<ActionId> = house.actions(TODAY).await.iter().map(|action| action.id).collect();
        tonight::settle_unknown(&later.app, &later.scope, ids[0], true).await.unwrap();
        tonight::settle_unknown(&later.app, &later.scope, ids[1], false).await.unwrap();
        assert_eq!(states(house).await, [ActionState::Sent, ActionState::Failed]);
        assert!(tonight::settle_unknown(&later.app, &later.scope, ids[0], false).await.is_err(), "settled once");
        tonight::retry(&later.app, &later.scope, ids[1]).await.unwrap();
        assert_eq!(send(&later).await.sent, 1);
        assert_eq!(received(&sink.messages()), [format!("<{}@elan.example>", ids[1])]);
        later.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn nothing_leaves_while_a_mention_is_missing() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = firm(house, 1, &sink.url()).await;
        Box::pin(night::run(&day.app, &day.scope)).await.unwrap();
        let complete = setup::creditor(&day.app, day.scope.organisation.id).await.unwrap();
        let cases: [(Creditor, MissingMention); 4] = [
            (Creditor { iban: None, ..complete.clone() }, MissingMention::Iban),
            (Creditor { siren: None, ..complete.clone() }, MissingMention::Siren),
            (Creditor { email: None, ..complete.clone() }, MissingMention::Email),
            (Creditor { capital: None, ..complete.clone() }, MissingMention::Capital),
        ];
        for (creditor, expected) in cases {
            setup::update_creditor(&day.app, &day.scope, &creditor).await.unwrap();
            let refused = Box::pin(drain(&day.app, &day.scope, Confirmation::Given)).await.unwrap_err();
            assert!(matches!(&refused, AppError::MissingMentions(missing) if *missing == [expected]), "{refused:?}");
            assert!(refused.french().contains(&app::text::mention(expected)), "{}", refused.french());
            let letter = Box::pin(message::letter_for(&day.app, &day.scope, "C001")).await;
            assert!(matches!(letter, Err(AppError::MissingMentions(_))), "no letter either");
            assert_eq!(states(house).await, [ActionState::Planned]);
        }
        assert!(sink.messages().is_empty());
        setup::update_creditor(&day.app, &day.scope, &complete).await.unwrap();
        assert_eq!(Box::pin(send(&day)).await.sent, 1);
    })
    .await;
}

#[tokio::test]
async fn a_private_person_is_asked_for_the_amount_only() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = house.with_mail(TODAY, &sink.url()).await;
        let rows = [("P1", "particulier", "p1@client.example"), ("P2", "", "p2@client.example"), ("E1", "company", "e1@client.example")];
        day.import_clean("clients.csv", given::customers(&rows)).await;
        let books: Vec<Entry> = rows.iter().map(|(code, ..)| sale(&format!("FA2026-{code}"), code, date(2026, 7, 1), 12_345)).collect();
        day.import_clean(FEC, given::fec(&books)).await;
        for on in [TODAY, date(2026, 9, 23)] {
            let later = house.with_mail(on, &sink.url()).await;
            assert_eq!(tonight::run_now(&later.app, &later.scope, tonight::CONFIRMATION).await.unwrap().sent, 3, "{on}");
        }
        let files = sink.messages();
        assert_eq!(files.len(), 6);
        let mut business = String::new();
        for seen in files.iter().map(|file| mail::read(file)) {
            let everything = seen.everything().replace(['\u{a0}', '\u{202f}'], " ").to_lowercase();
            if seen.to.starts_with("e1") {
                business.push_str(&everything);
                continue;
            }
            for words in ["40 €", "40,00", "pénalité", "penalite", "indemnité", "l441", "l. 441"] {
                assert!(!everything.contains(words), "« {words} » to {}: {everything}", seen.to);
            }
            let outside = format!("{} {}", seen.subject, seen.names.join(" ")).to_lowercase();
            for words in ["relance", "rappel", "impay", "retard", "dette", "facture", "échéance", "dû"] {
                assert!(!outside.contains(words), "« {words} » is seen by whoever sees {outside}");
            }
        }
        assert!(business.contains("40 €") || business.contains("40,00 €"), "a firm is told of the fixed fee: {business}");
    })
    .await;
}

/// Two workers of one server decide the same night, each the whole of it, then share the same outbox: nothing is planned, nor sent, twice.
#[tokio::test]
async fn two_workers_share_one_night() {
    let house = House::new(Engine::Postgres).await;
    let sink = smtp_sink(&[]);
    let one = firm(&house, 40, &sink.url()).await;
    let two = house.with_mail(TODAY, &sink.url()).await;
    let (first, second) = tokio::join!(night::run(&one.app, &one.scope), night::run(&two.app, &two.scope));
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!((first.counts, first.actions.len(), second.actions.len()), (second.counts, 40, 40), "both decide the same");
    assert_eq!(house.actions(TODAY).await.len(), 40);
    assert_eq!(house.count("item_advance").await, 40, "no item advances twice");
    assert_eq!(house.count("night_outcome").await, 40);
    let (first, second) = tokio::join!(send(&one), send(&two));
    assert_eq!((first.sent + second.sent, first.failed + second.failed), (40, 0));
    assert!(first.sent > 0 && second.sent > 0, "both send: {first:?} {second:?}");
    let ids = received(&sink.messages());
    assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), 40);
    assert_eq!(ids.len(), 40);
    one.is_sound().await;
}

/// What waits keeps its turn until the hours of the house; what a person sends leaves at once.
#[tokio::test]
async fn mails_leave_by_themselves_at_the_hours_of_the_house() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let mut day = firm(house, 5, &sink.url()).await;
        day.scope.organisation.first_send_cap = 1;
        for wrong in [(19, 8), (8, 8), (8, 25), (u8::MAX, 19)] {
            let refused = app::scenario::set_mail_hours(&day.app, &day.scope, Some(wrong)).await;
            assert!(matches!(refused, Err(AppError::Invalid { field: "mail_hours", .. })), "{wrong:?}: {refused:?}");
        }
        app::scenario::set_mail_hours(&day.app, &day.scope, Some((8, 19))).await.unwrap();
        night::run(&day.app, &day.scope).await.unwrap();
        assert_eq!(send(&day).await, Drained { sent: 1, left: 4, ..Drained::default() }, "a person sends at seven");
        let worker = async |day: &Day, most: usize| drain_up_to(&day.app, &day.scope, Confirmation::Missing, most).await.unwrap();
        assert_eq!(worker(&day, 9).await, Drained { left: 4, ..Drained::default() }, "the program waits for eight");
        day.app.close().await;
        for (minutes, expected) in [
            (59, Drained { left: 4, ..Drained::default() }),
            (60, Drained { sent: 1, left: 3, ..Drained::default() }),
            (12 * 60 - 1, Drained { sent: 1, left: 2, ..Drained::default() }),
            (12 * 60, Drained { left: 2, ..Drained::default() }),
        ] {
            let later = house.later(TODAY, minutes, &sink.url()).await;
            assert_eq!(worker(&later, 1).await, expected, "{minutes} minutes after seven");
            later.app.close().await;
        }
        let evening = house.later(TODAY, 13 * 60, &sink.url()).await;
        app::scenario::set_mail_hours(&evening.app, &evening.scope, None).await.unwrap();
        assert_eq!(worker(&evening, 9).await, Drained { sent: 2, ..Drained::default() }, "at any hour");
        assert_eq!(sink.messages().len(), 5);
        evening.is_sound().await;
    })
    .await;
}
