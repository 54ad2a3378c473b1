//! Compromises as stories: each line is a day and what somebody did, then how everything stands. The debtor of each story owes
//! three invoices of 100 €, F1 to F3, due on 31 July, 30 August and 30 September 2026; the house takes 250 € for all of them
//! until 30 September.

use std::fmt::Write as _;

use app::access::{Actor, Role};
use app::compromises::{self, Move, NewCompromise};
use app::ledger::{Act, OperationKind, Request};
use app::negotiation::{self, NewTalk};
use app::{AppError, Scope, night};
use domain::accounting::VatRegime;
use domain::claim::{ClaimEvent, ClaimEventKind};
use domain::compromise::{Heard, Nature, Policy, Said, State, Voice};
use domain::dunning::Outcome;
use domain::ids::{CompromiseId, OpenItemId};
use domain::law::RateBp;
use domain::ledger::operation::BounceCode;
use domain::ledger::{ItemKind, OpenItem};
use domain::plan::InterestChoice;
use domain::promise::Way;
use domain::{Cents, Currency, Date};
use store::item::SourcedItem;

use crate::given::{self, TODAY, date, sale};
use crate::house::{Day, House, on_both};

const FEC: &str = "732829320FEC20261231.txt";

pub(crate) async fn opened(house: &House, kind: &str) -> Day {
    let day = house.on(TODAY).await;
    day.import_clean("clients.csv", given::customers(&[("C1", kind, "c1@client.example")])).await;
    let books = [
        sale("F1", "C1", date(2026, 7, 1), 10_000),
        sale("F2", "C1", date(2026, 7, 31), 10_000),
        sale("F3", "C1", date(2026, 8, 31), 10_000),
    ];
    day.import_clean(FEC, given::fec(&books)).await;
    day
}

/// 250 € instead of 300 €, until 30 September.
pub(crate) async fn new(house: &House) -> NewCompromise {
    new_of(house, house.debtor("C1").await).await
}

/// Money with a date of value that was put on the oldest debts, the day it became known.
pub(crate) async fn pay(house: &House, day: &Day, value_on: Date, cents: i64, kind: ItemKind) {
    let (organisation, debtor) = (day.scope.organisation.id, house.debtor("C1").await);
    let id = OpenItemId(store::fresh_id());
    let item = OpenItem {
        id,
        debtor,
        kind,
        number: format!("V-{}", value_on.format("%m%d")),
        issued_on: value_on,
        due_on: value_on,
        due_estimated: false,
        currency: Currency::EUR,
        amount: Cents(-cents),
        open: Cents(-cents),
    };
    let (lettering, label, order_reference) = (String::new(), String::new(), String::new());
    let sourced = SourcedItem { item, source: "bank", source_key: format!("test:{id}"), lettering, label, order_reference };
    let mut tx = house.db().begin().await.unwrap();
    store::item::insert(&mut tx, organisation, &[sourced]).await.unwrap();
    let mut debits: Vec<OpenItem> = store::item::of_debtor(&mut tx, organisation, debtor).await.unwrap();
    tx.commit().await.unwrap();
    debits.retain(|item| item.kind.is_debit() && item.open.is_positive());
    let (mut left, mut parts) = (Cents(cents), Vec::new());
    for debit in debits {
        let part = left.min(debit.open);
        if part.is_positive() {
            parts.push((debit.id, part));
            left -= part;
        }
    }
    let request = Request { debtor, on: value_on, act: Act::Allocate { credit: id, parts }, reason: String::new() };
    app::ledger::act(&day.app, &day.scope, &request).await.unwrap();
}

/// The last payment comes back.
pub(crate) async fn bounce(house: &House, day: &Day, on: Date) {
    let payments = house.items().await.into_iter().filter(|item| item.kind == ItemKind::Payment && item.number.starts_with("V-"));
    let last = payments.max_by_key(|item| (item.issued_on, item.id)).unwrap();
    let act = Act::Bounce { payment: last.id, code: BounceCode::Am04 };
    let request = Request { debtor: house.debtor("C1").await, on, act, reason: String::new() };
    app::ledger::act(&day.app, &day.scope, &request).await.unwrap();
}

