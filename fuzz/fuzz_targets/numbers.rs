//! Figures, numerals and numbers in front of names.
#![no_main]

use jigyo::japanese::{self, numeral};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(number) = japanese::read_cell(text).number() {
        assert!(number.value.is_finite());
    }
    let _ = numeral::kanji_number(text);
    let _ = numeral::roman(text);
    if let Some((_, length)) = japanese::leading::leading_number_of(text) {
        assert!(text.is_char_boundary(length));
    }
});
