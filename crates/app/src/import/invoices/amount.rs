//! A table that gives an invoice another amount than before: the difference is an item of its own, so that the old amount
//! and the new one both stay, and taking the file back restores what was.

use domain::ids::OpenItemId;
use domain::ledger::{Allocation, ItemKind, OpenItem};
use domain::{Cents, Currency};
use formats::invoices::InvoiceRow;
use store::event::NewEvent;
use store::item::{KnownItem, NewAllocation, SourcedItem};

use super::super::{Context, Problem, told};
use super::{Changes, Known};
use crate::text::locale::ShownIn as _;
use crate::text::requests as words;

/// What the keys of corrections have before their number, after the key of what they correct.
const MARK: &str = "#amount:";

/// Whether an item is the difference that a table brought to an amount.
pub(crate) fn is_correction(key: &str) -> bool {
    key.contains(MARK)
}

/// The key of the item that a correction is about.
pub(super) fn corrected(key: &str) -> Option<&str> {
    key.split_once(MARK).map(|(of, _)| of)
}

/// An amount that a table corrects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Number of the document.
    pub number: String,
    /// The amount so far.
    pub before: Cents,
    /// The amount that the table gives.
    pub after: Cents,
    /// What was settled beyond the new amount: a credit of the account from now on. Zero or more.
    pub credit: Cents,
    /// The currency of all three.
    pub currency: Currency,
}

/// A part of an invoice that payments may settle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) id: OpenItemId,
    pub(super) open: Cents,
}

/// An invoice with what tables corrected of it.
pub(super) struct Corrected<'i> {
    item: &'i KnownItem,
    made: &'i [KnownItem],
}

impl<'i> Corrected<'i> {
    pub(super) fn new(item: &'i KnownItem, made: &'i [KnownItem]) -> Self {
        Self { item, made }
    }

    /// The amount as it stands.
    pub(super) fn amount(&self) -> Cents {
        self.item.amount + Cents::total(self.made.iter().map(|made| made.amount))
    }

    fn is_added(&self, made: &KnownItem) -> bool {
        made.amount.is_negative() == self.item.amount.is_negative()
    }

    /// What payments and credits settled: what a correction took off is no payment.
    pub(super) fn settled(&self) -> Cents {
        self.item.amount - self.item.open + Cents::total(self.made.iter().map(|made| made.amount - made.open))
    }

    /// What is still open, the invoice first.
    pub(super) fn parts(&self) -> Vec<Part> {
        let added = self.made.iter().filter(|made| self.is_added(made));
        std::iter::once(self.item).chain(added).map(|item| Part { id: item.id, open: item.open }).collect()
    }

    /// Brings the amount to the row's; what is open afterwards.
    pub(super) fn correct(&self, row: &InvoiceRow, known: &Known, changes: &mut Changes) -> (Correction, Vec<Part>) {
        let (before, item) = (self.amount(), self.item);
        let difference = row.amount - before;
        let mut nth = self.made.len() + 1;
        while known.by_key.contains_key(&format!("{}{MARK}{nth}", item.source_key)) {
            nth += 1;
        }
        let is_added = difference.is_negative() == item.amount.is_negative();
        let kind = match (is_added, item.amount.is_negative()) {
            (true, _) => item.kind,
            (false, false) => ItemKind::Adjustment,
            (false, true) => ItemKind::Debit,
        };
        let new = OpenItem {
            id: OpenItemId(store::fresh_id()),
            debtor: item.debtor,
            kind,
            number: item.number.clone(),
            issued_on: item.issued_on,
            due_on: if is_added { item.due_on } else { item.issued_on },
            due_estimated: is_added && item.due_estimated,
            currency: item.currency,
            amount: difference,
            open: difference,
        };
        let mut parts = self.parts();
        let mut credit = Cents::ZERO;
        let reason = words::label_amount_corrected(before.fr_in(item.currency), row.amount.fr_in(item.currency));
        if is_added {
            parts.push(Part { id: new.id, open: difference });
        } else {
            credit = difference.abs();
            for part in parts.iter_mut().filter(|part| !part.open.is_zero()) {
                let amount = credit.min(part.open.abs());
                let (debit, credited) = if part.open.is_negative() { (new.id, part.id) } else { (part.id, new.id) };
                changes.allocations.push(NewAllocation {
                    allocation: Allocation { debit, credit: credited, amount, value_on: item.issued_on },
                    origin: "correction",
                    reason: reason.clone(),
                    reverses: None,
                });
                part.open = if part.open.is_negative() { part.open + amount } else { part.open - amount };
                credit -= amount;
                if credit.is_zero() {
                    break;
                }
            }
        }
        let correction = Correction { number: row.number.clone(), before, after: row.amount, credit, currency: item.currency };
        changes.corrected.push((item.debtor, item.id, correction.clone()));
        changes.items.push(SourcedItem {
            source: "csv",
            source_key: format!("{}{MARK}{nth}", item.source_key),
            lettering: String::new(),
            label: reason,
            order_reference: row.order_ref.clone(),
            item: new,
        });
        (correction, parts)
    }
}

impl Correction {
    /// What a person reads of it.
    pub(super) fn told(&self, line: u64) -> Problem {
        let words = || {
            let [before, after] = [self.before, self.after].map(|amount| amount.shown_in(self.currency));
            if self.credit.is_zero() {
                words::amount_corrected(&self.number, before, after)
            } else {
                words::amount_corrected_with_credit(&self.number, before, after, self.credit.shown_in(self.currency))
            }
        };
        Problem::new(line, told(words), false)
    }
}

/// A line of the journal per amount that was corrected.
pub(super) async fn journal(context: Context<'_>, changes: &Changes) -> crate::Result<()> {
    let event = |(debtor, item, correction): &(domain::ids::DebtorId, OpenItemId, Correction)| {
        let payload = serde_json::json!({
            "number": correction.number, "before": correction.before.iso(), "after": correction.after.iso(),
            "credit": correction.credit.iso(), "currency": correction.currency.code(),
        });
        NewEvent {
            at: context.app.now(),
            actor: context.scope.actor.name.clone(),
            kind: "invoice.corrected",
            debtor: Some(*debtor),
            subject: Some(item.0),
            payload: payload.to_string(),
        }
    };
    let events: Vec<NewEvent> = changes.corrected.iter().map(event).collect();
    store::event::append(context.tx, context.scope.organisation.id, &events).await?;
    Ok(())
}
