//! The one real sample, copies of it with other names and figures, and damaged copies.

use std::collections::{BTreeMap, BTreeSet};

mod copies;
mod layouts;

use super::recover;
use crate::model::{Figure, IndicatorRole, Qualifier};
use crate::recover::{Draft, Ledger, Statement};
use crate::source::{self, Canvas};
use crate::vocabulary::Vocabulary;

const PLAN: &str = "004_4e77419d8d9911b7.txt";

fn report(name: &str) -> String {
    let path = format!("{}/fixtures/reports/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

fn draft_of(text: &str) -> Option<(Draft, Ledger, Canvas)> {
    let reading = source::read(text.as_bytes(), &crate::ReadOptions::default()).unwrap();
    let mut ledger = Ledger::new(reading.canvas.text.len());
    let draft = recover(&reading, &Vocabulary::base().unwrap(), &mut ledger)?;
    Some((draft, ledger, reading.canvas))
}

/// A small seeded generator: the same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % sides as u64).unwrap()
    }

    fn shuffle<T>(&mut self, things: &mut [T]) {
        for at in (1..things.len()).rev() {
            let other = self.roll(at + 1);
            things.swap(at, other);
        }
    }
}

/// What a row says, for comparison.
#[derive(Debug, Clone, PartialEq)]
struct Said {
    number: String,
    name: String,
    path: Vec<String>,
    departments: Vec<String>,
    flags: Vec<String>,
    texts: Vec<(String, String)>,
}

impl Said {
    fn map(&self, change: &dyn Fn(&str) -> String) -> Said {
        let each = |texts: &[String]| texts.iter().map(|text| change(text)).collect();
        Said {
            number: self.number.clone(),
            name: change(&self.name),
            path: each(&self.path),
            departments: each(&self.departments),
            flags: self.flags.clone(),
            texts: self
                .texts
                .iter()
                .map(|(label, text)| (change(label), change(text)))
                .collect(),
        }
    }
}

fn said(draft: &Draft) -> Vec<Said> {
    let sections: BTreeMap<&str, &crate::model::Section> = draft
        .sections
        .iter()
        .map(|section| (section.id.as_str(), section))
        .collect();
    let rows = draft.items.iter().map(|item| {
        let mut path = Vec::new();
        let mut at = item.section.as_deref();
        while let Some(section) = at.and_then(|id| sections.get(id)) {
            path.push(format!(
                "{} {} {}",
                section.level.as_deref().unwrap_or("-"),
                section.number.as_deref().unwrap_or("-"),
                section.name
            ));
            at = section.parent.as_deref();
        }
        Said {
            number: item.number.clone().unwrap_or_default(),
            name: item.name.clone(),
            path,
            departments: item
                .departments
                .iter()
                .map(|department| department.name.clone())
                .collect(),
            flags: item.flags.clone(),
            texts: item
                .texts
                .iter()
                .map(|text| (text.label.clone().unwrap_or_default(), text.text.clone()))
                .collect(),
        }
    });
    rows.collect()
}

fn plan_rows() -> Vec<Said> {
    said(&draft_of(&report(PLAN)).unwrap().0)
}

/// The rows of `text` are those of the plan after `change`.
fn assert_same_rows(text: &str, change: &dyn Fn(&str) -> String, what: &str) {
    let found = said(&draft_of(text).unwrap().0);
    let wanted: Vec<Said> = plan_rows().iter().map(|row| row.map(change)).collect();
    assert_eq!(found.len(), wanted.len(), "{what}");
    for (found, wanted) in found.iter().zip(&wanted) {
        assert_eq!(found, wanted, "{what}");
    }
}

