//! Weighs the ways to read a line and decides.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::number::Numbers;
use super::option::{Reading, shortfall};
use super::payer::{Directory, Name, NameFit};
use super::repeat::Repeats;
use super::score::MARGIN;
use super::spread::Spread;
use super::sums::sums;
use super::{Allotment, AmountFit, Caution, Clarity, Decision, Facts, Line, Part, PayerEvidence, Reason, Residue, Verdict};
use crate::calendar::Date;
use crate::ids::DebtorId;
use crate::money::{Cents, Currency};

/// Items of one amount that are compared with a payer's name.
const MOST_OF_ONE_AMOUNT: usize = 64;
/// Debtors whose items are tried for sums.
const MOST_DEBTORS_FOR_SUMS: usize = 8;
/// Readings of one kind that are kept of a debtor: enough to see that several are as good.
const MOST_ALIKE: usize = 3;
/// Items named in one text beyond which their subsets are not tried.
const MOST_NAMED: usize = 20;
/// An excess up to this part of the items, or this amount, is a slip; beyond, something else was paid.
const SLIP: Cents = Cents(5_000);
/// Words of a payment on account.
const ON_ACCOUNT: [&str; 4] = ["ACOMPTE", "PROVISION", "AVANCE", "ARRHES"];

/// What the house is owed, indexed, and what earlier lines have paid of it.
#[derive(Debug)]
pub struct Solver<'a> {
    facts: &'a Facts,
    open: Vec<Cents>,
    numbers: Numbers,
    directory: Directory,
    repeats: Repeats,
    spread: Spread,
    by_debtor: HashMap<(DebtorId, Currency), Vec<usize>>,
    /// Open items by amount and currency, then by age.
    by_amount: Vec<(Cents, Currency, usize)>,
}

/// What is read of one line before it is weighed.
struct Clues {
    named: BTreeMap<usize, Clarity>,
    payers: BTreeMap<DebtorId, PayerEvidence>,
    said_name: Option<Name>,
    on_account: bool,
    /// Payment plans that the line names.
    plans: BTreeSet<usize>,
}

impl<'a> Solver<'a> {
    /// Indexes what is known.
    #[must_use]
    pub fn new(facts: &'a Facts) -> Self {
        let mut by_debtor: HashMap<(DebtorId, Currency), Vec<usize>> = HashMap::new();
        let mut by_amount = Vec::new();
        for (position, item) in facts.items.iter().enumerate().filter(|(_, item)| !item.open.is_zero()) {
            by_debtor.entry((item.debtor, item.currency)).or_default().push(position);
            by_amount.push((item.open, item.currency, position));
        }
        // By age, then by what does not depend on the order in which the items came.
        let age = |position: &usize| {
            let item = &facts.items[*position];
            (item.due_on, item.issued_on, item.id)
        };
        by_debtor.values_mut().for_each(|items| items.sort_by_key(age));
        by_amount.sort_unstable_by_key(|(amount, currency, position)| (*amount, *currency, age(position)));
        Self {
            facts,
            open: facts.items.iter().map(|item| item.open).collect(),
            numbers: Numbers::new(&facts.items),
            directory: Directory::new(facts),
            repeats: Repeats::new(facts),
            spread: Spread::new(facts),
            by_debtor,
            by_amount,
        }
    }

    /// What is left of an item after the lines that were settled.
    #[must_use]
    pub fn open(&self, item: usize) -> Cents {
        self.open[item]
    }

    /// Says that a line has paid these items.
    pub fn settle(&mut self, parts: &[Part]) {
        for part in parts {
            self.open[part.item] -= part.amount;
        }
    }

