//! The one real sample, copies of it with other names and figures, and damaged copies.

use std::collections::{BTreeMap, BTreeSet};

use super::recover;
use crate::model::{Figure, IndicatorRole, Qualifier};
use crate::recover::{Draft, Ledger, Statement};
use crate::source::{self, Canvas};
use crate::vocabulary::Vocabulary;

const PLAN: &str = "004_4e77419d8d9911b7.txt";
/// First line of the plan's overview list and of its tables, 0-based.
const LISTED_FROM: usize = 943;

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

/// Characters exchanged for others of their kind, except those of which the vocabulary's words consist.
fn cipher(text: &str, seed: u64) -> BTreeMap<char, char> {
    let kept: BTreeSet<char> = include_str!("../../vocabulary/base.toml")
        .chars()
        .chain("令和平成年度末月".chars())
        .collect();
    let mut dice = Dice(seed);
    let mut map = BTreeMap::new();
    for kind in [('一'..='鿿'), ('ァ'..='ヴ')] {
        let used: BTreeSet<char> = text
            .chars()
            .filter(|c| kind.contains(c) && !kept.contains(c))
            .collect();
        let mut others: Vec<char> = used.iter().copied().collect();
        dice.shuffle(&mut others);
        map.extend(used.into_iter().zip(others));
    }
    map
}

#[test]
fn no_word_of_the_plan_is_needed() {
    let text = report(PLAN);
    for seed in 1..=4 {
        let map = cipher(&text, seed);
        let change = |text: &str| {
            text.chars()
                .map(|c| map.get(&c).copied().unwrap_or(c))
                .collect::<String>()
        };
        assert_same_rows(&change(&text), &change, &format!("cipher {seed}"));
    }
}

#[test]
fn other_departments_are_found_as_well() {
    const OTHERS: [&str; 14] = [
        "財務課",
        "管財・契約課",
        "こども家庭支援センター",
        "まちづくり推進室",
        "危機管理・防災課",
        "議会事務局",
        "みらい創造部",
        "図書館",
        "スポーツ・生涯学習課",
        "上下水道局",
        "福祉総務課",
        "デジタル推進課",
        "農業委員会事務局",
        "収納対策室",
    ];
    let text = report(PLAN);
    let mut names: Vec<String> = plan_rows().into_iter().flat_map(|row| row.departments).collect();
    names.retain(|name| !name.starts_with("関係"));
    names.sort_by_key(|name| (std::cmp::Reverse(name.chars().count()), name.clone()));
    names.dedup();
    for seed in 1..=3 {
        let mut others = OTHERS;
        Dice(seed).shuffle(&mut others);
        let change = |text: &str| {
            let marked = names
                .iter()
                .enumerate()
                .fold(text.to_owned(), |text, (at, name)| {
                    text.replace(name, &format!("§{at}§"))
                });
            let others = others.iter().cycle().take(names.len()).enumerate();
            others.fold(marked, |text, (at, other)| {
                text.replace(&format!("§{at}§"), other)
            })
        };
        assert_same_rows(&change(&text), &change, &format!("departments {seed}"));
    }
}

#[test]
fn other_level_words_and_labels_are_the_documents_own() {
    let pairs = [
        ("推進項目", "重点項目"),
        ("実施項目", "改革項目"),
        ("基本方針", "基本目標"),
        ("取組目的", "目的"),
        ("取組概要", "取組内容"),
        ("担当課", "所管課"),
        (" 担当\n", " 所管課\n"),
    ];
    let change = |text: &str| {
        pairs
            .iter()
            .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    };
    let text = change(&report(PLAN));
    // A word that wraps over two lines stays as it was: texts are compared by length.
    let lengths = |row: Said| Said {
        texts: row
            .texts
            .iter()
            .map(|(label, text)| (label.clone(), text.chars().count().to_string()))
            .collect(),
        ..row
    };
    let found: Vec<Said> = said(&draft_of(&text).unwrap().0)
        .into_iter()
        .map(lengths)
        .collect();
    let wanted: Vec<Said> = plan_rows().iter().map(|row| lengths(row.map(&change))).collect();
    assert_eq!(found, wanted);
    let (draft, _, _) = draft_of(&text).unwrap();
    assert!(draft.items.iter().all(|item| item.kind == "改革項目"));
}

#[test]
fn other_years_move_the_indicators() {
    let text = report(PLAN)
        .replace("令和４年度", "令和７年度")
        .replace("令和15年度", "令和18年度");
    let (draft, _, _) = draft_of(&text).unwrap();
    assert_eq!(draft.indicators[0].values[0].fiscal_year, Some(2025));
    assert_eq!(draft.indicators[5].values[1].fiscal_year, Some(2036));
}

