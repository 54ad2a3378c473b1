//! Letters: printed in a batch with their bytes kept, held when something changed, posted, taken back; registered ones followed.

use app::access::{Actor, Role};
use app::claims::{self, NewDocument, NewFacts};
use app::interest::{self, InterestTerms, WaivedWhat};
use app::message::{self, Document};
use app::post::{self, Filter, NewPostalEvent, Order, Posting, Printing, ProofOf, Which};
use app::scenario::binding::bind_debtor;
use app::scenario::series;
use app::{AppError, Scope, law, night, quality};
use domain::Date;
use domain::calendar::add_days;
use domain::claim::ClaimKind;
use domain::dunning::{ActionState, Channel, Template};
use domain::ids::ActionId;
use domain::post::{LetterKind, PaperReason, PostalEvent};
use domain::quality::IssueKind;

use crate::given::{Entry, TODAY, customers, date, fec, receipt, sale};
use crate::house::{Day, House, on_both};

pub(crate) const FEC: &str = "732829320FEC20261231.txt";
pub(crate) const DUPLEX: Printing = Printing { duplex: true, separators: true, afresh: false, electronic: false };

/// Two businesses and a consumer, whose invoices are long overdue.
pub(crate) fn books() -> Vec<Entry> {
    vec![
        sale("F-1", "C1", date(2026, 6, 10), 120_000),
        sale("F-2", "C2", date(2026, 6, 1), 30_000),
        sale("F-3", "C3", date(2026, 6, 3), 9_900),
    ]
}

pub(crate) async fn firm(house: &House, books: &[Entry]) {
    let day = house.on(TODAY).await;
    day.import_clean(FEC, fec(books)).await;
    let kinds = [("C1", "business", "a@un.example"), ("C2", "business", "b@deux.example"), ("C3", "consumer", "c@trois.example")];
    day.import_clean("clients.csv", customers(&kinds)).await;
    day.app.close().await;
}

/// Lives the nights up to one whose actions are of a text; that day, and those actions by the code of their debtor.
pub(crate) async fn night_of(house: &House, template: Template) -> (Day, Vec<ActionId>) {
    Box::pin(night_of_books(house, &books(), template)).await
}

/// As [`night_of`], of other books.
pub(crate) async fn night_of_books(house: &House, books: &[Entry], template: Template) -> (Day, Vec<ActionId>) {
    firm(house, books).await;
    for ahead in [0, 7, 14, 21, 29] {
        let on = add_days(TODAY, ahead);
        let day = house.on(on).await;
        day.import_clean(FEC, fec(books)).await;
        night::run(&day.app, &day.scope).await.unwrap();
        let mut found: Vec<_> = house.actions(on).await.into_iter().filter(|action| action.template == template.code()).collect();
        if !found.is_empty() {
            let mut codes = Vec::new();
            for code in ["C1", "C2", "C3"] {
                codes.push(house.debtor(code).await);
            }
            found.sort_by_key(|action| codes.iter().position(|debtor| *debtor == action.debtor));
            assert_eq!(found.len(), 3, "{found:?}");
            return (day, found.into_iter().map(|action| action.id).collect());
        }
        house.carry_out(on).await;
        day.app.close().await;
    }
    panic!("no {template:?} was reached");
}

pub(crate) async fn pay(day: &Day, piece: &str, customer: &str, cents: i64) {
    let on = day.app.today();
    let mut entries: Vec<Entry> = books().into_iter().map(|entry| if entry.is(piece) { entry.lettered("A", on) } else { entry }).collect();
    entries.push(receipt("R-1", customer, on, cents).lettered("A", on));
    day.import_clean(FEC, fec(&entries)).await;
}

pub(crate) fn each(ids: &[ActionId]) -> Vec<(ActionId, String)> {
    ids.iter().map(|id| (*id, String::new())).collect()
}

pub(crate) fn today(day: &Day) -> Posting {
    Posting { on: day.app.today(), gone: String::new() }
}

