//! Statements, OFX 1 and 2.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzz::read(bytes, formats::bank::ofx::read, |file| &file.diagnostics));
