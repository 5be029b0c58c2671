//! The cells that came out away from their rows: headings, names, and narrative that several rows share.

use super::piece::{Kind, Piece};
use super::seam::Seams;
use super::strip::{append_wrapped, ends_sentence, join_wrapped, starts_with_bullet};
use crate::source::Passage;

/// What a loose cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loose {
    /// A short text: the name of a heading or row.
    Name,
    /// Sentences.
    Sentence,
    /// Sentences with bullets.
    Bullets,
    /// A mark such as 新規.
    Flag,
    /// Departments.
    Department,
}

/// A cell away from its row.
#[derive(Debug, Clone)]
pub(super) struct LooseCell {
    pub(super) what: Loose,
    /// Number that stands before it.
    pub(super) number: Option<u32>,
    pub(super) text: Passage,
    /// All that it covers.
    pub(super) whole: Passage,
    /// Its last line.
    pub(super) last_line: String,
    /// Rows of the table that stand before it.
    pub(super) after_rows: usize,
    /// Whether it has found its row.
    pub(super) used: bool,
}

/// A heading of the outline met within a table.
#[derive(Debug, Clone)]
pub(super) struct FoundSection {
    pub(super) level: Option<String>,
    pub(super) number: String,
    pub(super) name: Passage,
    pub(super) whole: Passage,
    pub(super) after_rows: usize,
}

/// Everything loose of one table.
#[derive(Debug, Default)]
pub(super) struct LooseParts {
    pub(super) cells: Vec<LooseCell>,
    pub(super) sections: Vec<FoundSection>,
    pub(super) labels: Vec<Passage>,
}

/// Joins loose pieces to cells.
pub(super) fn collect(loose: &[(usize, Piece)], seams: &Seams<'_>) -> LooseParts {
    let mut collector = Collector {
        parts: LooseParts::default(),
        open: Open::None,
        number: None,
        last_line: String::new(),
        seams,
    };
    for (after_rows, piece) in loose {
        collector.take(*after_rows, piece);
    }
    collector.drop_number(loose.last().map_or(0, |last| last.0));
    let mut parts = collector.parts;
    parts.cells = merge_torn(parts.cells, seams);
    parts
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    None,
    Cell,
    Section,
}

struct Collector<'a> {
    parts: LooseParts,
    open: Open,
    /// A number whose text has not come yet.
    number: Option<(u32, Passage)>,
    last_line: String,
    seams: &'a Seams<'a>,
}

impl Collector<'_> {
    fn take(&mut self, after_rows: usize, piece: &Piece) {
        match &piece.kind {
            Kind::Number(value) | Kind::Pair(value, _) => {
                self.drop_number(after_rows);
                self.number = Some((*value, piece.whole.clone()));
                self.open = Open::None;
            }
            Kind::Label => {
                self.drop_number(after_rows);
                self.parts.labels.push(piece.whole.clone());
                self.open = Open::None;
            }
            Kind::Section {
                level,
                number: printed,
            } => {
                self.drop_number(after_rows);
                self.parts.sections.push(FoundSection {
                    level: level.clone(),
                    number: printed.clone(),
                    name: piece.text.clone(),
                    whole: piece.whole.clone(),
                    after_rows,
                });
                self.open = Open::Section;
            }
            _ => self.take_text(after_rows, piece),
        }
        self.last_line = piece.text.as_str().to_owned();
    }

    fn take_text(&mut self, after_rows: usize, piece: &Piece) {
        let wrapped = !piece.gap && piece.first;
        let text = piece.text.as_str();
        match self.open {
            Open::Section if wrapped && matches!(piece.kind, Kind::Text) && !ends_sentence(text) => {
                if let Some(section) = self.parts.sections.last_mut()
                    && self.seams.wraps(section.name.as_str(), &self.last_line, text)
                {
                    append_wrapped(&mut section.name, &piece.text);
                    section.whole.append(&piece.whole);
                    return;
                }
            }
            Open::Cell if wrapped => {
                if let Some(cell) = self.parts.cells.last_mut()
                    && joins(cell, piece, &self.last_line, self.seams)
                {
                    // Two lines of which the first reaches the edge of a narrative column are narrative.
                    let filled = cell.number.is_none()
                        && self
                            .seams
                            .is_narrative(&cell.last_line, &[&cell.text, &piece.text]);
                    if cell.what == Loose::Name && filled {
                        cell.what = Loose::Sentence;
                    }
                    return extend(cell, piece);
                }
            }
            _ => {}
        }
        let cell = new_cell(piece, self.number.take(), after_rows);
        self.parts.cells.push(cell);
        self.open = Open::Cell;
    }

    /// A number after which nothing came: kept as a cell without text, so that it is accounted for.
    fn drop_number(&mut self, after_rows: usize) {
        if let Some((value, whole)) = self.number.take() {
            self.parts.cells.push(LooseCell {
                what: Loose::Name,
                number: Some(value),
                text: Passage::default(),
                last_line: String::new(),
                whole,
                after_rows,
                used: false,
            });
        }
    }
}

