//! What was seen in one input, for a person who wonders why it was read as it was, and for programs that draw it.

mod drawing;
mod page;
#[cfg(feature = "render")]
mod png;
mod scene;
mod svg;

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

use crate::model::{ReadAs, Report, TableRecord, Trace};
use crate::recover::TableReading;
use crate::source::{Block, Canvas, LineStyle, Reading};
use crate::{Converter, Failure, ReadOptions};

pub use drawing::{Drawing, Format, draw};
pub use page::{SeenPage, SeenWord};
pub use scene::Layer;

/// Everything seen in one input.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Inspection {
    /// Name of the input.
    pub name: String,
    /// Blocks in reading order, as the reader gave them; empty until readers are asked.
    pub blocks: Vec<Seen>,
    /// Pages with their words, of inputs that have pages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<SeenPage>,
    /// Tables with what was made of them.
    pub tables: Vec<TableRecord>,
    /// How each top-level table is read, column by column, and by what evidence.
    pub readings: Vec<TableReading>,
    /// Outline and rows: id, the words, and where they stand.
    pub outline: Vec<Entry>,
}

/// One block as the reader saw it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Seen {
    /// A line of running text.
    Line {
        /// Its text without markup.
        text: String,
        /// How the input marks it: `heading 2`, `strong`, `list entry`; null when not at all.
        style: Option<String>,
        /// Where it stands.
        trace: Trace,
    },
    /// A table.
    Table {
        /// Its texts slot by slot.
        rows: Vec<Vec<String>>,
        /// Where it stands.
        trace: Trace,
    },
    /// Blank lines.
    Blank,
    /// A new page.
    Page,
}

/// A section or row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// How deep it stands.
    pub depth: usize,
    /// Level or kind, number and name.
    pub text: String,
    /// Where it stands.
    pub trace: Trace,
}

/// Reads `bytes` and tells what was seen.
///
/// # Errors
/// As [`Converter::convert`].
pub fn inspect(
    converter: &Converter,
    name: &str,
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<Inspection, Failure> {
    let mut pages: Vec<SeenPage> = Vec::new();
    let reading = converter.read(bytes, options, &mut |page| {
        let seen = SeenPage::of(&page);
        match pages.iter_mut().find(|known| known.page == seen.page) {
            Some(known) => *known = seen,
            None => pages.push(seen),
        }
    })?;
    let report = converter.report(name, bytes, &reading);
    let mut inspection = Inspection::of_report(&report).with_reading(&reading);
    inspection.readings = converter.explain(&reading);
    inspection.pages = pages;
    Ok(inspection)
}

impl Inspection {
    /// What can be told from the report alone.
    #[must_use]
    pub fn of_report(report: &Report) -> Self {
        Inspection {
            name: report.source.name.clone(),
            blocks: Vec::new(),
            pages: Vec::new(),
            tables: report.tables.clone(),
            readings: Vec::new(),
            outline: outline(report),
        }
    }

    /// Only what stands on this 1-based page; `false` when there is no such page.
    pub fn only(&mut self, page: u32) -> bool {
        let there = self.pages.iter().any(|seen| seen.page == page);
        let on = |trace: &Trace| {
            std::iter::once(trace)
                .chain(&trace.more)
                .any(|piece| piece.page == Some(page))
        };
        self.blocks.retain(|block| match block {
            Seen::Line { trace, .. } | Seen::Table { trace, .. } => on(trace),
            Seen::Blank | Seen::Page => false,
        });
        self.pages.retain(|seen| seen.page == page);
        self.tables.retain(|table| on(&table.trace));
        self.outline.retain(|entry| on(&entry.trace));
        there
    }

    /// Adds what the reader saw.
    #[must_use]
    pub fn with_reading(mut self, reading: &Reading) -> Self {
        self.blocks = reading
            .blocks
            .iter()
            .map(|block| seen(&reading.canvas, block))
            .collect();
        self
    }
}

fn seen(canvas: &Canvas, block: &Block) -> Seen {
    match block {
        Block::Blank => Seen::Blank,
        Block::Page => Seen::Page,
        Block::Line(line) => Seen::Line {
            text: line.text.as_str().to_owned(),
            style: match line.style {
                LineStyle::Plain => None,
                LineStyle::Heading(level) => Some(format!("heading {level}")),
                LineStyle::Strong => Some("strong".into()),
                LineStyle::ListEntry => Some("list entry".into()),
            },
            trace: canvas.trace(&line.text.ranges(&canvas.text)),
        },
        Block::Table(grid) => {
            let mut ranges = Vec::new();
            let mut rows = Vec::new();
            for row in 0..grid.rows() {
                let mut texts = vec![String::new(); grid.columns()];
                for cell in grid.origins(row) {
                    ranges.extend(cell.text.ranges(&canvas.text));
                    if let Some(slot) = texts.get_mut(cell.column) {
                        cell.text.as_str().clone_into(slot);
                    }
                }
                rows.push(texts);
            }
            Seen::Table {
                rows,
                trace: canvas.trace(&ranges),
            }
        }
    }
}

fn outline(report: &Report) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let depth_of = |entries: &[Entry], id: Option<&str>| {
        let above = id.and_then(|id| entries.iter().rev().find(|entry| entry.id == id));
        above.map_or(0, |entry| entry.depth + 1)
    };
    for section in &report.sections {
        let depth = depth_of(&entries, section.parent.as_deref());
        let words = [
            section.level.as_deref(),
            section.number.as_deref(),
            Some(section.name.as_str()),
        ];
        entries.push(Entry {
            id: section.id.clone(),
            depth,
            text: words.into_iter().flatten().collect::<Vec<_>>().join(" "),
            trace: section.trace.clone(),
        });
        for item in report
            .items
            .iter()
            .filter(|item| item.section.as_deref() == Some(section.id.as_str()))
        {
            entries.push(row(item, depth + 1));
        }
    }
    entries.extend(
        report
            .items
            .iter()
            .filter(|item| item.section.is_none())
            .map(|item| row(item, 0)),
    );
    entries
}

