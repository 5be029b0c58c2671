//! Counts of all rows that the running text prints (全36の項目).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::recover::draft::{Draft, Statement};
use crate::source::{Canvas, Passage};
use crate::vocabulary::key;

static COUNT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:全|計|合計)(?:部で)?([0-9]{1,4})(?:件|個|本|つ)?の?([^0-9、。]{2,12})").ok()
});

/// States every such count of the lines.
pub(in crate::recover) fn state<'p>(
    lines: impl Iterator<Item = &'p Passage>,
    draft: &mut Draft,
    canvas: &Canvas,
) {
    let Some(kind) = usual_kind(draft) else { return };
    for line in lines {
        let text = key(line.as_str());
        let Some(found) = COUNT.as_ref().and_then(|count| count.captures(&text)) else {
            continue;
        };
        let (Some(count), Some(what)) = (found.get(1), found.get(2)) else {
            continue;
        };
        if let (Ok(count), true) = (count.as_str().parse(), counts(what.as_str(), &kind)) {
            draft.statements.push(Statement::RowCount {
                kind: kind.clone(),
                section: None,
                count,
                trace: canvas.trace(&line.ranges(&canvas.text)),
            });
        }
    }
}

/// The word of most rows that repeat none and stand under none; the first among equals.
fn usual_kind(draft: &Draft) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for item in draft
        .items
        .iter()
        .filter(|item| item.repeats.is_none() && item.parent.is_none())
    {
        *counts.entry(&item.kind).or_default() += 1;
    }
    let most = counts.values().max().copied()?;
    draft
        .items
        .iter()
        .map(|item| &item.kind)
        .find(|kind| counts.get(kind.as_str()) == Some(&most))
        .cloned()
}

/// Whether the text counts the document's word for its rows or its ending (項目 of 実施項目).
fn counts(what: &str, kind: &str) -> bool {
    let mut endings = kind
        .char_indices()
        .map(|(at, _)| kind.get(at..).unwrap_or_default());
    endings.any(|ending| ending.chars().count() > 1 && what.starts_with(ending))
}
