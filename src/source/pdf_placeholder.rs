//! Stands where the PDF reader will be.

use super::Reading;
use crate::{Failure, ReadOptions};

/// Reads a PDF.
///
/// # Errors
/// Always, for now.
pub fn pdf_placeholder(_bytes: &[u8], _options: &ReadOptions) -> Result<Reading, Failure> {
    Err(Failure::Unsupported {
        format: "PDF".into(),
        way_out: "extract its text with a PDF tool and give that".into(),
    })
}
