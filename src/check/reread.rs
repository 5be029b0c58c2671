//! What character recognition read otherwise than it stands now, told where it stands: at the value, else page by page.

use serde_json::Value;

use crate::layout::Rereading;
use crate::model::{Repair, Trace, Warning};
use crate::recover::Draft;

use super::recognised::pieces;

/// A value that has a place of its own: its field within its owner.
type Field<'d> = (String, &'d Trace, Value);

/// Gives the values that were read otherwise at first their repairs, and returns what is left to say of each page.
pub(super) fn told(draft: &mut Draft, rereadings: &[(u32, Rereading)]) -> Vec<Warning> {
    let mut left: Vec<(u32, &Rereading)> = Vec::new();
    for (page, reread) in rereadings {
        let given = !reread.disputed
            && (give_to_item(draft, *page, reread) || give_to_indicator(draft, *page, reread));
        if !given {
            left.push((*page, reread));
        }
    }
    let nameless = |(_, reread): &&(u32, &Rereading)| reread.rule == Rereading::NAMELESS;
    let of_page = |page: &[(u32, &Rereading)]| {
        let (named, reread): (Vec<_>, Vec<_>) = page.iter().partition(nameless);
        [warning(&reread, false), warning(&named, true)]
    };
    left.chunk_by(|a, b| a.0 == b.0)
        .flat_map(of_page)
        .flatten()
        .collect()
}

fn give_to_item(draft: &mut Draft, page: u32, reread: &Rereading) -> bool {
    draft.items.iter_mut().any(|item| {
        let budgets = item.budgets.iter().enumerate().map(|(index, budget)| {
            let field = format!("/budgets/{index}/value");
            (field, &budget.trace, json(&budget.value))
        });
        let grades = item.evaluations.iter().enumerate().map(|(index, grade)| {
            let field = format!("/evaluations/{index}/grade");
            (field, &grade.trace, json(&grade.grade))
        });
        let found = repair(budgets.chain(grades), page, reread);
        let is_found = found.is_some();
        item.repairs.extend(found);
        is_found
    })
}

fn give_to_indicator(draft: &mut Draft, page: u32, reread: &Rereading) -> bool {
    draft.indicators.iter_mut().any(|indicator| {
        let values = indicator.values.iter().enumerate().map(|(index, value)| {
            let field = format!("/values/{index}/value");
            (field, &value.trace, json(&value.value))
        });
        let found = repair(values, page, reread);
        let is_found = found.is_some();
        indicator.repairs.extend(found);
        is_found
    })
}

fn json<T: serde::Serialize>(value: &Option<T>) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

/// The repair of the first field that stands in the place.
fn repair<'d>(fields: impl Iterator<Item = Field<'d>>, page: u32, reread: &Rereading) -> Option<Repair> {
    let mut there = fields.filter(|(_, trace, _)| stands_at(trace, page, reread));
    let (field, _, value) = there.next()?;
    Some(Repair {
        field,
        printed: reread.other.clone(),
        value,
        rule: reread.rule.to_owned(),
        evidence: reread.evidence.clone(),
        by: None,
    })
}

/// Whether something stands where more than one thing was read.
pub(super) fn stands_at(trace: &Trace, page: u32, reread: &Rereading) -> bool {
    let (x, y) = reread.bbox.center();
    let (x, y) = (f64::from(x), f64::from(y));
    pieces(trace).any(|piece| {
        piece.page == Some(page)
            && piece
                .bbox
                .is_some_and(|[x0, y0, x1, y1]| x0 <= x && x <= x1 && y0 <= y && y <= y1)
    })
}

/// What was read otherwise on one page, or for the first time, and belongs to no value.
fn warning(left: &[(u32, &Rereading)], nameless: bool) -> Option<Warning> {
    let page = left.first().map(|(page, _)| *page)?;
    let mut named: Vec<String> = Vec::new();
    for (_, reread) in left {
        let doubt = if reread.disputed { "?" } else { "" };
        let name = if nameless {
            reread.taken.clone()
        } else {
            format!("{} → {}{doubt} ({})", reread.other, reread.taken, reread.rule)
        };
        if !named.contains(&name) {
            named.push(name);
        }
    }
    let mut places = left.iter().map(|(_, reread)| Trace {
        page: Some(page),
        bbox: Some(
            reread
                .bbox
                .to_array()
                .map(|value| (f64::from(value) * 100.0).round() / 100.0),
        ),
        ..Trace::default()
    });
    let first = places.next().unwrap_or_default();
    let (code, what) = if nameless {
        (
            "ocr-nameless",
            "the file does not say which characters these are, recognised as",
        )
    } else {
        ("ocr-reread", "read in two ways by character recognition:")
    };
    Some(Warning {
        code: code.into(),
        message: format!("page {page}: {what} {}", named.join(", ")),
        trace: Trace {
            more: places.collect(),
            ..first
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Bbox;
    use crate::model::{Budget, Figure, Item};

    fn reread(x: f32, disputed: bool) -> (u32, Rereading) {
        let bbox = Bbox {
            x0: x,
            y0: 10.0,
            x1: x + 20.0,
            y1: 20.0,
        };
        let reread = Rereading {
            bbox,
            taken: "4,550".into(),
            other: "4.550".into(),
            rule: "thousands-mark",
            evidence: "read twice".into(),
            disputed,
        };
        (2, reread)
    }

    fn draft() -> Draft {
        let budget = Budget {
            value: Some(Figure(4550.0)),
            trace: Trace {
                page: Some(2),
                bbox: Some([0.0, 10.0, 20.0, 20.0]),
                ..Trace::default()
            },
            ..Budget::default()
        };
        Draft {
            items: vec![Item {
                budgets: vec![budget],
                ..Item::default()
            }],
            ..Draft::default()
        }
    }

    #[test]
    fn a_figure_that_was_put_right_while_reading_says_so_at_its_value() {
        let mut draft = draft();
        assert_eq!(told(&mut draft, &[reread(0.0, false)]), []);
        let repair = &draft.items[0].repairs[0];
        assert_eq!(
            (repair.field.as_str(), repair.printed.as_str(), &repair.value),
            ("/budgets/0/value", "4.550", &Value::from(4550))
        );
    }

    #[test]
    fn what_belongs_to_no_value_or_is_disputed_is_named_with_its_page() {
        let mut draft = draft();
        let warnings = told(
            &mut draft,
            &[reread(0.0, true), reread(100.0, false), reread(150.0, false)],
        );
        assert!(draft.items[0].repairs.is_empty());
        assert_eq!(warnings.len(), 1);
        assert!(
            warnings[0]
                .message
                .ends_with("4.550 → 4,550? (thousands-mark), 4.550 → 4,550 (thousands-mark)"),
            "{}",
            warnings[0].message
        );
        assert_eq!(
            (warnings[0].trace.page, warnings[0].trace.more.len()),
            (Some(2), 2)
        );
    }

    #[test]
    fn characters_that_the_file_does_not_tell_are_named_apart() {
        let nameless = Rereading {
            rule: Rereading::NAMELESS,
            other: "\u{fffd}\u{fffd}".into(),
            taken: "概要".into(),
            ..reread(100.0, false).1
        };
        let warnings = told(&mut draft(), &[reread(150.0, false), (2, nameless)]);
        let codes: Vec<&str> = warnings.iter().map(|warning| warning.code.as_str()).collect();
        assert_eq!(codes, ["ocr-reread", "ocr-nameless"]);
        assert!(
            warnings[1].message.ends_with("recognised as 概要"),
            "{}",
            warnings[1].message
        );
    }
}
