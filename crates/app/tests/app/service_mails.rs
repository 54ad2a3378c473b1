//! Messages beside the reminders: the copy of a lost invoice, the confirmation of a promise. They leave as they were read, count for
//! no step, and never go where a person, a dispute or the law stands in the way.

use app::causes;
use app::dispute::{NewDispute, NewFile, NewPart};
use app::outbox::{Confirmation, drain};
use app::promises::{self, NewPromise, PromiseSettings};
use app::{AppError, night, plans, service_mail, tonight};
use domain::cause::Cause;
use domain::dunning::{ActionState, Channel};
use domain::ids::{ActionId, DebtorId, OpenItemId, PlanId};
use sha2::{Digest as _, Sha256};
use testkit::smtp_sink::smtp_sink;

use crate::given::{self, TODAY, date, sale};
use crate::house::{Day, House, on_both};
use crate::mail;

const FEC: &str = "732829320FEC20261231.txt";

/// Two late invoices of a company that writes French, one of a private person.
async fn opened(house: &House, mail: &str) -> Day {
    let day = house.with_mail(TODAY, mail).await;
    day.import_clean("clients.csv", given::customers(&[("C1", "company", "c1@client.example"), ("P1", "consumer", "p1@client.example")]))
        .await;
    let entries =
        [sale("F1", "C1", date(2026, 6, 1), 10_000), sale("F2", "C1", date(2026, 7, 1), 20_000), sale("F5", "P1", date(2026, 7, 1), 5_000)];
    day.import_clean(FEC, given::fec(&entries)).await;
    day
}

/// A true PDF, such as the house may hold.
async fn pdf(day: &Day, debtor: DebtorId) -> NewFile {
    let bytes = app::message::overdue_letter(&day.app, &day.scope, debtor).await.unwrap();
    NewFile { name: "Facture F1.pdf".to_owned(), bytes }
}

async fn keep(day: &Day, debtor: DebtorId, item: OpenItemId) -> NewFile {
    let file = pdf(day, debtor).await;
    service_mail::add_document(&day.app, &day.scope, item, file.clone()).await.unwrap();
    file
}

async fn state(house: &House, id: ActionId) -> ActionState {
    house.action(id).await.state
}

