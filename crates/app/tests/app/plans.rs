//! Payment plans as stories: each line is a day and what somebody did, then how everything stands. The debtor of each story owes
//! three invoices of 100 €, F1 to F3, due on 31 July, 30 August and 30 September 2026.

use std::fmt::Write as _;

use app::access::{Actor, Role};
use app::ledger::{Act, Request};
use app::plans::{self, How, Move, NewPlan};
use app::{AppError, Scope};
use domain::claim::{ClaimEvent, ClaimEventKind};
use domain::dunning::Outcome;
use domain::ids::{OpenItemId, OperationId, PlanId};
use domain::ledger::operation::BounceCode;
use domain::ledger::{ItemKind, OpenItem};
use domain::plan::{Guarantee, InterestChoice, Odd, Pace, Policy, Rule, Standing};
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

/// Three instalments on the 15th of each month, from October on.
pub(crate) async fn new_plan(house: &House, interest: InterestChoice) -> NewPlan {
    let items: Vec<OpenItemId> =
        house.items().await.iter().filter(|item| item.open.is_positive() && item.kind.is_debit()).map(|item| item.id).collect();
    NewPlan {
        debtor: house.debtor("C1").await,
        items,
        how: How::Rule(Rule {
            parts: 3,
            first: None,
            first_on: date(2026, 10, 15),
            pace: Pace::Monthly(15),
            odd: Odd::Last,
            working_days: true,
        }),
        grace_days: 5,
        interest: Some(interest),
        fallback_step: String::new(),
        accelerates: true,
        guarantee: Guarantee::None,
        guarantee_note: String::new(),
        note: String::new(),
        typed: String::new(),
        replaces: None,
    }
}

/// Money that came on a day and was put on the oldest debts.
pub(crate) async fn pay(house: &House, day: &Day, on: Date, cents: i64) -> OperationId {
    put(house, day, (ItemKind::Payment, on, cents), None).await
}

