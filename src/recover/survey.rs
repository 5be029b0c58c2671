//! A first look over the whole report: which words head rows, which labels its forms use and in what order.

use std::collections::{BTreeMap, BTreeSet};

use crate::japanese::{self, Segmenter};
use crate::layout::Grid;
use crate::model::Engine;
use crate::source::{Block, Passage, Reading};
use crate::vocabulary::{Vocabulary, key};

use super::lexicon::{Lexicon, Role};
use super::marks;
use super::state::Kinds;

/// How often an unknown cell must head a row of a form to be taken for a label.
const LEARNT_AFTER: usize = 3;
const LONGEST_LEARNT: usize = 20;
const LONGEST_SHEET_TITLE: usize = 40;
/// From this tier of the vocabulary on a word that labels a cell (事務事業名 | …) names a row.
const ROW_TIER: usize = 5;

/// Cells that the document itself uses as labels: the same short text at a row's start, again and again.
pub(crate) fn learn_labels(reading: &Reading, words: &Vocabulary, segmenter: &Segmenter) -> BTreeSet<String> {
    let plain = Lexicon::new(words, segmenter, BTreeSet::new());
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    each_row(reading, &mut |row| {
        let [first, second, ..] = row else { return };
        let label = key(first.as_str());
        let narrative = second.as_str().chars().count() > LONGEST_LEARNT;
        let words_only = label
            .chars()
            .all(|c| japanese::is_japanese(c) || c.is_ascii_alphanumeric() || matches!(c, '・' | '/'));
        if narrative
            && words_only
            && (2..=LONGEST_LEARNT).contains(&label.chars().count())
            && plain.label(&label).is_none()
        {
            *counts.entry(label).or_default() += 1;
        }
    });
    let heading = |label: &String| {
        let passage = Passage::of_canvas(label, 0..label.len());
        plain.heading(&passage).is_some()
    };
    counts
        .into_iter()
        .filter(|(_, count)| *count >= LEARNT_AFTER)
        .map(|(label, _)| label)
        .filter(|label| !heading(label))
        .collect()
}

/// Numbered lines that are a label and nothing else, printed more than once.
pub(crate) fn sheet_labels(reading: &Reading, lexicon: &Lexicon<'_>) -> BTreeSet<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for block in &reading.blocks {
        let Block::Line(line) = block else { continue };
        if line.text.as_str().len() > LONGEST_LEARNT * 3 || super::listing::set_off(&line.text) == 0 {
            continue;
        }
        let label = super::listing::without_number(&line.text);
        if matches!(
            lexicon.label(label.as_str()),
            Some(Role::Text | Role::Department | Role::Evaluation)
        ) {
            *counts.entry(key(line.text.as_str())).or_default() += 1;
        }
    }
    let again = counts.into_iter().filter(|(_, count)| *count > 1);
    let mut labels: BTreeSet<String> = again.map(|(label, _)| label).collect();
    if reading.engine != Engine::Text {
        labels.extend(super::counted::headings(reading, lexicon));
    }
    labels
}

/// Calls `visit` with the non-blank cells of every table row, nested tables included.
fn each_row(reading: &Reading, visit: &mut dyn FnMut(&[&Passage])) {
    for block in &reading.blocks {
        if let Block::Table(grid) = block {
            grid_rows(grid, visit);
        }
    }
}

fn grid_rows(grid: &Grid, visit: &mut dyn FnMut(&[&Passage])) {
    for row in 0..grid.rows() {
        let texts = grid.origins(row).map(|cell| &cell.text);
        let cells: Vec<&Passage> = texts.filter(|text| !text.is_blank()).collect();
        visit(&cells);
        for nested in grid.origins(row).flat_map(|cell| &cell.nested) {
            grid_rows(nested, visit);
        }
    }
}

/// One thing that the survey sees.
enum Sight {
    Level {
        word: String,
        marked: bool,
        labelled: bool,
    },
    Strong,
}

