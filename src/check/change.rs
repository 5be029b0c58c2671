//! Rules `difference` and `ratio`: this year, last year, 増減額 and 前年度比 of each row.

use std::collections::BTreeMap;

use super::laws::{self, Laws, Row};
use super::readings::{Cell, Damage, Role, Sense, same};
use super::solve::{Cells, Outcome, solve};
use super::text::yen_in;
use super::{Verified, evidence};
use crate::model::{
    Budget, Check, CheckRule, CheckStatus, Difference, Figure, Item, Phase, RatioKind, Repair, Trace,
};
use crate::recover::{Draft, years};

/// The amounts of a row that its change compares.
#[derive(Debug, Clone)]
struct Pair {
    current: usize,
    previous: usize,
    cells: Cells,
}

/// Checks every row that prints a change; repairs what has one answer; sets the kind of ratio. Also the amounts
/// that are now certain.
pub(super) fn check(draft: &mut Draft) -> (Vec<Check>, Verified) {
    let mut rows: Vec<Vec<Pair>> = draft.items.iter().map(pairs).collect();
    keep_usual(&mut rows, &draft.items);
    let undamaged: Vec<Row> = rows
        .iter()
        .filter(|pairs| pairs.len() == 1)
        .flatten()
        .filter_map(|pair| pair.cells.strict())
        .collect();
    let (learnt, kind) = laws::learn(&undamaged);
    let (mut checks, mut verified) = (Vec::new(), Verified::new());
    for (index, (item, pairs)) in draft.items.iter_mut().zip(rows).enumerate() {
        set_kind(item, kind);
        let own = item.change.as_ref().and_then(|change| change.ratio_kind);
        let laws = Laws {
            ratio: own.unwrap_or(learnt.ratio),
            ..learnt.clone()
        };
        if let Some((pair, outcome)) = decide(&pairs, &laws) {
            checks.extend(settle(item, pair, &outcome, &laws));
            let is_decided = matches!(outcome, Outcome::Holds(_) | Outcome::Repaired(_));
            if is_decided && pair.cells.difference.is_some() {
                verified.extend([(index, pair.current), (index, pair.previous)]);
            }
        }
    }
    (checks, verified)
}

fn set_kind(item: &mut Item, kind: Option<RatioKind>) {
    if let Some(change) = item.change.as_mut()
        && change.ratio_kind.is_none()
        && (change.ratio_percent.is_some() || change.ratio_printed.is_some())
    {
        change.ratio_kind = kind;
    }
}

/// Pairs of amounts of the newest year that has a year before it, same label, unit and stage of total.
fn pairs(item: &Item) -> Vec<Pair> {
    let totals = || {
        item.budgets
            .iter()
            .enumerate()
            .filter(|(_, b)| b.part_of.is_none())
    };
    let mut pairs: Vec<Pair> = Vec::new();
    for (current, amount) in totals() {
        let candidates = || totals().filter(|(_, b)| b.unit == amount.unit && is_year_before(b, amount));
        let same_phase = candidates().find(|(_, b)| b.phase == amount.phase);
        let Some((previous, _)) = same_phase.or_else(|| candidates().next()) else {
            continue;
        };
        if let Some(cells) = cells(item, current, previous) {
            pairs.push(Pair {
                current,
                previous,
                cells,
            });
        }
    }
    // A change is not between two years that are only planned, where others are told.
    let phase = |index: usize| item.budgets.get(index).and_then(|budget| budget.phase);
    let planned = |pair: &Pair| {
        let both = [phase(pair.current), phase(pair.previous)];
        both == [Some(Phase::Proposed); 2]
    };
    if !pairs.iter().all(planned) {
        pairs.retain(|pair| !planned(pair));
    }
    let year = |pair: &Pair| {
        item.budgets
            .get(pair.current)
            .and_then(|budget| budget.fiscal_year)
    };
    let newest = pairs.iter().filter_map(year).max();
    pairs.retain(|pair| year(pair) == newest);
    pairs.extend(across(item).filter(|pair| year(pair) > newest));
    pairs
}

/// 令和5年度決算額 beside 令和6年度予算額: the only amounts of the newest year and the one before it, whatever they are called.
fn across(item: &Item) -> Option<Pair> {
    let totals = || {
        let amounts = item.budgets.iter().enumerate();
        amounts.filter(|(_, budget)| budget.part_of.is_none() && budget.fiscal_year.is_some())
    };
    let newest = totals().filter_map(|(_, budget)| budget.fiscal_year).max()?;
    let only = |year: i32| {
        let mut own = totals().filter(|(_, budget)| budget.fiscal_year == Some(year));
        own.next().filter(|_| own.next().is_none())
    };
    let ((current, this), (previous, last)) = (only(newest)?, only(newest - 1)?);
    let cells = cells(item, current, previous).filter(|_| this.unit == last.unit)?;
    Some(Pair {
        current,
        previous,
        cells,
    })
}

