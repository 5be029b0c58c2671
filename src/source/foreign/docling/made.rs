//! What models add to a document – descriptions of pictures, figures guessed from charts – stands on no page. It is not
//! read, and said to be so.

use serde_json::Value;

use super::schema::{Document, Place};
use crate::model::{Trace, Warning};

/// Kinds of additions that hold words or figures.
const KINDS: [&str; 4] = ["description", "tabular_chart", "molecule", "code"];
/// Fields that say who made an addition, or how it is set; the grid of a table says its cells again.
const ABOUT: [&str; 7] = [
    "kind",
    "provenance",
    "created_by",
    "language",
    "orientation",
    "grid",
    "$ref",
];
/// Characters of an addition that its warning quotes.
const QUOTED: usize = 60;

/// A warning for each picture or table to which something was added.
pub(super) fn warnings(document: &Document) -> Vec<Warning> {
    let pictures = document.pictures.iter();
    let tables = document.tables.iter();
    let all = pictures
        .map(|node| (&node.meta, &node.annotations, &node.prov))
        .chain(tables.map(|table| (&table.meta, &table.annotations, &table.prov)));
    all.filter_map(|(meta, annotations, prov)| {
        let mut words = Vec::new();
        for kind in KINDS {
            if let Some(part) = meta.as_ref().and_then(|meta| meta.get(kind)) {
                gather(part, &mut words);
            }
        }
        let told = annotations
            .iter()
            .filter(|part| kind_of(part) != "classification");
        // Files of two versions at once say the same twice.
        if words.is_empty() {
            told.for_each(|part| gather(part, &mut words));
        }
        warning(&words.join(" "), document, prov.first())
    })
    .collect()
}

fn kind_of(annotation: &Value) -> &str {
    annotation.get("kind").and_then(Value::as_str).unwrap_or_default()
}

/// The words and figures in a part, but not the names of models and kinds.
fn gather(part: &Value, words: &mut Vec<String>) {
    match part {
        Value::String(text) if !text.trim().is_empty() => words.push(text.trim().to_owned()),
        Value::Array(parts) => parts.iter().for_each(|part| gather(part, words)),
        Value::Object(fields) => {
            let said = fields.iter().filter(|(name, _)| !ABOUT.contains(&name.as_str()));
            said.for_each(|(_, part)| gather(part, words));
        }
        Value::Number(number) if number.is_f64() => words.push(number.to_string()),
        _ => {}
    }
}

fn warning(words: &str, document: &Document, place: Option<&Place>) -> Option<Warning> {
    if words.is_empty() {
        return None;
    }
    let mut quoted: String = words.chars().take(QUOTED).collect();
    if quoted.len() < words.len() {
        quoted.push('…');
    }
    let bbox = place.and_then(|place| {
        let page = document
            .pages
            .values()
            .find(|page| page.page_no == place.page_no)?;
        let bbox = place.bbox.bbox(page.size.height).to_array();
        Some(bbox.map(|value| (f64::from(value) * 100.0).round() / 100.0))
    });
    Some(Warning {
        code: "docling-made".into(),
        message: format!(
            "what a model says of a picture or table is no text of the page and was not read: {quoted}"
        ),
        trace: Trace {
            page: place.map(|place| place.page_no),
            bbox,
            ..Trace::default()
        },
    })
}
