//! The columns of the tables of one shape: what each holds, by its headers, its cells and the laws between them.

use std::collections::BTreeMap;

use crate::model::Phase;
use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

use super::columns::{self, Column, Header, HeaderCell, Look};
use super::lexicon::{Lexicon, Role, bare};
use super::money::{
    fill_years, funding_columns, is_money, law_roles, ratio_law, share_money_label, share_units,
    supplemented, within_columns,
};
use super::plan::{Family, effective};
use super::rows::{SECTION_GRADE, Shape};
use super::{align, amounts, book, measured, naming, stacked, stages, steps, years};

/// The columns of a family, its header damages outvoted by the document's other tables of the same looks.
pub(super) fn shape(
    family: &Family,
    all: &[Family],
    lexicon: &Lexicon<'_>,
    fiscal_year: Option<i32>,
) -> Option<Shape> {
    let width = body_width(family)?;
    let looks = columns::column_looks(&family.rows, width, lexicon.words);
    let mut votes: Vec<Vec<(HeaderCell, i32)>> = vec![Vec::new(); width];
    let mut years: Vec<Vec<i32>> = vec![Vec::new(); width];
    for other in all {
        let Some(other_width) = body_width(other) else {
            continue;
        };
        let own = std::ptr::eq(family, other);
        if !own
            && (other_width != width
                || !alike(&looks, &columns::column_looks(&other.rows, width, lexicon.words)))
        {
            continue;
        }
        for header in &other.headers {
            for (column, cell) in header_for(header, &looks, lexicon).into_iter().enumerate() {
                years[column].extend(columns::year_of(&cell, lexicon));
                if !cell.parts.is_empty() {
                    let fit = columns::agreement(cell.role(lexicon).as_ref(), looks[column]);
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
        .find(|label| budget_words.contains(label) && !totals.contains(label));
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
pub(super) fn body_width(family: &Family) -> Option<usize> {
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
pub(super) fn alike(a: &[Look], b: &[Look]) -> bool {
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
pub(super) fn header_for(header: &Header, looks: &[Look], lexicon: &Lexicon<'_>) -> Vec<HeaderCell> {
    if header.columns.len() == looks.len() {
        return header.columns.clone();
    }
    align::align(header, looks, lexicon)
        .iter()
        .map(|taken| align::together(header, taken))
        .collect()
}

/// The header cell with most votes, weighed by how well it goes with the column's cells.
pub(super) fn elect(votes: Vec<(HeaderCell, i32)>) -> HeaderCell {
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

/// Roles, years and units of the elected header.
pub(super) fn finish(
    cells: &[HeaderCell],
    looks: &[Look],
    years: &[Vec<i32>],
    family: &Family,
    lexicon: &Lexicon<'_>,
    (fiscal_year, money_word): (Option<i32>, Option<String>),
) -> Option<Shape> {
    let words = lexicon.words;
    let mut made: Vec<Column> = cells
        .iter()
        .zip(looks)
        .zip(years)
        .enumerate()
        .map(|(index, ((cell, &look), years))| {
            let label = cell.label();
            Column {
                role: role_of(cell, look, is_money(family, index), lexicon),
                year: columns::year_of(cell, lexicon).or_else(|| most_frequent(years)),
                phase: phase_of(cell, words).or_else(|| amounts::phase_of(&label, words)),
                unit: columns::unit_of(cell, words),
                part_of: None,
                label,
                parts: cell.words(),
                look,
                group: cell.group,
                stack: Vec::new(),
                chooses: false,
                share_of: None,
            }
        })
        .collect();
    super::chosen::mark(&mut made, family, words);
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
    let book_row = || {
        made.iter()
            .position(|column| matches!(column.role, Role::Level(_)))
    };
    let name = match under
        .as_ref()
        .and_then(|_| book_row())
        .or(stepped.last().copied())
    {
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
    let numbered = family
        .rows
        .iter()
        .filter_map(|row| row.get(name))
        .filter(|cell| !cell.is_blank())
        .filter(|cell| super::parts::kind_of(cell, lexicon) != super::parts::Kind::Total);
    let (all, counted) = numbered.fold((0, 0), |(all, counted), cell| {
        (all + 1, counted + usize::from(starts_with_number(cell)))
    });
    // Lines of a budget (1.人件費, 12.投資的経費) carry numbers, their totals and parts do not.
    let line = matches!(&made[name].role, Role::Level(word) if lexicon.words.levels.tier(word).is_none());
    let share = if line { 5 } else { 8 };
    let counts = line && counts_on(family, name);
    let numbered_names = (counted * 10 >= all * share || counts)
        && all > 1
        && !made.iter().any(|column| column.role == Role::Number);
    super::shares::settle(&mut made, family);
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

/// Columns of choices (拡充 | 現状維持 | 縮小): marks on the row beside one that says 新規 or under 区分, else grades.
fn choices(columns: &mut [Column], words: &Vocabulary) {
    let last = |column: &Column| {
        column
            .parts
            .last()
            .map(|part| key(part.as_str()))
            .unwrap_or_default()
    };
    let new = columns
        .iter()
        .any(|column| column.parts.len() == 1 && matches!(last(column).as_str(), "新規" | "新"));
    for column in columns.iter_mut().filter(|column| column.look == Look::Grade) {
        let flag = words.flags.words.contains(&last(column));
        if flag && (column.parts.len() == 1 && new || column.role == Role::Flag) {
            column.role = Role::Flag;
        }
    }
    // 現状, 予定どおり: words that say something else elsewhere.
    let other =
        |column: &&mut Column| column.chooses && !matches!(column.role, Role::Flag | Role::Evaluation);
    for column in columns.iter_mut().filter(other) {
        column.role = Role::Evaluation;
    }
}

/// 一次評価 over 必要性 | 有効性 | 総合: where several grades stand under one head, each is called by both words.
fn whole_grade_labels(columns: &mut [Column], lexicon: &Lexicon<'_>) {
    let words = lexicon.words;
    let graded = |column: &Column| -> Vec<Passage> {
        let said = column
            .parts
            .iter()
            .filter(|part| lexicon.label(part.as_str()) != Some(Role::Period));
        said.cloned().collect()
    };
    let named = |column: &Column| {
        let parts = graded(column);
        let last = parts.last()?;
        let whole = column.role == Role::Evaluation
            && parts.len() > 1
            && !column.chooses
            && !super::grades::is_choice(last.as_str(), words);
        whole.then(|| (key(parts[0].as_str()), column.year, column.group))
    };
    let names: Vec<_> = columns.iter().map(named).collect();
    for (index, column) in columns.iter_mut().enumerate() {
        let shared = names
            .iter()
            .flatten()
            .filter(|name| Some(*name) == names[index].as_ref());
        if shared.count() < 2 {
            continue;
        }
        let mut whole = Passage::default();
        for part in graded(column) {
            whole.join('／', &super::tidy_name(&part));
        }
        column.parts = vec![whole];
    }
}

pub(super) fn most_frequent(years: &[i32]) -> Option<i32> {
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
pub(super) fn role_of(cell: &HeaderCell, look: Look, money: bool, lexicon: &Lexicon<'_>) -> Role {
    let role = cell.role(lexicon);
    if role == Some(Role::Period) {
        match look {
            Look::Prose | Look::Short => return Role::Text,
            Look::Grade => return Role::Evaluation,
            _ => {}
        }
    }
    if columns::agreement(role.as_ref(), look) >= 0
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
pub(super) fn names_other(cell: &HeaderCell, lexicon: &Lexicon<'_>) -> bool {
    let label = bare(&cell.label());
    let money = label.ends_with(['費', '額', '金', '円', '債', '税', '料'])
        || label.ends_with("財源")
        || amounts::unit_in(&cell.label(), lexicon.words).is_some();
    !label.is_empty() && !money && cell.parts.iter().all(|part| lexicon.is_plausible(part.as_str()))
}

/// A first column that counts 1, 2, 3 … is the rows' number whatever its header lost.
pub(super) fn lost_numbers(columns: &mut [Column], family: &Family) {
    let Some(first) = columns
        .first_mut()
        .filter(|column| column.look == Look::Whole && column.role != Role::Number)
    else {
        return;
    };
    let values: Vec<f64> = family
        .rows
        .iter()
        .filter_map(|row| row.first())
        .filter_map(|cell| amounts::figure(cell.as_str()))
        .map(|figure| figure.0)
        .collect();
    let steps = values
        .windows(2)
        .filter(|pair| (pair[1] - pair[0] - 1.0).abs() < 1e-9)
        .count();
    if values.len() > 2 && steps * 10 >= (values.len() - 1) * 8 {
        first.role = Role::Number;
    }
}

/// Whether the numbers before some of the names count on from one, again and again (１　固定資産 … ２　流動資産).
fn counts_on(family: &Family, name: usize) -> bool {
    let cells = family.rows.iter().filter_map(|row| row.get(name));
    let numbers: Vec<u32> = cells
        .filter(|cell| starts_with_number(cell))
        .filter_map(|cell| crate::japanese::leading_number(cell)?.0.parse().ok())
        .collect();
    let counts = numbers
        .windows(2)
        .all(|pair| pair[1] == 1 || pair[1] == pair[0] + 1);
    numbers.first() == Some(&1) && numbers.len() > 2 && counts
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

/// Grade columns that are filled only where a section begins are grades of the section.
pub(super) fn section_grades(columns: &mut [Column], family: &Family, name: usize, words: &Vocabulary) {
    let Some(level) = columns
        .iter()
        .take(name)
        .rposition(|column| matches!(column.role, Role::Level(_)))
    else {
        return;
    };
    let begins = |row: &&Vec<Passage>| row.get(level).is_some_and(|cell| !cell.is_blank());
    let starts = family.rows.iter().filter(begins).count();
    if starts == 0 || starts == family.rows.len() {
        return;
    }
    // 拡充 | 維持 | 廃止 under one head: each is empty in most rows, whatever it is a choice of.
    let chooses = |column: &Column| {
        let last = column.parts.last();
        column.chooses || last.is_some_and(|part| super::grades::is_choice(part.as_str(), words))
    };
    for (index, column) in columns
        .iter_mut()
        .enumerate()
        .filter(|(_, column)| column.role == Role::Evaluation && !chooses(column))
    {
        let filled = |row: &&Vec<Passage>| row.get(index).is_some_and(|cell| !cell.is_blank());
        let later = family
            .rows
            .iter()
            .filter(|row| !begins(row))
            .filter(filled)
            .count();
        if later * 4 < family.rows.len() - starts {
            column.group = Some(SECTION_GRADE);
        }
    }
}

/// `1-1防犯…`, `3 …`: a number before a word.
pub(super) fn starts_with_number(cell: &Passage) -> bool {
    crate::japanese::leading_number(cell).is_some_and(|(_, used)| {
        cell.as_str()
            .get(used..)
            .and_then(|rest| rest.trim_start().chars().next())
            .is_some_and(|c| !c.is_ascii_digit() && !"年月日件人回%".contains(c))
    })
}
