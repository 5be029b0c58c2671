//! Reports of other towns, made out of the shipped ones, are read as well.

use serde_json::{Value, json};

use crate::answers::differences;
use crate::facts::facts;
use crate::fixture::{REPORTS, answers, convert, folder, report_text};
use crate::mutate::{ALL, Kind, Mutation};

/// Reads each report with these changes and returns what differs from the answers with the same changes.
#[track_caller]
fn assert_read(kinds: &[Kind], seeds: std::ops::Range<u64>, change: fn(String) -> String) {
    // For a longer hunt: JIGYO_SEEDS=200.
    let more = std::env::var("JIGYO_SEEDS")
        .ok()
        .and_then(|count| count.parse::<u64>().ok());
    let seeds = seeds.start..more.map_or(seeds.end, |count| seeds.start + count);
    let mut wrong = Vec::new();
    for name in REPORTS {
        let Some(gold) = answers(name) else {
            continue;
        };
        let text = report_text(name);
        for seed in seeds.clone() {
            let (changed, want) = Mutation::new(kinds, seed, &gold, &text).apply(&text, &gold);
            if kinds.contains(&Kind::Words) || kinds.contains(&Kind::Years) {
                assert_ne!(changed, text, "{name} stayed as it was");
            }
            let changed = change(changed);
            if let Some(folder) = std::env::var_os("JIGYO_KEEP_MUTATIONS") {
                let file = std::path::Path::new(&folder).join(format!("{}-{kinds:?}-{seed}", &name[..3]));
                std::fs::write(file.with_extension("txt"), &changed).unwrap();
                std::fs::write(file.with_extension("gold.json"), want.to_string()).unwrap();
            }
            let report = serde_json::to_value(convert(name, &changed)).unwrap();
            let lines = differences(&want, &report);
            wrong.extend(
                lines
                    .into_iter()
                    .map(|line| format!("{} seed {seed}: {line}", &name[..3])),
            );
        }
    }
    assert!(
        wrong.is_empty(),
        "{kinds:?}: {} differences:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn same(text: String) -> String {
    text
}

#[test]
fn other_municipalities_are_read() {
    assert_read(&[Kind::Municipality], 1..4, same);
}

#[test]
fn other_departments_are_read() {
    assert_read(&[Kind::Departments], 1..4, same);
}

#[test]
fn other_subjects_are_read() {
    assert_read(&[Kind::Words], 1..4, same);
}

#[test]
fn other_years_are_read() {
    assert_read(&[Kind::Years], 1..5, same);
}

#[test]
fn other_amounts_are_read() {
    assert_read(&[Kind::Amounts], 1..4, same);
}

#[test]
fn everything_else_at_once_is_read() {
    assert_read(&ALL, 11..14, |text| text.replace('\n', "\r\n"));
}

/// Without the answers the reviewed facts serve: rows, departments and outline under other names.
#[test]
fn facts_change_as_the_words_do() {
    let kinds = [Kind::Departments, Kind::Words];
    for name in [REPORTS[0], REPORTS[3]] {
        let text = report_text(name);
        let path = folder().join(format!("golden/{}.facts.tsv", &name[..3]));
        let reviewed = std::fs::read_to_string(path).unwrap();
        let mutation = Mutation::new(&kinds, 5, &named_in(&text, name), &text);
        let (have, want) = (
            facts(&convert(name, &mutation.text(&text))),
            mutation.text(&reviewed),
        );
        let rows = |facts: &str| -> Vec<String> {
            let rows = facts
                .lines()
                .filter(|line| line.starts_with("item") || line.starts_with("sub-row"));
            let short = |line: &str| {
                line.split('\t')
                    .filter(|field| !field.contains('…'))
                    .collect::<Vec<_>>()
                    .join("\t")
            };
            rows.map(short).collect()
        };
        let (have, want) = (rows(&have), rows(&want));
        let wrong: Vec<_> = have
            .iter()
            .zip(&want)
            .filter(|(have, want)| have != want)
            .collect();
        assert!(have.len() == want.len() && wrong.is_empty(), "{name}: {wrong:#?}");
    }
}

/// The departments and labels of a report as it is read, in the shape of answers.
fn named_in(text: &str, name: &str) -> Value {
    let report = convert(name, text);
    let items = report.items.iter().map(|item| {
        let departments: Vec<&str> = item.departments.iter().map(|department| department.name.as_str()).collect();
        let labels = item.texts.iter().filter_map(|text| Some((text.label.clone()?, Value::Null)));
        json!({"kind": item.kind, "departments": departments, "texts": labels.collect::<serde_json::Map<_, _>>()})
    });
    json!({"items": items.collect::<Vec<_>>()})
}
