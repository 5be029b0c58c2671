//! Figures read by character recognition: trusted where a law confirms them, else said to be uncertain.

use std::collections::BTreeSet;

use crate::layout::Rereading;
use crate::model::{Check, CheckRule, CheckStatus, Trace, Warning};
use crate::recover::Draft;

use super::{reread, series, thousands};

/// Applies the doubt that figures of recognised pages deserve: a law that fails on them shows a misread character as
/// likely as a wrong report, and a figure that no law confirms may be any other. What was read in two ways is told.
pub fn recognised(
    draft: &mut Draft,
    checks: &mut [Check],
    pages: &BTreeSet<u32>,
    rereadings: &[(u32, Rereading)],
) -> Vec<Warning> {
    let mut warnings = reread::told(draft, rereadings);
    if pages.is_empty() {
        return warnings;
    }
    thousands::mend(draft, pages);
    warnings.extend(series::doubted(draft, pages));
    for check in checks.iter_mut() {
        let doubtful = check.status == CheckStatus::Fails && is_arithmetic(check.rule);
        if doubtful && check.places.iter().any(|place| stands_on(place, pages)) {
            check.status = CheckStatus::Undecidable;
        }
    }
    let confirmed: Vec<&Trace> = checks
        .iter()
        .filter(|check| is_arithmetic(check.rule))
        .filter(|check| matches!(check.status, CheckStatus::Holds | CheckStatus::Repaired))
        .flat_map(|check| &check.places)
        .collect();
    let doubt = |printed: &str, trace: &Trace| {
        stands_on(trace, pages)
            && (has_three_decimals(printed) || !confirmed.iter().any(|place| same_place(place, trace)))
    };
    let items = draft.items.iter().map(|item| {
        let figures = item.budgets.iter().filter(|budget| budget.value.is_some());
        let figures = figures.map(|budget| (budget.label.as_str(), budget.printed.as_str(), &budget.trace));
        (item.name.as_str(), figures.collect::<Vec<_>>())
    });
    let indicators = draft.indicators.iter().map(|indicator| {
        let figures = indicator.values.iter().filter(|value| value.value.is_some());
        let figures = figures.map(|value| (value.label.as_str(), value.printed.as_str(), &value.trace));
        (indicator.name.as_str(), figures.collect::<Vec<_>>())
    });
    warnings.extend(items.chain(indicators).filter_map(|(name, mut figures)| {
        figures.retain(|(_, printed, trace)| doubt(printed, trace));
        unconfirmed(name, &figures)
    }));
    warnings
}

/// What is to be said of figures – label, printed form and place – that no law confirms.
fn unconfirmed(name: &str, figures: &[(&str, &str, &Trace)]) -> Option<Warning> {
    let (_, _, first) = figures.first()?;
    let named: Vec<String> = figures
        .iter()
        .map(|(label, printed, _)| format!("{label} {}", printed.trim()))
        .collect();
    Some(Warning {
        code: "unconfirmed-figures".into(),
        message: format!(
            "{name}: read by character recognition and confirmed by no law: {}",
            named.join(", ")
        ),
        trace: Trace {
            more: figures
                .iter()
                .skip(1)
                .map(|(_, _, trace)| (*trace).clone())
                .collect(),
            ..(*first).clone()
        },
    })
}

/// Thousands whose comma was read as a full stop: where that happened to all figures of a law, it holds on them.
fn has_three_decimals(printed: &str) -> bool {
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    printed
        .split_once('.')
        .is_some_and(|(_, decimals)| digits(decimals) == 3)
}

fn is_arithmetic(rule: CheckRule) -> bool {
    matches!(
        rule,
        CheckRule::Difference | CheckRule::Ratio | CheckRule::Sum | CheckRule::Tally | CheckRule::Count
    )
}

pub(super) fn pieces(trace: &Trace) -> impl Iterator<Item = &Trace> {
    std::iter::once(trace).chain(&trace.more)
}

pub(super) fn stands_on(trace: &Trace, pages: &BTreeSet<u32>) -> bool {
    pieces(trace).any(|piece| piece.page.is_some_and(|page| pages.contains(&page)))
}

/// Whether both name one place: same page, and boxes that meet.
fn same_place(a: &Trace, b: &Trace) -> bool {
    pieces(a).any(|a| {
        pieces(b).any(|b| {
            a.page == b.page
                && match (a.bbox, b.bbox) {
                    (Some([ax0, ay0, ax1, ay1]), Some([bx0, by0, bx1, by1])) => {
                        ax0 < bx1 && bx0 < ax1 && ay0 < by1 && by0 < ay1
                    }
                    _ => false,
                }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Budget, Item};

    fn at(x: f64) -> Trace {
        Trace {
            page: Some(2),
            bbox: Some([x, 10.0, x + 20.0, 20.0]),
            ..Trace::default()
        }
    }

    fn check(status: CheckStatus, places: Vec<Trace>) -> Check {
        Check {
            rule: CheckRule::Difference,
            subject: "i1".into(),
            status,
            printed: "1".into(),
            computed: "2".into(),
            places,
        }
    }

    fn draft() -> Draft {
        let budget = |printed: &str, x: f64| Budget {
            label: "事業費".into(),
            printed: printed.into(),
            value: Some(crate::model::Figure(1.0)),
            trace: at(x),
            ..Budget::default()
        };
        let item = Item {
            id: "i1".into(),
            name: "川の掃除".into(),
            budgets: vec![budget("120", 0.0), budget("9", 50.0)],
            ..Item::default()
        };
        Draft {
            items: vec![item],
            ..Draft::default()
        }
    }

    #[test]
    fn a_figure_that_no_law_confirms_is_named() {
        let mut checks = vec![check(CheckStatus::Holds, vec![at(0.0)])];
        let warnings = recognised(&mut draft(), &mut checks, &BTreeSet::from([2]), &[]);
        assert_eq!(warnings.len(), 1);
        assert!(
            warnings[0].message.ends_with("事業費 9"),
            "{}",
            warnings[0].message
        );
    }

    #[test]
    fn thousands_that_may_be_decimals_are_confirmed_by_no_law() {
        let mut draft = draft();
        draft.items[0].budgets[0].printed = "3.466".into();
        let mut checks = vec![check(CheckStatus::Holds, vec![at(0.0), at(50.0)])];
        let warnings = recognised(&mut draft, &mut checks, &BTreeSet::from([2]), &[]);
        assert!(
            warnings[0].message.ends_with("事業費 3.466"),
            "{}",
            warnings[0].message
        );
    }

    #[test]
    fn a_law_that_fails_on_a_recognised_page_decides_nothing() {
        let mut checks = vec![check(CheckStatus::Fails, vec![at(0.0), at(50.0)])];
        recognised(&mut draft(), &mut checks, &BTreeSet::from([1]), &[]);
        assert_eq!(checks[0].status, CheckStatus::Fails);
        let warnings = recognised(&mut draft(), &mut checks, &BTreeSet::from([2]), &[]);
        assert_eq!(checks[0].status, CheckStatus::Undecidable);
        assert!(warnings[0].message.contains("120") && warnings[0].trace.more.len() == 1);
    }
}
