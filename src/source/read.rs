//! The way in: bytes to a [`Reading`].

use std::collections::BTreeSet;

use super::markup::{Marks, Parser, Syntax};
use super::plain::{self, block_of};
use super::sniff::{self, Format};
use super::{PageReading, Reading, aligned, decode, foreign, pdf_entry};
use crate::limits::Limited;
use crate::model::Engine;
use crate::{Failure, ReadOptions};

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
    match sniff::sniff(bytes, options.encoding.as_deref())? {
        Format::Pdf => pdf_entry::read_pdf(bytes, options, see),
        Format::Ocr(format) => foreign::read(bytes, format, options, see),
        Format::Text => text(bytes, options),
    }
}

fn text(bytes: &[u8], options: &ReadOptions) -> Result<Reading, Failure> {
    let decoded = decode::decode(bytes, options.encoding.as_deref())?;
    let canvas = decoded.canvas;
    if canvas.text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
        return Err(Failure::Empty);
    }
    let mut marks = Marks::default();
    let is_html = sniff::is_html(&canvas.text);
    let blocks = if is_html {
        let whole = 0..canvas.text.len();
        let mut parser = Parser::new(&canvas.text, whole, Syntax::PAGE, &mut marks);
        parser.parts().into_iter().map(block_of).collect()
    } else {
        aligned::gather(plain::blocks(&canvas.text, &mut marks))
    };
    Ok(Reading {
        canvas,
        blocks,
        markup: marks.finish(),
        furniture: Vec::new(),
        media_type: if is_html { "text/html" } else { "text/plain" }.into(),
        encoding: Some(decoded.encoding.into()),
        pages: None,
        engine: Engine::Text,
        page_engines: None,
        recognised_pages: BTreeSet::new(),
        unread_pages: Vec::new(),
        warnings: decoded.warnings,
        recogniser: None,
    })
}