fn said(result: &Result<ActionId, AppError>) -> String {
    match result {
        Err(AppError::Invalid { reason, .. }) => reason.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_lost_invoice_leaves_again_as_it_is_kept_and_counts_for_no_step() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = opened(house, &sink.url()).await;
        let debtor = house.debtor("C1").await;
        let item = house.item("F1").await.id;
        let noted = causes::note(&day.app, &day.scope, debtor, &[item], Cause::InvoiceLost, "jamais reçue").await.unwrap();
        let task = noted.task.unwrap();
        assert_eq!(noted.waits_until, Some(date(2026, 9, 23)), "the next step waits for the set days");
        let none = service_mail::copy_preview(&day.app, &day.scope, debtor, &[item], None).await.unwrap();
        assert!(none.refused.contains("Aucun document") && none.refused.contains("F1"), "{}", none.refused);
        let refused = service_mail::send_copy(&day.app, &day.scope, debtor, &[item], None).await;
        assert!(said(&refused).contains("Aucun document"), "{refused:?}");

        let file = keep(&day, debtor, item).await;
        let seen = service_mail::copy_preview(&day.app, &day.scope, debtor, &[item], None).await.unwrap();
        assert_eq!((seen.refused.as_str(), seen.on, seen.items.len()), ("", TODAY, 1));
        let sample = seen.sample.unwrap();
        assert_eq!((sample.recipient.as_str(), sample.subject.as_str()), ("c1@client.example", "Copie de votre facture F1 — Atelier Élan"));
        assert_eq!(house.actions(TODAY).await.len(), 1, "a preview changes nothing: there is the task alone");

        let copy = service_mail::send_copy(&day.app, &day.scope, debtor, &[item], None).await.unwrap();
        let twice = service_mail::send_copy(&day.app, &day.scope, debtor, &[item], None).await;
        assert!(said(&twice).contains("attend déjà"), "a double click makes one message: {twice:?}");
        assert_eq!((state(house, copy).await, state(house, task).await), (ActionState::Approved, ActionState::Sent), "it does the task");

        // The reminder of the other invoice has the day's place in the outbox; the copy stands beside it.
        night::run(&day.app, &day.scope).await.unwrap();
        let emails = house.actions(TODAY).await.into_iter().filter(|action| action.channel == Channel::Email && action.debtor == debtor);
        let mut keys: Vec<String> = emails.map(|action| action.step_key).collect();
        keys.sort();
        assert_eq!(keys, ["invoice_copy", "reminder_1"]);
        day.is_sound().await;
        let done = drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        assert_eq!((done.failed, done.left), (0, 0), "{done:?}");
        assert_eq!(state(house, copy).await, ActionState::Sent);
        let mails: Vec<mail::Mail> = sink.messages().iter().map(|path| mail::read(path)).collect();
        let sent = mails.iter().find(|mail| mail.subject == sample.subject).unwrap();
        assert_eq!((sent.to.as_str(), sent.names.as_slice()), ("c1@client.example", &["Facture F1.pdf".to_owned()][..]));
        let hash = hex::encode(Sha256::digest(&file.bytes));
        assert_eq!(sent.hashes, [hash.as_str()], "the very bytes");
        assert!(sent.text.contains("ci-joint la copie de notre facture") && !sent.text.contains("retard"), "{}", sent.text);
        let (carried, bytes) = service_mail::carried(&day.app, &day.scope, copy, item).await.unwrap();
        assert_eq!((carried.document_hash.as_str(), bytes == file.bytes), (hash.as_str(), true));

        // No step is taken by it, and the proof is in the timeline.
        let mut tx = house.db().snapshot().await.unwrap();
        assert!(store::action::items(&mut tx, day.scope.organisation.id, copy).await.unwrap().is_empty());
        drop(tx);
        let seen = app::debtor_file::debtor_file(&day.app, &day.scope, debtor).await.unwrap();
        let line = seen.items.iter().find(|line| line.item.id == item).unwrap();
        assert!(line.last_step.is_none(), "{:?}", line.last_step);
        let entry = seen.timeline.iter().find(|entry| entry.action == Some(copy)).unwrap();
        assert_eq!((entry.title.as_str(), entry.state), ("Copie de facture", Some(ActionState::Sent)));
        assert!(seen.timeline.iter().any(|entry| entry.title == "Copie de facture demandée" && entry.detail.contains("F1")));
        day.is_sound().await;
        // Another copy may be asked for, and a document that was taken back is no longer sent.
        let again = service_mail::copy_preview(&day.app, &day.scope, debtor, &[item], None).await.unwrap();
        assert_eq!((again.refused.as_str(), again.items[0].earlier.len()), ("", 1));
    })
    .await;
}

