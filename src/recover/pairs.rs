//! Two figures in one cell, as the head, the caption or the row says: 目標／実績 over `1,000 / 990`.

use crate::japanese::{Cell as Figures, read_cell};
use crate::layout::{Cell, Grid};
use crate::source::{Block, Passage, Reading};
use crate::vocabulary::{Vocabulary, key};

use super::indicators::role_of;

/// Longest text that says what the two figures of a cell are, with what stands before it.
const LONGEST_LABEL: usize = 40;
/// Letters of one of the two words.
const LONGEST_WORD: usize = 8;

/// The report with a column for each of two figures that one cell holds; `None` where no table has such cells.
pub(super) fn split(reading: &Reading, words: &Vocabulary) -> Option<Reading> {
    let mut made: Vec<(usize, Grid)> = Vec::new();
    let mut caption: Option<&Passage> = None;
    for (index, block) in reading.blocks.iter().enumerate() {
        match block {
            Block::Line(line) => caption = Some(&line.text),
            Block::Table(grid) => {
                made.extend(split_grid(grid, caption, words).map(|grid| (index, grid)));
                caption = None;
            }
            Block::Blank | Block::Page => {}
        }
    }
    if made.is_empty() {
        return None;
    }
    let mut told = reading.clone();
    for (index, grid) in made {
        let Some(block) = told.blocks.get_mut(index) else {
            continue;
        };
        let strokes = strokes(block).into_iter();
        told.markup
            .extend(strokes.flat_map(|stroke| stroke.ranges(&reading.canvas.text)));
        *block = Block::Table(grid);
    }
    told.markup.sort_unstable();
    Some(told)
}

/// A table with the columns of pairs parted, below a row of its own that says which figure is which.
fn split_grid(grid: &Grid, caption: Option<&Passage>, words: &Vocabulary) -> Option<Grid> {
    let own = |row: usize, column: usize| {
        grid.cell(row, column)
            .filter(|cell| cell.row == row && cell.column == column && cell.columns == 1 && cell.rows == 1)
    };
    let paired = |row: usize, column: usize| own(row, column).is_some_and(|cell| pair(&cell.text).is_some());
    let slots = || (0..grid.rows()).flat_map(|row| (0..grid.columns()).map(move |column| (row, column)));
    let first = slots().find(|&(row, column)| paired(row, column))?.0;
    let last = slots().filter(|&(row, column)| paired(row, column)).last()?.0;
    let fits = |row: usize, column: usize| {
        own(row, column).is_some_and(|cell| {
            cell.text.is_blank()
                || pair(&cell.text).is_some()
                || matches!(read_cell(cell.text.as_str()), Figures::Dash)
        })
    };
    let columns: Vec<usize> = (0..grid.columns())
        .filter(|&column| (first..=last).any(|row| paired(row, column)))
        .filter(|&column| (first..=last).all(|row| fits(row, column)))
        .collect();
    if columns.is_empty() || first == 0 {
        return None;
    }
    let heads = (0..grid.rows()).flat_map(|row| grid.origins(row));
    let above = heads.filter(|cell| cell.row < first || cell.row <= last && cell.column < columns[0]);
    let label = above
        .map(|cell| &cell.text)
        .chain(caption)
        .find_map(|text| said(text, words))?;
    parted(grid, &columns, (first, last), &label, words)
}

/// The two figures of a cell.
fn pair(text: &Passage) -> Option<[Passage; 2]> {
    let parts = text.split(|c| matches!(c, '/' | '／' | '\n'));
    let [left, right] = parts.as_slice() else {
        return None;
    };
    let (left, right) = (left.trim(), right.trim());
    let figure = |part: &Passage| matches!(read_cell(part.as_str()), Figures::Number(_) | Figures::Dash);
    let number = |part: &Passage| matches!(read_cell(part.as_str()), Figures::Number(_));
    (figure(&left) && figure(&right) && (number(&left) || number(&right))).then_some([left, right])
}

/// What stands between the figures of the pairs of a table.
fn strokes(block: &Block) -> Vec<Passage> {
    let Block::Table(grid) = block else {
        return Vec::new();
    };
    let cells = (0..grid.rows()).flat_map(|row| grid.origins(row));
    let stroke = |cell: &Cell| {
        pair(&cell.text)?;
        let at = cell.text.as_str().find(['/', '／'])?;
        let length = cell.text.as_str().get(at..)?.chars().next()?.len_utf8();
        Some(cell.text.slice(at..at + length))
    };
    cells.filter_map(stroke).collect()
}

