//! Decides, before anything is read, how each table is read: as rows (with which columns), as a form, as
//! indicators, counts or a legend.

use std::collections::BTreeMap;

use crate::layout::Grid;
use crate::source::{Block, Passage, Reading};
use crate::vocabulary::key;

use super::columns::{self, Column, Header, HeaderCell, Look};
use super::lexicon::{Lexicon, Role, bare};
use super::rows::{SECTION_GRADE, Shape};
use super::{amounts, indicators, tallies};

/// How one table is read.
#[derive(Debug, Clone)]
pub(crate) enum Plan {
    /// Rows of the report: index of the shape, number of header rows.
    Rows(usize, usize),
    /// Values of indicators.
    Indicators,
    /// Counts or meanings of grades.
    Tally,
    /// Label cells and values.
    Form,
    /// Nothing that the program knows.
    Other,
}

/// Plans of all tables by block index, and the shapes they share.
#[derive(Debug, Default)]
pub(crate) struct Plans {
    pub by_block: BTreeMap<usize, Plan>,
    pub shapes: Vec<Shape>,
}

/// Tables of rows with the same number of columns and the same header words.
struct Family {
    headers: Vec<Header>,
    rows: Vec<Vec<Passage>>,
    columns: usize,
    caption_unit: Option<String>,
}

pub(crate) fn plan(reading: &Reading, lexicon: &Lexicon<'_>, fiscal_year: Option<i32>) -> Plans {
    let mut plans = Plans::default();
    let mut families: Vec<Family> = Vec::new();
    let mut member: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut open: Option<usize> = None;
    let mut caption: Option<String> = None;
    for (index, block) in reading.blocks.iter().enumerate() {
        match block {
            Block::Line(line) => caption = unit_caption(line.text.as_str(), lexicon).or(caption),
            Block::Table(grid) => {
                if let Some(plan) = special(grid, lexicon) {
                    plans.by_block.insert(index, plan);
                } else if let Some((header, start)) = rows_header(grid, lexicon) {
                    open = Some(join_family(
                        &mut families,
                        grid,
                        header,
                        start,
                        caption.take(),
                        lexicon,
                    ));
                    member.insert(index, (open.unwrap_or(0), start + headed(grid, lexicon)));
                } else if let Some(family) =
                    open.filter(|&family| continues(grid, &families[family], lexicon))
                {
                    families[family].rows.extend(body(grid, 0));
                    let width = families[family]
                        .rows
                        .iter()
                        .map(|row| effective(row))
                        .max()
                        .unwrap_or(0);
                    families[family].columns = families[family].columns.max(
                        if families[family].headers.len() == 1 && families[family].columns == 0 {
                            width
                        } else {
                            0
                        },
                    );
                    member.insert(index, (family, 0));
                } else {
                    let form = has_labels(grid, lexicon);
                    plans
                        .by_block
                        .insert(index, if form { Plan::Form } else { Plan::Other });
                    caption = None;
                }
            }
            Block::Blank | Block::Page => {}
        }
    }
    let shapes: Vec<Option<Shape>> = families
        .iter()
        .map(|family| shape(family, &families, lexicon, fiscal_year))
        .collect();
    let mut shape_of = BTreeMap::new();
    for (family, shape) in shapes.into_iter().enumerate() {
        if let Some(shape) = shape {
            shape_of.insert(family, plans.shapes.len());
            plans.shapes.push(shape);
        }
    }
    for (block, (family, header)) in member {
        let plan = shape_of
            .get(&family)
            .map_or(Plan::Other, |&shape| Plan::Rows(shape, header));
        plans.by_block.insert(block, plan);
    }
    plans
}

/// `（単位：千円）`.
fn unit_caption(line: &str, lexicon: &Lexicon<'_>) -> Option<String> {
    let line = key(line);
    (line.chars().count() < 40 && line.contains("単位"))
        .then(|| amounts::unit_in(&line, lexicon.words))
        .flatten()
}

fn special(grid: &Grid, lexicon: &Lexicon<'_>) -> Option<Plan> {
    if indicators::is_table(grid, lexicon) {
        Some(Plan::Indicators)
    } else if tallies::is_table(grid, lexicon) {
        Some(Plan::Tally)
    } else {
        None
    }
}