/// The words that head rows and rows under rows.
pub(crate) fn kinds(reading: &Reading, lexicon: &Lexicon<'_>) -> Kinds {
    let mut sights = Vec::new();
    for block in &reading.blocks {
        match block {
            Block::Line(line) => {
                if let Some(heading) = lexicon.heading_in(&line.text) {
                    sights.push(Sight::Level {
                        word: heading.level,
                        marked: false,
                        labelled: false,
                    });
                } else if let Some((_, role, _)) = super::lines::pair(&line.text, lexicon, false) {
                    sights.extend(labelled(role));
                }
            }
            Block::Table(grid)
                if super::plan::interleaved(grid, 1, lexicon)
                    || super::plan::is_one_row(grid, lexicon)
                    || super::plan::names_beside_heads(grid, lexicon) =>
            {
                head_sights(grid, lexicon, &mut sights)
            }
            Block::Table(grid) => grid_rows(grid, &mut |row| row_sights(row, lexicon, &mut sights)),
            Block::Blank | Block::Page => {}
        }
    }
    let kinds = decide(&sights, titled(reading, lexicon).as_deref(), lexicon);
    if reading.engine == Engine::Text {
        return kinds;
    }
    let kinds = listed_kind(reading, kinds, lexicon);
    Kinds {
        item: kinds.item.or_else(|| named_kind(reading, lexicon)),
        ..kinds
    }
}

/// Sheets whose row is named by a word that is no level (補助金名 | …).
fn named_kind(reading: &Reading, lexicon: &Lexicon<'_>) -> Option<String> {
    let mut found: Option<String> = None;
    each_row(reading, &mut |row| {
        let [label, value, ..] = row else { return };
        if found.is_none()
            && lexicon.label(label.as_str()) == Some(Role::Name)
            && lexicon.label(value.as_str()).is_none()
        {
            // 名称 says nothing of what it names; the title may.
            let said = || titled(reading, lexicon).filter(|_| key(label.as_str()).ends_with("名称"));
            let word = named_word(label.as_str());
            found = Some(said().filter(|_| word == "事業").unwrap_or(word));
        }
    });
    found
}

/// 補助金名 → 補助金; 名称 and 件名 say nothing of what they name.
pub(crate) fn named_word(label: &str) -> String {
    let label = super::lexicon::bare(label);
    let ends = ["等の名称", "の名称", "等名称", "名称", "等名", "名"];
    let stem = ends
        .iter()
        .find_map(|end| label.strip_suffix(end))
        .unwrap_or(&label);
    if stem.chars().count() > 1 {
        stem.to_owned()
    } else {
        "事業".to_owned()
    }
}

/// Sheets of a level (施策) that list the rows below it: the list says what rows are.
fn listed_kind(reading: &Reading, kinds: Kinds, lexicon: &Lexicon<'_>) -> Kinds {
    let tier = |word: &String| lexicon.words.levels.tier(word).unwrap_or(0);
    let above_rows = kinds.item.as_ref().is_some_and(|word| tier(word) < ROW_TIER);
    let mut listed: Option<String> = None;
    each_row(reading, &mut |row| {
        let roles: Vec<Option<Role>> = row.iter().map(|cell| lexicon.label(cell.as_str())).collect();
        let heads = roles.len() > 2 && roles.iter().flatten().count() * 3 >= roles.len() * 2;
        for role in roles.into_iter().flatten().filter(|_| heads) {
            if let Role::Level(word) = role
                && tier(&word) >= ROW_TIER
            {
                listed.get_or_insert(word);
            }
        }
    });
    let sub_above = kinds.sub.as_ref().is_none_or(|word| tier(word) < ROW_TIER);
    if !above_rows || !sub_above {
        return kinds;
    }
    // Without a list the deepest level of the sheet is what it is about.
    Kinds {
        item: listed.or(kinds.sub).or(kinds.item),
        sub: None,
    }
}

/// A sheet with its values below its labels: the word among the labels names the row.
fn head_sights(grid: &Grid, lexicon: &Lexicon<'_>, sights: &mut Vec<Sight>) {
    grid_rows(grid, &mut |row| {
        let mut named: BTreeSet<String> = BTreeSet::new();
        for cell in row {
            match lexicon.label(cell.as_str()) {
                // 事務事業コード beside 事務事業名: one row.
                Some(Role::Level(word)) if !named.insert(word.clone()) => {}
                Some(Role::Level(word)) => sights.push(Sight::Level {
                    word,
                    marked: false,
                    labelled: true,
                }),
                Some(role) if role.is_strong() => sights.push(Sight::Strong),
                _ => {}
            }
        }
    });
}

