//! The review page: a self-contained HTML file on which a person sees every value beside the place it came from,
//! judges it and corrects it. Nothing is loaded from anywhere.

mod places;
mod rows;
mod source;
mod values;

use serde::Serialize;
use serde_json::{Value, json};

use super::overview::{Doubt, Overview};
use super::tables::Doc;
use crate::model::SCHEMA_VERSION;
use places::Places;

pub use source::SourceView;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
const WORDS: &str = include_str!("words.js");
const CHARTS: &str = include_str!("charts.js");
const DOCUMENT: [&str; 6] = [
    WORDS,
    CHARTS,
    include_str!("source.js"),
    include_str!("corrections.js"),
    include_str!("rows.js"),
    include_str!("main.js"),
];
const INDEX: [&str; 3] = [WORDS, CHARTS, include_str!("index.js")];

/// The page of one document; `source` is what its input holds, where it is at hand.
#[must_use]
pub fn page(doc: &Doc<'_>, source: &SourceView) -> String {
    let report = doc.report;
    let mut places = Places::new(source);
    let rows = rows::rows(doc, &mut places);
    let lost: Vec<(&str, usize)> = report
        .residue
        .iter()
        .map(|residue| (rows::residue_word(residue.kind), places.of(&residue.trace)))
        .collect();
    let data = json!({
        "schema_version": SCHEMA_VERSION,
        "version": report.program.version,
        "sha256": report.source.sha256,
        "name": report.source.name,
        "title": report.document.title,
        "municipality": report.document.municipality.as_ref().map(|place| &place.name),
        "fiscal_year": report.document.fiscal_year,
        "source": source.drawing(),
        "rows": rows,
        "lost": lost,
        "places": places.into_pieces(),
        "checks": rows::checks_by_rule(report),
        "coverage": report.coverage,
    });
    assembled(&data, &DOCUMENT)
}

/// One document on the page of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Linked {
    /// Its key.
    pub document: String,
    /// Its title.
    pub title: Option<String>,
    /// Its page, relative to the page of the run.
    pub href: String,
    /// Its rows.
    pub items: u64,
    /// Checks that fail.
    pub fails: u64,
    /// Checks that more than one repair would satisfy.
    pub undecidable: u64,
    /// Values repaired by a law.
    pub repaired: u64,
    /// Values that a person decided.
    pub decided: u64,
}

impl Linked {
    /// What the page of a run says about `doc`.
    #[must_use]
    pub fn new(doc: &Doc<'_>, href: String) -> Self {
        let doubt = Doubt::of(doc);
        let (decided, repaired) = rows::repairs(doc.report);
        Linked {
            document: doc.key.to_owned(),
            title: doc.report.document.title.clone(),
            href,
            items: doubt.items,
            fails: doubt.fails,
            undecidable: doubt.undecidable,
            repaired,
            decided,
        }
    }
}

/// The page of a run, with links to the pages of its documents, the most doubtful first.
#[must_use]
pub fn index(overview: &Overview, mut documents: Vec<Linked>) -> String {
    documents.sort_by(|left, right| {
        let weight = |one: &Linked| (one.fails, one.undecidable, one.repaired);
        weight(right)
            .cmp(&weight(left))
            .then_with(|| left.document.cmp(&right.document))
    });
    let data = json!({
        "items": overview.items, "money": overview.money, "checks": overview.checks, "documents": documents,
    });
    assembled(&data, &INDEX)
}

/// One file of all parts. The data are the last to go in, so that nothing in them is taken for a slot of the page.
fn assembled(data: &Value, scripts: &[&str]) -> String {
    PAGE.replace("{{style}}", STYLE)
        .replace("{{script}}", &scripts.concat())
        .replace("{{data}}", &harmless(data))
}

/// JSON that cannot end the element it stands in.
fn harmless(data: &Value) -> String {
    data.to_string()
        .replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// A relative address of a file, for a link.
#[must_use]
pub fn href(path: &str) -> String {
    let mut address = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_') {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_leave_their_element_and_stay_the_same_json() {
        let data = json!({ "a": "</script><script>alert(1)</script><!--", "b": "\u{2028}" });
        let text = harmless(&data);
        assert!(!text.contains('<'), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), data);
    }

    #[test]
    fn data_that_look_like_slots_of_the_page_stay_data() {
        let page = assembled(&json!({ "a": "{{script}} {{style}} {{data}}" }), &["/*s*/"]);
        assert_eq!(page.matches("/*s*/").count(), 1);
        assert!(page.contains("{{script}} {{style}} {{data}}"));
    }

    #[test]
    fn addresses_hold_for_any_name() {
        assert_eq!(href("a/報 100%.html"), "a/%E5%A0%B1%20100%25.html");
    }
}
