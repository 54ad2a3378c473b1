//! Statements, CFONB120.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzz::read(bytes, formats::bank::cfonb::read, |file| &file.diagnostics));