/// What a label with its value beside it shows of the rows.
fn labelled(role: Role) -> Option<Sight> {
    match role {
        Role::Level(word) => Some(Sight::Level {
            word,
            marked: false,
            labelled: true,
        }),
        role => role.is_strong().then_some(Sight::Strong),
    }
}

fn row_sights(row: &[&Passage], lexicon: &Lexicon<'_>, sights: &mut Vec<Sight>) {
    let labels = row
        .iter()
        .filter(|cell| {
            lexicon
                .label(cell.as_str())
                .is_some_and(|role| role != Role::Period)
        })
        .count();
    // A row of nothing but labels is a table's header: its rows are read with the table.
    if row.len() > 2 && (labels == row.len() || row.len() > 3 && labels * 4 >= row.len() * 3) {
        return;
    }
    let mut before_was_level = false;
    for (index, cell) in row.iter().enumerate() {
        if let Some((_, role, _)) = super::lines::colon_pair(cell, lexicon) {
            sights.extend(labelled(role));
            before_was_level = false;
            continue;
        }
        if let Some(heading) = lexicon.heading_in(cell) {
            // 計画体系 | 大綱５ 都市基盤: where the row belongs.
            let before = index.checked_sub(1).and_then(|before| row.get(before));
            let told = before.is_some_and(|label| lexicon.label(label.as_str()) == Some(Role::Text));
            if !before_was_level && !told {
                sights.push(Sight::Level {
                    word: heading.level,
                    marked: false,
                    labelled: false,
                });
            }
            before_was_level = false;
            continue;
        }
        match lexicon.label(cell.as_str()) {
            Some(Role::Level(_))
                if row
                    .get(index + 1)
                    .is_some_and(|text| super::form::is_narrative(cell, text)) =>
            {
                before_was_level = false;
            }
            // 目標 | 80 | 90 beside 実績: a stage of figures.
            Some(Role::Level(_))
                if super::indicators::role_of(cell.as_str(), lexicon.words).is_some()
                    && row.len() > index + 1
                    && row[index + 1..]
                        .iter()
                        .all(|next| is_stage_or_value(next, lexicon)) =>
            {
                before_was_level = false;
            }
            // 事業 | 004 | 整理番号: a number alone is no name; 上位の施策 is none of the rows; 事務事業 | 必要性 | A: a
            // group of judgements.
            Some(Role::Level(_))
                if numbers_only(row, index, lexicon)
                    || lexicon.stands_above(cell.as_str())
                    || row
                        .get(index + 1)
                        .is_some_and(|next| lexicon.label(next.as_str()) == Some(Role::Evaluation)) =>
            {
                before_was_level = false;
            }
            Some(Role::Level(word)) if row.len() > 1 && !before_was_level => {
                let marked = row
                    .get(index + 1)
                    .and_then(|text| marks::split(text))
                    .is_some_and(|stretches| stretches.len() > 1);
                sights.push(Sight::Level {
                    word,
                    marked,
                    labelled: true,
                });
                before_was_level = true;
            }
            Some(role) if role.is_strong() => {
                sights.push(Sight::Strong);
                before_was_level = false;
            }
            _ => before_was_level = false,
        }
    }
}

/// 実績, 達成率 or a figure: what stands beside 目標 where that is no level.
fn is_stage_or_value(cell: &Passage, lexicon: &Lexicon<'_>) -> bool {
    let words = lexicon.words;
    super::indicators::is_value(cell.as_str())
        || super::indicators::role_of(cell.as_str(), words).is_some()
        || super::quantities::is_derived(&key(cell.as_str()), words)
}

/// Whether nothing but digits stands between a cell and the next label.
fn numbers_only(row: &[&Passage], index: usize, lexicon: &Lexicon<'_>) -> bool {
    let digits = row.get(index + 1).is_some_and(|next| {
        let next = key(next.as_str());
        !next.is_empty() && next.chars().all(|c| c.is_ascii_digit() || c == '-')
    });
    digits
        && row
            .get(index + 2)
            .is_none_or(|next| lexicon.label(next.as_str()).is_some())
}

