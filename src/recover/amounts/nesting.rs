//! Rows of a table of amounts that divide the row above them: 12 ⊃ (1) ⊃ (イ), うち….

use crate::japanese;
use crate::source::Passage;
use crate::vocabulary::key;

use crate::recover::entry::Amount;
use crate::recover::state::State;

/// How deep the mark before a name stands: 0 without one or with a plain number.
pub(in crate::recover) fn mark(name: &Passage) -> u8 {
    let text = key(name.as_str());
    let inner = text.strip_prefix('(');
    let kana = |text: &str| {
        let mut letters = text.chars();
        letters.next().is_some_and(|c| matches!(c, 'ァ'..='ヺ'))
            && letters.next().is_some_and(|c| matches!(c, ')' | '.' | '．'))
    };
    if text.starts_with("うち") || inner.is_some_and(|inner| inner.starts_with("うち")) {
        WITHIN
    } else if inner.is_some_and(kana) || kana(&text) {
        3
    } else if inner.is_some_and(|inner| inner.starts_with(|c: char| c.is_ascii_digit())) {
        1
    } else if text.is_empty()
        || !name
            .as_str()
            .trim_start()
            .starts_with(|c| japanese::circled(c).is_some())
    {
        0
    } else {
        2
    }
}

/// うち: part of the row before.
const WITHIN: u8 = 9;

/// Deeper than every mark: names without a number below numbered ones (１　固定資産, 有形固定資産).
const UNNUMBERED: u8 = 8;

/// Marks names without a number as standing below the numbered ones, where some are numbered.
pub(in crate::recover) fn unnumbered(marks: &mut [u8], numbered: &[bool]) {
    if numbered.first() != Some(&true) || numbered.iter().all(|numbered| *numbered) {
        return;
    }
    for (mark, numbered) in marks.iter_mut().zip(numbered) {
        if *mark == 0 && !numbered {
            *mark = UNNUMBERED;
        }
    }
}

/// Puts rows under the row that they add up to, or, where it is `certain` what the marks say, under the one that these
/// tell; `from` is the first of the table, `marks` belong to the rows from there on.
pub(in crate::recover) fn nest(state: &mut State<'_>, from: usize, marks: &[u8], certain: bool) {
    let mut path: Vec<usize> = Vec::new();
    let mut parents: Vec<Option<usize>> = vec![None; marks.len()];
    for (row, &mark) in marks.iter().enumerate() {
        while path.last().is_some_and(|&top| marks[top] >= mark) {
            path.pop();
        }
        parents[row] = path.last().copied();
        path.push(row);
    }
    for parent in 0..marks.len() {
        let children: Vec<usize> = (0..marks.len())
            .filter(|&row| parents[row] == Some(parent))
            .collect();
        if children.is_empty() {
            continue;
        }
        let within = children.iter().all(|&child| marks[child] == WITHIN);
        if within
            || certain
            || adds_up(
                state,
                from + parent,
                &children.iter().map(|child| from + child).collect::<Vec<_>>(),
            )
        {
            for child in children {
                state.entries[from + child].parent = Some(from + parent);
            }
        }
    }
}

/// Whether the amounts of the lower rows add up to the first one of the upper row that they have, too; a dash is
/// nothing.
fn adds_up(state: &State<'_>, upper: usize, lower: &[usize]) -> bool {
    let amounts = |row: usize| state.entries.get(row).map_or(&[][..], |entry| &entry.amounts);
    let sum = |total: &Amount| -> Option<f64> {
        let alike = |amount: &&Amount| (amount.fiscal_year, amount.phase) == (total.fiscal_year, total.phase);
        let of = |row: &usize| Some(amounts(*row).iter().find(alike)?.value?.0);
        let figures: Vec<f64> = lower.iter().filter_map(of).collect();
        (!figures.is_empty()).then(|| figures.iter().sum())
    };
    let mut totals = amounts(upper).iter();
    let compared = totals.find_map(|total| Some((total.value?.0, sum(total)?)));
    compared.is_some_and(|(total, sum)| (total - sum).abs() < 0.5)
}
