//! PDFs: the engine's glyphs, repaired, and the pages they form.

mod assemble;
mod characters;
mod continuation;
mod engine;
mod furniture;
mod plausible;
mod radicals;
mod script;

use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Reading;
use crate::failure::Failure;
use crate::layout::{PageContent, PageLayout, layout};
use assemble::Assembler;
use engine::Document;

/// Pages read of one document, unless [`PdfOptions::max_pages`] says otherwise.
pub const MAX_PAGES: usize = 5_000;
/// Glyphs read of one page; the rest is not text for people, and the page is reported.
pub const MAX_GLYPHS_A_PAGE: usize = 60_000;
/// Largest file, in bytes.
pub const MAX_BYTES: u64 = 1 << 30;

/// How a PDF is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PdfOptions {
    /// Password; the empty one is tried without.
    pub password: Option<String>,
    /// 1-based page ranges; all pages when empty.
    pub pages: Vec<RangeInclusive<u32>>,
    /// Most pages read.
    pub max_pages: usize,
}

impl Default for PdfOptions {
    fn default() -> Self {
        PdfOptions {
            password: None,
            pages: Vec::new(),
            max_pages: MAX_PAGES,
        }
    }
}

impl PdfOptions {
    fn wants(&self, number: u32) -> bool {
        self.pages.is_empty() || self.pages.iter().any(|range| range.contains(&number))
    }
}

/// One page as read: what stands on it, and how it was laid out. For drawings and development.
#[derive(Debug, Clone)]
pub struct PdfPage {
    /// Glyphs (repaired), lines, shading, images.
    pub content: PageContent,
    /// Lines and tables in reading order.
    pub layout: PageLayout,
    /// Why its text is not to be trusted.
    pub unread: Option<crate::model::UnreadReason>,
}

/// Reads a PDF.
///
/// # Errors
/// [`Failure::Empty`], [`Failure::Encrypted`], [`Failure::Damaged`] or [`Failure::Limit`]; pages that cannot be read
/// are no failure but [`Reading::unread_pages`].
pub fn read_pdf(bytes: &[u8], options: &PdfOptions) -> Result<Reading, Failure> {
    let mut assembler = Assembler::default();
    let count = each_page(bytes, options, |page| assembler.add(&page))?;
    Ok(assembler.finish(count))
}

/// Hands the pages of a PDF to `take`, one by one; returns how many the document has.
///
/// # Errors
/// See [`read_pdf`].
pub fn each_page(bytes: &[u8], options: &PdfOptions, mut take: impl FnMut(PdfPage)) -> Result<u32, Failure> {
    if bytes.is_empty() {
        return Err(Failure::Empty);
    }
    let found = bytes.len() as u64;
    if found > MAX_BYTES {
        return Err(limit("bytes", found, MAX_BYTES, "--max-bytes"));
    }
    // The engine promises not to panic; a broken promise must still be one typed outcome.
    let outcome = catch_unwind(AssertUnwindSafe(|| read_pages(bytes, options, &mut take)));
    outcome.unwrap_or_else(|_| {
        Err(Failure::Damaged {
            reason: "the reader stumbled over it".into(),
        })
    })
}

fn limit(what: &'static str, found: u64, limit: u64, flag: &'static str) -> Failure {
    Failure::Limit {
        what,
        found,
        limit,
        flag,
    }
}

fn read_pages(bytes: &[u8], options: &PdfOptions, take: &mut dyn FnMut(PdfPage)) -> Result<u32, Failure> {
    let document = Document::open(bytes.to_vec(), options.password.as_deref())?;
    let count = document.len();
    if count == 0 {
        return Err(Failure::Damaged {
            reason: "it has no pages".into(),
        });
    }
    let number = |index: usize| u32::try_from(index + 1).unwrap_or(u32::MAX);
    let wanted: Vec<usize> = (0..count).filter(|&index| options.wants(number(index))).collect();
    if wanted.len() > options.max_pages {
        let (found, most) = (wanted.len() as u64, options.max_pages as u64);
        return Err(limit("pages", found, most, "--max-pages"));
    }
    document.interpret(wanted.into_iter(), MAX_GLYPHS_A_PAGE, |raw| {
        let content = characters::repair(raw);
        let unread = plausible::judge(&content);
        let layout = layout(&content);
        take(PdfPage {
            content,
            layout,
            unread,
        });
    });
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}