#[test]
fn every_row_of_the_plan_is_found_under_its_heading() {
    let (draft, _, _) = draft_of(&report(PLAN)).unwrap();
    let mut rows: BTreeMap<u32, u32> = BTreeMap::new();
    for item in &draft.items {
        let (heading, row) = item.number.as_deref().unwrap().split_once('-').unwrap();
        let count = rows.entry(heading.parse().unwrap()).or_default();
        *count += 1;
        assert_eq!(
            row.parse::<u32>().unwrap(),
            *count,
            "rows of heading {heading} in order"
        );
    }
    let several = [
        (4, 2),
        (6, 2),
        (9, 3),
        (10, 13),
        (11, 3),
        (12, 7),
        (13, 2),
        (14, 3),
        (25, 2),
        (29, 3),
        (30, 3),
    ];
    let more = [(32, 4), (35, 6), (36, 2)];
    for heading in 1..=36 {
        let wanted = several
            .iter()
            .chain(&more)
            .find(|pair| pair.0 == heading)
            .map_or(1, |pair| pair.1);
        assert_eq!(rows.get(&heading), Some(&wanted), "rows of heading {heading}");
    }
    assert_eq!(draft.items.len(), 77);
    let levels: BTreeSet<_> = draft
        .sections
        .iter()
        .map(|section| section.level.as_deref().unwrap())
        .collect();
    assert_eq!(levels.len(), 3);
}

#[test]
fn cells_away_from_their_rows_find_them() {
    let rows = plan_rows();
    let row = |number: &str| rows.iter().find(|row| row.number == number).unwrap();
    // Names out of order, settled by the overview or by the words of the row.
    let names =
        ["2-1", "15-1", "16-1", "17-1", "32-1", "32-2", "33-1", "34-1"].map(|n| row(n).name.chars().count());
    assert_eq!(names, [10, 9, 8, 13, 9, 9, 16, 13]);
    // A purpose that all rows of a heading share, and an outline that those without one share.
    assert!(
        rows.iter()
            .filter(|row| row.number.starts_with("10-"))
            .all(|row| row.texts.len() == 2)
    );
    assert_eq!(row("10-3").texts, row("10-13").texts);
    assert_ne!(row("10-2").texts.last(), row("10-3").texts.last());
    assert_eq!(row("13-1").texts.first(), row("13-2").texts.first());
    // Merged marks: given where the numbers leave one way, else a warning.
    assert_eq!(row("26-1").flags.len(), 1);
    let (draft, _, _) = draft_of(&report(PLAN)).unwrap();
    assert_eq!(
        draft
            .warnings
            .iter()
            .filter(|warning| warning.code == "unplaced-mark")
            .count(),
        1
    );
}

#[test]
fn indicators_get_the_values_that_stand_before_their_names() {
    let (draft, _, _) = draft_of(&report(PLAN)).unwrap();
    assert_eq!(draft.indicators.len(), 10);
    let first = &draft.indicators[0];
    assert_eq!(first.values[0].fiscal_year, Some(2022));
    assert_eq!(first.values[0].alternate, Some(Figure(93.1)));
    assert_eq!(first.values[1].role, IndicatorRole::Target);
    assert_eq!(first.values[1].qualifier, Some(Qualifier::AtMost));
    assert_eq!(first.values[2].value, None);
    let last = draft.indicators.last().unwrap();
    assert_eq!(last.values[1].value, Some(Figure(250.0)));
    assert_eq!(last.values[1].fiscal_year, Some(2033));
    assert!(
        draft
            .indicators
            .iter()
            .all(|indicator| indicator.owners.len() == 1)
    );
}

#[test]
fn the_second_place_becomes_statements() {
    let (draft, _, _) = draft_of(&report(PLAN)).unwrap();
    let counted = draft
        .statements
        .iter()
        .any(|statement| matches!(statement, Statement::RowCount { count: 36, .. }));
    assert!(counted);
    let listed: BTreeSet<&str> = draft
        .statements
        .iter()
        .filter_map(|statement| match statement {
            Statement::Listed { subject, .. } => subject.as_deref(),
            _ => None,
        })
        .collect();
    let rows = draft
        .items
        .iter()
        .filter(|item| listed.contains(item.id.as_str()))
        .count();
    assert_eq!(rows, 77);
}

#[test]
fn every_character_is_booked_once() {
    let (_, ledger, canvas) = draft_of(&report(PLAN)).unwrap();
    let (coverage, _) = ledger.close(&canvas);
    assert_eq!(coverage.unread, 0);
    assert!(coverage.items > 9000 && coverage.sections > 900 && coverage.indicators > 500);
}

#[test]
fn reports_with_cells_are_left_to_others() {
    for entry in std::fs::read_dir(format!("{}/fixtures/reports", env!("CARGO_MANIFEST_DIR"))).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name != PLAN {
            assert!(draft_of(&report(&name)).is_none(), "{name}");
        }
    }
}
