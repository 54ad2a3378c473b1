//! Payment plans in what payers write and pay: a reference that is named, an amount that is an instalment.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::option::Reading;
use super::{AmountFit, Facts, Line, Part, Reason, Residue, SpreadDebts};
use crate::ids::DebtorId;
use crate::money::Cents;

/// A reference shorter than this, in letters and digits, proves nothing.
const SHORTEST: usize = 6;

/// The plans, by their references and by who pays them.
#[derive(Debug, Default)]
pub(super) struct Spread {
    by_key: HashMap<Vec<u8>, usize>,
    lengths: BTreeSet<usize>,
    by_debtor: HashMap<DebtorId, Vec<usize>>,
    /// Positions of the items of each plan, with what it has of each, the oldest first.
    items: Vec<Vec<(usize, Cents)>>,
}

fn key(reference: &str) -> Vec<u8> {
    reference.bytes().filter(u8::is_ascii_alphanumeric).map(|sign| sign.to_ascii_uppercase()).collect()
}

impl Spread {
    pub(super) fn new(facts: &Facts) -> Self {
        let mut spread = Self::default();
        if facts.plans.is_empty() {
            return spread;
        }
        let places: HashMap<_, _> = facts.items.iter().enumerate().map(|(place, item)| (item.id, place)).collect();
        for (at, plan) in facts.plans.iter().enumerate() {
            let key = key(&plan.reference);
            if key.len() >= SHORTEST {
                spread.lengths.insert(key.len());
                spread.by_key.insert(key, at);
            }
            spread.by_debtor.entry(plan.debtor).or_default().push(at);
            let mut items: Vec<(usize, Cents)> =
                plan.debts.iter().filter_map(|(item, planned)| Some((*places.get(item)?, *planned))).collect();
            items.sort_by_key(|(place, _)| (facts.items[*place].due_on, facts.items[*place].id));
            spread.items.push(items);
        }
        spread
    }

    /// The plans that a text names, and where; groups may be joined or parted by blanks and signs.
    fn find(&self, text: &str) -> Vec<(usize, Range<usize>)> {
        let bytes = text.as_bytes();
        let mut found = Vec::new();
        let is_part = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
        for start in 0..bytes.len() {
            if !is_part(start) || (start > 0 && is_part(start - 1)) {
                continue;
            }
            let (mut at, mut read) = (start, Vec::new());
            while at < bytes.len() && bytes[at].is_ascii() && self.lengths.last().is_some_and(|longest| read.len() < *longest) {
                read.extend(is_part(at).then(|| bytes[at].to_ascii_uppercase()));
                at += 1;
                if is_part(at - 1)
                    && !is_part(at)
                    && self.lengths.contains(&read.len())
                    && let Some(plan) = self.by_key.get(&read)
                {
                    found.push((*plan, start..at));
                    break;
                }
            }
        }
        found
    }

    /// The plans that texts name.
    pub(super) fn named(&self, texts: &[&str]) -> BTreeSet<usize> {
        if self.by_key.is_empty() {
            return BTreeSet::new();
        }
        texts.iter().flat_map(|text| self.find(text)).map(|(plan, _)| plan).collect()
    }

    /// A text without the references of plans: their digits are no number of a document.
    pub(super) fn without<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let found = if self.by_key.is_empty() { Vec::new() } else { self.find(text) };
        let mut text = Cow::Borrowed(text);
        for (_, range) in found.into_iter().rev() {
            text.to_mut().replace_range(range, " ");
        }
        text
    }

    /// Whether a reading pays the items of one plan alone.
    pub(super) fn is_inside(&self, plan: usize, reading: &Reading) -> bool {
        reading.parts.iter().all(|part| self.items[plan].iter().any(|(item, _)| *item == part.item))
    }

    /// The readings that put a line on the debts of a plan: one that it names, else one of a payer's of which the amount is an
    /// instalment, or several in a row.
    pub(super) fn readings(
        &self,
        facts: &Facts,
        open: &[Cents],
        line: &Line<'_>,
        named: &BTreeSet<usize>,
        payers: &[DebtorId],
    ) -> Vec<(usize, Reading)> {
        let of_payers = payers.iter().filter_map(|debtor| self.by_debtor.get(debtor)).flatten().copied();
        let plans: BTreeSet<usize> = if named.is_empty() { of_payers.collect() } else { named.clone() };
        plans.into_iter().filter_map(|at| Some((at, self.reading(at, &facts.plans[at], open, line, named.contains(&at))?))).collect()
    }

    fn reading(&self, at: usize, plan: &SpreadDebts, open: &[Cents], line: &Line<'_>, is_named: bool) -> Option<Reading> {
        let is_instalment = plan.expected.contains(&line.amount);
        if plan.currency != line.currency || !(is_named || is_instalment) {
            return None;
        }
        let (mut left, mut owed, mut parts) = (line.amount, Cents::ZERO, Vec::new());
        for (item, planned) in &self.items[at] {
            let due = open[*item].min(*planned).max(Cents::ZERO);
            let part = due.min(left);
            owed += due - part;
            left -= part;
            if part.is_positive() {
                parts.push(Part { item: *item, amount: part });
            }
        }
        if parts.is_empty() {
            return None;
        }
        let residue = match (left.is_positive(), owed.is_positive()) {
            (true, _) => Residue::Overpaid(left),
            (false, true) => Residue::StillOwed(owed),
            (false, false) => Residue::None,
        };
        let fit = match residue {
            _ if is_instalment => Reason::Instalment,
            Residue::Overpaid(_) => Reason::Amount(AmountFit::Over),
            _ => Reason::Amount(AmountFit::Partial),
        };
        let reference = is_named.then_some(Reason::PlanReference);
        // What is the oldest is said, so that nobody looks for another item of that amount.
        let reasons = reference.into_iter().chain([fit, Reason::OldestFirst]).collect();
        Some(Reading::new(parts, line.amount, residue, reasons))
    }
}
