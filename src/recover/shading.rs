//! Which shading a document gives to its labels: then an unknown word on it is a label, too, and a known word beside
//! it is what somebody wrote into the form.

use std::collections::{BTreeMap, BTreeSet};

use crate::japanese::{self, Cell as Figures, read_cell};
use crate::layout::{Cell, Grid, Tint};
use crate::source::{Block, Reading};
use crate::vocabulary::key;

use super::lexicon::{Lexicon, Role};

/// Different known labels that must stand on a shading.
const KNOWN: usize = 3;
/// Longest text of a shaded label.
const LONGEST: usize = 60;

/// What stands on one shading.
#[derive(Default)]
struct Seen {
    labels: BTreeSet<String>,
    known: usize,
    others: usize,
    figures: usize,
}

/// The shading of labels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LabelTints {
    tints: BTreeSet<Tint>,
    /// Whether hardly a label stands elsewhere.
    all: bool,
}

impl LabelTints {
    pub(crate) fn of(reading: &Reading, lexicon: &Lexicon<'_>) -> Self {
        let mut seen: BTreeMap<Option<Tint>, Seen> = BTreeMap::new();
        for block in &reading.blocks {
            if let Block::Table(grid) = block {
                count(grid, lexicon, &mut seen);
            }
        }
        let labels = |seen: &Seen| {
            seen.labels.len() >= KNOWN
                && seen.known * 2 >= seen.others
                && seen.figures * 10 <= seen.known + seen.others
        };
        let (shaded, rest): (Vec<_>, Vec<_>) = seen
            .into_iter()
            .partition(|(tint, seen)| tint.is_some() && labels(seen));
        let known = |part: &[(Option<Tint>, Seen)]| part.iter().map(|(_, seen)| seen.known).sum::<usize>();
        LabelTints {
            all: known(&rest) * 3 <= known(&shaded),
            tints: shaded.into_iter().filter_map(|(tint, _)| tint).collect(),
        }
    }

    /// Whether a cell is shaded as labels are.
    pub(crate) fn shades(&self, cell: &Cell) -> bool {
        cell.tint.is_some_and(|tint| self.tints.contains(&tint))
    }

    /// Whether its shading makes a cell a label, whatever its words.
    pub(crate) fn marks(&self, cell: &Cell) -> bool {
        let text = cell.text.as_str();
        self.shades(cell)
            && text.chars().any(japanese::is_japanese)
            && !text.contains('。')
            && key(text).chars().count() <= LONGEST
            && !matches!(read_cell(text), Figures::Number(_))
    }

    /// Whether its lack of shading makes a cell what a label asks for, whatever its words.
    pub(crate) fn clears(&self, cell: &Cell) -> bool {
        self.all && !self.tints.is_empty() && !self.shades(cell)
    }

    /// Whether a cell is a shaded caption as wide as its table over one plain text.
    pub(crate) fn heads(&self, grid: &Grid, cell: &Cell) -> bool {
        let wide = |cell: &Cell| cell.columns == grid.columns();
        let below = grid.cell(cell.row + cell.rows, cell.column);
        let text = cell.text.as_str();
        cell.tint.is_some()
            && wide(cell)
            && text.chars().any(japanese::is_japanese)
            && !text.contains('。')
            && key(text).chars().count() <= LONGEST
            && below.is_some_and(|below| below.tint.is_none() && wide(below))
    }

    /// Whether a table sets labels beside what they ask for, or over it.
    pub(crate) fn asks(&self, grid: &Grid) -> bool {
        let answered = |cell: &Cell| {
            self.marks(cell)
                && grid
                    .cell(cell.row, cell.column + cell.columns)
                    .is_some_and(|right| !self.shades(right) && !right.text.is_blank())
        };
        let mut cells = (0..grid.rows()).flat_map(|row| grid.origins(row));
        let captioned = grid.rows() == 2 && grid.columns() == 1;
        cells.any(|cell| answered(cell) || captioned && self.heads(grid, cell))
    }
}

fn count(grid: &Grid, lexicon: &Lexicon<'_>, seen: &mut BTreeMap<Option<Tint>, Seen>) {
    for cell in (0..grid.rows()).flat_map(|row| grid.origins(row)) {
        for nested in &cell.nested {
            count(nested, lexicon, seen);
        }
        if cell.text.is_blank() {
            continue;
        }
        let seen = seen.entry(cell.tint).or_default();
        match lexicon.label(cell.text.as_str()) {
            Some(Role::Period) => {}
            Some(_) => {
                seen.known += 1;
                seen.labels.insert(key(cell.text.as_str()));
            }
            None if lexicon.column_year(cell.text.as_str()).is_some() => {}
            None => {
                seen.others += 1;
                seen.figures += usize::from(matches!(read_cell(cell.text.as_str()), Figures::Number(_)));
            }
        }
    }
}
