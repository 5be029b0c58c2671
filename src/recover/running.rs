//! Lines that head page after page.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Block, Reading};
use crate::vocabulary::key;

const LONGEST: usize = 60;

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
