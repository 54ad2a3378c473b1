//! Statements, camt.052 to 054.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzz::read(bytes, formats::camt::read, |file| &file.diagnostics));