/// The row word in the title over the sheets (事務事業評価シート).
fn titled(reading: &Reading, lexicon: &Lexicon<'_>) -> Option<String> {
    let signs = lexicon.words.reading.get("sheet_titles")?;
    let levels = lexicon.words.levels.ranked();
    // A title underlined as the fields below it are came out as a cell of their table.
    let first = reading.blocks.iter().find_map(|block| match block {
        Block::Table(grid) => Some(grid.origins(0).map(|cell| &cell.text)),
        _ => None,
    });
    let lines = reading.blocks.iter().filter_map(|block| match block {
        Block::Line(line) => Some(&line.text),
        _ => None,
    });
    let titles = lines.chain(first.into_iter().flatten());
    titles.map(|text| key(text.as_str())).find_map(|text| {
        let is_title = text.chars().count() <= LONGEST_SHEET_TITLE
            && !text.contains('。')
            && signs.iter().any(|sign| text.contains(sign.as_str()));
        let mut words = levels.iter().filter(|(_, tier)| *tier >= ROW_TIER && is_title);
        words
            .find(|(word, _)| text.contains(word.as_str()))
            .map(|(word, _)| word.clone())
    })
}

/// A row's word has departments, amounts or grades of its own behind most of its printings; `titled` is the word of
/// the sheets' title.
fn decide(sights: &[Sight], titled: Option<&str>, lexicon: &Lexicon<'_>) -> Kinds {
    let tier_of = |word: &str| lexicon.words.levels.tier(word).unwrap_or(0);
    let mut seen: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (index, sight) in sights.iter().enumerate() {
        let Sight::Level {
            word,
            marked,
            labelled,
        } = sight
        else {
            continue;
        };
        let fielded = *marked
            || *labelled && tier_of(word) >= ROW_TIER
            || matches!(sights.get(index + 1), Some(Sight::Strong));
        let entry = seen.entry(word).or_default();
        entry.0 += 1;
        entry.1 += usize::from(fielded);
    }
    let tier = |word: &str| lexicon.words.levels.tier(word).unwrap_or(usize::MAX);
    let mut fielded: Vec<(&str, usize)> = seen
        .iter()
        .filter(|(_, (_, fielded))| *fielded > 0)
        .filter(|(_, (count, fielded))| fielded * 3 >= *count)
        .map(|(word, (count, _))| (*word, *count))
        .collect();
    fielded.sort_by_key(|&(word, _)| tier(word));
    let Some(&(mut item, mut count)) = fielded.first() else {
        return Kinds::default();
    };
    for &(word, more) in fielded.iter().skip(1) {
        // One of each a sheet: the title's word names the row, else the deeper one, unless its word says that it is a
        // part of the other (細事業). Several a sheet: rows under the row.
        let part = |sign: &String| word.strip_prefix(sign.as_str()) == Some(item);
        let parts = lexicon.words.reading.get("part_prefixes");
        let one_of_each = more * 5 <= count * 6 && !parts.is_some_and(|signs| signs.iter().any(part));
        if one_of_each && titled == Some(item) {
            continue;
        }
        if one_of_each {
            (item, count) = (word, more);
        } else {
            return Kinds {
                item: Some(item.to_owned()),
                sub: Some(word.to_owned()),
            };
        }
    }
    // 施策名 … 政策名 | … | 関係課 | …: the level above the sheet's own names no row.
    let deeper = |word: &str| tier_of(word) > tier_of(item) && tier_of(word) < ROW_TIER;
    let labelled = |sight: &Sight| matches!(sight, Sight::Level { word, labelled: true, .. } if deeper(word));
    if titled.is_none()
        && tier_of(item) < ROW_TIER
        && sights.iter().filter(|sight| labelled(sight)).count() >= count
    {
        return Kinds::default();
    }
    let below = seen
        .iter()
        .filter(|(word, _)| tier(word) > tier(item))
        .max_by_key(|(_, (count, _))| *count);
    let sub = below
        .filter(|(_, (more, _))| *more > count)
        .map(|(word, _)| (*word).to_owned());
    Kinds {
        item: Some(item.to_owned()),
        sub,
    }
}