    /// Decides every line in order, what is automatic being paid before the next; lines that another made
    /// clear are decided again at the end.
    ///
    /// A line that names an item which an earlier undecided line may have paid already waits for a person:
    /// the second of two payments is the one to give back.
    pub fn solve(&mut self, lines: &[Line<'_>]) -> Vec<Decision> {
        let mut decisions: Vec<Decision> = Vec::with_capacity(lines.len());
        let mut claimed = HashSet::new();
        for line in lines {
            let decision = self.decide_after(line, &mut claimed, false);
            decisions.push(decision);
        }
        claimed.clear();
        for (line, decision) in lines.iter().zip(&mut decisions) {
            if decision.verdict == Verdict::Propose {
                *decision = self.decide_after(line, &mut claimed, true);
            }
        }
        decisions
    }

    /// Decides a line when earlier ones that wait have a claim on items; pays what is automatic.
    fn decide_after(&mut self, line: &Line<'_>, claimed: &mut HashSet<usize>, is_last: bool) -> Decision {
        let mut decision = self.decide(line);
        // The law imputes what nobody has imputed: lines that name an item come first.
        let by_law = decision.best.as_ref().is_some_and(|best| best.reasons.contains(&Reason::OldestDue));
        if by_law && !is_last && decision.verdict == Verdict::Automatic {
            decision.verdict = Verdict::Propose;
            decision.caution = Some(Caution::Ambiguous);
        }
        let items =
            |allotment: &Option<Allotment>| -> Vec<usize> { allotment.iter().flat_map(|a| a.parts.iter().map(|part| part.item)).collect() };
        if decision.verdict == Verdict::Automatic {
            if items(&decision.best).iter().any(|item| claimed.contains(item)) {
                decision.verdict = Verdict::Propose;
                decision.caution = Some(Caution::ClaimedBefore);
            }
        } else if decision.verdict == Verdict::Propose && (!by_law || is_last) {
            // What any reading of the line would pay; another reading leaves the item free.
            let (best, second) = (items(&decision.best), items(&decision.runner_up));
            let is_certain = |item: &usize| decision.caution != Some(Caution::Ambiguous) || second.contains(item);
            claimed.extend(best.into_iter().filter(is_certain));
        }
        self.settle_automatic(line, &decision);
        decision
    }

    fn settle_automatic(&mut self, line: &Line<'_>, decision: &Decision) {
        if decision.verdict == Verdict::Automatic
            && let Some(best) = &decision.best
        {
            self.settle(&best.parts);
            best.parts.iter().take(1).for_each(|part| self.repeats.add(line, part.item));
        }
    }

    /// Decides one line on what is open now.
    #[must_use]
    pub fn decide(&self, line: &Line<'_>) -> Decision {
        if !line.amount.is_positive() {
            return Decision { verdict: Verdict::Inbox, best: None, runner_up: None, caution: Some(Caution::Debit) };
        }
        let clues = self.clues(line);
        let paid_twice = self.paid_twice(line, &clues);
        let mut readings = self.by_number(line, &clues);
        // Sums never come close to clear numbers that the amount confirms.
        let is_clear = readings.iter().any(|reading| {
            reading.residue == Residue::None
                && reading.reasons.iter().any(|reason| matches!(reason, Reason::Number(clarity) if *clarity >= Clarity::Rewritten))
        });
        readings.extend(self.by_payer(line, &clues, is_clear));
        readings.extend(self.by_amount_and_name(line, &clues));
        self.by_plan(line, &clues, &mut readings);
        if readings.is_empty() {
            readings.extend(self.oldest_first(line, &clues));
        }
        for reading in &mut readings {
            self.weigh(reading, &clues);
        }
        let mut decision = self.choose(line, &clues, readings, paid_twice);
        self.hold_repeated(line, &mut decision);
        decision
    }

    fn choose(&self, line: &Line<'_>, clues: &Clues, mut readings: Vec<Reading>, paid_twice: Option<usize>) -> Decision {
        readings.sort_by(|a, b| b.points.cmp(&a.points).then_with(|| self.key(a).cmp(&self.key(b))));
        self.impute_by_law(clues, &mut readings);
        let mut seen: Vec<Vec<usize>> = Vec::new();
        readings.retain(|reading| {
            let items: Vec<usize> = reading.parts.iter().map(|part| part.item).collect();
            let is_new = !seen.contains(&items);
            if is_new {
                seen.push(items);
            }
            is_new
        });
        let mut readings = readings.into_iter();
        let (best, second) = (readings.next(), readings.next());
        let close = best.as_ref().zip(second.as_ref()).is_some_and(|(best, second)| best.points - second.points < MARGIN);
        let for_several = best.as_ref().is_some_and(|best| self.is_for_strangers(line, clues, best));
        let caution = paid_twice
            .map(Caution::PaidTwice)
            .or_else(|| for_several.then_some(Caution::SeveralDebtors))
            .or_else(|| close.then_some(Caution::Ambiguous));
        let (mut best, runner_up) = (best.map(Reading::into_allotment), second.map(Reading::into_allotment));
        let settings = &self.facts.settings;
        let confidence = best.as_ref().map_or(0, |best| best.confidence);
        let verdict = if confidence >= settings.automatic_from && caution.is_none() {
            Verdict::Automatic
        } else if confidence >= settings.propose_from && paid_twice.is_none() {
            Verdict::Propose
        } else {
            Verdict::Inbox
        };
        // What is not automatic never claims to be.
        if verdict != Verdict::Automatic
            && let Some(best) = &mut best
        {
            best.confidence = best.confidence.min(settings.automatic_from.saturating_sub(1));
        }
        Decision { verdict, best, runner_up, caution }
    }

    /// The same payment again, which would go on another item than the first did: a person gives it back, or says
    /// what it pays. A part of the same item, or an item that the line names, is no repetition.
    fn hold_repeated(&self, line: &Line<'_>, decision: &mut Decision) {
        let (Some(best), false) = (&mut decision.best, matches!(decision.caution, Some(Caution::PaidTwice(_)))) else { return };
        let is_named = best.reasons.iter().any(|reason| matches!(reason, Reason::Number(clarity) if *clarity >= Clarity::Rewritten));
        let Some(paid) = self.repeats.find(line).filter(|paid| !is_named && best.parts.iter().all(|part| part.item != *paid)) else {
            return;
        };
        best.confidence = best.confidence.min(self.facts.settings.automatic_from.saturating_sub(1));
        decision.verdict = Verdict::Inbox;
        decision.caution = Some(Caution::PaidAgain(paid));
    }

    /// Whether a reading pays several debtors, not of one group, for whom this payer is not known to pay: a list
    /// of numbers that happen to be right proves nothing of who owes what.
    fn is_for_strangers(&self, line: &Line<'_>, clues: &Clues, reading: &Reading) -> bool {
        let mut debtors: Vec<DebtorId> = reading.parts.iter().map(|part| self.facts.items[part.item].debtor).collect();
        debtors.sort_unstable();
        debtors.dedup();
        let are_tied = || debtors.iter().all(|debtor| self.directory.are_tied(debtors[0], *debtor));
        let pays_for_all = || debtors.iter().all(|debtor| self.directory.pays_for(line, clues.said_name.as_ref(), *debtor));
        debtors.len() > 1 && !are_tied() && !pays_for_all()
    }

    /// Items of the best readings, all of one debtor that certainly pays and of the very same amounts: the law puts
    /// the payment on the oldest (C. civ. 1342-10), so the others are no doubt. Certain is a virtual IBAN, a known
    /// account, or a whole name that no other debtor bears; a name that is close or cut is not.
    fn impute_by_law(&self, clues: &Clues, readings: &mut Vec<Reading>) {
        let Some(best) = readings.first() else { return };
        let (Some(first), Residue::None, points) = (best.parts.first(), best.residue, best.points) else { return };
        let debtor = self.facts.items[first.item].debtor;
        let is_certain = |reason: &Reason| match reason {
            Reason::Payer(PayerEvidence::VirtualIban | PayerEvidence::Account) => true,
            Reason::Payer(PayerEvidence::Name) => clues.said_name.as_ref().is_some_and(|said| self.directory.is_its_alone(said, debtor)),
            _ => false,
        };
        let is_of_one = |reading: &Reading| reading.parts.iter().all(|part| self.facts.items[part.item].debtor == debtor);
        let is_said = |reason: &Reason| {
            matches!(
                reason,
                Reason::OtherNumber
                    | Reason::OnAccount
                    | Reason::Number(_)
                    | Reason::SomeNumbers
                    | Reason::OldestFirst
                    | Reason::PlanReference
                    | Reason::Instalment
            )
        };
        if best.reasons.iter().any(is_said) || !best.reasons.iter().any(is_certain) || !is_of_one(best) {
            return;
        }
        let (reasons, wanted) = (best.reasons.clone(), amounts(best));
        let Some(oldest) = self.oldest_of_amounts(debtor, &wanted, self.facts.items[first.item].currency) else { return };
        let is_alike = |reading: &Reading| {
            reading.points == points
                && reading.residue == Residue::None
                && reading.reasons == reasons
                && is_of_one(reading)
                && amounts(reading) == wanted
        };
        let before = readings.len();
        let mut at = 0;
        readings.retain(|reading| {
            at += 1;
            at == 1 || !is_alike(reading)
        });
        if readings.len() < before || readings[0].parts != oldest {
            readings[0].parts = oldest;
            readings[0].add(Reason::OldestDue);
        }
    }

    /// A debtor's oldest items of these amounts, in order of their positions.
    fn oldest_of_amounts(&self, debtor: DebtorId, amounts: &[Cents], currency: Currency) -> Option<Vec<Part>> {
        let items = self.items_of(debtor, currency);
        let mut parts = Vec::with_capacity(amounts.len());
        for alike in amounts.chunk_by(|a, b| a == b) {
            let of_amount = items.iter().filter(|item| self.open[**item] == alike[0]).take(alike.len());
            parts.extend(of_amount.map(|item| Part { item: *item, amount: alike[0] }));
        }
        parts.sort_unstable();
        (parts.len() == amounts.len()).then_some(parts)
    }

    /// An order of readings that does not depend on the items' positions: the oldest first.
    fn key(&self, reading: &Reading) -> Vec<(Date, crate::ids::OpenItemId)> {
        let mut key: Vec<_> =
            reading.parts.iter().map(|part| (self.facts.items[part.item].due_on, self.facts.items[part.item].id)).collect();
        key.sort_unstable();
        key
    }

    fn clues(&self, line: &Line<'_>) -> Clues {
        let mut payers = self.directory.identify(self.facts, line);
        let texts = [line.label, line.end_to_end_id].map(|text| (text, self.directory.without_virtual_ibans(text)));
        let [label, end_to_end_id] = texts.each_ref().map(|(text, rest)| rest.as_deref().unwrap_or(text));
        let plans = self.spread.named(&[label, end_to_end_id]);
        let [label, end_to_end_id] = [label, end_to_end_id].map(|text| self.spread.without(text));
        let mut named = self.numbers.find(&[&label, &end_to_end_id]);
        named.retain(|item, _| self.facts.items[*item].currency == line.currency);
        let said_name = Name::new(line.counterparty);
        // Debtors that a number points to may be the payer under a misspelt name.
        for item in named.keys() {
            let debtor = self.facts.items[*item].debtor;
            if !payers.contains_key(&debtor)
                && let Some(fit) = said_name.as_ref().and_then(|name| self.directory.compare(name, debtor))
            {
                payers.insert(debtor, evidence(fit));
            }
        }
        let label = line.label.to_uppercase();
        let on_account = ON_ACCOUNT.iter().any(|word| label.contains(word));
        Clues { named, payers, said_name, on_account, plans }
    }

    /// A document that the line names, that is paid already, in whole or in part, and whose amount the line is.
    fn paid_twice(&self, line: &Line<'_>, clues: &Clues) -> Option<usize> {
        let named_open = |position: usize| self.open[position] == line.amount;
        if clues
            .named
            .iter()
            .any(|(item, clarity)| *clarity >= Clarity::Bare && named_open(*item) && self.facts.items[*item].amount == line.amount)
        {
            return None;
        }
        let twice = |(item, clarity): (&usize, &Clarity)| {
            let document = &self.facts.items[*item];
            let was = if document.open.is_zero() { document.amount } else { document.open };
            let is_named = *clarity >= Clarity::Rewritten || *clarity == Clarity::Bare && clues.payers.contains_key(&document.debtor);
            let is_paid = self.open[*item] < was || document.open.is_zero();
            let fits = line.amount == was || line.amount == document.amount;
            (is_named && is_paid && fits && self.open[*item] < line.amount).then_some(*item)
        };
        clues.named.iter().find_map(twice)
    }

    /// Whether a number that the line holds is this item's but for one digit.
    fn is_nearly_named(&self, item: usize, clues: &Clues) -> bool {
        let number = |position: usize| self.facts.items[position].number.as_str();
        clues.named.keys().any(|other| is_one_digit_off(number(item), number(*other)))
    }

    fn is_open(&self, position: usize) -> bool {
        !self.open[position].is_zero()
    }

    fn full(&self, items: &[usize]) -> Vec<Part> {
        items.iter().map(|item| Part { item: *item, amount: self.open[*item] }).collect()
    }

    /// When the oldest of these debts was issued.
    fn oldest(&self, items: &[usize]) -> Date {
        let debts = items.iter().filter(|item| self.open[**item].is_positive());
        debts.map(|item| self.facts.items[*item].issued_on).min().unwrap_or_default()
    }

    fn total(&self, items: &[usize]) -> Cents {
        Cents::total(items.iter().map(|item| self.open[*item]))
    }

    fn rivals(&self, amount: Cents, currency: Currency) -> usize {
        self.of_amount(amount, currency).len().saturating_sub(1)
    }

    /// Items that were open for that very amount, by age.
    fn of_amount(&self, amount: Cents, currency: Currency) -> &[(Cents, Currency, usize)] {
        let start = self.by_amount.partition_point(|(known, of, _)| (*known, *of) < (amount, currency));
        let length = self.by_amount[start..].partition_point(|(known, of, _)| (*known, *of) == (amount, currency));
        &self.by_amount[start..start + length]
    }

    /// Open items of a debtor in the line's currency, by age.
    fn items_of(&self, debtor: DebtorId, currency: Currency) -> Vec<usize> {
        self.by_debtor.get(&(debtor, currency)).into_iter().flatten().copied().filter(|item| self.is_open(*item)).collect()
    }

    /// Readings that the numbers in the texts suggest, a debtor at a time.
    fn by_number(&self, line: &Line<'_>, clues: &Clues) -> Vec<Reading> {
        let mut of_debtor: BTreeMap<DebtorId, Vec<usize>> = BTreeMap::new();
        for item in clues.named.keys().filter(|item| self.is_open(**item)) {
            of_debtor.entry(self.facts.items[*item].debtor).or_default().push(*item);
        }
        let mut readings = Vec::new();
        let clear = |item: &usize| clues.named.get(item).is_some_and(|clarity| *clarity >= Clarity::Rewritten);
        let all: Vec<usize> = of_debtor.values().flatten().copied().filter(clear).collect();
        // One line for several debtors: a parent, or whoever lists what is paid.
        if of_debtor.len() > 1 && self.total(&all) == line.amount {
            let clarity = all.iter().filter_map(|item| clues.named.get(item)).min().copied().unwrap_or(Clarity::Typo);
            let reasons = vec![Reason::Number(clarity), Reason::Amount(AmountFit::Sum { chance: 0 })];
            readings.push(Reading::new(self.full(&all), line.amount, Residue::None, reasons));
        }
        for (debtor, mut items) in of_debtor {
            items.sort_by_key(|item| (self.facts.items[*item].due_on, self.facts.items[*item].id));
            self.by_named_items(line, clues, debtor, &items, &mut readings);
        }
        readings
    }

    fn by_named_items(&self, line: &Line<'_>, clues: &Clues, debtor: DebtorId, items: &[usize], readings: &mut Vec<Reading>) {
        let clarity = |items: &[usize]| items.iter().filter_map(|item| clues.named.get(item)).min().copied().unwrap_or(Clarity::Typo);
        let exact = |items: &[usize]| {
            let fit = match items {
                [item] => AmountFit::Exact { rivals: self.rivals(self.open[*item], line.currency) },
                _ => AmountFit::Sum { chance: 0 },
            };
            Reading::new(self.full(items), line.amount, Residue::None, vec![Reason::Number(clarity(items)), Reason::Amount(fit)])
        };
        let total = self.total(items);
        if total == line.amount {
            readings.push(exact(items));
            return;
        }
        let before = readings.len();
        readings.extend(items.iter().filter(|item| items.len() > 1 && self.open[**item] == line.amount).map(|item| exact(&[*item])));
        if (3..=MOST_NAMED).contains(&items.len()) {
            let amounts: Vec<i64> = items.iter().map(|item| self.open[*item].0).collect();
            let sets = sums(&amounts, line.amount.0).into_iter().take(2);
            readings.extend(sets.map(|sum| exact(&sum.members.iter().map(|at| items[*at]).collect::<Vec<_>>())));
        }
        if readings.len() > before {
            return;
        }
        // A list that the bank has cut: the sum finds the rest.
        // The last digits alone of a stranger's number say too little to try all that it owes.
        let is_payer = clues.payers.contains_key(&debtor);
        let is_telling = clarity(items) >= Clarity::Rewritten || clarity(items) == Clarity::Bare && is_payer;
        if is_telling && total < line.amount && total.is_positive() {
            self.complete(line, debtor, items, readings);
        }
        if clarity(items) <= Clarity::Bare && !is_payer {
            return;
        }
        if let Some(reading) = self.not_exact(line, items, total, clarity(items)) {
            readings.push(reading);
        }
    }

    fn complete(&self, line: &Line<'_>, debtor: DebtorId, items: &[usize], readings: &mut Vec<Reading>) {
        let others: Vec<usize> = self.items_of(debtor, line.currency).into_iter().filter(|item| !items.contains(item)).collect();
        let rest = line.amount - self.total(items);
        let add = |more: &[usize], fit: AmountFit| {
            let all: Vec<usize> = items.iter().chain(more).copied().collect();
            Reading::new(self.full(&all), line.amount, Residue::None, vec![Reason::SomeNumbers, Reason::Amount(fit)])
        };
        let single = others.iter().filter(|item| self.open[**item] == rest);
        readings.extend(single.map(|item| add(&[*item], AmountFit::Sum { chance: 500 })));
        let amounts: Vec<i64> = others.iter().map(|item| self.open[*item].0).collect();
        for sum in sums(&amounts, rest.0).into_iter().take(2) {
            let more: Vec<usize> = sum.members.iter().map(|at| others[*at]).collect();
            readings.push(add(&more, AmountFit::Sum { chance: sum.chance }));
        }
    }

    /// The named items, paid less or more than they are.
    fn not_exact(&self, line: &Line<'_>, items: &[usize], total: Cents, clarity: Clarity) -> Option<Reading> {
        if total.is_negative() || total.is_zero() {
            return None;
        }
        if line.amount > total {
            let excess = line.amount - total;
            let is_slip = excess <= SLIP && excess.0 <= total.0;
            let fit = if is_slip { AmountFit::Over } else { AmountFit::FarOver };
            let reasons = vec![Reason::Number(clarity), Reason::Amount(fit)];
            return Some(Reading::new(self.full(items), line.amount, Residue::Overpaid(excess), reasons));
        }
        let (fit, residue) = shortfall(line.amount, total, (self.oldest(items), line.booked_on), &self.facts.settings);
        let mut reasons = vec![Reason::Number(clarity), Reason::Amount(fit)];
        let parts = self.fill(items, line.amount)?;
        if items.len() > 1 {
            reasons.push(Reason::OldestFirst);
        }
        Some(Reading::new(parts, line.amount, residue, reasons))
    }

    /// The amount on the items, the credits used first, then the oldest debits as far as it goes.
    fn fill(&self, items: &[usize], amount: Cents) -> Option<Vec<Part>> {
        let mut parts: Vec<Part> = self.full(items).into_iter().filter(|part| part.amount.is_negative()).collect();
        let mut left = amount - Cents::total(parts.iter().map(|part| part.amount));
        for item in items.iter().filter(|item| self.open[**item].is_positive()) {
            let part = self.open[*item].min(left);
            if part.is_positive() {
                parts.push(Part { item: *item, amount: part });
                left -= part;
            }
        }
        left.is_zero().then_some(parts)
    }

    /// Readings that who pays and the amount suggest.
    fn by_payer(&self, line: &Line<'_>, clues: &Clues, is_clear: bool) -> Vec<Reading> {
        let mut readings = Vec::new();
        if let Some(reading) = self.by_virtual_item(line) {
            readings.push(reading);
        }
        let mut tried: Vec<Vec<usize>> = Vec::new();
        for debtor in clues.payers.keys() {
            let items = self.items_of(*debtor, line.currency);
            let mut exact: Vec<usize> = items.iter().copied().filter(|item| self.open[*item] == line.amount).collect();
            if !clues.named.is_empty() {
                exact.sort_by_key(|item| !self.is_nearly_named(*item, clues));
            }
            readings.extend(exact.into_iter().take(MOST_ALIKE).map(|item| {
                let fit = AmountFit::Exact { rivals: self.rivals(line.amount, line.currency) };
                Reading::new(self.full(&[item]), line.amount, Residue::None, vec![Reason::Amount(fit)])
            }));
            tried.push(items);
        }
        if !readings.is_empty() || is_clear || tried.len() > MOST_DEBTORS_FOR_SUMS {
            return readings;
        }
        for items in &tried {
            self.by_shortfall(line, items, &mut readings);
            self.by_sums(line, items, &mut readings);
        }
        if readings.is_empty() && tried.len() > 1 && self.is_one_group(clues) {
            let mut all: Vec<usize> = tried.concat();
            all.sort_by_key(|item| (self.facts.items[*item].due_on, self.facts.items[*item].id));
            self.by_sums(line, &all, &mut readings);
        }
        readings
    }

    /// Single items that are paid a little short, the closest first.
    fn by_shortfall(&self, line: &Line<'_>, items: &[usize], readings: &mut Vec<Reading>) {
        let most = line.amount + line.amount.max(self.facts.settings.max_bank_fee);
        let mut near: Vec<usize> =
            items.iter().copied().filter(|item| (line.amount + Cents(1)..most).contains(&self.open[*item])).collect();
        near.sort_by_key(|item| self.open[*item]);
        let short = near.into_iter().filter_map(|item| {
            let (fit, residue) =
                shortfall(line.amount, self.open[item], (self.facts.items[item].issued_on, line.booked_on), &self.facts.settings);
            let part = Part { item, amount: line.amount };
            (fit != AmountFit::Partial).then(|| Reading::new(vec![part], line.amount, residue, vec![Reason::Amount(fit)]))
        });
        readings.extend(short.take(MOST_ALIKE));
    }

    fn is_one_group(&self, clues: &Clues) -> bool {
        let mut debtors = clues.payers.keys();
        debtors.next().is_some_and(|first| debtors.all(|other| self.directory.are_tied(*first, *other)))
    }

    fn by_sums(&self, line: &Line<'_>, items: &[usize], readings: &mut Vec<Reading>) {
        let amounts: Vec<i64> = items.iter().map(|item| self.open[*item].0).collect();
        for sum in sums(&amounts, line.amount.0).into_iter().take(3) {
            let members: Vec<usize> = sum.members.iter().map(|at| items[*at]).collect();
            let fit = AmountFit::Sum { chance: sum.chance };
            readings.push(Reading::new(self.full(&members), line.amount, Residue::None, vec![Reason::Amount(fit)]));
        }
    }

    /// The one item of a virtual IBAN.
    fn by_virtual_item(&self, line: &Line<'_>) -> Option<Reading> {
        let account = &self.facts.virtual_accounts[self.directory.virtual_account(line)?];
        let id = account.item?;
        let own = self.items_of(account.debtor, line.currency);
        let item = own.into_iter().find(|item| self.facts.items[*item].id == id && self.open[*item].is_positive())?;
        if self.open[item] == line.amount {
            let fit = AmountFit::Exact { rivals: 0 };
            let reasons = vec![Reason::Number(Clarity::Structured), Reason::Amount(fit)];
            return Some(Reading::new(self.full(&[item]), line.amount, Residue::None, reasons));
        }
        self.not_exact(line, &[item], self.open[item], Clarity::Structured)
    }

    /// What goes to a payment plan takes the place of any other way to read its items without their numbers: it is the deed
    /// that says which of them a payment extinguishes.
    fn by_plan(&self, line: &Line<'_>, clues: &Clues, readings: &mut Vec<Reading>) {
        let payers: Vec<DebtorId> = clues.payers.keys().copied().collect();
        for (plan, reading) in self.spread.readings(self.facts, &self.open, line, &clues.plans, &payers) {
            let is_said = |reason: &Reason| matches!(reason, Reason::Number(clarity) if *clarity >= Clarity::Rewritten);
            readings.retain(|other| other.reasons.iter().any(is_said) || !self.spread.is_inside(plan, other));
            readings.push(reading);
        }
    }

    /// Items of that very amount whose debtor's name is close to the payer's.
    fn by_amount_and_name(&self, line: &Line<'_>, clues: &Clues) -> Vec<Reading> {
        let Some(name) = &clues.said_name else { return Vec::new() };
        let items = self.of_amount(line.amount, line.currency);
        let mut readings = Vec::new();
        if items.len() > MOST_OF_ONE_AMOUNT {
            return readings;
        }
        for (_, _, item) in items.iter().filter(|(_, _, item)| self.open[*item] == line.amount) {
            let debtor = self.facts.items[*item].debtor;
            if !clues.payers.contains_key(&debtor)
                && let Some(fit) = self.directory.compare(name, debtor)
            {
                let amount = AmountFit::Exact { rivals: self.rivals(line.amount, line.currency) };
                let reasons = vec![Reason::Payer(evidence(fit)), Reason::Amount(amount)];
                readings.push(Reading::new(self.full(&[*item]), line.amount, Residue::None, reasons));
            }
        }
        readings
    }

    /// Nothing fits, but one debtor pays: its oldest items, as the law imputes (C. civ. 1342-10).
    fn oldest_first(&self, line: &Line<'_>, clues: &Clues) -> Option<Reading> {
        let best = clues.payers.values().max()?;
        let mut debtors = clues.payers.iter().filter(|(_, evidence)| *evidence == best).map(|(debtor, _)| *debtor);
        let (debtor, None) = (debtors.next()?, debtors.next()) else { return None };
        let debits: Vec<usize> = self.items_of(debtor, line.currency).into_iter().filter(|item| self.open[*item].is_positive()).collect();
        let total = self.total(&debits);
        if debits.is_empty() {
            return None;
        }
        let reasons = vec![Reason::OldestFirst];
        if line.amount >= total {
            let excess = line.amount - total;
            let residue = if excess.is_zero() { Residue::None } else { Residue::Overpaid(excess) };
            return Some(Reading::new(self.full(&debits), line.amount, residue, reasons));
        }
        Some(Reading::new(self.fill(&debits, line.amount)?, line.amount, Residue::StillOwed(total - line.amount), reasons))
    }

    /// Adds to a reading what the other clues say for and against it.
    fn weigh(&self, reading: &mut Reading, clues: &Clues) {
        let debtor_of = |part: &Part| self.facts.items[part.item].debtor;
        if !reading.reasons.iter().any(|reason| matches!(reason, Reason::Payer(_))) {
            let weakest = reading.parts.iter().map(|part| clues.payers.get(&debtor_of(part)).copied()).min().flatten();
            match weakest {
                Some(evidence) => reading.add(Reason::Payer(evidence)),
                None if clues.payers.values().any(|evidence| *evidence >= PayerEvidence::Account) => reading.add(Reason::OtherPayer),
                None => {}
            }
        }
        let is_named = reading.reasons.iter().any(|reason| matches!(reason, Reason::Number(_) | Reason::SomeNumbers));
        if !is_named && clues.named.values().any(|clarity| *clarity >= Clarity::Rewritten) {
            let near = reading.parts.len() == 1 && reading.parts.iter().all(|part| self.is_nearly_named(part.item, clues));
            reading.add(if near { Reason::Number(Clarity::Typo) } else { Reason::OtherNumber });
        }
        if !is_named && clues.on_account {
            reading.add(Reason::OnAccount);
        }
    }
}

/// What a reading puts on its items, in order.
fn amounts(reading: &Reading) -> Vec<Cents> {
    let mut amounts: Vec<Cents> = reading.parts.iter().map(|part| part.amount).collect();
    amounts.sort_unstable();
    amounts
}

/// Whether two numbers of one length differ by one digit.
fn is_one_digit_off(a: &str, b: &str) -> bool {
    let differ = |(a, b): &(u8, u8)| a != b;
    let pairs = || a.bytes().zip(b.bytes());
    a.len() == b.len()
        && pairs().filter(differ).count() == 1
        && pairs().filter(differ).all(|(a, b)| a.is_ascii_digit() && b.is_ascii_digit())
}

fn evidence(fit: NameFit) -> PayerEvidence {
    match fit {
        NameFit::Same => PayerEvidence::Name,
        NameFit::Truncated => PayerEvidence::PartOfName,
        NameFit::Close => PayerEvidence::CloseName,
    }
}
