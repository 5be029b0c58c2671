//! Inputs that come in pages – PDFs, scans, what OCR programs write – from laid-out pages to one reading.

mod assemble;
mod continuation;
mod emphasis;
mod furniture;
mod rings;

pub(in crate::source) use assemble::Assembler;

use crate::layout::{PageContent, PageLayout, layout};
use crate::model::{Engine, UnreadReason};

/// One page as read: what stands on it, and how it was laid out. For drawings and development.
#[derive(Debug, Clone)]
pub struct PageReading {
    /// Glyphs (repaired), lines, shading, images.
    pub content: PageContent,
    /// Lines and tables in reading order.
    pub layout: PageLayout,
    /// Why its text is not to be trusted.
    pub unread: Option<UnreadReason>,
    /// What turned the page into characters.
    pub engine: Engine,
}

impl PageReading {
    /// Lays out what stands on a page.
    #[must_use]
    pub fn of(content: PageContent, unread: Option<UnreadReason>, engine: Engine) -> Self {
        PageReading {
            layout: layout(&content),
            content,
            unread,
            engine,
        }
    }
}
