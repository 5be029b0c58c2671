//! Docling's JSON (`DoclingDocument`): texts, tables, and labels with their values, with boxes, in reading order.

mod made;
mod page;
mod pairs;
mod schema;
mod twins;
mod walk;

use std::collections::BTreeMap;

use crate::Limits;
use crate::model::Warning;
use crate::source::PageReading;
use page::PageMaker;
use schema::Document;
use walk::Writer;

/// The pages of a file, and what of it could not be used.
pub(super) fn pages(text: &str, limits: &Limits) -> Result<(Vec<PageReading>, Vec<Warning>), String> {
    let document: Document = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut warnings = made::warnings(&document);
    warnings.extend(schema::unknown_parts(text));
    let pages: BTreeMap<u32, PageMaker> = document
        .pages
        .values()
        .map(|page| {
            let size = (page.size.width, page.size.height);
            (page.page_no, PageMaker::new(page.page_no, size, limits))
        })
        .collect();
    let mut pages = Writer::new(&document, limits, pages).write();
    // Pages are counted through to the last, so that their numbers are those of the original.
    let last = pages.keys().max().copied().unwrap_or(0);
    if last as usize > super::MAX_PAGES {
        return Err(format!("it speaks of page {last}"));
    }
    let page = |number| {
        pages
            .remove(&number)
            .unwrap_or_else(|| PageMaker::new(number, (0.0, 0.0), limits))
            .finish()
    };
    Ok(((1..=last).map(page).collect(), warnings))
}
