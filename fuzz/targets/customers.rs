//! Tables of customers.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzz::read(bytes, formats::customers::read, |table| &table.diagnostics));
