//! Laws that hold for all inputs: of the dunning decision, of the ledger, of money and of matching.

use domain::calendar::{add_days, is_working_day};
use domain::dunning::{Channel, DebtorFacts, DebtorPlan, Hold, HoldReason, ItemFacts, LastStep, Outcome, Rules, Scenario, plan_debtor};
use domain::ids::{DebtorId, OpenItemId, ScenarioId};
use domain::ledger::{AgedLine, Ageing, Bucket, ItemKind, LetteredItem, aged_balance, allocate_lettered};
use domain::matching::{Decision, Facts, Item, Line, Solver, Verdict};
use domain::money::MAX_READ;
use domain::{Cents, Currency, Date};
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence};
use uuid::Uuid;

fn config() -> Config {
    let regressions = FileFailurePersistence::Direct("proptest-regressions/properties.txt");
    Config { cases: 1_024, failure_persistence: Some(Box::new(regressions)), ..Config::default() }
}

fn scenario() -> Scenario {
    Scenario::french_default(ScenarioId(Uuid::from_u128(1)))
}

fn monday() -> Date {
    Date::from_ymd_opt(2026, 3, 2).expect("a date")
}

/// A debtor on a day, owned so that it can be shrunk and shuffled.
#[derive(Debug, Clone)]
struct Case {
    has_email: bool,
    has_postal_address: bool,
    hold: Option<Hold>,
    last_contact_on: Option<Date>,
    items: Vec<ItemFacts>,
    rules: Rules,
    today: Date,
}

impl Case {
    fn plan(&self) -> DebtorPlan {
        self.plan_on(self.today)
    }

    fn facts(&self) -> DebtorFacts<'_> {
        DebtorFacts {
            has_email: self.has_email,
            email_bounced: false,
            has_postal_address: self.has_postal_address,
            hold: self.hold,
            last_contact_on: self.last_contact_on,
            items: &self.items,
            ..DebtorFacts::default()
        }
    }

    fn plan_on(&self, today: Date) -> DebtorPlan {
        plan_debtor(&self.facts(), &[scenario()], &self.rules, today)
    }
}

fn dollars() -> Currency {
    Currency::parse("USD").expect("a currency")
}

fn holds(today: Date) -> impl Strategy<Value = Option<Hold>> {
    prop_oneof![
        8 => Just(None),
        1 => Just(Some(Hold { until: None })),
        2 => (-20_i64..20).prop_map(move |days| Some(Hold { until: Some(add_days(today, days)) })),
    ]
}

fn item(today: Date) -> impl Strategy<Value = ItemFacts> {
    let last_step = proptest::option::of((0_usize..6, 1_i64..40));
    let kind = prop_oneof![5 => Just(ItemKind::Invoice), 1 => Just(ItemKind::Debit), 1 => Just(ItemKind::CreditNote), 1 => Just(ItemKind::Payment)];
    let currency = prop_oneof![4 => Just(Currency::EUR), 1 => Just(dollars())];
    (kind, -60_i64..200, 1_i64..300_000, currency, last_step, holds(today)).prop_map(
        move |(kind, late, open, currency, last_step, hold)| ItemFacts {
            last_step: last_step.map(|(position, ago)| LastStep { position, on: add_days(today, -ago) }),
            hold,
            ..ItemFacts::new(
                OpenItemId(Uuid::nil()),
                kind,
                add_days(today, -late - 30),
                add_days(today, -late),
                Cents(if kind.is_debit() { open } else { -open / 3 - 1 }),
                currency,
            )
        },
    )
}

fn rules() -> impl Strategy<Value = Rules> {
    (0_u16..8, 0_i64..500, prop_oneof![3 => Just(0_i64), 1 => 0_i64..50_000], proptest::bool::weighted(0.1)).prop_map(
        |(spacing_days, tolerance, minimum, stale_data)| Rules {
            spacing_days,
            tolerance: Cents(tolerance),
            minimum: Cents(minimum),
            stale_data,
            ..Rules::default()
        },
    )
}