fn row(item: &crate::model::Item, depth: usize) -> Entry {
    let words = [
        Some(item.kind.as_str()),
        item.number.as_deref(),
        Some(item.name.as_str()),
    ];
    Entry {
        id: item.id.clone(),
        depth,
        text: words.into_iter().flatten().collect::<Vec<_>>().join(" "),
        trace: item.trace.clone(),
    }
}

impl fmt::Display for Inspection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", printable(&self.name))?;
        for block in &self.blocks {
            match block {
                Seen::Line { text, style, trace } => {
                    let style = style
                        .as_ref()
                        .map(|style| format!("[{style}] "))
                        .unwrap_or_default();
                    writeln!(f, "{:>8}  {style}{}", place(trace), printable(text))?;
                }
                Seen::Table { rows, trace } => table(f, "table", &place(trace), rows)?,
                Seen::Blank => writeln!(f)?,
                Seen::Page => writeln!(f, "{}", "─".repeat(40))?,
            }
        }
        for record in &self.tables {
            let read_as = match record.read_as {
                Some(ReadAs::Items) => "items",
                Some(ReadAs::Indicators) => "indicators",
                Some(ReadAs::Tallies) => "tallies",
                Some(ReadAs::Legend) => "legend",
                Some(ReadAs::Outline) => "outline",
                None => "nothing",
            };
            // The rows stand above already when the reader's blocks are shown.
            let rows: &[Vec<String>] = if self.blocks.is_empty() { &record.rows } else { &[] };
            table(
                f,
                &format!("{} read as {read_as}", record.id),
                &place(&record.trace),
                rows,
            )?;
        }
        for reading in &self.readings {
            columns(f, reading)?;
        }
        for entry in &self.outline {
            let indent = "  ".repeat(entry.depth);
            writeln!(
                f,
                "{:>8}  {indent}{} {}",
                place(&entry.trace),
                entry.id,
                printable(&entry.text)
            )?;
        }
        Ok(())
    }
}

/// The columns of one table and why they were read so.
fn columns(f: &mut fmt::Formatter<'_>, reading: &TableReading) -> fmt::Result {
    if reading.columns.is_empty() {
        return Ok(());
    }
    writeln!(
        f,
        "table {}: {}, {} header rows",
        reading.table, reading.read_as, reading.header_rows
    )?;
    for column in &reading.columns {
        let year = column
            .fiscal_year
            .map(|year| format!(", {year}"))
            .unwrap_or_default();
        let unit = column
            .unit
            .as_ref()
            .map(|unit| format!(", {unit}"))
            .unwrap_or_default();
        let name = if column.names_rows { ", names the rows" } else { "" };
        writeln!(
            f,
            "    {}: {} (cells look like {}{year}{unit}{name})",
            printable(&column.label),
            column.role,
            column.look
        )?;
    }
    Ok(())
}

fn table(f: &mut fmt::Formatter<'_>, title: &str, place: &str, rows: &[Vec<String>]) -> fmt::Result {
    writeln!(f, "{place:>8}  {title}")?;
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .map(|cell| printable(&cell.replace('\n', "⏎")).into_owned())
            .collect();
        writeln!(f, "          │ {} │", cells.join(" │ "))?;
    }
    Ok(())
}

/// `text` with every control character spelt out: what a file contains or is called must not command a terminal
/// or look like a line of ours.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let mut spelt = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character.is_control() {
            true => spelt.extend(character.escape_default()),
            false => spelt.push(character),
        }
    }
    Cow::Owned(spelt)
}

fn place(trace: &Trace) -> String {
    match (trace.page, trace.lines) {
        (_, Some([line, _])) => line.to_string(),
        (Some(page), None) => format!("p. {page}"),
        (None, None) => String::new(),
    }
}
