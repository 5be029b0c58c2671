//! Lines that head page after page, or table after table.

use std::collections::{BTreeMap, BTreeSet};

use crate::japanese;
use crate::model::Engine;
use crate::source::{Block, Line, Reading};
use crate::vocabulary::key;

use super::numbering;
use crate::recover::lexicon::Lexicon;
use crate::recover::lines::listing;
use crate::recover::plan::{Plan, Plans};

const LONGEST: usize = 60;
const LONGEST_GROUP: usize = 40;
/// How the headings of a report's own parts end.
const PARTS: [&str; 8] = [
    "一覧",
    "一覧表",
    "結果",
    "概要",
    "状況",
    "について",
    "集計",
    "総括",
];

/// Numbered lines right above tables or lists of rows, `(1) 母子保健の充実`, when several have one: headings of groups.
/// Lines numbered in different ways may stand one above the other (`１ …` over `1-1 …`).
pub(in crate::recover) fn group_headings(
    reading: &Reading,
    plans: &Plans,
    lexicon: &Lexicon<'_>,
) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut above: Vec<(usize, String)> = Vec::new();
    for (index, block) in reading.blocks.iter().enumerate() {
        match block {
            Block::Blank | Block::Page => {}
            Block::Table(_) => {
                let lists = match plans.by_block.get(&index) {
                    Some(Plan::Rows(_, header)) => *header > 0,
                    Some(Plan::Indicators) => reading.engine != Engine::Text,
                    _ => false,
                };
                let heads = above.drain(..).filter(|_| lists);
                found.extend(heads.map(|(heading, _)| heading));
            }
            Block::Line(line) => {
                let text = line.text.as_str();
                let unit = text.len() <= 4 * LONGEST_GROUP && key(text).contains("単位");
                if unit {
                    continue;
                }
                if reading.engine != Engine::Text && listing::is_row(&line.text, lexicon.words) {
                    found.extend(above.drain(..).map(|(heading, _)| heading));
                    continue;
                }
                match group_number(line, lexicon) {
                    Some(number) => {
                        let way = numbering(&number);
                        let reading_text = reading.engine == Engine::Text;
                        if reading_text || above.iter().any(|(_, other)| *other == way) {
                            above.clear();
                        }
                        above.push((index, way));
                    }
                    None => above.clear(),
                }
            }
        }
    }
    if found.len() < 2 { BTreeSet::new() } else { found }
}

/// The number of a line that may head a group of rows.
fn group_number(line: &Line, lexicon: &Lexicon<'_>) -> Option<String> {
    let text = line.text.as_str();
    if text.len() > 4 * LONGEST_GROUP {
        return None;
    }
    let (number, used) = japanese::leading_number(&line.text)?;
    let name = key(text.get(used..)?);
    let plain = (2..=LONGEST_GROUP).contains(&name.chars().count())
        && !name.contains('。')
        && !PARTS.iter().any(|end| name.ends_with(end));
    (plain && lexicon.label(text).is_none() && lexicon.heading_in(&line.text).is_none()).then_some(number)
}

/// Lines that follow a page's end more than once, by their key.
pub(in crate::recover) fn heads(reading: &Reading) -> BTreeSet<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut after_end = false;
    for block in &reading.blocks {
        match block {
            Block::Blank => {}
            Block::Page => after_end = true,
            Block::Table(_) => after_end = false,
            Block::Line(line) => {
                let text = line.text.as_str();
                if text.len() > 4 * LONGEST {
                    after_end = false;
                    continue;
                }
                let text = key(text);
                let ends = crate::recover::walk::is_page_number(&text);
                if after_end && !ends && text.chars().count() <= LONGEST {
                    *counts.entry(text).or_default() += 1;
                }
                after_end = ends;
            }
        }
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .map(|(line, _)| line)
        .collect()
}
