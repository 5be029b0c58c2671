//! Tables that go on over a page break.

use crate::layout::{Cell, Continuation, Grid};
use crate::source::Block;

/// Column edges of the parts of one table differ by at most this (points).
const SAME_EDGES: f32 = 3.0;
/// Columns that the rest of a table may lack, and edges that it must have to be told from another table.
const MOST_MISSING: usize = 2;
const FEWEST_EDGES: usize = 6;
/// Rows of the halves of one list, at least.
const FEWEST_LEVEL: usize = 4;
/// Share of a column's cells that must be filled for an empty one to be missed.
const DENSE: f64 = 0.7;
/// The rest of a row that was cut lacks at least one in so many of its cells.
const LACKING: usize = 3;
/// Rows of a head that may be repeated.
const MAX_HEAD: usize = 6;

/// Where a table stood.
#[derive(Debug, Clone)]
pub(super) struct PlacedTable {
    /// Index of its block.
    pub block: usize,
    /// 1-based.
    pub page: u32,
    /// Edges of its columns.
    pub edges: Vec<f32>,
    /// Edges of its rows below its upper edge; none where no lines were drawn.
    pub rows: Vec<f32>,
    /// Where the texts of each column stand, in a table without lines.
    pub extents: Option<Vec<(f32, f32)>>,
    /// Lines between it and the head of the page, furniture apart.
    pub lines_above: usize,
    /// Lines between it and the foot of the page, furniture apart.
    pub lines_below: usize,
    /// Whether it reaches down to the foot of the page.
    pub reaches_foot: bool,
}

/// Whether two tables on pages that follow each other have rows of the same heights, as the halves of a list on facing
/// pages do; the heads of one may be parted.
pub(super) fn are_level(left: &PlacedTable, right: &PlacedTable) -> bool {
    let (few, many) = if left.rows.len() <= right.rows.len() {
        (&left.rows, &right.rows)
    } else {
        (&right.rows, &left.rows)
    };
    let heads = many.len() - few.len();
    let near = |(a, b): (&f32, &f32)| (a - b).abs() <= SAME_EDGES;
    left.page + 1 == right.page
        && few.len() > FEWEST_LEVEL
        && heads <= MAX_HEAD
        && few.iter().zip(many.iter().skip(heads)).all(near)
}

/// Marks every table that goes on from the page before.
pub(super) fn mark(tables: &mut [PlacedTable], blocks: &mut [Block]) {
    let mut head: Option<usize> = None;
    for index in 1..tables.len() {
        let (before, after) = tables.split_at_mut(index);
        let (Some(above), Some(below)) = (before.last(), after.first_mut()) else {
            continue;
        };
        let start = *head.get_or_insert(above.block);
        let found = if follows(above, below) {
            continuation(blocks, start, above, below)
        } else {
            widened(above, below, blocks)
        };
        head = if found.is_some() { Some(start) } else { None };
        if let (Some(_), Some(Block::Table(grid))) = (found, blocks.get_mut(below.block)) {
            grid.continues = found;
        }
    }
}

fn follows(above: &PlacedTable, below: &PlacedTable) -> bool {
    let edges = above.edges.iter().zip(&below.edges);
    are_next(above, below)
        && above.edges.len() == below.edges.len()
        && match (&above.extents, &below.extents) {
            (Some(above), Some(below)) => are_apart(above, below),
            _ => edges.clone().all(|(a, b)| (a - b).abs() <= SAME_EDGES),
        }
}

/// Whether the columns of both tables, one laid over the other, still have white space between them.
fn are_apart(above: &[(f32, f32)], below: &[(f32, f32)]) -> bool {
    let both: Vec<(f32, f32)> = above
        .iter()
        .zip(below)
        .map(|(a, b)| (a.0.min(b.0), a.1.max(b.1)))
        .collect();
    both.windows(2).all(|pair| match pair {
        [left, right] => left.1 <= right.0,
        _ => true,
    })
}

fn are_next(above: &PlacedTable, below: &PlacedTable) -> bool {
    above.page + 1 == below.page && above.lines_below <= 1 && below.lines_above <= 3
}

