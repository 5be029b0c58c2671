//! Rule `sum` of total rows (小計, 合計): what the rows above print adds up to them, also what these have changed by.

use super::readings::{Cell, Role};
use super::sum::{Sum, Term, term};
use super::text::{key, yen_in};
use super::{DOCUMENT, Verified};
use crate::model::{Budget, Item};
use crate::recover::{Draft, Statement};

/// The sums that total rows print.
pub(super) fn sums(draft: &Draft, sure: &Verified) -> Vec<Sum> {
    draft
        .statements
        .iter()
        .filter_map(|statement| total(draft, statement, sure))
        .collect()
}

fn total(draft: &Draft, statement: &Statement, sure: &Verified) -> Option<Sum> {
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
        return changes(draft, over, total);
    }
    let summed = |id: &String| summed(draft, id, budget_label, *fiscal_year);
    // A source that a row does not print is none of its own; a total that it does not print is missing.
    let is_source = over.iter().filter_map(summed).any(|(item, budget)| {
        let amount = draft.items.get(item).and_then(|item| item.budgets.get(budget));
        amount.is_some_and(|amount| amount.part_of.is_some())
    });
    let places: Vec<(usize, usize)> = if is_source {
        over.iter().filter_map(summed).collect()
    } else {
        over.iter().map(summed).collect::<Option<_>>()?
    };
    let items: Vec<(&Item, &Budget)> = places
        .iter()
        .map(|(item, budget)| {
            let item = draft.items.get(*item)?;
            Some((item, item.budgets.get(*budget)?))
        })
        .collect::<Option<_>>()?;
    let amounts = places.iter().zip(&items);
    let mut terms: Vec<Term> = amounts
        .map(|(place, (item, budget))| term(*place, budget, item.name.clone(), sure))
        .collect::<Option<_>>()?;
    terms.push(total);
    let unit = items.iter().find_map(|(_, budget)| budget.unit.as_deref());
    let items: Vec<&Item> = items.iter().map(|(item, _)| *item).collect();
    Some(Sum {
        subject: subject(&items),
        of: format!("{}/{}", key(label), key(budget_label)),
        terms,
        is_coarse: unit.and_then(yen_in).is_none_or(|yen| yen > 1.0),
        may_be_partial: false,
    })
}

/// What a total row says that its rows have changed by; `None` where one of them does not say it.
fn changes(draft: &Draft, over: &[String], total: Term) -> Option<Sum> {
    let item = |id: &String| draft.items.iter().find(|item| item.id == *id);
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

/// The amount of one row that a total row sums: of its year; where it has none, one without a year, else the newest.
fn summed(draft: &Draft, id: &str, label: &str, year: Option<i32>) -> Option<(usize, usize)> {
    let at = draft.items.iter().position(|item| item.id == id)?;
    let amounts = draft.items.get(at)?.budgets.iter().enumerate();
    let labelled = || {
        amounts
            .clone()
            .filter(|(_, budget)| key(&budget.label) == key(label))
    };
    let exact = labelled().any(|(_, budget)| budget.fiscal_year == year);
    let of_year = labelled().filter(|(_, budget)| budget.fiscal_year == year || year.is_none() && !exact);
    let (budget, _) =
        of_year.max_by_key(|(index, budget)| (budget.fiscal_year, std::cmp::Reverse(*index)))?;
    Some((at, budget))
}
