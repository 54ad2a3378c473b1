//! Received messages.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: fuzz::let_readers_catch(), |bytes: &[u8]| fuzz::read(bytes, formats::mail::read, |mail| &mail.diagnostics));
