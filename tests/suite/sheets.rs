//! Sheets, lists and budget tables of pages (`fixtures/sheets`): what each says, fact by fact.
#![cfg(feature = "pdf")]

use std::collections::BTreeMap;
use std::fs;

use jigyo::ReadOptions;
use jigyo::model::{Item, Report};

use crate::fixture::{CONVERTER, folder};

#[test]
fn every_sheet_says_what_a_reader_of_its_page_would_write_down() {
    let mut files: Vec<_> = fs::read_dir(folder().join("sheets"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "pdf"))
        .collect();
    files.sort();
    assert!(files.len() >= 6, "only {} sheets found", files.len());
    for file in files {
        let truth = fs::read_to_string(file.with_extension("facts")).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let report = CONVERTER
            .convert(&name, &fs::read(&file).unwrap(), &ReadOptions::default())
            .unwrap();
        let told = facts(&report);
        let missing: Vec<&str> = truth
            .lines()
            .filter(|line| !told.contains(&(*line).to_owned()))
            .collect();
        let more: Vec<&String> = told
            .iter()
            .filter(|line| !truth.lines().any(|known| known == **line))
            .collect();
        assert_eq!(
            (missing, more),
            (Vec::new(), Vec::new()),
            "{name}: not read, and read without being there"
        );
        assert_eq!(told.join("\n") + "\n", truth, "{name}: the order of the facts");
    }
}

/// The facts of a report as `fixtures/sheets/make.py` writes them.
fn facts(report: &Report) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    let mut tell = |cells: &[String]| told.push(cells.join("\t"));
    for section in &report.sections {
        tell(&[
            "section".into(),
            or_empty(&section.level),
            or_empty(&section.number),
            section.name.clone(),
        ]);
    }
    for item in &report.items {
        for line in item_facts(item, report) {
            tell(&line);
        }
    }
    for indicator in &report.indicators {
        tell(&[
            "indicator".into(),
            indicator.name.clone(),
            or_empty(&indicator.unit),
        ]);
        for value in &indicator.values {
            tell(&[
                "value".into(),
                json(&value.role),
                or_empty(&value.fiscal_year),
                or_empty(&value.value.map(|v| v.0)),
            ]);
        }
    }
    let mut checks: BTreeMap<(String, String), usize> = BTreeMap::new();
    for check in &report.checks {
        *checks
            .entry((json(&check.rule), json(&check.status)))
            .or_default() += 1;
    }
    for ((rule, status), count) in checks {
        tell(&["check".into(), rule, status, count.to_string()]);
    }
    told
}

fn item_facts(item: &Item, report: &Report) -> Vec<Vec<String>> {
    let joined = |words: Vec<&String>| words.into_iter().cloned().collect::<Vec<_>>().join("/");
    let parent = item
        .parent
        .as_ref()
        .and_then(|id| report.items.iter().find(|other| other.id == *id));
    let mut told = vec![vec![
        "item".into(),
        item.kind.clone(),
        or_empty(&item.number),
        item.name.clone(),
        parent.map(|parent| parent.name.clone()).unwrap_or_default(),
        joined(
            item.departments
                .iter()
                .map(|department| &department.name)
                .collect(),
        ),
        joined(item.flags.iter().collect()),
    ]];
    for budget in &item.budgets {
        told.push(vec![
            "budget".into(),
            budget.label.clone(),
            or_empty(&budget.part_of),
            or_empty(&budget.fiscal_year),
            budget.phase.as_ref().map(json).unwrap_or_default(),
            or_empty(&budget.value.map(|value| value.0)),
            or_empty(&budget.unit),
            or_empty(&budget.share_percent.map(|value| value.0)),
        ]);
    }
    if let Some(change) = &item.change {
        let difference = change.difference.as_ref().and_then(|difference| difference.value);
        told.push(vec![
            "change".into(),
            or_empty(&difference.map(|value| value.0)),
            or_empty(&change.ratio_percent.map(|value| value.0)),
            change.ratio_kind.as_ref().map(json).unwrap_or_default(),
        ]);
    }
    let grades = item.evaluations.iter();
    told.extend(grades.map(|grade| vec!["grade".into(), grade.label.clone(), or_empty(&grade.grade)]));
    let texts = item.texts.iter();
    told.extend(texts.map(|text| vec!["text".into(), or_empty(&text.label), text.text.clone()]));
    told
}

fn or_empty(value: &Option<impl ToString>) -> String {
    value.as_ref().map(ToString::to_string).unwrap_or_default()
}

fn json(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap();
    value.as_str().unwrap_or_default().to_owned()
}
