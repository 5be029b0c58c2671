//! A table without lines that was found among rows, and what belongs to it around them.

use super::Bbox;
use super::columns::{Part, Row, columns_of, hull, span};
use super::gutters::Gap;
use super::rules::Segment;
use super::shape::{ALIGNED, mode};

/// Lines of one cell follow each other at most this far apart (in em).
const TIGHT: f32 = 0.45;
/// A heading over several columns stands at most this far above what it heads (in em).
const HEAD_GAP: f32 = 1.0;
/// It stands in their middle when it is off by at most this (in em).
const LEVEL: f32 = 0.4;
/// Headings stand flush with their columns when they are off by at most this (in em).
const FLUSH: f32 = 0.15;

/// A stretch of rows that form a table.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// First row.
    pub from: usize,
    /// One after the last row.
    pub to: usize,
    /// White spaces between its columns.
    pub gutters: Vec<Gap>,
    /// Where the pieces of each column begin, when most begin at one x.
    pub lefts: Vec<Option<f32>>,
    /// The line below its head.
    pub head_rule: Option<f32>,
    /// Lines that part its rows; without them each line of text is a row.
    pub row_rules: Vec<f32>,
    /// Lines between groups of rows.
    pub group_rules: Vec<f32>,
    /// So many rows must have several cells.
    pub least: usize,
    /// Whether its first column holds labels for several rows each.
    pub stub: bool,
}

impl Found {
    /// Takes in what belongs to the table but has one piece only: parts of its head, last lines of its cells.
    pub fn take_neighbours(&mut self, rows: &[Row], floor: usize, em: f32, rules: &[Segment]) {
        while self.from > floor {
            let (Some(above), Some(first)) = (rows.get(self.from - 1), rows.get(self.from)) else {
                return;
            };
            let (upper, lower) = (hull(&above.lines), hull(&first.lines));
            let inner = span(&upper, &self.gutters).0 > 0;
            let level = upper.overlap_y(&lower) > em * 0.1;
            let near = lower.y0 - upper.y1 <= em * TIGHT;
            let heads = lower.y0 - upper.y1 <= em * HEAD_GAP
                && (self.is_centred(rows, &upper, em) || is_above_rule(rules, &upper, lower.y0, em));
            let fits =
                lower.y0 - upper.y1 <= self.widest_gap(rows) + em * LEVEL && self.fits(rows, above, em);
            if !(inner && (near || heads) || fits || level && above.lines.len() == 1) {
                break;
            }
            self.from -= 1;
        }
        while let (Some(last), Some(below)) = (rows.get(self.to.saturating_sub(1)), rows.get(self.to)) {
            let (upper, lower) = (hull(&last.lines), hull(&below.lines));
            let (first, end) = span(&lower, &self.gutters);
            let near = lower.y0 - upper.y1 <= em * TIGHT;
            // Labels wrap as well, where others of the table do.
            let wraps = |pair: &[Row]| match pair {
                [above, below] => {
                    let (upper, lower) = (hull(&above.lines), hull(&below.lines));
                    below.lines.len() == 1
                        && span(&lower, &self.gutters) == (0, 0)
                        && lower.y0 - upper.y1 <= em * TIGHT
                }
                _ => false,
            };
            let inner = first > 0 || {
                let table = rows.get(self.from..self.to).unwrap_or_default();
                table.windows(2).any(wraps)
            };
            if !(near && below.lines.len() == 1 && inner && first == end) {
                break;
            }
            self.to += 1;
        }
    }

    /// The widest white space between rows.
    fn widest_gap(&self, rows: &[Row]) -> f32 {
        let rows = rows.get(self.from..self.to).unwrap_or_default();
        let gaps = rows.windows(2).filter_map(|pair| match pair {
            [above, below] => Some(hull(&below.lines).y0 - hull(&above.lines).y1),
            _ => None,
        });
        gaps.fold(0.0, f32::max)
    }

    /// Whether each piece of a row stands in a column of its own, right below or above one of its edges or its middle.
    pub fn fits(&self, rows: &[Row], row: &Row, em: f32) -> bool {
        let slice = rows.get(self.from..self.to).unwrap_or_default();
        let columns = columns_of(&slice.iter().collect::<Vec<_>>(), &self.gutters);
        let edges: [fn(&Bbox) -> f32; 3] = [|b| b.x0, |b| b.x1, |b| b.center().0];
        let mut next = 1;
        let inner = row.lines.iter().any(|line| span(&line.bbox, &self.gutters).0 > 0);
        inner
            && row.lines.iter().all(|line| {
                let (first, last) = span(&line.bbox, &self.gutters);
                let parts = columns.get(first).map(Vec::as_slice).unwrap_or_default();
                let extent = parts.iter().map(|part| part.bbox).reduce(|a, b| a.hull(&b));
                let flush = extent.is_some_and(|extent| {
                    let near =
                        |edge: &fn(&Bbox) -> f32| (edge(&extent) - edge(&line.bbox)).abs() <= em * FLUSH;
                    edges.iter().any(near)
                });
                let fits = first == last && first >= next && flush;
                next = first + 1;
                fits || first == 0 && last == 0
            })
    }

    /// Whether a heading stands in the middle of several columns.
    fn is_centred(&self, rows: &[Row], heading: &Bbox, em: f32) -> bool {
        let slice = rows.get(self.from..self.to).unwrap_or_default();
        let columns = columns_of(&slice.iter().collect::<Vec<_>>(), &self.gutters);
        let hull = |column: &Vec<Part>| column.iter().map(|part| part.bbox).reduce(|a, b| a.hull(&b));
        let extents: Vec<Bbox> = columns.iter().filter_map(hull).collect();
        (1..extents.len()).any(|first| {
            extents.iter().skip(first + 1).any(|last| {
                let middle = extents.get(first).map_or(0.0, |first| (first.x0 + last.x1) / 2.0);
                (middle - heading.center().0).abs() <= em * LEVEL
            })
        })
    }

    /// Columns parted by `gutters` alone.
    pub fn of_gutters(gutters: &[Gap]) -> Self {
        Found {
            from: 0,
            to: 0,
            gutters: gutters.to_vec(),
            lefts: vec![None; gutters.len() + 1],
            head_rule: None,
            row_rules: Vec::new(),
            group_rules: Vec::new(),
            least: 0,
            stub: false,
        }
    }

    pub fn new(from: usize, to: usize, gutters: Vec<Gap>, columns: &[Vec<Part>], em: f32) -> Self {
        let lefts = columns
            .iter()
            .map(|column| {
                let (count, left) = mode(column.iter().map(|line| line.bbox.x0).collect(), em * 0.1);
                (count as f32 >= column.len() as f32 * ALIGNED).then_some(left)
            })
            .collect();
        Found {
            from,
            to,
            gutters,
            lefts,
            head_rule: None,
            row_rules: Vec::new(),
            group_rules: Vec::new(),
            least: 0,
            stub: false,
        }
    }
}

/// Whether a heading stands in the middle above a line that is longer than it.
fn is_above_rule(rules: &[Segment], heading: &Bbox, below: f32, em: f32) -> bool {
    rules.iter().any(|rule| {
        rule.at > heading.y1 - em * LEVEL
            && rule.at < below + em * LEVEL
            && rule.to - rule.from > heading.width() + em
            && ((rule.from + rule.to) / 2.0 - heading.center().0).abs() <= em * LEVEL
    })
}
