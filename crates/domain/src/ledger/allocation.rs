use crate::calendar::Date;
use crate::ids::OpenItemId;
use crate::money::Cents;

/// Part of a credit put on a debit (lettrage). Never changed: a correction is a counter-row with the
/// opposite amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allocation {
    /// The debit that is paid.
    pub debit: OpenItemId,
    /// The credit that pays.
    pub credit: OpenItemId,
    /// How much, in the currency of both; positive, negative for a counter-row.
    pub amount: Cents,
    /// From which date it counts: the later of the two documents.
    pub value_on: Date,
}

/// Why an amount cannot be put on an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AllocationError {
    /// Zero or a negative amount.
    #[error("an allocation is above zero, not {asked}")]
    NotPositive {
        /// What was asked.
        asked: Cents,
    },
    /// More than the debit has left.
    #[error("{asked} allocated to an item with {open} open")]
    ExceedsDebit {
        /// What was asked.
        asked: Cents,
        /// What the debit has left.
        open: Cents,
    },
    /// More than the credit has left.
    #[error("{asked} taken from a credit with {open} left")]
    ExceedsCredit {
        /// What was asked.
        asked: Cents,
        /// What the credit has left, without its sign.
        open: Cents,
    },
}

impl AllocationError {
    /// The stable key of this error, used by the API and by the French texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotPositive { .. } => "allocation.not_positive",
            Self::ExceedsDebit { .. } => "allocation.exceeds_debit",
            Self::ExceedsCredit { .. } => "allocation.exceeds_credit",
        }
    }
}

/// Checks an amount against what both sides have left.
///
/// `debit_open` is positive, `credit_open` negative, both in the same currency.
///
/// # Errors
/// [`AllocationError`], checked in its order.
pub fn check_allocation(debit_open: Cents, credit_open: Cents, asked: Cents) -> Result<(), AllocationError> {
    if !asked.is_positive() {
        return Err(AllocationError::NotPositive { asked });
    }
    if asked > debit_open {
        return Err(AllocationError::ExceedsDebit { asked, open: debit_open });
    }
    if asked > -credit_open {
        return Err(AllocationError::ExceedsCredit { asked, open: -credit_open });
    }
    Ok(())
}

/// A member of a lettering group, as the accounting wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetteredItem {
    /// The item.
    pub id: OpenItemId,
    /// Its date; older debits are paid first, by older credits.
    pub issued_on: Date,
    /// Its due date; of the debits of one day, the one due first is paid first.
    pub due_on: Date,
    /// What it still has open: positive for a debit, negative for a credit.
    pub open: Cents,
}

/// Pairs the debits and credits of one lettering group, oldest with oldest, until one side is used up.
///
/// A balanced group (upper-case letters in most packages) ends with nothing open; a partial one (lower
/// case) leaves the rest open on its latest members. All items share a currency and a debtor.
#[must_use]
pub fn allocate_lettered(group: &[LetteredItem]) -> Vec<Allocation> {
    let mut debits: Vec<_> = group.iter().filter(|item| item.open.is_positive()).copied().collect();
    let mut credits: Vec<_> = group.iter().filter(|item| item.open.is_negative()).copied().collect();
    debits.sort_by_key(|item| (item.issued_on, item.due_on, item.id));
    credits.sort_by_key(|item| (item.issued_on, item.id));
    let mut allocations = Vec::new();
    let mut credits = credits.into_iter().peekable();
    for mut debit in debits {
        while debit.open.is_positive()
            && let Some(credit) = credits.peek_mut()
        {
            let amount = debit.open.min(-credit.open);
            allocations.push(Allocation { debit: debit.id, credit: credit.id, amount, value_on: debit.issued_on.max(credit.issued_on) });
            debit.open -= amount;
            credit.open += amount;
            if credit.open.is_zero() {
                credits.next();
            }
        }
    }
    let allocated = Cents::total(allocations.iter().map(|allocation| allocation.amount));
    let debit_sum = Cents::total(group.iter().map(|item| item.open).filter(|open| open.is_positive()));
    let credit_sum = Cents::total(group.iter().map(|item| item.open).filter(|open| open.is_negative()));
    assert!(allocated == debit_sum.min(-credit_sum), "a lettering group uses up one of its sides");
    allocations
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn item(id: u128, day: u32, open: i64) -> LetteredItem {
        let issued_on = Date::from_ymd_opt(2026, 1, day).unwrap();
        LetteredItem { id: OpenItemId(Uuid::from_u128(id)), issued_on, due_on: issued_on, open: Cents(open) }
    }

    /// Debit, credit, amount, day of value.
    type Pair = (u128, u128, i64, u32);

    fn pairs(group: &[LetteredItem]) -> Vec<Pair> {
        use chrono::Datelike;
        allocate_lettered(group).into_iter().map(|a| (a.debit.0.as_u128(), a.credit.0.as_u128(), a.amount.0, a.value_on.day())).collect()
    }

    #[test]
    fn lettering_pairs_oldest_with_oldest() {
        let cases: [(&str, &[LetteredItem], &[Pair]); 6] = [
            ("one to one", &[item(1, 1, 100), item(2, 9, -100)], &[(1, 2, 100, 9)]),
            ("two invoices, one transfer", &[item(1, 1, 100), item(2, 2, 50), item(3, 9, -150)], &[(1, 3, 100, 9), (2, 3, 50, 9)]),
            ("two transfers, one invoice", &[item(3, 9, -40), item(1, 1, 100), item(2, 5, -60)], &[(1, 2, 60, 5), (1, 3, 40, 9)]),
            ("partial", &[item(1, 1, 100), item(2, 9, -30)], &[(1, 2, 30, 9)]),
            ("credit before its invoice", &[item(1, 9, 100), item(2, 1, -100)], &[(1, 2, 100, 9)]),
            ("debits only", &[item(1, 1, 100)], &[]),
        ];
        for (name, group, expected) in cases {
            assert_eq!(pairs(group), expected, "{name}");
        }
    }

    #[test]
    fn an_allocation_never_exceeds_either_side() {
        let cases = [
            (100, -100, 100, None),
            (100, -50, 50, None),
            (100, -100, 0, Some("allocation.not_positive")),
            (100, -100, -1, Some("allocation.not_positive")),
            (99, -200, 100, Some("allocation.exceeds_debit")),
            (200, -99, 100, Some("allocation.exceeds_credit")),
        ];
        for (debit, credit, asked, expected) in cases {
            let got = check_allocation(Cents(debit), Cents(credit), Cents(asked)).err().map(AllocationError::code);
            assert_eq!(got, expected, "{asked} on {debit} from {credit}");
        }
    }
}
