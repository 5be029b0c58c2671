//! Recognising work that is done.

use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};

use super::stamp::DocumentHash;
use crate::ReadOptions;
use crate::limits::{Limited, Limits};
use crate::model::{
    CheckStatus, Choices, Coverage, Engine, Numbers, OcrChoice, Outcome, Program, SCHEMA_VERSION, Source,
    UnreadPage, UnreadReason, Warning,
};
use crate::source::{self, OcrMode, chosen, ocr};

/// Of a document only what tells whether it is up to date, and what the run's report says about it.
#[derive(Debug, Deserialize)]
pub(super) struct Existing {
    schema_version: String,
    program: Program,
    outcome: Outcome,
    unread_pages: Vec<UnreadPage>,
    warnings: Vec<Warning>,
    source: Source,
    items: Vec<IgnoredAny>,
    checks: Vec<CheckHead>,
    coverage: Coverage,
    #[serde(skip)]
    pub(super) hash: DocumentHash,
}

/// How a document stands to what a conversion now would give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is the same.
    Done,
    /// It lacks what was left unread for want of an OCR program, which is there now.
    Unfinished,
    /// It comes from another input, program version or options.
    Other,
}

#[derive(Debug, Deserialize)]
struct CheckHead {
    status: CheckStatus,
}

impl Existing {
    /// The document at `place`; `None` when there is none that can be read.
    pub(super) fn read(place: &Path) -> Option<Self> {
        let bytes = std::fs::read(place).ok()?;
        let existing: Existing = serde_json::from_slice(&bytes).ok()?;
        Some(Existing {
            hash: Sha256::digest(&bytes).into(),
            ..existing
        })
    }

    /// How it stands to what a conversion now would give.
    pub(super) fn standing(
        &self,
        name: &str,
        sha256: &str,
        program: &Program,
        options: &ReadOptions,
    ) -> Standing {
        if !self.agrees(name, sha256, program, options) {
            Standing::Other
        } else if options.ocr == OcrMode::Auto && self.warned_of(ocr::MISSING) && ocr::is_installed() {
            Standing::Unfinished
        } else {
            Standing::Done
        }
    }

    fn agrees(&self, name: &str, sha256: &str, program: &Program, options: &ReadOptions) -> bool {
        self.schema_version == SCHEMA_VERSION
            && self.source.sha256 == sha256
            && self.source.name == name
            && self.program.name == program.name
            && self.program.version == program.version
            && self.program.dictionary == program.dictionary
            && self.program.vocabulary == program.vocabulary
            && self.program.corrections == program.corrections
            && self.chosen_as(options)
    }

    /// Whether what is chosen now would have led to this document, too.
    fn chosen_as(&self, options: &ReadOptions) -> bool {
        let now = chosen(options, &self.source.media_type, self.source.pages.is_some());
        let then = self.program.options.clone().unwrap_or_default();
        // Spelt out so that a choice that is added is not forgotten here.
        let Choices {
            encoding,
            pages,
            ocr,
            cross_check,
            max_glyphs,
            max_nesting,
        } = &now;
        then.encoding == *encoding
            && then.pages == *pages
            && then.cross_check == *cross_check
            && self.recognised_as(then.ocr, *ocr)
            && self.limited_as(then.max_glyphs, *max_glyphs, Limits::DEFAULT.glyphs_a_page)
            && self.limited_as(then.max_nesting, *max_nesting, Limits::DEFAULT.nesting)
    }

    /// Whether character recognition would do now what it did then.
    fn recognised_as(&self, then: Option<OcrChoice>, now: Option<OcrChoice>) -> bool {
        let partial = self.outcome == Outcome::Partial;
        let used = self.program.ocr.is_some();
        match (then, now) {
            _ if self.source.media_type != source::PDF => true,
            (then, now) if then == now => true,
            (Some(OcrChoice::Force), _) | (_, Some(OcrChoice::Force)) => false,
            // Whether it was allowed is all the same for pages whose own text could be used.
            _ => !partial && !used && self.has_own_text(),
        }
    }

    fn has_own_text(&self) -> bool {
        let engines = self.source.page_engines.iter().flatten();
        engines
            .chain([&self.source.engine])
            .all(|engine| *engine != Engine::Ocr)
    }

    /// Whether a limit would do now what it did then: one that nothing exceeded may be raised.
    fn limited_as(&self, then: Option<u64>, now: Option<u64>, usual: u64) -> bool {
        let (then, now) = (then.unwrap_or(usual), now.unwrap_or(usual));
        let unread = self
            .unread_pages
            .iter()
            .any(|page| page.why == UnreadReason::Limit);
        then == now || (then < now && !unread && !self.warned_of(Limited::CODE))
    }

    fn warned_of(&self, code: &str) -> bool {
        self.warnings.iter().any(|warning| warning.code == code)
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
