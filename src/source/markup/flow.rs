//! Running text with tags in it.

use super::grids::RawCell;
use super::sink::{Part, Sink};
use super::tag::{Kind, Tag};
use super::token::{Newline, Parser, Token};
use crate::source::LineStyle;

impl Parser<'_> {
    /// Reads the whole stretch.
    pub(in crate::source) fn parts(&mut self) -> Vec<Part> {
        self.flow(false)
    }

    /// Reads running text; in a cell it ends before the next tag of the table.
    pub(super) fn flow(&mut self, in_cell: bool) -> Vec<Part> {
        let mut sink = Sink::default();
        while let Some(token) = self.next() {
            let strong = self.emphasis.is_strong();
            match token {
                Token::Text(range) => sink.run(self.canvas, range, strong),
                Token::Character(character, at) => sink.character(character, at, strong),
                Token::Newline(at) => match self.syntax.newline {
                    Newline::Blank => sink.character(' ', at, true),
                    Newline::Break => sink.end_line(LineStyle::Plain),
                },
                Token::Tag(tag) if tag.kind.is_structural() => {
                    let nests = tag.kind == Kind::Table && !tag.closes;
                    if in_cell && !nests {
                        self.pending = Some(Token::Tag(tag));
                        break;
                    }
                    self.structure(tag, &mut sink);
                }
                Token::Tag(tag) => self.plain_tag(&tag, &mut sink),
            }
        }
        sink.finish()
    }

    fn structure(&mut self, tag: Tag, sink: &mut Sink) {
        if tag.closes || !self.marks.allows(self.depth + 1) {
            self.marks.add(tag.range.start, tag.range.end);
            sink.end_line(LineStyle::Plain);
            return;
        }
        let (captions, grids) = self.table(tag);
        sink.tables(captions, grids);
    }

    fn plain_tag(&mut self, tag: &Tag, sink: &mut Sink) {
        self.marks.add(tag.range.start, tag.range.end);
        if self.syntax.html && self.is_named(tag, "pre") {
            self.syntax.newline = if tag.closes {
                Newline::Blank
            } else {
                Newline::Break
            };
        }
        match tag.kind {
            Kind::Strong if tag.closes => self.emphasis.tags = self.emphasis.tags.saturating_sub(1),
            Kind::Strong => self.emphasis.tags += 1,
            Kind::Entry if !tag.closes => sink.end_line(LineStyle::ListEntry),
            Kind::Heading(level) if !tag.closes => sink.end_line(LineStyle::Heading(level)),
            Kind::Heading(_) | Kind::Entry | Kind::Break => sink.end_line(LineStyle::Plain),
            Kind::Hidden if !tag.closes => self.hide(tag),
            _ => {}
        }
    }

    fn is_named(&self, tag: &Tag, name: &str) -> bool {
        let found = self.canvas.get(tag.name.clone());
        found.is_some_and(|found| found.eq_ignore_ascii_case(name))
    }

    /// Books what a script, a style sheet or the head of a page holds.
    pub(super) fn hide(&mut self, tag: &Tag) {
        if self.no_hidden_end {
            return;
        }
        let rest = self.rest(self.at);
        let name = self.canvas.as_bytes().get(tag.name.clone()).unwrap_or_default();
        let is = |other: &[u8]| name.eq_ignore_ascii_case(other);
        let end = match find_tag(rest, b"</", name) {
            // A head that nothing closes ends where the body starts.
            None if is(b"head") => find_tag(rest, b"<", b"body"),
            None if self.syntax.html && (is(b"script") || is(b"style")) => Some(rest.len()),
            end => end,
        };
        self.no_hidden_end = end.is_none();
        self.book(end.unwrap_or(0));
    }
}

fn find_tag(rest: &[u8], open: &[u8], name: &[u8]) -> Option<usize> {
    let length = open.len() + name.len();
    (0..rest.len()).find(|&at| {
        rest.get(at) == Some(&b'<')
            && rest.get(at..at + length).is_some_and(|found| {
                found.starts_with(open) && found[open.len()..].eq_ignore_ascii_case(name)
            })
            && rest
                .get(at + length)
                .is_none_or(|byte| !byte.is_ascii_alphanumeric())
    })
}

/// A cell made of the parts of its stretch.
pub(in crate::source) fn cell(parts: Vec<Part>, rows: usize, columns: usize) -> RawCell {
    let mut cell = RawCell {
        rows,
        columns,
        ..RawCell::default()
    };
    for part in parts {
        match part {
            Part::Line(line) if cell.text.as_str().is_empty() => cell.text = line.text,
            Part::Line(line) => cell.text.join('\n', &line.text),
            Part::Table(grid) => cell.nested.push(grid),
        }
    }
    cell
}
