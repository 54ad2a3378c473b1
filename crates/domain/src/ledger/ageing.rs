use crate::calendar::Date;
use crate::ledger::ItemKind;
use crate::money::Cents;

/// A column of the aged balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bucket {
    /// Due today or later.
    NotDue,
    /// 1 to 30 days late.
    Days1To30,
    /// 31 to 60 days late.
    Days31To60,
    /// 61 to 90 days late.
    Days61To90,
    /// 91 to 120 days late.
    Days91To120,
    /// More than 120 days late.
    Over120,
    /// Credit notes and cash that pay nothing yet, apart whatever their date.
    Credits,
}

impl Bucket {
    /// All columns, in the order in which they are shown.
    pub const ALL: [Self; 7] =
        [Self::NotDue, Self::Days1To30, Self::Days31To60, Self::Days61To90, Self::Days91To120, Self::Over120, Self::Credits];

    /// The stable key, used in JSON and CSV.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotDue => "not_due",
            Self::Days1To30 => "1-30",
            Self::Days31To60 => "31-60",
            Self::Days61To90 => "61-90",
            Self::Days91To120 => "91-120",
            Self::Over120 => "120+",
            Self::Credits => "credits",
        }
    }

    /// The first and last number of days late of this column; `None` where there is no bound.
    #[must_use]
    pub fn days(self) -> (Option<i64>, Option<i64>) {
        match self {
            Self::NotDue => (None, Some(0)),
            Self::Days1To30 => (Some(1), Some(30)),
            Self::Days31To60 => (Some(31), Some(60)),
            Self::Days61To90 => (Some(61), Some(90)),
            Self::Days91To120 => (Some(91), Some(120)),
            Self::Over120 => (Some(121), None),
            Self::Credits => (None, None),
        }
    }
}

/// The column of a debit at a date: late from the day after its due date.
#[must_use]
pub fn age(due_on: Date, as_of: Date) -> Bucket {
    match (as_of - due_on).num_days() {
        ..=0 => Bucket::NotDue,
        1..=30 => Bucket::Days1To30,
        31..=60 => Bucket::Days31To60,
        61..=90 => Bucket::Days61To90,
        91..=120 => Bucket::Days91To120,
        _ => Bucket::Over120,
    }
}

/// The last day of lateness of each of the four columns between « not due » and the last one; an aged balance is read by a house's
/// own columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds([u16; 4]);

impl Default for Bounds {
    fn default() -> Self {
        Self([30, 60, 90, 120])
    }
}

impl Bounds {
    /// The longest, in days: ten years.
    pub const LONGEST: u16 = 3_650;

    /// Four bounds, each larger than the one before.
    #[must_use]
    pub fn new(days: [u16; 4]) -> Option<Self> {
        let rises = days.windows(2).all(|pair| pair[0] < pair[1]);
        (days[0] > 0 && rises && days[3] <= Self::LONGEST).then_some(Self(days))
    }

    /// Reads `15, 30, 45, 60`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let days: Vec<u16> =
            text.split([',', ';', ' ']).map(str::trim).filter(|part| !part.is_empty()).map(str::parse).collect::<Result<_, _>>().ok()?;
        Self::new(days.try_into().ok()?)
    }

    /// The four bounds.
    #[must_use]
    pub fn days(self) -> [u16; 4] {
        self.0
    }

    /// The column of a debit.
    #[must_use]
    pub fn age(self, due_on: Date, as_of: Date) -> Bucket {
        let days = (as_of - due_on).num_days();
        if days <= 0 {
            return Bucket::NotDue;
        }
        let place = self.0.iter().filter(|bound| days > i64::from(**bound)).count();
        Bucket::ALL[place + 1]
    }
}

/// What ageing needs of an item, in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgedLine {
    /// Which row it adds to: the position of its debtor, category or collector.
    pub row: usize,
    /// Debit or credit.
    pub kind: ItemKind,
    /// Due date.
    pub due_on: Date,
    /// What is open at the date of the balance, sign kept.
    pub open: Cents,
}

/// One row of an aged balance: seven amounts in the order of [`Bucket::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ageing {
    /// The amounts, indexed as [`Bucket::ALL`].
    pub buckets: [Cents; 7],
}

impl Ageing {
    /// The amount of one column.
    #[must_use]
    pub fn get(&self, bucket: Bucket) -> Cents {
        self.buckets[bucket as usize]
    }

