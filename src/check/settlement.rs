//! Rule `sum` in the account of a settled budget: what was granted adds up to the budget as it stood at the end
//! (予算現額), and what became of it – spent, carried over, left unused – adds up to it again
//! (地方自治法施行規則 第16条の2, 歳入歳出決算事項別明細書).

use super::Verified;
use super::sum::{Sum, term};
use super::text::key;
use crate::model::{Budget, Item};
use crate::recover::Draft;

const CURRENT: &[&str] = &["予算現額"];
const INITIAL: &[&str] = &["当初予算額", "当初予算"];
const SUPPLEMENTARY: &[&str] = &["補正予算額", "補正予算", "補正額"];
const CARRIED_IN: &[&str] = &[
    "前年度繰越額",
    "前年度からの繰越額",
    "繰越事業費繰越額",
    "継続費及び繰越事業費繰越財源充当額",
];
const TRANSFERRED: &[&str] = &["流用額", "流用増減", "予備費支出及び流用増減"];
const RESERVE: &[&str] = &["予備費充用額", "予備費支出額"];
const SPENT: &[&str] = &["支出済額"];
const CARRIED_OUT: &[&str] = &["翌年度繰越額"];
const UNUSED: &[&str] = &["不用額"];

/// The sums of one row: grants to the budget, and its uses to it.
pub(super) fn sums(draft: &Draft, index: usize, sure: &Verified) -> Vec<Sum> {
    let Some(item) = draft.items.get(index) else {
        return Vec::new();
    };
    let Some((current, budget)) = only(item, CURRENT, |_| true) else {
        return Vec::new();
    };
    let alike = |other: &Budget| other.fiscal_year == budget.fiscal_year && other.unit == budget.unit;
    let one = |labels: &[&str]| only(item, labels, alike).map(|(at, _)| at);
    let found = |kinds: &[&[&str]]| -> Vec<usize> { kinds.iter().filter_map(|labels| one(labels)).collect() };
    let granted = found(&[INITIAL, SUPPLEMENTARY, CARRIED_IN, TRANSFERRED, RESERVE]);
    let used = found(&[SPENT, CARRIED_OUT, UNUSED]);
    let is_whole = one(CARRIED_IN).is_some() && one(TRANSFERRED).is_some();
    let sum = |parts: Vec<usize>, may_be_partial: bool| {
        let terms = parts.iter().chain([&current]).map(|&at| {
            let budget = item.budgets.get(at)?;
            term((index, at), budget, budget.label.clone(), sure)
        });
        Some(Sum {
            subject: item.id.clone(),
            of: format!("{}/{}/{}", key(&item.kind), CURRENT[0], parts.len()),
            terms: terms.collect::<Option<_>>()?,
            is_coarse: true,
            may_be_partial,
        })
    };
    let mut sums = Vec::new();
    if one(INITIAL).is_some() && granted.len() > 1 {
        sums.extend(sum(granted, !is_whole));
    }
    if used.len() == 3 {
        sums.extend(sum(used, false));
    }
    sums
}

/// The one total of a row with one of these labels, among the amounts that are alike.
fn only<'i>(item: &'i Item, labels: &[&str], alike: impl Fn(&Budget) -> bool) -> Option<(usize, &'i Budget)> {
    let is = |budget: &Budget| {
        budget.part_of.is_none() && labels.contains(&key(&budget.label).as_str()) && alike(budget)
    };
    let mut found = item.budgets.iter().enumerate().filter(|(_, budget)| is(budget));
    let only = found.next()?;
    found.next().is_none().then_some(only)
}
