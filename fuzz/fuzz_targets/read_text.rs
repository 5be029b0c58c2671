//! Decoding and the plain-text reader, with every encoding forced in turn.
#![no_main]

use jigyo::ReadOptions;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if bytes.windows(5).any(|window| window == b"%PDF-") {
        return;
    }
    for encoding in [None, Some("UTF-8"), Some("CP932"), Some("EUC-JP")] {
        let options = ReadOptions {
            encoding: encoding.map(str::to_owned),
            ..jigyo_fuzz::options()
        };
        let _ = jigyo_fuzz::read(bytes, &options);
    }
});
