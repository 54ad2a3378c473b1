//! Sheets of workbooks: the bytes are the XML of the only sheet.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: fuzz::let_readers_catch(), |bytes: &[u8]| fuzz::read(&fuzz::workbook(bytes), formats::invoices::read, |table| &table.diagnostics));
