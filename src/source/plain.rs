//! Text with markup to blocks, line by line.

use std::ops::Range;

use super::commas::{self, Commas};
use super::lines::{Row, rows};
use super::markup::{self, CsvRow, Emphasis, Marks, Newline, Open, Parser, Part, RawCell, Syntax};
use super::{Block, LineStyle, region, wrapped};

/// How many lines a comment may have.
const MAX_COMMENT_LINES: usize = 60;
/// How many lines a cell of a tab-separated row may be cut into.
const MAX_CUT_LINES: usize = 60;

/// The blocks of a text.
pub(super) fn blocks(canvas: &str, marks: &mut Marks) -> Vec<Block> {
    let rows = rows(canvas);
    let mut reader = Reader {
        canvas,
        rows: &rows,
        marks,
        blocks: Vec::new(),
        emphasis: Emphasis::default(),
    };
    let mut index = 0;
    while let Some(&row) = rows.get(index) {
        index = reader.read(index, row).max(index + 1);
    }
    reader.blocks
}

/// The block that a part becomes.
pub(super) fn block_of(part: Part) -> Block {
    match part {
        Part::Line(line) => Block::Line(line),
        Part::Table(grid) => Block::Table(grid),
    }
}

struct Reader<'a> {
    canvas: &'a str,
    rows: &'a [Row],
    marks: &'a mut Marks,
    blocks: Vec<Block>,
    /// Emphasis that an earlier line opened.
    emphasis: Emphasis,
}

impl<'a> Reader<'a> {
    /// Reads what starts at a row and returns the row after it.
    fn read(&mut self, index: usize, row: Row) -> usize {
        let text = self.text(row);
        if row.after_form_feed {
            self.blocks.push(Block::Page);
        }
        if text.trim().is_empty() {
            self.blank();
            return index + 1;
        }
        if markup::is_page_mark(text) {
            self.marks.add(row.start, row.end);
            self.emphasis = Emphasis::default();
            self.blocks.push(Block::Page);
            return index + 1;
        }
        if let Some(last) = self.comment(index, text) {
            self.marks.add(row.start, self.end_of(last));
            return last + 1;
        }
        if self.starts_pipes(index) {
            return self.read_pipes(index);
        }
        if let Some(last) = region::html_table(self.canvas, self.rows, index) {
            return self.read_html_table(index, last);
        }
        if text.contains('\t') {
            return self.read_tabs(index);
        }
        if text.contains(',') {
            let (canvas, rows) = (self.canvas, self.rows);
            let commas = Commas { canvas, rows };
            if let Some(table) = commas.table(index) {
                return self.read_csv(table);
            }
            if let Some((title, next)) = commas.title(index) {
                self.read_csv_title(title);
                return next;
            }
        }
        if markup::is_rule(text) || markup::is_fence(text) {
            self.marks.add(row.start, row.end);
            self.blank();
            return index + 1;
        }
        self.read_line(row.range());
        index + 1
    }

