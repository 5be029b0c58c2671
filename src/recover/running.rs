//! Lines that head page after page, or table after table.

use std::collections::{BTreeMap, BTreeSet};

use crate::japanese;
use crate::source::{Block, Reading};
use crate::vocabulary::key;

use super::lexicon::Lexicon;
use super::plan::{Plan, Plans};

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

/// Numbered lines right above tables of rows, `(1) 母子保健の充実`, when several tables have one: headings of groups.
pub(super) fn group_headings(reading: &Reading, plans: &Plans, lexicon: &Lexicon<'_>) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut above: Option<usize> = None;
    for (index, block) in reading.blocks.iter().enumerate() {
        match block {
            Block::Blank | Block::Page => {}
            Block::Table(_) => {
                let rows = matches!(plans.by_block.get(&index), Some(Plan::Rows(_, header)) if *header > 0);
                found.extend(above.take().filter(|_| rows));
            }
            Block::Line(line) => {
                let text = line.text.as_str();
                let unit = text.len() <= 4 * LONGEST_GROUP && key(text).contains("単位");
                let heads = || {
                    let (_, used) = japanese::leading_number(&line.text)?;
                    let name = key(text.get(used..)?);
                    let plain = (2..=LONGEST_GROUP).contains(&name.chars().count())
                        && !name.contains('。')
                        && !PARTS.iter().any(|end| name.ends_with(end));
                    (plain && lexicon.label(text).is_none() && lexicon.heading_in(&line.text).is_none())
                        .then_some(index)
                };
                if !unit {
                    above = (text.len() <= 4 * LONGEST_GROUP).then(heads).flatten();
                }
            }
        }
    }
    if found.len() < 2 { BTreeSet::new() } else { found }
}

/// Lines that follow a page's end more than once, by their key.
pub(super) fn heads(reading: &Reading) -> BTreeSet<String> {
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
                let ends = super::read::is_page_number(&text);
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
