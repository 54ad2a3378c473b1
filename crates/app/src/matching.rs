//! The bank meets the ledger: what is certain is allocated, the rest goes to the inbox.

mod arrivals;
mod hints;
mod recognised;

pub(crate) use arrivals::{MatchedUntil, match_arrivals};

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::identifiers::Iban;
use domain::ids::{AllocationId, DebtorId, MatchId, OpenItemId, OrganisationId, TransactionId};
use domain::ledger::{ItemKind, LetteredItem, OpenItem, allocate_lettered};
use domain::matching::{Allotment, Caution, Decision, Facts, Line, Part, Residue, Solver, Verdict};
use domain::{Cents, Currency, Date};
use store::Tx;
use store::bank::{BankTransaction, TransactionState};
use store::bank_match::{MatchOrigin, MatchRow};
use store::event::NewEvent;
use store::item::{KnownItem, LiveAllocation, NewAllocation, SourcedItem};
use store::payer::PayerKind;

use self::hints::Hints;
pub(crate) use self::recognised::recognise_booked;
use self::recognised::{Link, names, plain};
use crate::{App, Permission, Result, Scope, text};

/// What one transaction pays, or might.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// The bank's reference.
    pub transaction: String,
    /// Number and amount of each item; a credit note is negative.
    pub items: Vec<(String, Cents)>,
    /// Transaction less items: cash that stays on the account, never below zero.
    pub residual: Cents,
    /// What the items still owe after it, and what the house calls that: the stable key of a remainder, or
    /// empty for a plain part.
    pub missing: Option<(Cents, &'static str)>,
    /// Why, in French.
    pub reason: String,
    /// The same, a sentence each.
    pub reasons: Vec<String>,
    /// In hundredths.
    pub confidence: u8,
    /// Items and confidence of the second best.
    pub runner_up: Option<(Vec<(String, Cents)>, u8)>,
}

/// What a matching did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MatchReport {
    /// Transactions looked at.
    pub transactions: usize,
    /// Allocated to the cent.
    pub matched: usize,
    /// Allocated in part.
    pub partial: usize,
    /// Left for a person.
    pub to_identify: usize,
    /// What this call allocated by itself.
    pub allocations: Vec<Matched>,
    /// What a person should confirm.
    pub proposals: Vec<Matched>,
}

/// Days between a bank line and its booking in the accounting.
pub(crate) const BOOKING_DELAY: i64 = 3;

/// Matches every transaction of the inbox.
///
/// # Errors
/// [`AppError`].
#[crate::boxed]
pub async fn match_all(app: &App, scope: &Scope, dry_run: bool) -> Result<MatchReport> {
    scope.require(Permission::MatchBank)?;
    let mut tx = app.db().begin().await?;
    let report = match_in(&mut tx, app, scope).await?;
    if !dry_run {
        tx.commit().await?;
    }
    Ok(report)
}

