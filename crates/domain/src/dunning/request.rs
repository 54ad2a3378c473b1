use super::facts::{DebtorFacts, ItemFacts};
use super::hold::{Hold, HoldReason, Rules};
use super::plan::PlannedAction;
use super::step::{Channel, Mode};
use crate::calendar::{Date, add_days};
use crate::ledger::ItemKind;
use crate::money::{Cents, Currency};

/// The key of a payment request among the steps of actions; no scenario has it.
pub const PAYMENT_REQUEST: &str = "payment_request";

/// Whether a request is to ask for an item, with what is known of the item beside its facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// It is not part of the request; a credit is taken off all the same.
    No,
    /// It is to be asked for.
    Yes {
        /// A message asked for it in its present episode, or is about to.
        already: bool,
    },
}

/// Why an item is left out of a request. The first that applies wins, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeftOut {
    /// A message asked for it in its present episode, or is about to.
    AlreadyAsked,
    /// A part of it is contested.
    Disputed,
    /// What holds a reminder holds a request.
    Held(HoldReason),
    /// One message speaks of one currency: this one waits for a message of its own.
    OtherCurrency,
}

impl LeftOut {
    /// The stable key, used in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::AlreadyAsked => "already_asked",
            Self::Disputed => "disputed",
            Self::Held(reason) => reason.code(),
            Self::OtherCurrency => "other_currency",
        }
    }
}

/// What a debtor is asked for at once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RequestPlan {
    /// The one message; `None` when nothing may be asked for. Its step means nothing.
    pub action: Option<PlannedAction>,
    /// The position of each wanted debit that is left out, with the reason.
    pub left_out: Vec<(usize, LeftOut)>,
}

/// Decides a payment request: one e-mail that asks a debtor for new items, due or not, outside any scenario.
///
/// `wanted` speaks of the items of `facts`, in their order. The guards are those of a reminder, except that
/// weekends are no matter: the message waits. The same function decides for the preview and in the sending transaction.
///
/// # Panics
/// When there is not one `wanted` per item.
#[must_use]
pub fn plan_request(facts: &DebtorFacts<'_>, wanted: &[Wanted], rules: &Rules, today: Date) -> RequestPlan {
    assert!(wanted.len() == facts.items.len(), "each item is wanted or not");
    let mut plan = RequestPlan::default();
    let mut free = Vec::new();
    for (position, (item, wanted)) in facts.items.iter().zip(wanted).enumerate() {
        let Wanted::Yes { already } = *wanted else { continue };
        if !item.kind.is_debit() {
            continue;
        }
        match reason_of(facts, item, already, today) {
            Some(reason) => plan.left_out.push((position, reason)),
            None => free.push(position),
        }
    }
    let Some(currency) = currency_of(facts, &free) else { return plan };
    let (asked, others): (Vec<usize>, Vec<usize>) = free.into_iter().partition(|at| facts.items[*at].currency == currency);
    plan.left_out.extend(others.into_iter().map(|at| (at, LeftOut::OtherCurrency)));
    let action = compose(facts, asked, currency, today);
    match held(facts, &action, rules, today) {
        Some(reason) => plan.left_out.extend(action.asked.iter().map(|at| (*at, LeftOut::Held(reason)))),
        None => plan.action = Some(action),
    }
    plan.left_out.sort_unstable();
    plan
}

fn reason_of(facts: &DebtorFacts<'_>, item: &ItemFacts, already: bool, today: Date) -> Option<LeftOut> {
    if already {
        return Some(LeftOut::AlreadyAsked);
    }
    if item.disputed.is_positive() {
        return Some(LeftOut::Disputed);
    }
    let active = |hold: Option<Hold>| hold.is_some_and(|hold| hold.is_active(today));
    // A debt of the judgment's own day is held too, as a reminder would be.
    if facts.insolvent_on.is_some_and(|judged_on| item.issued_on <= judged_on) {
        return Some(LeftOut::Held(HoldReason::Insolvency));
    }
    if item.is_handed_over {
        return Some(LeftOut::Held(HoldReason::HandedOver));
    }
    if active(item.plan) {
        return Some(LeftOut::Held(HoldReason::Plan));
    }
    if active(item.compromise) {
        return Some(LeftOut::Held(HoldReason::Compromise));
    }
    if active(item.promise) {
        return Some(LeftOut::Held(HoldReason::Promised));
    }
    if active(facts.hold) || active(item.hold) {
        return Some(LeftOut::Held(HoldReason::Paused));
    }
    if active(item.proposed) {
        return Some(LeftOut::Held(HoldReason::PaymentToConfirm));
    }
    facts.has_replied.then_some(LeftOut::Held(HoldReason::Replied))
}

