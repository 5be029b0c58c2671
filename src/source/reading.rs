//! What stands where: the result of every reader, without meaning yet.

use std::collections::BTreeSet;

use super::{Canvas, Passage};
use crate::layout::{Grid, Rereading};
use crate::model::{Choices, Engine, UnreadPage, Warning};

/// An input as read: its characters and the blocks they form, in reading order.
#[derive(Debug, Clone)]
pub struct Reading {
    /// All characters.
    pub canvas: Canvas,
    /// Lines, tables and breaks in reading order.
    pub blocks: Vec<Block>,
    /// Canvas ranges that are markup (tags, table rules, emphasis marks), ascending.
    pub markup: Vec<(u32, u32)>,
    /// Canvas ranges that the reader knows to be running heads, page numbers or rules, ascending.
    pub furniture: Vec<(u32, u32)>,
    /// Canvas ranges around which a ring is drawn (the choice among several), ascending on each page.
    pub ringed: Vec<(u32, u32)>,
    /// Media type found by looking at the bytes.
    pub media_type: String,
    /// Character encoding, for text.
    pub encoding: Option<String>,
    /// Number of pages, where the input has pages.
    pub pages: Option<u32>,
    /// What turned the input into characters.
    pub engine: Engine,
    /// Engine a page, only where pages differ.
    pub page_engines: Option<Vec<Engine>>,
    /// Pages, 1-based, whose text comes from character recognition.
    pub recognised_pages: BTreeSet<u32>,
    /// Where character recognition read more than one thing, with the page; boxes are those of the page as displayed.
    pub rereadings: Vec<(u32, Rereading)>,
    /// Pages without readable text.
    pub unread_pages: Vec<UnreadPage>,
    /// Oddities met while reading.
    pub warnings: Vec<Warning>,
    /// OCR program, with its version, that was started to read pages.
    pub recogniser: Option<String>,
    /// What was chosen otherwise than usual about reading it.
    pub choices: Option<Choices>,
}

/// One unit of reading order.
#[derive(Debug, Clone)]
pub enum Block {
    /// A line of running text, markup removed.
    Line(Line),
    /// A table, however it was written.
    Table(Grid),
    /// One or more blank lines.
    Blank,
    /// A new page starts.
    Page,
}

/// A line of running text.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Its text without markup.
    pub text: Passage,
    /// How the input marks it.
    pub style: LineStyle,
}

/// How the input marks a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LineStyle {
    /// Not at all.
    #[default]
    Plain,
    /// As a heading of this level (1 is the highest).
    Heading(u8),
    /// As strong throughout.
    Strong,
    /// As a list entry.
    ListEntry,
}