/// The header of a table of rows: known labels side by side, one of them a row's name.
fn rows_header(grid: &Grid, lexicon: &Lexicon<'_>) -> Option<(Header, usize)> {
    let header = columns::header(grid, lexicon)?;
    let roles: Vec<Option<Role>> = header.columns.iter().map(|cell| cell.role(lexicon)).collect();
    let filled = header
        .columns
        .iter()
        .filter(|cell| !cell.parts.is_empty())
        .count();
    let known = roles.iter().flatten().count();
    let named = roles
        .iter()
        .flatten()
        .any(|role| matches!(role, Role::Level(_) | Role::Name));
    let other = roles
        .iter()
        .flatten()
        .any(|role| !matches!(role, Role::Level(_) | Role::Name | Role::Number));
    // A lone label beside a value (施策名 | 持続可能な…) is a form, two or three words of header are not.
    if is_pairs(grid, lexicon) {
        return None;
    }
    let first_row_labels = grid
        .origins(0)
        .filter(|cell| lexicon.label(cell.text.as_str()).is_some())
        .count();
    let enough = filled >= 3 && (known * 2 >= filled || known >= 3) && first_row_labels >= 2;
    // The name's own label may be what OCR lost: three sure labels around it are a header all the same.
    let sure = roles
        .iter()
        .flatten()
        .filter(|role| role.is_strong() || **role == Role::Number)
        .count();
    let form = interleaved(grid, header.rows, lexicon);
    ((named && other && enough || sure >= 3 && known * 2 > filled) && !form).then_some((header, 0))
}

/// Rows of labels only between rows of values: a sheet with its values below the labels.
pub(crate) fn interleaved(grid: &Grid, header: usize, lexicon: &Lexicon<'_>) -> bool {
    (header + 1..grid.rows()).any(|row| {
        let mut cells = grid.origins(row).filter(|cell| !cell.text.is_blank()).peekable();
        cells.peek().is_some()
            && cells.all(|cell| {
                lexicon
                    .label(cell.text.as_str())
                    .is_some_and(|role| !matches!(role, Role::Period | Role::Level(_) | Role::Name))
            })
    }) && (header..grid.rows()).all(|row| grid.origins(row).any(|cell| !cell.text.is_blank()))
}

/// `label | value | label | value`: a form's line, no header.
fn is_pairs(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    let labels: Vec<bool> = grid
        .origins(0)
        .filter(|cell| !cell.text.is_blank())
        .map(|cell| lexicon.label(cell.text.as_str()).is_some())
        .collect();
    labels.len() >= 2 && labels.len().is_multiple_of(2) && labels.chunks(2).all(|pair| pair == [true, false])
}

fn headed(grid: &Grid, lexicon: &Lexicon<'_>) -> usize {
    columns::header(grid, lexicon).map_or(0, |header| header.rows)
}

/// Body rows as cells, trailing blanks kept.
fn body(grid: &Grid, from: usize) -> Vec<Vec<Passage>> {
    (from..grid.rows())
        .map(|row| {
            (0..grid.columns())
                .map(|column| {
                    grid.cell(row, column)
                        .filter(|cell| cell.row == row && cell.column == column)
                        .map(|cell| cell.text.clone())
                        .unwrap_or_default()
                })
                .collect()
        })
        .filter(|row: &Vec<Passage>| row.iter().any(|cell| !cell.is_blank()))
        .collect()
}

/// Number of cells up to the last one that is not blank.
fn effective(row: &[Passage]) -> usize {
    row.iter()
        .rposition(|cell| !cell.is_blank())
        .map_or(0, |last| last + 1)
}

fn join_family(
    families: &mut Vec<Family>,
    grid: &Grid,
    header: Header,
    start: usize,
    caption: Option<String>,
    lexicon: &Lexicon<'_>,
) -> usize {
    let rows = body(grid, start + header.rows);
    let labels = |header: &Header| header.columns.iter().map(HeaderCell::label).collect::<Vec<_>>();
    let mine = labels(&header);
    let same = families
        .iter()
        .position(|family| family.headers.iter().any(|other| labels(other) == mine));
    let index = same.unwrap_or_else(|| {
        families.push(Family {
            headers: Vec::new(),
            rows: Vec::new(),
            columns: 0,
            caption_unit: None,
        });
        families.len() - 1
    });
    let family = &mut families[index];
    family.rows.extend(rows);
    family.headers.push(header);
    family.caption_unit = caption.or(family.caption_unit.take());
    let _ = lexicon;
    index
}

