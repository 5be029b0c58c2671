//! Rule `sum` of total rows (小計, 合計): what the rows above print adds up to them, also what these have changed by.

use std::collections::BTreeMap;

use super::readings::{Cell, Role};
use super::sum::{Sum, Term, term};
use super::text::{key, yen_in};
use super::{DOCUMENT, Verified};
use crate::model::{Budget, Item};
use crate::recover::{Draft, Statement};

/// The sums that total rows print.
pub(super) fn sums(draft: &Draft, sure: &Verified) -> Vec<Sum> {
    let rows = draft.items.iter().enumerate();
    let rows: Rows<'_> = rows.map(|(at, item)| (item.id.as_str(), (at, item))).collect();
    draft
        .statements
        .iter()
        .filter_map(|statement| total(&rows, statement, sure))
        .collect()
}

/// The rows of the report with their places, by their ids.
type Rows<'d> = BTreeMap<&'d str, (usize, &'d Item)>;

fn total(rows: &Rows<'_>, statement: &Statement, sure: &Verified) -> Option<Sum> {
    let Statement::Total {
        label,
        over,
        budget_label,
        is_change,
        fiscal_year,
        value,
        printed,
        trace,
    } = statement
    else {
        return None;
    };
    let role = if *is_change {
        Role::Difference
    } else {
        Role::Amount
    };
    let cell = Cell::read(printed, *value, role);
    if over.is_empty() || cell.is_blank() {
        return None;
    }
    let total = Term {
        name: label.clone(),
        cell,
        place: None,
        is_sure: false,
        is_taken: false,
        trace: trace.clone(),
    };
    if *is_change {
        return changes(rows, over, total);
    }
    let amounts = || over.iter().map(|id| summed(rows, id, budget_label, *fiscal_year));
    // A source that a row does not print is none of its own; a total that it does not print is missing.
    let is_source = amounts().flatten().any(|amount| amount.budget.part_of.is_some());
    let amounts: Vec<Amount<'_>> = if is_source {
        amounts().flatten().collect()
    } else {
        amounts().collect::<Option<_>>()?
    };
    let mut terms: Vec<Term> = amounts
        .iter()
        .map(|amount| term(amount.place, amount.budget, amount.item.name.clone(), sure))
        .collect::<Option<_>>()?;
    terms.push(total);
    let unit = amounts.iter().find_map(|amount| amount.budget.unit.as_deref());
    let items: Vec<&Item> = amounts.iter().map(|amount| amount.item).collect();
    Some(Sum {
        subject: subject(&items),
        of: format!("{}/{}", key(label), key(budget_label)),
        terms,
        is_coarse: unit.and_then(yen_in).is_none_or(|yen| yen > 1.0),
        may_be_partial: false,
    })
}

/// What a total row says that its rows have changed by; `None` where one of them does not say it.
fn changes(rows: &Rows<'_>, over: &[String], total: Term) -> Option<Sum> {
    let item = |id: &String| rows.get(id.as_str()).map(|(_, item)| *item);
    let items: Vec<&Item> = over.iter().map(item).collect::<Option<_>>()?;
    let change = |item: &&Item| {
        let change = item.change.as_ref()?;
        let value = change.difference.as_ref()?.value?.0;
        let printed = change.difference_printed.as_deref().unwrap_or_default();
        Some(Term {
            name: item.name.clone(),
            cell: Cell::told(printed, Some(value), Role::Difference, true),
            place: None,
            is_sure: true,
            is_taken: false,
            trace: change.trace.clone(),
        })
    };
    let mut terms: Vec<Term> = items.iter().map(change).collect::<Option<_>>()?;
    let of = format!("{}/change", key(&total.name));
    terms.push(total);
    Some(Sum {
        subject: subject(&items),
        of,
        terms,
        is_coarse: true,
        may_be_partial: false,
    })
}

/// The section that all of these rows stand in, else the document.
fn subject(items: &[&Item]) -> String {
    let section = items.first().and_then(|item| item.section.clone());
    let common = section.filter(|section| items.iter().all(|item| item.section.as_ref() == Some(section)));
    common.unwrap_or_else(|| DOCUMENT.to_owned())
}

/// One of the amounts that a total row sums.
struct Amount<'d> {
    place: (usize, usize),
    item: &'d Item,
    budget: &'d Budget,
}

/// The amount of one row that a total row sums: of its year; where it has none, one without a year, else the newest.
fn summed<'d>(rows: &Rows<'d>, id: &str, label: &str, year: Option<i32>) -> Option<Amount<'d>> {
    let &(at, item) = rows.get(id)?;
    let label = key(label);
    let amounts = item.budgets.iter().enumerate();
    let labelled: Vec<(usize, &Budget)> = amounts
        .filter(|(_, budget)| key(&budget.label) == label)
        .collect();
    let exact = labelled.iter().any(|(_, budget)| budget.fiscal_year == year);
    let of_year = labelled
        .into_iter()
        .filter(|(_, budget)| budget.fiscal_year == year || year.is_none() && !exact);
    let (index, budget) =
        of_year.max_by_key(|(index, budget)| (budget.fiscal_year, std::cmp::Reverse(*index)))?;
    Some(Amount {
        place: (at, index),
        item,
        budget,
    })
}
