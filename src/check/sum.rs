//! Rule `sum`: parts of an amount, and the rows under a total row, add up to it.

use std::collections::BTreeSet;

use super::change::yen;
use super::evidence::{shown, tidy};
use super::readings::{Cell, Damage, Role, Sense, same};
use super::text::{key, yen_in};
use super::{Verified, in_row, settlement, total_rows, under};
use crate::model::{Budget, Check, CheckRule, CheckStatus, Figure, Repair, Trace};
use crate::recover::Draft;

/// One figure of a sum.
pub(super) struct Term {
    pub name: String,
    pub cell: Cell,
    /// Row and amount; a total row's figure stands nowhere in the output.
    pub place: Option<(usize, usize)>,
    /// Another law already confirms it.
    pub is_sure: bool,
    /// It is taken from the others.
    pub is_taken: bool,
    pub trace: Trace,
}

impl Term {
    /// As what is taken from the others.
    pub(super) fn taken(self) -> Self {
        Term {
            is_taken: true,
            ..self
        }
    }
}

/// Parts, then the total.
pub(super) struct Sum {
    pub subject: String,
    /// Label of the total, to learn where parts are complete.
    pub of: String,
    pub terms: Vec<Term>,
    /// The unit is coarser than the yen, so that rounding may show.
    pub is_coarse: bool,
    /// Whether the parts may be some of many (うち, 主な).
    pub may_be_partial: bool,
}

impl Sum {
    /// Whether it is over the same figures as another one.
    pub(super) fn is_over(&self, other: &Sum) -> bool {
        let places = |sum: &Sum| -> BTreeSet<Option<(usize, usize)>> {
            sum.terms.iter().map(|term| term.place).collect()
        };
        self.subject == other.subject && places(self) == places(other)
    }
}

/// How one sum ended: the readings to take where it holds.
enum Ending {
    Holds,
    Repaired(usize, Sense),
    Undecidable,
    Fails,
}

/// Checks parts against totals, and total rows against their rows.
pub(super) fn check(draft: &mut Draft, sure: &Verified) -> Vec<Check> {
    let rows_under = under::rows(draft);
    let mut sums: Vec<Sum> = rows_under
        .iter()
        .enumerate()
        .flat_map(|(item, rows)| {
            let mut sums = parts(draft, item, sure);
            sums.extend(settlement::sums(draft, item, sure));
            sums.extend(under::sums(draft, item, rows, sure));
            sums
        })
        .collect();
    sums.extend(total_rows::sums(draft, sure));
    sums.extend(in_row::sums(draft, &sums, sure));
    let endings: Vec<Ending> = sums.iter().map(ending).collect();
    let proven: BTreeSet<String> = sums
        .iter()
        .zip(&endings)
        .filter(|(_, ending)| matches!(ending, Ending::Holds))
        .map(|(sum, _)| sum.of.clone())
        .collect();
    let mut checks = Vec::new();
    for (sum, ending) in sums.iter().zip(&endings) {
        // Parts that have never filled their total are a choice (主な内訳), and less than it by right.
        let chosen = sum.of.contains("主な") || !proven.contains(&sum.of);
        let open = sum.may_be_partial && chosen && excess(sum).is_none_or(|over| over < 0.0);
        if open && matches!(ending, Ending::Fails | Ending::Undecidable) {
            continue;
        }
        if let Ending::Repaired(at, sense) = ending {
            repair(draft, sum, *at, *sense);
        }
        checks.push(told(sum, ending));
    }
    checks
}

