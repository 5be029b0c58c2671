//! Headings of a sheet that numbers count on: １．事業の目的 … ２．事業の内容 … ３．事業費.

use crate::japanese;
use crate::source::{Block, Passage, Reading};
use crate::vocabulary::key;

use crate::recover::lexicon::Lexicon;
use crate::recover::lines::listing;

/// Fewest of them.
const FEWEST: usize = 3;
/// Letters of one.
const LONGEST: usize = 24;

/// The lines that are such headings, most of them known as labels.
pub(in crate::recover) fn headings(reading: &Reading, lexicon: &Lexicon<'_>) -> Vec<String> {
    let lines = reading.blocks.iter().filter_map(|block| match block {
        Block::Line(line) => Some(&line.text),
        _ => None,
    });
    let mut found: Vec<&Passage> = Vec::new();
    let mut last = 0;
    for line in lines {
        match number(line) {
            Some(own) if own == last + 1 || own == 1 => {
                found.push(line);
                last = own;
            }
            _ => {}
        }
    }
    let label = |line: &&&Passage| lexicon.label(listing::without_number(line).as_str()).is_some();
    let known = found.iter().filter(label).count();
    if found.len() < FEWEST || known * 2 < found.len() {
        return Vec::new();
    }
    found.into_iter().map(|line| key(line.as_str())).collect()
}

/// The number of a short line without a full stop that begins with a digit.
fn number(line: &Passage) -> Option<usize> {
    let text = line.as_str().trim_start();
    let plain = text.starts_with(|c: char| japanese::digit(c).is_some());
    let short = key(text).chars().count() <= LONGEST && !text.contains('。');
    let (number, _) = (plain && short)
        .then(|| japanese::leading_number(line))
        .flatten()?;
    number.parse().ok()
}
