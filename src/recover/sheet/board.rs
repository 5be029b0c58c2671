//! The cells of a form, what each is – label, heading or value – and what stands around it.

use std::collections::BTreeSet;

use crate::layout::{Cell, Grid};
use crate::recover::lexicon::{Heading, Role};
use crate::recover::state::State;
use crate::recover::survey::shading::LabelTints;
use crate::source::Passage;

use super::words::alone;

/// What a cell is.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Label(Role),
    Heading(Heading),
    /// 担当課：財政課: label, its role and the value in one cell.
    Pair(Passage, Role, Passage),
    Value,
    Blank,
}

/// A form with what its cells are.
pub(super) struct Board<'g> {
    pub grid: &'g Grid,
    /// What begins in each slot, row by row; nothing where no cell begins or the cell belongs to a block of figures.
    kinds: Vec<Option<Kind>>,
    pub(super) tints: LabelTints,
}

impl<'g> Board<'g> {
    /// Looks at every cell but those that belong to blocks of figures.
    pub fn new(grid: &'g Grid, taken: &BTreeSet<(usize, usize)>, state: &State<'_>) -> Self {
        let mut board = Board {
            grid,
            kinds: vec![None; grid.rows() * grid.columns()],
            tints: state.tints.clone(),
        };
        for cell in (0..grid.rows()).flat_map(|row| grid.origins(row)) {
            if !taken.contains(&(cell.row, cell.column)) {
                board.set(cell, alone(cell, state));
            }
        }
        board.clear_answers(state);
        board.numbered_accounts(state);
        board.mark_accounts(state);
        board.complete_heads(state);
        board.complete_tall_heads(state);
        board.answer_levels(state);
        board.promote(state);
        board.answer_levels(state);
        board.clear_answers(state);
        board
    }

    /// Cells that begin in a row, left to right, blocks of figures apart.
    pub fn row(&self, row: usize) -> Vec<&'g Cell> {
        self.grid
            .origins(row)
            .filter(|cell| self.known(cell).is_some())
            .collect()
    }

    pub fn kind(&self, cell: &Cell) -> &Kind {
        self.known(cell).unwrap_or(&Kind::Blank)
    }

    /// Says what a cell is.
    pub(super) fn set(&mut self, cell: &Cell, kind: Kind) {
        let slot = cell.row * self.grid.columns() + cell.column;
        if let Some(known) = self.kinds.get_mut(slot) {
            *known = Some(kind);
        }
    }

    fn known(&self, cell: &Cell) -> Option<&Kind> {
        self.kinds
            .get(cell.row * self.grid.columns() + cell.column)?
            .as_ref()
    }

    pub fn label(&self, cell: &Cell) -> Option<&Role> {
        match self.kind(cell) {
            Kind::Label(role) => Some(role),
            _ => None,
        }
    }

    pub fn is_value(&self, cell: &Cell) -> bool {
        matches!(self.kind(cell), Kind::Value)
    }

    /// The cell right of another one on the row where that one begins.
    pub fn right_of(&self, cell: &Cell) -> Option<&'g Cell> {
        self.at(cell.row, cell.column + cell.columns)
    }

    /// The cell left of another one on the row where that one begins.
    pub fn left_of(&self, cell: &Cell) -> Option<&'g Cell> {
        self.at(cell.row, cell.column.checked_sub(1)?)
    }

    /// The value right below a label that stands with others beside a cell over both rows (事業名 | … | 開始 | 終了 over
    /// two rows of the last two).
    pub fn hanging(&self, cell: &Cell) -> Option<&'g Cell> {
        let below = self.over_value(cell)?;
        let neighbour = |other: Option<&Cell>| {
            other.is_some_and(|other| other.row == cell.row && self.over_value(other).is_some())
        };
        (neighbour(self.right_of(cell)) || neighbour(self.left_of(cell))).then_some(below)
    }

    /// Whether a value hangs below such a label.
    pub fn hangs(&self, cell: &Cell) -> bool {
        self.above(cell).is_some_and(|above| {
            self.hanging(above)
                .is_some_and(|below| (below.row, below.column) == (cell.row, cell.column))
        })
    }

    /// What stands right below a label of a row that has a cell reaching further down.
    fn over_value(&self, cell: &Cell) -> Option<&'g Cell> {
        self.label(cell).filter(|role| **role != Role::Period)?;
        let below = self.at(cell.row + 1, cell.column)?;
        let aligned = cell.rows == 1
            && (below.row, below.column, below.columns) == (cell.row + 1, cell.column, cell.columns)
            && below.rows == 1;
        let value = matches!(self.kind(below), Kind::Value | Kind::Label(Role::Period));
        let tall =
            |other: &&Cell| other.row <= cell.row && other.row + other.rows == cell.row + 2 && other.rows > 1;
        let beside_tall = (0..cell.column)
            .filter_map(|column| self.grid.cell(cell.row, column))
            .any(|other| tall(&other));
        let answered = self
            .right_of(cell)
            .is_some_and(|right| right.row == cell.row && self.is_value(right));
        let own = self.left_of(below).is_some_and(|left| {
            left.row == below.row
                && left.rows == 1
                && self.label(left).is_some_and(|role| *role != Role::Period)
        });
        (aligned && value && beside_tall && !answered && !own).then_some(below)
    }

    /// The cell over another one.
    pub fn above(&self, cell: &Cell) -> Option<&'g Cell> {
        self.at(cell.row.checked_sub(1)?, cell.column)
    }

    pub fn at(&self, row: usize, column: usize) -> Option<&'g Cell> {
        let cell = self.grid.cell(row, column)?;
        self.known(cell).map(|_| cell)
    }
}
