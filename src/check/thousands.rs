//! Amounts on recognised pages whose thousands were read with a full stop.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::recognised::stands_on;
use super::text::{key, yen_in};
use crate::model::{Budget, Figure, Item, Repair};
use crate::recover::Draft;

/// The rule, as character recognition tells it where it sees the same.
const RULE: &str = "thousands-mark";
/// Amounts in larger units (百万円) may have three decimals.
const LARGEST: f64 = 1000.0;

/// Yen have no parts, and thousands of yen are not printed to the yen: what three digits follow a full stop there are
/// thousands. The amounts stay doubtful until a law confirms them.
pub(super) fn mend(draft: &mut Draft, pages: &BTreeSet<u32>) {
    for item in &mut draft.items {
        let Item { budgets, repairs, .. } = item;
        for (index, budget) in budgets.iter_mut().enumerate() {
            let open = !budget.corrected && !budget.exact && stands_on(&budget.trace, pages);
            let Some(value) = meant(budget).filter(|_| open) else {
                continue;
            };
            let unit = budget.unit.clone().unwrap_or_default();
            budget.value = Some(Figure(value));
            budget.yen = yen_in(&unit).map(|scale| (value * scale).round() as i64);
            repairs.push(Repair {
                field: format!("/budgets/{index}/value"),
                printed: budget.printed.clone(),
                value: serde_json::to_value(budget.value).unwrap_or_default(),
                rule: RULE.into(),
                evidence: format!(
                    "an amount in {unit} has no three decimals: the full stop is a misread comma"
                ),
                by: None,
            });
        }
    }
}

/// The amount that is meant, where it now has the decimals that were read.
fn meant(budget: &Budget) -> Option<f64> {
    let small = budget.unit.as_deref().and_then(yen_in)? <= LARGEST;
    let bare: String = budget
        .printed
        .nfkc()
        .filter(|character| !character.is_whitespace())
        .collect();
    let unit = budget.unit.as_deref().map(key).unwrap_or_default();
    let bare = bare.strip_suffix(unit.as_str()).unwrap_or(&bare);
    let (whole, rest) = bare.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let thousands =
        digits(whole) && whole.len() <= 3 && !whole.starts_with('0') && digits(rest) && rest.len() == 3;
    let read: f64 = bare.parse().ok()?;
    let stands = budget.value.is_some_and(|value| (value.0 - read).abs() < 1e-9);
    (small && thousands && stands).then(|| (read * 1000.0).round())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Trace;

    fn mended(printed: &str, unit: &str, exact: bool) -> (Option<f64>, Option<i64>, usize) {
        let budget = Budget {
            value: printed.parse().ok().map(Figure),
            unit: Some(unit.into()),
            printed: printed.into(),
            exact,
            trace: Trace {
                page: Some(2),
                ..Trace::default()
            },
            ..Budget::default()
        };
        let mut draft = Draft {
            items: vec![Item {
                budgets: vec![budget],
                ..Item::default()
            }],
            ..Draft::default()
        };
        mend(&mut draft, &BTreeSet::from([2]));
        let item = &draft.items[0];
        let budget = &item.budgets[0];
        (budget.value.map(|value| value.0), budget.yen, item.repairs.len())
    }

    #[test]
    fn yen_and_thousands_of_yen_have_no_three_decimals() {
        assert_eq!(
            mended("412.350", "千円", false),
            (Some(412350.0), Some(412_350_000), 1)
        );
        assert_eq!(mended("1.056", "円", false), (Some(1056.0), Some(1056), 1));
    }

    #[test]
    fn other_amounts_stay() {
        for (printed, unit, exact) in [
            ("1.056", "百万円", false),
            ("0.895", "千円", false),
            ("12.5", "千円", false),
            ("1.056", "千円", true),
        ] {
            let value = printed.parse().ok();
            assert_eq!(mended(printed, unit, exact), (value, None, 0), "{printed} {unit}");
        }
    }
}