    /// Adds an item to its column: a credit apart, a debit by its age.
    pub fn add(&mut self, kind: ItemKind, due_on: Date, open: Cents, as_of: Date) {
        self.add_by(Bounds::default(), kind, due_on, open, as_of);
    }

    /// The same by a house's own columns.
    pub fn add_by(&mut self, bounds: Bounds, kind: ItemKind, due_on: Date, open: Cents, as_of: Date) {
        let bucket = if kind.is_debit() { bounds.age(due_on, as_of) } else { Bucket::Credits };
        self.buckets[bucket as usize] += open;
    }

    /// Everything that is late, credits left out.
    #[must_use]
    pub fn overdue(&self) -> Cents {
        Cents::total(self.buckets[1..6].iter().copied())
    }

    /// Late and not due, credits taken off: the exposure (encours).
    #[must_use]
    pub fn total(&self) -> Cents {
        Cents::total(self.buckets)
    }
}

/// The aged balance of any number of items of one currency: one [`Ageing`] per row.
///
/// The sum of all rows equals the sum of all `open` amounts to the cent; this is asserted.
///
/// # Panics
/// When a line names a row at or beyond `rows`.
#[must_use]
pub fn aged_balance(lines: &[AgedLine], rows: usize, as_of: Date) -> Vec<Ageing> {
    let mut table = vec![Ageing::default(); rows];
    for line in lines {
        table[line.row].add(line.kind, line.due_on, line.open, as_of);
    }
    let aged = Cents::total(table.iter().map(Ageing::total));
    assert!(aged == Cents::total(lines.iter().map(|line| line.open)), "an aged balance keeps every cent");
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::add_days;

    #[test]
    fn columns_change_the_day_after() {
        let due = Date::from_ymd_opt(2026, 2, 28).unwrap();
        let cases = [
            (-400, "not_due"),
            (0, "not_due"),
            (1, "1-30"),
            (30, "1-30"),
            (31, "31-60"),
            (60, "31-60"),
            (61, "61-90"),
            (90, "61-90"),
            (91, "91-120"),
            (120, "91-120"),
            (121, "120+"),
            (9_999, "120+"),
        ];
        for (days, expected) in cases {
            let bucket = age(due, add_days(due, days));
            assert_eq!(bucket.code(), expected, "{days} days");
            let (from, to) = bucket.days();
            assert!(from.is_none_or(|from| from <= days) && to.is_none_or(|to| days <= to), "{days} days inside the bounds of {bucket:?}");
        }
    }

    #[test]
    fn credits_stay_apart_and_the_sum_is_the_ledger() {
        let as_of = Date::from_ymd_opt(2026, 11, 22).unwrap();
        let line = |row, kind, days: i64, open| AgedLine { row, kind, due_on: add_days(as_of, -days), open: Cents(open) };
        let table = aged_balance(
            &[
                line(0, ItemKind::Invoice, 10, 1000),
                line(0, ItemKind::CreditNote, 200, -300),
                line(1, ItemKind::Payment, 0, -50),
                line(1, ItemKind::Debit, 130, 70),
            ],
            2,
            as_of,
        );
        assert_eq!(table[0].get(Bucket::Days1To30), Cents(1000));
        assert_eq!(table[0].get(Bucket::Credits), Cents(-300));
        assert_eq!(table[0].overdue(), Cents(1000));
        assert_eq!(table[1].get(Bucket::Over120), Cents(70));
        assert_eq!(table[0].total() + table[1].total(), Cents(720));
    }

    #[test]
    fn own_columns_rise_and_the_usual_ones_are_those_of_age() {
        for (text, expected) in [
            ("15, 30, 45, 60", Some([15, 30, 45, 60])),
            ("8;15;30;90", Some([8, 15, 30, 90])),
            ("15, 15, 30, 60", None),
            ("0 1 2 3", None),
            ("1, 2, 3", None),
            ("1, 2, 3, 9999", None),
            ("a", None),
        ] {
            assert_eq!(Bounds::read(text).map(Bounds::days), expected, "{text}");
        }
        let day = |n: i64| add_days(Date::from_ymd_opt(2026, 1, 1).unwrap(), n);
        for late in -2..200 {
            assert_eq!(Bounds::default().age(day(0), day(late)), age(day(0), day(late)), "{late}");
        }
        assert_eq!(Bounds::read("8 15 30 90").unwrap().age(day(0), day(9)), Bucket::Days31To60);
    }
}