/// Where rows print several amounts that their change may compare, those stay that it compares in most rows.
fn keep_usual(rows: &mut [Vec<Pair>], items: &[Item]) {
    type Compared = Option<(String, Option<i32>, Option<Phase>)>;
    let compared = |item: &Item, pair: &Pair| -> (Compared, Compared) {
        let amount = |index: usize| {
            let budget = item.budgets.get(index)?;
            Some((budget.label.clone(), budget.fiscal_year, budget.phase))
        };
        (amount(pair.current), amount(pair.previous))
    };
    let laws = Laws::default();
    let holds = |pair: &Pair| {
        let told = pair.cells.difference.is_some();
        told && pair.cells.strict().is_some_and(|row| laws.difference_holds(&row))
    };
    let mut held: BTreeMap<(Compared, Compared), usize> = BTreeMap::new();
    let several = rows.iter().zip(items).filter(|(pairs, _)| pairs.len() > 1);
    for (pairs, item) in several {
        for pair in pairs.iter().filter(|pair| holds(pair)) {
            *held.entry(compared(item, pair)).or_default() += 1;
        }
    }
    let count = |item: &Item, pair: &Pair| held.get(&compared(item, pair)).copied().unwrap_or_default();
    for (pairs, item) in rows.iter_mut().zip(items).filter(|(pairs, _)| pairs.len() > 1) {
        let most = pairs
            .iter()
            .map(|pair| count(item, pair))
            .max()
            .unwrap_or_default();
        if most > 1 {
            pairs.retain(|pair| count(item, pair) == most);
        }
    }
}

/// Whether an amount is that of the year before another one. Books that do not say their year set 本年度予算額 beside
/// 前年度予算額.
fn is_year_before(last: &Budget, this: &Budget) -> bool {
    let relative = || match (years::relative(&last.label), years::relative(&this.label)) {
        (Some((-1, last)), Some((0, this))) => last == this,
        _ => false,
    };
    // 令和６年度 beside 令和５年度: nothing but their years.
    let dated = |label: &str, year: Option<i32>| year.is_some() && years::alone(label) == year;
    let relative =
        || relative() || dated(&last.label, last.fiscal_year) && dated(&this.label, this.fiscal_year);
    match this.fiscal_year {
        Some(year) => last.fiscal_year == Some(year - 1) && (last.label == this.label || relative()),
        None => last.fiscal_year.is_none() && relative(),
    }
}

/// The cells of one pair; `None` unless both amounts and a difference or ratio are printed.
fn cells(item: &Item, current: usize, previous: usize) -> Option<Cells> {
    let change = item.change.as_ref()?;
    let amount = |index: usize| {
        let budget = item.budgets.get(index)?;
        let value = budget.value.map(|figure| figure.0);
        if budget.corrected {
            return Some(Cell::certain(&budget.printed, value));
        }
        Some(Cell::told(&budget.printed, value, Role::Amount, budget.exact)).filter(|cell| !cell.is_blank())
    };
    let unit = item.budgets.get(current)?.unit.as_deref();
    let column = |printed: &Option<String>, value: Option<Figure>, role: Role, corrected: bool| {
        let value = value.map(|figure| figure.0);
        if corrected {
            return Some(Cell::certain(printed.as_deref().unwrap_or_default(), value));
        }
        let printed = match (printed, value) {
            (Some(printed), _) => printed.as_str(),
            (None, Some(_)) => "",
            (None, None) => return None,
        };
        Some(Cell::told(printed, value, role, change.exact)).filter(|cell| !cell.is_blank())
    };
    let stated = change.difference.as_ref();
    let other_unit = stated.is_some_and(|d| d.unit.is_some() && unit.is_some() && d.unit.as_deref() != unit);
    let difference = column(
        &change.difference_printed,
        stated.and_then(|difference| difference.value),
        Role::Difference,
        change.difference_corrected,
    )
    .filter(|_| !other_unit);
    let ratio = column(
        &change.ratio_printed,
        change.ratio_percent,
        Role::Ratio,
        change.ratio_corrected,
    );
    if difference.is_none() && ratio.is_none() {
        return None;
    }
    Some(Cells {
        current: amount(current)?,
        previous: amount(previous)?,
        difference,
        ratio,
        coarse: unit.and_then(yen_in).is_none_or(|yen| yen > 1.0),
    })
}

/// The pair that the change belongs to, and what the laws say. Among several only printed figures that
/// satisfy the laws tell which one it is.
fn decide<'a>(pairs: &'a [Pair], laws: &Laws) -> Option<(&'a Pair, Outcome)> {
    if let [pair] = pairs {
        return Some((pair, solve(&pair.cells, laws)));
    }
    let outcomes = pairs.iter().map(|pair| (pair, solve(&pair.cells, laws)));
    let holding = outcomes
        .clone()
        .find(|(_, outcome)| matches!(outcome, Outcome::Holds(_)));
    holding.or_else(|| Some((pairs.first()?, Outcome::Undecidable)))
}