    fn text(&self, row: Row) -> &'a str {
        self.canvas.get(row.range()).unwrap_or_default()
    }

    /// Text of a row that goes on where the row before it ended; blank where there is none.
    fn next_text(&self, index: usize) -> &'a str {
        match self.rows.get(index) {
            Some(row) if !row.after_form_feed => self.text(*row),
            _ => "",
        }
    }

    fn blank(&mut self) {
        self.emphasis = Emphasis::default();
        if !matches!(self.blocks.last(), Some(Block::Blank)) {
            self.blocks.push(Block::Blank);
        }
    }

    /// Last row of a comment over several lines that starts in this row and is all that stands there.
    fn comment(&self, index: usize, text: &str) -> Option<usize> {
        if !text.trim_start().starts_with("<!--") || text.contains("-->") {
            return None;
        }
        let rows = self.rows.iter().enumerate().skip(index).take(MAX_COMMENT_LINES);
        let mut ends = rows.filter(|(_, row)| self.text(**row).contains("-->"));
        let (last, row) = ends.next()?;
        self.text(*row).trim_end().ends_with("-->").then_some(last)
    }

    fn read_line(&mut self, row: Range<usize>) {
        let text = self.canvas.get(row.clone()).unwrap_or_default();
        let (style, before, after) = markup::prefix(text);
        let (start, end) = (row.start + before, row.end - after);
        self.marks.add(row.start, start);
        self.marks.add(end, row.end);
        let mut parser = Parser::new(self.canvas, start..end, Syntax::TEXT, self.marks);
        if style == LineStyle::Plain {
            parser.emphasis = self.emphasis;
        }
        let mut parts = parser.parts();
        self.emphasis = parser.emphasis;
        if let Some(Part::Line(line)) = parts.first_mut()
            && style != LineStyle::Plain
        {
            line.style = style;
        }
        self.blocks.extend(parts.into_iter().map(block_of));
    }

    fn read_html_table(&mut self, index: usize, last: usize) -> usize {
        let start = self.rows.get(index).map_or(0, |row| row.start);
        let end = self.end_of(last);
        let parts = Parser::new(self.canvas, start..end, Syntax::FRAGMENT, self.marks).parts();
        self.blocks.extend(parts.into_iter().map(block_of));
        self.emphasis = Emphasis::default();
        last + 1
    }

    /// Whether a table of pipes starts here: its rule follows, or at least two rows stand together.
    fn starts_pipes(&self, index: usize) -> bool {
        let text = self.rows.get(index).map_or("", |row| self.text(*row));
        let next = self.next_text(index + 1);
        if !markup::has_pipe(text) {
            return markup::is_pipe_rule(text) && markup::has_pipe(next);
        }
        let is_row = markup::is_pipe_row(text) && markup::is_pipe_row(next);
        is_row || markup::is_pipe_rule(next) || markup::is_pipe_rule(text)
    }

    fn read_pipes(&mut self, index: usize) -> usize {
        // Rows between two rules stand together.
        let mut groups: Vec<Vec<Vec<RawCell>>> = vec![Vec::new()];
        let mut at = index;
        while let Some(&row) = self
            .rows
            .get(at)
            .filter(|row| at == index || !row.after_form_feed)
        {
            let text = self.text(row);
            if markup::is_pipe_rule(text) {
                self.marks.add(row.start, row.end);
                groups.push(Vec::new());
            } else if markup::has_pipe(text) {
                let (cells, pipes) = markup::pipe_row(self.canvas, row.range());
                pipes
                    .into_iter()
                    .for_each(|pipe| self.marks.add(pipe.start, pipe.end));
                let cells = cells
                    .into_iter()
                    .map(|cell| self.cell(cell, Newline::Break))
                    .collect();
                if let Some(group) = groups.last_mut() {
                    group.push(cells);
                }
            } else {
                break;
            }
            at += 1;
        }
        groups.retain(|group| !group.is_empty());
        self.table(wrapped::join(groups));
        at
    }

    fn read_csv(&mut self, table: commas::Table) -> usize {
        let mut rows = Vec::with_capacity(table.rows.len());
        for csv in table.rows {
            self.mark(csv.marks);
            let fields = csv.fields.into_iter();
            rows.push(fields.map(|field| self.cell(field, Newline::Break)).collect());
        }
        self.table(rows);
        table.end
    }

    /// A line above comma-separated values: its texts, each a line of its own.
    fn read_csv_title(&mut self, title: CsvRow) {
        self.mark(title.marks);
        self.blank();
        for field in title.fields {
            if !self
                .canvas
                .get(field.clone())
                .unwrap_or_default()
                .trim()
                .is_empty()
            {
                self.read_line(field);
            }
        }
    }

    fn mark(&mut self, marks: Vec<Range<usize>>) {
        marks
            .into_iter()
            .for_each(|mark| self.marks.add(mark.start, mark.end));
    }

    fn read_tabs(&mut self, index: usize) -> usize {
        let mut table = Vec::new();
        let mut at = index;
        while let Some(&row) = self
            .rows
            .get(at)
            .filter(|row| at == index || !row.after_form_feed)
        {
            let text = self.text(row);
            let is_row =
                text.contains('\t') && (!text.trim().is_empty() || self.next_text(at + 1).contains('\t'));
            if !is_row || (at > index && region::html_table(self.canvas, self.rows, at).is_some()) {
                break;
            }
            at += 1;
            if markup::is_tab_rule(text) {
                self.marks.add(row.start, row.end);
                continue;
            }
            let (fields, newline, next) = self.fields(at, row);
            at = next;
            table.push(
                fields
                    .into_iter()
                    .map(|field| self.cell(field, newline))
                    .collect(),
            );
        }
        self.table(table);
        at
    }

    /// The fields of a row, whose last one may go on in rows from `next` on; what their ends mean, and the row after.
    fn fields(&self, mut next: usize, row: Row) -> (Vec<Range<usize>>, Newline, usize) {
        let mut fields = markup::tab_fields(self.canvas, row.range());
        while let Some(field) = fields.last()
            && let Some((after, close)) = self.quoted_lines(next, field.clone())
        {
            let (start, end) = (field.start, self.end_of(after - 1));
            fields.pop();
            fields.extend(markup::tab_fields_after(self.canvas, start, close, end));
            next = after;
        }
        let mut newline = Newline::Break;
        if let Some(field) = fields.last_mut()
            && let Some((after, open)) = self.cut_lines(next, field.clone())
        {
            field.end = self.end_of(after - 1);
            if open != Open::Quote {
                newline = Newline::Blank;
            }
            next = after;
        }
        (fields, newline, next)
    }

    fn end_of(&self, index: usize) -> usize {
        self.rows.get(index).map_or(self.canvas.len(), |row| row.end)
    }

    /// A quote that opens a field and closes in front of a tab of a later row, as spreadsheets write cells of
    /// several lines: the row after it and the offset after the quote.
    fn quoted_lines(&self, index: usize, field: Range<usize>) -> Option<(usize, usize)> {
        if markup::open_at_end(self.canvas, field) != Some(Open::Quote) {
            return None;
        }
        for at in index..index + MAX_CUT_LINES {
            let row = self.rows.get(at).filter(|row| !row.after_form_feed)?;
            let text = self.text(*row);
            match text.split_once('"') {
                Some((before, after)) if after.starts_with('\t') && !before.contains('\t') => {
                    return Some((at + 1, row.start + before.len() + 1));
                }
                None if !text.contains('\t') => {}
                _ => return None,
            }
        }
        None
    }

    /// Where the lines end that belong to the last field of a row because something in it is open.
    fn cut_lines(&self, index: usize, field: Range<usize>) -> Option<(usize, Open)> {
        let first = markup::open_at_end(self.canvas, field)?;
        let mut open = Some(first);
        let mut at = index;
        while let Some(row) = self.rows.get(at) {
            let text = self.next_text(at);
            let is_cut = open.is_some() && at - index < MAX_CUT_LINES;
            if !is_cut || text.trim().is_empty() || text.contains('\t') {
                break;
            }
            open = open.and_then(|open| markup::still_open(self.canvas, row.range(), open));
            at += 1;
        }
        // What closes it, or a row right after, shows that the lines are part of the table.
        let belongs = open.is_none() || self.next_text(at).contains('\t');
        (at > index && belongs).then_some((at, first))
    }

    fn cell(&mut self, range: Range<usize>, newline: Newline) -> RawCell {
        let text = self.canvas.get(range.clone()).unwrap_or_default();
        let (style, before, after) = if text.trim_start().starts_with("##") {
            markup::prefix(text)
        } else {
            (LineStyle::Plain, 0, 0)
        };
        let (start, end) = match style {
            LineStyle::Heading(_) => (range.start + before, range.end - after),
            _ => (range.start, range.end),
        };
        self.marks.add(range.start, start);
        self.marks.add(end, range.end);
        let syntax = Syntax { html: false, newline };
        let parts = Parser::new(self.canvas, start..end, syntax, self.marks).parts();
        markup::cell(parts, 1, 1)
    }

    fn table(&mut self, rows: Vec<Vec<RawCell>>) {
        self.emphasis = Emphasis::default();
        self.blocks
            .extend(markup::grids(rows).into_iter().map(Block::Table));
    }
}
