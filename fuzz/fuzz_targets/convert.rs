//! The whole conversion of any bytes but PDFs, which have their own target.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if !bytes.windows(5).any(|window| window == b"%PDF-") {
        let _ = jigyo_fuzz::convert(bytes);
    }
});
