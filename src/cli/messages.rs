use std::collections::BTreeMap;

use crate::correct::Corrections;
use crate::model::{Trace, Warning};

/// Stable code of the warning that a conversion itself may give about missing rows.
const NO_ROWS: &str = "no-items";

/// A warning with its place, as `a.txt:12: message` or `a.pdf: page 3: message`.
pub fn warning(input: &str, warning: &Warning) -> String {
    format!("{input}{}: warning: {}", place(&warning.trace), warning.message)
}

fn place(trace: &Trace) -> String {
    match (trace.page, trace.lines) {
        (_, Some([line, _])) => format!(":{line}"),
        (Some(page), None) => format!(": page {page}"),
        (None, None) => String::new(),
    }
}

/// What to say about a report without rows, unless one of its warnings says it.
pub fn without_rows(input: &str, items: u64, warnings: &[Warning]) -> Option<String> {
    let said = warnings.iter().any(|warning| warning.code == NO_ROWS);
    (items == 0 && !said).then(|| {
        format!("{input}: warning: no item tables found; the text is kept (tables, residue): jigyo inspect shows what was seen")
    })
}

/// Whether a warning says that a correction could not be put in.
pub fn is_about_correction(warning: &Warning) -> bool {
    warning.code.starts_with("correction-")
}

/// How many corrections each input has, by its hash.
pub fn by_source(corrections: &Corrections) -> BTreeMap<String, usize> {
    corrections
        .sources()
        .map(|(sha256, count)| (sha256.to_owned(), count))
        .collect()
}

/// What to say about corrections of an input that was not given, or is not the same any more.
pub fn unmet(sha256: &str, count: usize) -> String {
    let short: String = sha256.chars().take(12).collect();
    let are = if count == 1 {
        "correction is"
    } else {
        "corrections are"
    };
    format!("warning: {count} {are} for an input that is not here or has changed (SHA-256 {short}…)")
}

/// The hash of the input that a document was made from.
pub fn source_of(document: &[u8]) -> String {
    let document: serde_json::Value = serde_json::from_slice(document).unwrap_or_default();
    let sha256 = document
        .pointer("/source/sha256")
        .and_then(|sha256| sha256.as_str());
    sha256.unwrap_or_default().to_owned()
}
