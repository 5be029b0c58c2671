//! Rule `duplicate`: what a second place says again is the same.

use super::readings::fixed;
use super::text::{key, yen_in};
use crate::model::{
    Check, CheckRule, CheckStatus, Evaluation, Figure, Indicator, IndicatorRole, Item, Repair, Trace,
};
use crate::recover::{Draft, Statement};

/// Checks repeated grades, repeated values and repeated rows.
pub(super) fn check(draft: &mut Draft) -> Vec<Check> {
    let mut checks = Vec::new();
    for statement in draft.statements.clone() {
        match statement {
            Statement::Grade {
                subject,
                label,
                fiscal_year,
                grade,
                trace,
            } => checks.extend(of_grade(
                draft,
                &subject,
                label.as_deref(),
                fiscal_year,
                grade.as_deref(),
                &trace,
            )),
            Statement::Value {
                subject,
                fiscal_year,
                role,
                value,
                unit,
                trace,
            } => {
                let second = Amount {
                    value,
                    unit: unit.as_deref(),
                };
                let indicator = draft
                    .indicators
                    .iter_mut()
                    .find(|indicator| indicator.id == subject);
                checks.extend(indicator.and_then(|found| of_value(found, fiscal_year, role, second, &trace)));
            }
            _ => {}
        }
    }
    checks.extend(draft.items.iter().filter_map(|item| of_item(draft, item)));
    checks
}

/// A summary's grade against the body's; no check where the body prints no such grade.
fn of_grade(
    draft: &Draft,
    subject: &str,
    label: Option<&str>,
    year: Option<i32>,
    grade: Option<&str>,
    trace: &Trace,
) -> Option<Check> {
    let item = draft
        .items
        .iter()
        .find(|item| item.id == subject)
        .map(|item| &item.evaluations);
    let section = || {
        draft
            .sections
            .iter()
            .find(|section| section.id == subject)
            .map(|section| &section.evaluations)
    };
    let evaluations = item.or_else(section)?;
    let is_meant = |evaluation: &&Evaluation| {
        label.is_none_or(|label| key(label) == key(&evaluation.label))
            && (year.is_none() || evaluation.fiscal_year.is_none() || evaluation.fiscal_year == year)
    };
    let found = evaluations
        .iter()
        .filter(is_meant)
        .max_by_key(|evaluation| evaluation.fiscal_year)?;
    let same = found.grade.as_deref().map(key) == grade.map(key);
    let dash = |grade: Option<&str>| grade.unwrap_or("—").to_owned();
    Some(Check {
        rule: CheckRule::Duplicate,
        subject: subject.to_owned(),
        status: if same {
            CheckStatus::Holds
        } else {
            CheckStatus::Fails
        },
        printed: dash(grade),
        computed: dash(found.grade.as_deref()),
        places: vec![trace.clone(), found.trace.clone()],
    })
}

/// A number in its unit.
#[derive(Clone, Copy)]
struct Amount<'a> {
    value: f64,
    unit: Option<&'a str>,
}

impl Amount<'_> {
    /// Value of one unit in the base unit (money only; other units are their own base).
    fn scale(self) -> f64 {
        self.unit.and_then(yen_in).unwrap_or(1.0)
    }

    /// The last place that it prints, in the base unit.
    fn step(self) -> f64 {
        let decimals = (0..6).find(|&places| {
            let shifted = self.value * 10f64.powi(places);
            (shifted - shifted.round()).abs() < 1e-6
        });
        self.scale() * 10f64.powi(-decimals.unwrap_or(6))
    }

    /// Whether both are the same but for rounding or cutting of the coarser one.
    fn agrees(self, other: Amount) -> bool {
        let is_money = |amount: Amount| amount.unit.is_none_or(|unit| yen_in(unit).is_some());
        let same_unit = self.unit.map(key) == other.unit.map(key);
        if !(same_unit || is_money(self) && is_money(other)) {
            return (self.value - other.value).abs() < 1e-6;
        }
        let apart = (self.value * self.scale() - other.value * other.scale()).abs();
        if same_unit || self.scale() == other.scale() {
            // Rounded in the text, exact in the table: 26.9 and 26.92.
            let coarse = self.step().max(other.step());
            let both_whole = self.step() >= self.scale() && other.step() >= other.scale();
            return apart < 1e-6 || (!both_whole && apart < coarse - 1e-9);
        }
        let coarser = if self.scale() > other.scale() { self } else { other };
        apart < coarser.step() - 1e-9
    }

    fn shown(self) -> String {
        let unit = self.unit.unwrap_or_default();
        match Figure(self.value).whole() {
            Some(whole) => format!("{whole}{unit}"),
            None => format!("{}{unit}", fixed(self.value, 6).trim_end_matches('0')),
        }
    }
}

