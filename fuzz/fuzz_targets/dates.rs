//! Eras, fiscal years and dates in running text.
#![no_main]

use jigyo::japanese;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for mention in japanese::fiscal_years(text) {
        let _ = mention.fiscal_year();
        let found = format!("{mention:?}");
        assert!(!found.is_empty());
    }
});