/// Whether a table without header goes on with the family: as many cells as its rows (or its header) have, no labels.
fn continues(grid: &Grid, family: &Family, lexicon: &Lexicon<'_>) -> bool {
    if has_labels(grid, lexicon) {
        return false;
    }
    let rows = body(grid, 0);
    let Some(width) = rows.iter().map(|row| effective(row)).max() else {
        return false;
    };
    let known = family.rows.iter().map(|row| effective(row)).max();
    let header = family.headers.first().map_or(0, |header| header.columns.len());
    match known {
        Some(known) => width.abs_diff(known) <= 1 && width >= 2 || grid.columns() == header,
        None => width >= 2 && width <= header,
    }
}

/// Whether a table has labels or headings as forms have them.
fn has_labels(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    (0..grid.rows()).any(|row| {
        grid.origins(row).any(|cell| {
            !cell.nested.is_empty()
                || lexicon
                    .heading(&crate::japanese::text::nfkc(&cell.text))
                    .is_some()
                || lexicon
                    .label(cell.text.as_str())
                    .is_some_and(|role| !matches!(role, Role::Period))
        })
    })
}

/// The columns of a family, its header damages outvoted by the document's other tables of the same looks.
fn shape(family: &Family, all: &[Family], lexicon: &Lexicon<'_>, fiscal_year: Option<i32>) -> Option<Shape> {
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
                years[column].extend(columns::year_of(&cell));
                if !cell.parts.is_empty() {
                    let fit = columns::agreement(cell.role(lexicon).as_ref(), looks[column]);
                    votes[column].push((cell, fit));
                }
            }
        }
    }
    // The amount's word may be outvoted in every column by years: any header that prints it tells.
    let budget_words = lexicon.words.label("budget");
    let money_word = votes
        .iter()
        .flatten()
        .flat_map(|(cell, _)| &cell.parts)
        .map(|part| bare(part.as_str()))
        .find(|label| budget_words.contains(label));
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
fn body_width(family: &Family) -> Option<usize> {
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
fn alike(a: &[Look], b: &[Look]) -> bool {
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
fn header_for(header: &Header, looks: &[Look], lexicon: &Lexicon<'_>) -> Vec<HeaderCell> {
    if header.columns.len() == looks.len() {
        return header.columns.clone();
    }
    columns::align(header, looks, lexicon)
        .iter()
        .map(|taken| columns::together(header, taken))
        .collect()
}

/// The header cell with most votes, weighed by how well it goes with the column's cells.
fn elect(votes: Vec<(HeaderCell, i32)>) -> HeaderCell {
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
fn finish(
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
                year: columns::year_of(cell).or_else(|| most_frequent(years)),
                phase: amounts::phase_of(&label, words),
                unit: columns::unit_of(cell, words),
                part_of: None,
                label,
                parts: cell.parts.clone(),
                look,
                group: cell.group,
            }
        })
        .collect();
    law_roles(&mut made, family);
    lost_numbers(&mut made, family);
    share_units(&mut made, family);
    share_money_label(&mut made, words.label("budget"), money_word);
    fill_years(&mut made, fiscal_year);
    funding_columns(&mut made);
    let name = name_column(&made, family).or_else(|| lost_name(&mut made, family, lexicon))?;
    section_grades(&mut made, family, name);
    for (index, column) in made.iter_mut().enumerate() {
        if index > name && matches!(column.role, Role::Level(_) | Role::Name) {
            column.role = Role::Text;
        }
    }
    let numbered = family
        .rows
        .iter()
        .filter_map(|row| row.get(name))
        .filter(|cell| !cell.is_blank());
    let (all, counted) = numbered.fold((0, 0), |(all, counted), cell| {
        (all + 1, counted + usize::from(starts_with_number(cell)))
    });
    let numbered_names =
        counted * 10 >= all * 8 && all > 1 && !made.iter().any(|column| column.role == Role::Number);
    Some(Shape {
        columns: made,
        name,
        numbered_names,
    })
}

