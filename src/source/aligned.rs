//! Tables whose columns are set with blanks, as text layers print them.

use super::Passage;
use super::reading::{Block, LineStyle};
use super::rivers;
use crate::layout::{Cell, Grid};

/// Fewest lines and columns of such a table.
pub(super) const FEWEST_LINES: usize = 3;
pub(super) const FEWEST_COLUMNS: usize = 3;

/// A part of a line between gaps of two or more blanks, and the columns of the printed page that it takes.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) text: Passage,
}

/// Makes grids of runs of lines that fall into the same number of cells at gaps of two or more blanks, or whose gaps
/// stand below each other.
pub(super) fn gather(blocks: Vec<Block>, canvas: &str) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut rest: Vec<Option<Block>> = blocks.into_iter().map(Some).collect();
    let mut at = 0;
    while at < rest.len() {
        if let Some((grid, used)) = table_at(&rest, at, canvas) {
            out.push(Block::Table(grid));
            at += used;
            continue;
        }
        out.extend(rest[at].take());
        at += 1;
    }
    out
}

/// The table that begins at a block, and how many blocks it takes.
fn table_at(blocks: &[Option<Block>], at: usize, canvas: &str) -> Option<(Grid, usize)> {
    match blocks.get(at) {
        Some(Some(Block::Line(line))) if line.text.as_str().contains(['\u{3000}', ' ', '\t']) => {}
        _ => return None,
    }
    let first = pieces(blocks, at, canvas).filter(|pieces| pieces.len() >= FEWEST_COLUMNS)?;
    let mut counted = vec![first.clone()];
    for index in at + 1.. {
        match pieces(blocks, index, canvas).filter(|pieces| pieces.len() == first.len()) {
            Some(pieces) => counted.push(pieces),
            None => break,
        }
    }
    let (lines, used) = rivers::run(at, first, |index| match blocks.get(index) {
        Some(Some(Block::Blank)) => Some(Vec::new()),
        _ => pieces(blocks, index, canvas),
    });
    if lines.len() > counted.len() {
        return rivers::grid(&lines).map(|grid| (grid, used));
    }
    let heads_figures = |lines: &[Vec<Piece>]| match lines {
        [heads, values] => heads.len() > FEWEST_COLUMNS && rivers::heads_figures(heads, values),
        _ => false,
    };
    if counted.len() < FEWEST_LINES && !heads_figures(&counted) {
        return None;
    }
    let used = counted.len();
    let cells = counted.into_iter().enumerate().flat_map(|(row, pieces)| {
        pieces
            .into_iter()
            .enumerate()
            .map(move |(column, piece)| cell(row, column, piece.text))
    });
    Grid::new(cells.collect()).ok().map(|grid| (grid, used))
}

pub(super) fn cell(row: usize, column: usize, text: Passage) -> Cell {
    Cell {
        row,
        column,
        rows: 1,
        columns: 1,
        text,
        ..Cell::default()
    }
}

/// The pieces of a plain line; `None` for any other block.
fn pieces(blocks: &[Option<Block>], at: usize, canvas: &str) -> Option<Vec<Piece>> {
    match blocks.get(at) {
        Some(Some(Block::Line(line))) if line.style == LineStyle::Plain => Some(split(&line.text, canvas)),
        _ => None,
    }
}

/// Columns that a character takes in a text set in one width.
pub(crate) fn width(character: char) -> usize {
    if character.is_ascii() || ('\u{ff61}'..='\u{ff9f}').contains(&character) {
        1
    } else {
        2
    }
}

/// The parts of a line between gaps of two or more blanks (one full-width blank counts as two).
pub(crate) fn split(text: &Passage, canvas: &str) -> Vec<Piece> {
    let first = text.start().and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
    let before = canvas.get(..first).unwrap_or_default();
    let line = before.rfind(['\n', '\r', '\u{c}']).map_or(0, |end| end + 1);
    let mut column: usize = before.get(line..).unwrap_or_default().chars().map(width).sum();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut gap = 2;
    for (character, at) in text.chars() {
        if character.is_whitespace() {
            gap += width(character);
        } else {
            if gap >= 2 {
                pieces.push(Piece {
                    start: column,
                    end: column,
                    text: Passage::default(),
                });
            }
            if let Some(piece) = pieces.last_mut() {
                if gap == 1 {
                    piece.text.push(' ', super::INSERTED);
                }
                piece.text.push(character, at);
                piece.end = column + width(character);
            }
            gap = 0;
        }
        column += width(character);
    }
    pieces
}