pub(crate) fn as_role(scope: &Scope, role: Role) -> Scope {
    Scope { actor: Actor { role, ..scope.actor.clone() }, ..scope.clone() }
}

pub(crate) fn reason_of<T: std::fmt::Debug>(result: app::Result<T>) -> String {
    match result {
        Err(AppError::Invalid { field, reason }) => format!("{field}: {reason}"),
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn letters(day: &Day, which: Which) -> usize {
    let filter = Filter { which, ..Filter::default() };
    post::board(&day.app, &day.scope, &filter, Order::Day, 1).await.unwrap().lines.len()
}

#[tokio::test]
async fn a_batch_keeps_the_bytes_of_each_letter_and_gives_them_again() {
    on_both(async |house| {
        let (day, ids) = night_of(house, Template::ReminderLetter).await;
        assert_eq!(letters(&day, Which::ToPost).await, 3);
        assert!(reason_of(post::print(&day.app, &day.scope, &[], DUPLEX).await).starts_with("letters: "));
        let reader = as_role(&day.scope, Role::ReadOnly);
        assert!(matches!(post::print(&day.app, &reader, &ids, DUPLEX).await, Err(AppError::Forbidden(_))));

        let twice: Vec<ActionId> = ids.iter().chain(&ids).copied().collect();
        let printed = post::print(&day.app, &day.scope, &twice, DUPLEX).await.unwrap();
        assert_eq!((printed.letters, printed.refused.len()), (3, 0), "{printed:?}");
        assert!(printed.sheets >= 6 && printed.sheets <= 9, "a separator and one or two sheets each: {printed:?}");
        let run = printed.run.unwrap();
        let (name, whole) = post::run_pdf(&day.app, &day.scope, run).await.unwrap();
        assert!(whole.starts_with(b"%PDF-") && name == format!("courriers-{}.pdf", day.app.today()));
        let (_, mime, first) = message::document(&day.app, &day.scope, ids[0], Document::Letter).await.unwrap();
        assert_eq!(mime, "application/pdf");
        assert_eq!(letters(&day, Which::ToPost).await, 3, "printed is not posted");
        assert_eq!(house.action(ids[0]).await.state, ActionState::ToDo);
        day.app.close().await;

        // Days later the very same bytes come out, under the date that they bear.
        let later = house.on(add_days(day.app.today(), 1)).await;
        later.import_clean(FEC, fec(&books())).await;
        let again = post::print(&later.app, &later.scope, &ids, DUPLEX).await.unwrap();
        assert_eq!((again.letters, again.sheets), (3, printed.sheets));
        assert_eq!(post::run_pdf(&later.app, &later.scope, again.run.unwrap()).await.unwrap().1, whole);
        assert_eq!(message::document(&later.app, &later.scope, ids[0], Document::Letter).await.unwrap().2, first);
        assert_eq!((house.count("letter").await, house.count("print_run").await), (3, 2));
        let afresh = post::print(&later.app, &later.scope, &ids[..1], Printing { afresh: true, ..DUPLEX }).await.unwrap();
        assert_eq!((afresh.letters, house.count("letter").await), (1, 4), "made anew on demand, the old one kept");
        assert_ne!(message::document(&later.app, &later.scope, ids[0], Document::Letter).await.unwrap().2, first);
        later.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_paid_since_the_print_is_not_posted_and_the_rest_is() {
    on_both(async |house| {
        let (day, ids) = night_of(house, Template::ReminderLetter).await;
        let unprinted = post::mark_posted(&day.app, &day.scope, &each(&ids[..1]), &today(&day)).await.unwrap();
        assert!(unprinted.letters == 0 && unprinted.refused[0].reason.contains("imprimez-la"), "{unprinted:?}");
        post::print(&day.app, &day.scope, &ids, DUPLEX).await.unwrap();
        pay(&day, "F-2", "C2", 30_000).await;
        // A part of the third is contested: another letter is due, not this one.
        let contested = NewFacts { disputed: domain::Cents(1_000), dispute_reason: "casse".to_owned(), ..NewFacts::default() };
        claims::set_facts(&day.app, &day.scope, house.debtor("C3").await, house.item("F-3").await.id, contested).await.unwrap();

        let to_come = Posting { on: add_days(day.app.today(), 1), gone: String::new() };
        assert!(reason_of(post::mark_posted(&day.app, &day.scope, &each(&ids), &to_come).await).starts_with("on: "));
        let before = Posting { on: add_days(day.app.today(), -1), gone: String::new() };
        let early = post::mark_posted(&day.app, &day.scope, &each(&ids[..1]), &before).await.unwrap();
        assert!(early.letters == 0 && early.refused[0].reason.contains("précède"), "{early:?}");

        let posted = post::mark_posted(&day.app, &day.scope, &each(&ids), &today(&day)).await.unwrap();
        assert_eq!((posted.letters, posted.refused.len()), (1, 2), "{posted:?}");
        assert!(posted.refused[0].reason.starts_with("À ne pas poster"), "paid: {posted:?}");
        assert!(posted.refused[1].reason.contains("réimprimez-la"), "contested: {posted:?}");
        let states = [house.action(ids[0]).await.state, house.action(ids[1]).await.state, house.action(ids[2]).await.state];
        assert_eq!(states, [ActionState::Sent, ActionState::ToDo, ActionState::ToDo]);
        let told = house.raw_texts("SELECT CAST(left_on AS TEXT) FROM action WHERE left_on IS NOT NULL AND channel = 'letter'").await;
        assert_eq!(told, [day.app.today().to_string()]);
        let again = post::mark_posted(&day.app, &day.scope, &each(&ids[..1]), &today(&day)).await.unwrap();
        assert_eq!((again.letters, again.refused.len()), (0, 1), "posted once");

        // Printed anew, the contested one asks for the rest and may leave; the paid one is refused at the press already.
        let anew = post::print(&day.app, &day.scope, &ids, DUPLEX).await.unwrap();
        assert_eq!((anew.letters, anew.refused.len()), (1, 2), "{anew:?}");
        assert_eq!(post::mark_posted(&day.app, &day.scope, &each(&ids[2..]), &today(&day)).await.unwrap().letters, 1);
        // A letter that is gone is gone: said with its reason, it is marked.
        let gone = Posting { on: day.app.today(), gone: "déjà au guichet".to_owned() };
        assert_eq!(post::mark_posted(&day.app, &day.scope, &each(&ids[1..2]), &gone).await.unwrap().letters, 1);
        assert_eq!(house.action(ids[1]).await.reason, "déjà au guichet");
        assert_eq!((letters(&day, Which::ToPost).await, letters(&day, Which::Posted).await), (0, 3));
        day.is_sound().await;
    })
    .await;
}

/// Nothing was paid, and yet the paper says what may not be said any more: the customer turns out to be a consumer, the indemnity of
/// another was given up. The third letter leaves.
#[tokio::test]
async fn a_letter_that_would_read_otherwise_by_now_is_printed_anew() {
    Box::pin(on_both(async |house| {
        let (day, ids) = night_of(house, Template::ReminderLetter).await;
        post::print(&day.app, &day.scope, &ids, DUPLEX).await.unwrap();
        let text = async |id| crate::mail::pdf_text(&message::document(&day.app, &day.scope, id, Document::Letter).await.unwrap().2);
        assert!(text(ids[0]).await.contains("L441-10"), "a business owes penalties");
        house.raw("UPDATE debtor SET kind = 'consumer' WHERE code = 'C1'").await;
        let (debtor, item) = (house.debtor("C2").await, house.item("F-2").await.id);
        let waived = interest::waive(&day.app, &day.scope, debtor, item, WaivedWhat::Indemnity, None, "geste").await.unwrap();
        let posted = post::mark_posted(&day.app, &day.scope, &each(&ids), &today(&day)).await.unwrap();
        assert_eq!((posted.letters, posted.refused.len()), (1, 2), "{posted:?}");
        assert!(posted.refused.iter().all(|line| line.reason.contains("réimprimez-la")), "{posted:?}");
        assert_eq!(house.action(ids[2]).await.state, ActionState::Sent);
        // Given up no more, the second is right as it was; the first needs other words.
        interest::restore(&day.app, &day.scope, debtor, waived).await.unwrap();
        assert_eq!(post::mark_posted(&day.app, &day.scope, &each(&ids[1..2]), &today(&day)).await.unwrap().letters, 1);
        assert_eq!(post::print(&day.app, &day.scope, &ids[..1], DUPLEX).await.unwrap().letters, 1);
        let quiet = text(ids[0]).await;
        assert!(quiet.contains("F-1") && !quiet.contains("L441-10") && !quiet.contains("40,00"), "{quiet}");
        assert_eq!(post::mark_posted(&day.app, &day.scope, &each(&ids[..1]), &today(&day)).await.unwrap().letters, 1);
        day.is_sound().await;
    }))
    .await;
}

/// « Fait » on a letter that lies printed is its posting, with the same checks: the paper says what it said when it was printed.
#[tokio::test]
async fn a_printed_letter_that_is_called_done_is_checked_as_one_that_is_posted() {
    Box::pin(on_both(async |house| {
        let (day, ids) = night_of(house, Template::ReminderLetter).await;
        post::print(&day.app, &day.scope, &ids, DUPLEX).await.unwrap();
        let contested = NewFacts { disputed: domain::Cents(1_000), dispute_reason: "casse".to_owned(), ..NewFacts::default() };
        claims::set_facts(&day.app, &day.scope, house.debtor("C3").await, house.item("F-3").await.id, contested).await.unwrap();
        let done = async |id, in_spite| app::tonight::mark_done(&day.app, &day.scope, id, "fait", in_spite).await;
        let said = reason_of(done(ids[2], "").await);
        assert!(said.contains("réimprimez-la"), "{said}");
        assert_eq!(house.action(ids[2]).await.state, ActionState::ToDo);
        done(ids[0], "").await.unwrap();
        done(ids[2], "déjà au guichet").await.unwrap();
        assert_eq!((letters(&day, Which::ToPost).await, letters(&day, Which::Posted).await), (1, 2));
        assert_eq!(house.action(ids[2]).await.reason, "déjà au guichet");
        day.is_sound().await;
    }))
    .await;
}

#[tokio::test]
async fn a_posting_is_taken_back_on_its_day_alone() {
    on_both(async |house| {
        let (day, ids) = night_of(house, Template::ReminderLetter).await;
        post::print(&day.app, &day.scope, &ids, DUPLEX).await.unwrap();
        post::mark_posted(&day.app, &day.scope, &each(&ids), &today(&day)).await.unwrap();
        let kept = message::document(&day.app, &day.scope, ids[0], Document::Letter).await.unwrap().2;
        post::take_back(&day.app, &day.scope, ids[0]).await.unwrap();
        let action = house.action(ids[0]).await;
        assert_eq!((action.state, action.done_at), (ActionState::ToDo, None));
        assert!(matches!(post::take_back(&day.app, &day.scope, ids[0]).await, Err(AppError::Conflict("letter"))));
        assert_eq!(post::mark_posted(&day.app, &day.scope, &each(&ids[..1]), &today(&day)).await.unwrap().letters, 1);
        assert_eq!(message::document(&day.app, &day.scope, ids[0], Document::Letter).await.unwrap().2, kept, "the same letter");
        let told = house.raw_texts("SELECT kind FROM event WHERE kind IN ('letter.posted', 'letter.taken_back') ORDER BY seq").await;
        assert_eq!(told, ["letter.posted", "letter.posted", "letter.posted", "letter.taken_back", "letter.posted"]);
        day.app.close().await;
        let later = house.on(add_days(day.app.today(), 1)).await;
        assert!(reason_of(post::take_back(&later.app, &later.scope, ids[0]).await).starts_with("letter: "));
        later.is_sound().await;
    })
    .await;
}

/// The formal notice of the first debtor, printed and posted under a number.
async fn notice(house: &House) -> (Day, ActionId) {
    let (day, ids) = night_of(house, Template::PrepareFormalNotice).await;
    let lacking = post::print(&day.app, &day.scope, &ids[..1], DUPLEX).await.unwrap();
    assert!(lacking.run.is_none() && lacking.refused[0].reason.contains("pièce justificative"), "{lacking:?}");
    let document = Some(NewDocument { name: "F-1.pdf".to_owned(), bytes: b"facture".to_vec() });
    let (debtor, item) = (house.debtor("C1").await, house.item("F-1").await.id);
    claims::set_facts(&day.app, &day.scope, debtor, item, NewFacts { document, ..NewFacts::default() }).await.unwrap();
    let printed = post::print(&day.app, &day.scope, &ids[..1], DUPLEX).await.unwrap();
    assert_eq!((printed.letters, printed.refused.len()), (1, 0), "{printed:?}");
    let wrong = post::mark_posted(&day.app, &day.scope, &[(ids[0], "RK473124828FR".to_owned())], &today(&day)).await.unwrap();
    assert!(wrong.letters == 0 && wrong.refused[0].reason.contains("clé"), "{wrong:?}");
    let posted = post::mark_posted(&day.app, &day.scope, &[(ids[0], "1a 123 456 7890 1".to_owned())], &today(&day)).await.unwrap();
    assert_eq!(posted.letters, 1, "{posted:?}");
    (day, ids[0])
}

/// Where the house wants the account of interest in its letters, the formal notice of a business carries it as it is printed, with the fixed
/// sum of 40 € (C. com. L441-10, D441-5); that of a consumer never does.
#[tokio::test]
async fn a_printed_formal_notice_carries_the_interest_of_a_business_where_the_house_wants_it() {
    Box::pin(on_both(async |house| {
        let (day, ids) = night_of(house, Template::PrepareFormalNotice).await;
        for (code, number) in [("C1", "F-1"), ("C3", "F-3")] {
            let document = Some(NewDocument { name: format!("{number}.pdf"), bytes: b"facture".to_vec() });
            let (debtor, item) = (house.debtor(code).await, house.item(number).await.id);
            let facts = NewFacts { document, ..NewFacts::default() };
            claims::set_facts(&day.app, &day.scope, debtor, item, facts).await.unwrap();
        }
        let ids = [ids[0], ids[2]];
        // Lines break where they like, at a hyphen too.
        let close = |text: &str| text.split_whitespace().collect::<String>();
        let text = async |id: ActionId| {
            let bytes = message::document(&day.app, &day.scope, id, Document::Letter).await.unwrap().2;
            close(&crate::mail::pdf_text(&bytes))
        };
        let spelt = |amount: domain::Cents| close(&amount.fr());
        let sheet = interest::debtor_interest(&day.app, &day.scope, house.debtor("C1").await, day.app.today()).await.unwrap();
        let owed = sheet.open[0].1;
        assert!(owed.interest.is_positive() && owed.indemnity == domain::Cents(4_000), "{owed:?}");
        let printed = post::print(&day.app, &day.scope, &ids, DUPLEX).await.unwrap();
        assert_eq!((printed.letters, printed.refused.len()), (2, 0), "{printed:?}");
        let before = text(ids[0]).await;
        assert!(before.contains("L441-10") && !before.contains(&spelt(owed.interest)), "the rule alone: {before}");

        law::set_terms(&day.app, &day.scope, &InterestTerms { in_letters: true, ..InterestTerms::default() }).await.unwrap();
        let afresh = post::print(&day.app, &day.scope, &ids, Printing { afresh: true, ..DUPLEX }).await.unwrap();
        assert_eq!((afresh.letters, afresh.refused.len()), (2, 0), "{afresh:?}");
        let notice = text(ids[0]).await;
        for words in ["Miseendemeure", "F-1", &spelt(owed.interest), &spelt(owed.indemnity), "L441-10", "D441-5"] {
            assert!(notice.contains(words), "{words} in {notice}");
        }
        let consumer = text(ids[1]).await;
        assert!(consumer.contains("F-3") && !consumer.contains("40,00") && !consumer.contains("L441-10"), "{consumer}");
        day.is_sound().await;
    }))
    .await;
}

pub(crate) fn event(kind: PostalEvent, on: Date, scan: Option<&[u8]>) -> NewPostalEvent {
    let document = scan.map(|bytes| NewDocument { name: "scan".to_owned(), bytes: bytes.to_vec() });
    NewPostalEvent { kind, on, note: String::new(), document }
}

#[tokio::test]
async fn a_formal_notice_is_followed_to_its_end_with_its_proofs() {
    Box::pin(on_both(async |house| {
        let (day, id) = notice(house).await;
        let on = day.app.today();
        let seen = post::of_action(&day.app, &day.scope, id).await.unwrap().unwrap();
        let letter = seen.letter.clone().unwrap();
        assert_eq!((letter.kind, letter.tracking.as_str(), letter.notice_days), (LetterKind::Registered, "1A12345678901", Some(8)));
        assert_eq!((seen.notice, seen.paper, seen.can_take_back), (None, Some(PaperReason::Decisive), true));
        assert_eq!(letters(&day, Which::Followed).await, 1);
        for scan in [&b"MZ a program"[..], b"", b"<svg/>"] {
            let told = reason_of(post::record(&day.app, &day.scope, id, event(PostalEvent::Deposited, on, Some(scan))).await);
            assert!(told.starts_with("document: "), "{told}");
        }
        let huge = [b"%PDF-".to_vec(), vec![0; post::MAX_PROOF]].concat();
        assert!(
            reason_of(post::record(&day.app, &day.scope, id, event(PostalEvent::Deposited, on, Some(&huge))).await)
                .starts_with("document: ")
        );
        let reader = as_role(&day.scope, Role::ReadOnly);
        assert!(matches!(post::record(&day.app, &reader, id, event(PostalEvent::Deposited, on, None)).await, Err(AppError::Forbidden(_))));
        post::record(&day.app, &day.scope, id, event(PostalEvent::Deposited, on, Some(b"%PDF-1.4 depot"))).await.unwrap();
        day.app.close().await;

        let later = house.on(add_days(on, 20)).await;
        let record = async |new| post::record(&later.app, &later.scope, id, new).await;
        record(event(PostalEvent::Presented, add_days(on, 2), None)).await.unwrap();
        assert!(reason_of(record(event(PostalEvent::Delivered, add_days(on, 1), None)).await).contains("Première présentation"));
        record(event(PostalEvent::Unclaimed, add_days(on, 17), Some(b"\x89PNG\r\n\x1a\nscan"))).await.unwrap();
        assert!(reason_of(record(event(PostalEvent::Delivered, add_days(on, 18), None)).await).contains("non réclamé"));
        let seen = post::of_action(&later.app, &later.scope, id).await.unwrap().unwrap();
        assert_eq!(seen.notice, Some((add_days(on, 2), add_days(on, 10))), "eight days from the first presentation");
        assert_eq!(letters(&later, Which::Followed).await, 0, "its way has ended");
        let proof = post::proof(&later.app, &later.scope, id, ProofOf::Event(seen.events[2].id)).await.unwrap();
        assert_eq!((proof.media_type, proof.bytes.as_slice()), ("image/png", &b"\x89PNG\r\n\x1a\nscan"[..]));
        assert!(post::proof(&later.app, &later.scope, id, ProofOf::Event(seen.events[1].id)).await.is_err(), "no scan came with it");
        let file = app::debtor_file::debtor_file(&later.app, &later.scope, house.debtor("C1").await).await.unwrap();
        assert!(
            file.timeline.iter().any(|entry| entry.title == "Pli avisé et non réclamé" && entry.action == Some(id)),
            "{:?}",
            file.timeline
        );

        post::withdraw(&later.app, &later.scope, id, seen.events[2].id).await.unwrap();
        assert!(matches!(post::withdraw(&later.app, &later.scope, id, seen.events[2].id).await, Err(AppError::NotFound("event"))));
        record(event(PostalEvent::Delivered, add_days(on, 5), None)).await.unwrap();
        post::set_tracking(&later.app, &later.scope, id, "", Some(15)).await.unwrap();
        assert!(reason_of(post::set_tracking(&later.app, &later.scope, id, "", Some(0)).await).starts_with("days: "));
        let seen = post::of_action(&later.app, &later.scope, id).await.unwrap().unwrap();
        assert_eq!((seen.notice, seen.letter.unwrap().tracking), (Some((add_days(on, 2), add_days(on, 17))), String::new()));
        later.is_sound().await;
    }))
    .await;
}

#[tokio::test]
async fn an_address_that_came_back_stops_the_next_letter_until_it_is_mended() {
    on_both(async |house| {
        let (day, id) = notice(house).await;
        let debtor = house.debtor("C1").await;
        post::record(&day.app, &day.scope, id, event(PostalEvent::WrongAddress, day.app.today(), None)).await.unwrap();
        let issues = async || {
            let query = quality::QualityQuery { kind: Some(IssueKind::NoAddress), ..quality::QualityQuery::default() };
            quality::board(&day.app, &day.scope, &query).await.unwrap().page.rows.clone()
        };
        let found = issues().await;
        assert_eq!((found.len(), found[0].debtor), (1, debtor));
        assert!(found[0].detail.contains("destinataire inconnu"), "{found:?}");
        // Its number was wrong: the account moved, and the issue is gone.
        let moved = house.raw("UPDATE debtor SET street = '9 rue Neuve' WHERE code = 'C1'").await;
        assert_eq!((moved, issues().await.len()), (1, 0));
        house.raw("UPDATE debtor SET street = '3 rue du Port' WHERE code = 'C1'").await;
        house.raw("UPDATE action SET state = 'to_do' WHERE state = 'sent' AND template = 'prepare_formal_notice'").await;
        house.raw("UPDATE letter SET posted_on = NULL, posted_at = NULL").await;
        let refused = post::print(&day.app, &day.scope, &[id], DUPLEX).await.unwrap();
        assert!(refused.run.is_none() && refused.refused[0].reason.contains("est revenu le"), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn some_notices_have_words_of_their_own_and_a_consumer_may_agree_to_electronic_ones() {
    on_both(async |house| {
        let (day, ids) = night_of(house, Template::PrepareFormalNotice).await;
        let (debtor, item) = (house.debtor("C3").await, house.item("F-3").await.id);
        let rent = NewFacts { kind: Some(ClaimKind::ResidentialRent), evidence: "bail".to_owned(), ..NewFacts::default() };
        claims::set_facts(&day.app, &day.scope, debtor, item, rent).await.unwrap();
        claims::override_preflight(&day.app, &day.scope, debtor, item, "bail signé").await.unwrap();
        let refused = post::print(&day.app, &day.scope, &ids[2..], DUPLEX).await.unwrap();
        assert!(refused.run.is_none() && refused.refused[0].reason.contains("mentions spéciales"), "{refused:?}");

        let contact = app::debtor_file::debtor_file(&day.app, &day.scope, debtor).await.unwrap().contacts[0].id;
        let agreed = Some((TODAY, " contrat, art. 7 "));
        let to_come = Some((add_days(day.app.today(), 1), "contrat"));
        assert!(reason_of(post::set_agreement(&day.app, &day.scope, debtor, contact, to_come).await).starts_with("agreement: "));
        assert!(reason_of(post::set_agreement(&day.app, &day.scope, debtor, contact, Some((TODAY, " "))).await).starts_with("agreement: "));
        post::set_agreement(&day.app, &day.scope, debtor, contact, agreed).await.unwrap();
        let known = post::agreements(&day.app, &day.scope, debtor).await.unwrap();
        assert_eq!(known, [(contact, TODAY, "contrat, art. 7".to_owned())]);
        post::set_agreement(&day.app, &day.scope, debtor, contact, None).await.unwrap();
        assert_eq!(post::agreements(&day.app, &day.scope, debtor).await.unwrap(), []);
        let channels: Vec<Channel> = house.actions(day.app.today()).await.into_iter().map(|action| action.channel).collect();
        assert!(channels.iter().all(|channel| *channel == Channel::Task), "{channels:?}");
    })
    .await;
}

const ELSEWHERE: &str = r#"name = "Douce"

[[step]]
key = "soft_1"
day = "J+20"
gap = 7
channels = ["email"]
template = "first_reminder"
"#;

/// A letter whose debtor was given another scenario while it waited is taken out by the next batch: nobody has to give it up.
#[tokio::test]
async fn a_letter_whose_items_follow_another_scenario_is_taken_out_of_the_batch() {
    on_both(async |house| {
        let (day, ids) = night_of(house, Template::ReminderLetter).await;
        post::print(&day.app, &day.scope, &ids[1..2], DUPLEX).await.unwrap();
        let soft = series::create(&day.app, &day.scope, ELSEWHERE).await.unwrap();
        for code in ["C1", "C2"] {
            bind_debtor(&day.app, &day.scope, house.debtor(code).await, soft, "client fidèle").await.unwrap();
        }
        // One that was printed may be in the post: whoever says so is believed, and no check gives it up.
        let marked = post::mark_posted(&day.app, &day.scope, &each(&ids[1..2]), &today(&day)).await.unwrap();
        assert!(marked.letters == 0 && house.action(ids[1]).await.state == ActionState::ToDo, "{marked:?}");
        let printed = post::print(&day.app, &day.scope, &ids, DUPLEX).await.unwrap();
        assert_eq!((printed.letters, printed.refused.len()), (1, 2), "{printed:?}");
        assert!(printed.refused.iter().all(|refused| refused.reason.contains("autre scénario")), "{printed:?}");
        for id in &ids[..2] {
            let action = house.action(*id).await;
            assert!(action.state == ActionState::Cancelled && action.reason.contains("autre scénario"), "{action:?}");
        }
        assert_eq!(letters(&day, Which::ToPost).await, 1);
        let told = house.raw_texts("SELECT kind FROM event WHERE kind = 'message.cancelled'").await;
        assert_eq!(told.len(), 2);
        // The items go to their place there.
        let why = app::why::why(&day.app, &day.scope, "C1").await.unwrap();
        assert_eq!(why.items[0].scenario, "Douce");
        day.is_sound().await;
    })
    .await;
}

/// One voice a day, over whatever leaves the house.
#[tokio::test]
async fn a_letter_is_not_posted_on_the_day_of_another_message() {
    on_both(async |house| {
        let (day, ids) = night_of(house, Template::ReminderLetter).await;
        post::print(&day.app, &day.scope, &ids, DUPLEX).await.unwrap();
        // A mail left to the first of them today.
        let today_iso = day.app.today().to_string();
        house
            .raw(&format!(
                "UPDATE action SET left_on = '{today_iso}' WHERE channel = 'email' AND state = 'sent' AND debtor_id = (SELECT id FROM debtor WHERE code = 'C1')"
            ))
            .await;
        let posted = post::mark_posted(&day.app, &day.scope, &each(&ids), &today(&day)).await.unwrap();
        assert_eq!((posted.letters, posted.refused.len()), (2, 1), "{posted:?}");
        assert!(posted.refused[0].reason.contains("un seul par jour"), "{posted:?}");
        let held = posted.refused[0].action;
        let gone = Posting { on: day.app.today(), gone: "déjà au guichet".to_owned() };
        assert_eq!(post::mark_posted(&day.app, &day.scope, &each(&[held]), &gone).await.unwrap().letters, 1, "what is gone is gone");
        day.is_sound().await;
    })
    .await;
}
