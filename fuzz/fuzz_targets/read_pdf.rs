//! The PDF reader, and what is made of what it reads.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: jigyo_fuzz::forgive_other_readers(),
    |bytes: &[u8]| {
        let start = if bytes.starts_with(b"%PDF-1") { &b""[..] } else { b"%PDF-1.7\n" };
        let _ = jigyo_fuzz::convert(&[start, bytes].concat());
    }
);