/// A credit of a kind, a day and an amount, put on the oldest debts, or on the one of a number.
pub(crate) async fn put(house: &House, day: &Day, (kind, on, cents): (ItemKind, Date, i64), number: Option<&str>) -> OperationId {
    let (organisation, debtor) = (day.scope.organisation.id, house.debtor("C1").await);
    let id = OpenItemId(store::fresh_id());
    let item = OpenItem {
        id,
        debtor,
        kind,
        number: format!("V-{}", on.format("%m%d")),
        issued_on: on,
        due_on: on,
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
    debits.retain(|item| item.kind.is_debit() && item.open.is_positive() && number.is_none_or(|number| item.number == number));
    let mut left = Cents(cents);
    let mut parts = Vec::new();
    for debit in debits {
        let part = left.min(debit.open);
        if part.is_positive() {
            parts.push((debit.id, part));
            left -= part;
        }
    }
    let request = Request { debtor, on, act: Act::Allocate { credit: id, parts }, reason: String::new() };
    app::ledger::act(&day.app, &day.scope, &request).await.unwrap()
}

/// The last payment comes back.
pub(crate) async fn bounce(house: &House, day: &Day, on: Date) {
    let payments = house.items().await.into_iter().filter(|item| item.kind == ItemKind::Payment);
    let last = payments.max_by_key(|item| (item.issued_on, item.id)).unwrap();
    let request = Request {
        debtor: house.debtor("C1").await,
        on,
        act: Act::Bounce { payment: last.id, code: BounceCode::Am04 },
        reason: String::new(),
    };
    app::ledger::act(&day.app, &day.scope, &request).await.unwrap();
}

/// How the plan, its instalments, the reminders of its debts and the interest of all debts stand.
async fn stands(house: &House, day: &Day, id: PlanId) -> String {
    let view = plans::view(&day.app, &day.scope, id).await.unwrap();
    let lines = view.plan.progress.lines.iter().map(|line| {
        let part = if line.filled.is_positive() && !line.state.is_paid() { format!("({})", line.filled.iso()) } else { String::new() };
        format!("{}{part}", line.state.code())
    });
    let lines = lines.collect::<Vec<_>>().join(" ");
    let debtor = house.debtor("C1").await;
    let file = app::debtor_file::debtor_file(&day.app, &day.scope, debtor).await.unwrap();
    let mut outcomes: Vec<String> = file
        .items
        .iter()
        .filter(|line| line.item.kind.is_debit() && view.items.iter().any(|(item, _)| item.id == line.item.id))
        .filter_map(|line| line.outcome)
        .map(|outcome| match outcome {
            Outcome::Send { .. } => "asked".to_owned(),
            Outcome::Hold { reason, .. } => reason.code().to_owned(),
            Outcome::NotYet { .. } => "not yet".to_owned(),
            Outcome::Exhausted => "exhausted".to_owned(),
        })
        .collect();
    outcomes.dedup();
    let interest = app::interest::debtor_interest(&day.app, &day.scope, debtor, day.app.today()).await.unwrap();
    let due: Cents = interest.items.iter().map(app::interest::ItemInterest::due).sum();
    day.is_sound().await;
    format!("{} | {lines} | {} | interest {}", view.plan.standing.code(), outcomes.join(" "), due.iso())
}

/// Plays a story, and tells it again with how everything stands after each line.
async fn play(house: &House, interest: InterestChoice, story: &str) -> String {
    let mut told = String::new();
    let first = opened(house, "company").await;
    let mut id = plans::create(&first.app, &first.scope, &new_plan(house, interest).await).await.unwrap();
    plans::act(&first.app, &first.scope, id, &Move::Submit, "").await.unwrap();
    first.app.close().await;
    for line in story.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (asked, _) = line.split_once(" => ").unwrap_or((line, ""));
        let words: Vec<&str> = asked.split_whitespace().collect();
        let on: Date = words[0].parse().unwrap();
        let day = house.on(on).await;
        let act = async |verb: Move| plans::act(&day.app, &day.scope, id, &verb, "raison").await;
        let done = match words[1] {
            "sign" => act(Move::Sign { on, signatory: "M. Petit, gérant".to_owned() }).await,
            "notice" => act(Move::Notice { cure_by: words[2].parse().unwrap() }).await,
            "accelerate" => act(Move::Accelerate).await,
            "cancel" => act(Move::Cancel).await,
            "undo" => act(Move::Undo).await,
            "credit" => {
                put(house, &day, (ItemKind::CreditNote, on, Cents::parse(words[3]).unwrap().0), Some(words[2])).await;
                Ok(())
            }
            "pay" => {
                pay(house, &day, on, Cents::parse(words[2]).unwrap().0).await;
                Ok(())
            }
            "bounce" => {
                bounce(house, &day, on).await;
                Ok(())
            }
            "judgment" => {
                let event = ClaimEvent { kind: ClaimEventKind::InsolvencyOpened, on, until: None, rate: None };
                app::claims::record_event(&day.app, &day.scope, house.debtor("C1").await, None, event, "BODACC").await.map(|_| ())
            }
            "renegotiate" => {
                let how = How::Rule(Rule {
                    parts: 2,
                    first: None,
                    first_on: words[2].parse().unwrap(),
                    pace: Pace::Monthly(31),
                    odd: Odd::Last,
                    working_days: false,
                });
                let next = NewPlan { how, replaces: Some(id), ..new_plan(house, interest).await };
                let before = id;
                id = plans::create(&day.app, &day.scope, &next).await.unwrap();
                // The version before it goes on until this one is signed.
                assert!(plans::view(&day.app, &day.scope, before).await.unwrap().plan.state.is_in_force());
                plans::act(&day.app, &day.scope, id, &Move::Submit, "").await.unwrap();
                plans::act(&day.app, &day.scope, id, &Move::Sign { on, signatory: "M. Petit, gérant".to_owned() }, "").await.unwrap();
                assert_eq!(plans::view(&day.app, &day.scope, before).await.unwrap().plan.standing, Standing::Replaced);
                Ok(())
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

async fn tells(interest: InterestChoice, story: &str) {
    on_both(async |house| {
        let told = play(house, interest, story).await;
        let expected: String = story.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect();
        assert!(told == expected, "the story goes:\n{told}\nnot:\n{expected}");
    })
    .await;
}

#[tokio::test]
async fn a_plan_is_kept_to_its_end() {
    tells(
        InterestChoice::Kept,
        "
        2026-09-16 look => proposed | coming coming coming | asked not yet | interest 2.18
        2026-09-16 sign => up_to_date | coming coming coming | plan | interest 2.18
        2026-10-15 pay 100.00 => up_to_date | kept coming coming | plan | interest 2.07
        2026-11-16 pay 100.00 => up_to_date | kept kept coming | plan | interest 1.63
        2026-12-14 pay 100.00 => completed | kept kept kept |  | interest 0.08
    ",
    )
    .await;
}

#[tokio::test]
async fn a_plan_is_breached_at_its_third_instalment_then_cured() {
    tells(
        InterestChoice::Frozen,
        "
        2026-09-16 sign => up_to_date | coming coming coming | plan | interest 2.10
        2026-10-15 pay 100.00 => up_to_date | kept coming coming | plan | interest 2.10
        2026-11-16 pay 100.00 => up_to_date | kept kept coming | plan | interest 2.10
        2026-12-16 look => late | kept kept late | plan | interest 2.10
        2026-12-20 notice 2026-12-30 => refused: plan
        2026-12-21 look => broken | kept kept broken | plan | interest 2.10
        2026-12-21 notice 2026-12-24 => refused: cure_by
        2026-12-21 notice 2026-12-31 => noticed | kept kept broken | plan | interest 2.10
        2026-12-31 accelerate => refused: plan
        2026-12-31 pay 100.00 => completed | kept kept kept_late |  | interest 2.10
    ",
    )
    .await;
}

#[tokio::test]
async fn a_notice_in_vain_makes_the_whole_due() {
    tells(
        InterestChoice::Frozen,
        "
        2026-09-16 sign => up_to_date | coming coming coming | plan | interest 2.10
        2026-10-21 notice 2026-10-30 => noticed | broken coming coming | plan | interest 2.10
        2026-10-30 look => noticed | broken coming coming | plan | interest 2.10
        2026-10-31 look => broken | broken coming coming | stale_data | interest 6.29
        2026-10-31 accelerate => accelerated | broken coming coming | stale_data | interest 6.29
        2026-10-31 undo => broken | broken coming coming | stale_data | interest 6.29
        2026-11-02 accelerate => accelerated | broken coming coming | stale_data | interest 6.48
        2026-11-05 pay 300.00 => completed | kept_late kept kept |  | interest 6.80
    ",
    )
    .await;
}

#[tokio::test]
async fn a_plan_is_renegotiated() {
    tells(
        InterestChoice::Kept,
        "
        2026-09-16 sign => up_to_date | coming coming coming | plan | interest 2.18
        2026-10-15 pay 100.00 => up_to_date | kept coming coming | plan | interest 2.07
        2026-11-10 renegotiate 2026-11-30 => up_to_date | coming coming | plan | interest 3.86
        2026-11-20 look => up_to_date | coming coming | plan | interest 4.55
        2026-11-30 pay 100.00 => up_to_date | kept coming | plan | interest 2.11
        2026-12-31 pay 100.00 => completed | kept kept |  | interest 0.10
    ",
    )
    .await;
}

#[tokio::test]
async fn insolvency_stops_a_plan_in_its_middle() {
    tells(
        InterestChoice::Kept,
        "
        2026-09-16 sign => up_to_date | coming coming coming | plan | interest 2.18
        2026-10-15 pay 100.00 => up_to_date | kept coming coming | plan | interest 2.07
        2026-10-20 judgment => stopped | kept coming coming | insolvency | interest 2.35
        2026-12-30 look => stopped | kept broken broken | insolvency | interest 2.35
        2026-12-30 notice 2027-01-15 => refused: plan
    ",
    )
    .await;
}

#[tokio::test]
async fn a_rejected_debit_opens_the_debt_its_interest_and_the_plan_again() {
    tells(
        InterestChoice::Frozen,
        "
        2026-09-16 sign => up_to_date | coming coming coming | plan | interest 2.10
        2026-10-15 pay 100.00 => up_to_date | kept coming coming | plan | interest 2.10
        2026-10-19 bounce => late | late coming coming | plan | interest 2.10
        2026-10-21 look => broken | broken coming coming | plan | interest 2.10
        2026-10-22 pay 100.00 => up_to_date | kept_late coming coming | plan | interest 2.10
    ",
    )
    .await;
}

/// By hand, at 12.40 % and to the cent for each debt: on 19 October F1 is 80 days late (2.72), F2 50 (1.70), F3 19 (0.65); on the
/// 22nd, F1 paid again, F2 is 53 days late (1.80) and F3 22 (0.75).
#[tokio::test]
async fn interest_that_is_kept_falls_with_a_payment_and_comes_back_with_its_rejection() {
    tells(
        InterestChoice::Kept,
        "
        2026-09-16 sign => up_to_date | coming coming coming | plan | interest 2.18
        2026-10-15 pay 100.00 => up_to_date | kept coming coming | plan | interest 2.07
        2026-10-19 bounce => late | late coming coming | plan | interest 5.07
        2026-10-21 look => broken | broken coming coming | plan | interest 5.27
        2026-10-22 pay 100.00 => up_to_date | kept_late coming coming | plan | interest 2.55
    ",
    )
    .await;
}

#[tokio::test]
async fn a_plan_is_paid_early() {
    tells(
        InterestChoice::Waived,
        "
        2026-09-16 sign => up_to_date | coming coming coming | plan | interest 0.00
        2026-10-02 pay 250.00 => up_to_date | kept kept coming(50.00) | plan | interest 0.00
        2026-11-30 look => up_to_date | kept kept coming(50.00) | plan | interest 0.00
        2026-12-01 pay 50.00 => completed | kept kept kept |  | interest 0.00
        2026-12-03 bounce => up_to_date | kept kept coming(50.00) | plan | interest 0.00
        2026-12-21 look => broken | kept kept broken(50.00) | plan | interest 0.00
        2026-12-21 notice 2026-12-29 => noticed | kept kept broken(50.00) | plan | interest 0.00
        2026-12-30 look => broken | kept kept broken(50.00) | stale_data | interest 0.17
    ",
    )
    .await;
}

#[tokio::test]
async fn a_missed_instalment_is_asked_for_by_a_notice_and_by_nothing_else() {
    tells(
        InterestChoice::Frozen,
        "
        2026-09-16 sign => up_to_date | coming coming coming | plan | interest 2.10
        2026-10-21 look => broken | broken coming coming | plan | interest 2.10
        2026-12-21 look => broken | broken broken broken | plan | interest 2.10
        2026-12-21 accelerate => refused: plan
        2026-12-21 notice 2026-12-30 => noticed | broken broken broken | plan | interest 2.10
        2026-12-30 pay 100.00 => noticed | kept_late broken broken | plan | interest 2.10
        2026-12-31 look => broken | kept_late broken broken | stale_data | interest 12.47
    ",
    )
    .await;
}

#[tokio::test]
async fn a_later_breach_needs_a_notice_of_its_own() {
    tells(
        InterestChoice::Kept,
        "
        2026-09-16 sign => up_to_date | coming coming coming | plan | interest 2.18
        2026-10-21 notice 2026-10-31 => noticed | broken coming coming | plan | interest 5.27
        2026-10-30 pay 100.00 => up_to_date | kept_late coming coming | plan | interest 3.09
        2026-11-24 look => broken | kept_late broken coming | plan | interest 4.82
        2026-11-24 accelerate => refused: plan
        2026-11-24 notice 2026-12-04 => noticed | kept_late broken coming | plan | interest 4.82
        2026-12-04 look => noticed | kept_late broken coming | plan | interest 5.51
        2026-12-05 look => broken | kept_late broken coming | stale_data | interest 5.58
        2026-12-07 accelerate => accelerated | kept_late broken coming | stale_data | interest 5.71
    ",
    )
    .await;
}

#[tokio::test]
async fn what_the_deed_gave_up_stays_given_up_when_the_plan_is_abandoned() {
    tells(
        InterestChoice::Waived,
        "
        2026-09-15 look => proposed | coming coming coming | asked not yet | interest 2.10
        2026-09-16 sign => up_to_date | coming coming coming | plan | interest 0.00
        2026-10-15 pay 100.00 => up_to_date | kept coming coming | plan | interest 0.00
        2026-10-20 cancel => cancelled | kept coming coming | stale_data | interest 0.06
        2026-10-30 look => cancelled | kept coming coming | stale_data | interest 0.74
        2026-10-30 undo => up_to_date | kept coming coming | plan | interest 0.00
    ",
    )
    .await;
}

#[tokio::test]
async fn what_the_deed_suspended_stays_so_when_another_version_takes_its_place() {
    tells(
        InterestChoice::Frozen,
        "
        2026-09-16 sign => up_to_date | coming coming coming | plan | interest 2.10
        2026-10-15 pay 100.00 => up_to_date | kept coming coming | plan | interest 2.10
        2026-11-10 renegotiate 2026-11-30 => up_to_date | coming coming | plan | interest 2.10
        2026-11-30 pay 100.00 => up_to_date | kept coming | plan | interest 2.10
        2026-12-31 pay 100.00 => completed | kept kept |  | interest 2.10
    ",
    )
    .await;
}

#[tokio::test]
async fn what_a_plan_needs_is_asked_for() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let plan = new_plan(house, InterestChoice::Frozen).await;
        let field = |done: app::Result<PlanId>| match done {
            Err(AppError::Invalid { field, .. }) => field,
            other => panic!("{other:?}"),
        };
        let rule = |change: fn(&mut Rule)| {
            let How::Rule(mut rule) = plan.how.clone() else { panic!("a rule") };
            change(&mut rule);
            How::Rule(rule)
        };
        let lacking = [
            (NewPlan { interest: None, ..plan.clone() }, "interest"),
            (NewPlan { items: Vec::new(), ..plan.clone() }, "items"),
            (NewPlan { items: vec![OpenItemId(store::fresh_id())], ..plan.clone() }, "items"),
            (NewPlan { guarantee: Guarantee::Surety, ..plan.clone() }, "guarantee_note"),
            (NewPlan { how: rule(|rule| rule.parts = 0), ..plan.clone() }, "parts"),
            (NewPlan { how: rule(|rule| rule.first = Some(Cents(30_000))), ..plan.clone() }, "first"),
            (NewPlan { how: rule(|rule| rule.first_on = date(2026, 9, 1)), ..plan.clone() }, "first_on"),
            (NewPlan { how: How::Typed(Vec::new()), ..plan.clone() }, "parts"),
        ];
        for (new, expected) in lacking {
            assert_eq!(field(plans::create(&day.app, &day.scope, &new).await), expected);
        }
        // Two plans cannot hold one debt.
        let first = plans::create(&day.app, &day.scope, &plan).await.unwrap();
        let second = plans::create(&day.app, &day.scope, &plan).await.unwrap();
        let sign = Move::Sign { on: TODAY, signatory: "M. Petit".to_owned() };
        for id in [first, second] {
            plans::act(&day.app, &day.scope, id, &Move::Submit, "").await.unwrap();
        }
        plans::act(&day.app, &day.scope, first, &sign, "").await.unwrap();
        let taken = plans::act(&day.app, &day.scope, second, &sign, "").await;
        assert!(matches!(taken, Err(AppError::Invalid { field: "plan", .. })), "{taken:?}");
        assert_eq!(field(plans::create(&day.app, &day.scope, &plan).await), "items");
        let board = plans::board(&day.app, &day.scope, &plans::PlansQuery::default()).await.unwrap();
        let seen: Vec<_> = board.lines.iter().map(|line| (line.reference.as_str(), line.standing, line.left())).collect();
        assert_eq!(seen, [("ECH-2026-002", Standing::Proposed, Cents(30_000)), ("ECH-2026-001", Standing::UpToDate, Cents(30_000))]);
        assert!(plans::csv(&board).contains("ECH-2026-001;1;C1;"));
        let coming = plans::calendar(&day.app, &day.scope, date(2026, 11, 1), date(2026, 11, 30)).await.unwrap();
        assert_eq!(coming.iter().map(|one| one.line.instalment.due_on).collect::<Vec<_>>(), [date(2026, 11, 16)]);
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_consumer_gets_neither_fee_nor_interest_and_never_reads_of_them() {
    on_both(async |house| {
        let day = opened(house, "person").await;
        let refused = plans::create(&day.app, &day.scope, &new_plan(house, InterestChoice::Kept).await).await;
        assert!(
            matches!(&refused, Err(error @ AppError::Invalid { field: "interest", .. }) if error.french().contains("L312-4")),
            "{refused:?}"
        );
        let id = plans::create(&day.app, &day.scope, &new_plan(house, InterestChoice::Waived).await).await.unwrap();
        let deed = plans::paper(&day.app, &day.scope, id, plans::Paper::Deed).await.unwrap();
        assert!(deed.starts_with(b"%PDF-"));
    })
    .await;
}

#[tokio::test]
async fn beyond_the_limits_of_the_house_somebody_else_agrees() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let policy = Policy { parts: 2, ..Policy::default() };
        plans::set_policy(&day.app, &day.scope, &policy).await.unwrap();
        let collector = Scope { actor: Actor { name: "Paul".to_owned(), email: None, role: Role::Collector }, ..day.scope.clone() };
        assert!(matches!(plans::set_policy(&day.app, &collector, &policy).await, Err(AppError::Forbidden(_))));
        let id = plans::create(&day.app, &collector, &new_plan(house, InterestChoice::Frozen).await).await.unwrap();
        plans::act(&day.app, &collector, id, &Move::Submit, "").await.unwrap();
        let sign = Move::Sign { on: TODAY, signatory: "M. Petit".to_owned() };
        assert!(plans::act(&day.app, &collector, id, &sign, "").await.is_err(), "not before somebody agreed");
        assert!(matches!(plans::act(&day.app, &collector, id, &Move::Approve, "").await, Err(AppError::Forbidden(_))));
        plans::act(&day.app, &day.scope, id, &Move::SendBack, "trop long").await.unwrap();
        plans::act(&day.app, &collector, id, &Move::Submit, "").await.unwrap();
        plans::act(&day.app, &day.scope, id, &Move::Approve, "").await.unwrap();
        plans::act(&day.app, &collector, id, &sign, "").await.unwrap();
        let debtor = house.debtor("C1").await;
        let view = plans::view(&day.app, &day.scope, id).await.unwrap();
        assert_eq!(view.limitation.len(), 3);
        assert!(view.limitation.iter().all(|limit| limit.after > Some(limit.original)) && !view.is_acknowledged);
        plans::acknowledge(&day.app, &day.scope, id).await.unwrap();
        assert!(plans::view(&day.app, &day.scope, id).await.unwrap().is_acknowledged);
        let claims = app::claims::claim_file(&day.app, &day.scope, debtor).await.unwrap();
        assert_eq!(claims.events.iter().filter(|row| row.event.kind == ClaimEventKind::Acknowledgement).count(), 3);
        plans::keep_file(&day.app, &day.scope, id, "acte signé.pdf", b"%PDF-1.7").await.unwrap();
        assert_eq!(plans::file(&day.app, &day.scope, id, 0).await.unwrap(), ("acte_sign_.pdf".to_owned(), b"%PDF-1.7".to_vec()));
        let file = app::debtor_file::debtor_file(&day.app, &day.scope, debtor).await.unwrap();
        let told: Vec<&str> = file.timeline.iter().map(|entry| entry.title.as_str()).collect();
        assert!(told.contains(&"Échéancier signé") && told.contains(&"Échéancier validé"), "{told:?}");
        day.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_broken_plan_brings_its_debts_to_the_step_that_was_chosen() {
    on_both(async |house| {
        let day = opened(house, "company").await;
        let plan = NewPlan { fallback_step: "letter".to_owned(), ..new_plan(house, InterestChoice::Kept).await };
        let id = plans::create(&day.app, &day.scope, &plan).await.unwrap();
        for verb in [Move::Submit, Move::Sign { on: TODAY, signatory: "M. Petit".to_owned() }] {
            plans::act(&day.app, &day.scope, id, &verb, "").await.unwrap();
        }
        day.app.close().await;
        let before = async |on: Date| {
            let day = house.on(on).await;
            let file = app::debtor_file::debtor_file(&day.app, &day.scope, house.debtor("C1").await).await.unwrap();
            file.items.iter().map(|line| line.last_step.as_ref().map(|(step, on)| format!("{step} {on}"))).collect::<Vec<_>>()
        };
        assert_eq!(before(date(2026, 10, 20)).await, [None, None, None]);
        assert_eq!(before(date(2026, 12, 22)).await, [None, None, None], "a missed instalment alone brings them nowhere");
        let day = house.on(date(2026, 12, 22)).await;
        plans::act(&day.app, &day.scope, id, &Move::Notice { cure_by: date(2027, 1, 4) }, "").await.unwrap();
        assert_eq!(before(date(2027, 1, 4)).await, [None, None, None]);
        let fell = before(date(2027, 1, 6)).await;
        assert!(fell.iter().all(|step| step.as_ref().is_some_and(|step| step.ends_with("2027-01-05"))), "{fell:?}");
    })
    .await;
}
