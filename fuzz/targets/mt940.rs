//! Statements, MT940.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzz::read(bytes, formats::bank::mt940::read, |file| &file.diagnostics));
