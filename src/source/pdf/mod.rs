//! PDFs: the engine's glyphs, repaired, and the pages they form.

mod characters;
mod engine;
mod plausible;
mod preparing;
mod radicals;
#[cfg(feature = "render")]
mod scans;
#[cfg(not(feature = "render"))]
#[path = "scans_off.rs"]
mod scans;
mod script;
mod second;
mod unpacked;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

#[cfg(feature = "render")]
use super::Picture;
use super::Reading;
use super::ocr::OcrMode;
use super::paged::{Assembler, PageReading};
use crate::failure::Failure;
use crate::layout::{Ink, PageContent};
use crate::limits::Limited;
use crate::model::{Engine, Warning};
use crate::{Host, Limits};
use engine::Document;
use scans::Memory;
use second::Comparison;

pub(crate) use second::second_reading;

/// How a PDF is to be read.
#[derive(Debug, Clone, Default)]
pub struct PdfOptions {
    /// Password; the empty one is tried without.
    pub password: Option<String>,
    /// 1-based page ranges; all pages when empty.
    pub pages: Vec<RangeInclusive<u32>>,
    /// Which pages are read by character recognition.
    pub ocr: OcrMode,
    /// How much is read.
    pub limits: Limits,
    /// Whether all pages, and not only suspect ones, are compared with what the second reader sees.
    pub cross_check: bool,
    /// Who calls the second reader; without it there is none.
    pub host: Option<Arc<dyn Host>>,
}

impl PdfOptions {
    fn wants(&self, number: u32) -> bool {
        self.pages.is_empty() || self.pages.iter().any(|range| range.contains(&number))
    }
}

/// What is known of a document when its pages are read.
#[derive(Debug, Clone, Default)]
pub struct PdfOutcome {
    /// How many pages it has.
    pub pages: u32,
    /// OCR program, with its version, that was started to read pages.
    pub recogniser: Option<String>,
    /// What is to be said about reading its scans.
    pub warnings: Vec<Warning>,
}

/// Reads a PDF.
///
/// # Errors
/// [`Failure::Empty`], [`Failure::Encrypted`], [`Failure::Damaged`] or [`Failure::Limit`]; pages that cannot be read
/// are no failure but [`Reading::unread_pages`].
pub fn read_pdf(bytes: &[u8], options: &PdfOptions) -> Result<Reading, Failure> {
    read_pdf_and(bytes, options, |_| ())
}

/// Reads a PDF and hands each page on its way to `see`; a page that is judged otherwise in the end is handed again.
///
/// # Errors
/// See [`read_pdf`].
pub fn read_pdf_and(
    bytes: &[u8],
    options: &PdfOptions,
    mut see: impl FnMut(PageReading),
) -> Result<Reading, Failure> {
    let mut comparison = Comparison::new(options);
    let mut memory = Memory::default();
    let first = assembled(bytes, options, &BTreeSet::new(), &mut memory, |page| {
        comparison.note(&page);
        see(page);
    });
    match first {
        Err(failure @ Failure::Damaged { .. }) => second::instead(options).ok_or(failure),
        Ok(reading) => match comparison.disagreeing() {
            distrusted if distrusted.is_empty() => Ok(reading),
            distrusted => assembled(bytes, options, &distrusted, &mut memory, |page| {
                if distrusted.contains(&page.content.number) {
                    see(page);
                }
            }),
        },
        other => other,
    }
}

fn assembled(
    bytes: &[u8],
    options: &PdfOptions,
    distrusted: &BTreeSet<u32>,
    memory: &mut Memory,
    mut take: impl FnMut(PageReading),
) -> Result<Reading, Failure> {
    let mut assembler = Assembler::default();
    let outcome = pages(bytes, options, distrusted, memory, &mut |page| {
        assembler.add(&page);
        take(page);
    })?;
    let mut reading = assembler.finish(outcome.pages, super::PDF);
    reading.warnings.extend(outcome.warnings);
    reading.recogniser = outcome.recogniser;
    Ok(reading)
}

/// One page as a picture with so many pixels a point; `None` when there is no such page.
///
/// # Errors
/// See [`read_pdf`].
#[cfg(feature = "render")]
pub fn picture_of(
    bytes: &[u8],
    options: &PdfOptions,
    page: u32,
    scale: f32,
) -> Result<Option<Picture>, Failure> {
    unpacked::check(bytes, options.limits.unpacked_bytes)?;
    guarded(|| {
        let document = Document::open(bytes.to_vec(), options.password.as_deref())?;
        let index = (page as usize).wrapping_sub(1);
        Ok(engine::Painter::new(&document).picture(index, scale))
    })
}

/// Hands the pages of a PDF to `take`, one by one.
///
/// # Errors
/// See [`read_pdf`].
pub fn each_page(
    bytes: &[u8],
    options: &PdfOptions,
    mut take: impl FnMut(PageReading),
) -> Result<PdfOutcome, Failure> {
    pages(
        bytes,
        options,
        &BTreeSet::new(),
        &mut Memory::default(),
        &mut take,
    )
}

/// As [`each_page`]; the text of the pages in `distrusted` does not count as read.
fn pages(
    bytes: &[u8],
    options: &PdfOptions,
    distrusted: &BTreeSet<u32>,
    memory: &mut Memory,
    take: &mut dyn FnMut(PageReading),
) -> Result<PdfOutcome, Failure> {
    if bytes.is_empty() {
        return Err(Failure::Empty);
    }
    Limited::InputBytes.check(bytes.len() as u64, options.limits.input_bytes)?;
    unpacked::check(bytes, options.limits.unpacked_bytes)?;
    guarded(|| preparing::read_pages(bytes, options, distrusted, memory, take))
}

/// The engine promises not to panic; a broken promise must still be one typed outcome.
fn guarded<T>(read: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(Failure::Damaged {
            reason: "the reader stumbled over it".into(),
        })
    })
}

/// Invisible text over a picture was put there by character recognition.
fn engine_of(content: &PageContent) -> Engine {
    let invisible = content
        .glyphs
        .iter()
        .filter(|glyph| glyph.ink == Ink::Invisible)
        .count();
    if invisible * 5 > content.glyphs.len() * 4 && !content.images.is_empty() {
        Engine::Ocr
    } else {
        Engine::PdfText
    }
}