#[tokio::test]
async fn a_copy_never_goes_where_something_stands_in_the_way_and_can_be_undone() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = opened(house, &sink.url()).await;
        let debtor = house.debtor("C1").await;
        let (first, second) = (house.item("F1").await.id, house.item("F2").await.id);
        keep(&day, debtor, first).await;
        keep(&day, debtor, second).await;
        let send = async |items: &[OpenItemId]| service_mail::send_copy(&day.app, &day.scope, debtor, items, None).await;

        // Undone before it left.
        let copy = send(&[first]).await.unwrap();
        tonight::cancel(&day.app, &day.scope, copy, "erreur").await.unwrap();
        assert_eq!(state(house, copy).await, ActionState::Cancelled);

        // What is contested between asking and leaving stays.
        let copy = send(&[first]).await.unwrap();
        let part = NewPart { item: first, amount: Some(domain::Cents(100)) };
        let new = NewDispute { reason: domain::dispute::Reason::Price, note: String::new(), source: "hand", parts: vec![part] };
        let dispute = app::dispute::open(&day.app, &day.scope, debtor, &new).await.unwrap();
        let done = drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        assert_eq!((done.sent, done.cancelled), (0, 1));
        let stopped = house.action(copy).await;
        assert_eq!(
            (stopped.state, stopped.reason.as_str()),
            (ActionState::Cancelled, app::text::hold_reason(domain::dunning::HoldReason::Disputed).as_str())
        );
        assert!(said(&send(&[first, second]).await).contains("itige"), "nothing of a contested invoice");
        app::dispute::withdraw(&day.app, &day.scope, dispute, "erreur").await.unwrap();

        // A blocked account, an invoice that is paid or of another account, an address that came back, too many messages.
        let hold = tonight::hold(&day.app, &day.scope, debtor, None, None, "appel en cours").await.unwrap();
        assert_eq!(said(&send(&[second]).await), app::text::hold_reason(domain::dunning::HoldReason::Paused));
        tonight::release(&day.app, &day.scope, hold, debtor).await.unwrap();
        let other = house.item("F5").await.id;
        assert!(matches!(send(&[other]).await, Err(AppError::NotFound("item"))));
        let organisation = day.scope.organisation.id;
        let mut tx = house.db().begin().await.unwrap();
        let budget = domain::dunning::Pressure { contacts: 1, days: 30 };
        store::guard::set_limits(&mut tx, organisation, (None, None), Some(budget)).await.unwrap();
        tx.commit().await.unwrap();
        send(&[second]).await.unwrap();
        assert_eq!(drain(&day.app, &day.scope, Confirmation::Given).await.unwrap().sent, 1, "one message fits");
        assert_eq!(said(&send(&[second]).await), app::text::hold_reason(domain::dunning::HoldReason::Pressure));
        let mut tx = house.db().begin().await.unwrap();
        store::guard::set_limits(&mut tx, organisation, (None, None), None).await.unwrap();
        store::account::mark_unreachable(&mut tx, organisation, "c1@client.example", TODAY, "550").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(said(&send(&[second]).await), app::text::hold_reason(domain::dunning::HoldReason::Bounced));
        assert_eq!(sink.messages().len(), 1);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn an_electronic_invoice_is_its_own_document() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = house.with_mail(TODAY, &sink.url()).await;
        let report = crate::import_einvoice::bring(&day, &crate::import_einvoice::PLAIN).await;
        assert_eq!(report.rejected, 0, "{:?}", report.problems);
        let item = house.items().await.into_iter().find(|item| item.number == "FA-1").unwrap();
        let copy = service_mail::send_copy(&day.app, &day.scope, item.debtor, &[item.id], None).await.unwrap();
        assert_eq!(drain(&day.app, &day.scope, Confirmation::Given).await.unwrap().sent, 1);
        let sent = mail::read(&sink.messages()[0]);
        let (_, bytes) = service_mail::carried(&day.app, &day.scope, copy, item.id).await.unwrap();
        assert_eq!((sent.names.as_slice(), sent.hashes), (&["FA-1.xml".to_owned()][..], vec![hex::encode(Sha256::digest(&bytes))]));
        assert!(String::from_utf8(bytes).unwrap().contains("<ID>FA-1</ID>"));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_promise_is_confirmed_once_and_never_without_being_asked_to() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = opened(house, &sink.url()).await;
        let (company, person) = (house.debtor("C1").await, house.debtor("P1").await);
        let on = date(2026, 9, 25);
        let silent = promises::record(&day.app, &day.scope, &NewPromise::new(company, on)).await.unwrap();
        assert!(service_mail::notes_of(&day.app, &day.scope, silent).await.unwrap().is_empty(), "nothing leaves by itself");
        let seen = service_mail::note_preview(&day.app, &day.scope, silent, None).await.unwrap();
        let text = seen.sample.unwrap().text.replace(['\u{a0}', '\u{202f}'], " ");
        assert!(text.contains("Nous notons votre règlement de 300,00 € le 25 septembre 2026"), "{text}");
        let note = service_mail::send_note(&day.app, &day.scope, silent, None).await.unwrap();
        let twice = service_mail::send_note(&day.app, &day.scope, silent, None).await;
        assert!(said(&twice).contains("déjà"), "{twice:?}");
        // A promise that is taken back is not confirmed, however late.
        promises::withdraw(&day.app, &day.scope, silent, "mal compris").await.unwrap();
        assert_eq!(drain(&day.app, &day.scope, Confirmation::Given).await.unwrap().cancelled, 1);
        assert_eq!(state(house, note).await, ActionState::Cancelled);

        let settings = PromiseSettings { confirms: true, ..PromiseSettings::default() };
        promises::set_settings(&day.app, &day.scope, &settings).await.unwrap();
        assert!(promises::settings(&day.app, &day.scope).await.unwrap().confirms);
        for debtor in [company, person] {
            promises::record(&day.app, &day.scope, &NewPromise::new(debtor, on)).await.unwrap();
        }
        day.is_sound().await;
        assert_eq!(drain(&day.app, &day.scope, Confirmation::Given).await.unwrap().sent, 2);
        let mails: Vec<mail::Mail> = sink.messages().iter().map(|path| mail::read(path)).collect();
        let to = |address: &str| mails.iter().find(|mail| mail.to == address).unwrap();
        assert_eq!(to("c1@client.example").subject, "Votre règlement du 25\u{a0}septembre 2026 — Atelier Élan");
        let private = to("p1@client.example");
        assert_eq!((private.subject.as_str(), private.names.len()), ("Votre compte chez Atelier Élan", 0));
        for word in ["relance", "retard", "impay", "pénalit", "échéance dépassée", "mise en demeure"] {
            assert!(!private.everything().to_lowercase().contains(word), "{word}");
        }
        day.is_sound().await;
    })
    .await;
}

