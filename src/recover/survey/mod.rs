//! A first look over the whole report: which words head rows, which labels its forms use and in what order.

mod kinds;
mod nesting;
pub(super) mod shading;

pub(crate) use kinds::{kinds, named_word};
pub(crate) use nesting::nesting;

use std::collections::{BTreeMap, BTreeSet};

use crate::japanese::{self, Segmenter};
use crate::layout::Grid;
use crate::model::Engine;
use crate::source::{Block, Passage, Reading};
use crate::vocabulary::{Vocabulary, key};

use crate::recover::lexicon::{Lexicon, Role};
use crate::recover::state::Kinds;

/// How often an unknown cell must head a row of a form to be taken for a label.
const LEARNT_AFTER: usize = 3;
const LONGEST_LEARNT: usize = 20;

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
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
    for block in &reading.blocks {
        let Block::Line(line) = block else { continue };
        if line.text.as_str().len() > LONGEST_LEARNT * 3
            || crate::recover::lines::listing::set_off(&line.text) == 0
        {
            continue;
        }
        let label = crate::recover::lines::listing::without_number(&line.text);
        let counts = match lexicon.label(label.as_str()) {
            Some(Role::Text | Role::Department | Role::Evaluation) => &mut known,
            None if may_label(&line.text, lexicon) => &mut unknown,
            _ => continue,
        };
        *counts.entry(key(line.text.as_str())).or_default() += 1;
    }
    known.retain(|_, count| *count > 1);
    // ３　委員会の意見, as often as １　事業の概要: a label, too.
    unknown.retain(|_, count| *count >= LEARNT_AFTER && known.values().any(|often| often == count));
    let mut labels: BTreeSet<String> = known.into_keys().chain(unknown.into_keys()).collect();
    if reading.engine != Engine::Text {
        labels.extend(crate::recover::outline::counted::headings(reading, lexicon));
    }
    labels
}

/// Whether a line may be a label that nobody knows: numbered, and no sentence.
fn may_label(line: &Passage, lexicon: &Lexicon<'_>) -> bool {
    japanese::leading_number(line).is_some()
        && !line.as_str().contains('。')
        && lexicon.heading_in(line).is_none()
}

/// Calls `visit` with the non-blank cells of every table row, nested tables included.
fn each_row(reading: &Reading, visit: &mut dyn FnMut(&[&Passage])) {
    for block in &reading.blocks {
        if let Block::Table(grid) = block {
            grid_rows(grid, visit);
        }
    }
}

/// Calls `visit` with every line and every non-blank cell, nested tables included.
fn each_text(reading: &Reading, visit: &mut dyn FnMut(&Passage)) {
    for block in &reading.blocks {
        match block {
            Block::Line(line) => visit(&line.text),
            Block::Table(grid) => grid_rows(grid, &mut |row| row.iter().for_each(|cell| visit(cell))),
            Block::Blank | Block::Page => {}
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
                crate::recover::outline::loose(heading.name.as_str())
            );
            divided &= home.entry(place).or_insert_with(|| chapter.clone()) == chapter;
        }
    };
    each_text(reading, &mut see);
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
                if let Some((label, _, _)) = crate::recover::lines::pair(&line.text, lexicon, false) {
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
