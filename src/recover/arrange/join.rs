//! Tables that go on over a page break become one table.

use crate::layout::{Cell, Continuation, Grid};
use crate::source::{Block, Passage, Reading};
use crate::vocabulary::key;

/// How many lines above a table may be its captions.
const CAPTIONS: usize = 4;

/// Joins every table that goes on from the page before to the part before it. What the later page says again (the
/// head, the captions) is furniture; a row cut in two is one row.
///
/// A line between the parts that did not stand above the first one begins another table, also below the same head.
pub(crate) fn continued(mut reading: Reading) -> Reading {
    let mut said_again: Vec<Passage> = Vec::new();
    let mut blocks: Vec<Block> = Vec::with_capacity(reading.blocks.len());
    // Where the last table stands in `blocks`.
    let mut last: Option<usize> = None;
    for block in std::mem::take(&mut reading.blocks) {
        let Block::Table(grid) = &block else {
            blocks.push(block);
            continue;
        };
        let place = last.filter(|&place| grid.continues.is_some() && only_captions(&blocks, place));
        let joined = place
            .zip(grid.continues)
            .filter(|&(place, how)| match blocks.get_mut(place) {
                Some(Block::Table(upper)) => join(upper, grid, how),
                _ => false,
            });
        let Some((place, _)) = joined else {
            last = Some(blocks.len());
            blocks.push(block);
            continue;
        };
        let head = grid.continues.map_or(0, |how| how.repeated_rows);
        said_again.extend(
            (0..head)
                .flat_map(|row| grid.origins(row))
                .map(|cell| cell.text.clone()),
        );
        for between in blocks.split_off(place + 1) {
            match between {
                Block::Line(line) => said_again.push(line.text),
                other => blocks.push(other),
            }
        }
    }
    reading.blocks = blocks;
    let ranges = said_again
        .iter()
        .flat_map(|passage| passage.ranges(&reading.canvas.text));
    reading.furniture.extend(ranges);
    reading.furniture.sort_unstable();
    reading
}

/// Whether every line after the table at `place` stood right above it, too.
fn only_captions(blocks: &[Block], place: usize) -> bool {
    let line = |block: &Block| match block {
        Block::Line(line) => Some(key(line.text.as_str())),
        _ => None,
    };
    let above = blocks.get(..place).unwrap_or_default().iter().rev();
    let captions: Vec<String> = above.filter_map(line).take(CAPTIONS).collect();
    let below = blocks.get(place + 1..).unwrap_or_default();
    below.iter().filter_map(line).all(|line| captions.contains(&line))
}

/// Puts the lower part under the upper one; false when its cells do not fit there, and then nothing is changed.
fn join(upper: &mut Grid, lower: &Grid, how: Continuation) -> bool {
    if upper.columns() != lower.columns() || upper.rows() == 0 {
        return false;
    }
    let head = how.repeated_rows;
    let last = upper.rows() - 1;
    let mut below: Vec<Cell> = Vec::new();
    // What the cells of the last row go on with.
    let mut goes_on: Vec<&Cell> = Vec::new();
    for cell in (head..lower.rows()).flat_map(|row| lower.origins(row)) {
        // The rest of a cut row stands in the upper part's last row.
        let cut = how.cut_row && cell.row == head;
        if cut && cell.rows == 1 && cell.text.is_blank() && cell.nested.is_empty() {
            continue;
        }
        let above = upper
            .cell(last, cell.column)
            .filter(|above| above.column == cell.column && above.columns == cell.columns);
        // A label beside several rows on both sides of the break is printed once.
        let shared = !cut && !how.cut_row && cell.row == head && cell.rows > 1 && cell.text.is_blank();
        if above.is_some_and(|above| cut || shared && above.rows > 1) {
            goes_on.push(cell);
        } else if cut {
            return false;
        } else {
            let row = cell.row - head - usize::from(how.cut_row);
            below.push(Cell { row, ..cell.clone() });
        }
    }
    let reach: Vec<(usize, usize)> = goes_on
        .iter()
        .map(|cell| (cell.column, cell.rows - usize::from(how.cut_row)))
        .collect();
    if upper.append(below, &reach).is_err() {
        return false;
    }
    for cell in goes_on {
        if let Some((text, nested)) = upper.text_mut(last, cell.column) {
            text.join('\n', &cell.text);
            nested.extend(cell.nested.iter().cloned());
        }
    }
    true
}
