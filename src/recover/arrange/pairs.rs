//! Two figures in one cell, as the head, the caption or the row says: 目標／実績 over `1,000 / 990`.

use crate::japanese::{Cell as Figures, read_cell};
use crate::layout::{Cell, Grid};
use crate::source::{Block, Passage};
use crate::vocabulary::{Vocabulary, key};

use super::Arranged;
use crate::recover::indicators::role_of;
use crate::recover::years;

/// Longest text that says what the two figures of a cell are, with what stands before it.
const LONGEST_LABEL: usize = 40;
/// Letters of one of the two words.
const LONGEST_WORD: usize = 8;

/// Gives each of two figures that one cell holds a column of its own.
pub(in crate::recover) fn split(arranged: &mut Arranged<'_>, words: &Vocabulary) {
    let mut made: Vec<(usize, Parted, Vec<Passage>)> = Vec::new();
    let mut caption: Option<&Passage> = None;
    for (index, block) in arranged.reading.blocks.iter().enumerate() {
        match block {
            Block::Line(line) => caption = Some(&line.text),
            Block::Table(grid) => {
                if let Some(parted) = split_grid(grid, caption, words) {
                    made.push((index, parted, strokes(grid, words)));
                }
                caption = None;
            }
            Block::Blank | Block::Page => {}
        }
    }
    for (index, Parted { grid, columns }, strokes) in made {
        let before = |column: usize| columns.iter().filter(|&&other| other < column).count();
        arranged.replace(index, grid, |column| column + before(column));
        arranged.mark_up(&strokes);
    }
}

/// A table with its columns of pairs parted.
struct Parted {
    grid: Grid,
    /// The columns of pairs as printed.
    columns: Vec<usize>,
}

/// A table with the columns of pairs parted, below a row of its own that says which figure is which.
fn split_grid(grid: &Grid, caption: Option<&Passage>, words: &Vocabulary) -> Option<Parted> {
    let own = |row: usize, column: usize| {
        grid.cell(row, column)
            .filter(|cell| cell.row == row && cell.column == column && cell.columns == 1 && cell.rows == 1)
    };
    let paired = |row: usize, column: usize| own(row, column).is_some_and(|cell| pair(&cell.text).is_some());
    let slots = || (0..grid.rows()).flat_map(|row| (0..grid.columns()).map(move |column| (row, column)));
    let first = slots().find(|&(row, column)| paired(row, column))?.0;
    let last = slots().rfind(|&(row, column)| paired(row, column))?.0;
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
    let grid = parted(grid, &columns, (first, last), &label, words)?;
    Some(Parted { grid, columns })
}

/// The two figures of a cell.
fn pair(text: &Passage) -> Option<[Passage; 2]> {
    let parts = text.split(|c| matches!(c, '/' | '／' | '\n'));
    let [left, right] = parts.as_slice() else {
        return None;
    };
    let (left, right) = (left.trim(), unbracketed(&right.trim()));
    let figure = |part: &Passage| matches!(read_cell(part.as_str()), Figures::Number(_) | Figures::Dash);
    let number = |part: &Passage| matches!(read_cell(part.as_str()), Figures::Number(_));
    (figure(&left) && figure(&right) && (number(&left) || number(&right))).then_some([left, right])
}

/// What stands between and around the figures of the pairs of a table.
fn strokes(grid: &Grid, words: &Vocabulary) -> Vec<Passage> {
    let cells = (0..grid.rows()).flat_map(|row| grid.origins(row));
    let pairs = cells.filter(|cell| pair(&cell.text).is_some() || stretch(&cell.text, words).is_some());
    let sign = |c: char| matches!(c, '/' | '／' | '(' | '（' | ')' | '）');
    let signs = |cell: &Cell| -> Vec<Passage> {
        let found = cell.text.as_str().char_indices().filter(|(_, c)| sign(*c));
        found
            .map(|(at, c)| cell.text.slice(at..at + c.len_utf8()))
            .collect()
    };
    pairs.flat_map(signs).collect()
}