/// The sums within one row: same total, year, stage and unit.
fn parts(draft: &Draft, index: usize, sure: &Verified) -> Vec<Sum> {
    let Some(item) = draft.items.get(index) else {
        return Vec::new();
    };
    let group = |b: &Budget| {
        let total = (b.part_of.clone(), b.fiscal_year, b.phase, b.unit.clone());
        (total, b.group.clone())
    };
    let mut firsts: Vec<&Budget> = Vec::new();
    for budget in item.budgets.iter().filter(|budget| budget.part_of.is_some()) {
        if firsts.iter().all(|first| group(first) != group(budget)) {
            firsts.push(budget);
        }
    }
    let sum_of = |first: &Budget| {
        let of = group(first);
        let total = (of.0.0.clone()?, of.0.1, of.0.2, of.0.3.clone());
        let is_total = |b: &Budget| (b.label.clone(), b.fiscal_year, b.phase, b.unit.clone()) == total;
        let numbered = || item.budgets.iter().enumerate();
        let members = numbered()
            .filter(|(_, b)| group(b) == of)
            .chain(numbered().find(|(_, b)| is_total(b)));
        let members: Vec<(usize, &Budget)> = members.collect();
        let (_, last) = members
            .last()
            .filter(|(_, last)| members.len() > 2 && is_total(last))?;
        let term = |(at, budget): &(usize, &Budget)| term((index, *at), budget, budget.label.clone(), sure);
        Some(Sum {
            subject: item.id.clone(),
            of: format!(
                "{}/{}/{}",
                key(&item.kind),
                key(&last.label),
                of.1.as_deref().map(key).unwrap_or_default()
            ),
            terms: members.iter().map(term).collect::<Option<_>>()?,
            is_coarse: last.unit.as_deref().and_then(yen_in).is_none_or(|yen| yen > 1.0),
            may_be_partial: true,
        })
    };
    firsts.into_iter().filter_map(sum_of).collect()
}

/// One amount of a row; `None` where nothing is printed.
pub(super) fn term(place: (usize, usize), budget: &Budget, name: String, sure: &Verified) -> Option<Term> {
    let value = budget.value.map(|figure| figure.0);
    let mut cell = Cell::told(&budget.printed, value, Role::Amount, budget.exact);
    let is_sure = sure.contains(&place) || budget.corrected;
    if budget.corrected {
        cell = Cell::certain(&budget.printed, value);
    } else if is_sure {
        // A figure that another law has repaired enters with what it is now.
        cell = Cell::read(if value.is_none() { "-" } else { "" }, value, Role::Amount);
        cell.printed.clone_from(&budget.printed);
    }
    (!cell.is_blank()).then(|| Term {
        name,
        cell,
        place: Some(place),
        is_sure,
        is_taken: false,
        trace: budget.trace.clone(),
    })
}

/// The likeliest reading that changes no digit.
fn base(term: &Term) -> Option<Sense> {
    term.cell
        .senses
        .first()
        .copied()
        .filter(|sense| sense.damage <= Damage::Notation)
}

fn amount(sense: Sense) -> f64 {
    sense.value.unwrap_or(0.0)
}

/// Parts less total, of the figures as they read at once.
fn excess(sum: &Sum) -> Option<f64> {
    let signed = |term: &Term| {
        let value = amount(base(term)?);
        Some(if term.is_taken { -value } else { value })
    };
    let values: Option<Vec<f64>> = sum.terms.iter().map(signed).collect();
    let values = values?;
    let (total, parts) = values.split_last()?;
    Some(tidy(parts.iter().sum::<f64>() - total))
}

/// What the figure at `at` has to be, the others as they read.
fn needed(sum: &Sum, at: usize) -> Option<f64> {
    let last = sum.terms.len().checked_sub(1)?;
    let sought = sum.terms.get(at)?;
    let mut needed = 0.0;
    for (index, term) in sum.terms.iter().enumerate().filter(|(index, _)| *index != at) {
        let value = amount(base(term)?);
        // Parts stand on one side of the equation, the total and what is taken on the other.
        let is_opposite = ((index == last) != (at == last)) != (term.is_taken != sought.is_taken);
        needed += if is_opposite { value } else { -value };
    }
    Some(tidy(needed))
}

/// Decimals of the figures.
fn decimals(sum: &Sum) -> u32 {
    let senses = sum.terms.iter().filter_map(base);
    senses.map(|sense| sense.decimals).max().unwrap_or(0)
}

