//! Figures as printed and as damage may have left them, numerals, and numbers in front of names.
#![no_main]

use jigyo::japanese::candidates::Candidate;
use jigyo::japanese::{self, candidates, confusion, numeral};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(number) = japanese::read_cell(text).number() {
        assert!(number.value.is_finite());
    }
    let readings = candidates::candidates(text);
    assert!(readings.len() <= candidates::MOST);
    for reading in readings {
        if let Candidate::Value(value) = reading {
            assert!(value.is_finite(), "{value}");
        }
    }
    let _ = numeral::kanji_number(text);
    let _ = numeral::roman(text);
    if let Some((_, length)) = japanese::leading::leading_number_of(text) {
        assert!(text.is_char_boundary(length));
    }
    let alike = confusion::similar(text, &japanese::nfkc_string(text));
    assert!((0.0..=1.0).contains(&alike), "{alike}");
});
