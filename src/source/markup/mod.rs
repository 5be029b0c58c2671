//! Markup that engines and authors write into text: HTML, Markdown, pipes and tabs.
//!
//! One [`Parser`] reads any stretch of the canvas, a line, a cell or a whole web page, into [`Part`]s, and books every
//! character that is no text in [`Marks`].

mod block;
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
pub(super) use entity::entity_at;
pub(super) use flow::cell;
pub(super) use grids::{RawCell, grids};
pub(super) use page::is_page_mark;
pub(super) use pipe::{is_pipe_row, is_pipe_rule, pipe_row};
pub(super) use sink::Part;
pub(super) use tabs::{
    Open, has_tab_cells, is_tab_rule, open_at_end, still_open, tab_fields, tab_fields_after,
};
pub(super) use tag::{Kind, tags};
pub(super) use token::{Emphasis, Newline, Parser, Syntax};

/// Canvas ranges that are markup.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<(u32, u32)>);

impl Marks {
    /// Books a range.
    pub(super) fn add(&mut self, start: usize, end: usize) {
        if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end))
            && start < end
        {
            self.0.push((start, end));
        }
    }

    /// All ranges, ascending, neighbours joined.
    pub(super) fn finish(mut self) -> Vec<(u32, u32)> {
        self.0.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::with_capacity(self.0.len());
        for (start, end) in self.0 {
            match joined.last_mut() {
                Some((_, last)) if start <= *last => *last = end.max(*last),
                _ => joined.push((start, end)),
            }
        }
        joined
    }
}