fn case() -> impl Strategy<Value = Case> {
    (0_i64..730).prop_map(|days| add_days(monday(), days)).prop_flat_map(|today| {
        let contacts = (proptest::bool::weighted(0.8), proptest::bool::weighted(0.8));
        let last_contact_on = proptest::option::of((1_i64..12).prop_map(move |ago| add_days(today, -ago)));
        (contacts, holds(today), last_contact_on, proptest::collection::vec(item(today), 0..9), rules()).prop_map(
            move |((has_email, has_postal_address), hold, last_contact_on, mut items, rules)| {
                for (position, item) in items.iter_mut().enumerate() {
                    item.id = OpenItemId(Uuid::from_u128(position as u128));
                }
                Case { has_email, has_postal_address, hold, last_contact_on, items, rules, today }
            },
        )
    })
}

fn shuffled_case() -> impl Strategy<Value = (Case, Vec<usize>)> {
    case().prop_flat_map(|case| {
        let order: Vec<usize> = (0..case.items.len()).collect();
        (Just(case), Just(order).prop_shuffle())
    })
}

/// A plan by item id, so that two input orders can be compared.
fn by_id(case: &Case, plan: &DebtorPlan) -> (Vec<(OpenItemId, Outcome)>, Vec<String>) {
    let ids = |positions: &[usize]| {
        let mut ids: Vec<OpenItemId> = positions.iter().map(|position| case.items[*position].id).collect();
        ids.sort_unstable();
        ids
    };
    let mut outcomes: Vec<_> = case.items.iter().map(|item| item.id).zip(plan.outcomes.iter().copied()).collect();
    outcomes.sort_by_key(|(id, _)| *id);
    let actions = plan.actions.iter().map(|action| {
        let (asked, listed, credits) = (ids(&action.asked), ids(&action.listed), ids(&action.credits));
        let amounts = (action.gross, action.asked_amount, action.net, action.currency);
        format!("{} {:?} {asked:?} {listed:?} {credits:?} {amounts:?}", action.step, action.channel)
    });
    (outcomes, actions.collect())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_same_day_decides_the_same((case, order) in shuffled_case()) {
        let plan = case.plan();
        prop_assert_eq!(&plan, &case.plan());
        let shuffled = Case { items: order.iter().map(|position| case.items[*position]).collect(), ..case.clone() };
        prop_assert_eq!(by_id(&case, &plan), by_id(&shuffled, &shuffled.plan()));
    }

    #[test]
    fn each_item_has_one_outcome_that_the_actions_agree_with(case in case()) {
        let plan = case.plan();
        prop_assert_eq!(plan.outcomes.len(), case.items.len());
        for (position, outcome) in plan.outcomes.iter().enumerate() {
            let times = plan.actions.iter().filter(|action| action.asked.contains(&position)).count();
            prop_assert_eq!(times, usize::from(matches!(outcome, Outcome::Send { .. })), "item {}", position);
        }
    }

    #[test]
    fn what_is_asked_is_owed(case in case()) {
        for action in case.plan().actions {
            prop_assert!(!action.asked.is_empty());
            for position in &action.asked {
                let item = &case.items[*position];
                prop_assert!(item.kind.is_debit() && item.open.is_positive() && item.currency == action.currency);
            }
            for position in &action.listed {
                let item = &case.items[*position];
                prop_assert!(item.kind.is_debit() && item.due_on < case.today && item.currency == action.currency);
                prop_assert!(!action.asked.contains(position), "listed apart from what is asked");
            }
            let open = |positions: &[usize]| positions.iter().map(|position| case.items[*position].open.0).sum::<i64>();
            let credits: i64 = case.items.iter().filter(|item| !item.kind.is_debit() && item.currency == action.currency).map(|item| item.open.0).sum();
            prop_assert_eq!(open(&action.credits), credits, "every credit of the currency is taken off");
            prop_assert_eq!(action.asked_amount.0, open(&action.asked));
            prop_assert_eq!(action.gross.0, open(&action.asked) + open(&action.listed));
            prop_assert_eq!(action.net.0, action.gross.0 + credits);
            prop_assert!(action.net > case.rules.tolerance, "a covered debt is not chased");
            prop_assert!(action.asked_amount >= case.rules.minimum && action.net >= case.rules.minimum);
        }
    }

    #[test]
    fn the_most_advanced_step_speaks_where_it_is_heard(case in case()) {
        let (plan, scenario) = (case.plan(), scenario());
        for action in &plan.actions {
            let own = |position: &usize| match plan.outcomes[*position] {
                Outcome::Send { step } => Some(step),
                Outcome::Hold { .. } | Outcome::NotYet { .. } | Outcome::Exhausted => None,
            };
            prop_assert_eq!(action.asked.iter().filter_map(own).max(), Some(action.step));
            prop_assert_eq!(action.channel, scenario.steps()[action.step].channel());
            prop_assert!(case.has_email || action.channel != Channel::Email);
            prop_assert!(case.has_postal_address || action.channel != Channel::Letter);
        }
        let no_contact = plan.outcomes.iter().any(|outcome| matches!(outcome, Outcome::Hold { reason: HoldReason::NoContact, .. }));
        prop_assert!(!no_contact || !case.has_email || !case.has_postal_address);
    }

    #[test]
    fn the_debtor_hears_one_voice_a_day(case in case()) {
        let plan = case.plan();
        let contacts = plan.actions.iter().filter(|action| action.channel.reaches_debtor()).count();
        prop_assert!(contacts <= 1);
        if let Some(last) = case.last_contact_on.filter(|_| contacts == 1) {
            prop_assert!((case.today - last).num_days() >= i64::from(case.rules.spacing_days));
        }
    }

    #[test]
    fn a_step_is_the_next_one(case in case()) {
        let scenario = scenario();
        for (item, outcome) in case.items.iter().zip(case.plan().outcomes) {
            let Outcome::Send { step } = outcome else { continue };
            let first = item.last_step.map_or(0, |last| last.position + 1);
            prop_assert!(step >= first, "never back, never twice");
            for skipped in &scenario.steps()[first..step] {
                prop_assert!(skipped.is_pre_due(), "{} was skipped", skipped.key);
            }
            let taken = &scenario.steps()[step];
            prop_assert!(!taken.is_pre_due() || case.today <= item.due_on, "a courtesy message never leaves late");
            prop_assert!((case.today - item.due_on).num_days() >= i64::from(taken.offset_days));
            if let Some(last) = item.last_step {
                prop_assert!((case.today - last.on).num_days() >= i64::from(taken.gap_days));
            }
        }
    }

    #[test]
    fn silence_is_kept(case in case()) {
        let plan = case.plan();
        let account_paused = case.hold.is_some_and(|hold| hold.until.is_none_or(|until| case.today < until));
        if account_paused || case.rules.stale_data || !is_working_day(case.today) {
            prop_assert!(plan.actions.is_empty());
        }
        for (item, outcome) in case.items.iter().zip(&plan.outcomes) {
            let paused = account_paused || item.hold.is_some_and(|hold| hold.until.is_none_or(|until| case.today < until));
            if paused && item.kind.is_debit() {
                let is_paused = matches!(outcome, Outcome::Hold { reason: HoldReason::Paused, .. });
                prop_assert!(is_paused, "{:?}", outcome);
            }
        }
    }

    #[test]
    fn nothing_is_asked_of_an_insolvent_debtor_for_what_was_there_before(case in case(), ago in 0_i64..120) {
        let judged_on = add_days(case.today, -ago);
        let facts = DebtorFacts { insolvent_on: Some(judged_on), ..case.facts() };
        let plan = plan_debtor(&facts, &[scenario()], &case.rules, case.today);
        for (item, outcome) in case.items.iter().zip(&plan.outcomes).filter(|(item, _)| item.kind.is_debit()) {
            let is_held = *outcome == Outcome::Hold { reason: HoldReason::Insolvency, until: None };
            prop_assert_eq!(is_held, item.issued_on <= judged_on);
        }
        for position in plan.actions.iter().flat_map(|action| action.asked.iter().chain(&action.listed)) {
            prop_assert!(case.items[*position].issued_on > judged_on, "neither asked for nor listed");
        }
    }

    #[test]
    fn a_date_given_is_kept(case in case()) {
        let today = case.today;
        for (position, outcome) in case.plan().outcomes.into_iter().enumerate() {
            let on = |day: Date| case.plan_on(day).outcomes[position];
            match outcome {
                Outcome::NotYet { next_on } => {
                    prop_assert!(next_on > today && is_working_day(next_on));
                    prop_assert!(!matches!(on(next_on), Outcome::NotYet { .. }), "ripe on the day announced");
                    for day in today.iter_days().take_while(|day| *day < next_on).filter(|day| is_working_day(*day)) {
                        prop_assert_eq!(on(day), outcome, "not ripe before, on {}", day);
                    }
                }
                Outcome::Hold { reason, until: Some(until) } => {
                    prop_assert!(until > today);
                    // One voice for two currencies, or for what is late and what is not due, may hold again: the plan cannot know
                    // what leaves tomorrow.
                    let again = matches!(on(until), Outcome::Hold { reason: later, .. } if later == reason);
                    let gives_way = !case.items[position].is_late(until) || case.items.iter().any(|item| item.currency != Currency::EUR);
                    prop_assert!(!again || reason == HoldReason::Spacing && gives_way);
                }
                Outcome::Hold { .. } | Outcome::Send { .. } | Outcome::Exhausted => {}
            }
        }
    }

    #[test]
    fn lettering_uses_one_side_up(opens in proptest::collection::vec((0_i64..90, -50_000_i64..50_000), 0..12)) {
        let group: Vec<LetteredItem> = opens
            .iter()
            .enumerate()
            .map(|(id, (day, open))| LetteredItem {
                id: OpenItemId(Uuid::from_u128(id as u128)),
                issued_on: add_days(monday(), *day),
                due_on: add_days(monday(), 30 - *day),
                open: Cents(*open),
            })
            .collect();
        let mut left: Vec<i64> = group.iter().map(|item| item.open.0).collect();
        let position = |id: OpenItemId| group.iter().position(|item| item.id == id);
        for allocation in allocate_lettered(&group) {
            let (Some(debit), Some(credit)) = (position(allocation.debit), position(allocation.credit)) else {
                return Err(TestCaseError::fail("an allocation names members of the group"));
            };
            prop_assert!(allocation.amount.is_positive());
            prop_assert_eq!(allocation.value_on, group[debit].issued_on.max(group[credit].issued_on));
            left[debit] -= allocation.amount.0;
            left[credit] += allocation.amount.0;
        }
        for (item, left) in group.iter().zip(&left) {
            prop_assert!(left.signum() * item.open.0.signum() >= 0 && left.abs() <= item.open.0.abs(), "never beyond either side");
        }
        prop_assert!(left.iter().all(|left| *left >= 0) || left.iter().all(|left| *left <= 0), "one side is used up");
        prop_assert_eq!(left.iter().sum::<i64>(), group.iter().map(|item| item.open.0).sum::<i64>(), "the ledger does not move");
    }

    #[test]
    fn an_aged_balance_keeps_every_cent(
        lines in proptest::collection::vec((0_usize..5, proptest::sample::select(&ItemKind::ALL[..]), -400_i64..400, -1_000_000_i64..1_000_000), 0..60),
        as_of in -500_i64..500,
    ) {
        let as_of = add_days(monday(), as_of);
        let lines: Vec<AgedLine> =
            lines.into_iter().map(|(row, kind, due, open)| AgedLine { row, kind, due_on: add_days(monday(), due), open: Cents(open) }).collect();
        let table = aged_balance(&lines, 5, as_of);
        for (row, ageing) in table.iter().enumerate() {
            let own = || lines.iter().filter(|line| line.row == row);
            prop_assert_eq!(ageing.total().0, own().map(|line| line.open.0).sum::<i64>());
            let credits = own().filter(|line| !line.kind.is_debit()).map(|line| line.open.0).sum::<i64>();
            prop_assert_eq!(ageing.get(Bucket::Credits).0, credits);
            let late = own().filter(|line| line.kind.is_debit() && line.due_on < as_of).map(|line| line.open.0).sum::<i64>();
            prop_assert_eq!(ageing.overdue().0, late);
        }
        prop_assert_eq!(table.iter().map(Ageing::total).sum::<Cents>().0, lines.iter().map(|line| line.open.0).sum::<i64>());
    }

    #[test]
    fn amounts_are_read_back_as_they_are_written(cents in -MAX_READ.0..=MAX_READ.0) {
        let amount = Cents(cents);
        prop_assert_eq!(Cents::parse(&amount.fr()), Ok(amount));
        prop_assert_eq!(Cents::parse(&amount.iso()), Ok(amount));
    }

    #[test]
    fn any_text_is_an_amount_or_an_error(text in "\\PC{0,24}") {
        if let Ok(amount) = Cents::parse(&text) {
            prop_assert!(amount.abs() <= MAX_READ);
            prop_assert_eq!(Cents::parse(&amount.iso()), Ok(amount));
        }
    }
}