/// 目標／実績: the two words of a text.
fn said(text: &Passage, words: &Vocabulary) -> Option<[Passage; 2]> {
    let (start, end) = stretch(text, words)?;
    let [first, second] = two_parts(&text.slice(start..end))?;
    Some([
        crate::recover::tidy_name(&first),
        crate::recover::tidy_name(&unbracketed(&second)),
    ])
}

/// A text before and behind what parts it; a bracket on lines of its own may be wrapped.
fn two_parts(text: &Passage) -> Option<[Passage; 2]> {
    let plain = text.as_str();
    let parting = |c: char| matches!(c, '/' | '／' | '\n' | '・');
    let at = plain.find(parting)?;
    let sign = plain.get(at..)?.chars().next()?;
    let rest = text.slice(at + sign.len_utf8()..plain.len()).trim();
    let wrapped = sign == '\n' && rest.as_str().starts_with(['(', '（']);
    (wrapped || !rest.as_str().contains(parting)).then(|| [text.slice(0..at).trim(), rest])
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
        two_roles(&text.slice(from..end), words).then_some((from, end))
    };
    inside.chain([0]).find_map(ends)
}

fn two_roles(text: &Passage, words: &Vocabulary) -> bool {
    let Some([first, second]) = two_parts(text) else {
        return false;
    };
    let (first, second) = (first.as_str(), second.as_str());
    let short = |part: &str| (2..=LONGEST_WORD).contains(&key(part).chars().count());
    let role = |part: &str| role_of(part, words).filter(|_| short(part));
    // 令和７年度 over （令和６年度） in brackets.
    let year = |part: &str| years::of(part).filter(|_| short(part));
    role(first).is_some() && role(second).is_some() && role(first) != role(second)
        || year(first).is_some() && year(second).is_some() && year(first) != year(second)
}

/// A text without the brackets around all of it.
fn unbracketed(text: &Passage) -> Passage {
    let plain = text.as_str();
    let start = plain.len() - plain.trim_start_matches(['(', '（']).len();
    let end = plain.trim_end_matches([')', '）']).len();
    if start < end {
        text.slice(start..end).trim()
    } else {
        text.clone()
    }
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
    label: &[Passage; 2],
    words: &Vocabulary,
) -> Option<Grid> {
    let before = |column: usize| columns.iter().filter(|&&other| other < column).count();
    // 令和７年度 ⏎ （令和６年度） over every pair: the heads themselves fall apart.
    let head = |column: usize| {
        let cell = grid.cell(first.checked_sub(1)?, column)?;
        let whole = cell.columns == 1 && cell.column == column && without(&cell.text, words).is_blank();
        whole.then(|| said(&cell.text, words)).flatten()
    };
    let own_heads = columns.iter().all(|&column| head(column).is_some());
    let added = usize::from(!own_heads);
    let mut cells: Vec<Cell> = Vec::new();
    for cell in (0..grid.rows()).flat_map(|row| grid.origins(row)) {
        let end = cell.column + cell.columns;
        let mut moved = Cell {
            column: cell.column + before(cell.column),
            columns: end + before(end) - cell.column - before(cell.column),
            row: cell.row + if cell.row >= first { added } else { 0 },
            rows: cell.rows
                + if cell.row < first && cell.row + cell.rows > first {
                    added
                } else {
                    0
                },
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
            moved.rows += added;
        }
        let figures = if own_heads && is_pair && cell.row + cell.rows == first {
            said(&cell.text, words)
        } else {
            pair(&cell.text).filter(|_| is_pair && (first..=last).contains(&cell.row))
        };
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
    for &column in columns.iter().filter(|_| !own_heads) {
        for (offset, text) in label.iter().enumerate() {
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
    made.level_rows = grid.level_rows;
    Some(made)
}