/// Matches inside a transaction of the base.
pub(crate) async fn match_in(tx: &mut Tx, app: &App, scope: &Scope) -> Result<MatchReport> {
    let organisation = scope.organisation.id;
    let transactions = store::bank::in_state(tx, organisation, TransactionState::ToIdentify).await?;
    let mut report = MatchReport { transactions: transactions.len(), ..MatchReport::default() };
    if transactions.is_empty() {
        return Ok(report);
    }
    let known = store::item::known(tx, organisation).await?;
    let Bench { mut booked, hints } = Bench::load(tx, organisation, &known, transactions.iter()).await?;
    // What a person took back is not made again by the program.
    let held = store::bank_match::taken_back(tx, organisation).await?;
    let mut payments = Payments { booked: booked.recognise(&transactions, &held), ..Payments::default() };
    let recognised: HashSet<_> = payments.booked.iter().map(|link| link.line.id).collect();
    let waiting: Vec<&BankTransaction> = transactions.iter().filter(|line| !recognised.contains(&line.id)).collect();
    report.matched = payments.booked.len();
    let lines: Vec<Line<'_>> = waiting.iter().map(|transaction| hints.line(transaction)).collect();
    let decisions = Solver::new(&hints.facts).solve(&lines);
    let mut proposed = Vec::new();
    for (transaction, decision) in waiting.iter().zip(&decisions) {
        let mut found = decision.best.as_ref().map(|best| matched(transaction, best, decision, &hints.facts));
        let mut verdict = decision.verdict;
        if let (Verdict::Automatic, Some(best), Some(found)) = (verdict, &decision.best, &mut found) {
            let mut cautions = Vec::new();
            // The same money is never credited twice: what the accounting may hold already waits for a person.
            if booked.may_hold_any(transaction, &best.parts, &hints.facts) {
                cautions.push(text::solving::maybe_booked());
            }
            if held.contains(&transaction.id) {
                cautions.push(text::solving::taken_back());
            }
            // No money came in for a debtor whose credit notes are worth what it pays, or more.
            if shares(best, &hints.facts).values().any(|share| !share.amount.is_positive()) {
                cautions.push(text::solving::share_not_paid());
            }
            if !cautions.is_empty() {
                verdict = Verdict::Propose;
                found.reasons.append(&mut cautions);
                found.reason = found.reasons.join(" · ");
            }
        }
        match (verdict, &decision.best, found) {
            (Verdict::Automatic, Some(best), Some(found)) => {
                payments.add(transaction, best, &found, &hints.facts);
                if best.residue == Residue::None {
                    report.matched += 1;
                } else {
                    report.partial += 1;
                }
                report.allocations.push(found);
            }
            (Verdict::Propose, best, Some(found)) => {
                let parts = best.iter().flat_map(|best| &best.parts);
                let debits = parts.map(|part| &hints.facts.items[part.item]).filter(|item| item.amount.is_positive());
                proposed.extend(debits.map(|item| (transaction.id, item.id)));
                report.proposals.push(found);
                report.to_identify += 1;
            }
            _ => report.to_identify += 1,
        }
    }
    store::proposal::replace(tx, organisation, &proposed).await?;
    payments.write(tx, app, scope).await?;
    Ok(report)
}

/// What lines are weighed on.
pub(crate) struct Bench<'a> {
    booked: Booked<'a>,
    hints: Hints,
}

/// One way to read a line, in words.
pub(crate) struct Reading {
    /// Each item and what it gets.
    pub(crate) items: Vec<(OpenItemId, Cents)>,
    /// Why, and what speaks against it, a French sentence each.
    pub(crate) reasons: Vec<String>,
    /// In hundredths.
    pub(crate) confidence: u8,
}

impl<'a> Bench<'a> {
    /// Reads what is known to weigh `lines`; `known` are all items of the organisation.
    pub(crate) async fn load(
        tx: &mut Tx,
        organisation: OrganisationId,
        known: &'a [KnownItem],
        lines: impl Iterator<Item = &BankTransaction>,
    ) -> Result<Self> {
        let allocations = store::item::live_allocations(tx, organisation).await?;
        let booked = Booked::new(known, &allocations, &store::bank::linked_payments(tx, organisation).await?);
        let days: Vec<Date> = lines.map(|line| line.booked_on).collect();
        let mut hints = hints::load(tx, organisation, known).await?;
        if let Some(last) = days.iter().max() {
            hints.facts.plans = crate::plans::spread(tx, organisation, *last).await?;
            hints.facts.plans.extend(crate::compromises::spread(tx, organisation).await?);
        }
        if let Some(first) = days.iter().copied().min() {
            hints.facts.past = hints::past(tx, organisation, first, &allocations).await?;
        }
        Ok(Self { booked, hints })
    }

    /// The best reading of each line, then the second, as each line is read alone.
    pub(crate) fn read(&self, lines: &[BankTransaction]) -> Vec<Vec<Reading>> {
        let (facts, solver) = (&self.hints.facts, Solver::new(&self.hints.facts));
        let one = |line: &BankTransaction| {
            let decision = solver.decide(&self.hints.line(line));
            let mut readings = Vec::new();
            for (place, found) in decision.best.iter().chain(&decision.runner_up).enumerate() {
                let items = by_age(&found.parts, facts);
                let numbers: Vec<&str> = items.iter().map(|part| facts.items[part.item].number.as_str()).collect();
                let mut reasons = text::solving::reasons(found, &numbers, line.currency);
                if place == 0 {
                    reasons.extend(caution(&decision, facts));
                }
                if self.booked.may_hold_any(line, &found.parts, facts) {
                    reasons.push(text::solving::maybe_booked());
                }
                let items = items.iter().map(|part| (facts.items[part.item].id, part.amount)).collect();
                readings.push(Reading { items, reasons, confidence: found.confidence });
            }
            readings
        };
        lines.iter().map(one).collect()
    }
}

