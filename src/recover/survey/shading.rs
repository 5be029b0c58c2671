//! Which shading a document gives to its labels: then an unknown word on it is a label, too, and a known word beside
//! it is what somebody wrote into the form.

use std::collections::{BTreeMap, BTreeSet};

use crate::japanese::{self, Cell as Figures, read_cell};
use crate::layout::{Cell, Grid, Tint};
use crate::source::{Block, Reading};
use crate::vocabulary::key;

use crate::recover::lexicon::{Lexicon, Role, is_longer};

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
        let shaded = seen(reading, lexicon, true);
        let labels = |seen: &Seen| {
            seen.labels.len() >= KNOWN
                && seen.known * 2 >= seen.others
                && seen.figures * 10 <= seen.known + seen.others
        };
        let (labels, others): (Vec<_>, Vec<_>) = shaded.into_iter().partition(|(_, seen)| labels(seen));
        if labels.is_empty() {
            return LabelTints::default();
        }
        let known = |part: &[(Option<Tint>, Seen)]| part.iter().map(|(_, seen)| seen.known).sum::<usize>();
        let plain: Vec<_> = seen(reading, lexicon, false).into_iter().collect();
        LabelTints {
            all: (known(&others) + known(&plain)) * 3 <= known(&labels),
            tints: labels.into_iter().filter_map(|(tint, _)| tint).collect(),
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
            && !is_longer(text, LONGEST)
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
            && !is_longer(text, LONGEST)
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

/// What stands in the shaded cells of all tables, or in the others.
fn seen(reading: &Reading, lexicon: &Lexicon<'_>, shaded: bool) -> BTreeMap<Option<Tint>, Seen> {
    let mut seen = BTreeMap::new();
    for block in &reading.blocks {
        if let Block::Table(grid) = block {
            count(grid, lexicon, shaded, &mut seen);
        }
    }
    seen
}

fn count(grid: &Grid, lexicon: &Lexicon<'_>, shaded: bool, seen: &mut BTreeMap<Option<Tint>, Seen>) {
    for cell in (0..grid.rows()).flat_map(|row| grid.origins(row)) {
        for nested in &cell.nested {
            count(nested, lexicon, shaded, seen);
        }
        if cell.tint.is_some() != shaded || cell.text.is_blank() {
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
