//! The way in: bytes to a [`Reading`].

use std::collections::BTreeSet;

use super::markup::{Marks, Parser, Syntax};
use super::plain::{self, block_of};
use super::sniff::{self, Format};
use super::{Block, PageReading, Reading, aligned, beside, chosen, decode, foreign, pdf_entry};
use crate::layout::Grid;
use crate::limits::Limited;
use crate::model::{Engine, Trace, Warning};
use crate::{Failure, Limits, ReadOptions};

/// Largest input; offsets in the canvas have 32 bits, and decoding can make three bytes of one.
const MAX_BYTES: u64 = 1 << 30;

/// Reads an input: finds out what it is, decodes it and takes its markup apart.
///
/// # Errors
/// When nothing can be read; see [`Failure`].
pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Reading, Failure> {
    read_and(bytes, options, &mut |_| ())
}

/// Reads an input and hands its pages, where it has any, on their way to `see`.
///
/// # Errors
/// As [`read`].
pub fn read_and(
    bytes: &[u8],
    options: &ReadOptions,
    see: &mut dyn FnMut(PageReading),
) -> Result<Reading, Failure> {
    if bytes.is_empty() {
        return Err(Failure::Empty);
    }
    let most = options.limits.input_bytes.min(MAX_BYTES);
    Limited::InputBytes.check(bytes.len() as u64, most)?;
    let mut reading = match sniff::sniff(bytes, options.encoding.as_deref())? {
        Format::Pdf => pdf_entry::read_pdf(bytes, options, see),
        Format::Ocr(format) => foreign::read(bytes, format, options, see),
        Format::Text => text(bytes, options),
    }?;
    for block in &reading.blocks {
        if let Block::Table(grid) = block {
            check_table(grid, &options.limits)?;
        }
    }
    let choices = chosen(options, &reading.media_type, reading.pages.is_some());
    reading.choices = choices.unless_usual();
    Ok(reading)
}

fn text(bytes: &[u8], options: &ReadOptions) -> Result<Reading, Failure> {
    let decoded = decode::decode(bytes, options.encoding.as_deref())?;
    let canvas = decoded.canvas;
    if canvas.text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
        return Err(Failure::Empty);
    }
    let is_html = sniff::is_html(&canvas.text);
    let parts = Parts::of(&canvas.text, is_html, &options.limits);
    let mut warnings = decoded.warnings;
    warnings.extend(parts.warning);
    Ok(Reading {
        canvas,
        blocks: parts.blocks,
        markup: parts.markup,
        furniture: Vec::new(),
        ringed: Vec::new(),
        media_type: if is_html { "text/html" } else { "text/plain" }.into(),
        encoding: Some(decoded.encoding.into()),
        pages: None,
        engine: Engine::Text,
        page_engines: None,
        recognised_pages: BTreeSet::new(),
        rereadings: Vec::new(),
        unread_pages: Vec::new(),
        warnings,
        recogniser: None,
        choices: None,
    })
}

/// A text taken apart.
pub(super) struct Parts {
    pub(super) blocks: Vec<Block>,
    /// Where its markup stands.
    pub(super) markup: Vec<(u32, u32)>,
    /// That tables were nested too deep.
    pub(super) warning: Option<Warning>,
}

impl Parts {
    /// The parts of a web page or of other text.
    pub(super) fn of(text: &str, is_page: bool, limits: &Limits) -> Self {
        let mut marks = Marks::new(limits.nesting);
        let blocks = if is_page {
            let mut parser = Parser::new(text, 0..text.len(), Syntax::PAGE, &mut marks);
            parser.parts().into_iter().map(block_of).collect()
        } else {
            aligned::gather(plain::blocks(text, &mut marks), text)
        };
        Parts {
            blocks: beside::unfold(blocks),
            warning: marks.too_deep().then(|| too_deep(limits.nesting)),
            markup: marks.finish(),
        }
    }
}

/// Tables that damage left open nest without end; to give up the whole text for that would lose what can be read.
fn too_deep(limit: u64) -> Warning {
    let (what, flag) = (Limited::Nesting, Limited::Nesting.flag());
    Warning {
        code: Limited::CODE.into(),
        message: format!(
            "limit: {what} > {limit}: deeper tables are read as text of their cell: raise it with {flag}"
        ),
        trace: Trace::default(),
    }
}

/// Fails when the table, or one in it, has more cells than allowed.
fn check_table(grid: &Grid, limits: &Limits) -> Result<(), Failure> {
    let slots = (grid.rows() as u64).saturating_mul(grid.columns() as u64);
    Limited::CellsATable.check(slots, limits.cells_a_table)?;
    let cells = (0..grid.rows()).flat_map(|row| grid.origins(row));
    cells
        .flat_map(|cell| &cell.nested)
        .try_for_each(|nested| check_table(nested, limits))
}
