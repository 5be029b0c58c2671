//! What is left beside tables and indicators: printed counts, running text, page numbers, running heads.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::department::is_digits;
use super::header::Unit;
use super::strip::Strip;
use crate::recover::{Draft, Ledger, Part, Statement};
use crate::source::Canvas;

static COUNT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:全|計|合計)(?:部で)?([0-9]{1,4})(?:件|個|本|つ)?の?([^0-9、。]{2,12})").ok()
});

/// Counts of the whole that the running text prints (全36の項目).
pub(super) fn count(strips: &[Strip], draft: &mut Draft, canvas: &Canvas) {
    for strip in strips {
        let found = COUNT.as_ref().and_then(|count| count.captures(&strip.key));
        let Some(found) = found else { continue };
        let (Some(count), Some(what)) = (found.get(1), found.get(2)) else {
            continue;
        };
        if let (Ok(count), Some(kind)) = (count.as_str().parse(), counted(what.as_str(), draft)) {
            draft.statements.push(Statement::RowCount {
                kind,
                section: None,
                count,
                trace: canvas.trace(&strip.text.ranges(&canvas.text)),
            });
        }
    }
}

/// The document's word for its rows when the text counts it or its ending (項目 of 実施項目).
fn counted(what: &str, draft: &Draft) -> Option<String> {
    let kind = draft.items.first().map(|item| item.kind.as_str())?;
    let mut endings = kind
        .char_indices()
        .map(|(at, _)| kind.get(at..).unwrap_or_default());
    let ending = endings.find(|ending| ending.chars().count() > 1 && what.starts_with(ending));
    ending.map(|_| kind.to_owned())
}

/// Books the lines outside the tables as prose, page numbers and lines that stand again elsewhere as furniture.
/// Lines within the tables that nothing claimed stay unread.
pub(super) fn book(strips: &[Strip], units: &[Unit], canvas: &Canvas, ledger: &mut Ledger) {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for strip in strips {
        *times.entry(strip.key.as_str()).or_default() += 1;
    }
    let first = units.iter().map(|unit| unit.header).min().unwrap_or(strips.len());
    for (at, strip) in strips.iter().enumerate() {
        let repeated = at >= first && times.get(strip.key.as_str()).is_some_and(|&times| times > 1);
        if is_digits(&strip.key) || repeated {
            ledger.claim_passage(Part::Furniture, &strip.text, canvas);
        } else if at < first {
            ledger.claim_passage(Part::Prose, &strip.text, canvas);
        }
    }
}
