//! Debits against credits: of each entry and of the file, in memory that does not grow with the file.

use std::collections::HashMap;

use domain::{Cents, Date};

use super::FecLine;
use crate::diagnostic::{Problem, Report};

/// Entries that may be out of balance at the same time. A file whose lines of one entry stand together
/// has one; beyond this limit entries are no longer followed, the total still is.
const MAX_OPEN: usize = 100_000;

/// Running sums.
#[derive(Debug, Default)]
pub(super) struct Balance {
    pub(super) debit: i128,
    pub(super) credit: i128,
    pub(super) from: Option<Date>,
    pub(super) to: Option<Date>,
    open: HashMap<Key, Running>,
    current: Option<(Key, Running)>,
    overflowed: bool,
}

/// Journal and number; the date too, as packages that number by month use a number again.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    journal: String,
    number: String,
    date: Date,
}

#[derive(Debug, Clone, Copy)]
struct Running {
    gap: i128,
    first_line: u64,
}

impl Balance {
    pub(super) fn add(&mut self, line: &FecLine) {
        let (debit, credit) = (i128::from(line.debit.0), i128::from(line.credit.0));
        self.debit += debit;
        self.credit += credit;
        self.from = Some(self.from.map_or(line.entry_date, |from| from.min(line.entry_date)));
        self.to = Some(self.to.map_or(line.entry_date, |to| to.max(line.entry_date)));
        let gap = debit - credit;
        if let Some((key, running)) = &mut self.current
            && key.date == line.entry_date
            && key.number == line.entry_number
            && key.journal == line.journal
        {
            running.gap += gap;
            return;
        }
        self.close_current();
        let key = Key { journal: line.journal.clone(), number: line.entry_number.clone(), date: line.entry_date };
        let mut running = self.open.remove(&key).unwrap_or(Running { gap: 0, first_line: line.line });
        running.gap += gap;
        self.current = Some((key, running));
    }

    fn close_current(&mut self) {
        if let Some((key, running)) = self.current.take()
            && running.gap != 0
        {
            if self.open.len() < MAX_OPEN {
                self.open.insert(key, running);
            } else {
                self.overflowed = true;
            }
        }
    }

    /// Reports what does not balance. An entry whose lines carry several dates is put together first.
    pub(super) fn check(&mut self, report: &mut Report) {
        self.close_current();
        let mut entries: HashMap<(String, String), Running> = HashMap::new();
        for (key, running) in self.open.drain() {
            let entry = entries.entry((key.journal, key.number)).or_insert(Running { gap: 0, first_line: running.first_line });
            entry.gap += running.gap;
            entry.first_line = entry.first_line.min(running.first_line);
        }
        let mut unbalanced: Vec<_> = entries.into_iter().filter(|(_, running)| running.gap != 0).collect();
        unbalanced.sort_by_key(|(_, running)| running.first_line);
        // Lines without any number are no entries; and once entries were dropped, the rest is guesswork.
        if !self.overflowed {
            for ((journal, entry), running) in unbalanced.into_iter().filter(|((_, entry), _)| !entry.is_empty()) {
                report.error(
                    running.first_line,
                    Some("EcritureNum"),
                    Problem::FecEntryUnbalanced { journal, entry, gap: clamp(running.gap) },
                );
            }
        }
        if self.debit != self.credit {
            report.error(0, None, Problem::FecUnbalanced { debit: clamp(self.debit), credit: clamp(self.credit) });
        }
    }
}

/// A sum as cents; ten thousand lines of the largest readable amount would be needed to leave the range.
pub(super) fn clamp(sum: i128) -> Cents {
    Cents(i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN + 1 } else { i64::MAX }))
}
