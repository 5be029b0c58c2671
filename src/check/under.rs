//! Rule `sum` in budget books: 項 add up to their 款, 目 to their 項, and 節 to what their 目 is granted this year
//! (地方自治法施行規則 第15条).

use std::collections::HashMap;

use super::Verified;
use super::sum::{Sum, Term, term};
use super::text::key;
use crate::model::Budget;
use crate::recover::Draft;

const PARTS: &[&str] = &["項", "目", "節", "細節"];
/// What books call the only amount of a part.
const PLAIN: &str = "金額";

/// The rows that stand directly under each row.
pub(super) fn rows(draft: &Draft) -> Vec<Vec<usize>> {
    let ids = draft
        .items
        .iter()
        .zip(0..)
        .map(|(item, at)| (item.id.as_str(), at));
    let ids: HashMap<&str, usize> = ids.collect();
    let mut under = vec![Vec::new(); draft.items.len()];
    for (index, item) in draft.items.iter().enumerate() {
        let parent = item.parent.as_deref().and_then(|id| ids.get(id));
        if let Some(rows) = parent.and_then(|&parent: &usize| under.get_mut(parent)) {
            rows.push(index);
        }
    }
    under
}

/// The sums of the rows under a row, amount by amount; none where they are no parts of it or one of them prints none.
pub(super) fn sums(draft: &Draft, index: usize, under: &[usize], sure: &Verified) -> Vec<Sum> {
    let first = under.first().and_then(|at| draft.items.get(*at));
    let Some(first) = first.filter(|first| PARTS.contains(&first.kind.as_str())) else {
        return Vec::new();
    };
    let own = first.budgets.iter().filter(|budget| budget.part_of.is_none());
    own.filter_map(|alike| sum(draft, index, under, alike, sure))
        .collect()
}

fn same(one: &Budget, other: &Budget) -> bool {
    (one.fiscal_year, one.phase, &one.unit) == (other.fiscal_year, other.phase, &other.unit)
}

/// The amounts of the rows that are called and dated alike, and the one of the row above.
fn sum(draft: &Draft, index: usize, under: &[usize], alike: &Budget, sure: &Verified) -> Option<Sum> {
    let item = draft.items.get(index)?;
    let kind = &draft.items.get(*under.first()?)?.kind;
    let called =
        |budget: &Budget| budget.part_of.is_none() && budget.label == alike.label && same(budget, alike);
    let total = |budget: &Budget| {
        let plain = key(&alike.label) == PLAIN && budget.part_of.is_none() && same(budget, alike);
        plain || called(budget)
    };
    let part = |at: &usize| -> Option<Term> {
        let part = draft.items.get(*at)?;
        let amount = part.budgets.iter().position(called)?;
        term((*at, amount), part.budgets.get(amount)?, part.name.clone(), sure)
    };
    let mut terms: Vec<Term> = under.iter().map(part).collect::<Option<_>>()?;
    let total_at = item.budgets.iter().position(total)?;
    let budget = item.budgets.get(total_at)?;
    terms.push(term((index, total_at), budget, budget.label.clone(), sure)?);
    Some(Sum {
        subject: item.id.clone(),
        of: format!("{}/{kind}", key(&item.kind)),
        terms,
        is_coarse: true,
        may_be_partial: true,
    })
}
