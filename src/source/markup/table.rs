//! HTML tables, balanced or not.

use super::flow::cell;
use super::grids::{RawCell, grids};
use super::sink::Part;
use super::tag::{Kind, Tag};
use super::token::{Parser, Token};
use crate::layout::Grid;

/// Rows read so far.
#[derive(Debug, Default)]
struct Rows {
    rows: Vec<Vec<RawCell>>,
    is_open: bool,
}

impl Rows {
    fn start(&mut self) {
        self.rows.push(Vec::new());
        self.is_open = true;
    }

    fn add(&mut self, cell: RawCell) {
        if !self.is_open {
            self.start();
        }
        if let Some(row) = self.rows.last_mut() {
            row.push(cell);
        }
    }
}

impl Parser<'_> {
    /// Reads a table from its first tag on, which may be a row or cell where damage took the tags before.
    pub(super) fn table(&mut self, first: Tag) -> (Vec<Part>, Vec<Grid>) {
        let has_start = first.kind == Kind::Table;
        if has_start {
            self.marks.add(first.range.start, first.range.end);
        } else {
            self.pending = Some(Token::Tag(first));
        }
        self.depth += 1;
        let outside = std::mem::take(&mut self.emphasis);
        let mut captions = Vec::new();
        let mut rows = Rows::default();
        while let Some(token) = self.next() {
            match token {
                Token::Tag(tag) if tag.kind == Kind::Table && tag.closes => {
                    self.marks.add(tag.range.start, tag.range.end);
                    break;
                }
                Token::Tag(tag) if tag.kind != Kind::Table => self.table_tag(&tag, &mut rows, &mut captions),
                token if self.is_blank(&token) => {}
                token => {
                    self.pending = Some(token);
                    if !has_start {
                        break;
                    }
                    // Text between the cells stands in a cell that lost its tag.
                    let parts = self.flow(true);
                    rows.add(cell(parts, 1, 1));
                }
            }
        }
        self.emphasis = outside;
        self.depth -= 1;
        (captions, grids(rows.rows))
    }

    fn is_blank(&self, token: &Token) -> bool {
        match token {
            Token::Text(range) => self
                .canvas
                .get(range.clone())
                .unwrap_or_default()
                .trim()
                .is_empty(),
            Token::Character(character, _) => character.is_whitespace(),
            Token::Newline(_) => true,
            Token::Tag(_) => false,
        }
    }

    fn table_tag(&mut self, tag: &Tag, rows: &mut Rows, captions: &mut Vec<Part>) {
        self.marks.add(tag.range.start, tag.range.end);
        match (tag.kind, tag.closes) {
            (Kind::Row, false) => rows.start(),
            (Kind::Row | Kind::Group, _) => rows.is_open = false,
            (Kind::Cell, false) => {
                let (height, width) = (
                    tag.number(self.canvas, "rowspan"),
                    tag.number(self.canvas, "colspan"),
                );
                self.emphasis = super::Emphasis::default();
                let parts = self.flow(true);
                rows.add(cell(parts, height.unwrap_or(1), width.unwrap_or(1).max(1)));
            }
            (Kind::Caption, false) => captions.extend(self.flow(true)),
            (Kind::Hidden, false) => self.hide(tag),
            _ => {}
        }
    }
}
