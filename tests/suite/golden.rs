//! The shipped reports against their reviewed answers (`fixtures/golden/README.md`).
//!
//! After a change that is meant, write the facts anew and review the difference:
//!
//!     UPDATE=1 cargo test --test suite golden

use std::fs;

use crate::answers::differences;
use crate::facts::facts;
use crate::fixture::{REPORTS, answers, convert, folder, report_text};

#[test]
fn every_report_says_what_its_answers_say() {
    let mut wrong = Vec::new();
    for name in REPORTS {
        let Some(gold) = answers(name) else { continue };
        let report = serde_json::to_value(convert(name, &report_text(name))).unwrap();
        wrong.extend(
            differences(&gold, &report)
                .into_iter()
                .map(|line| format!("{}: {line}", &name[..3])),
        );
    }
    assert!(
        wrong.is_empty(),
        "{} differences:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn facts_are_those_that_were_reviewed() {
    let mut wrong = Vec::new();
    for name in [REPORTS[0], REPORTS[3]] {
        let file = format!("{}.facts.tsv", &name[..3]);
        let path = folder().join("golden").join(&file);
        let found = facts(&convert(name, &report_text(name)));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &found).unwrap();
        }
        let reviewed = fs::read_to_string(&path).unwrap_or_default();
        let (have, want): (Vec<&str>, Vec<&str>) = (found.lines().collect(), reviewed.lines().collect());
        wrong.extend(
            want.iter()
                .filter(|line| !have.contains(line))
                .map(|line| format!("{file} - {line}")),
        );
        wrong.extend(
            have.iter()
                .filter(|line| !want.contains(line))
                .map(|line| format!("{file} + {line}")),
        );
        if have != want && wrong.is_empty() {
            wrong.push(format!("{file}: the same lines in another order"));
        }
    }
    assert!(
        wrong.is_empty(),
        "UPDATE=1 cargo test --test suite golden\n{}",
        wrong.join("\n")
    );
}
