//! The Markdown reader: every input stands inside a table with pipes, below a heading.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let text = format!("# 施策1 公園の充実\n\n| 事業名 | 担当課 |\n|---|:-:|\n| {text}");
    let _ = jigyo_fuzz::read(text.as_bytes(), &jigyo_fuzz::options());
});