/// How the compromise, what is open of its debts, their reminders and the interest stand.
async fn stands(house: &House, day: &Day, id: CompromiseId) -> String {
    compromises::follow(&day.app, &day.scope).await.unwrap();
    let view = compromises::view(&day.app, &day.scope, id).await.unwrap();
    let debtor = house.debtor("C1").await;
    let file = app::debtor_file::debtor_file(&day.app, &day.scope, debtor).await.unwrap();
    let mut outcomes: Vec<String> = file
        .items
        .iter()
        .filter(|line| view.items.iter().any(|(item, _)| item.id == line.item.id))
        .filter_map(|line| line.outcome)
        .map(|outcome| match outcome {
            Outcome::Send { .. } => "asked".to_owned(),
            Outcome::Hold { reason, .. } => reason.code().to_owned(),
            Outcome::NotYet { .. } => "not yet".to_owned(),
            Outcome::Exhausted => "exhausted".to_owned(),
        })
        .collect();
    outcomes.dedup();
    let open = Cents::total(view.items.iter().map(|(item, _)| item.open));
    let interest = app::interest::debtor_interest(&day.app, &day.scope, debtor, day.app.today()).await.unwrap();
    let due: Cents = interest.items.iter().map(app::interest::ItemInterest::due).sum();
    day.is_sound().await;
    let outcomes = if outcomes.is_empty() { "settled".to_owned() } else { outcomes.join(" ") };
    format!("{}, open {}, {outcomes}, interest {}", view.compromise.state.code(), open.iso(), due.iso())
}

/// Plays a story, and tells it again with how everything stands after each line.
async fn play(house: &House, change: impl Fn(NewCompromise) -> NewCompromise, story: &str) -> String {
    let mut told = String::new();
    let first = opened(house, "company").await;
    let generous = Policy { most: Cents(100_000), percent: 90, days: 60 };
    compromises::set_policy(&first.app, &first.scope, &generous).await.unwrap();
    let id = compromises::create(&first.app, &first.scope, &change(new(house).await)).await.unwrap();
    compromises::act(&first.app, &first.scope, id, &Move::Submit, "").await.unwrap();
    first.app.close().await;
    for line in story.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (asked, _) = line.split_once(" => ").unwrap_or((line, ""));
        let words: Vec<&str> = asked.split_whitespace().collect();
        let on: Date = words[0].parse().unwrap();
        let day = house.on(on).await;
        let act = async |verb: Move| compromises::act(&day.app, &day.scope, id, &verb, "raison").await;
        let done = match words[1..] {
            ["sign"] => act(Move::Sign { on, signatory: "M. Petit, gérant".to_owned() }).await,
            ["cancel"] => act(Move::Cancel).await,
            ["undo"] => act(Move::Undo).await,
            ["pay", amount] => {
                pay(house, &day, on, Cents::parse(amount).unwrap().0, ItemKind::Payment).await;
                Ok(())
            }
            ["pay", amount, "of", value_on] => {
                pay(house, &day, value_on.parse().unwrap(), Cents::parse(amount).unwrap().0, ItemKind::Payment).await;
                Ok(())
            }
            ["credit", amount] => {
                pay(house, &day, on, Cents::parse(amount).unwrap().0, ItemKind::CreditNote).await;
                Ok(())
            }
            ["bounce"] => {
                bounce(house, &day, on).await;
                Ok(())
            }
            ["judgment"] => {
                let event = ClaimEvent { kind: ClaimEventKind::InsolvencyOpened, on, until: None, rate: None };
                app::claims::record_event(&day.app, &day.scope, house.debtor("C1").await, None, event, "BODACC").await.map(|_| ())
            }
            _ => Ok(()),
        };
        let after = match done {
            Ok(()) => stands(house, &day, id).await,
            Err(AppError::Invalid { field, .. }) => format!("refused: {field}"),
            Err(error) => format!("refused: {error}"),
        };
        writeln!(told, "{asked} => {after}").unwrap();
        day.app.close().await;
    }
    told
}

