//! Blocks of figures whose years stand down the side, turned so that they stand over the columns.

use std::ops::Range;

use crate::layout::{Cell, Grid};

use super::{is_figure, is_head};
use crate::recover::amounts;
use crate::recover::lexicon::{Lexicon, Role};

/// Letters of 決算, 予算額 beside a year.
const LONGEST_STAGE: usize = 4;

/// A block with its years down the side, turned so that they stand over the columns.
pub(crate) fn turned(grid: &Grid, lexicon: &Lexicon<'_>) -> Option<Grid> {
    // What stands over the years heads them (年度) and is no amount itself.
    let amounts = (1..grid.columns())
        .filter_map(|column| grid.cell(0, column).filter(|cell| cell.column == column))
        .filter(|cell| {
            matches!(
                lexicon.label(cell.text.as_str()),
                Some(Role::Budget | Role::Funding)
            )
        });
    let dated = (1..grid.rows())
        .filter_map(|row| grid.cell(row, 0).filter(|cell| cell.row == row))
        .filter(|cell| is_head(cell.text.as_str(), lexicon))
        .count();
    if amounts.count() == 0 || dated < 2 || dated * 2 < grid.rows() {
        return None;
    }
    let cells = (0..grid.rows()).flat_map(|row| grid.origins(row));
    let turned = cells.map(|cell| Cell {
        row: cell.column,
        column: cell.row,
        rows: cell.columns,
        columns: cell.rows,
        ..cell.clone()
    });
    Grid::new(turned.collect()).ok()
}

/// Rows inside a form that are a block with its years down the side: heads of amounts over rows of figures, each named
/// by a year. The first row is that of the heads.
pub(crate) fn dated_rows(grid: &Grid, lexicon: &Lexicon<'_>) -> Vec<Range<usize>> {
    let text = |row: usize, column: usize| {
        let cell = grid
            .cell(row, column)
            .filter(|cell| cell.row == row && cell.column == column);
        cell.map(|cell| cell.text.as_str())
    };
    let heads = |row: usize| {
        let amount = |column: usize| {
            let role = text(row, column).and_then(|text| lexicon.label(text));
            matches!(role, Some(Role::Budget | Role::Funding))
        };
        let worded = (1..grid.columns()).all(|column| {
            text(row, column).is_none_or(|text| !is_figure(text) && lexicon.column_year(text).is_none())
        });
        worded && (1..grid.columns()).filter(|&column| amount(column)).count() >= 2
    };
    let dated = |row: usize| {
        let named = text(row, 0).is_some_and(|text| {
            lexicon.label(text) == Some(Role::Period)
                || is_head(text, lexicon) && lexicon.column_year(text).is_some()
        });
        // R5 | 決算 | 5,410: the stage has a column of its own.
        let stage = |text: &str| {
            !is_figure(text)
                && text.chars().count() <= LONGEST_STAGE
                && amounts::phase_of(text, lexicon.words).is_some()
        };
        let first = if text(row, 1).is_some_and(stage) { 2 } else { 1 };
        let mut figures = (first..grid.columns())
            .filter_map(|column| text(row, column))
            .filter(|text| !text.trim().is_empty());
        named && figures.clone().count() > 1 && figures.all(is_figure)
    };
    let mut found = Vec::new();
    let mut row = 0;
    while row + 1 < grid.rows() {
        let end = (row + 1..grid.rows())
            .find(|&row| !dated(row))
            .unwrap_or(grid.rows());
        if end > row + 2 && heads(row) {
            found.push(row..end);
            row = end;
        } else {
            row += 1;
        }
    }
    found
}

/// Those rows of a grid turned, so that the years stand over the columns.
pub(crate) fn turned_rows(grid: &Grid, rows: &Range<usize>) -> Option<Grid> {
    let cells = rows.clone().flat_map(|row| grid.origins(row));
    let turned = cells.map(|cell| Cell {
        row: cell.column,
        column: cell.row - rows.start,
        rows: cell.columns,
        columns: cell.rows.min(rows.end - cell.row),
        ..cell.clone()
    });
    Grid::new(turned.collect()).ok()
}
