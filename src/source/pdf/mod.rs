//! PDFs: the engine's glyphs, repaired, and the pages they form.

mod assemble;
mod characters;
mod continuation;
mod engine;
mod furniture;
mod plausible;
mod radicals;
mod script;
mod second;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::Reading;
use crate::failure::Failure;
use crate::layout::{PageContent, PageLayout, layout};
use crate::limits::Limited;
use crate::model::UnreadReason;
use crate::{Host, Limits};
use assemble::Assembler;
use engine::Document;
use second::Comparison;

pub(crate) use second::second_reading;

/// How a PDF is to be read.
#[derive(Debug, Clone, Default)]
pub struct PdfOptions {
    /// Password; the empty one is tried without.
    pub password: Option<String>,
    /// 1-based page ranges; all pages when empty.
    pub pages: Vec<RangeInclusive<u32>>,
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

/// One page as read: what stands on it, and how it was laid out. For drawings and development.
#[derive(Debug, Clone)]
pub struct PdfPage {
    /// Glyphs (repaired), lines, shading, images.
    pub content: PageContent,
    /// Lines and tables in reading order.
    pub layout: PageLayout,
    /// Why its text is not to be trusted.
    pub unread: Option<UnreadReason>,
}

/// Reads a PDF.
///
/// # Errors
/// [`Failure::Empty`], [`Failure::Encrypted`], [`Failure::Damaged`] or [`Failure::Limit`]; pages that cannot be read
/// are no failure but [`Reading::unread_pages`].
pub fn read_pdf(bytes: &[u8], options: &PdfOptions) -> Result<Reading, Failure> {
    let mut comparison = Comparison::new(options);
    match assembled(bytes, options, &BTreeSet::new(), |page| comparison.note(page)) {
        Err(failure @ Failure::Damaged { .. }) => second::instead(options).ok_or(failure),
        Ok(reading) => match comparison.disagreeing() {
            distrusted if distrusted.is_empty() => Ok(reading),
            distrusted => assembled(bytes, options, &distrusted, |_| ()),
        },
        other => other,
    }
}

fn assembled(
    bytes: &[u8],
    options: &PdfOptions,
    distrusted: &BTreeSet<u32>,
    mut note: impl FnMut(&PdfPage),
) -> Result<Reading, Failure> {
    let mut assembler = Assembler::default();
    let count = pages(bytes, options, distrusted, &mut |page| {
        note(&page);
        assembler.add(&page);
    })?;
    Ok(assembler.finish(count))
}

/// Hands the pages of a PDF to `take`, one by one; returns how many the document has.
///
/// # Errors
/// See [`read_pdf`].
pub fn each_page(bytes: &[u8], options: &PdfOptions, mut take: impl FnMut(PdfPage)) -> Result<u32, Failure> {
    pages(bytes, options, &BTreeSet::new(), &mut take)
}

/// As [`each_page`]; the text of the pages in `distrusted` does not count as read.
fn pages(
    bytes: &[u8],
    options: &PdfOptions,
    distrusted: &BTreeSet<u32>,
    take: &mut dyn FnMut(PdfPage),
) -> Result<u32, Failure> {
    if bytes.is_empty() {
        return Err(Failure::Empty);
    }
    Limited::InputBytes.check(bytes.len() as u64, options.limits.input_bytes)?;
    // The engine promises not to panic; a broken promise must still be one typed outcome.
    let outcome = catch_unwind(AssertUnwindSafe(|| read_pages(bytes, options, distrusted, take)));
    outcome.unwrap_or_else(|_| {
        Err(Failure::Damaged {
            reason: "the reader stumbled over it".into(),
        })
    })
}

fn read_pages(
    bytes: &[u8],
    options: &PdfOptions,
    distrusted: &BTreeSet<u32>,
    take: &mut dyn FnMut(PdfPage),
) -> Result<u32, Failure> {
    let document = Document::open(bytes.to_vec(), options.password.as_deref())?;
    let count = document.len();
    if count == 0 {
        return Err(Failure::Damaged {
            reason: "it has no pages".into(),
        });
    }
    let number = |index: usize| u32::try_from(index + 1).unwrap_or(u32::MAX);
    let wanted: Vec<usize> = (0..count).filter(|&index| options.wants(number(index))).collect();
    Limited::Pages.check(wanted.len() as u64, options.limits.pages)?;
    let most_glyphs = usize::try_from(options.limits.glyphs_a_page).unwrap_or(usize::MAX);
    document.interpret(wanted.into_iter(), most_glyphs, |raw| {
        let content = characters::repair(raw);
        let distrusted = distrusted.contains(&content.number);
        let unread = plausible::judge(&content).or(distrusted.then_some(UnreadReason::ImplausibleText));
        let layout = layout(&content);
        take(PdfPage {
            content,
            layout,
            unread,
        });
    });
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}