/// The rest of a table in which no row has all columns of the part before: it gets the missing ones.
fn widened(above: &PlacedTable, below: &mut PlacedTable, blocks: &mut [Block]) -> Option<Continuation> {
    let missing = above.edges.len().checked_sub(below.edges.len())?;
    let dense = below.edges.len() >= FEWEST_EDGES && (1..=MOST_MISSING).contains(&missing);
    if !dense || !are_next(above, below) || below.lines_above > 0 || !above.reaches_foot {
        return None;
    }
    let at = |edge: &f32| {
        above
            .edges
            .iter()
            .position(|known| (known - edge).abs() <= SAME_EDGES)
    };
    let places: Vec<usize> = below.edges.iter().map(at).collect::<Option<_>>()?;
    if (places.first(), places.last()) != (Some(&0), Some(&(above.edges.len() - 1))) {
        return None;
    }
    let Some(Block::Table(grid)) = blocks.get(below.block) else {
        return None;
    };
    let cells = (0..grid.rows()).flat_map(|row| grid.origins(row)).map(|cell| {
        let start = *places.get(cell.column)?;
        let end = *places.get(cell.column + cell.columns)?;
        Some(Cell {
            column: start,
            columns: end - start,
            ..cell.clone()
        })
    });
    let wide = Grid::new(cells.collect::<Option<_>>()?).ok()?;
    let Some(Block::Table(upper)) = blocks.get(above.block) else {
        return None;
    };
    let found = Continuation {
        repeated_rows: 0,
        cut_row: cut_row(upper, &wide, 0),
    };
    below.edges.clone_from(&above.edges);
    blocks[below.block] = Block::Table(wide);
    Some(found)
}

fn continuation(
    blocks: &[Block],
    start: usize,
    above: &PlacedTable,
    below: &PlacedTable,
) -> Option<Continuation> {
    let grid = |index: usize| match blocks.get(index) {
        Some(Block::Table(grid)) => Some(grid),
        _ => None,
    };
    let (first, upper, lower) = (grid(start)?, grid(above.block)?, grid(below.block)?);
    let lines_above = below.lines_above;
    let repeated_rows = repeated_rows(first, lower);
    // Without a repeated head, a table that ends in mid-page is over, and one below a heading is another.
    if repeated_rows == 0 && (!above.reaches_foot || lines_above > 0) {
        return None;
    }
    let cut_row = above.reaches_foot && cut_row(upper, lower, repeated_rows);
    Some(Continuation {
        repeated_rows,
        cut_row,
    })
}

/// How many leading rows say the same in both.
fn repeated_rows(first: &Grid, lower: &Grid) -> usize {
    let most = first.rows().min(lower.rows().saturating_sub(1)).min(MAX_HEAD);
    let same = |row: usize| {
        let (a, b) = (texts(first, row), texts(lower, row));
        a == b && a.iter().any(|text| !text.is_empty())
    };
    (0..most).take_while(|&row| same(row)).count()
}

/// Texts of a row, blanks apart; covered slots are empty.
fn texts(grid: &Grid, row: usize) -> Vec<String> {
    (0..grid.columns())
        .map(|column| match grid.cell(row, column) {
            Some(cell) if grid.is_origin(row, column) => cell.text.as_str().split_whitespace().collect(),
            _ => String::new(),
        })
        .collect()
}

/// Whether the first row after the head is the rest of the last row of the page before: what it says stands below
/// what that row says, and it lacks what every row has.
fn cut_row(upper: &Grid, lower: &Grid, head: usize) -> bool {
    let (Some(last), rest) = (upper.rows().checked_sub(1), texts(lower, head)) else {
        return false;
    };
    let above = texts(upper, last);
    if rest.iter().all(String::is_empty) {
        return false;
    }
    let fits = rest
        .iter()
        .zip(&above)
        .all(|(rest, above)| rest.is_empty() || !above.is_empty());
    let filled = above.iter().filter(|text| !text.is_empty()).count();
    let lacking = rest
        .iter()
        .zip(&above)
        .enumerate()
        .filter(|(column, (rest, above))| {
            rest.is_empty() && !above.is_empty() && is_dense(upper, lower, head, *column)
        })
        .count();
    let coded = |column: usize| {
        let own = |row: &[String]| row.get(column).is_some_and(|text| is_code(text));
        if !own(&rest) || !own(&above) {
            return false;
        }
        let column = (0..last).filter_map(|row| texts(upper, row).into_iter().nth(column));
        let filled: Vec<String> = column.filter(|text| !text.is_empty()).collect();
        let codes = filled.iter().filter(|text| is_code(text)).count();
        codes > 1 && codes * 10 >= filled.len() * 8
    };
    // A row of which one cell of many is empty is a row; so is one with a code of its own where every row has one.
    fits && lacking > 0 && lacking * LACKING >= filled && !(0..upper.columns()).any(coded)
}

/// Figures of one line that no page break cuts: 123-4567, 1,234,000.
fn is_code(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits > 2
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '-' | ',' | '.'))
}

fn is_dense(upper: &Grid, lower: &Grid, head: usize, column: usize) -> bool {
    let filled = |grid: &Grid, row: usize| grid.cell(row, column).is_some_and(|cell| !cell.text.is_blank());
    let rows = (0..upper.rows())
        .map(|row| filled(upper, row))
        .chain((head + 1..lower.rows()).map(|row| filled(lower, row)));
    let (mut count, mut full) = (0u32, 0u32);
    for filled in rows {
        count += 1;
        full += u32::from(filled);
    }
    f64::from(full) >= f64::from(count) * DENSE
}
