//! Years of figures on recognised pages: heads misread give a row two amounts of one year, or years that do not run on.

use std::collections::BTreeSet;

use crate::model::{Trace, Warning};
use crate::recover::Draft;

use super::recognised::stands_on;

/// A figure of a row: what it is called, and of which year.
struct Dated<'d> {
    /// What makes figures of a row comparable but for their year.
    series: (&'d str, Option<&'d str>),
    /// What may be told of one year several times.
    stage: String,
    year: i32,
    trace: &'d Trace,
}

/// Rows whose figures are of years that cannot all be right.
pub(super) fn doubted(draft: &Draft, pages: &BTreeSet<u32>) -> Vec<Warning> {
    let items = draft.items.iter().map(|item| {
        let budgets = item.budgets.iter().filter_map(|budget| {
            Some(Dated {
                series: (budget.label.as_str(), budget.part_of.as_deref()),
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
                series: ("", None),
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

/// Whether figures that stand beside each other are of years as they are printed: none of one year and stage twice, and
/// of three years or more none that is out of the run of the others.
fn run_on(figures: &[&Dated<'_>]) -> bool {
    let twice = |at: usize, figure: &Dated<'_>| {
        let before = figures.iter().take(at);
        before
            .filter(|other| other.trace != figure.trace)
            .any(|other| (other.year, &other.stage) == (figure.year, &figure.stage))
    };
    if figures.iter().enumerate().any(|(at, figure)| twice(at, figure)) {
        return false;
    }
    let mut years: Vec<i32> = figures.iter().map(|figure| figure.year).collect();
    years.dedup();
    let steps: Vec<i32> = years
        .iter()
        .zip(years.iter().skip(1))
        .map(|(year, next)| next - year)
        .collect();
    // Targets of later years may stand further on; nothing is printed backwards between.
    let turns = steps.iter().any(|step| *step > 0) && steps.iter().any(|step| *step < 0);
    let leaps = steps.iter().rev().skip(1).any(|step| step.abs() > 1);
    !(turns || leaps)
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
            &[(2023, Executed), (2024, Approved), (2028, Approved)],
        ] {
            assert_eq!(warnings(printed), [], "{printed:?}");
        }
    }
}
