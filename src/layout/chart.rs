//! Lines that cross without being a table's: the grid and the bars of charts.

use super::lattice::Lattice;
use super::runs::Run;

/// Lines that cross make a chart from so many rows and columns on.
const MIN_CHART: usize = 3;
/// Where fewer than one in so many cells hold something, only the first row and column tell a form from a chart.
const SPARSE: usize = 8;

/// Whether no row and no column is filled by more than half: the lines and bars of a chart with a few figures
/// among them.
pub(crate) fn is_chart(lattice: &Lattice, texts: &[Vec<Run>]) -> bool {
    let (rows, columns) = (lattice.row_count(), lattice.column_count());
    if rows < MIN_CHART || columns < MIN_CHART {
        return false;
    }
    let mut lines = vec![Filled::default(); rows + columns];
    for (cell, runs) in lattice.cells.iter().zip(texts) {
        let across = (cell.row..cell.row + cell.rows).map(|row| (row, cell.columns));
        let down = (cell.column..cell.column + cell.columns).map(|column| (rows + column, cell.rows));
        for (line, slots) in across.chain(down) {
            if let Some(line) = lines.get_mut(line) {
                line.add(slots, !runs.is_empty());
            }
        }
    }
    let filled = texts.iter().filter(|runs| !runs.is_empty()).count();
    let sparse = filled * SPARSE < texts.len();
    let heads = [lines.first(), lines.get(rows)];
    if sparse {
        !heads.into_iter().flatten().any(Filled::is_full)
    } else {
        !lines.iter().any(Filled::is_full)
    }
}

/// What a row or column of cells holds.
#[derive(Clone, Default)]
struct Filled {
    cells: usize,
    filled_cells: usize,
    slots: usize,
    filled_slots: usize,
}

impl Filled {
    fn add(&mut self, slots: usize, filled: bool) {
        self.cells += 1;
        self.slots += slots;
        if filled {
            self.filled_cells += 1;
            self.filled_slots += slots;
        }
    }

    fn is_full(&self) -> bool {
        self.filled_cells * 2 > self.cells && self.filled_slots * 2 > self.slots
    }
}
