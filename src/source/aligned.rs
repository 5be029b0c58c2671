//! Tables whose columns are set with blanks, as text layers print them.

use super::Passage;
use super::reading::{Block, Line, LineStyle};
use crate::layout::{Cell, Grid};

/// Fewest lines and columns of such a table.
const FEWEST_LINES: usize = 3;
const FEWEST_COLUMNS: usize = 3;

/// Makes grids of runs of lines that fall into the same number of cells at gaps of two or more blanks.
pub(super) fn gather(blocks: Vec<Block>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut run: Vec<(Line, Vec<Passage>)> = Vec::new();
    for block in blocks {
        match block {
            Block::Line(line) if line.style == LineStyle::Plain => {
                let cells = cells(&line.text);
                let fits = cells.len() >= FEWEST_COLUMNS
                    && run.first().is_none_or(|(_, first)| first.len() == cells.len());
                if !fits {
                    flush(&mut run, &mut out);
                }
                if cells.len() >= FEWEST_COLUMNS {
                    run.push((line, cells));
                } else {
                    out.push(Block::Line(line));
                }
            }
            other => {
                flush(&mut run, &mut out);
                out.push(other);
            }
        }
    }
    flush(&mut run, &mut out);
    out
}

/// The parts of a line between gaps of two or more blanks (one full-width blank counts as two).
fn cells(text: &Passage) -> Vec<Passage> {
    let mut cells = vec![Passage::default()];
    let mut gap = 0;
    for (character, at) in text.chars() {
        if character == '\u{3000}' {
            gap += 2;
        } else if character.is_whitespace() {
            gap += 1;
        } else {
            if gap >= 2 && cells.last().is_some_and(|cell| !cell.is_blank()) {
                cells.push(Passage::default());
            } else if gap == 1
                && let Some(cell) = cells.last_mut() {
                    cell.push(' ', super::INSERTED);
                }
            gap = 0;
            if let Some(cell) = cells.last_mut() {
                cell.push(character, at);
            }
        }
    }
    cells
}

fn flush(run: &mut Vec<(Line, Vec<Passage>)>, out: &mut Vec<Block>) {
    let lines = std::mem::take(run);
    if lines.len() >= FEWEST_LINES {
        let cells = lines.iter().enumerate().flat_map(|(row, (_, cells))| {
            cells.iter().enumerate().map(move |(column, text)| Cell {
                row,
                column,
                rows: 1,
                columns: 1,
                text: text.clone(),
                nested: Vec::new(),
            })
        });
        if let Ok(grid) = Grid::new(cells.collect()) {
            out.push(Block::Table(grid));
            return;
        }
    }
    out.extend(lines.into_iter().map(|(line, _)| Block::Line(line)));
}
