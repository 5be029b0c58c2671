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
            .and_then(|(place, how)| match blocks.get(place) {
                Some(Block::Table(upper)) => Some((place, join(upper, grid, how)?)),
                _ => None,
            });
        let Some((place, whole)) = joined else {
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
        blocks[place] = Block::Table(whole);
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

/// Both parts as one grid; `None` when the cells of the lower one do not fit below the upper one.
fn join(upper: &Grid, lower: &Grid, how: Continuation) -> Option<Grid> {
    if upper.columns() != lower.columns() {
        return None;
    }
    let mut cells: Vec<Cell> = (0..upper.rows())
        .flat_map(|row| upper.origins(row))
        .cloned()
        .collect();
    let head = how.repeated_rows;
    // The rest of a cut row stands in the upper part's last row.
    let first = upper.rows() - usize::from(how.cut_row && upper.rows() > 0);
    for cell in (head..lower.rows()).flat_map(|row| lower.origins(row)) {
        let row = cell.row - head + first;
        let cut = how.cut_row && cell.row == head;
        if cut && cell.rows == 1 && cell.text.is_blank() && cell.nested.is_empty() {
            continue;
        }
        // A label beside several rows on both sides of the break is printed once.
        let goes_on = !cut && cell.row == head && cell.rows > 1 && cell.text.is_blank();
        let shared = usize::from(cut);
        let above = cells.iter_mut().find(|above| {
            (cut || goes_on && above.rows > 1)
                && above.column == cell.column
                && above.columns == cell.columns
                && above.row + above.rows == first + shared
        });
        match above {
            Some(above) => {
                above.text.join('\n', &cell.text);
                above.rows += cell.rows - shared;
                above.nested.extend(cell.nested.iter().cloned());
            }
            None => cells.push(Cell { row, ..cell.clone() }),
        }
    }
    let mut whole = Grid::new(cells).ok()?;
    whole.continues = upper.continues;
    Some(whole)
}
