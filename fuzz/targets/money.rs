#![no_main]
#![allow(unsafe_code, reason = "the macro makes the function that libFuzzer calls")]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hours_fuzz::money(bytes));
