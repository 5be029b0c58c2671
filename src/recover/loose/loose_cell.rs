//! The cells that came out away from their rows: headings, names, and narrative that several rows share.

use super::lexicon::Lexicon;
use super::piece::{Kind, Piece};
use super::strip::{append_wrapped, ends_sentence, join_wrapped, starts_with_bullet};
use crate::source::Passage;
use crate::vocabulary::key;

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
pub(super) fn collect(loose: &[(usize, Piece)], lexicon: &Lexicon) -> LooseParts {
    let mut parts = LooseParts::default();
    let mut open = Open::None;
    let mut number: Option<(u32, Passage)> = None;
    for (after_rows, piece) in loose {
        match &piece.kind {
            Kind::Number(value) | Kind::Pair(value, _) => {
                drop_number(&mut parts, number.take(), *after_rows);
                number = Some((*value, piece.whole.clone()));
                open = Open::None;
            }
            Kind::Label => {
                drop_number(&mut parts, number.take(), *after_rows);
                parts.labels.push(piece.whole.clone());
                open = Open::None;
            }
            Kind::Section {
                level,
                number: printed,
            } => {
                drop_number(&mut parts, number.take(), *after_rows);
                parts.sections.push(FoundSection {
                    level: level.clone(),
                    number: printed.clone(),
                    name: piece.text.clone(),
                    whole: piece.whole.clone(),
                    after_rows: *after_rows,
                });
                open = Open::Section;
            }
            _ if !piece.gap && piece.first && open == Open::Section && continues_heading(piece) => {
                if let Some(section) = parts.sections.last_mut() {
                    append_wrapped(&mut section.name, &piece.text);
                    section.whole.append(&piece.whole);
                }
            }
            _ if open == Open::Cell && joins(parts.cells.last(), piece) => {
                if let Some(cell) = parts.cells.last_mut() {
                    extend(cell, piece);
                }
            }
            _ => {
                parts.cells.push(new_cell(piece, number.take(), *after_rows));
                open = Open::Cell;
            }
        }
    }
    let rows = loose.last().map_or(0, |last| last.0);
    drop_number(&mut parts, number, rows);
    parts.cells = merge_broken(parts.cells, lexicon);
    parts
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    None,
    Cell,
    Section,
}

/// A number after which nothing came: kept as a cell without text, so that it is accounted for.
fn drop_number(parts: &mut LooseParts, number: Option<(u32, Passage)>, after_rows: usize) {
    if let Some((value, whole)) = number {
        parts.cells.push(LooseCell {
            what: Loose::Name,
            number: Some(value),
            text: Passage::default(),
            whole,
            after_rows,
            used: false,
        });
    }
}

fn continues_heading(piece: &Piece) -> bool {
    matches!(piece.kind, Kind::Text) && !ends_sentence(piece.text.as_str())
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
        whole,
        after_rows,
        used: false,
    }
}

/// Lines without a blank line between them are one cell.
fn joins(open: Option<&LooseCell>, piece: &Piece) -> bool {
    let plain = matches!(piece.kind, Kind::Text | Kind::Bullet);
    let open = open.is_some_and(|cell| matches!(cell.what, Loose::Name | Loose::Sentence | Loose::Bullets));
    open && plain && !piece.gap && piece.first
}

fn extend(cell: &mut LooseCell, piece: &Piece) {
    cell.text = join_wrapped([&cell.text, &piece.text]);
    cell.whole.append(&piece.whole);
    if cell.what == Loose::Name && ends_sentence(piece.text.as_str()) {
        cell.what = Loose::Sentence;
    }
    if starts_with_bullet(piece.text.as_str()) && cell.what == Loose::Sentence {
        cell.what = Loose::Bullets;
    }
}

/// Joins cells that a blank line tore: the overview knows the whole name, or the second half cannot start one.
fn merge_broken(cells: Vec<LooseCell>, lexicon: &Lexicon) -> Vec<LooseCell> {
    let mut merged: Vec<LooseCell> = Vec::new();
    for cell in cells {
        match merged.last_mut() {
            Some(last) if is_torn(last, &cell, lexicon) => {
                append_wrapped(&mut last.text, &cell.text);
                last.whole.append(&cell.whole);
                last.what = cell.what;
            }
            _ => merged.push(cell),
        }
    }
    merged
}

fn is_torn(last: &LooseCell, cell: &LooseCell, lexicon: &Lexicon) -> bool {
    if last.what != Loose::Name
        || cell.number.is_some()
        || last.text.is_blank()
        || cell.after_rows != last.after_rows
    {
        return false;
    }
    let (left, right) = (key(last.text.as_str()), key(cell.text.as_str()));
    match cell.what {
        Loose::Name if lexicon.has(&left) || lexicon.has(&right) => false,
        Loose::Name if lexicon.has(&format!("{left}{right}")) => true,
        Loose::Name => {
            left.ends_with(['・', '、', '('])
                || right.starts_with(['の', 'を', 'に', 'へ', 'が', '・', '、', ')'])
        }
        Loose::Sentence => left.ends_with(['、', 'を', 'に', 'の', 'が', 'と', 'で', 'は', 'し']),
        _ => false,
    }
}