/// All that C1 owes, in three instalments of 100 € from 15 October on.
async fn proposed(house: &House, day: &Day) -> PlanId {
    let items = house.items().await.into_iter().filter(|item| item.kind.is_debit() && item.open.is_positive());
    let debtor = house.debtor("C1").await;
    let items = items.filter(|item| item.debtor == debtor).map(|item| item.id).collect();
    let new = plans::NewPlan { items, ..crate::plans::new_plan(house, domain::plan::InterestChoice::Waived).await };
    let id = plans::create(&day.app, &day.scope, &new).await.unwrap();
    plans::act(&day.app, &day.scope, id, &plans::Move::Submit, "").await.unwrap();
    id
}

#[tokio::test]
async fn a_debtor_is_told_once_that_a_plan_is_agreed_and_never_after_it_was_given_up() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = opened(house, &sink.url()).await;
        // A plan that waits for the house is not announced.
        let strict = domain::plan::Policy { parts: 2, ..domain::plan::Policy::default() };
        plans::set_policy(&day.app, &day.scope, &strict).await.unwrap();
        let id = proposed(house, &day).await;
        let early = service_mail::send_plan_note(&day.app, &day.scope, id, None).await;
        assert!(said(&early).contains("à annoncer"), "{early:?}");
        plans::act(&day.app, &day.scope, id, &plans::Move::Approve, "").await.unwrap();
        let seen = service_mail::plan_note_preview(&day.app, &day.scope, id, None).await.unwrap();
        let text = seen.sample.unwrap().text.replace(['\u{a0}', '\u{202f}'], " ");
        assert!(text.contains("Nous sommes d’accord avec votre échéancier ECH-2026-001 : 300,00 €"), "{text}");
        assert!(text.contains("- 15 octobre 2026 : 100,00 €") && text.contains("prend effet à votre signature."), "{text}");
        let note = service_mail::send_plan_note(&day.app, &day.scope, id, None).await.unwrap();
        let twice = service_mail::send_plan_note(&day.app, &day.scope, id, None).await;
        assert!(said(&twice).contains("déjà"), "{twice:?}");
        assert_eq!(service_mail::plan_notes_of(&day.app, &day.scope, id).await.unwrap().len(), 1);
        // Given up before it left: it does not leave.
        plans::act(&day.app, &day.scope, id, &plans::Move::Cancel, "le client renonce").await.unwrap();
        assert_eq!(drain(&day.app, &day.scope, Confirmation::Given).await.unwrap().cancelled, 1);
        assert_eq!(state(house, note).await, ActionState::Cancelled);
        assert!(!plans::instalments(&day.app, &day.scope, id).await.unwrap().contains("VEVENT"));
        // The next one is signed: it is told as it stands, and its debts being in a plan hold nothing back.
        let id = proposed(house, &day).await;
        plans::act(&day.app, &day.scope, id, &plans::Move::Approve, "").await.unwrap();
        plans::act(&day.app, &day.scope, id, &plans::Move::Sign { on: TODAY, signatory: "M. Petit".to_owned() }, "").await.unwrap();
        service_mail::send_plan_note(&day.app, &day.scope, id, None).await.unwrap();
        assert_eq!(drain(&day.app, &day.scope, Confirmation::Given).await.unwrap().sent, 1);
        let sent = mail::read(&sink.messages()[0]);
        assert_eq!((sent.subject.as_str(), sent.to.as_str()), ("Votre échéancier ECH-2026-002 — Atelier Élan", "c1@client.example"));
        let everything = sent.everything().replace(['\u{a0}', '\u{202f}'], " ");
        assert!(everything.contains("Il a pris effet le 15 septembre 2026, par votre signature."), "{everything}");
        // Its days, for a calendar program.
        let days = plans::instalments(&day.app, &day.scope, id).await.unwrap().replace("\r\n ", "");
        assert_eq!(days.matches("BEGIN:VEVENT").count(), 3, "{days}");
        for expected in ["DTSTART;VALUE=DATE:20261015", "DTSTART;VALUE=DATE:20261116", "échéance 2 sur 3", &format!("UID:{id}-3")] {
            assert!(days.contains(expected), "{expected} in {days}");
        }
        day.is_sound().await;
    })
    .await;
}