/// Funding sources are parts of the amount left of them, and share its year and stage.
fn funding_columns(columns: &mut [Column]) {
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

fn most_frequent(years: &[i32]) -> Option<i32> {
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
fn role_of(cell: &HeaderCell, look: Look, money: bool, lexicon: &Lexicon<'_>) -> Role {
    let role = cell.role(lexicon);
    if role == Some(Role::Period) && matches!(look, Look::Prose | Look::Short) {
        return Role::Text;
    }
    if columns::agreement(role.as_ref(), look) >= 0
        && let Some(role) = role {
            return role;
        }
    match (role, look) {
        (_, Look::Department) => Role::Department,
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
fn names_other(cell: &HeaderCell, lexicon: &Lexicon<'_>) -> bool {
    let label = bare(&cell.label());
    let money = label.ends_with(['費', '額', '金', '円', '債', '税', '料'])
        || label.ends_with("財源")
        || amounts::unit_in(&cell.label(), lexicon.words).is_some();
    !label.is_empty() && !money && cell.parts.iter().all(|part| lexicon.is_plausible(part.as_str()))
}

/// Whether the figures of a column are large enough, or set in thousands, to be money when no header says so.
fn is_money(family: &Family, column: usize) -> bool {
    let cells = family.rows.iter().filter_map(|row| row.get(column));
    let figures: Vec<f64> = cells
        .filter_map(|cell| amounts::figure(cell.as_str()))
        .map(|figure| figure.0.abs())
        .collect();
    figures.iter().filter(|figure| **figure >= 1000.0).count() * 4 >= figures.len() && !figures.is_empty()
}

/// Money columns without a telling header: the law a − b = d finds the difference.
fn law_roles(columns: &mut [Column], family: &Family) {
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

/// A first column that counts 1, 2, 3 … is the rows' number whatever its header lost.
fn lost_numbers(columns: &mut [Column], family: &Family) {
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

/// A unit printed over one money column (or as a caption) holds for all.
fn share_units(columns: &mut [Column], family: &Family) {
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
fn share_money_label(columns: &mut [Column], budget_words: &[String], money_word: Option<String>) {
    let named = |label: &str| {
        budget_words
            .iter()
            .find(|word| bare(label).contains(word.as_str()))
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
fn fill_years(columns: &mut [Column], fiscal_year: Option<i32>) {
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

/// Grade columns that are filled only where a section begins are grades of the section.
fn section_grades(columns: &mut [Column], family: &Family, name: usize) {
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
    for (index, column) in columns
        .iter_mut()
        .enumerate()
        .filter(|(_, column)| column.role == Role::Evaluation)
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
fn starts_with_number(cell: &Passage) -> bool {
    crate::japanese::leading_number(cell).is_some_and(|(_, used)| {
        cell.as_str()
            .get(used..)
            .and_then(|rest| rest.trim_start().chars().next())
            .is_some_and(|c| !c.is_ascii_digit() && !"年月日件人回%".contains(c))
    })
}

/// A column of short texts that all differ, left of the rest, whose header is lost: the names. What they are is
/// read off their own last word (…事業).
fn lost_name(columns: &mut [Column], family: &Family, lexicon: &Lexicon<'_>) -> Option<usize> {
    let texts = |index: usize| -> Vec<String> {
        family
            .rows
            .iter()
            .filter_map(|row| row.get(index))
            .map(|cell| key(cell.as_str()))
            .filter(|text| !text.is_empty())
            .collect()
    };
    let index = (0..columns.len()).find(|&index| {
        let all = texts(index);
        let distinct: std::collections::BTreeSet<&String> = all.iter().collect();
        columns[index].role == Role::Text
            && columns[index].look == Look::Short
            && all.len() > 1
            && distinct.len() == all.len()
            && lexicon.label(&columns[index].label).is_none()
    })?;
    let all = texts(index);
    let word = lexicon
        .words
        .levels
        .ranked()
        .iter()
        .map(|(word, _)| word)
        .find(|word| all.iter().filter(|text| text.ends_with(word.as_str())).count() * 2 >= all.len());
    columns[index].role = Role::Level(word.cloned().unwrap_or_else(|| "事業".to_owned()));
    Some(index)
}

/// The column of the rows' names: the last level or name column that most rows fill.
fn name_column(columns: &[Column], family: &Family) -> Option<usize> {
    let filled = |index: usize| {
        family
            .rows
            .iter()
            .filter(|row| row.get(index).is_some_and(|cell| !cell.is_blank()))
            .count()
    };
    let named = |index: &usize| matches!(columns[*index].role, Role::Level(_) | Role::Name);
    let most = (0..columns.len()).filter(named).map(filled).max()?;
    let full = |index: &usize| {
        filled(*index) * 10 >= most * 8 && !matches!(columns[*index].look, Look::Whole | Look::Grade)
    };
    // Names are short: a level word over narrative (取組内容, 目標) heads a text when another column holds names.
    let short = (0..columns.len())
        .filter(named)
        .rev()
        .find(|index| full(index) && columns[*index].look != Look::Prose);
    short.or_else(|| (0..columns.len()).filter(named).find(full))
}
