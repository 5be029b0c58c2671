//! Tesseract's TSV as an input.

use super::{WordPage, directed};
use crate::source::ocr::tsv_pages;

/// The pages of a file.
pub(super) fn pages(text: &str) -> Result<Vec<WordPage>, String> {
    let pages = tsv_pages(text).map_err(|(line, what)| format!("line {line}: {what}"))?;
    let page = |page: crate::source::ocr::TsvPage| WordPage {
        width: page.width,
        height: page.height,
        lines: directed(page.lines),
        // Its ruling lines are blocks in which nothing is written.
        rules: page.blank,
        ..WordPage::default()
    };
    Ok(pages.into_iter().map(page).collect())
}