fn new_cell(piece: &Piece, number: Option<(u32, Passage)>, after_rows: usize) -> LooseCell {
    let mut whole = Passage::default();
    let number = number.map(|(value, passage)| {
        whole.append(&passage);
        value
    });
    whole.append(&piece.whole);
    LooseCell {
        what: match piece.kind {
            Kind::Flag => Loose::Flag,
            Kind::Department(_) => Loose::Department,
            Kind::Bullet => Loose::Bullets,
            _ if ends_sentence(piece.text.as_str()) => Loose::Sentence,
            _ => Loose::Name,
        },
        number,
        text: piece.text.clone(),
        last_line: piece.text.as_str().to_owned(),
        whole,
        after_rows,
        used: false,
    }
}

/// Whether a line right under a cell goes on with it.
fn joins(cell: &LooseCell, piece: &Piece, last_line: &str, seams: &Seams<'_>) -> bool {
    let text = piece.text.as_str();
    match (cell.what, &piece.kind) {
        (Loose::Name, Kind::Text) => seams.wraps(cell.text.as_str(), last_line, text),
        (Loose::Name, Kind::Bullet) => seams.is_filled(last_line),
        (Loose::Sentence, Kind::Text) => {
            !ends_sentence(last_line) || seams.is_filled(text) || ends_sentence(text)
        }
        (Loose::Bullets, Kind::Text) => !ends_sentence(last_line),
        (Loose::Sentence | Loose::Bullets, Kind::Bullet) => true,
        _ => false,
    }
}

fn extend(cell: &mut LooseCell, piece: &Piece) {
    cell.text = join_wrapped([&cell.text, &piece.text]);
    cell.whole.append(&piece.whole);
    cell.last_line = piece.text.as_str().to_owned();
    if cell.what == Loose::Name && ends_sentence(piece.text.as_str()) {
        cell.what = Loose::Sentence;
    }
    if starts_with_bullet(piece.text.as_str()) && cell.what == Loose::Sentence {
        cell.what = Loose::Bullets;
    }
}

/// Joins cells that a blank line tore.
fn merge_torn(cells: Vec<LooseCell>, seams: &Seams<'_>) -> Vec<LooseCell> {
    let mut merged: Vec<LooseCell> = Vec::new();
    for cell in cells {
        match merged.last_mut() {
            Some(last) if is_torn(last, &cell, seams) => {
                append_wrapped(&mut last.text, &cell.text);
                last.whole.append(&cell.whole);
                last.last_line = cell.last_line;
                if last.what == Loose::Name {
                    last.what = cell.what;
                }
            }
            _ => merged.push(cell),
        }
    }
    merged
}

fn is_torn(last: &LooseCell, cell: &LooseCell, seams: &Seams<'_>) -> bool {
    if cell.number.is_some()
        || last.text.is_blank()
        || cell.text.is_blank()
        || cell.after_rows != last.after_rows
    {
        return false;
    }
    let (left, right) = (last.text.as_str(), cell.text.as_str());
    match (last.what, cell.what) {
        (Loose::Name, Loose::Name) => seams.is_filled(&last.last_line) || seams.is_torn_name(left, right),
        (Loose::Name, Loose::Sentence) => seams.is_filled(&last.last_line),
        (Loose::Bullets | Loose::Sentence, Loose::Name | Loose::Sentence) => {
            !ends_sentence(left) && seams.is_filled(&last.last_line)
        }
        _ => false,
    }
}
