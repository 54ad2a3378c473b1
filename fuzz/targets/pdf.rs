//! PDF files with an electronic invoice in them.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: fuzz::let_readers_catch(), |bytes: &[u8]| fuzz::read(bytes, formats::einvoice::read, |invoice| &invoice.diagnostics));
