//! Rows of a form that head the rows below them.

use crate::layout::Cell;
use crate::recover::lexicon::Role;
use crate::recover::state::State;

use super::board::{Board, Kind};
use super::words::{LONGEST_UNKNOWN, is_opener, wordy};

/// Rows looked at below a level's name for more lines of labels.
const LINES: usize = 5;

impl<'g> Board<'g> {
    /// Whether a row is labels over a row of values: 事業番号 | 事業名 | 担当課.
    pub fn is_heads(&self, row: usize) -> bool {
        let cells = self.row(row);
        let side = |cell: &&&Cell| cell.rows == 1;
        let heads: Vec<&&Cell> = cells.iter().filter(side).collect();
        let below = self.row(row + 1);
        // 細事業名称 | その他 ⏎ 細事業概要 | … ⏎ 増減説明 | …: labels and their answers, line by line.
        let labelled = |row: usize, column: usize| {
            let cell = self
                .at(row, column)
                .filter(|cell| (cell.row, cell.column) == (row, column))?;
            let right = self.right_of(cell)?;
            let answered = right.row == row && self.label(right).is_none_or(|role| *role == Role::Period);
            self.label(cell).filter(|role| answered && **role != Role::Period)
        };
        let lines = |head: &Cell| {
            matches!(self.label(head), Some(Role::Level(_) | Role::Name))
                && (row + 1..row + 1 + LINES).any(|row| labelled(row, head.column).is_some())
        };
        // 対象者 | 昭和50年度 between other labels of the first column.
        let between = |head: &Cell| {
            let other = |row: Option<usize>| row.is_some_and(|row| labelled(row, head.column).is_some());
            self.grid.columns() == 2 && other(row.checked_sub(1)) && other(Some(row + 1))
        };
        let lines = heads.len() == 2
            && below.len() == 2
            && heads.first().is_some_and(|head| lines(head) || between(head));
        // A shaded label and what is written beside it are no heads alike.
        let shaded = heads.iter().filter(|cell| self.tints.shades(cell)).count();
        let alike = shaded == 0 || shaded == heads.len() || heads.iter().all(|cell| cell.tint.is_some());
        heads.len() >= 2
            && !lines
            && alike
            && heads.iter().all(|cell| self.label(cell).is_some())
            && below.iter().any(|cell| self.is_value(cell))
            && heads.iter().any(|cell| self.label(cell) != Some(&Role::Period))
            && below
                .iter()
                .filter(|cell| !matches!(self.kind(cell), Kind::Blank))
                .all(|cell| {
                    let aligned = heads.iter().any(|head| head.column == cell.column);
                    let first = heads.first().is_some_and(|head| head.column == cell.column);
                    aligned && (first || self.label(cell).is_none_or(|role| *role == Role::Period))
                })
            && below
                .iter()
                .filter(|cell| !matches!(self.kind(cell), Kind::Blank))
                .count()
                * 2
                >= heads.len()
    }

