//! Ruling lines → crossings → cells.

use super::Bbox;
use super::rules::{Lines, Segment};

/// Lines that end this near to another (points) meet it.
const REACH: f32 = 2.5;
/// Lines closer than this (points) are one edge of a table: double lines.
pub(super) const SAME_EDGE: f32 = 3.0;
/// Strokes shorter than this (points) must connect two lines to count.
const MIN_LOOSE: f32 = 12.0;
/// Share of a side that a line must cover to be a wall.
const WALL: f32 = 0.6;
/// Line work that could cross more often than this is a drawing.
const MAX_CROSSINGS: usize = 20_000_000;
/// A table has at most this many slots; denser line work is a drawing.
const MAX_SLOTS: usize = 60_000;

/// One cell of a ruled table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RuledCell {
    pub row: usize,
    pub column: usize,
    pub rows: usize,
    pub columns: usize,
    pub bbox: Bbox,
}

/// Lines that hang together, and the cells that they make.
#[derive(Debug, Clone)]
pub(crate) struct Lattice {
    pub bbox: Bbox,
    /// Column edges.
    pub xs: Vec<f32>,
    /// Row edges.
    pub ys: Vec<f32>,
    pub cells: Vec<RuledCell>,
    /// Which cell covers each slot, row by row.
    slots: Vec<usize>,
}

impl Lattice {
    pub fn column_count(&self) -> usize {
        self.xs.len().saturating_sub(1)
    }

    pub fn row_count(&self) -> usize {
        self.ys.len().saturating_sub(1)
    }

    /// The cell around a point.
    pub fn cell_at(&self, point: (f32, f32)) -> Option<usize> {
        if !self.bbox.contains(point, 0.0) {
            return None;
        }
        let column = self
            .xs
            .partition_point(|&x| x <= point.0)
            .clamp(1, self.column_count())
            - 1;
        let row = self
            .ys
            .partition_point(|&y| y <= point.1)
            .clamp(1, self.row_count())
            - 1;
        self.slots.get(row * self.column_count() + column).copied()
    }

    /// Numbers only those edges at which some cell begins or ends.
    fn compact(mut self) -> Self {
        let columns = self
            .cells
            .iter()
            .flat_map(|cell| [cell.column, cell.column + cell.columns]);
        let (xs, column_numbers) = kept(columns.collect(), &self.xs);
        let rows = self
            .cells
            .iter()
            .flat_map(|cell| [cell.row, cell.row + cell.rows]);
        let (ys, row_numbers) = kept(rows.collect(), &self.ys);
        let number = |numbers: &[usize], index: usize| numbers.get(index).copied().unwrap_or(0);
        for cell in &mut self.cells {
            let (right, bottom) = (cell.column + cell.columns, cell.row + cell.rows);
            cell.column = number(&column_numbers, cell.column);
            cell.row = number(&row_numbers, cell.row);
            cell.columns = number(&column_numbers, right).saturating_sub(cell.column).max(1);
            cell.rows = number(&row_numbers, bottom).saturating_sub(cell.row).max(1);
        }
        (self.xs, self.ys) = (xs, ys);
        self.fill_slots();
        self
    }

    fn fill_slots(&mut self) {
        let columns = self.column_count();
        self.slots = vec![0; columns * self.row_count()];
        for (index, cell) in self.cells.iter().enumerate() {
            for row in cell.row..cell.row + cell.rows {
                for column in cell.column..cell.column + cell.columns {
                    if let Some(slot) = self.slots.get_mut(row * columns + column) {
                        *slot = index;
                    }
                }
            }
        }
    }
}

/// The edges whose indices are `used`, and the new number of each.
fn kept(used: Vec<usize>, edges: &[f32]) -> (Vec<f32>, Vec<usize>) {
    let mut flags = vec![false; edges.len()];
    for index in used {
        if let Some(flag) = flags.get_mut(index) {
            *flag = true;
        }
    }
    let mut next = 0;
    let numbers = flags
        .iter()
        .map(|&flag| {
            next += usize::from(flag);
            next.saturating_sub(1)
        })
        .collect();
    let left = edges
        .iter()
        .zip(&flags)
        .filter(|&(_, &flag)| flag)
        .map(|(&edge, _)| edge);
    (left.collect(), numbers)
}

/// Every connected group of lines that encloses at least one cell.
pub(crate) fn lattices(lines: &Lines) -> Vec<Lattice> {
    if lines.horizontal.len().saturating_mul(lines.vertical.len()) > MAX_CROSSINGS {
        return Vec::new();
    }
    let mut found: Vec<Lattice> = components(lines)
        .into_iter()
        .filter_map(|(horizontal, vertical)| lattice(&horizontal, &vertical))
        .collect();
    found.sort_by(|a, b| {
        a.bbox
            .y0
            .total_cmp(&b.bbox.y0)
            .then(a.bbox.x0.total_cmp(&b.bbox.x0))
    });
    found
}