/// The currency of the largest sum; the euro among equals.
fn currency_of(facts: &DebtorFacts<'_>, free: &[usize]) -> Option<Currency> {
    let sum = |currency: Currency| {
        Cents::total(free.iter().map(|at| &facts.items[*at]).filter(|item| item.currency == currency).map(|item| item.open))
    };
    free.iter()
        .map(|at| facts.items[*at].currency)
        .max_by_key(|currency| (sum(*currency), *currency == Currency::EUR, std::cmp::Reverse(*currency)))
}

fn compose(facts: &DebtorFacts<'_>, asked: Vec<usize>, currency: Currency, today: Date) -> PlannedAction {
    let is_credit = |kind: ItemKind| !kind.is_debit();
    let credits: Vec<usize> =
        (0..facts.items.len()).filter(|at| facts.items[*at].currency == currency && is_credit(facts.items[*at].kind)).collect();
    let sum = |positions: &[usize]| Cents::total(positions.iter().map(|at| facts.items[*at].undisputed()));
    let asked_amount = sum(&asked);
    let net = asked_amount + sum(&credits);
    PlannedAction {
        scenario: 0,
        step: 0,
        channel: Channel::Email,
        instead_of: None,
        mode: if facts.needs_approval { Mode::ToConfirm } else { Mode::Automatic },
        asked,
        listed: Vec::new(),
        credits,
        currency,
        gross: asked_amount,
        asked_amount,
        net,
        disputed: Cents::ZERO,
        ripe_since: today,
    }
}