/// Invoices by age, then the credit notes that they use.
fn by_age(parts: &[Part], facts: &Facts) -> Vec<Part> {
    let mut parts = parts.to_vec();
    parts.sort_by_key(|part| (part.amount.is_negative(), facts.items[part.item].due_on, facts.items[part.item].id));
    parts
}

fn caution(decision: &Decision, facts: &Facts) -> Option<String> {
    decision.caution.map(|caution| {
        let number = match caution {
            Caution::PaidTwice(item) | Caution::PaidAgain(item) => facts.items[item].number.as_str(),
            _ => "",
        };
        text::solving::caution(caution, number)
    })
}

fn named(parts: &[Part], facts: &Facts) -> Vec<(String, Cents)> {
    parts.iter().map(|part| (facts.items[part.item].number.clone(), part.amount)).collect()
}

fn matched(transaction: &BankTransaction, best: &Allotment, decision: &Decision, facts: &Facts) -> Matched {
    let items = named(&by_age(&best.parts, facts), facts);
    let numbers: Vec<&str> = items.iter().map(|(number, _)| number.as_str()).collect();
    let reasons = text::locale::in_french(|| {
        let mut reasons = text::solving::reasons(best, &numbers, transaction.currency);
        reasons.extend(caution(decision, facts));
        reasons
    });
    let missing = match best.residue {
        Residue::Missing(name, missing) => Some((missing, name.code())),
        Residue::StillOwed(owed) => Some((owed, "")),
        Residue::None | Residue::Overpaid(_) => None,
    };
    Matched {
        transaction: transaction.reference.clone(),
        residual: best.residual,
        missing,
        reason: reasons.join(" · "),
        reasons,
        confidence: best.confidence,
        runner_up: decision.runner_up.as_ref().map(|second| (named(&second.parts, facts), second.confidence)),
        items,
    }
}

/// What a line pays on one debtor's account.
struct Share<'a> {
    amount: Cents,
    parts: Vec<&'a Part>,
}

/// The shares of each debtor, which sum to the line; what no item takes stays with the first.
fn shares<'a>(best: &'a Allotment, facts: &Facts) -> BTreeMap<DebtorId, Share<'a>> {
    let mut by_debtor: BTreeMap<DebtorId, Share<'a>> = BTreeMap::new();
    for part in &best.parts {
        let share = by_debtor.entry(facts.items[part.item].debtor).or_insert_with(|| Share { amount: Cents::ZERO, parts: Vec::new() });
        share.amount += part.amount;
        share.parts.push(part);
    }
    if let Some(mut first) = by_debtor.first_entry() {
        first.get_mut().amount += best.residual;
    }
    by_debtor
}

/// Payments that the accounting, or a table of invoices, already holds, by the numbers of what they paid.
struct Booked<'a> {
    by_amount: HashMap<(Cents, Currency), Vec<&'a KnownItem>>,
    numbers_paid_by: HashMap<OpenItemId, Vec<&'a str>>,
}

impl<'a> Booked<'a> {
    /// `linked` are the payments that a line is already: they are no other line's.
    fn new(known: &'a [KnownItem], allocations: &[LiveAllocation], linked: &HashSet<OpenItemId>) -> Self {
        let by_id: HashMap<OpenItemId, &KnownItem> = known.iter().map(|item| (item.id, item)).collect();
        let mut by_amount: HashMap<(Cents, Currency), Vec<&KnownItem>> = HashMap::new();
        // What a table said until the accounting said it itself.
        let replaced: HashSet<&str> = known.iter().filter_map(|item| item.source_key.strip_prefix("instead:")).collect();
        let is_told = |key: &str| {
            key.starts_with("fec:")
                || key.starts_with("api:")
                || (key.starts_with("csv:") && key.ends_with(crate::import::PAID) && !replaced.contains(key))
        };
        for item in known
            .iter()
            .filter(|item| item.kind == ItemKind::Payment && is_told(&item.source_key))
            .filter(|item| !linked.contains(&item.id))
        {
            by_amount.entry((-item.amount, item.currency)).or_default().push(item);
        }
        let mut numbers_paid_by: HashMap<OpenItemId, Vec<&str>> = HashMap::new();
        for live in allocations {
            if let Some(debit) = by_id.get(&live.allocation.debit) {
                numbers_paid_by.entry(live.allocation.credit).or_default().push(&debit.number);
            }
        }
        Self { by_amount, numbers_paid_by }
    }

