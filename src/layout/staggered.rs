//! Heads set at the left of their columns above figures set at the right: the white space between a head and its figures
//! looks like that between two columns.

use super::Bbox;
use super::columns::{Row, span};
use super::gutters::Gap;

/// Fewest pieces of the head, the one above the labels with them.
const LEAST_PIECES: usize = 3;
/// Fewest rows of figures right below it.
const LEAST_ROWS: usize = 2;

/// Rows above the head of a table: its title, its unit.
const ABOVE: usize = 1;

/// A head with the rows of figures below it.
struct Block<'r> {
    at: usize,
    head: &'r Row,
    body: Vec<&'r Row>,
}

/// The gutters between the first, second, … pieces of a head and of the rows of figures below it, where all have as many
/// and `gutters` put heads beside their figures or two into one column.
pub(crate) fn level(rows: &[&Row], gutters: &[Gap]) -> Option<Vec<Gap>> {
    let block = blocks(rows, gutters).find(|block| block.at <= ABOVE)?;
    let hull = |piece: usize| -> Option<Bbox> {
        let all = block.body.iter().copied().chain([block.head]);
        all.filter_map(|row| row.lines.get(piece))
            .map(|line| line.bbox)
            .reduce(|a, b| a.hull(&b))
    };
    let hulls: Option<Vec<Bbox>> = (0..block.head.lines.len()).map(hull).collect();
    let gap = |pair: &[Bbox]| match pair {
        [left, right] => (left.x1 < right.x0).then_some((left.x1, right.x0)),
        _ => None,
    };
    hulls?.windows(2).map(gap).collect()
}

/// How many rows `gutters` put beside their heads.
pub(crate) fn count(rows: &[&Row], gutters: &[Gap]) -> usize {
    blocks(rows, gutters).map(|block| block.body.len()).sum()
}

/// The heads that stand beside their figures.
fn blocks<'r>(rows: &'r [&'r Row], gutters: &'r [Gap]) -> impl Iterator<Item = Block<'r>> {
    let heads = rows.iter().enumerate();
    let heads = heads.filter(|(_, row)| row.lines.len() >= LEAST_PIECES && row.figures() == 0);
    heads.filter_map(|(at, head)| {
        let pieces = head.lines.len();
        let is_body = |row: &&&Row| row.lines.len() == pieces && row.figures() + 1 >= pieces;
        let body: Vec<&Row> = rows.iter().skip(at + 1).take_while(is_body).copied().collect();
        let staggered = body.len() >= LEAST_ROWS && is_staggered(head, &body, gutters);
        staggered.then_some(Block { at, head, body })
    })
}

/// Whether a column has a head and no figures and another one figures and no head, or one has two heads.
fn is_staggered(head: &Row, body: &[&Row], gutters: &[Gap]) -> bool {
    let columns = |row: &Row| -> Vec<usize> {
        let spans = row.lines.iter().map(|line| span(&line.bbox, gutters));
        spans.flat_map(|(first, last)| first..=last).collect()
    };
    let heads = columns(head);
    let figures: Vec<usize> = body.iter().flat_map(|row| columns(row)).collect();
    let doubled = heads.windows(2).any(|pair| matches!(pair, [a, b] if a >= b));
    doubled
        || heads.iter().any(|column| !figures.contains(column))
            && figures.iter().any(|column| !heads.contains(column))
}
