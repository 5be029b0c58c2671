//! Recognising work that is done.

use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::ReadOptions;
use crate::model::{CheckStatus, Coverage, Engine, Numbers, Outcome, Program, SCHEMA_VERSION, Source};
use crate::source::{OcrMode, ocr};

/// Of a document only what tells whether it is up to date, and what the run's report says about it.
#[derive(Debug, Deserialize)]
pub(super) struct Existing {
    schema_version: String,
    program: Program,
    outcome: Outcome,
    source: Source,
    items: Vec<IgnoredAny>,
    checks: Vec<CheckHead>,
    coverage: Coverage,
}

#[derive(Debug, Deserialize)]
struct CheckHead {
    status: CheckStatus,
}

impl Existing {
    /// The document at `place`; `None` when there is none that can be read.
    pub(super) fn read(place: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(place).ok()?).ok()
    }

    /// Whether a conversion now would give the same document.
    ///
    /// What the document does not show is not compared: an `--encoding` that was forced then and is left out now.
    pub(super) fn agrees(&self, name: &str, sha256: &str, program: &Program, options: &ReadOptions) -> bool {
        // Spelt out so that an option that is added is not forgotten here.
        let ReadOptions {
            encoding,
            password: _,
            pages,
            ocr,
            limits: _,
            cross_check: _,
            host: _,
        } = options;
        // A document does not say which pages it was made of: a choice of pages is always made anew.
        pages.is_empty()
            && self.recognised_as(*ocr)
            && self.schema_version == SCHEMA_VERSION
            && self.source.sha256 == sha256
            && self.source.name == name
            && self.program.name == program.name
            && self.program.version == program.version
            && self.program.dictionary == program.dictionary
            && self.program.vocabulary == program.vocabulary
            && self.program.corrections == program.corrections
            && encoding
                .as_deref()
                .is_none_or(|forced| self.source.encoding.as_deref() == Some(forced))
    }

    /// Whether character recognition would do now what it did then.
    fn recognised_as(&self, mode: OcrMode) -> bool {
        let partial = self.outcome == Outcome::Partial;
        let used = self.program.ocr.is_some();
        match mode {
            _ if self.source.media_type != "application/pdf" => true,
            OcrMode::Force => used && self.source.engine == Engine::Ocr,
            OcrMode::Off => !used,
            // What was left unread for want of the program is read as soon as it is there.
            OcrMode::Auto => !partial || used || !ocr::is_installed(),
        }
    }

    /// What the run's report says about it.
    pub(super) fn numbers(&self) -> Numbers {
        Numbers {
            pages: self.source.pages,
            unread: self.coverage.unread,
            ..Numbers::counted(self.items.len(), self.checks.iter().map(|check| check.status))
        }
    }
}