/// Writes the repairs of one row and says how its laws ended.
fn settle(item: &mut Item, pair: &Pair, outcome: &Outcome, laws: &Laws) -> Vec<Check> {
    if let Outcome::Holds(row) | Outcome::Repaired(row) = outcome {
        apply(item, pair, row, laws);
    }
    let strict = pair.cells.strict();
    let columns = [
        (CheckRule::Difference, pair.cells.difference.as_ref()),
        (CheckRule::Ratio, pair.cells.ratio.as_ref()),
    ];
    let printed = columns.into_iter().filter_map(|(rule, cell)| Some((rule, cell?)));
    printed
        .map(|(rule, cell)| {
            let holds = strict.is_some_and(|row| match rule {
                CheckRule::Difference => laws.difference_holds(&row),
                _ => laws.ratio_holds(&row),
            });
            let status = match outcome {
                _ if holds => CheckStatus::Holds,
                Outcome::Holds(_) => CheckStatus::Holds,
                Outcome::Repaired(_) => CheckStatus::Repaired,
                Outcome::Undecidable => CheckStatus::Undecidable,
                Outcome::Fails => CheckStatus::Fails,
            };
            Check {
                rule,
                subject: item.id.clone(),
                status,
                printed: cell.printed.clone(),
                computed: evidence::computed(rule, &pair.cells, outcome, laws),
                places: places(item, pair),
            }
        })
        .collect()
}

/// Where the compared figures stand.
fn places(item: &Item, pair: &Pair) -> Vec<Trace> {
    let amounts = [pair.current, pair.previous];
    let amounts = amounts.iter().filter_map(|&index| item.budgets.get(index));
    let change = item.change.iter().map(|change| change.trace.clone());
    amounts.map(|budget| budget.trace.clone()).chain(change).collect()
}

/// Puts the figures that satisfy the laws in place; a changed reading is shown as a repair.
fn apply(item: &mut Item, pair: &Pair, row: &Row, laws: &Laws) {
    let shown = |sense: Sense| sense.damage > Damage::None;
    let evidence = evidence::of_row(row, laws);
    let rule = |law: &str| law.to_owned();
    let law = if row.difference.is_some() {
        "difference"
    } else {
        "ratio"
    };
    for (index, sense, cell) in [
        (pair.current, row.current, &pair.cells.current),
        (pair.previous, row.previous, &pair.cells.previous),
    ] {
        let Some(budget) = item.budgets.get_mut(index) else {
            continue;
        };
        if !same(budget.value.map(|figure| figure.0), sense.value) {
            budget.value = sense.value.map(Figure);
            budget.yen = yen(sense.value, budget.unit.as_deref());
        }
        if shown(sense) {
            let field = format!("/budgets/{index}/value");
            let value = sense.value.map(Figure);
            item.repairs.push(Repair::of_figure(
                field,
                &cell.printed,
                value,
                &rule(law),
                evidence.clone(),
            ));
        }
    }
    apply_change(item, pair, row, &evidence);
}

fn apply_change(item: &mut Item, pair: &Pair, row: &Row, evidence: &str) {
    let unit = item
        .budgets
        .get(pair.current)
        .and_then(|budget| budget.unit.clone());
    let Some(change) = item.change.as_mut() else {
        return;
    };
    if let (Some(sense), Some(cell)) = (row.difference, &pair.cells.difference) {
        let stated = change.difference.as_ref().and_then(|difference| difference.value);
        let repaired = sense.damage > Damage::None;
        if repaired || !same(stated.map(|figure| figure.0), sense.value) {
            let unit = change
                .difference
                .take()
                .and_then(|difference| difference.unit)
                .or(unit);
            change.difference = Some(Difference {
                value: sense.value.map(Figure),
                yen: yen(sense.value, unit.as_deref()),
                unit,
            });
        }
        if repaired {
            let (field, value) = ("/change/difference/value".to_owned(), sense.value.map(Figure));
            let repair = Repair::of_figure(field, &cell.printed, value, "difference", evidence.to_owned());
            item.repairs.push(repair);
        }
    }
    if let (Some(sense), Some(cell)) = (row.ratio, &pair.cells.ratio) {
        change.ratio_percent = sense.value.map(Figure);
        if sense.damage > Damage::None {
            let (field, value) = ("/change/ratio_percent".to_owned(), sense.value.map(Figure));
            let repair = Repair::of_figure(field, &cell.printed, value, "ratio", evidence.to_owned());
            item.repairs.push(repair);
        }
    }
}

/// A figure in yen.
#[allow(clippy::cast_possible_truncation)] // `whole` checks the range
pub(crate) fn yen(value: Option<f64>, unit: Option<&str>) -> Option<i64> {
    let yen = value? * yen_in(unit?)?;
    Figure(yen.round()).whole()
}
