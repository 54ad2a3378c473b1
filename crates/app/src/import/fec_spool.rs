//! The lines of a long file wait on disk in lots of customers, so that the memory used does not grow with the file.

use std::borrow::Cow;
use std::io::{self, BufWriter, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::SpooledTempFile;

/// Customers of a lot: some thousands of lines in most books.
const CUSTOMERS: usize = 2_000;
/// Lots at most, as each may hold a file open; the last takes the customers that are left.
const MOST: usize = 200;
/// Bytes that a lot keeps in memory before it goes to disk: a small file never does.
const IN_MEMORY: usize = 256 * 1024;

/// A line on a customer account that waits for its entry to be complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Waiting<'t> {
    /// Its customer, in the order in which the file names them.
    #[serde(rename = "c")]
    pub(super) customer: usize,
    /// Its entry, as the two halves of a number.
    #[serde(rename = "e")]
    pub(super) entry: (u64, u64),
    /// Days of the booking and of the document, in days since year one.
    #[serde(rename = "d")]
    pub(super) days: (i32, i32),
    #[serde(rename = "a")]
    pub(super) cents: i64,
    #[serde(rename = "o")]
    pub(super) is_opening: bool,
    #[serde(rename = "j", borrow)]
    pub(super) journal: Cow<'t, str>,
    #[serde(rename = "n", borrow)]
    pub(super) entry_number: Cow<'t, str>,
    #[serde(rename = "p", borrow)]
    pub(super) number: Cow<'t, str>,
    #[serde(rename = "l", borrow)]
    pub(super) label: Cow<'t, str>,
    #[serde(rename = "t", borrow)]
    pub(super) lettering: Cow<'t, str>,
    #[serde(rename = "w")]
    pub(super) lettering_day: Option<i32>,
}

/// Lots of lines. Their files have no name: nothing is left of them, even by a program that is killed.
pub(super) struct Spool {
    folder: PathBuf,
    lots: Vec<BufWriter<SpooledTempFile>>,
}

/// The lot of a customer.
pub(super) fn lot_of(customer: usize) -> usize {
    (customer / CUSTOMERS).min(MOST - 1)
}

impl Spool {
    /// Without lines yet; its files will be in this folder.
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), lots: Vec::new() }
    }

    /// Puts a line behind those of its lot.
    pub(super) fn put(&mut self, lot: usize, line: &Waiting<'_>) -> io::Result<()> {
        while self.lots.len() <= lot {
            let file = tempfile::spooled_tempfile_in(IN_MEMORY, &self.folder);
            self.lots.push(BufWriter::with_capacity(16 * 1024, file));
        }
        let Some(file) = self.lots.get_mut(lot) else { return Ok(()) };
        serde_json::to_writer(&mut *file, line).map_err(io::Error::from)
    }

    /// How many lots there are.
    pub(super) fn len(&self) -> usize {
        self.lots.len()
    }

    /// The bytes of a lot, which is empty afterwards; [`lines`] reads them.
    pub(super) fn take(&mut self, lot: usize, bytes: &mut Vec<u8>) -> io::Result<()> {
        let Some(file) = self.lots.get_mut(lot) else { return Ok(()) };
        let empty = BufWriter::with_capacity(0, tempfile::spooled_tempfile_in(0, &self.folder));
        let mut file = std::mem::replace(file, empty);
        file.flush()?;
        let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        file.read_to_end(bytes)?;
        Ok(())
    }
}

/// The lines of one or several lots, in the order in which they were put.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = io::Result<Waiting<'_>>> {
    serde_json::Deserializer::from_slice(bytes).into_iter().map(|line| line.map_err(io::Error::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(customer: usize, label: &str) -> Waiting<'_> {
        Waiting {
            customer,
            entry: (u64::MAX, 7),
            days: (739_000, -3),
            cents: i64::MIN,
            is_opening: customer.is_multiple_of(2),
            journal: "VE".into(),
            entry_number: "1".into(),
            number: "FA \"1\"\t\u{202f}é".into(),
            label: label.into(),
            lettering: "AA".into(),
            lettering_day: Some(1),
        }
    }

    #[test]
    fn lines_come_back_by_lot_in_their_order_from_memory_and_from_disk() {
        let folder = tempfile::tempdir().unwrap();
        let mut spool = Spool::new(folder.path());
        let long = "é".repeat(2_000);
        let put: Vec<Waiting<'_>> = (0..600).map(|nth| line(nth * 7 % 5 * CUSTOMERS, if nth % 5 == 0 { &long } else { "x" })).collect();
        for line in &put {
            spool.put(lot_of(line.customer), line).unwrap();
        }
        assert_eq!(spool.len(), 5);
        for lot in 0..5 {
            let mut bytes = Vec::new();
            spool.take(lot, &mut bytes).unwrap();
            let back: Vec<Waiting<'_>> = lines(&bytes).collect::<io::Result<_>>().unwrap();
            let expected: Vec<Waiting<'_>> = put.iter().filter(|line| lot_of(line.customer) == lot).cloned().collect();
            assert_eq!(back, expected);
        }
        let mut again = Vec::new();
        spool.take(0, &mut again).unwrap();
        assert!(again.is_empty());
        assert_eq!(lot_of(usize::MAX), MOST - 1);
    }
}