    /// Heads in several rows over a row of values (事業名 over two rows beside 計画の記載 over 有 | 無): the upper ones.
    pub fn tall_heads(&self, row: usize) -> Option<Vec<&'g Cell>> {
        let heads = self.tall_band(row)?;
        heads
            .iter()
            .all(|head| self.label(head).is_some())
            .then_some(heads)
    }

    /// The upper cells of a band of rows that all end together, with values right below them.
    fn tall_band(&self, row: usize) -> Option<Vec<&'g Cell>> {
        let heads: Vec<&Cell> = self.row(row);
        let height = heads.iter().map(|cell| cell.rows).max()?;
        let end = row + height;
        let lower: Vec<&Cell> = (row + 1..end).flat_map(|row| self.row(row)).collect();
        let whole = heads
            .iter()
            .chain(&lower)
            .all(|cell| cell.row + cell.rows <= end && !matches!(self.kind(cell), Kind::Blank))
            && lower.iter().all(|cell| {
                let upper = heads.iter().find(|head| covers(head, cell));
                upper.is_some_and(|upper| upper.rows < height)
            });
        let below: Vec<&Cell> = self
            .row(end)
            .into_iter()
            .filter(|cell| !matches!(self.kind(cell), Kind::Blank))
            .collect();
        let answers = below.iter().all(|cell| {
            self.label(cell).is_none_or(|role| *role == Role::Period)
                && heads.iter().any(|head| covers(head, cell))
        });
        let known = heads.iter().filter(|cell| self.label(cell).is_some()).count();
        let fits = height > 1
            && heads.len() > 2
            && !lower.is_empty()
            && whole
            && answers
            && known >= 2
            && known * 3 >= heads.len() * 2
            && below.len() * 2 >= heads.len()
            && below.iter().any(|cell| self.is_value(cell));
        fits.then_some(heads)
    }

    /// Heads in several rows may hold words that nobody knows; what stands below an upper one is no value.
    pub(super) fn complete_tall_heads(&mut self, state: &State<'_>) {
        for row in 0..self.grid.rows() {
            let Some(heads) = self.tall_band(row) else {
                continue;
            };
            let height = heads.iter().map(|cell| cell.rows).max().unwrap_or(1);
            let unknown = |board: &Self, cell: &&Cell| board.label(cell).is_none();
            if heads
                .iter()
                .filter(|cell| unknown(self, cell))
                .all(|cell| wordy(cell, state, LONGEST_UNKNOWN))
            {
                let lower = (row + 1..row + height).flat_map(|row| self.row(row));
                for cell in heads.into_iter().chain(lower).collect::<Vec<_>>() {
                    if unknown(self, &cell) {
                        self.set(cell, Kind::Label(Role::Text));
                    }
                }
            }
        }
    }

    /// Heads that a word such as 項目 opens, whatever they say: the cells right of it, over cells of the rows below.
    pub fn crossed(&self, row: usize, state: &State<'_>) -> Option<Vec<&'g Cell>> {
        let cells = self.row(row);
        let at = cells.iter().position(|cell| is_opener(cell, state))?;
        let opener = cells.get(at)?;
        let heads: Vec<&Cell> = cells
            .get(at..)?
            .iter()
            .copied()
            .filter(|cell| !matches!(self.kind(cell), Kind::Blank))
            .collect();
        let short = heads
            .iter()
            .all(|cell| cell.text.as_str().chars().count() <= LONGEST_UNKNOWN);
        let below: Vec<&Cell> = self
            .row(opener.row + opener.rows)
            .into_iter()
            .filter(|cell| cell.column >= opener.column && !matches!(self.kind(cell), Kind::Blank))
            .collect();
        let aligned = below
            .iter()
            .all(|cell| heads.iter().any(|head| covers(head, cell)));
        let first = below.first().is_some_and(|cell| cell.column == opener.column);
        let others = below.iter().skip(1).any(|cell| self.label(cell).is_none());
        (heads.len() >= 3 && short && aligned && first && others && below.len() * 2 >= heads.len())
            .then_some(heads)
    }

    /// Whether a cell is a lower part of heads that begin at `head`: the opener of them reaches down beside it.
    pub fn is_lower_head(&self, lower: &Cell, head: &Cell) -> bool {
        (0..head.column)
            .filter_map(|column| self.grid.cell(head.row, column))
            .any(|beside| beside.row == head.row && beside.rows > 1 && beside.row + beside.rows > lower.row)
    }

    /// A row of labels over a row of values may hold one that nobody knows.
    pub(super) fn complete_heads(&mut self, state: &State<'_>) {
        for row in 0..self.grid.rows() {
            let cells: Vec<&Cell> = self.row(row).into_iter().filter(|cell| cell.rows == 1).collect();
            let labels = cells.iter().filter(|cell| self.label(cell).is_some()).count();
            let unknown: Vec<&Cell> = cells
                .iter()
                .copied()
                .filter(|cell| self.label(cell).is_none())
                .collect();
            let below: Vec<&Cell> = self.row(row + 1);
            let values = below.iter().all(|cell| {
                self.label(cell).is_none_or(|role| *role == Role::Period)
                    && cells.iter().any(|head| head.column == cell.column)
            });
            if labels >= 2
                && unknown.len() * 2 <= labels
                && unknown.iter().all(|cell| wordy(cell, state, LONGEST_UNKNOWN))
                && !below.is_empty()
                && values
                && below.iter().any(|cell| self.is_value(cell))
            {
                for cell in unknown {
                    self.set(cell, Kind::Label(Role::Text));
                }
            }
        }
    }
}

/// Whether a cell stands under a head, or under a part of it.
fn covers(head: &Cell, cell: &Cell) -> bool {
    head.column <= cell.column && cell.column < head.column + head.columns
}
