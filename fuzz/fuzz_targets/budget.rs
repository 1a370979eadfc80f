#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| prepbook_fuzz::budget::budget(data));
