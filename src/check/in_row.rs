//! Rule `sum` within a row, by laws that the rows of a table show: last year's end + added − taken = this year's end,
//! before + change = after, the years of a plan and their sum. A law is one that row after row keeps to the digit.

use std::collections::{BTreeMap, BTreeSet};

use smallvec::SmallVec;

use super::Verified;
use super::sum::{Sum, Term, term};
use super::text::{distance, key, yen_in};
use crate::model::{Budget, Item};
use crate::recover::Draft;

/// Rows that show a law, at least.
const FEWEST_ROWS: usize = 3;
/// Of the rows all but one in so many keep it.
const KEPT: usize = 4;
/// Amounts that a law adds, at most.
const MOST_TERMS: usize = 7;
/// Amounts of a row among which laws are looked for.
const MOST_AMOUNTS: usize = 24;

/// Sums of printed figures differ by less where they are alike.
const EXACT: f64 = 1e-6;

/// Amounts that stand side by side, as `indices` into those of a row, and the one that they make.
#[derive(Debug, Clone)]
struct Law {
    terms: Vec<(usize, bool)>,
    total: usize,
}

/// The sums that rows alike keep, but those over amounts of which `known` has a sum already.
pub(super) fn sums(draft: &Draft, known: &[Sum], sure: &Verified) -> Vec<Sum> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, item) in draft
        .items
        .iter()
        .enumerate()
        .filter(|(_, item)| item.budgets.len() > 2)
    {
        groups.entry(shape(item)).or_default().push(index);
    }
    let mut found = Vec::new();
    for rows in groups.values().filter(|rows| rows.len() >= FEWEST_ROWS) {
        let items: Vec<(usize, &Item)> = rows
            .iter()
            .filter_map(|&row| Some((row, draft.items.get(row)?)))
            .collect();
        for law in laws(&items) {
            let under = items.iter().filter(|(_, item)| law.governs(item));
            found.extend(under.filter_map(|(row, item)| sum(*row, item, &law, sure)));
        }
    }
    let mut known_of: BTreeMap<&str, Vec<&Sum>> = BTreeMap::new();
    for sum in known {
        known_of.entry(&sum.subject).or_default().push(sum);
    }
    found.retain(|sum: &Sum| {
        let own = known_of.get(sum.subject.as_str());
        !own.is_some_and(|own| own.iter().any(|other| other.is_over(sum)))
    });
    found
}

/// What the rows of one table have in common.
fn shape(item: &Item) -> String {
    let amount = |budget: &Budget| {
        format!(
            "{}/{:?}/{:?}/{:?}/{:?}",
            key(&budget.label),
            budget.fiscal_year,
            budget.phase,
            budget.unit,
            budget.part_of
        )
    };
    let amounts: Vec<String> = item.budgets.iter().map(amount).collect();
    format!("{}|{}", key(&item.kind), amounts.join("|"))
}

/// The laws that rows keep: among whole amounts, and among those of one source.
fn laws(items: &[(usize, &Item)]) -> Vec<Law> {
    let Some((_, first)) = items.first() else {
        return Vec::new();
    };
    let mut series: Vec<(Option<&str>, Vec<usize>)> = vec![(None, Vec::new())];
    for (index, budget) in first.budgets.iter().enumerate() {
        let of = budget.part_of.as_ref().map(|_| budget.label.as_str());
        match series.iter_mut().find(|(known, _)| *known == of) {
            Some((_, own)) => own.push(index),
            None => series.push((of, vec![index])),
        }
    }
    let unit = |index: usize| first.budgets.get(index).map(|budget| &budget.unit);
    series
        .iter()
        .filter(|(_, own)| (3..=MOST_AMOUNTS).contains(&own.len()))
        .filter(|(_, own)| {
            own.iter()
                .all(|&index| unit(index) == own.first().and_then(|&first| unit(first)))
        })
        .flat_map(|(_, own)| among(own, items))
        .collect()
}

/// The laws among amounts that stand side by side: each total has the one that most rows keep, then the shortest.
fn among(own: &[usize], items: &[(usize, &Item)]) -> Vec<Law> {
    let mut shown: Vec<(usize, Law)> = Vec::new();
    for length in 2..=MOST_TERMS.min(own.len() - 1) {
        for run in own.windows(length + 1) {
            let (Some((&last, before)), Some((&first, after))) = (run.split_last(), run.split_first()) else {
                continue;
            };
            shown.extend(Law::shown(before, last, items));
            shown.extend(Law::shown(after, first, items));
        }
    }
    // Stable: shorter ones stay before longer ones.
    shown.sort_by_key(|(missed, _)| *missed);
    let mut found: Vec<Law> = Vec::new();
    for (_, law) in shown {
        if found
            .iter()
            .all(|other| other.total != law.total && !other.is_over(&law))
        {
            found.push(law);
        }
    }
    found
}

