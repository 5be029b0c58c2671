//! Rows of comma- and tab-separated values: every input stands below a row of names.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for separator in [",", "\t"] {
        let head = ["事業名", "担当課", "決算額"].join(separator);
        let row = ["公園", "\"道路,課\"", "1"].join(separator);
        let text = format!("{head}\n{row}\n{text}");
        let _ = jigyo_fuzz::read(text.as_bytes(), &jigyo_fuzz::options());
    }
});
