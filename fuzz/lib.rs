//! What every target checks: a reader returns on any bytes, says what it found in words, and says the same again.

use formats::diagnostic::Diagnostic;

#[path = "../crates/formats/tests/support/workbook.rs"]
mod workbook;
pub use workbook::workbook;

/// Reads twice: both times the same, and every finding has its sentence.
pub fn read<T: PartialEq>(bytes: &[u8], reader: fn(&[u8]) -> Result<T, Vec<Diagnostic>>, findings: fn(&T) -> &[Diagnostic]) {
    let first = reader(bytes);
    assert!(first == reader(bytes), "the same bytes were read in two ways");
    match &first {
        Ok(file) => say(findings(file)),
        Err(refusal) => {
            assert!(!refusal.is_empty(), "a refusal without a reason");
            say(refusal);
        }
    }
}

fn say(findings: &[Diagnostic]) {
    for finding in findings {
        assert!(!finding.french().is_empty(), "a finding without a sentence");
    }
}

/// Lets panics of a library be caught by the reader, as they are in the program; one that gets out still stops the run.
pub fn let_readers_catch() {
    std::panic::set_hook(Box::new(|_| {}));
}
