//! In a build that cannot paint pages: scans stay unread, invisible text is used as it is.

use std::marker::PhantomData;

use super::engine::Document;
use super::engine_of;
use crate::Host;
use crate::layout::PageContent;
use crate::model::{UnreadReason, Warning};
use crate::source::PageReading;
use crate::source::ocr::OcrMode;

/// See the other `Memory`.
pub(super) type Memory = ();

/// See the other `Scans`.
pub(super) struct Scans<'d>(PhantomData<&'d Document>);

/// Nothing is painted.
pub(super) fn needs_picture(_mode: OcrMode, _content: &PageContent, _unread: Option<UnreadReason>) -> bool {
    false
}

impl<'d> Scans<'d> {
    pub fn new(
        _document: &'d Document,
        _mode: OcrMode,
        _host: Option<&'d dyn Host>,
        _memory: &'d mut Memory,
    ) -> Self {
        Scans(PhantomData)
    }

    pub fn read(&mut self, content: PageContent, unread: Option<UnreadReason>) -> PageReading {
        let engine = engine_of(&content);
        PageReading::of(content, unread, engine)
    }

    pub fn finish(self) -> (Option<String>, Vec<Warning>) {
        (None, Vec::new())
    }
}