pub(crate) async fn tells(change: impl Fn(NewCompromise) -> NewCompromise + Copy, story: &str) {
    on_both(async |house| {
        let told = play(house, change, story).await;
        let expected: String = story.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect();
        assert!(told == expected, "the story goes:\n{told}\nnot:\n{expected}");
    })
    .await;
}

#[tokio::test]
async fn the_sum_comes_in_time_and_the_rest_is_given_up() {
    tells(
        |new| new,
        "
        2026-09-16 look => proposed, open 300.00, asked not yet, interest 2.18
        2026-09-16 sign => running, open 300.00, compromise, interest 0.00
        2026-09-25 pay 100.00 => running, open 200.00, compromise, interest 0.00
        2026-09-30 pay 150.00 => kept, open 0.00, settled, interest 0.00
    ",
    )
    .await;
}

#[tokio::test]
async fn the_sum_does_not_come_and_the_discount_is_lost() {
    tells(
        |new| new,
        "
        2026-09-16 sign => running, open 300.00, compromise, interest 0.00
        2026-09-30 pay 200.00 => running, open 100.00, compromise, interest 0.00
        2026-10-02 look => running, open 100.00, compromise, interest 0.00
        2026-10-03 look => lapsed, open 100.00, stale_data, interest 0.10
        2026-10-05 pay 50.00 => lapsed, open 50.00, not yet, interest 0.00
    ",
    )
    .await;
}

#[tokio::test]
async fn a_statement_that_comes_in_late_brings_a_lost_discount_back() {
    tells(
        |new| new,
        "
        2026-09-16 sign => running, open 300.00, compromise, interest 0.00
        2026-10-05 look => lapsed, open 300.00, stale_data, interest 3.63
        2026-10-06 pay 250.00 of 2026-09-30 => kept, open 0.00, settled, interest 0.00
    ",
    )
    .await;
}

#[tokio::test]
async fn a_payment_that_bounces_takes_the_discount_back() {
    tells(
        |new| new,
        "
        2026-09-16 sign => running, open 300.00, compromise, interest 0.00
        2026-09-25 pay 250.00 => kept, open 0.00, settled, interest 0.00
        2026-09-28 bounce => running, open 300.00, compromise, interest 0.00
        2026-09-30 pay 250.00 => kept, open 0.00, settled, interest 0.00
        2026-10-06 bounce => lapsed, open 300.00, stale_data, interest 3.74
    ",
    )
    .await;
}

#[tokio::test]
async fn the_credit_note_of_the_discount_is_no_payment() {
    tells(
        |new| new,
        "
        2026-09-16 sign => running, open 300.00, compromise, interest 0.00
        2026-09-17 credit 50.00 => running, open 250.00, compromise, interest 0.00
        2026-09-20 pay 200.00 => running, open 50.00, compromise, interest 0.00
        2026-09-21 pay 50.00 => kept, open 0.00, settled, interest 0.00
    ",
    )
    .await;
}

#[tokio::test]
async fn it_is_given_up_undone_and_stopped_by_insolvency() {
    tells(
        |new| NewCompromise { interest: Some(InterestChoice::Kept), ..new },
        "
        2026-09-16 undo => draft, open 300.00, asked not yet, interest 2.18
        2026-09-16 sign => refused: compromise
        2026-09-16 cancel => cancelled, open 300.00, asked not yet, interest 2.18
        2026-09-16 undo => draft, open 300.00, asked not yet, interest 2.18
        2026-09-17 judgment => draft, open 300.00, insolvency, interest 2.18
    ",
    )
    .await;
}

pub(crate) async fn journal(house: &House, day: &Day) -> Vec<String> {
    let events =
        store::event::of_debtor(&mut house.db().snapshot().await.unwrap(), day.scope.organisation.id, house.debtor("C1").await, 50)
            .await
            .unwrap();
    events.into_iter().map(|event| event.kind).collect()
}