    /// Whether the accounting may hold this line on the account of one of these items.
    fn may_hold_any(&self, transaction: &BankTransaction, parts: &[Part], facts: &Facts) -> bool {
        parts.iter().any(|part| self.may_hold(transaction, facts.items[part.item].debtor))
    }

    /// Whether the accounting holds a payment of the same debtor, amount and days, lettered or not, that may be this line.
    fn may_hold(&self, transaction: &BankTransaction, debtor: DebtorId) -> bool {
        let same = self.by_amount.get(&(transaction.amount, transaction.currency)).into_iter().flatten();
        same.into_iter()
            .any(|payment| payment.debtor == debtor && (payment.issued_on - transaction.booked_on).num_days().abs() <= BOOKING_DELAY)
    }

    /// The lines that are surely a payment which is there, each with its own: the same reference goes before a
    /// number that is named. Lines that a person took back are left out.
    fn recognise(&mut self, lines: &[BankTransaction], held: &HashSet<TransactionId>) -> Vec<Link> {
        let mut links: Vec<Link> = Vec::new();
        let mut seen: HashSet<TransactionId> = held.clone();
        for by_number in [false, true] {
            for line in lines {
                if seen.contains(&line.id) {
                    continue;
                }
                if let Some(payment) = self.find(line, by_number) {
                    let (id, debtor, number) = (payment.id, payment.debtor, payment.number.clone());
                    seen.insert(line.id);
                    // It is no other line's from here on.
                    if let Some(same) = self.by_amount.get_mut(&(line.amount, line.currency)) {
                        same.retain(|other| other.id != id);
                    }
                    links.push(Link { line: line.clone(), payment: id, debtor, number });
                }
            }
        }
        links
    }

    /// A booked payment of the same amount and days whose reference, or whose invoice when `by_number`, the bank
    /// line names. The amount alone proves nothing.
    fn find(&self, transaction: &BankTransaction, by_number: bool) -> Option<&'a KnownItem> {
        let said = plain(&format!("{} {}", transaction.label, transaction.end_to_end_id));
        let reference = plain(&transaction.reference);
        let mut found = self.by_amount.get(&(transaction.amount, transaction.currency))?.iter().copied().filter(|payment| {
            let near = (payment.issued_on - transaction.booked_on).num_days().abs() <= BOOKING_DELAY;
            let same_reference = !reference.is_empty() && plain(&payment.number) == reference;
            let named = || self.numbers_paid_by.get(&payment.id).into_iter().flatten().any(|number| names(&said, number));
            near && (same_reference || (by_number && named()))
        });
        match (found.next(), found.next()) {
            (Some(payment), None) => Some(payment),
            _ => None,
        }
    }
}

/// Payments to be made of bank lines.
#[derive(Default)]
struct Payments {
    items: Vec<SourcedItem>,
    allocations: Vec<NewAllocation>,
    matched: Vec<MatchedLine>,
    booked: Vec<Link>,
}

/// A line that was matched without a person, with what it makes.
struct MatchedLine {
    transaction: BankTransaction,
    debtor: DebtorId,
    payments: Vec<OpenItemId>,
    /// Where its allocations stand among all.
    allocations: std::ops::Range<usize>,
    reasons: Vec<String>,
    runner_up: String,
    confidence: u8,
}

/// The payment that a bank line makes on a debtor's account.
fn payment(transaction: &BankTransaction, debtor: DebtorId) -> SourcedItem {
    let id = OpenItemId(store::fresh_id());
    SourcedItem {
        item: OpenItem {
            id,
            debtor,
            kind: ItemKind::Payment,
            number: transaction.reference.clone(),
            issued_on: transaction.booked_on,
            due_on: transaction.booked_on,
            due_estimated: false,
            currency: transaction.currency,
            amount: -transaction.amount,
            open: -transaction.amount,
        },
        source: "bank",
        // A decision that was taken back leaves its payment behind, so the line alone is no key.
        source_key: format!("bank:{}:{id}", transaction.id),
        lettering: String::new(),
        label: transaction.label.clone(),
        order_reference: String::new(),
    }
}

/// Puts credits (the payment, credit notes) on debits, oldest first.
fn allocations(payment: &SourcedItem, items: &[(OpenItemId, Date, Cents)], reason: &str) -> Vec<NewAllocation> {
    let own = LetteredItem { id: payment.item.id, issued_on: payment.item.issued_on, due_on: payment.item.due_on, open: payment.item.open };
    let group: Vec<LetteredItem> = items
        .iter()
        .map(|(id, issued_on, open)| LetteredItem { id: *id, issued_on: *issued_on, due_on: *issued_on, open: *open })
        .chain([own])
        .collect();
    allocate_lettered(&group)
        .into_iter()
        .map(|allocation| NewAllocation { allocation, origin: "match", reason: reason.to_owned(), reverses: None })
        .collect()
}

