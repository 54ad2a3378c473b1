//! Electronic invoices in XML, UBL and CII.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzz::read(bytes, formats::einvoice::read, |invoice| &invoice.diagnostics));