impl Law {
    /// Two laws over the same amounts say the same.
    fn is_over(&self, other: &Law) -> bool {
        let amounts = |law: &Law| -> BTreeSet<usize> {
            law.terms
                .iter()
                .map(|(index, _)| *index)
                .chain([law.total])
                .collect()
        };
        amounts(self) == amounts(other)
    }

    /// The law by which these parts make a total, with the signs that the rows show, and how many rows break it.
    fn shown(parts: &[usize], total: usize, items: &[(usize, &Item)]) -> Option<(usize, Self)> {
        let signs = 1_usize << (parts.len() - 1);
        let ways = (0..signs).filter_map(|signs| {
            let sign = |at: usize| at > 0 && signs & (1 << (at - 1)) > 0;
            let terms = parts.iter().enumerate().map(|(at, index)| (*index, sign(at)));
            let law = Law {
                terms: terms.collect(),
                total,
            };
            Some((law.broken(items)?, signs.count_ones(), law))
        });
        // Where an amount is always nought either sign is right: the fewest are taken away.
        let best = ways.min_by_key(|(missed, taken, _)| (*missed, *taken));
        best.map(|(missed, _, law)| (missed, law))
    }

    /// How many rows break it; `None` where too many do, or too few show it.
    fn broken(&self, items: &[(usize, &Item)]) -> Option<usize> {
        let (mut told, mut missed) = (0, 0);
        for (_, item) in items {
            let Some(values) = self.values(item) else { continue };
            let (total, parts) = values.split_last()?;
            let holds = (parts.iter().sum::<f64>() - total).abs() < EXACT;
            // Two noughts and a figure keep any law.
            let tells = parts.iter().filter(|value| **value != 0.0).count() > 1 && *total != 0.0;
            told += usize::from(holds && tells);
            missed += usize::from(!holds);
            if missed * KEPT > items.len() {
                return None;
            }
        }
        (told >= FEWEST_ROWS).then_some(missed)
    }

    /// Whether a row keeps the law, or breaks it by no more than a slip in one figure. One that is far from it was
    /// never under it: a project's whole cost is that of the years printed beside it only where it began in them.
    fn governs(&self, item: &Item) -> bool {
        let Some(values) = self.values(item) else {
            return false;
        };
        let Some((total, parts)) = values.split_last() else {
            return false;
        };
        let missing = total - parts.iter().sum::<f64>();
        missing.abs() < EXACT
            || parts.iter().any(|part| is_slip(*part, part + missing))
            || is_slip(*total, total - missing)
    }

    /// The figures of a row with their signs, the total last.
    fn values(&self, item: &Item) -> Option<SmallVec<[f64; MOST_TERMS + 1]>> {
        let value = |index: usize| Some(item.budgets.get(index)?.value?.0);
        let part = |&(index, negative): &(usize, bool)| {
            let value = value(index)?;
            Some(if negative { -value } else { value })
        };
        let parts = self.terms.iter().map(part);
        parts.chain([value(self.total)]).collect()
    }
}

/// Whether two figures differ as a slip of the pen or of a reader makes them: by a digit, by two that changed places, or
/// by the sign.
fn is_slip(printed: f64, right: f64) -> bool {
    let digits = |value: f64| format!("{:.3}", value.abs()).into_bytes();
    let (printed, right) = (digits(printed), digits(right));
    let sorted = |digits: &[u8]| {
        let mut sorted = digits.to_vec();
        sorted.sort_unstable();
        sorted
    };
    match distance(&printed, &right) {
        0 | 1 => true,
        2 => printed.len() == right.len() && sorted(&printed) == sorted(&right),
        _ => false,
    }
}

fn sum(row: usize, item: &Item, law: &Law, sure: &Verified) -> Option<Sum> {
    let own = |index: usize| -> Option<Term> {
        let budget = item.budgets.get(index)?;
        term((row, index), budget, budget.label.clone(), sure)
    };
    let parts = law.terms.iter().map(|&(index, negative)| {
        let term = own(index)?;
        Some(if negative { term.taken() } else { term })
    });
    let unit = item.budgets.get(law.total)?.unit.as_deref();
    Some(Sum {
        subject: item.id.clone(),
        of: format!("{}/{}", key(&item.kind), law.total),
        terms: parts.chain([own(law.total)]).collect::<Option<_>>()?,
        is_coarse: unit.and_then(yen_in).is_none_or(|yen| yen > 1.0),
        may_be_partial: false,
    })
}