impl Payments {
    /// A payment for each debtor, which sum to the line; what no item takes stays with the first.
    fn add(&mut self, transaction: &BankTransaction, best: &Allotment, found: &Matched, facts: &Facts) {
        let by_debtor = shares(best, facts);
        let Some(first) = by_debtor.keys().next().copied() else { return };
        let from = self.allocations.len();
        let mut made = Vec::with_capacity(by_debtor.len());
        for (debtor, Share { amount, parts }) in by_debtor {
            let payment = payment(&BankTransaction { amount, ..transaction.clone() }, debtor);
            let member = |part: &&Part| (facts.items[part.item].id, facts.items[part.item].issued_on, part.amount);
            let members: Vec<(OpenItemId, Date, Cents)> = parts.iter().map(member).collect();
            self.allocations.extend(allocations(&payment, &members, &found.reason));
            made.push(payment.item.id);
            self.items.push(payment);
        }
        let runner_up = found.runner_up.as_ref().map(|(items, confidence)| {
            let numbers: Vec<&str> = items.iter().map(|(number, _)| number.as_str()).collect();
            let total = Cents::total(items.iter().map(|(_, amount)| *amount));
            text::solving::runner_up(&numbers, total, transaction.currency, *confidence)
        });
        self.matched.push(MatchedLine {
            transaction: transaction.clone(),
            debtor: first,
            payments: made,
            allocations: from..self.allocations.len(),
            reasons: found.reasons.clone(),
            runner_up: runner_up.unwrap_or_default(),
            confidence: found.confidence,
        });
    }

    async fn write(self, tx: &mut Tx, app: &App, scope: &Scope) -> Result<()> {
        let (organisation, at, actor) = (scope.organisation.id, app.now(), &scope.actor.name);
        store::item::insert(tx, organisation, &self.items).await?;
        let written: Vec<AllocationId> = store::item::allocate(tx, organisation, &self.allocations, at, actor).await?;
        let mut events = Vec::with_capacity(self.matched.len());
        let mut rows = Vec::with_capacity(self.matched.len());
        let mut learned = Vec::new();
        for line in self.matched {
            let (from, to) = (TransactionState::ToIdentify, TransactionState::Matched);
            let reason = line.reasons.join(" · ");
            store::bank::set_state(tx, organisation, line.transaction.id, from, to, &reason, line.payments.first().copied()).await?;
            events.push(match_event(app, scope, &line.transaction, line.debtor, &reason));
            // One payment is one debtor's: from then on the account speaks for it, until somebody says no.
            if let (true, Ok(iban)) = (line.payments.len() == 1, Iban::parse(&line.transaction.counterparty_iban)) {
                learned.push(crate::matching_desk::learned(app, scope, line.debtor, iban.as_str().to_owned(), line.transaction.id));
            }
            rows.push(MatchRow {
                id: MatchId(store::fresh_id()),
                transaction: line.transaction.id,
                origin: MatchOrigin::Automatic,
                confidence: Some(line.confidence),
                reasons: line.reasons,
                runner_up: line.runner_up,
                previous_note: line.transaction.note,
                created_at: at,
                actor: actor.clone(),
                undone_at: None,
                payments: line.payments,
                operations: Vec::new(),
                allocations: written.get(line.allocations).unwrap_or_default().to_vec(),
            });
        }
        store::bank_match::insert(tx, organisation, &rows).await?;
        store::payer::insert(tx, organisation, PayerKind::Account, &learned).await?;
        recognised::link(tx, app, scope, self.booked).await?;
        store::event::append(tx, organisation, &events).await?;
        crate::promises::settle(tx, app, scope, app.today()).await?;
        Ok(())
    }
}

fn match_event(app: &App, scope: &Scope, transaction: &BankTransaction, debtor: DebtorId, reason: &str) -> NewEvent {
    let payload = serde_json::json!({
        "transaction": transaction.reference, "amount": transaction.amount.iso(), "currency": transaction.currency.code(), "reason": reason,
    });
    crate::journal::line(app, scope, "transaction.matched", Some(debtor), Some(transaction.id.0), &payload)
}
