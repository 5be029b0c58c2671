//! Columns of money: which year, stage, unit and total each one is of.

use crate::source::Passage;

use super::amounts;
use super::columns::{Column, Look};
use super::lexicon::{Role, bare};
use super::plan::Family;

/// Funding sources are parts of the amount left of them, and share its year and stage.
pub(super) fn funding_columns(columns: &mut [Column]) {
    let Some(total) = columns
        .iter()
        .rev()
        .find(|column| column.role == Role::Budget)
        .or_else(|| columns.iter().find(|column| column.role == Role::Budget))
        .cloned()
    else {
        return;
    };
    for column in columns.iter_mut().filter(|column| column.role == Role::Funding) {
        column.part_of = Some(total.label.clone());
        column.year = column.year.or(total.year);
        column.phase = column.phase.or(total.phase);
        if let Some(last) = column.parts.last() {
            column.label = bare(last.as_str());
        }
    }
}

/// Whether the figures of a column are large enough, or set in thousands, to be money when no header says so.
pub(super) fn is_money(family: &Family, column: usize) -> bool {
    let cells = family.rows.iter().filter_map(|row| row.get(column));
    let figures: Vec<f64> = cells
        .filter_map(|cell| amounts::figure(cell.as_str()))
        .map(|figure| figure.0.abs())
        .collect();
    figures.iter().filter(|figure| **figure >= 1000.0).count() * 4 >= figures.len() && !figures.is_empty()
}

/// Money columns without a telling header: the law a − b = d finds the difference.
pub(super) fn law_roles(columns: &mut [Column], family: &Family) {
    if columns.iter().any(|column| column.role == Role::Difference) {
        return;
    }
    let money: Vec<usize> = (0..columns.len())
        .filter(|&index| {
            matches!(columns[index].role, Role::Budget | Role::Period | Role::Ratio)
                && columns[index].look == Look::Whole
        })
        .collect();
    for triple in money
        .windows(3)
        .filter(|triple| columns[triple[2]].phase.is_none() && !columns[triple[2]].label.ends_with('額'))
    {
        let holds = |row: &Vec<Passage>| {
            let value = |index: usize| row.get(index).and_then(|cell| amounts::figure(cell.as_str()));
            match (value(triple[0]), value(triple[1]), value(triple[2])) {
                (Some(a), Some(b), Some(d)) => Some((a.0 - b.0 - d.0).abs() < 0.5),
                _ => None,
            }
        };
        let verdicts: Vec<bool> = family.rows.iter().filter_map(holds).collect();
        let good = verdicts.iter().filter(|ok| **ok).count();
        if good >= 2 && good * 3 >= verdicts.len() * 2 {
            columns[triple[2]].role = Role::Difference;
            return;
        }
    }
}

/// A unit printed over one money column (or as a caption) holds for all.
pub(super) fn share_units(columns: &mut [Column], family: &Family) {
    let unit = columns
        .iter()
        .find_map(|column| column.unit.clone())
        .or_else(|| family.caption_unit.clone());
    for column in columns.iter_mut().filter(|column| {
        matches!(
            column.role,
            Role::Budget | Role::Funding | Role::Period | Role::Difference
        )
    }) {
        column.unit = column.unit.take().or_else(|| unit.clone());
    }
}

/// A column headed by nothing but a year is the amount that its neighbour names (事業費 | 令和4年度).
pub(super) fn share_money_label(columns: &mut [Column], budget_words: &[String], money_word: Option<String>) {
    let named = |label: &str| {
        budget_words
            .iter()
            .find(|word| {
                bare(label) == **word || word.chars().count() > 1 && bare(label).ends_with(word.as_str())
            })
            .cloned()
    };
    let label = columns
        .iter()
        .filter(|column| matches!(column.role, Role::Budget | Role::Period))
        .find_map(|column| named(&column.label))
        .or(money_word);
    for column in columns
        .iter_mut()
        .filter(|column| matches!(column.role, Role::Budget | Role::Period))
    {
        column.role = Role::Budget;
        column.label = named(&column.label)
            .or_else(|| label.clone())
            .unwrap_or_else(|| bare(&column.label));
    }
}

/// Years of amounts that the header lost: beside last year stands this year.
pub(super) fn fill_years(columns: &mut [Column], fiscal_year: Option<i32>) {
    let money: Vec<usize> = (0..columns.len())
        .filter(|&index| columns[index].role == Role::Budget)
        .collect();
    let [first, second, ..] = money.as_slice() else {
        if let [only] = money.as_slice() {
            columns[*only].year = columns[*only].year.or(fiscal_year);
        }
        return;
    };
    // 予算額 beside 決算額: two stages of one year.
    if columns[*first].phase.is_some()
        && columns[*second].phase.is_some()
        && columns[*first].phase != columns[*second].phase
    {
        for &index in &money {
            let known = columns[*first].year.or(columns[*second].year).or(fiscal_year);
            columns[index].year = columns[index].year.or(known);
        }
        return;
    }
    match (columns[*first].year, columns[*second].year) {
        (None, Some(year)) => columns[*first].year = Some(year + 1),
        (Some(year), None) => columns[*second].year = Some(year - 1),
        (None, None) => {
            columns[*first].year = fiscal_year;
            columns[*second].year = fiscal_year.map(|year| year - 1);
        }
        (Some(_), Some(_)) => {}
    }
}
