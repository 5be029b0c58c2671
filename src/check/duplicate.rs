//! Rule `duplicate`: what a second place says again is the same.

use super::amount::Amount;
use super::held;
use super::text::{key, yen_in};
use crate::model::{
    Budget, Check, CheckRule, CheckStatus, Evaluation, Indicator, IndicatorRole, IndicatorValue, Item,
    Repair, Trace,
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
    let is_meant = |evaluation: &&Evaluation| {
        label.is_none_or(|label| key(label) == key(&evaluation.label))
            && (year.is_none() || evaluation.fiscal_year.is_none() || evaluation.fiscal_year == year)
    };
    let graded = evaluations(draft, subject)?.iter().filter(is_meant);
    let found = graded.max_by_key(|evaluation| evaluation.fiscal_year)?;
    let dash = |grade: Option<&str>| grade.unwrap_or("—").to_owned();
    Some(Check {
        rule: CheckRule::Duplicate,
        subject: subject.to_owned(),
        status: held(found.grade.as_deref().map(key) == grade.map(key)),
        printed: dash(grade),
        computed: dash(found.grade.as_deref()),
        places: vec![trace.clone(), found.trace.clone()],
    })
}

/// Grades of the row or heading with this id.
fn evaluations<'a>(draft: &'a Draft, id: &str) -> Option<&'a [Evaluation]> {
    let item = draft.items.iter().find(|item| item.id == id);
    let section = || draft.sections.iter().find(|section| section.id == id);
    let graded = item.map(|item| &item.evaluations);
    graded
        .or_else(|| section().map(|section| &section.evaluations))
        .map(Vec::as_slice)
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
    let printed = |index: usize| {
        let entry = indicator.values.get(index)?;
        let unit = entry
            .unit
            .as_deref()
            .or(indicator.unit.as_deref())
            .or(second.unit);
        Some(Amount {
            value: entry.value?.0,
            unit,
        })
    };
    let is_meant =
        |entry: &IndicatorValue| entry.fiscal_year == year && entry.role == role && entry.value.is_some();
    let numbered = indicator.values.iter().enumerate();
    let meant: Vec<usize> = numbered
        .filter(|(_, entry)| is_meant(entry))
        .map(|(index, _)| index)
        .collect();
    let agreeing = meant
        .iter()
        .find(|&&index| printed(index).is_some_and(|amount| amount.agrees(second)));
    let at = *agreeing.or(meant.first())?;
    let first = printed(at)?;
    let mut check = Check {
        rule: CheckRule::Duplicate,
        subject: indicator.id.clone(),
        status: held(agreeing.is_some()),
        printed: second.shown(),
        computed: first.shown(),
        places: vec![trace.clone(), indicator.values.get(at)?.trace.clone()],
    };
    let value = first.value;
    if agreeing.is_none()
        && let Some(computed) = mend_unit(indicator, at, value, second)
    {
        check.status = CheckStatus::Repaired;
        check.computed = computed;
    }
    Some(check)
}

/// Gives the value at `at` the unit that all other values have, where the second place then says the same.
fn mend_unit(indicator: &mut Indicator, at: usize, value: f64, second: Amount) -> Option<String> {
    let unit = unit_of_neighbours(indicator, at)?;
    let mended = Amount {
        value,
        unit: Some(&unit),
    };
    if yen_in(&unit).is_none() || !mended.agrees(second) {
        return None;
    }
    let computed = mended.shown();
    let entry = indicator.values.get_mut(at)?;
    indicator.repairs.push(Repair {
        field: format!("/values/{at}/unit"),
        printed: entry.unit.replace(unit.clone())?,
        value: unit.clone().into(),
        rule: "duplicate".to_owned(),
        evidence: format!(
            "{} in the other place, and {unit} for every other value",
            second.shown()
        ),
        by: None,
    });
    Some(computed)
}

/// The unit that all other values have, when the one at `at` prints another.
fn unit_of_neighbours(indicator: &Indicator, at: usize) -> Option<String> {
    let own = indicator.values.get(at)?.unit.as_ref()?;
    let others = indicator
        .values
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != at);
    let mut units = others.map(|(_, entry)| entry.unit.as_ref());
    let first = units.next()??;
    (own != first && units.all(|unit| unit == Some(first))).then(|| first.clone())
}

/// A repeated row against the row that it repeats: grades and amounts that both print.
fn of_item(draft: &Draft, item: &Item) -> Option<Check> {
    let repeated = item.repeats.as_ref()?;
    let first = draft.items.iter().find(|other| other.id == *repeated)?;
    let graded = item
        .evaluations
        .iter()
        .filter_map(|grade| same_grade(first, grade));
    let compared: Vec<Said> = graded
        .chain(item.budgets.iter().filter_map(|b| same_amount(first, b)))
        .collect();
    let differing = || compared.iter().filter(|said| !said.agrees);
    let joined = |texts: Vec<&str>| texts.join(", ");
    (!compared.is_empty()).then(|| Check {
        rule: CheckRule::Duplicate,
        subject: item.id.clone(),
        status: held(differing().next().is_none()),
        printed: joined(differing().map(|said| said.again.as_str()).collect()),
        computed: joined(differing().map(|said| said.before.as_str()).collect()),
        places: vec![item.trace.clone(), first.trace.clone()],
    })
}

/// A thing that two rows print.
struct Said {
    agrees: bool,
    again: String,
    before: String,
}

fn same_grade(first: &Item, grade: &Evaluation) -> Option<Said> {
    let is_same = |other: &&Evaluation| {
        key(&other.label) == key(&grade.label) && other.fiscal_year == grade.fiscal_year
    };
    let other = first.evaluations.iter().find(is_same)?;
    Some(Said {
        agrees: other.grade.as_deref().map(key) == grade.grade.as_deref().map(key),
        again: format!("{} {}", grade.label, grade.printed),
        before: format!("{} {}", other.label, other.printed),
    })
}

fn same_amount(first: &Item, amount: &Budget) -> Option<Said> {
    let of = |b: &Budget| (b.label.clone(), b.part_of.clone(), b.fiscal_year, b.phase);
    let other = first.budgets.iter().find(|other| of(other) == of(amount))?;
    let shown = |budget: &Budget| budget.value.map(|figure| figure.0);
    let agrees = match (shown(amount), shown(other)) {
        (Some(value), Some(before)) => {
            let unit = other.unit.as_deref();
            let before = Amount { value: before, unit };
            let unit = amount.unit.as_deref();
            Amount { value, unit }.agrees(before)
        }
        (left, right) => left == right,
    };
    Some(Said {
        agrees,
        again: format!("{} {}", amount.label, amount.printed),
        before: format!("{} {}", other.label, other.printed),
    })
}