/// Off unless the house asks for it; whoever signs, by the page, a link or another program, the debtor is told once.
#[tokio::test]
async fn a_house_tells_of_each_plan_that_is_signed_when_it_wants_to() {
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = opened(house, &sink.url()).await;
        let sign = plans::Move::Sign { on: TODAY, signatory: "M. Petit".to_owned() };
        let notes = async |id| service_mail::plan_notes_of(&day.app, &day.scope, id).await.unwrap().len();
        let id = proposed(house, &day).await;
        plans::act(&day.app, &day.scope, id, &sign, "").await.unwrap();
        assert_eq!(notes(id).await, 0, "nobody asked");
        plans::act(&day.app, &day.scope, id, &plans::Move::Cancel, "un autre est convenu").await.unwrap();
        plans::set_policy(&day.app, &day.scope, &domain::plan::Policy { tells: true, ..domain::plan::Policy::default() }).await.unwrap();
        assert!(plans::policy(&day.app, &day.scope).await.unwrap().tells);
        let id = proposed(house, &day).await;
        assert_eq!(notes(id).await, 0, "it is not signed");
        let once = app::connect::Once::default();
        app::connect::agreements::move_plan(&day.app, &day.scope, &once, id, &sign, "").await.unwrap();
        assert_eq!(notes(id).await, 1);
        let twice = service_mail::send_plan_note(&day.app, &day.scope, id, None).await;
        assert!(said(&twice).contains("déjà"), "{twice:?}");
        assert_eq!(drain(&day.app, &day.scope, Confirmation::Given).await.unwrap().sent, 1);
        let everything = mail::read(&sink.messages()[0]).everything().replace(['\u{a0}', '\u{202f}'], " ");
        assert!(everything.contains("ECH-2026-002") && everything.contains("par votre signature."), "{everything}");
        // What stands in the way of the message keeps no plan from being signed.
        plans::act(&day.app, &day.scope, id, &plans::Move::Cancel, "encore un autre").await.unwrap();
        app::scenario::stop(&day.app, &day.scope, "essai").await.unwrap();
        let id = proposed(house, &day).await;
        plans::act(&day.app, &day.scope, id, &sign, "").await.unwrap();
        assert_eq!(notes(id).await, 0);
        assert_eq!(plans::view(&day.app, &day.scope, id).await.unwrap().plan.standing, domain::plan::Standing::UpToDate);
        day.is_sound().await;
    })
    .await;
}

