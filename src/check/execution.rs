//! Rule `ratio` for 執行率: what was spent, in percent of the budget. Which of a report's amounts it divides is learnt from
//! the rows where it holds.

use std::collections::BTreeMap;

use super::evidence::shown;
use super::held;
use super::text::key;
use crate::japanese::{self, read_cell};
use crate::model::{Budget, Check, CheckRule, Item, Phase, TextEntry};
use crate::recover::{Draft, years};

const LABEL: &str = "執行率";
/// Rows that must agree on what is divided.
const FEWEST: usize = 2;

/// A printed rate and the amounts of its row and year.
struct Rate<'d> {
    item: &'d Item,
    text: &'d TextEntry,
    percent: f64,
    /// The last printed decimal.
    step: f64,
    pairs: Vec<(&'d Budget, &'d Budget)>,
}

/// Checks every 執行率 by the division that most of them satisfy.
pub(super) fn check(draft: &Draft) -> Vec<Check> {
    let rates: Vec<Rate> = draft.items.iter().flat_map(rates).collect();
    let mut holding: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for rate in &rates {
        for (spent, budget) in rate.pairs.iter().filter(|pair| holds(rate, pair)) {
            *holding.entry((&spent.label, &budget.label)).or_default() += 1;
        }
    }
    let best = holding.into_iter().max_by_key(|(_, count)| *count);
    let Some((labels, _)) = best.filter(|(_, count)| *count >= FEWEST && count * 2 > rates.len()) else {
        return Vec::new();
    };
    let told = |rate: &Rate| {
        let mut pairs = rate.pairs.iter();
        let pair = pairs.find(|pair| (pair.0.label.as_str(), pair.1.label.as_str()) == labels)?;
        let computed = quotient(pair)?;
        Some(Check {
            rule: CheckRule::Ratio,
            subject: rate.item.id.clone(),
            status: held(holds(rate, pair)),
            printed: rate.text.text.clone(),
            computed: shown(Some((computed / rate.step).round() * rate.step)),
            places: vec![
                rate.text.trace.clone(),
                pair.0.trace.clone(),
                pair.1.trace.clone(),
            ],
        })
    };
    rates.iter().filter_map(told).collect()
}

fn rates(item: &Item) -> Vec<Rate<'_>> {
    let named = |text: &&TextEntry| {
        let label = text.label.as_deref().map(key).unwrap_or_default();
        let last = label.rsplit(['/', '／']).next().unwrap_or_default();
        last.strip_prefix(LABEL)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['(', '%']))
            || last.ends_with(LABEL)
    };
    let rate = |text| -> Option<Rate<'_>> {
        let text: &TextEntry = text;
        let japanese::Cell::Number(number) = read_cell(&text.text) else {
            return None;
        };
        let year = text.label.as_deref().and_then(years::of);
        Some(Rate {
            item,
            text,
            percent: number.value,
            step: 10f64.powi(-i32::from(number.decimals)),
            pairs: pairs(item, year),
        })
    };
    item.texts.iter().filter(named).filter_map(rate).collect()
}

/// What was spent beside what might be spent, of one year and unit.
fn pairs(item: &Item, year: Option<i32>) -> Vec<(&Budget, &Budget)> {
    let own = |phases: &'static [Phase]| {
        item.budgets.iter().filter(move |budget| {
            let phase = budget.phase.is_some_and(|phase| phases.contains(&phase));
            phase && budget.part_of.is_none() && (year.is_none() || budget.fiscal_year == year)
        })
    };
    own(&[Phase::Executed])
        .flat_map(|spent| own(&[Phase::Adjusted, Phase::Approved]).map(move |budget| (spent, budget)))
        .filter(|(spent, budget)| spent.fiscal_year == budget.fiscal_year && spent.unit == budget.unit)
        .collect()
}

fn quotient((spent, budget): &(&Budget, &Budget)) -> Option<f64> {
    let (spent, budget) = (spent.value?.0, budget.value?.0);
    (budget != 0.0).then(|| spent / budget * 100.0)
}

/// Rounded or cut off, as cities do both.
fn holds(rate: &Rate<'_>, pair: &(&Budget, &Budget)) -> bool {
    quotient(pair).is_some_and(|percent| (percent - rate.percent).abs() < rate.step - 1e-9)
}