/// The first reason that holds the whole message back.
fn held(facts: &DebtorFacts<'_>, action: &PlannedAction, rules: &Rules, today: Date) -> Option<HoldReason> {
    if action.net <= rules.tolerance {
        return Some(HoldReason::CreditCovers);
    }
    if rules.is_stopped {
        return Some(HoldReason::EmergencyStop);
    }
    if facts.voice_on == Some(today) {
        return Some(HoldReason::Spacing);
    }
    if facts.last_contact_on.is_some_and(|on| today < add_days(on, i64::from(rules.spacing_days).max(1))) {
        return Some(HoldReason::Spacing);
    }
    if rules.pressure.is_some_and(|budget| budget.free_on(facts.contacts_on, today).is_some()) {
        return Some(HoldReason::Pressure);
    }
    if !facts.has_email {
        return Some(if facts.email_bounced { HoldReason::Bounced } else { HoldReason::NoContact });
    }
    if rules.stale_data {
        return Some(HoldReason::StaleData);
    }
    (action.asked_amount.min(action.net) < rules.minimum).then_some(HoldReason::BelowMinimum)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::hold::Pressure;
    use super::*;
    use crate::ids::OpenItemId;

    const FREE: Wanted = Wanted::Yes { already: false };

    fn day(number: u32) -> Date {
        Date::from_ymd_opt(2026, 9, number).unwrap()
    }

    fn item(number: u128, cents: i64) -> ItemFacts {
        let kind = if cents < 0 { ItemKind::CreditNote } else { ItemKind::Invoice };
        ItemFacts::new(OpenItemId(Uuid::from_u128(number)), kind, day(1), day(30), Cents(cents), Currency::EUR)
    }

    fn facts(items: &[ItemFacts]) -> DebtorFacts<'_> {
        DebtorFacts { has_email: true, items, ..DebtorFacts::default() }
    }

    fn reasons(facts: &DebtorFacts<'_>, wanted: &[Wanted]) -> Vec<(usize, &'static str)> {
        let plan = plan_request(facts, wanted, &Rules::default(), day(15));
        plan.left_out.into_iter().map(|(at, reason)| (at, reason.code())).collect()
    }

    #[test]
    fn one_message_asks_for_the_new_items_and_takes_credits_off() {
        let items = [item(1, 10_000), item(2, 5_000), item(3, -2_000), item(4, 7_000)];
        let plan = plan_request(&facts(&items), &[FREE, FREE, Wanted::No, Wanted::No], &Rules::default(), day(15));
        let action = plan.action.unwrap();
        assert_eq!((action.asked, action.credits, action.asked_amount, action.net), (vec![0, 1], vec![2], Cents(15_000), Cents(13_000)));
        assert!(plan.left_out.is_empty());
    }

    #[test]
    fn each_reason_to_leave_an_item_out() {
        let one = [item(1, 10_000)];
        let free = facts(&one);
        let held = [ItemFacts { hold: Some(Hold { until: None }), ..one[0] }];
        let until = Some(Hold { until: Some(day(16)) });
        let disputed = [ItemFacts { disputed: Cents(1), ..one[0] }];
        let handed_over = [ItemFacts { is_handed_over: true, ..one[0] }];
        let (planned, promised) = ([ItemFacts { plan: until, ..one[0] }], [ItemFacts { promise: until, ..one[0] }]);
        let covered = [item(1, 10_000), item(2, -10_000)];
        let foreign = [item(1, 10_000), ItemFacts { currency: Currency::parse("CHF").unwrap(), ..item(2, 500) }];
        let cases: [(&str, DebtorFacts<'_>, Vec<Wanted>); 15] = [
            ("already_asked", facts(&disputed), vec![Wanted::Yes { already: true }]),
            ("disputed", facts(&disputed), vec![FREE]),
            ("handed_over", facts(&handed_over), vec![FREE]),
            ("plan", facts(&planned), vec![FREE]),
            ("promised", facts(&promised), vec![FREE]),
            ("replied", DebtorFacts { has_replied: true, ..free }, vec![FREE]),
            ("insolvency", DebtorFacts { insolvent_on: Some(day(1)), ..free }, vec![FREE]),
            ("paused", facts(&held), vec![FREE]),
            ("paused", DebtorFacts { hold: Some(Hold { until: Some(day(16)) }), ..free }, vec![FREE]),
            ("credit_covers", facts(&covered), vec![FREE, Wanted::No]),
            ("spacing", DebtorFacts { last_contact_on: Some(day(15)), ..free }, vec![FREE]),
            ("no_contact", DebtorFacts { has_email: false, ..free }, vec![FREE]),
            ("email_bounced", DebtorFacts { has_email: false, email_bounced: true, ..free }, vec![FREE]),
            ("other_currency", facts(&foreign), vec![FREE, FREE]),
            ("spacing", DebtorFacts { last_contact_on: Some(day(13)), ..free }, vec![FREE]),
        ];
        for (expected, facts, wanted) in cases {
            let found = reasons(&facts, &wanted);
            assert_eq!(found.len(), 1, "{expected}: {found:?}");
            assert_eq!(found[0].1, expected);
        }
        let stale = Rules { stale_data: true, ..Rules::default() };
        assert_eq!(plan_request(&free, &[FREE], &stale, day(15)).left_out, [(0, LeftOut::Held(HoldReason::StaleData))]);
        let stopped = Rules { is_stopped: true, ..Rules::default() };
        assert_eq!(plan_request(&free, &[FREE], &stopped, day(15)).left_out, [(0, LeftOut::Held(HoldReason::EmergencyStop))]);
        let contacts_on = [day(5), day(10)];
        let often = DebtorFacts { contacts_on: &contacts_on, ..free };
        let budget = |contacts| Rules { pressure: Some(Pressure { contacts, days: 30 }), ..Rules::default() };
        assert_eq!(plan_request(&often, &[FREE], &budget(2), day(15)).left_out, [(0, LeftOut::Held(HoldReason::Pressure))]);
        assert!(plan_request(&often, &[FREE], &budget(3), day(15)).action.is_some());
        let high = Rules { minimum: Cents(20_000), ..Rules::default() };
        assert_eq!(plan_request(&free, &[FREE], &high, day(15)).left_out, [(0, LeftOut::Held(HoldReason::BelowMinimum))]);
    }

    #[test]
    fn an_ended_pause_and_an_old_contact_stop_nothing() {
        let one = [item(1, 10_000)];
        let facts = DebtorFacts { hold: Some(Hold { until: Some(day(15)) }), last_contact_on: Some(day(12)), ..facts(&one) };
        assert!(plan_request(&facts, &[FREE], &Rules::default(), day(15)).action.is_some());
    }
}
