//! Where every character went.

use crate::model::{Coverage, Residue, ResidueKind};
use crate::source::{Canvas, Passage};

/// The part of the output that a character is counted in; see `coverage` in the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)] // each part is the field of `Coverage` of the same name
pub enum Part {
    Document = 1,
    Sections,
    Items,
    Indicators,
    Tallies,
    Legend,
    Tables,
    Markup,
    Prose,
    Furniture,
}

/// Books each character of the canvas to the part that claims it first.
#[derive(Debug, Clone)]
pub struct Ledger {
    parts: Vec<Option<Part>>,
}

impl Ledger {
    /// An empty ledger for a canvas of this many bytes.
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        Ledger {
            parts: vec![None; bytes],
        }
    }

    /// Books the characters of a canvas range that are not booked yet.
    pub fn claim(&mut self, part: Part, start: u32, end: u32) {
        let end = (end as usize).min(self.parts.len());
        for slot in self.parts.get_mut(start as usize..end).into_iter().flatten() {
            slot.get_or_insert(part);
        }
    }

    /// Books the characters of a passage that are not booked yet.
    pub fn claim_passage(&mut self, part: Part, passage: &Passage, canvas: &Canvas) {
        for (start, end) in passage.ranges(&canvas.text) {
            self.claim(part, start, end);
        }
    }

    /// Whether any non-blank character of the range is not booked yet.
    #[must_use]
    pub fn has_open(&self, canvas: &Canvas, start: u32, end: u32) -> bool {
        let text = canvas.text.get(start as usize..end as usize).unwrap_or_default();
        text.char_indices().any(|(offset, character)| {
            !is_blank(character)
                && self
                    .parts
                    .get(start as usize + offset)
                    .is_none_or(Option::is_none)
        })
    }

    /// Counts every non-blank character and returns what no part but prose and furniture claimed, word for word.
    #[must_use]
    pub fn close(&self, canvas: &Canvas) -> (Coverage, Vec<Residue>) {
        let mut coverage = Coverage::default();
        let mut residue = Vec::new();
        let mut run: Option<(ResidueKind, usize, usize)> = None;
        for (offset, character) in canvas
            .text
            .char_indices()
            .filter(|&(_, character)| !is_blank(character))
        {
            let part = self.parts.get(offset).copied().flatten();
            coverage.characters += 1;
            *counter(&mut coverage, part) += 1;
            let kind = residue_kind(part);
            let end = offset + character.len_utf8();
            run = match (run, kind) {
                (Some((running, start, last)), Some(kind))
                    if running == kind && !breaks_paragraph(&canvas.text[last..offset]) =>
                {
                    Some((running, start, end))
                }
                (ended, kind) => {
                    residue.extend(ended.map(|piece| residue_of(canvas, piece)));
                    kind.map(|kind| (kind, offset, end))
                }
            };
        }
        residue.extend(run.map(|piece| residue_of(canvas, piece)));
        (coverage, residue)
    }
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || character == '\u{feff}'
}

/// A blank line ends a paragraph of residue.
fn breaks_paragraph(between: &str) -> bool {
    let between = between.replace("\r\n", "\n").replace('\r', "\n");
    between.matches('\n').count() > 1 || between.contains('\u{c}')
}

fn residue_kind(part: Option<Part>) -> Option<ResidueKind> {
    match part {
        None => Some(ResidueKind::Unread),
        Some(Part::Prose) => Some(ResidueKind::Prose),
        Some(Part::Furniture) => Some(ResidueKind::Furniture),
        Some(_) => None,
    }
}

fn residue_of(canvas: &Canvas, (kind, start, end): (ResidueKind, usize, usize)) -> Residue {
    let range = (
        u32::try_from(start).unwrap_or(u32::MAX),
        u32::try_from(end).unwrap_or(u32::MAX),
    );
    Residue {
        kind,
        text: canvas.text[start..end].replace("\r\n", "\n").replace('\r', "\n"),
        trace: canvas.trace(&[range]),
    }
}

fn counter(coverage: &mut Coverage, part: Option<Part>) -> &mut u64 {
    match part {
        Some(Part::Document) => &mut coverage.document,
        Some(Part::Sections) => &mut coverage.sections,
        Some(Part::Items) => &mut coverage.items,
        Some(Part::Indicators) => &mut coverage.indicators,
        Some(Part::Tallies) => &mut coverage.tallies,
        Some(Part::Legend) => &mut coverage.legend,
        Some(Part::Tables) => &mut coverage.tables,
        Some(Part::Markup) => &mut coverage.markup,
        Some(Part::Prose) => &mut coverage.prose,
        Some(Part::Furniture) => &mut coverage.furniture,
        None => &mut coverage.unread,
    }
}