/// Whether chapters (第1章 …) divide the outline: no heading of it is printed in two of them.
pub(crate) fn chapters_carry_outline(reading: &Reading, lexicon: &Lexicon<'_>) -> bool {
    let mut chapter: Option<String> = None;
    let mut home: BTreeMap<String, String> = BTreeMap::new();
    let mut divided = true;
    let mut see = |passage: &Passage| {
        let Some(heading) = lexicon.heading_in(passage) else {
            return;
        };
        let number = heading.number.unwrap_or_default();
        if passage.as_str().trim_start().starts_with('第') {
            chapter = Some(number);
        } else if let Some(chapter) = &chapter {
            let place = format!(
                "{} {number} {}",
                heading.level,
                super::outline::loose(heading.name.as_str())
            );
            divided &= home.entry(place).or_insert_with(|| chapter.clone()) == chapter;
        }
    };
    for block in &reading.blocks {
        match block {
            Block::Line(line) => see(&line.text),
            Block::Table(grid) => grid_rows(grid, &mut |row| row.iter().for_each(|cell| see(cell))),
            Block::Blank | Block::Page => {}
        }
    }
    divided
}

/// Whether forms print the row's name before the levels above it, one of each a sheet.
pub(crate) fn item_first(reading: &Reading, lexicon: &Lexicon<'_>, kinds: &Kinds) -> bool {
    let Some(item) = kinds.item.as_deref() else {
        return false;
    };
    let Some(depth) = lexicon.words.levels.tier(item) else {
        return false;
    };
    // Words of levels in the order in which they appear first, and how often they do.
    let mut seen: Vec<(String, usize)> = Vec::new();
    each_row(reading, &mut |row| {
        for cell in row.iter().take(row.len().saturating_sub(1)) {
            let Some(Role::Level(word)) = lexicon.label(cell.as_str()) else {
                continue;
            };
            match seen.iter_mut().find(|(known, _)| *known == word) {
                Some((_, count)) => *count += 1,
                None => seen.push((word, 1)),
            }
        }
    });
    let items = seen
        .iter()
        .find(|(word, _)| word == item)
        .map_or(0, |(_, count)| *count);
    // 目標 and 視点 head columns again and again: no levels of these sheets.
    let above = |(word, count): &(String, usize)| {
        *count <= items * 2 && lexicon.words.levels.tier(word).is_some_and(|tier| tier < depth)
    };
    let mut order = seen.iter().filter(|entry| entry.0 == item || above(entry));
    order.next().is_some_and(|(word, _)| word == item) && order.next().is_some()
}

/// For each label the label that most often follows it in forms.
pub(crate) fn follows(reading: &Reading, lexicon: &Lexicon<'_>) -> BTreeMap<String, String> {
    let mut pairs: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let mut last: Option<String> = None;
    let mut see = |label: String| {
        if let Some(before) = last.replace(label.clone()) {
            *pairs.entry(before).or_default().entry(label).or_default() += 1;
        }
    };
    for block in &reading.blocks {
        match block {
            Block::Table(grid) => grid_rows(grid, &mut |row| {
                let Some(first) = row.first() else { return };
                if let Some(heading) = lexicon.heading_in(first) {
                    see(heading.level);
                } else if lexicon
                    .label(first.as_str())
                    .is_some_and(|role| role != Role::Period)
                {
                    see(key(first.as_str()));
                }
            }),
            Block::Line(line) => {
                if let Some((label, _, _)) = super::lines::pair(&line.text, lexicon, false) {
                    see(key(label.as_str()));
                }
            }
            Block::Blank | Block::Page => {}
        }
    }
    pairs
        .into_iter()
        .filter_map(|(before, after)| {
            let best = after
                .into_iter()
                .filter(|(next, _)| *next != before)
                .max_by_key(|(_, count)| *count)?;
            (best.1 > 1).then_some((before, best.0))
        })
        .collect()
}
