//! Eras, fiscal years and dates in running text.
#![no_main]

use jigyo::japanese::{self, era};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for mention in japanese::fiscal_years(text) {
        assert!((1000..3000).contains(&mention.fiscal_year()), "{mention:?}");
    }
    let _ = era::only_year(text);
});