/// Groups of lines that meet.
fn components(lines: &Lines) -> Vec<(Vec<Segment>, Vec<Segment>)> {
    let offset = lines.horizontal.len();
    let mut groups = Groups::new(offset + lines.vertical.len());
    for (index, line) in lines.horizontal.iter().enumerate() {
        let first = lines
            .vertical
            .partition_point(|other| other.at < line.from - REACH);
        for (other_index, other) in lines.vertical.iter().enumerate().skip(first) {
            if other.at > line.to + REACH {
                break;
            }
            if other.from - REACH <= line.at && line.at <= other.to + REACH {
                groups.join(index, offset + other_index);
            }
        }
    }
    let mut by_root: std::collections::BTreeMap<usize, (Vec<Segment>, Vec<Segment>)> = Default::default();
    for (index, line) in lines.horizontal.iter().enumerate() {
        by_root.entry(groups.root(index)).or_default().0.push(*line);
    }
    for (index, line) in lines.vertical.iter().enumerate() {
        by_root
            .entry(groups.root(offset + index))
            .or_default()
            .1
            .push(*line);
    }
    by_root
        .into_values()
        .filter(|(horizontal, vertical)| !horizontal.is_empty() && !vertical.is_empty())
        .collect()
}

/// Union-find.
pub(crate) struct Groups(Vec<usize>);

impl Groups {
    pub fn new(count: usize) -> Self {
        Groups((0..count).collect())
    }

    pub fn root(&mut self, mut index: usize) -> usize {
        while let Some(&parent) = self.0.get(index) {
            if parent == index {
                break;
            }
            let grandparent = self.0.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.0.get_mut(index) {
                *slot = grandparent;
            }
            index = grandparent;
        }
        index
    }

    pub fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        if let Some(slot) = self.0.get_mut(high) {
            *slot = low;
        }
    }
}

/// Distinct edges out of positions with the lengths of their lines: positions closer than [`SAME_EDGE`] are one,
/// and stand where the longest line does.
fn edges(mut values: Vec<(f32, f32)>) -> Vec<f32> {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut edges: Vec<f32> = Vec::new();
    let (mut start, mut longest) = (f32::MIN, 0.0);
    for (value, length) in values {
        if value - start > SAME_EDGE {
            edges.push(value);
            (start, longest) = (value, length);
        } else if length > longest
            && let Some(edge) = edges.last_mut()
        {
            (*edge, longest) = (value, length);
        }
    }
    edges
}

/// Drops short strokes that hang on one line only: underlines, ticks, parts of characters.
fn prune(lines: &[Segment], others: &[Segment]) -> Vec<Segment> {
    let touching = |line: &Segment| {
        let first = others.partition_point(|other| other.at < line.from - REACH);
        others
            .iter()
            .skip(first)
            .take_while(|other| other.at <= line.to + REACH)
            .filter(|other| other.from - REACH <= line.at && line.at <= other.to + REACH)
            .count()
    };
    let stays = |line: &&Segment| line.to - line.from >= MIN_LOOSE || touching(line) >= 2;
    lines.iter().filter(stays).copied().collect()
}

fn nearest(edges: &[f32], value: f32) -> usize {
    let next = edges.partition_point(|&edge| edge < value);
    let distance = |index: usize| edges.get(index).map_or(f32::MAX, |edge| (edge - value).abs());
    if next > 0 && distance(next - 1) <= distance(next) {
        next - 1
    } else {
        next
    }
}

