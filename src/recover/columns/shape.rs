//! The columns of the tables of one shape: what each holds, by its headers, its cells and the laws between them.

use std::collections::BTreeMap;

use crate::model::Phase;
use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

use super::graded::{choices, section_grades, whole_grade_labels};
use super::money::{
    fill_years, funding_columns, is_money, law_roles, of_several, ratio_law, share_money_label, share_units,
    supplemented, within_columns,
};
use super::numbered::{lost_numbers, numbers_names};
use super::{Column, Header, HeaderCell, Look};
use super::{align, chosen, naming, shares, stacked};
use crate::recover::indicators::measured;
use crate::recover::lexicon::{Lexicon, Role, bare};
use crate::recover::plan::{Family, effective};
use crate::recover::rows::Shape;
use crate::recover::rows::{book, stages, steps};
use crate::recover::{amounts, years};

/// The columns of a family, its header damages outvoted by the document's other tables of the same looks.
pub(in crate::recover) fn shape(
    family: &Family,
    all: &[Family],
    lexicon: &Lexicon<'_>,
    fiscal_year: Option<i32>,
) -> Option<Shape> {
    let width = body_width(family)?;
    let looks = super::column_looks(&family.rows, width, lexicon.words);
    let mut votes: Vec<Vec<(HeaderCell, i32)>> = vec![Vec::new(); width];
    let mut years: Vec<Vec<i32>> = vec![Vec::new(); width];
    for other in all {
        let Some(other_width) = body_width(other) else {
            continue;
        };
        let own = std::ptr::eq(family, other);
        if !own
            && (other_width != width
                || !alike(&looks, &super::column_looks(&other.rows, width, lexicon.words)))
        {
            continue;
        }
        for header in &other.headers {
            for (column, cell) in header_for(header, &looks, lexicon).into_iter().enumerate() {
                years[column].extend(super::year_of(&cell, lexicon));
                if !cell.parts.is_empty() {
                    let fit = super::agreement(cell.role(lexicon).as_ref(), looks[column]);
                    votes[column].push((cell, fit));
                }
            }
        }
    }
    // The amount's word may be outvoted in every column by years: any header that prints it tells.
    let budget_words = lexicon.words.label("budget");
    // 計 behind the years says nothing of what they are.
    let totals = lexicon.words.label("total");
    let money_word = votes
        .iter()
        .flatten()
        .flat_map(|(cell, _)| &cell.parts)
        .map(|part| bare(part.as_str()))
        .find(|label| budget_words.contains(label) && !totals.contains(label) && !of_several(label));
    let mut cells: Vec<HeaderCell> = votes.into_iter().map(elect).collect();
    // A header cell with nothing to its right covers the columns there (取組項目 | 基本方針1 | (1)).
    for column in 1..cells.len() {
        if cells[column].parts.is_empty()
            && looks[column] != Look::Blank
            && cells[column - 1].role(lexicon) != Some(Role::Number)
        {
            cells[column] = cells[column - 1].clone();
        }
    }
    finish(&cells, &looks, &years, family, lexicon, (fiscal_year, money_word))
}

/// Most frequent number of cells of the body rows, trailing blanks aside where most rows have none.
pub(in crate::recover) fn body_width(family: &Family) -> Option<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for row in &family.rows {
        *counts.entry(effective(row)).or_default() += 1;
    }
    let header = family.headers.first()?.columns.len();
    // Rows may end in cells that are always blank: the header's width then is the true one.
    let fits = family.rows.iter().all(|row| row.len() == header);
    let widest = counts.keys().max().copied()?;
    let usual = counts
        .into_iter()
        .max_by_key(|&(width, count)| (count, width))
        .map(|(width, _)| width)?;
    Some(if fits && widest + 1 >= header || usual == header {
        header
    } else {
        usual.max(2)
    })
}

/// Whether two tables hold the same kinds of cells, column by column.
pub(in crate::recover) fn alike(a: &[Look], b: &[Look]) -> bool {
    let clash = |x: Look, y: Look| {
        let figures = |look: Look| matches!(look, Look::Whole | Look::Decimal);
        let open = |look: Look| matches!(look, Look::Blank | Look::Dash);
        x != y
            && !open(x)
            && !open(y)
            && (figures(x)
                || figures(y)
                || x == Look::Grade
                || y == Look::Grade
                || x == Look::Department
                || y == Look::Department)
    };
    a.len() == b.len() && !a.iter().zip(b).any(|(&x, &y)| clash(x, y))
}

/// The header cells over each column; fitted by looks where their numbers differ.
pub(in crate::recover) fn header_for(
    header: &Header,
    looks: &[Look],
    lexicon: &Lexicon<'_>,
) -> Vec<HeaderCell> {
    if header.columns.len() == looks.len() {
        return header.columns.clone();
    }
    align::align(header, looks, lexicon)
        .iter()
        .map(|taken| align::together(header, taken))
        .collect()
}