#[tokio::test]
async fn a_rebate_asks_for_a_credit_note_and_a_waiver_is_a_loss_with_its_vat_due() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let (app, scope) = (&day.app, &day.scope);
        let made = async |new: NewCompromise| compromises::create(app, scope, &new).await;
        let refused = async |new: NewCompromise, field: &str| match made(new).await {
            Err(AppError::Invalid { field: found, .. }) => assert_eq!(found, field),
            other => panic!("{other:?}"),
        };
        refused(NewCompromise { nature: None, ..new(house).await }, "nature").await;
        refused(NewCompromise { interest: None, ..new(house).await }, "interest").await;
        refused(NewCompromise { interest: Some(InterestChoice::Frozen), ..new(house).await }, "interest").await;
        refused(NewCompromise { nature: Some(Nature::Waiver), ..new(house).await }, "vat").await;
        refused(NewCompromise { payable: Cents(30_000), ..new(house).await }, "payable").await;
        refused(NewCompromise { pay_by: date(2026, 9, 1), ..new(house).await }, "pay_by").await;
        refused(NewCompromise { items: Vec::new(), ..new(house).await }, "items").await;
        let items = new(house).await.items;
        // A waiver of F1, a rebate on F2 and F3.
        let (regime, vat) = (Some(VatRegime::Goods), vec![(RateBp(2_000), None)]);
        let waiver = NewCompromise {
            items: items[..1].to_vec(),
            payable: Cents(9_500),
            nature: Some(Nature::Waiver),
            regime,
            vat,
            ..new(house).await
        };
        let waiver = made(waiver).await.unwrap();
        let rebate = made(NewCompromise { items: items[1..].to_vec(), payable: Cents(19_000), ..new(house).await }).await.unwrap();
        for id in [waiver, rebate] {
            compromises::act(app, scope, id, &Move::Submit, "").await.unwrap();
            let sign = Move::Sign { on: TODAY, signatory: "M. Petit".to_owned() };
            compromises::act(app, scope, id, &sign, "").await.unwrap();
        }
        pay(house, &day, TODAY, 9_500, ItemKind::Payment).await;
        assert_eq!(compromises::follow(app, scope).await.unwrap(), 1);
        pay(house, &day, TODAY, 19_500, ItemKind::Payment).await;
        assert_eq!(compromises::follow(app, scope).await.unwrap(), 1);
        assert_eq!(compromises::follow(app, scope).await.unwrap(), 0, "nothing is done twice");
        let desk = app::ledger::desk(app, scope, house.debtor("C1").await).await.unwrap();
        let given: Vec<(OperationKind, String, String)> = desk
            .operations
            .iter()
            .filter(|line| line.kind != OperationKind::Allocate)
            .map(|line| (line.kind, line.number.clone(), line.amount.iso()))
            .collect();
        let wanted =
            [(OperationKind::Settle, "F3".to_owned(), "5.00".to_owned()), (OperationKind::WriteOff, "F1".to_owned(), "5.00".to_owned())];
        let mut given = given;
        given.sort_by(|a, b| b.1.cmp(&a.1));
        assert_eq!(given, wanted, "the debtor paid more than the sum: only the rest is written off");
        let entries = app::ledger::entries(app, scope, date(2026, 1, 1), TODAY).await.unwrap();
        let accounts: Vec<String> = entries.iter().flat_map(|entry| entry.lines.iter().map(|line| line.number.clone())).collect();
        assert!(
            accounts.iter().any(|account| account.starts_with("654")) && !accounts.iter().any(|account| account.starts_with("445")),
            "{accounts:?}"
        );
        // One task: the credit note of the rebate.
        let mut tx = house.db().begin().await.unwrap();
        let task = store::night::action_id(scope.organisation.id, house.debtor("C1").await, TODAY, domain::dunning::Channel::Task);
        let task = store::action::get(&mut tx, scope.organisation.id, task).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert!(task.reason.starts_with("Avoir à émettre") && task.reason.contains("10,00"), "all of the discount: {}", task.reason);
        let due = compromises::board(app, scope, &compromises::CompromisesQuery::default()).await.unwrap();
        assert_eq!(due.lines.iter().map(|line| (line.id, line.wants_credit_note)).collect::<Vec<_>>(), [(rebate, true)]);
        compromises::set_credit(app, scope, rebate, "AV-118").await.unwrap();
        let due = compromises::board(app, scope, &compromises::CompromisesQuery::default()).await.unwrap();
        assert!(due.lines.is_empty(), "{due:?}");
        assert!(matches!(compromises::set_credit(app, scope, waiver, "AV-119").await, Err(AppError::Conflict(_))));
        let kinds = journal(house, &day).await;
        for kind in
            ["compromise.created", "compromise.signed", "compromise.kept", "compromise.credit_note", "ledger.settle", "ledger.write_off"]
        {
            assert!(kinds.iter().any(|known| known == kind), "{kind}: {kinds:?}");
        }
        let paper = compromises::paper(app, scope, rebate).await.unwrap();
        assert!(paper.starts_with(b"%PDF"));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn beyond_the_limits_somebody_else_agrees_and_debts_are_in_one_agreement_at_a_time() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let (app, scope) = (&day.app, &day.scope);
        let role = |role| Scope { actor: Actor { name: "Paul".to_owned(), email: None, role }, ..scope.clone() };
        let (collector, manager) = (role(Role::Collector), role(Role::CreditManager));
        let id = compromises::create(app, &collector, &new(house).await).await.unwrap();
        let same = compromises::create(app, &collector, &new(house).await).await.unwrap();
        for id in [id, same] {
            compromises::act(app, &collector, id, &Move::Submit, "").await.unwrap();
        }
        let view = compromises::view(app, scope, id).await.unwrap();
        assert_eq!(view.compromise.objections(), [domain::compromise::Objection::Percent], "16 % of the debt");
        assert!(matches!(compromises::act(app, &collector, id, &Move::Approve, "").await, Err(AppError::Forbidden(_))));
        let sign = Move::Sign { on: TODAY, signatory: "M. Petit".to_owned() };
        assert!(matches!(compromises::act(app, &collector, id, &sign, "").await, Err(AppError::Invalid { .. })));
        for id in [id, same] {
            compromises::act(app, &manager, id, &Move::Approve, "").await.unwrap();
        }
        compromises::act(app, &collector, id, &sign, "").await.unwrap();
        let second = compromises::act(app, &collector, same, &sign, "").await;
        assert!(matches!(&second, Err(AppError::Invalid { reason, .. }) if reason.contains("ACC-2026-001")), "{second:?}");
        let none = compromises::options(app, scope, house.debtor("C1").await).await.unwrap();
        assert!(none.items.is_empty() && none.taken.len() == 3);
        // A letter asks for nothing that is agreed, and neither does the night.
        let letter = app::message::overdue_letter(app, scope, house.debtor("C1").await).await;
        assert!(matches!(&letter, Err(AppError::Invalid { reason, .. }) if reason.contains("accord avec remise")), "{letter:?}");
        let report = night::run(app, scope).await.unwrap();
        assert_eq!(report.counts.send, 0, "{report:?}");
        // Nor does a payment plan take what is agreed.
        let plan = app::plans::NewPlan {
            debtor: house.debtor("C1").await,
            items: new(house).await.items,
            how: app::plans::How::Rule(domain::plan::Rule {
                parts: 3,
                first: None,
                first_on: date(2026, 10, 15),
                pace: domain::plan::Pace::Monthly(15),
                odd: domain::plan::Odd::Last,
                working_days: true,
            }),
            grace_days: 5,
            interest: Some(InterestChoice::Waived),
            fallback_step: String::new(),
            accelerates: false,
            guarantee: domain::plan::Guarantee::None,
            guarantee_note: String::new(),
            note: String::new(),
            typed: String::new(),
            replaces: None,
        };
        let refused = app::plans::create(app, scope, &plan).await;
        assert!(matches!(&refused, Err(AppError::Invalid { reason, .. }) if reason.contains("ACC-2026-001")), "{refused:?}");
        // Without a reason nothing is given up, nor twice.
        assert!(matches!(compromises::act(app, &collector, id, &Move::Cancel, " ").await, Err(AppError::Invalid { field: "reason", .. })));
        compromises::act(app, &collector, id, &Move::Cancel, "ne tient plus").await.unwrap();
        compromises::act(app, &collector, same, &sign, "").await.unwrap();
        let back = compromises::act(app, &collector, id, &Move::Undo, "").await;
        assert!(matches!(back, Err(AppError::Invalid { .. })), "two would hold the debts: {back:?}");
        assert!(matches!(compromises::view(app, scope, same).await.unwrap().compromise.state, State::Running { .. }));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_consumer_is_asked_for_no_interest_beside_the_sum() {
    on_both(async |house| {
        let day = opened(house, "consumer").await;
        let kept = NewCompromise { interest: Some(InterestChoice::Kept), ..new(house).await };
        let refused = compromises::create(&day.app, &day.scope, &kept).await;
        assert!(matches!(refused, Err(AppError::Invalid { field: "interest", .. })), "{refused:?}");
        let id = compromises::create(&day.app, &day.scope, &new(house).await).await.unwrap();
        assert!(compromises::paper(&day.app, &day.scope, id).await.unwrap().starts_with(b"%PDF"));
    })
    .await;
}

