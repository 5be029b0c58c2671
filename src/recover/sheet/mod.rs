//! Form sheets of pages, where the place of every cell is known: a value belongs to the label at its left or above it.
//!
//! Text from other programs may have lost cells; its forms are read as a stream of labels and values (`form.rs`).

mod board;
mod choice_list;
mod choices;
mod company;
mod facts;
mod give;
mod headed;
mod heads;
mod options;
mod stream;
mod tell;
mod told_line;
mod words;

use crate::layout::Grid;
use crate::source::Passage;
use crate::vocabulary::key;

use super::indicators::IndicatorDraft;
use super::matrix::{block, turned};
use super::state::State;
use super::{amounts, matrix};

use board::Board;

/// Reads a form: blocks of figures, then what each label says. Returns the quantities among the figures.
pub(crate) fn read(state: &mut State<'_>, grid: &Grid, unit: Option<&str>) -> Vec<IndicatorDraft> {
    if let Some(turned) = turned::turned(grid, state.lexicon) {
        let blocks = matrix::find(&turned, state.lexicon);
        if !blocks.is_empty() {
            let read = |block| block::read(state, &turned, block, unit);
            return blocks.iter().flat_map(read).collect();
        }
    }
    state.form_unit = stated_unit(state, grid).or_else(|| unit.map(str::to_owned));
    let down = turned::dated_rows(grid, state.lexicon);
    let mut blocks = matrix::find(grid, state.lexicon);
    blocks.retain(|block| !down.iter().any(|rows| rows.contains(&block.first_row())));
    let mut taken = matrix::slots(&blocks);
    let over = blocks.iter().filter_map(|block| block.over_heads(grid));
    taken.extend(over.map(|cell| (cell.row, cell.column)));
    for rows in &down {
        taken.extend(
            rows.clone()
                .flat_map(|row| (0..grid.columns()).map(move |column| (row, column))),
        );
    }
    let lines = told_line::find(grid, state);
    let lines: Vec<_> = lines
        .into_iter()
        .filter(|(row, _)| (0..grid.columns()).all(|column| !taken.contains(&(*row, column))))
        .collect();
    for (row, _) in &lines {
        taken.extend((0..grid.columns()).map(|column| (*row, column)));
    }
    let board = Board::new(grid, &taken, state);
    let across = blocks.iter().map(matrix::Matrix::first_row);
    let starts: Vec<usize> = across
        .chain(down.iter().map(|rows| rows.start))
        .chain(lines.iter().map(|(row, _)| *row))
        .collect();
    let facts = facts::find(&board, &starts, state);
    let mut found = tell::tell(state, facts, &mut |state, index| {
        let Some(block) = blocks.get(index) else {
            let rows = down.get(index - blocks.len());
            if let Some((_, line)) = lines.get(index.wrapping_sub(blocks.len() + down.len())) {
                return vec![IndicatorDraft {
                    item: state.target(),
                    ..line.clone()
                }];
            }
            return rows
                .map(|rows| read_down(state, grid, rows, unit))
                .unwrap_or_default();
        };
        let above = unit_above(state, grid, block.first_row());
        let mut made = block::read(state, grid, block, above.as_deref().or(unit));
        for indicator in &mut made {
            indicator.item = state.target();
        }
        made
    });
    state.unit = unit_below(grid, state).or(state.unit.take());
    for row in 0..grid.rows() {
        for nested in grid.origins(row).flat_map(|cell| &cell.nested) {
            found.extend(read(state, nested, unit));
        }
    }
    found
}

/// Rows of figures named by years, inside a form.
fn read_down(
    state: &mut State<'_>,
    grid: &Grid,
    rows: &std::ops::Range<usize>,
    unit: Option<&str>,
) -> Vec<IndicatorDraft> {
    let Some(turned) = turned::turned_rows(grid, rows) else {
        return Vec::new();
    };
    let blocks = matrix::find(&turned, state.lexicon);
    let above = unit_above(state, grid, rows.start);
    let unit = above.as_deref().or(unit);
    let mut made: Vec<IndicatorDraft> = blocks
        .iter()
        .flat_map(|block| block::read(state, &turned, block, unit))
        .collect();
    for indicator in &mut made {
        indicator.item = state.target();
    }
    made
}

/// The unit of money that the labels of a form state, where they state only one (財源内訳（円）).
fn stated_unit(state: &State<'_>, grid: &Grid) -> Option<String> {
    let labels = (0..grid.rows())
        .flat_map(|row| grid.origins(row))
        .filter(|cell| state.lexicon.label(cell.text.as_str()).is_some() || is_unit_note(&cell.text));
    let mut units: Vec<String> = labels
        .filter_map(|cell| amounts::unit_in(cell.text.as_str(), state.lexicon.words))
        .collect();
    units.sort_unstable();
    units.dedup();
    if units.len() == 1 { units.pop() } else { None }
}

/// The unit that a row above the block states (単位：千円).
fn unit_above(state: &State<'_>, grid: &Grid, first_row: usize) -> Option<String> {
    let above = (0..first_row).rev().take(2);
    above
        .flat_map(|row| grid.origins(row))
        .filter(|cell| is_unit_note(&cell.text))
        .find_map(|cell| amounts::unit_in(cell.text.as_str(), state.lexicon.words))
}

/// The unit that the last row states for what follows: ２．事業費の推移（単位：千円） over the table below.
fn unit_below(grid: &Grid, state: &State<'_>) -> Option<String> {
    let last = grid.cell(grid.rows().checked_sub(1)?, 0)?;
    let caption = last.columns == grid.columns() && last.columns > 1;
    caption
        .then(|| super::plan::unit_caption(last.text.as_str(), state.lexicon))
        .flatten()
}

/// （単位：千円）, １ コストの状況（円）.
fn is_unit_note(text: &Passage) -> bool {
    let plain = key(text.as_str());
    let bracketed = ["(円)", "(万円)", "(百万円)"];
    text.as_str().contains("単位")
        || text.as_str().chars().count() < 40
            && (plain.contains("千円") || bracketed.iter().any(|unit| plain.ends_with(unit)))
}