/// The header cell with most votes, weighed by how well it goes with the column's cells.
pub(in crate::recover) fn elect(votes: Vec<(HeaderCell, i32)>) -> HeaderCell {
    let mut tally: Vec<(HeaderCell, i32)> = Vec::new();
    for (cell, fit) in votes {
        let label = key(&cell.label());
        match tally.iter_mut().find(|(known, _)| key(&known.label()) == label) {
            Some((_, score)) => *score += fit.max(-1) + 2,
            None => tally.push((cell, fit + 2)),
        }
    }
    let mut best: Option<(HeaderCell, i32)> = None;
    for (cell, score) in tally {
        if best.as_ref().is_none_or(|(_, top)| score > *top) {
            best = Some((cell, score));
        }
    }
    best.map(|(cell, _)| cell).unwrap_or_default()
}

/// The columns of a table as its header and the look of its cells have them.
fn columns_of(
    cells: &[HeaderCell],
    looks: &[Look],
    years: &[Vec<i32>],
    family: &Family,
    lexicon: &Lexicon<'_>,
) -> Vec<Column> {
    let words = lexicon.words;
    let column = |(index, ((cell, &look), years)): (usize, ((&HeaderCell, &Look), &Vec<i32>))| {
        let label = cell.label();
        Column {
            role: role_of(cell, look, is_money(family, index), lexicon),
            year: super::year_of(cell, lexicon).or_else(|| most_frequent(years)),
            phase: phase_of(cell, words).or_else(|| amounts::phase_of(&label, words)),
            unit: super::unit_of(cell, words),
            part_of: None,
            label,
            parts: cell.words(),
            look,
            group: cell.group,
            stack: Vec::new(),
            chooses: false,
            share_of: None,
        }
    };
    let columns = cells.iter().zip(looks).zip(years).enumerate();
    columns.map(column).collect()
}

/// Figures of another unit (単位：人) are amounts only where their own head says so.
fn no_money(columns: &mut [Column], lexicon: &Lexicon<'_>) {
    let says_money = |column: &Column| {
        let role = lexicon.label(&column.label);
        matches!(role, Some(Role::Budget | Role::Funding)) || column.phase.is_some() || column.unit.is_some()
    };
    let figures = |column: &&mut Column| {
        let role = &column.role;
        matches!(role, Role::Budget | Role::Period | Role::Difference | Role::Ratio) && !says_money(column)
    };
    for column in columns.iter_mut().filter(figures) {
        column.role = Role::Text;
    }
}

/// Roles, years and units of the elected header.
pub(in crate::recover) fn finish(
    cells: &[HeaderCell],
    looks: &[Look],
    years: &[Vec<i32>],
    family: &Family,
    lexicon: &Lexicon<'_>,
    (fiscal_year, money_word): (Option<i32>, Option<String>),
) -> Option<Shape> {
    let words = lexicon.words;
    let mut made = columns_of(cells, looks, years, family, lexicon);
    if family.counts {
        no_money(&mut made, lexicon);
    }
    chosen::mark(&mut made, family, words);
    choices(&mut made, words);
    stacked::find(&mut made, family, lexicon);
    whole_grade_labels(&mut made, lexicon);
    let under = book::under(&mut made);
    law_roles(&mut made, family, lexicon);
    ratio_law(&mut made, family);
    lost_numbers(&mut made, family);
    share_units(&mut made, family, words);
    share_money_label(&mut made, lexicon, money_word);
    fill_years(&mut made, fiscal_year, lexicon);
    supplemented(&mut made, lexicon);
    within_columns(&mut made);
    funding_columns(&mut made, family);
    let stage = stages::column(&made, family, lexicon);
    let year = year_column(family);
    let year_line = year.filter(|&year| stage.is_none() && stages::turns_by_year(family, year, lexicon));
    let leading = stage.or(year_line).map(|line| stages::leading(family, line));
    let family = leading.as_ref().unwrap_or(family);
    let stepped = if under.is_none() && stage.is_none() {
        steps::find(&mut made, family)
    } else {
        Vec::new()
    };
    let book_row = under.as_ref().and_then(|_| {
        let mut roles = made.iter().map(|column| &column.role);
        roles.position(|role| matches!(role, Role::Level(_)))
    });
    let name = match book_row.or(stepped.last().copied()) {
        Some(row) => row,
        None => naming::find(&mut made, family, lexicon)?,
    };
    group_columns(&mut made, name);
    section_grades(&mut made, family, name, lexicon.words);
    for (index, column) in made.iter_mut().enumerate() {
        if index > name && matches!(column.role, Role::Level(_) | Role::Name) {
            column.role = Role::Text;
        }
    }
    let numbered_names = numbers_names(&made, family, name, lexicon);
    shares::settle(&mut made, family);
    let measured = measured::find(&made, name, lexicon);
    Some(Shape {
        columns: made,
        name,
        numbered_names,
        stage,
        year,
        year_line: year_line.is_some(),
        under,
        measured,
        steps: stepped,
    })
}

