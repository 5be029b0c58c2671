//! A head in a box above rows without lines: one table.

use super::page::{PageBlock, PageTable};

/// A box with more rows than this is a table of its own.
const MAX_HEAD: usize = 3;
/// The rows begin at most this far below the box (points).
const NEAR: f32 = 16.0;
/// Texts reach at most this far over the edges of their column (points).
const SLACK: f32 = 2.0;

/// Joins tables that stand below the box of their head.
pub(crate) fn join_heads(blocks: &mut Vec<PageBlock>) {
    let mut joined: Vec<PageBlock> = Vec::with_capacity(blocks.len());
    for block in std::mem::take(blocks) {
        let head = joined.iter().rposition(|block| !matches!(block, PageBlock::Gap));
        let whole = match (head.and_then(|index| joined.get(index)), &block) {
            (Some(PageBlock::Table(head)), PageBlock::Table(body)) => join(head, body),
            _ => None,
        };
        match (whole, head) {
            (Some(table), Some(head)) => {
                joined.truncate(head);
                joined.push(PageBlock::Table(table));
            }
            _ => joined.push(block),
        }
    }
    *blocks = joined;
}

fn join(head: &PageTable, body: &PageTable) -> Option<PageTable> {
    let rows = head.cells.iter().map(|cell| cell.row + cell.rows).max()?;
    let below = body.bbox.y0 - head.bbox.y1;
    let fits = head.ruled
        && !body.ruled
        && rows <= MAX_HEAD
        && head.edges.len() > 2
        && head.edges.len() == body.edges.len()
        && (-SLACK..NEAR).contains(&below)
        && head.cells.iter().all(|cell| cell.nested.is_empty());
    let inside = body.cells.iter().all(|cell| {
        let left = head.edges.get(cell.column);
        let right = head.edges.get(cell.column + cell.columns);
        let lines = cell.lines.iter().map(|line| line.bbox);
        left.zip(right).is_some_and(|(left, right)| {
            lines
                .into_iter()
                .all(|b| b.x0 >= left - SLACK && b.x1 <= right + SLACK)
        })
    });
    if !fits || !inside {
        return None;
    }
    let mut whole = head.clone();
    whole.bbox = whole.bbox.hull(&body.bbox);
    whole.cells.extend(body.cells.iter().cloned().map(|mut cell| {
        cell.row += rows;
        cell
    }));
    Some(whole)
}