#[test]
fn line_ends_and_wide_digits_do_not_matter() {
    let same = |text: &str| text.to_owned();
    assert_same_rows(&report(PLAN).replace('\n', "\r\n"), &same, "CRLF");
    let wide = |line: &str| -> String {
        let digits = line
            .trim_start()
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == ' ')
            .count();
        let lead = line.len() - line.trim_start().len();
        let widen = |c: char| {
            c.to_digit(10)
                .and_then(|d| char::from_u32(0xff10 + d))
                .unwrap_or(c)
        };
        line.chars()
            .enumerate()
            .map(|(at, c)| if at < lead + digits { widen(c) } else { c })
            .collect()
    };
    let text: Vec<String> = report(PLAN)
        .split('\n')
        .enumerate()
        .map(|(at, line)| {
            if at < LISTED_FROM {
                line.to_owned()
            } else {
                wide(line)
            }
        })
        .collect();
    assert_same_rows(&text.join("\n"), &same, "wide digits");
}

#[test]
fn blanks_in_sentences_and_lost_headers_do_no_harm() {
    let text = report(PLAN);
    let header = "取組目的 取組概要 担当";
    let places: Vec<usize> = text.match_indices(header).map(|(at, _)| at).collect();
    for &at in places.iter().skip(1) {
        let damaged = format!("{}{}", &text[..at], &text[at + header.len()..]);
        assert_same_rows(&damaged, &|text| text.to_owned(), &format!("header at {at} lost"));
    }
}

#[test]
fn damaged_copies_lose_little() {
    let text = report(PLAN);
    for seed in 1..=6 {
        let mut dice = Dice(seed);
        // One blank line in ten is lost, one line in fifty gets one.
        let damaged: String = text
            .split_inclusive('\n')
            .enumerate()
            .map(|(at, line)| match (at < LISTED_FROM, line.trim().is_empty()) {
                (false, true) if dice.roll(10) == 0 => String::new(),
                (false, false) if dice.roll(50) == 0 => format!("{line}\n"),
                _ => line.to_owned(),
            })
            .collect();
        let found = said(&draft_of(&damaged).unwrap().0);
        let wanted = plan_rows();
        let right = wanted.iter().filter(|row| found.contains(row)).count();
        assert!(right >= 70, "seed {seed}: {right} rows");
    }
}

#[test]
fn no_order_of_lines_breaks_the_books() {
    let text = report(PLAN);
    for seed in 1..=8 {
        let mut dice = Dice(seed);
        let mut lines: Vec<&str> = text.split('\n').collect();
        let from = dice.roll(lines.len());
        lines.truncate(from + dice.roll(lines.len() - from) + 1);
        if seed % 2 == 0 {
            dice.shuffle(&mut lines);
        }
        let Some((draft, ledger, canvas)) = draft_of(&lines.join("\n")) else {
            continue;
        };
        let (coverage, residue) = ledger.close(&canvas);
        let rest: usize = residue
            .iter()
            .map(|piece| piece.text.chars().filter(|c| !c.is_whitespace()).count())
            .sum();
        assert_eq!(rest as u64, coverage.prose + coverage.furniture + coverage.unread);
        let ids: BTreeSet<_> = draft.items.iter().map(|item| &item.id).collect();
        assert_eq!(ids.len(), draft.items.len());
    }
}

/// `JIGYO_DUMP=out.json` (and `JIGYO_INPUT=file`) writes what is found, for the scorer.
#[test]
fn dump_for_the_scorer() {
    let Ok(out) = std::env::var("JIGYO_DUMP") else {
        return;
    };
    let text = std::env::var("JIGYO_INPUT")
        .map_or_else(|_| report(PLAN), |file| std::fs::read_to_string(file).unwrap());
    let Some((draft, ledger, canvas)) = draft_of(&text) else {
        std::fs::write(out, "{}").unwrap();
        return;
    };
    let (coverage, residue) = ledger.close(&canvas);
    let json = serde_json::json!({
        "document": {"municipality": null, "fiscal_year": null, "published": null},
        "sections": draft.sections, "items": draft.items, "indicators": draft.indicators,
        "warnings": draft.warnings, "coverage": coverage, "residue": residue,
        "statements": draft.statements.iter().map(|s| format!("{s:?}")).collect::<Vec<_>>(),
    });
    std::fs::write(out, serde_json::to_string_pretty(&json).unwrap()).unwrap();
}
