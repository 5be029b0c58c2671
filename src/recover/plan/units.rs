//! Units that stand around a table: in its caption, over its header, below it, on the facing page.

use crate::layout::Grid;
use crate::source::{Block, Reading};
use crate::vocabulary::key;

use crate::recover::amounts;
use crate::recover::columns;
use crate::recover::lexicon::Lexicon;

/// Longest line that states a unit.
const LONGEST_CAPTION: usize = 60;
/// Letters of the units that such a line states (件、人).
const LONGEST_UNIT: usize = 6;

/// `（単位：千円）`, also behind a heading (（４）事業費等（千円単位）, 構成する事業（決算額：千円）).
pub(in crate::recover) fn unit_caption(line: &str, lexicon: &Lexicon<'_>) -> Option<String> {
    let line = key(line);
    if line.chars().count() >= LONGEST_CAPTION {
        return None;
    }
    let bracket = line.strip_suffix(')').and_then(|line| line.rsplit_once('('));
    let behind = bracket.filter(|(heading, said)| {
        let unit = said.rsplit(':').next().unwrap_or_default();
        !heading.ends_with(|c: char| c.is_ascii_digit()) && lexicon.words.money.contains_key(unit)
    });
    (line.contains("単位") || behind.is_some())
        .then(|| amounts::unit_in(&line, lexicon.words))
        .flatten()
}

/// `（単位：人）`: whether a line says that the figures below it are no money.
pub(super) fn states_counts(line: &str, lexicon: &Lexicon<'_>) -> bool {
    let line = key(line);
    let said = line
        .split_once("単位")
        .map(|(_, said)| said.trim_start_matches([':', '：']));
    let unit = said.map(|said| said.trim_end_matches([')', '）']));
    unit.is_some_and(|unit| (1..=LONGEST_UNIT).contains(&unit.chars().count()))
        && line.chars().count() < LONGEST_CAPTION
        && unit_caption(&line, lexicon).is_none()
}

/// `※単位は千円` below a table.
pub(in crate::recover) fn note_below(
    reading: &Reading,
    index: usize,
    lexicon: &Lexicon<'_>,
) -> Option<String> {
    let below = reading
        .blocks
        .iter()
        .skip(index + 1)
        .filter(|block| !matches!(block, Block::Blank));
    let mut lines = below.take(2).map_while(|block| match block {
        Block::Line(line) => Some(line.text.as_str().trim()),
        _ => None,
    });
    let note =
        |text: &&str| text.starts_with(['※', '注', '*', '＊', '(', '（']) && key(text).contains("単位");
    let text = lines
        .find(note)
        .filter(|text| text.starts_with(['※', '注', '*', '＊']) || key(text).contains("(注"))?;
    unit_caption(text, lexicon)
}

/// The unit over the right half of a list on facing pages, which stands with the left one.
pub(super) fn unit_across(reading: &Reading, index: usize, lexicon: &Lexicon<'_>) -> Option<String> {
    let after = reading.blocks.iter().skip(index + 1);
    let facing = after.skip_while(|block| !matches!(block, Block::Page)).skip(1);
    let page: Vec<&Block> = facing.take_while(|block| !matches!(block, Block::Page)).collect();
    if page.iter().any(|block| matches!(block, Block::Table(_))) {
        return None;
    }
    page.iter().find_map(|block| match block {
        Block::Line(line) => unit_caption(line.text.as_str(), lexicon),
        _ => None,
    })
}

/// `主な事業 | （単位：千円）`: a heading and the unit of the table below, set like a row of cells; or over its header.
pub(super) fn unit_note(grid: &Grid, lexicon: &Lexicon<'_>) -> Option<String> {
    let mut cells = (0..grid.rows()).flat_map(|row| grid.origins(row));
    if grid.rows() == 1 {
        return cells.find_map(|cell| unit_caption(cell.text.as_str(), lexicon));
    }
    (0..columns::captions(grid, lexicon))
        .flat_map(|row| grid.origins(row))
        .find_map(|cell| unit_caption(cell.text.as_str(), lexicon))
}