fn ending(sum: &Sum) -> Ending {
    if let Some(excess) = excess(sum) {
        if excess.abs() < 1e-6 {
            let damaged = sum.terms.iter().enumerate().find_map(|(at, term)| {
                let sense = base(term).filter(|sense| sense.damage != Damage::None)?;
                term.place.map(|_| Ending::Repaired(at, sense))
            });
            return damaged.unwrap_or(Ending::Holds);
        }
        let decimals = decimals(sum);
        let unit = 10f64.powi(-i32::try_from(decimals).unwrap_or(0));
        let terms = u32::try_from(sum.terms.len()).map_or(f64::MAX, f64::from);
        if sum.is_coarse && excess.abs() <= terms / 2.0 * unit + 1e-6 {
            return Ending::Undecidable;
        }
    }
    let mut answers: Vec<(usize, Sense)> = (0..sum.terms.len()).filter_map(|at| answer(sum, at)).collect();
    answers.sort_by_key(|(_, sense)| sense.damage);
    match answers.as_slice() {
        [] => Ending::Fails,
        [(at, sense)] if sense.damage < Damage::Near => {
            match sum.terms.get(*at).and_then(|term| term.place) {
                Some(_) => Ending::Repaired(*at, *sense),
                None => Ending::Fails,
            }
        }
        [_] => Ending::Fails,
        _ => Ending::Undecidable,
    }
}

/// The reading of one figure that makes the sum right, where what is printed allows it.
fn answer(sum: &Sum, at: usize) -> Option<(usize, Sense)> {
    let term = sum.terms.get(at).filter(|term| !term.is_sure)?;
    let value = needed(sum, at).filter(|value| *value >= 0.0)?;
    let fits = |sense: &&Sense| same(Some(amount(**sense)), Some(value)) && sense.damage != Damage::None;
    let listed = term.cell.senses.iter().find(fits).copied();
    let near = || {
        let decimals = decimals(sum);
        term.cell.is_near(value, decimals).then_some(Sense {
            value: Some(value),
            decimals,
            damage: Damage::Near,
        })
    };
    listed.or_else(near).map(|sense| (at, sense))
}

fn repair(draft: &mut Draft, sum: &Sum, at: usize, sense: Sense) {
    let Some(term) = sum.terms.get(at) else { return };
    let Some((item, budget)) = term.place else { return };
    let Some(item) = draft.items.get_mut(item) else {
        return;
    };
    let Some(amount) = item.budgets.get_mut(budget) else {
        return;
    };
    amount.value = sense.value.map(Figure);
    amount.yen = yen(sense.value, amount.unit.as_deref());
    let field = format!("/budgets/{budget}/value");
    if !item.repairs.iter().any(|repair| repair.field == field) {
        let evidence = equation(sum, Some((at, sense)));
        let repair = Repair::of_figure(
            field,
            &term.cell.printed,
            sense.value.map(Figure),
            "sum",
            evidence,
        );
        item.repairs.push(repair);
    }
}

/// `国庫支出金 100 + 一般財源 200 = 事業費 300`.
fn equation(sum: &Sum, repaired: Option<(usize, Sense)>) -> String {
    let shown = |(index, term): (usize, &Term)| {
        let sense = repaired
            .filter(|(at, _)| *at == index)
            .map(|(_, sense)| sense)
            .or_else(|| base(term));
        format!("{} {}", term.name, shown(sense.and_then(|sense| sense.value)))
    };
    let mut equation = String::new();
    for (index, term) in sum.terms.iter().enumerate() {
        equation += match (index, index + 1 == sum.terms.len()) {
            (0, _) => "",
            (_, true) => " = ",
            _ if term.is_taken => " − ",
            _ => " + ",
        };
        equation += &shown((index, term));
    }
    equation
}

fn told(sum: &Sum, ending: &Ending) -> Check {
    let last = sum.terms.len().saturating_sub(1);
    let (status, total) = match ending {
        Ending::Holds => (CheckStatus::Holds, needed(sum, last)),
        Ending::Repaired(at, sense) if *at == last => (CheckStatus::Repaired, sense.value),
        Ending::Repaired(..) => (CheckStatus::Repaired, sum.terms.last().and_then(base).map(amount)),
        Ending::Undecidable => (CheckStatus::Undecidable, needed(sum, last)),
        Ending::Fails => (CheckStatus::Fails, needed(sum, last)),
    };
    Check {
        rule: CheckRule::Sum,
        subject: sum.subject.clone(),
        status,
        printed: sum
            .terms
            .last()
            .map(|term| term.cell.printed.clone())
            .unwrap_or_default(),
        computed: shown(total),
        places: sum.terms.iter().map(|term| term.trace.clone()).collect(),
    }
}
