//! Life-cycle messages of electronic invoices.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzz::read(bytes, formats::lifecycle::read, |file| &file.diagnostics));
