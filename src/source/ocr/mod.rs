//! Character recognition: pages as pictures in, characters with boxes and ruling lines out, for the same layout as
//! any page. The recognising itself is done by Tesseract, a program that the user installs.

#[cfg(feature = "render")]
mod alike;
#[cfg(feature = "render")]
mod cells;
#[cfg(feature = "render")]
mod closed;
#[cfg(feature = "render")]
mod dust;
mod era_years;
#[cfg(feature = "render")]
mod figures;
#[cfg(feature = "render")]
mod gray;
#[cfg(feature = "render")]
mod job;
#[cfg(feature = "render")]
mod left;
#[cfg(feature = "render")]
mod lines;
mod marks;
#[cfg(feature = "render")]
mod nameless;
#[cfg(feature = "render")]
mod paper;
#[cfg(feature = "render")]
mod reading;
#[cfg(feature = "render")]
mod recognise;
#[cfg(feature = "render")]
mod skew;
#[cfg(feature = "render")]
mod tesseract;
#[cfg(feature = "render")]
mod triangle;
mod tsv;
#[cfg(feature = "render")]
mod ways;
mod words;

pub(in crate::source) use era_years::mend as mend_years;
pub(in crate::source) use marks::mend as mend_marks;
#[cfg(feature = "render")]
pub(in crate::source) use nameless::{is_nameless, name as name_glyphs};
#[cfg(feature = "render")]
pub(in crate::source) use recognise::{RESOLUTION, Recognised, recognise, straighten};
#[cfg(feature = "render")]
pub(in crate::source) use tesseract::OcrError;
#[cfg(feature = "render")]
pub use tesseract::Tesseract;
pub(in crate::source) use tsv::{TsvPage, is_tsv, pages as tsv_pages};
pub(in crate::source) use words::{Word, WordLine, glyphs};

use serde::{Deserialize, Serialize};

/// How the missing OCR program is installed; the same words on every system, as they stand in the output.
pub const INSTALL: &str = "apt-get install tesseract-ocr tesseract-ocr-jpn tesseract-ocr-jpn-vert (macOS: brew install \
    tesseract tesseract-lang; Windows: winget install --interactive UB-Mannheim.TesseractOCR, with Japanese chosen)";

/// Code of the warning that pages were left unread for want of it.
pub(crate) const MISSING: &str = "ocr-missing";

/// Which pages are read by character recognition.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OcrMode {
    /// Those whose own text cannot be used.
    #[default]
    Auto,
    /// None.
    Off,
    /// All, whatever text they carry.
    Force,
}

/// Whether the OCR program can be used: it is installed, and this build can paint pages for it.
#[must_use]
pub fn is_installed() -> bool {
    #[cfg(feature = "render")]
    return Tesseract::find().is_some();
    #[cfg(not(feature = "render"))]
    false
}
