//! Which words head the rows of a report, and which head rows under rows.

use std::collections::{BTreeMap, BTreeSet};

use crate::layout::Grid;
use crate::model::Engine;
use crate::source::{Block, Passage, Reading};
use crate::vocabulary::key;

use super::{each_row, grid_rows};
use crate::recover::indicators;
use crate::recover::lexicon::{Lexicon, Role};
use crate::recover::lines;
use crate::recover::lines::form::is_narrative;
use crate::recover::lines::{colon_pair, fields, listing};
use crate::recover::rows::marks;
use crate::recover::state::Kinds;

const LONGEST_SHEET_TITLE: usize = 40;
/// From this tier of the vocabulary on a word that labels a cell (事務事業名 | …) names a row.
const ROW_TIER: usize = 5;

/// One thing that the survey sees.
enum Sight {
    Level {
        word: String,
        marked: bool,
        labelled: bool,
    },
    Strong,
    /// A name without the word of a level, its fields below it.
    Named,
}

/// The words that head rows and rows under rows.
pub(crate) fn kinds(reading: &Reading, lexicon: &Lexicon<'_>) -> Kinds {
    let mut sights = Vec::new();
    let text = reading.engine == Engine::Text;
    for (index, block) in reading.blocks.iter().enumerate() {
        match block {
            Block::Line(line) => {
                if let Some(heading) = lexicon.heading_on_line(&line.text) {
                    sights.push(Sight::Level {
                        word: heading.level,
                        marked: false,
                        labelled: false,
                    });
                } else if text && listing::heads_row(reading, index, line, lexicon) {
                    sights.push(Sight::Named);
                } else {
                    sights.extend(line_sights(&line.text, lexicon));
                }
            }
            Block::Table(grid)
                if crate::recover::plan::interleaved(grid, 1, lexicon)
                    || crate::recover::plan::is_one_row(grid, lexicon)
                    || crate::recover::plan::names_beside_heads(grid, lexicon) =>
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
    let label = crate::recover::lexicon::bare(label);
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
        for (index, cell) in row.iter().enumerate() {
            let told = row.get(index + 1);
            match lexicon.label(cell.as_str()) {
                // 実施内容 | …を行った。 below the heads and their values.
                Some(Role::Level(_)) if told.is_some_and(|text| is_narrative(cell, text)) => {}
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

/// What the labels of a line show, one after the other.
fn line_sights(line: &Passage, lexicon: &Lexicon<'_>) -> Vec<Sight> {
    let several = fields::of(line, lexicon, true);
    if several.is_empty() {
        let one = lines::pair(line, lexicon, false);
        return one.and_then(|(_, role, _)| labelled(role)).into_iter().collect();
    }
    several
        .into_iter()
        .filter_map(|(_, role, _)| labelled(role))
        .collect()
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
    for index in 0..row.len() {
        before_was_level = cell_sights(row, index, before_was_level, lexicon, sights);
    }
}

/// What one cell of a row shows; whether it names a level whose value comes next.
fn cell_sights(
    row: &[&Passage],
    index: usize,
    before_was_level: bool,
    lexicon: &Lexicon<'_>,
    sights: &mut Vec<Sight>,
) -> bool {
    let cell = row[index];
    if let Some((_, role, _)) = colon_pair(cell, lexicon) {
        sights.extend(labelled(role));
        return false;
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
        return false;
    }
    match lexicon.label(cell.as_str()) {
        Some(Role::Level(_)) if is_no_level(row, index, lexicon) => false,
        Some(Role::Level(word)) if row.len() > 1 && !before_was_level => {
            let next = row.get(index + 1).and_then(|text| marks::split(text));
            sights.push(Sight::Level {
                word,
                marked: next.is_some_and(|stretches| stretches.len() > 1),
                labelled: true,
            });
            true
        }
        // 計 sums the rows above it: it shows none of their fields.
        Some(role) if role.is_strong() && !lexicon.words.is_label("total", cell.as_str()) => {
            sights.push(Sight::Strong);
            false
        }
        _ => false,
    }
}

/// Whether what stands beside a level's word shows that it is none here.
fn is_no_level(row: &[&Passage], index: usize, lexicon: &Lexicon<'_>) -> bool {
    let (cell, after) = (row[index], &row[index + 1..]);
    let narrative = || after.first().is_some_and(|text| is_narrative(cell, text));
    // 目標 | 80 | 90 beside 実績: a stage of figures.
    let stage = || {
        indicators::role_of(cell.as_str(), lexicon.words).is_some()
            && !after.is_empty()
            && after.iter().all(|next| is_stage_or_value(next, lexicon))
    };
    // 事務事業 | 必要性 | A: a group of judgements.
    let judged = || {
        after
            .first()
            .is_some_and(|next| lexicon.label(next.as_str()) == Some(Role::Evaluation))
    };
    // 事業 | 004 | 整理番号: a number alone is no name; 上位の施策 is none of the rows.
    narrative()
        || stage()
        || numbers_only(row, index, lexicon)
        || lexicon.stands_above(cell.as_str())
        || judged()
}

/// 実績, 達成率 or a figure: what stands beside 目標 where that is no level.
fn is_stage_or_value(cell: &Passage, lexicon: &Lexicon<'_>) -> bool {
    let words = lexicon.words;
    crate::recover::indicators::is_value(cell.as_str())
        || indicators::role_of(cell.as_str(), words).is_some()
        || crate::recover::indicators::quantities::is_derived(&key(cell.as_str()), words)
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
