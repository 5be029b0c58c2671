//! Heads over the figures of a block: years, stages, and what is derived from them.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::layout::Grid;
use crate::model::{IndicatorRole, Phase};
use crate::source::Passage;
use crate::vocabulary::key;

use super::is_figure;
use crate::recover::indicators::quantities;
use crate::recover::lexicon::{Lexicon, Role, bare};
use crate::recover::{amounts, indicators, years};

/// Longest text of such a head.
pub(super) const LONGEST_HEAD: usize = 16;

/// A column of figures.
#[derive(Debug, Clone)]
pub(in crate::recover) struct Head {
    pub(in crate::recover) column: usize,
    pub(in crate::recover) label: Passage,
    pub(in crate::recover) year: Option<i32>,
    pub(in crate::recover) phase: Option<Phase>,
    pub(in crate::recover) role: HeadRole,
    /// It names a stage without a year (予算額 | 決算額).
    pub(in crate::recover) dateless: bool,
}

impl Head {
    /// A head that says no year of its own.
    pub(super) fn undated(column: usize, label: &Passage, role: HeadRole) -> Self {
        Head {
            column,
            label: label.clone(),
            year: None,
            phase: None,
            role,
            dateless: false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::recover) enum HeadRole {
    Year,
    Difference,
    Ratio,
    /// What the columns beside it differ by within one year.
    Aside,
}

/// A year or a stage, short enough to stand over a column.
pub(in crate::recover) fn is_head(text: &str, lexicon: &Lexicon<'_>) -> bool {
    // Every cell of every table is asked: most are done with by their length and letters.
    let length = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(LONGEST_HEAD + 1)
        .count();
    let may_date = text.contains(['年', 'R', 'H', 'S', 'Ｒ', 'Ｈ', 'Ｓ'])
        || ["令和", "平成", "20", "２０"]
            .iter()
            .any(|sign| text.contains(sign));
    if !(1..=LONGEST_HEAD).contains(&length) {
        return false;
    }
    match lexicon.label(text) {
        Some(Role::Difference | Role::Ratio) => false,
        role => may_date && lexicon.column_year(text).is_some() || is_stage(text, role.as_ref(), lexicon),
    }
}

/// The next run of two or more columns under a year, from column `from` on.
pub(super) fn dated_run(
    grid: &Grid,
    row: usize,
    from: usize,
    lexicon: &Lexicon<'_>,
) -> Option<(usize, usize)> {
    let dated = slots_of(grid, row, from, &|text| {
        is_head(text, lexicon) || years::western(text).is_some() && western_years(grid, row)
    });
    let dated = |column: usize| dated.get(column).is_some_and(|dated| *dated);
    let start = (from..grid.columns()).find(|&column| dated(column))?;
    let changes = slots_of(grid, row, start, &|text| {
        change_role(text, lexicon).is_some() || is_quotient(text, lexicon)
    });
    let changes = |column: &usize| changes.get(*column).is_some_and(|changes| *changes);
    let mut end = start;
    while end < grid.columns() {
        // 増減額 between two years belongs to them.
        let next = (end..grid.columns()).find(|column| !changes(column));
        match next.filter(|&next| dated(next)) {
            Some(next) => end = next + 1,
            None => break,
        }
    }
    // 事業名 | 令和6年度計画策定 over many columns is one cell; 令和6年度 over 予算 | 決算 are two.
    let origins = |row: usize| {
        let columns =
            (start..end).filter_map(move |column| grid.cell(row, column).filter(|cell| cell.row == row));
        columns.map(|cell| cell.column).collect::<BTreeSet<_>>().len()
    };
    let parted = || {
        origins(row + 1) > 1
            && (start..end).all(|column| {
                grid.cell(row + 1, column)
                    .is_some_and(|cell| is_lower_head(cell.text.as_str(), lexicon))
            })
    };
    if end - start >= 2 && (origins(row) > 1 || parted()) {
        Some((start, end))
    } else {
        dated_run(grid, row, end, lexicon)
    }
}

/// 2021 | 2022 | 2023: whether figures of a row are years that count on.
fn western_years(grid: &Grid, row: usize) -> bool {
    let cells = grid.origins(row).map(|cell| years::western(cell.text.as_str()));
    let run: Vec<Option<i32>> = cells.skip_while(Option::is_none).collect();
    let run: Vec<i32> = run.into_iter().map_while(|year| year).collect();
    run.len() >= FEWEST_WESTERN
        && run
            .windows(2)
            .all(|pair| matches!(pair, [a, b] if a + 1 == *b || b + 1 == *a))
}

/// Years without any sign that they are years: so many must count on.
const FEWEST_WESTERN: usize = 3;

/// Which columns from `from` on a row fills with cells of which `is` is true. Sheets are of few cells over many columns,
/// and each is asked once.
fn slots_of(grid: &Grid, row: usize, from: usize, is: &dyn Fn(&str) -> bool) -> Vec<bool> {
    let mut slots = vec![false; grid.columns()];
    let mut column = from;
    while column < grid.columns() {
        let cell = grid.cell(row, column);
        let end = cell
            .map_or(column, |cell| cell.column + cell.columns)
            .max(column + 1);
        if cell.is_some_and(|cell| cell.row == row && is(cell.text.as_str())) {
            slots
                .iter_mut()
                .take(end)
                .skip(column)
                .for_each(|slot| *slot = true);
        }
        column = end;
    }
    slots
}

/// 当初予算額, 決算額: a stage of an amount without its year.
fn is_stage(label: &str, role: Option<&Role>, lexicon: &Lexicon<'_>) -> bool {
    // 査定額: what came of a request, whatever was decided later.
    role == Some(&Role::Budget)
        && (amounts::phase_of(label, lexicon.words).is_some() || key(label).contains("査定"))
}

/// 決算, 実績, （千円） below a year.
pub(super) fn is_lower_head(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let words = lexicon.words;
    !is_figure(text)
        && !text.trim().is_empty()
        && key(text).chars().count() <= LONGEST_HEAD
        && (amounts::phase_of(text, words).is_some()
            || indicators::role_of(text, words).is_some()
            || lexicon.column_year(text).is_some()
            || lexicon.label(text).is_some()
            || quantities::is_derived(&key(text), words)
            || amounts::unit_in(text, words).is_some())
}

/// First row of the heads over a row of years: 基準値, 実績値 or 目標値 may stand above them.
pub(super) fn upper_heads(grid: &Grid, row: usize, columns: &Range<usize>, lexicon: &Lexicon<'_>) -> usize {
    let role = |row: usize, column: usize| {
        grid.cell(row, column).is_some_and(|cell| {
            cell.row == row
                && key(cell.text.as_str()).chars().count() <= LONGEST_HEAD
                && (indicators::role_of(cell.text.as_str(), lexicon.words).is_some()
                    || amounts::phase_of(cell.text.as_str(), lexicon.words).is_some())
        })
    };
    let several = |above: usize| {
        let origins = |column: usize| grid.cell(above, column).map(|cell| cell.column);
        origins(columns.start) != origins(columns.end - 1)
    };
    match row.checked_sub(1) {
        Some(above) if several(above) && columns.clone().all(|column| role(above, column)) => above,
        _ => row,
    }
}

pub(super) fn head(grid: &Grid, header: &Range<usize>, column: usize, lexicon: &Lexicon<'_>) -> Head {
    let mut label = Passage::default();
    for row in header.clone() {
        if let Some(cell) = grid.cell(row, column) {
            label.join(' ', &cell.text);
        }
    }
    let phase = amounts::phase_of(label.as_str(), lexicon.words);
    // 実績 over ４年度決算: a year without era begins its own cell.
    let dated = lexicon.column_year(label.as_str()).or_else(|| {
        let mut cells = header.clone().rev().filter_map(|row| grid.cell(row, column));
        cells.find_map(|cell| lexicon.column_year(cell.text.as_str()))
    });
    let dated = dated.or_else(|| Some(Some(years::western(label.as_str())?)));
    // 達成率 beside 目標 and 実績 under their year.
    let lower = || {
        let cell = grid.cell(header.end.checked_sub(1)?, column)?;
        Some(header.len() > 1 && is_quotient(cell.text.as_str(), lexicon))
    };
    Head {
        dateless: dated.is_none(),
        column,
        year: dated.flatten(),
        phase,
        role: match change_role(label.as_str(), lexicon) {
            // 差引 of 予算 and 決算 under their year is no change against the year before.
            Some(_) if lexicon.column_year(label.as_str()).is_some() && header.len() > 1 => HeadRole::Aside,
            Some(role) => role,
            None if is_quotient(label.as_str(), lexicon) || lower() == Some(true) => HeadRole::Aside,
            None => HeadRole::Year,
        },
        label,
    }
}

/// 合計, ３か年合計, 全体計画: what the years before it add up to.
pub(super) fn is_sum(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let label = bare(text);
    let totals = lexicon.words.label("total");
    label.chars().count() <= LONGEST_SUM
        && (totals.contains(&label) || label.ends_with("合計") || label.ends_with("年計"))
}

/// 最終目標値 behind the years: what they lead to.
pub(super) fn is_aim(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let label = key(text);
    label.contains("目標")
        && label.chars().count() <= LONGEST_SUM
        && !label.contains("目標年")
        && indicators::role_of(text, lexicon.words) == Some(IndicatorRole::Target)
}

/// Letters of 令和6～8年度合計.
const LONGEST_SUM: usize = 10;

/// 達成率 among the years of a quantity.
fn is_quotient(label: &str, lexicon: &Lexicon<'_>) -> bool {
    let short = label.chars().take(LONGEST_HEAD + 1).count() <= LONGEST_HEAD;
    let share = || {
        matches!(
            lexicon.label(label),
            Some(Role::Share | Role::Ratio | Role::Difference)
        )
    };
    short
        && lexicon.column_year(label).is_none()
        && quantities::is_derived(&key(label), lexicon.words)
        && !share()
}

pub(super) fn change_role(label: &str, lexicon: &Lexicon<'_>) -> Option<HeadRole> {
    match lexicon.label(label)? {
        Role::Difference => Some(HeadRole::Difference),
        Role::Ratio => Some(HeadRole::Ratio),
        _ => None,
    }
}