/// 300 € of C1 and 50 € of a private person are late. 200 € have a cause, of the 100 € of F1 20 € are contested, and nothing is known of the
/// 50 €: K16 is 300 ÷ 350. Contested are 20 of 350 €. One of two late debtors was spoken to.
#[tokio::test]
async fn the_figures_of_the_conversation_are_those_of_the_ledger_and_a_message_that_waits_is_no_contact() {
    use app::agenda::{AgendaQuery, View};
    use app::conversation::{Theme, conversation};
    on_both(async |house| {
        let sink = smtp_sink(&[]);
        let day = opened(house, &sink.url()).await;
        let debtor = house.debtor("C1").await;
        let (first, second) = (house.item("F1").await.id, house.item("F2").await.id);
        causes::note(&day.app, &day.scope, debtor, &[second], Cause::Oversight, "").await.unwrap();
        let part = NewPart { item: first, amount: Some(domain::Cents(2_000)) };
        let new = NewDispute { reason: domain::dispute::Reason::Price, note: String::new(), source: "hand", parts: vec![part] };
        app::dispute::open(&day.app, &day.scope, debtor, &new).await.unwrap();
        let value = async |theme: Theme| {
            let found = conversation(&day.app, &day.scope).await.unwrap();
            found.figures.into_iter().find(|figure| figure.theme == theme).unwrap().value()
        };
        assert_eq!(value(Theme::CauseKnown).await, Some(8_571), "300 ÷ 350");
        assert_eq!(value(Theme::DisputeRate).await, Some(571), "20 ÷ 350");
        assert_eq!(value(Theme::Coverage).await, Some(0));
        let contact = async || {
            let query = AgendaQuery { view: View::Every, ..AgendaQuery::default() };
            let rows = app::agenda::agenda(&day.app, &day.scope, &query).await.unwrap().page.rows;
            rows.into_iter().find(|row| row.code == "C1").unwrap().last_contact_on
        };
        keep(&day, debtor, second).await;
        service_mail::send_copy(&day.app, &day.scope, debtor, &[second], None).await.unwrap();
        assert_eq!((contact().await, value(Theme::Coverage).await), (None, Some(0)), "it waits: nobody was spoken to");
        drain(&day.app, &day.scope, Confirmation::Given).await.unwrap();
        assert_eq!((contact().await, value(Theme::Coverage).await), (Some(TODAY), Some(5_000)));

        let found = conversation(&day.app, &day.scope).await.unwrap();
        let days = |theme: Theme| found.figures.iter().find(|figure| figure.theme == theme).unwrap().value().unwrap();
        let query = app::figures::FiguresQuery::default();
        let figures = app::figures::figures(&day.app, &day.scope, &query).await.unwrap().figures;
        let whole = figures.iter().find(|figure| figure.indicator == app::figures::Indicator::Countback).unwrap().value().unwrap();
        assert_eq!(days(Theme::DsoTerms) + days(Theme::DsoLate) + days(Theme::DsoDisputed), whole);
        assert_eq!(
            found.by_reason.iter().map(|line| (line.key, line.held, line.days)).collect::<Vec<_>>(),
            [(domain::dispute::Reason::Price, domain::Cents(2_000), Some(days(Theme::DsoDisputed)))]
        );
        assert_eq!(found.by_owner.len(), 1);
        assert!(found.figures.iter().all(|figure| figure.points.len() == 12));
        day.is_sound().await;
    })
    .await;
}
