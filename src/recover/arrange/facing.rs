//! Lists over facing pages: names on one page, the other columns on the next, in rows of the same numbers or, where no
//! column counts them, of the same heights.

use crate::layout::{Cell, Grid};
use crate::source::{Block, Passage};
use crate::vocabulary::key;

use super::Arranged;
use crate::recover::columns;
use crate::recover::lexicon::{Lexicon, Role};
use crate::recover::rows::book;

/// Fewest rows by which two tables are known to be halves of one list.
const FEWEST_ROWS: usize = 2;

/// Puts such tables side by side.
pub(in crate::recover) fn join(arranged: &mut Arranged<'_>, lexicon: &Lexicon<'_>) {
    let mut made: Vec<(usize, usize, Joined)> = Vec::new();
    let mut left: Option<Half> = None;
    let mut turned = false;
    let mut lines: Vec<String> = Vec::new();
    for (index, block) in arranged.reading.blocks.iter().enumerate() {
        match block {
            Block::Page => {
                turned = true;
                lines.clear();
            }
            Block::Line(line) => lines.push(key(line.text.as_str())),
            Block::Table(grid) => {
                let right = Half {
                    block: index,
                    grid,
                    lines: std::mem::take(&mut lines),
                };
                let joined = left
                    .take()
                    .filter(|_| turned)
                    .and_then(|left| Some((left.block, side_by_side(&left, &right, lexicon)?)));
                match joined {
                    Some((at, joined)) => made.push((at, index, joined)),
                    None => left = Some(right),
                }
                turned = false;
            }
            Block::Blank => {}
        }
    }
    for (at, gone, joined) in made {
        let (width, counted) = (joined.width, joined.counted);
        let beside = |column| if column < counted { column } else { column + width };
        arranged.replace(at, joined.grid, |column| column);
        arranged.merge(gone, at, beside);
        arranged.again.extend(joined.again);
    }
}

/// A table of one page.
struct Half<'g> {
    block: usize,
    grid: &'g Grid,
    /// The lines above it, as [`key`]s.
    lines: Vec<String>,
}

/// Both halves as one table.
struct Joined {
    grid: Grid,
    /// First columns of the second half that the first one has too.
    counted: usize,
    /// How far the other columns of the second half moved to the right.
    width: usize,
    /// What the second half says again.
    again: Vec<Passage>,
}

fn side_by_side(first: &Half<'_>, second: &Half<'_>, lexicon: &Lexicon<'_>) -> Option<Joined> {
    let (left, right) = (first.grid, second.grid);
    let names = |grid: &Grid, head: usize| {
        let mut heads = (0..head).flat_map(|row| grid.origins(row));
        heads.any(|cell| {
            let role = lexicon.label(cell.text.as_str());
            matches!(role, Some(Role::Level(_) | Role::Name))
        })
    };
    let ((left_head, right_head), counted) = match counted(left, right, lexicon) {
        Some(heads) => (heads, 1),
        None if second.goes_on(first) => (level(left, right, lexicon)?, 0),
        None => return None,
    };
    // 目 with its sources on one page, 節 with what explains them on the other.
    let book =
        |grid: &Grid| columns::header(grid, lexicon).is_some_and(|header| book::is_headed(&header.columns));
    let heads_item = left
        .cell(0, 0)
        .is_some_and(|cell| key(cell.text.as_str()) == "目");
    let of_book = heads_item && book(right) && !book(left);
    if !of_book && (!names(left, left_head) || names(right, right_head)) {
        return None;
    }
    beside(left, right, (left_head, right_head), counted)
}

impl Half<'_> {
    /// Whether nothing but what the page before says, too, or a unit stands above a table: no heading of its own.
    fn goes_on(&self, before: &Half<'_>) -> bool {
        let mut lines = self.lines.iter();
        lines.all(|line| before.lines.contains(line) || line.contains("単位"))
    }
}

/// The rows of heads of halves whose rows bear the same numbers.
fn counted(left: &Grid, right: &Grid, lexicon: &Lexicon<'_>) -> Option<(usize, usize)> {
    let (left_head, numbers) = numbered(left, lexicon)?;
    let (right_head, same) = numbered(right, lexicon)?;
    (numbers == same && numbers.len() >= FEWEST_ROWS).then_some((left_head, right_head))
}

/// The rows of heads of halves whose rows are of the same heights; the second one goes on with labels that the first one
/// has not, and with none that names or dates its rows.
fn level(left: &Grid, right: &Grid, lexicon: &Lexicon<'_>) -> Option<(usize, usize)> {
    let (upper, lower) = (columns::header(left, lexicon)?, columns::header(right, lexicon)?);
    let labels = |header: &columns::Header| -> Vec<String> {
        header.columns.iter().map(|column| key(&column.label())).collect()
    };
    let roles: Vec<Option<Role>> = lower.columns.iter().map(|column| column.role(lexicon)).collect();
    let known = roles.iter().flatten().count() * 2 >= roles.len();
    let named = matches!(roles.first(), None | Some(None | Some(Role::Name | Role::Period)));
    let (left_labels, right_labels) = (labels(&upper), labels(&lower));
    let apart = right_labels.iter().all(|label| !left_labels.contains(label));
    let level = right.level_rows && left.rows() + lower.rows == right.rows() + upper.rows;
    (level && known && apart && !named).then_some((upper.rows, lower.rows))
}

/// The second table's columns right of the first one's, but for the first `counted` ones.
fn beside(
    left: &Grid,
    right: &Grid,
    (left_head, right_head): (usize, usize),
    counted: usize,
) -> Option<Joined> {
    let head = left_head.max(right_head);
    let lowered = |cell: &Cell, own: usize| {
        let (row, end) = (cell.row, cell.row + cell.rows);
        let grown = if end == own { head - own } else { 0 };
        Cell {
            row: if row >= own { row + head - own } else { row },
            rows: cell.rows + grown,
            ..cell.clone()
        }
    };
    let mut cells: Vec<Cell> = Vec::new();
    for cell in (0..left.rows()).flat_map(|row| left.origins(row)) {
        cells.push(lowered(cell, left_head));
    }
    let width = left.columns() - counted;
    let mut again = Vec::new();
    for cell in (0..right.rows()).flat_map(|row| right.origins(row)) {
        if cell.column >= counted {
            let moved = lowered(cell, right_head);
            cells.push(Cell {
                column: cell.column + width,
                ..moved
            });
        } else if cell.columns == 1 {
            again.push(cell.text.clone());
        } else {
            return None;
        }
    }
    Some(Joined {
        grid: Grid::new(cells).ok()?,
        counted,
        width,
        again,
    })
}

/// The rows of heads over a first column of numbers, and the numbers.
fn numbered(grid: &Grid, lexicon: &Lexicon<'_>) -> Option<(usize, Vec<String>)> {
    let first = grid.cell(0, 0)?;
    if grid.columns() < 2 || lexicon.label(first.text.as_str()) != Some(Role::Number) {
        return None;
    }
    let numbers: Vec<String> = (first.rows..grid.rows())
        .map(|row| {
            let cell = grid.cell(row, 0)?;
            let number = key(cell.text.as_str());
            let counts = number.chars().any(|c| c.is_ascii_digit()) && number.chars().count() <= 8;
            (cell.row == row && cell.rows == 1 && cell.columns == 1 && counts).then_some(number)
        })
        .collect::<Option<_>>()?;
    Some((first.rows, numbers))
}