/// A second place's value against the indicator's; a unit that its neighbours and the second place
/// contradict is repaired.
fn of_value(
    indicator: &mut Indicator,
    year: Option<i32>,
    role: IndicatorRole,
    second: Amount,
    trace: &Trace,
) -> Option<Check> {
    let units: Vec<Option<String>> = indicator.values.iter().map(|value| value.unit.clone()).collect();
    let is_meant = |index: &usize| {
        let value = indicator.values.get(*index);
        value.is_some_and(|value| value.fiscal_year == year && value.role == role && value.value.is_some())
    };
    let candidates: Vec<usize> = (0..indicator.values.len()).filter(is_meant).collect();
    let general = indicator.unit.clone();
    let agreeing = candidates.iter().find(|&&index| {
        let value = indicator.values.get(index);
        value.is_some_and(|value| {
            let unit = value.unit.as_deref().or(general.as_deref()).or(second.unit);
            value.value.is_some_and(|figure| {
                Amount {
                    value: figure.0,
                    unit,
                }
                .agrees(second)
            })
        })
    });
    let at = *agreeing.or(candidates.first())?;
    let first = indicator.values.get_mut(at)?;
    let value = first.value?.0;
    let unit = first.unit.clone().or(general);
    let printed = Amount {
        value,
        unit: unit.as_deref().or(second.unit),
    };
    let mut check = Check {
        rule: CheckRule::Duplicate,
        subject: indicator.id.clone(),
        status: if agreeing.is_some() {
            CheckStatus::Holds
        } else {
            CheckStatus::Fails
        },
        printed: second.shown(),
        computed: printed.shown(),
        places: vec![trace.clone(), first.trace.clone()],
    };
    if let (None, Some(neighbours)) = (agreeing, unit_of_neighbours(&units, at)) {
        let other = Amount {
            value,
            unit: Some(&neighbours),
        };
        if first.unit.is_some() && yen_in(&neighbours).is_some() && other.agrees(second) {
            check.status = CheckStatus::Repaired;
            check.computed = other.shown();
            indicator.repairs.push(Repair {
                field: format!("/values/{at}/unit"),
                printed: first.unit.clone().unwrap_or_default(),
                value: neighbours.clone().into(),
                rule: "duplicate".to_owned(),
                evidence: format!(
                    "{} in the other place, {neighbours} in every other year",
                    second.shown()
                ),
            });
            first.unit = Some(neighbours);
        }
    }
    Some(check)
}

/// The unit that all other values have, when it is another one.
fn unit_of_neighbours(units: &[Option<String>], at: usize) -> Option<String> {
    let mut others = units
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != at)
        .map(|(_, unit)| unit);
    let first = others.next()?.clone()?;
    let differs = units.get(at).is_some_and(|unit| unit.as_ref() != Some(&first));
    (differs && others.all(|unit| unit.as_ref() == Some(&first))).then_some(first)
}

/// A repeated row against the row that it repeats: grades and amounts that both print.
fn of_item(draft: &Draft, item: &Item) -> Option<Check> {
    let first = draft
        .items
        .iter()
        .find(|other| Some(&other.id) == item.repeats.as_ref())?;
    let (mut again, mut before) = (Vec::new(), Vec::new());
    let mut compared = 0;
    for grade in &item.evaluations {
        let same = |other: &&Evaluation| {
            key(&other.label) == key(&grade.label) && other.fiscal_year == grade.fiscal_year
        };
        let Some(other) = first.evaluations.iter().find(same) else {
            continue;
        };
        compared += 1;
        if other.grade.as_deref().map(key) != grade.grade.as_deref().map(key) {
            again.push(format!("{} {}", grade.label, grade.printed));
            before.push(format!("{} {}", other.label, other.printed));
        }
    }
    for amount in &item.budgets {
        let other = first.budgets.iter().find(|other| {
            (&other.label, &other.part_of, other.fiscal_year, other.phase)
                == (&amount.label, &amount.part_of, amount.fiscal_year, amount.phase)
        });
        let Some(other) = other else { continue };
        compared += 1;
        let value = |budget: &crate::model::Budget| budget.value.map(|figure| figure.0);
        let same = match (value(amount), value(other)) {
            (Some(left), Some(right)) => {
                let of = |value, unit| Amount { value, unit };
                of(left, amount.unit.as_deref()).agrees(of(right, other.unit.as_deref()))
            }
            (left, right) => left == right,
        };
        if !same {
            again.push(format!("{} {}", amount.label, amount.printed));
            before.push(format!("{} {}", other.label, other.printed));
        }
    }
    (compared > 0).then(|| Check {
        rule: CheckRule::Duplicate,
        subject: item.id.clone(),
        status: if again.is_empty() {
            CheckStatus::Holds
        } else {
            CheckStatus::Fails
        },
        printed: again.join(", "),
        computed: before.join(", "),
        places: vec![item.trace.clone(), first.trace.clone()],
    })
}
