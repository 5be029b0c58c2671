//! Sheets whose fields stand in boxes of their own, each with its label over its value: read as one form.

use crate::layout::{Cell, Grid};
use crate::source::{Block, Reading};
use crate::vocabulary::key;

use super::Arranged;
use crate::recover::lexicon::Lexicon;

/// Letters of a label that nobody knows.
const LONGEST_LABEL: usize = 12;
/// Fewest boxes that are a form.
const FEWEST: usize = 2;

/// Puts the boxes that follow each other into one table, a line each.
pub(super) fn gather(arranged: &mut Arranged<'_>, lexicon: &Lexicon<'_>) {
    for run in runs(&arranged.reading, lexicon) {
        let Some(grid) = form(&arranged.reading, &run) else {
            continue;
        };
        let Some((&first, others)) = run.split_first() else {
            continue;
        };
        arranged.replace(first, grid, |_| 1);
        for &other in others {
            arranged.merge(other, first, |_| 1);
        }
    }
}

/// Blocks of boxes with nothing between them, most of their labels known.
fn runs(reading: &Reading, lexicon: &Lexicon<'_>) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = vec![Vec::new()];
    for (index, block) in reading.blocks.iter().enumerate() {
        match block {
            Block::Table(grid) if is_box(grid) => runs
                .iter_mut()
                .next_back()
                .into_iter()
                .for_each(|run| run.push(index)),
            Block::Blank => {}
            _ => runs.push(Vec::new()),
        }
    }
    let known = |index: &&usize| match reading.blocks.get(**index) {
        Some(Block::Table(grid)) => grid
            .cell(0, 0)
            .is_some_and(|label| lexicon.label(label.text.as_str()).is_some()),
        _ => false,
    };
    runs.retain(|run| run.len() >= FEWEST && run.iter().filter(known).count() * 3 >= run.len() * 2);
    runs
}

/// A short text over another one.
fn is_box(grid: &Grid) -> bool {
    let (Some(label), Some(value)) = (grid.cell(0, 0), grid.cell(1, 0)) else {
        return false;
    };
    let label = key(label.text.as_str());
    (grid.rows(), grid.columns()) == (2, 1)
        && (1..=LONGEST_LABEL).contains(&label.chars().count())
        && !label.contains('。')
        && !value.text.is_blank()
}

fn form(reading: &Reading, run: &[usize]) -> Option<Grid> {
    let mut cells: Vec<Cell> = Vec::new();
    for (line, index) in run.iter().enumerate() {
        let Some(Block::Table(grid)) = reading.blocks.get(*index) else {
            return None;
        };
        for column in 0..2 {
            cells.push(Cell {
                row: line,
                column,
                ..grid.cell(column, 0)?.clone()
            });
        }
    }
    Grid::new(cells).ok()
}