fn lattice(horizontal: &[Segment], vertical: &[Segment]) -> Option<Lattice> {
    let (loose_horizontal, loose_vertical) = (horizontal, vertical);
    let horizontal = &prune(loose_horizontal, loose_vertical);
    let vertical = &prune(loose_vertical, loose_horizontal);
    if horizontal.is_empty() || vertical.is_empty() {
        return None;
    }
    let xs = edges(ends(vertical, horizontal));
    let ys = edges(ends(horizontal, vertical));
    let (columns, rows) = (xs.len().checked_sub(1)?, ys.len().checked_sub(1)?);
    if columns == 0 || rows == 0 || columns * rows > MAX_SLOTS {
        return None;
    }
    let right_walls = walls(vertical, &xs, &ys);
    let lower_walls = walls(horizontal, &ys, &xs);
    let slots = joined_slots(columns, rows, &right_walls, &lower_walls);
    let cells = rectangles(&slots, columns, rows)
        .into_iter()
        .filter_map(|(row, column, rows, columns)| {
            let bbox = Bbox {
                x0: *xs.get(column)?,
                y0: *ys.get(row)?,
                x1: *xs.get(column + columns)?,
                y1: *ys.get(row + rows)?,
            };
            Some(RuledCell {
                row,
                column,
                rows,
                columns,
                bbox,
            })
        })
        .collect();
    let bbox = Bbox {
        x0: *xs.first()?,
        y0: *ys.first()?,
        x1: *xs.last()?,
        y1: *ys.last()?,
    };
    let lattice = Lattice {
        bbox,
        xs,
        ys,
        cells,
        slots: Vec::new(),
    };
    Some(lattice.compact())
}

/// Where lines stand, with their lengths, and how far the lines across them reach.
fn ends(across: &[Segment], along: &[Segment]) -> Vec<(f32, f32)> {
    let low = along.iter().map(|line| line.from).fold(f32::MAX, f32::min);
    let high = along.iter().map(|line| line.to).fold(f32::MIN, f32::max);
    let lines = across.iter().map(|line| (line.at, line.to - line.from));
    lines.chain([(low, 0.0), (high, 0.0)]).collect()
}

/// The group of each slot: a slot joins its neighbour where no wall stands between.
fn joined_slots(columns: usize, rows: usize, right_walls: &Walls, lower_walls: &Walls) -> Vec<usize> {
    let mut groups = Groups::new(columns * rows);
    for row in 0..rows {
        for column in 0..columns {
            let slot = row * columns + column;
            if column + 1 < columns && !right_walls.stands(column + 1, row) {
                groups.join(slot, slot + 1);
            }
            if row + 1 < rows && !lower_walls.stands(row + 1, column) {
                groups.join(slot, slot + columns);
            }
        }
    }
    (0..columns * rows).map(|slot| groups.root(slot)).collect()
}

/// Which stretches of which edges a line covers.
struct Walls {
    stretches: usize,
    covered: Vec<f32>,
    lengths: Vec<f32>,
}

impl Walls {
    fn stands(&self, edge: usize, stretch: usize) -> bool {
        let covered = self
            .covered
            .get(edge * self.stretches + stretch)
            .copied()
            .unwrap_or(0.0);
        let length = self.lengths.get(stretch).copied().unwrap_or(f32::MAX);
        covered >= length * WALL
    }
}

fn walls(lines: &[Segment], across: &[f32], along: &[f32]) -> Walls {
    let stretches = along.len().saturating_sub(1);
    let lengths: Vec<f32> = along
        .windows(2)
        .map(|pair| match pair {
            [a, b] => b - a,
            _ => f32::MAX,
        })
        .collect();
    let mut covered = vec![0.0f32; across.len() * stretches];
    for line in lines {
        let edge = nearest(across, line.at);
        let first = along
            .partition_point(|&position| position <= line.from)
            .saturating_sub(1);
        for (stretch, pair) in along.windows(2).enumerate().skip(first) {
            let &[from, to] = pair else { continue };
            if from > line.to {
                break;
            }
            let length = line.to.min(to) - line.from.max(from);
            if let Some(slot) = covered.get_mut(edge * stretches + stretch)
                && length > 0.0
            {
                *slot += length;
            }
        }
    }
    Walls {
        stretches,
        covered,
        lengths,
    }
}

/// Cuts every group of slots into rectangles (`row, column, rows, columns`): one, unless the group has corners.
fn rectangles(slots: &[usize], columns: usize, rows: usize) -> Vec<(usize, usize, usize, usize)> {
    let mut taken = vec![false; slots.len()];
    let mut found = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            let slot = row * columns + column;
            if taken.get(slot).copied().unwrap_or(true) {
                continue;
            }
            let group = slots.get(slot);
            let free = |row: usize, column: usize, taken: &[bool]| {
                let slot = row * columns + column;
                column < columns
                    && row < rows
                    && slots.get(slot) == group
                    && !taken.get(slot).copied().unwrap_or(true)
            };
            let width = (column..columns).take_while(|&c| free(row, c, &taken)).count();
            let height = (row..rows)
                .take_while(|&r| (column..column + width).all(|c| free(r, c, &taken)))
                .count();
            for covered_row in row..row + height {
                for covered in column..column + width {
                    if let Some(flag) = taken.get_mut(covered_row * columns + covered) {
                        *flag = true;
                    }
                }
            }
            found.push((row, column, height, width));
        }
    }
    found
}