/// Items numbered `FA2026-0001` on, spread over three debtors.
fn documents(opens: &[(u128, i64)]) -> Vec<Item> {
    opens
        .iter()
        .enumerate()
        .map(|(position, (debtor, open))| document(position as u128, *debtor, format!("FA2026-{:04}", position + 1), *open))
        .collect()
}

fn document(id: u128, debtor: u128, number: String, open: i64) -> Item {
    let day = Date::from_ymd_opt(2026, 3, 2).unwrap();
    Item {
        id: OpenItemId(Uuid::from_u128(id)),
        debtor: DebtorId(Uuid::from_u128(debtor)),
        number,
        amount: Cents(open),
        open: Cents(open),
        currency: Currency::EUR,
        issued_on: day,
        due_on: day,
        order_reference: String::new(),
    }
}

fn decided(items: &[Item], amount: i64, label: &str) -> Decision {
    let facts = Facts { items: items.to_vec(), ..Facts::default() };
    let line = Line {
        amount: Cents(amount),
        currency: Currency::EUR,
        label,
        end_to_end_id: "",
        counterparty: "",
        counterparty_iban: "",
        account_iban: "",
        booked_on: Date::from_ymd_opt(2026, 4, 2).unwrap(),
    };
    Solver::new(&facts).decide(&line)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_read_of_a_line_is_the_line_to_the_cent(
        opens in proptest::collection::vec((0_u128..3, -300_i64..3_000), 1..12),
        named in proptest::collection::vec(0_usize..12, 0..4),
        amount in proptest::option::of(-300_i64..9_000),
    ) {
        let items = documents(&opens);
        let named: Vec<&Item> = named.iter().filter_map(|position| items.get(*position)).collect();
        let label = named.iter().map(|item| item.number.as_str()).collect::<Vec<_>>().join(" ET ");
        let amount = amount.unwrap_or_else(|| named.iter().map(|item| item.open.0).sum());
        let decision = decided(&items, amount, &format!("VIR {label} MERCI"));
        for found in decision.best.iter().chain(&decision.runner_up) {
            prop_assert_eq!(found.parts.iter().map(|part| part.amount.0).sum::<i64>() + found.residual.0, amount);
            for part in &found.parts {
                let open = items[part.item].open.0;
                prop_assert!((open.min(0)..=open.max(0)).contains(&part.amount.0), "{part:?} of {open}");
            }
        }
        if decision.verdict == Verdict::Automatic {
            let best = decision.best.unwrap();
            let one_debtor = best.parts.iter().all(|part| items[part.item].debtor == items[best.parts[0].item].debtor);
            prop_assert!(one_debtor || best.parts.iter().all(|part| part.amount == items[part.item].open), "one debtor, or each item whole");
            prop_assert!(best.parts.iter().all(|part| named.iter().any(|item| item.id == items[part.item].id)), "all of them named");
        }
    }

    #[test]
    fn strangers_never_take_what_an_exact_match_pays(
        open in 1_000_i64..100_000,
        strangers in proptest::collection::vec(("[A-Z]{0,3}[-/ ]?[0-9]{1,8}", 1_i64..100_000), 0..30),
    ) {
        let mut all = documents(&[(0, open)]);
        let label = all[0].number.clone();
        let alone = decided(&all, open, &label);
        prop_assert_eq!(alone.verdict, Verdict::Automatic);
        for (position, (number, open)) in strangers.into_iter().enumerate() {
            let number_differs = number.chars().filter(char::is_ascii_alphanumeric).ne("FA20260001".chars());
            if number_differs {
                all.push(document(1_000 + position as u128, 9, number, open));
            }
        }
        let among = decided(&all, open, &label);
        prop_assert_eq!(among.verdict, Verdict::Automatic);
        prop_assert_eq!(among.best.map(|best| best.parts), alone.best.map(|best| best.parts));
    }
}
