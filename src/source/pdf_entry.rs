//! The way to the PDF reader, or what to do in a build without it.

use super::{PageReading, Reading};
use crate::{Failure, ReadOptions};

/// Reads a PDF and hands each page on its way to `see`.
///
/// # Errors
/// When it cannot be opened; see [`Failure`].
#[cfg(feature = "pdf")]
pub fn read_pdf(
    bytes: &[u8],
    options: &ReadOptions,
    see: &mut dyn FnMut(PageReading),
) -> Result<Reading, Failure> {
    super::pdf::read_pdf_and(bytes, &options.into(), see)
}

#[cfg(feature = "pdf")]
impl From<&ReadOptions> for super::pdf::PdfOptions {
    fn from(options: &ReadOptions) -> Self {
        super::pdf::PdfOptions {
            password: options.password.clone(),
            pages: options.pages.clone(),
            ocr: options.ocr,
            limits: options.limits.clone(),
            cross_check: options.cross_check,
            host: options.host.clone(),
        }
    }
}

/// This build has no PDF reader.
///
/// # Errors
/// Always.
#[cfg(not(feature = "pdf"))]
pub fn read_pdf(
    _bytes: &[u8],
    _options: &ReadOptions,
    _see: &mut dyn FnMut(PageReading),
) -> Result<Reading, Failure> {
    Err(Failure::Unsupported {
        format: "PDF (this build leaves it out)".into(),
        way_out: "build with the feature `pdf`, or extract the text and give that".into(),
    })
}

/// This build has no PDF reader, let alone a second one.
#[cfg(not(feature = "pdf"))]
pub(crate) fn second_reading(
    _bytes: &[u8],
    _password: Option<&str>,
    _pages: &[u32],
) -> Option<std::collections::BTreeMap<u32, String>> {
    None
}