#[tokio::test]
async fn the_negotiation_is_a_log_that_ends_in_an_offer() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let (app, scope, debtor) = (&day.app, &day.scope, house.debtor("C1").await);
        let talk = |voice, said, amount: Option<i64>| NewTalk {
            debtor,
            heard: Heard { voice, said, amount: amount.map(Cents), pay_by: None, on: TODAY },
            currency: Currency::EUR,
            way: Way::Call,
            person: "Mme Roy".to_owned(),
            words: String::new(),
        };
        let add = async |new: NewTalk| negotiation::add(app, scope, &new).await;
        assert!(matches!(add(talk(Voice::House, Said::Accepted, None)).await, Err(AppError::Invalid { field: "said", .. })));
        assert!(matches!(add(talk(Voice::Debtor, Said::Offer, None)).await, Err(AppError::Invalid { field: "amount", .. })));
        assert!(matches!(add(talk(Voice::Debtor, Said::Note, None)).await, Err(AppError::Invalid { field: "words", .. })));
        add(talk(Voice::Debtor, Said::Offer, Some(20_000))).await.unwrap();
        let counter = add(talk(Voice::House, Said::Offer, Some(26_000))).await.unwrap();
        let view = negotiation::of_debtor(app, scope, debtor).await.unwrap();
        assert_eq!(view.lines.iter().map(|line| line.is_counter).collect::<Vec<_>>(), [false, true]);
        assert_eq!((view.standing.unwrap().id, view.owed), (counter, (Cents(30_000), Currency::EUR)));
        negotiation::take_back(app, scope, debtor, counter).await.unwrap();
        assert!(matches!(negotiation::take_back(app, scope, debtor, counter).await, Err(AppError::Store(_))));
        let view = negotiation::of_debtor(app, scope, debtor).await.unwrap();
        assert_eq!(view.standing.unwrap().heard.amount, Some(Cents(20_000)));
        add(talk(Voice::House, Said::Refused, None)).await.unwrap();
        assert!(negotiation::of_debtor(app, scope, debtor).await.unwrap().standing.is_none(), "it was refused");
        let reader = Scope { actor: Actor { name: "Léa".to_owned(), email: None, role: Role::ReadOnly }, ..scope.clone() };
        assert!(matches!(negotiation::add(app, &reader, &talk(Voice::Debtor, Said::Offer, Some(1))).await, Err(AppError::Forbidden(_))));
        let kinds = journal(house, &day).await;
        assert!(kinds.iter().any(|kind| kind == "negotiation.offer") && kinds.iter().any(|kind| kind == "negotiation.taken_back"));
    })
    .await;
}