/// 目標／実績: the two words of a text, and where they stand in it.
struct Said {
    words: [Passage; 2],
}

fn said(text: &Passage, words: &Vocabulary) -> Option<Said> {
    let (start, end) = stretch(text, words)?;
    let parts = text
        .slice(start..end)
        .split(|c| matches!(c, '/' | '／' | '\n' | '・'));
    let [first, second] = parts.as_slice() else {
        return None;
    };
    Some(Said {
        words: [first.trim(), second.trim()],
    })
}

/// Where a text says 目標／実績: between its brackets, or as a whole.
fn stretch(text: &Passage, words: &Vocabulary) -> Option<(usize, usize)> {
    let plain = text.as_str();
    if plain.chars().count() > LONGEST_LABEL {
        return None;
    }
    let inside = plain
        .char_indices()
        .filter(|(_, c)| matches!(c, '(' | '（' | '【'));
    let inside = inside.map(|(at, c)| at + c.len_utf8());
    let ends = |from: usize| {
        let rest = plain.get(from..)?;
        let end = rest.find([')', '）', '】']).map_or(plain.len(), |end| from + end);
        two_roles(plain.get(from..end)?, words).then_some((from, end))
    };
    inside.chain([0]).find_map(ends)
}

fn two_roles(text: &str, words: &Vocabulary) -> bool {
    let parts: Vec<&str> = text.split(['/', '／', '\n', '・']).map(str::trim).collect();
    let [first, second] = parts.as_slice() else {
        return false;
    };
    let role = |part: &str| {
        let short = (2..=LONGEST_WORD).contains(&key(part).chars().count());
        short.then(|| role_of(part, words)).flatten()
    };
    role(first).is_some() && role(second).is_some() && role(first) != role(second)
}

/// What is left of a text without the words that say which figure is which.
fn without(text: &Passage, words: &Vocabulary) -> Passage {
    let Some((start, end)) = stretch(text, words) else {
        return text.clone();
    };
    let plain = text.as_str();
    let before = plain.get(..start).unwrap_or_default();
    let before = before.trim_end_matches(['(', '（', '【']).len();
    let after = plain.get(end..).unwrap_or_default();
    let after = plain.len() - after.trim_start_matches([')', '）', '】']).len();
    let mut left = text.slice(0..before).trim();
    left.append(&text.slice(after..plain.len()).trim());
    left
}

fn parted(
    grid: &Grid,
    columns: &[usize],
    (first, last): (usize, usize),
    label: &Said,
    words: &Vocabulary,
) -> Option<Grid> {
    let before = |column: usize| columns.iter().filter(|&&other| other < column).count();
    let mut cells: Vec<Cell> = Vec::new();
    for cell in (0..grid.rows()).flat_map(|row| grid.origins(row)) {
        let end = cell.column + cell.columns;
        let mut moved = Cell {
            column: cell.column + before(cell.column),
            columns: end + before(end) - cell.column - before(cell.column),
            row: cell.row + usize::from(cell.row >= first),
            rows: cell.rows + usize::from(cell.row < first && cell.row + cell.rows > first),
            text: if cell.row <= last {
                without(&cell.text, words)
            } else {
                cell.text.clone()
            },
            ..cell.clone()
        };
        // A head of other columns reaches down to the figures.
        let is_pair = cell.columns == 1 && columns.contains(&cell.column);
        if cell.row + cell.rows == first && !(columns.iter().any(|at| (cell.column..end).contains(at))) {
            moved.rows += 1;
        }
        let figures = pair(&cell.text).filter(|_| is_pair && (first..=last).contains(&cell.row));
        let Some(figures) = figures else {
            cells.push(moved);
            continue;
        };
        for (offset, text) in figures.into_iter().enumerate() {
            cells.push(Cell {
                column: moved.column + offset,
                columns: 1,
                text,
                ..moved.clone()
            });
        }
    }
    for &column in columns {
        for (offset, text) in label.words.iter().enumerate() {
            cells.push(Cell {
                row: first,
                column: column + before(column) + offset,
                rows: 1,
                columns: 1,
                text: text.clone(),
                ..Cell::default()
            });
        }
    }
    let mut made = Grid::new(cells).ok()?;
    made.continues = grid.continues;
    Some(made)
}
