//! Rule `sum` in budget books: the 節 under a 目 add up to what the 目 is granted this year
//! (地方自治法施行規則 第15条).

use super::Verified;
use super::sum::{Sum, Term, term};
use super::text::key;
use crate::model::Budget;
use crate::recover::Draft;

const PARTS: &[&str] = &["節", "細節"];
/// What books call the only amount of a part.
const PLAIN: &str = "金額";

/// The sum of the rows under a row; `None` where they are no parts of it or one of them prints no amount.
pub(super) fn sum(draft: &Draft, index: usize, sure: &Verified) -> Option<Sum> {
    let item = draft.items.get(index)?;
    let under: Vec<usize> = (index + 1..draft.items.len())
        .take_while(|&at| draft.items[at].parent.is_some())
        .filter(|&at| draft.items[at].parent.as_ref() == Some(&item.id))
        .collect();
    let one = draft.items.get(*under.first()?)?;
    let alike = one.budgets.first()?;
    if !PARTS.contains(&one.kind.as_str()) {
        return None;
    }
    let total = |budget: &Budget| {
        let same =
            (budget.fiscal_year, budget.phase, &budget.unit) == (alike.fiscal_year, alike.phase, &alike.unit);
        let called = key(&alike.label) == PLAIN || budget.label == alike.label;
        budget.part_of.is_none() && same && called
    };
    let total_at = item.budgets.iter().position(total)?;
    let part = |at: &usize| -> Option<Term> {
        let part = draft.items.get(*at)?;
        let amount = part.budgets.iter().position(|own| own.label == alike.label)?;
        term((*at, amount), part.budgets.get(amount)?, part.name.clone(), sure)
    };
    let mut terms: Vec<Term> = under.iter().map(part).collect::<Option<_>>()?;
    let budget = item.budgets.get(total_at)?;
    terms.push(term((index, total_at), budget, budget.label.clone(), sure)?);
    Some(Sum {
        subject: item.id.clone(),
        of: format!("{}/{}", key(&item.kind), key(&one.kind)),
        terms,
        is_coarse: true,
        may_be_partial: true,
    })
}