/// A debt, or a free credit for a negative amount.
pub(crate) async fn put(house: &House, day: &Day, number: &str, issued_on: Date, currency: Currency, cents: i64) -> OpenItemId {
    let id = OpenItemId(store::fresh_id());
    let item = OpenItem {
        id,
        debtor: house.debtor("C1").await,
        kind: if cents < 0 { ItemKind::CreditNote } else { ItemKind::Invoice },
        number: number.to_owned(),
        issued_on,
        due_on: issued_on,
        due_estimated: false,
        currency,
        amount: Cents(cents),
        open: Cents(cents),
    };
    let (lettering, label, order_reference) = (String::new(), String::new(), String::new());
    let sourced = SourcedItem { item, source: "fec", source_key: format!("test:{id}"), lettering, label, order_reference };
    let mut tx = house.db().begin().await.unwrap();
    store::item::insert(&mut tx, day.scope.organisation.id, &[sourced]).await.unwrap();
    tx.commit().await.unwrap();
    id
}

pub(crate) async fn signed(day: &Day, new: NewCompromise) -> CompromiseId {
    let generous = Policy { most: Cents(100_000), percent: 90, days: 60 };
    compromises::set_policy(&day.app, &day.scope, &generous).await.unwrap();
    let id = compromises::create(&day.app, &day.scope, &new).await.unwrap();
    compromises::act(&day.app, &day.scope, id, &Move::Submit, "").await.unwrap();
    let sign = Move::Sign { on: TODAY, signatory: "M. Petit".to_owned() };
    compromises::act(&day.app, &day.scope, id, &sign, "").await.unwrap();
    id
}

