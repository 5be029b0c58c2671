//! Copies of the sample with other words and figures, and damaged ones: what is found moves with them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Dice, PLAN, Said, assert_same_rows, draft_of, plan_rows, report, said};

/// Line of the plan's overview list, 0-based; the running text before it is another matter.
const LISTED_FROM: usize = 943;

/// Characters exchanged for others of their kind, except those of which the vocabulary's words consist.
fn cipher(text: &str, seed: u64) -> BTreeMap<char, char> {
    let kept: BTreeSet<char> = include_str!("../../../vocabulary/base.toml")
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

#[test]
fn heads_of_pages_are_no_part_of_rows() {
    let text = report(PLAN);
    let pages: Vec<&str> = text.split("\n\n\n\n").collect();
    assert!(pages.len() > 4, "only {} pages", pages.len());
    let mut headed = String::new();
    for (page, part) in pages.iter().enumerate() {
        if page > 0 {
            headed.push_str(&format!("\n\n- {page} -\n\n行財政改革の手引\n\n"));
        }
        headed.push_str(part);
    }
    assert_same_rows(&headed, &str::to_owned, "heads");
}
