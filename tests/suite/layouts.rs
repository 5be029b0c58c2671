//! Layouts of many cities' reports (`fixtures/layouts/README.md`), each against its answers.

use std::fs;

use crate::answers::differences;
use crate::fixture::{convert, folder};

#[test]
fn every_layout_says_what_its_answers_say() {
    let mut names: Vec<String> = fs::read_dir(folder().join("layouts"))
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".txt").map(str::to_owned))
        .collect();
    names.sort();
    assert!(names.len() > 50, "only {} layouts found", names.len());
    let mut wrong = Vec::new();
    for name in names {
        let read = |ending: &str| {
            fs::read_to_string(folder().join("layouts").join(format!("{name}{ending}"))).unwrap()
        };
        let gold = serde_json::from_str(&read(".gold.json")).unwrap();
        let report = serde_json::to_value(convert(&name, &read(".txt"))).unwrap();
        wrong.extend(
            differences(&gold, &report)
                .into_iter()
                .map(|line| format!("{name}: {line}")),
        );
    }
    assert!(
        wrong.is_empty(),
        "{} differences:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