#[tokio::test]
async fn what_the_ledger_would_refuse_is_refused_before_anybody_signs() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let dollars = put(house, &day, "US1", date(2026, 8, 1), Currency::parse("USD").unwrap(), 10_000).await;
        let later = put(house, &day, "F9", date(2026, 9, 20), Currency::EUR, 10_000).await;
        let base = new(house).await;
        let (regime, vat) = (Some(VatRegime::Goods), vec![(RateBp(2_000), None)]);
        let of = |item, nature| NewCompromise {
            items: vec![item],
            payable: Cents(9_500),
            nature: Some(nature),
            regime,
            vat: vat.clone(),
            ..base.clone()
        };
        for (new, wanted) in [
            (of(dollars, Nature::Waiver), Some("nature")),
            (of(dollars, Nature::Rebate), None),
            (of(later, Nature::Waiver), Some("items")),
            (of(later, Nature::Rebate), Some("items")),
        ] {
            match (compromises::preview(&day.app, &day.scope, &new).await, wanted) {
                (Ok(_), None) => {}
                (Err(AppError::Invalid { field, .. }), Some(wanted)) => assert_eq!(field, wanted),
                (other, wanted) => panic!("{wanted:?}: {other:?}"),
            }
        }
        // Credits that are free would make the debt smaller, and not the sum: whoever prepares it is told.
        put(house, &day, "AV9", date(2026, 8, 1), Currency::EUR, -2_000).await;
        let first = of(base.items[0], Nature::Rebate);
        assert_eq!(compromises::preview(&day.app, &day.scope, &first).await.unwrap().credits, Cents(2_000));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn one_that_the_ledger_refuses_keeps_no_other_from_going_on() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let base = new(house).await;
        let items = base.items.clone();
        let (regime, vat) = (Some(VatRegime::Goods), vec![(RateBp(2_000), None)]);
        let waiver =
            NewCompromise { items: items[2..].to_vec(), payable: Cents(9_500), nature: Some(Nature::Waiver), regime, vat, ..base.clone() };
        let rebate = NewCompromise { items: items[..2].to_vec(), payable: Cents(19_000), ..base };
        let (waiver, rebate) = (signed(&day, waiver).await, signed(&day, rebate).await);
        pay(house, &day, TODAY, 29_500, ItemKind::Payment).await;
        day.app.close().await;
        // On a clock before the invoice was issued, its part is refused.
        let early = house.on(date(2026, 8, 30)).await;
        assert_eq!(compromises::follow(&early.app, &early.scope).await.unwrap(), 1);
        assert_eq!(compromises::follow(&early.app, &early.scope).await.unwrap(), 0);
        let state = async |day: &Day, id| compromises::view(&day.app, &day.scope, id).await.unwrap().compromise.state.code();
        assert_eq!((state(&early, waiver).await, state(&early, rebate).await), ("running", "kept"));
        let kinds = journal(house, &early).await;
        assert_eq!(kinds.iter().filter(|kind| *kind == "compromise.stuck").count(), 1, "{kinds:?}");
        early.app.close().await;
        let day = house.on(TODAY).await;
        assert_eq!(compromises::follow(&day.app, &day.scope).await.unwrap(), 1, "it is tried again");
        assert_eq!(state(&day, waiver).await, "kept");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_came_is_known_before_anybody_moves_and_its_discount_is_not_undone_by_hand() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let id = signed(&day, new(house).await).await;
        pay(house, &day, TODAY, 25_000, ItemKind::Payment).await;
        let gone = compromises::act(&day.app, &day.scope, id, &Move::Cancel, "ne tient plus").await;
        assert!(matches!(gone, Err(AppError::Invalid { field: "compromise", .. })), "the sum is there: {gone:?}");
        compromises::follow(&day.app, &day.scope).await.unwrap();
        let given = compromises::view(&day.app, &day.scope, id).await.unwrap().compromise.record.operations;
        assert_eq!(given.len(), 1);
        let undone = app::ledger::undo(&day.app, &day.scope, given[0], "").await;
        assert!(matches!(&undone, Err(AppError::Invalid { reason, .. }) if reason.contains("ACC-2026-001")), "{undone:?}");
        // The credit note takes its place once its number is known: nothing is given a second time.
        compromises::set_credit(&day.app, &day.scope, id, "AV-1").await.unwrap();
        app::ledger::undo(&day.app, &day.scope, given[0], "").await.unwrap();
        compromises::follow(&day.app, &day.scope).await.unwrap();
        pay(house, &day, TODAY, 5_000, ItemKind::CreditNote).await;
        compromises::follow(&day.app, &day.scope).await.unwrap();
        let view = compromises::view(&day.app, &day.scope, id).await.unwrap();
        assert_eq!((view.compromise.state.code(), view.compromise.record.operations.len()), ("kept", 0));
        assert!(view.items.iter().all(|(item, _)| item.open.is_zero()));
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_bounces_above_the_sum_is_given_up_as_well() {
    tells(
        |new| new,
        "
        2026-09-16 sign => running, open 300.00, compromise, interest 0.00
        2026-09-23 pay 10.00 of 2026-09-22 => running, open 290.00, compromise, interest 0.00
        2026-09-24 pay 250.00 of 2026-09-21 => kept, open 0.00, settled, interest 0.00
        2026-09-25 bounce => kept, open 0.00, settled, interest 0.00
    ",
    )
    .await;
}

#[tokio::test]
async fn a_payment_of_before_that_is_matched_late_asks_for_no_more_than_is_owed() {
    tells(
        |new| new,
        "
        2026-09-16 sign => running, open 300.00, compromise, interest 0.00
        2026-09-17 pay 100.00 of 2026-09-10 => running, open 200.00, compromise, interest 0.00
        2026-09-28 pay 200.00 => kept, open 0.00, settled, interest 0.00
    ",
    )
    .await;
}

/// As [`new`], of any account.
pub(crate) async fn new_of(house: &House, debtor: domain::ids::DebtorId) -> NewCompromise {
    let items = house.items().await.iter().filter(|item| item.open.is_positive() && item.kind.is_debit()).map(|item| item.id).collect();
    NewCompromise {
        debtor,
        items,
        payable: Cents(25_000),
        pay_by: date(2026, 9, 30),
        nature: Some(Nature::Rebate),
        regime: None,
        vat: Vec::new(),
        interest: Some(InterestChoice::Waived),
        note: String::new(),
        typed: String::new(),
    }
}
