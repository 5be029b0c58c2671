//! Markup that engines and authors write into text: HTML, Markdown, pipes and tabs.
//!
//! One [`Parser`] reads any stretch of the canvas, a line, a cell or a whole web page, into [`Part`]s, and books every
//! character that is no text in [`Marks`].

mod block;
mod csv;
mod entity;
mod flow;
mod grids;
mod page;
mod pipe;
mod sink;
mod table;
mod tabs;
mod tag;
mod token;

pub(super) use block::{is_fence, is_rule, prefix};
pub(super) use csv::{CsvRow, csv_row};
pub(super) use entity::entity_at;
pub(super) use flow::cell;
pub(super) use grids::{RawCell, grids};
pub(super) use page::is_page_mark;
pub(super) use pipe::{has_pipe, is_pipe_row, is_pipe_rule, pipe_row};
pub(super) use sink::Part;
pub(super) use tabs::{
    Open, has_tab_cells, is_tab_rule, open_at_end, still_open, tab_fields, tab_fields_after,
};
pub(super) use tag::{Kind, tags};
pub(super) use token::{Emphasis, Newline, Parser, Syntax};

/// No stack is made for deeper tables, whatever the limit asked for.
const MAX_DEPTH: usize = 64;

/// Canvas ranges that are markup.
#[derive(Debug, Default)]
pub(super) struct Marks {
    ranges: Vec<(u32, u32)>,
    /// Deepest table in a table; what is deeper becomes text of its cell.
    max_depth: usize,
    /// A table was deeper.
    too_deep: bool,
}

impl Marks {
    /// No marks yet, in a text with tables in tables down to `max_depth`.
    pub(super) fn new(max_depth: u64) -> Self {
        Marks {
            ranges: Vec::new(),
            max_depth: usize::try_from(max_depth).unwrap_or(usize::MAX).min(MAX_DEPTH),
            too_deep: false,
        }
    }

    /// Whether a table at this depth is to be read as one.
    fn allows(&mut self, depth: usize) -> bool {
        self.too_deep |= depth > self.max_depth;
        depth <= self.max_depth
    }

    /// Whether some table was deeper than allowed.
    pub(super) fn too_deep(&self) -> bool {
        self.too_deep
    }

    /// Books a range.
    pub(super) fn add(&mut self, start: usize, end: usize) {
        if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end))
            && start < end
        {
            self.ranges.push((start, end));
        }
    }

    /// All ranges, ascending, neighbours joined.
    pub(super) fn finish(mut self) -> Vec<(u32, u32)> {
        self.ranges.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::with_capacity(self.ranges.len());
        for (start, end) in self.ranges {
            match joined.last_mut() {
                Some((_, last)) if start <= *last => *last = end.max(*last),
                _ => joined.push((start, end)),
            }
        }
        joined
    }
}
