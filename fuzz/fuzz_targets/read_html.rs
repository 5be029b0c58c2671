//! The HTML reader: every input is a web page.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let page = [b"<html><body><table><tr>".as_slice(), bytes].concat();
    let _ = jigyo_fuzz::read(&page, &jigyo_fuzz::options());
});
