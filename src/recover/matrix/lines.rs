//! Which rows below its heads belong to a block of figures.

use std::ops::Range;

use crate::japanese::{Cell as Figures, read_cell};
use crate::layout::{Cell, Grid};
use crate::recover::lexicon::{Lexicon, Role};
use crate::vocabulary::key;

use super::heads::{Head, HeadRole, is_sum};
use super::is_figure;

/// Letters of what is done in a year, below its head.
const LONGEST_WORDS: usize = 60;

/// What the rows below the heads are held against.
pub(super) struct Lines<'a> {
    pub(super) grid: &'a Grid,
    pub(super) lexicon: &'a Lexicon<'a>,
    pub(super) heads: &'a [Head],
    /// Rows of the heads.
    pub(super) header: Range<usize>,
    /// Columns in front of the figures.
    pub(super) before: Range<usize>,
}

impl<'a> Lines<'a> {
    /// Rows of words between heads and figures, and the rows of figures.
    pub(super) fn extent(&self) -> (Vec<usize>, Range<usize>) {
        let below = self.header.end..self.grid.rows();
        let texts: Vec<usize> = below.take_while(|&row| self.is_worded(row)).collect();
        let first = self.header.end + texts.len();
        let end = (first..self.grid.rows())
            .find(|&row| !self.fits(row) || self.is_own_line(row) || self.is_judgement(row))
            .unwrap_or(self.grid.rows());
        (texts, first..end)
    }

    /// Whether any of these rows has a figure under a head.
    pub(super) fn has_figures(&self, mut rows: Range<usize>) -> bool {
        rows.any(|row| self.holds_figure(row))
    }

    /// Quotients among the names: columns of a table whose years go down.
    pub(super) fn has_quotients(&self, mut rows: Range<usize>, names: &Range<usize>) -> bool {
        rows.any(|row| {
            names
                .clone()
                .filter_map(|column| self.begins(row, column))
                .any(|cell| matches!(read_cell(cell.text.as_str()), Figures::Number(number) if number.decimals > 0))
        })
    }

    /// The cell that begins in this slot.
    fn begins(&self, row: usize, column: usize) -> Option<&'a Cell> {
        let cell = self.grid.cell(row, column)?;
        (cell.row == row && cell.column == column).then_some(cell)
    }

    fn holds_figure(&self, row: usize) -> bool {
        let mut cells = self
            .heads
            .iter()
            .filter_map(|head| self.grid.cell(row, head.column));
        cells.any(|cell| is_figure(cell.text.as_str()))
    }

    /// Whether a row has figures under its heads, or nothing.
    fn fits(&self, row: usize) -> bool {
        let mut cells = self
            .heads
            .iter()
            .filter_map(|head| self.grid.cell(row, head.column));
        cells.all(|cell| cell.text.is_blank() || is_figure(cell.text.as_str()) && !self.is_over_several(cell))
    }

    /// 増減説明 | 100 over all years: what is said of the whole.
    fn is_over_several(&self, cell: &Cell) -> bool {
        let columns = cell.column..cell.column + cell.columns;
        let years = self.heads.iter().filter(|head| head.role == HeadRole::Year);
        years.filter(|head| columns.contains(&head.column)).count() > 1
    }

    /// `評価 | A` below the figures: two cells of its own and no figure is another line of the sheet.
    fn is_own_line(&self, row: usize) -> bool {
        let cells = || self.before.clone().filter_map(|column| self.begins(row, column));
        !self.holds_figure(row)
            && cells()
                .filter(|cell| cell.rows == 1 && !cell.text.is_blank())
                .count()
                > 1
    }

    /// 成果指標の達成状況 below the figures, not yet judged.
    fn is_judgement(&self, row: usize) -> bool {
        let mut named = self
            .before
            .clone()
            .filter_map(|column| self.grid.cell(row, column));
        !self.holds_figure(row)
            && named.any(|cell| self.lexicon.label(cell.text.as_str()) == Some(Role::Evaluation))
    }

    /// 実施方法 | 委託 | 委託 …: words under every year, before the figures.
    fn is_worded(&self, row: usize) -> bool {
        let wide = |head: &Head| {
            let over = self.grid.cell(self.header.end - 1, head.column);
            over.map_or(1, |cell| cell.columns)
        };
        let is_word = |cell: &Cell| {
            let text = cell.text.as_str();
            !cell.text.is_blank() && !is_figure(text) && key(text).chars().count() <= LONGEST_WORDS
        };
        !self.before.is_empty()
            && self
                .heads
                .iter()
                .filter(|head| !is_sum(head.label.as_str(), self.lexicon))
                .all(|head| {
                    let cell = self.grid.cell(row, head.column);
                    cell.is_some_and(|cell| cell.row == row && cell.columns == wide(head) && is_word(cell))
                })
    }
}
