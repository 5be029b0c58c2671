//! Years of figures on recognised pages: heads misread give a row two amounts of one year, or years that do not run on.

use std::collections::BTreeSet;

use crate::model::{Trace, Warning};
use crate::recover::Draft;

use super::recognised::stands_on;

/// A figure of a row: what it is called, and of which year.
struct Dated<'d> {
    /// What makes figures of a row comparable but for stage and year; `None` where years may leap (targets).
    series: Option<(&'d str, Option<&'d str>)>,
    /// What is told of one year once: figures of several stages stand beside or below each other.
    stage: String,
    year: i32,
    trace: &'d Trace,
}

/// Rows whose figures are of years that cannot all be right.
pub(super) fn doubted(draft: &Draft, pages: &BTreeSet<u32>) -> Vec<Warning> {
    let items = draft.items.iter().map(|item| {
        let budgets = item.budgets.iter().filter_map(|budget| {
            Some(Dated {
                series: Some((budget.label.as_str(), budget.part_of.as_deref())),
                stage: format!("{:?}", budget.phase),
                year: budget.fiscal_year?,
                trace: &budget.trace,
            })
        });
        (item.name.as_str(), budgets.collect::<Vec<_>>())
    });
    let indicators = draft.indicators.iter().map(|indicator| {
        let values = indicator.values.iter().filter_map(|value| {
            Some(Dated {
                series: None,
                stage: format!("{:?}", value.role),
                year: value.fiscal_year?,
                trace: &value.trace,
            })
        });
        (indicator.name.as_str(), values.collect::<Vec<_>>())
    });
    items
        .chain(indicators)
        .filter_map(|(name, figures)| doubt(name, &figures, pages))
        .collect()
}

fn doubt(name: &str, figures: &[Dated<'_>], pages: &BTreeSet<u32>) -> Option<Warning> {
    let figures: Vec<&Dated<'_>> = figures
        .iter()
        .filter(|figure| stands_on(figure.trace, pages))
        .collect();
    let mut series: Vec<_> = figures.iter().map(|figure| figure.series).collect();
    series.sort_unstable();
    series.dedup();
    let mut doubted: Vec<&Dated<'_>> = Vec::new();
    for one in series {
        let own: Vec<&Dated<'_>> = figures
            .iter()
            .copied()
            .filter(|figure| figure.series == one)
            .collect();
        if !run_on(&own) {
            doubted.extend(own);
        }
    }
    let first = doubted.first()?;
    let mut years: Vec<i32> = doubted.iter().map(|figure| figure.year).collect();
    years.dedup();
    let named: Vec<String> = years.iter().map(i32::to_string).collect();
    Some(Warning {
        code: "uncertain-years".into(),
        message: format!(
            "{name}: read by character recognition, and these years do not run on: {}",
            named.join(", ")
        ),
        trace: Trace {
            more: doubted
                .iter()
                .skip(1)
                .map(|figure| figure.trace.clone())
                .collect(),
            ..first.trace.clone()
        },
    })
}

/// Whether the years of figures of one series can be as printed.
fn run_on(figures: &[&Dated<'_>]) -> bool {
    let mut stages: Vec<&str> = figures.iter().map(|figure| figure.stage.as_str()).collect();
    stages.sort_unstable();
    stages.dedup();
    let each_runs = stages.iter().all(|stage| {
        let own: Vec<&Dated<'_>> = figures
            .iter()
            .copied()
            .filter(|figure| figure.stage == *stage)
            .collect();
        is_one_way(&own)
    });
    let may_leap = figures.iter().any(|figure| figure.series.is_none());
    each_runs && (may_leap || !leaps(figures))
}

/// Whether figures of one stage are printed from year to year, forwards or back, and none twice.
fn is_one_way(figures: &[&Dated<'_>]) -> bool {
    let pairs = figures.iter().zip(figures.iter().skip(1));
    // The same place may give one figure in two ways.
    let mut pairs = pairs.filter(|(figure, next)| figure.trace != next.trace);
    let mut way = None;
    pairs.all(|(figure, next)| {
        let step = (next.year - figure.year).signum();
        step != 0 && *way.get_or_insert(step) == step
    })
}

/// Whether a year is missing between others; the last may stand apart, a target.
fn leaps(figures: &[&Dated<'_>]) -> bool {
    let mut years: Vec<i32> = figures.iter().map(|figure| figure.year).collect();
    years.sort_unstable();
    years.dedup();
    years.pop();
    years
        .iter()
        .zip(years.iter().skip(1))
        .any(|(year, next)| next - year > 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Budget, Item, Phase};

    fn warnings(years: &[(i32, Phase)]) -> Vec<Warning> {
        let budgets = years.iter().zip(0u8..).map(|(&(year, phase), at)| Budget {
            label: "事業費".into(),
            fiscal_year: Some(year),
            phase: Some(phase),
            trace: Trace {
                page: Some(1),
                bbox: Some([f64::from(at), 0.0, f64::from(at) + 1.0, 1.0]),
                ..Trace::default()
            },
            ..Budget::default()
        });
        let item = Item {
            name: "川の掃除".into(),
            budgets: budgets.collect(),
            ..Item::default()
        };
        let draft = Draft {
            items: vec![item],
            ..Draft::default()
        };
        doubted(&draft, &BTreeSet::from([1]))
    }

    #[test]
    fn years_that_do_not_run_on_are_doubted() {
        use Phase::{Approved, Executed};
        for misread in [
            &[(2013, Executed), (2013, Executed), (2013, Approved)][..],
            &[(2022, Executed), (2028, Executed), (2024, Approved)],
            &[(2017, Executed), (2023, Executed), (2024, Approved)],
            &[(2024, Executed), (2022, Executed), (2025, Executed)],
        ] {
            let warnings = warnings(misread);
            assert_eq!(warnings.len(), 1, "{misread:?}");
            assert_eq!(warnings[0].trace.more.len(), 2);
        }
        for printed in [
            &[
                (2022, Executed),
                (2023, Executed),
                (2024, Approved),
                (2024, Executed),
            ][..],
            &[(2024, Approved), (2023, Approved)],
            &[
                (2022, Approved),
                (2023, Approved),
                (2022, Executed),
                (2023, Executed),
            ],
            &[(2023, Executed), (2024, Approved), (2028, Approved)],
        ] {
            assert_eq!(warnings(printed), [], "{printed:?}");
        }
    }
}