/// 計画 below the name of an amount is what is expected of it; alone it is any plan.
fn phase_of(cell: &HeaderCell, words: &Vocabulary) -> Option<Phase> {
    let last = cell.parts.last().filter(|_| cell.parts.len() > 1)?;
    if bare(last.as_str()) == "計画" {
        return Some(Phase::Proposed);
    }
    amounts::phase_of(last.as_str(), words)
}

/// Columns before that of the years.
const MOST_BEFORE_YEAR: usize = 6;

/// A column of nothing but years left of the amounts: the years that the rows are of.
fn year_column(family: &Family) -> Option<usize> {
    let is_year =
        |cell: &Passage| years::of(cell.as_str()).is_some() && key(cell.as_str()).chars().count() <= 8;
    let header = family.headers.first()?;
    (0..header.columns.len().min(MOST_BEFORE_YEAR)).find(|&index| {
        key(&header.columns[index].label()).ends_with("年度")
            && years::of(&header.columns[index].label()).is_none()
            && family.rows.len() > 1
            && family
                .rows
                .iter()
                .all(|row| row.get(index).is_none_or(|cell| cell.is_blank() || is_year(cell)))
            && family
                .rows
                .iter()
                .any(|row| row.get(index).is_some_and(|cell| !cell.is_blank()))
    })
}

pub(in crate::recover) fn most_frequent(years: &[i32]) -> Option<i32> {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    for year in years {
        *counts.entry(*year).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|&(_, count)| count)
        .map(|(year, _)| year)
}

/// Header and cells together: where they contradict each other, the cells decide.
pub(in crate::recover) fn role_of(cell: &HeaderCell, look: Look, money: bool, lexicon: &Lexicon<'_>) -> Role {
    let role = cell.role(lexicon);
    if role == Some(Role::Period) {
        match look {
            Look::Prose | Look::Short => return Role::Text,
            Look::Grade => return Role::Evaluation,
            _ => {}
        }
    }
    if super::agreement(role.as_ref(), look) >= 0
        && let Some(role) = role
    {
        return role;
    }
    match (role, look) {
        (_, Look::Department) => Role::Department,
        // 款項目 over 2.1.6, 実績 over 120: a known label keeps its figures.
        (Some(Role::Text), Look::Whole | Look::Decimal | Look::Index)
            if amounts::unit_in(&cell.label(), lexicon.words).is_none() =>
        {
            Role::Text
        }
        (
            Some(
                role @ (Role::Budget
                | Role::Funding
                | Role::Difference
                | Role::Period
                | Role::Ratio
                | Role::Share),
            ),
            Look::Whole | Look::Decimal | Look::Dash,
        ) => role,
        (None, Look::Decimal | Look::Whole) if names_other(cell, lexicon) => Role::Text,
        (_, Look::Decimal) => Role::Ratio,
        (_, Look::Whole) if money || amounts::unit_in(&cell.label(), lexicon.words).is_some() => Role::Budget,
        (_, Look::Grade) => Role::Evaluation,
        (_, Look::Index) => Role::Number,
        (Some(role @ (Role::Level(_) | Role::Name)), _) => role,
        _ => Role::Text,
    }
}

/// Whether a header says in plain words something that is no money (執行率, 参加者数).
pub(in crate::recover) fn names_other(cell: &HeaderCell, lexicon: &Lexicon<'_>) -> bool {
    let label = bare(&cell.label());
    let money = label.ends_with(['費', '額', '金', '円', '債', '税', '料'])
        || label.ends_with("財源")
        || amounts::unit_in(&cell.label(), lexicon.words).is_some();
    !label.is_empty() && !money && cell.parts.iter().all(|part| lexicon.is_plausible(part.as_str()))
}

/// 区分 over two columns: the left one says which group the lines named in the right one are of.
fn group_columns(columns: &mut [Column], name: usize) {
    let Some(head) = columns.get(name).map(|column| column.label.clone()) else {
        return;
    };
    let Some(left) = name.checked_sub(1).and_then(|left| columns.get_mut(left)) else {
        return;
    };
    if !head.is_empty() && left.label == head && matches!(left.role, Role::Text | Role::Flag) {
        left.role = Role::Level(String::new());
    }
}
