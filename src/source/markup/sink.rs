//! Collects text into lines and tables.

use std::ops::Range;

use crate::layout::Grid;
use crate::source::{INSERTED, Line, LineStyle, Passage};

/// A piece of what a stretch says.
#[derive(Debug)]
pub(in crate::source) enum Part {
    /// A line without blanks at its ends, never empty.
    Line(Line),
    /// A table.
    Table(Grid),
}

/// Collects the parts of one stretch.
#[derive(Debug, Default)]
pub(super) struct Sink {
    parts: Vec<Part>,
    text: Passage,
    /// Whether the line holds anything that is not strong.
    plain: bool,
    style: LineStyle,
}

impl Sink {
    /// Adds characters as they stand.
    pub(super) fn run(&mut self, canvas: &str, range: Range<usize>, strong: bool) {
        let text = canvas.get(range.clone()).unwrap_or_default();
        self.plain |= !strong && !text.trim_start().is_empty();
        self.text
            .push_run(text, u32::try_from(range.start).unwrap_or(INSERTED));
    }

    /// Adds one character.
    pub(super) fn character(&mut self, character: char, at: usize, strong: bool) {
        self.plain |= !strong && !character.is_whitespace();
        self.text.push(character, u32::try_from(at).unwrap_or(INSERTED));
    }

    /// Ends the line; the next one has `style`.
    pub(super) fn end_line(&mut self, style: LineStyle) {
        let style = std::mem::replace(&mut self.style, style);
        let plain = std::mem::take(&mut self.plain);
        let text = std::mem::take(&mut self.text);
        if text.is_blank() {
            // `<li><p>` and the like: the style waits for the text.
            if self.style == LineStyle::Plain && style == LineStyle::ListEntry {
                self.style = style;
            }
            return;
        }
        let style = match style {
            LineStyle::Plain if !plain => LineStyle::Strong,
            style => style,
        };
        let text = if has_blank_ends(&text) { text.trim() } else { text };
        self.parts.push(Part::Line(Line { text, style }));
    }

    /// Adds tables.
    pub(super) fn tables(&mut self, captions: Vec<Part>, grids: Vec<Grid>) {
        self.end_line(LineStyle::Plain);
        self.parts.extend(captions);
        self.parts.extend(grids.into_iter().map(Part::Table));
    }

    /// All parts.
    pub(super) fn finish(mut self) -> Vec<Part> {
        self.end_line(LineStyle::Plain);
        self.parts
    }
}

fn has_blank_ends(text: &Passage) -> bool {
    text.as_str().starts_with(char::is_whitespace) || text.as_str().ends_with(char::is_whitespace)
}
