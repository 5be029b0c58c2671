//! Tables of rows: each body row becomes a row of the report.

pub(super) mod book;
pub(super) mod flags;
pub(super) mod headings;
pub(super) mod marks;
pub(super) mod stages;
pub(super) mod steps;
pub(super) mod totals;

use crate::japanese;
use crate::layout::Grid;
use crate::source::Passage;
use crate::vocabulary::key;

use super::amounts::nesting;
use super::columns::{Column, Look, look};
use super::columns::{fit, stacked};
use super::entry::{Amount, ChangeCells, Entry};
use super::grades::graded;
use super::indicators::measured::{self, Measured};
use super::lexicon::{Role, bare};
use super::outline::loose;
use super::outline::opening;
use super::state::{State, add_text, extend_departments};
use super::{amounts, departments, grades, tidy, years};
use book::Under;
use totals::{TotalRow, book_total, is_total, settle};

/// How the tables of one shape are read.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub columns: Vec<Column>,
    /// Column of the rows' names.
    pub name: usize,
    /// Whether names carry their number in front (1-1 …).
    pub numbered_names: bool,
    /// Column of the stages (予算, 決算) where rows are printed on a line a stage.
    pub stage: Option<usize>,
    /// Column of the years that rows are of (年度 | 令和5年度).
    pub year: Option<usize>,
    /// Whether rows are printed on a line a year, named on the first.
    pub year_line: bool,
    /// Columns of rows under rows (節 under 目).
    pub under: Option<Under>,
    /// Indicators whose name and values stand in columns of each row.
    pub measured: Vec<Measured>,
    /// Columns of names that stand in steps (款, 項), outermost first.
    pub steps: Vec<usize>,
}

/// Reads the body rows of a table; `header_rows` rows at its top are header.
pub(crate) fn read(
    state: &mut State<'_>,
    grid: &Grid,
    header_rows: usize,
    shape: &Shape,
    totals: &mut Vec<TotalRow>,
) {
    let mut first_row: Option<usize> = None;
    let mut marks = Vec::new();
    let mut numbered = Vec::new();
    let before = totals.len();
    let begun = state.entries.len();
    state.list += usize::from(std::mem::take(&mut state.summed_up));
    for row in header_rows..grid.rows() {
        let Some((mut cells, sure)) = fit::fit(grid, row, shape, state) else {
            continue;
        };
        if let Some(section) = headings::section_row(state, &cells) {
            opening::open_heading(state, section.0, section.1);
            continue;
        }
        if headings::open_plain_section(state, &cells, shape, headings::spans(grid, row)) {
            continue;
        }
        state.summed_up = is_total(state, &cells, shape) && row + 1 == grid.rows();
        if is_total(state, &cells, shape) {
            book_total(state, &cells, shape, totals, begun);
            continue;
        }
        let step = steps::settle(&mut cells, shape);
        if let Some(under) = &shape.under {
            let begun = book::read_row(state, &cells, shape, under);
            first_row = first_row.or(begun);
            continue;
        }
        if next_stage(state, &cells, shape) || continues_row(state, &cells, shape) {
            continue;
        }
        if let Some(from) = fit::named_across(grid, row, shape) {
            headings::close_sections(state, shape, from);
        }
        headings::open_sections(state, &cells, shape);
        if let Some(entry) = read_row(state, &cells, shape) {
            first_row.get_or_insert(entry);
            match step {
                Some((depth, kind)) => {
                    marks.push(depth);
                    state.entries[entry].kind = kind;
                }
                None => marks.push(nesting::mark(&cells[shape.name])),
            }
            numbered.push(state.entries[entry].number.is_some());
            if !sure {
                let doubtful = std::mem::take(&mut state.entries[entry].evaluations);
                state.entries[entry]
                    .places
                    .extend(doubtful.into_iter().map(|grade| grade.cell));
            }
        }
    }
    if let Some(first) = first_row.filter(|first| first + marks.len() == state.entries.len()) {
        if shape.steps.is_empty() {
            nesting::unnumbered(&mut marks, &numbered);
        }
        nesting::nest(state, first, &marks, !shape.steps.is_empty());
        if let Some(own) = totals.get_mut(before..) {
            settle(state, own);
        }
    }
    book_header(state, grid, header_rows, first_row);
    state.close_item();
}

/// The header cells belong to the first row of their table.
fn book_header(state: &mut State<'_>, grid: &Grid, header_rows: usize, first_row: Option<usize>) {
    for row in 0..header_rows {
        for cell in grid.origins(row).filter(|cell| !cell.text.is_blank()) {
            match first_row.or_else(|| state.entries.len().checked_sub(1)) {
                Some(entry) => state.entries[entry].places.push(cell.text.clone()),
                None => state.book(&cell.text),
            }
        }
    }
}

/// The line of a further stage: its amounts belong to the row above.
fn next_stage(state: &mut State<'_>, cells: &[Passage], shape: &Shape) -> bool {
    let line = shape.stage.or(shape.year.filter(|_| shape.year_line));
    let Some(stage) = line else { return false };
    // Cells over several lines (担当課) are said of each of them; the name is not.
    let named = !cells[shape.name].is_blank();
    let last = state
        .entries
        .iter()
        .rposition(|entry| entry.list == state.list && entry.tabular);
    let Some(last) = last.filter(|_| !named && !cells[stage].is_blank()) else {
        return false;
    };
    let mut entry = std::mem::take(&mut state.entries[last]);
    let known = entry.amounts.len();
    read_cells(state, &mut entry, cells, shape, false);
    if let Some(year) = shape.year.and_then(|year| years::of(cells[year].as_str())) {
        state.row_years.insert(year);
        for amount in entry.amounts.iter_mut().skip(known) {
            amount.fiscal_year = Some(year);
        }
    }
    state.entries[last] = entry;
    true
}

/// A row without name and figures goes on with the row above, cut by a page break.
fn continues_row(state: &mut State<'_>, cells: &[Passage], shape: &Shape) -> bool {
    let words = state.lexicon.words;
    let name = &cells[shape.name];
    let named = !name.is_blank() && !matches!(look(name.as_str(), words), Look::Dash | Look::Whole);
    if named && sentence_below(state, cells, shape) {
        if let Some(last) = state.entries.last_mut() {
            add_text(last, None, tidy(name));
        }
        return true;
    }
    if named && !wrapped_name(state, cells, shape) {
        return false;
    }
    if named {
        if let Some(last) = state.entries.iter_mut().rev().find(|entry| entry.tabular) {
            last.name.append(&tidy(name));
        }
        return true;
    }
    let Some(last) = state
        .entries
        .iter()
        .rposition(|entry| entry.list == state.list && entry.tabular)
    else {
        return true;
    };
    for (cell, column) in cells.iter().zip(&shape.columns) {
        if column.role == Role::Text && matches!(look(cell.as_str(), words), Look::Prose | Look::Short) {
            add_text(&mut state.entries[last], Some(column.label.clone()), tidy(cell));
        }
    }
    true
}

/// A sentence alone in the column of names: it tells of the row above, whose name is none.
fn sentence_below(state: &State<'_>, cells: &[Passage], shape: &Shape) -> bool {
    let alone = cells
        .iter()
        .enumerate()
        .all(|(index, cell)| index == shape.name || cell.is_blank());
    let sentence = |name: &Passage| name.as_str().trim_end().ends_with('。');
    let above = state.entries.last();
    alone
        && sentence(&cells[shape.name])
        && above.is_some_and(|above| {
            above.tabular && above.list == state.list && above.has_fields() && !sentence(&above.name)
        })
}

/// A name alone in a table whose rows have numbers: the end of the name above, wrapped into a row of its own.
fn wrapped_name(state: &State<'_>, cells: &[Passage], shape: &Shape) -> bool {
    let numbered = shape
        .columns
        .iter()
        .position(|column| column.role == Role::Number);
    let alone = cells
        .iter()
        .enumerate()
        .all(|(index, cell)| index == shape.name || cell.is_blank());
    alone
        && numbered.is_some_and(|column| column < shape.name)
        && state
            .entries
            .last()
            .is_some_and(|entry| entry.tabular && entry.list == state.list)
}

/// One body row; returns its entry.
pub(super) fn read_row(state: &mut State<'_>, cells: &[Passage], shape: &Shape) -> Option<usize> {
    let words = state.lexicon.words;
    let mut name = cells[shape.name].clone();
    let mut entry = Entry {
        section: state.outline.current(),
        list: state.list,
        tabular: true,
        ..Entry::default()
    };
    entry.kind = match &shape.columns[shape.name].role {
        Role::Level(word) => word.clone(),
        _ => super::survey::named_word(&shape.columns[shape.name].label),
    };
    let mark = flags::marked(&name, &state.marks);
    if let Some((_, _, rest)) = &mark {
        name = rest.clone();
    }
    let name = take_number(&mut entry, name, shape.numbered_names);
    let (mut name, marks) = flags::take(&name, words);
    if !shape.columns.iter().any(|column| column.role == Role::Department)
        && let Some((before, inside)) = bracketed_department(&name, words)
    {
        entry.departments = departments::split(&inside, words);
        entry.places.push(name);
        name = before;
    }
    if loose(name.as_str()).is_empty() {
        return None;
    }
    entry.name = name;
    entry.flags = marks;
    match mark {
        Some((Some(flag), place, _)) => entry.flags.push((flag, place)),
        Some((None, place, _)) => entry.places.push(place),
        None => {}
    }
    let innermost = shape
        .columns
        .iter()
        .take(shape.name)
        .rposition(|column| matches!(column.role, Role::Level(_)));
    let first_of_section = innermost.is_some_and(|column| !cells[column].is_blank());
    read_cells(state, &mut entry, cells, shape, first_of_section);
    if let Some(own) = shape.year.and_then(|year| years::of(cells[year].as_str())) {
        state.row_years.insert(own);
        for amount in &mut entry.amounts {
            amount.fiscal_year = Some(own);
        }
        for grade in &mut entry.evaluations {
            grade.fiscal_year = Some(own);
        }
    }
    let row = state.entries.len();
    for measured in &shape.measured {
        if let Some(mut indicator) = measured::read(measured, cells, &shape.columns) {
            (indicator.item, indicator.section) = (Some(row), entry.section);
            state.indicators.push(indicator);
        }
    }
    state.entries.push(entry);
    Some(row)
}

/// Takes the number in front of a name for the row: 1.人件費 and 1 人件費 where the names of the table are `counted`,
/// (1) and ① anywhere. Returns the name without it.
fn take_number(entry: &mut Entry, name: Passage, counted: bool) -> Passage {
    let mut name = name;
    let text = name.as_str();
    let first = text.trim_start().chars().next();
    // 1.人件費: the point ends the number, whatever counts the word behind it may begin with.
    let point = text.char_indices().find(|(_, c)| matches!(c, '.' | '．'));
    let pointed = point.filter(|&(at, _)| {
        let (digits, rest) = text.split_at(at);
        let digits = digits.trim_start();
        (1..=2).contains(&digits.chars().count())
            && digits.chars().all(char::is_numeric)
            && !rest.chars().nth(1).is_some_and(char::is_numeric)
    });
    if counted && let Some((at, point)) = pointed.filter(|_| japanese::leading_number(&name).is_none()) {
        entry.number = Some(key(text.get(..at).unwrap_or_default()));
        let end = at + point.len_utf8();
        entry.places.push(name.slice(0..end));
        name = name.slice(end..name.as_str().len());
    }
    let tells = counted || first.is_some_and(|c| japanese::circled(c).is_some() || matches!(c, '(' | '（'));
    if let Some((number, used)) = japanese::leading_number(&name).filter(|_| tells) {
        entry.number = Some(number);
        entry.places.push(name.slice(0..used));
        name = name.slice(used..name.as_str().len());
    }
    name
}

/// All cells of a row but its name.
fn read_cells(
    state: &mut State<'_>,
    entry: &mut Entry,
    cells: &[Passage],
    shape: &Shape,
    first_of_section: bool,
) {
    for (index, (cell, column)) in cells.iter().zip(&shape.columns).enumerate() {
        let measures = shape.measured.iter().any(|measured| measured.has(index));
        if index == shape.name || cell.is_blank() || measures {
            continue;
        }
        match shape.stage {
            Some(stage) if index == stage => entry.places.push(cell.clone()),
            _ if shape.year == Some(index) => entry.places.push(cell.clone()),
            Some(stage) if matches!(column.role, Role::Budget | Role::Funding | Role::Period) => {
                let column = stages::staged(column, &cells[stage], state.lexicon.words);
                read_cell(state, entry, cell, &column, first_of_section);
            }
            Some(stage) if column.role == Role::Text && column.year.is_some() => {
                let column = stages::staged_text(column, &cells[stage]);
                read_cell(state, entry, cell, &column, first_of_section);
            }
            _ => match column.share_of {
                Some(of) => give_share(entry, cell, cells.get(of)),
                None => read_cell(state, entry, cell, column, first_of_section),
            },
        }
    }
}

/// A share of another amount than the last one: of what stands in the cell `of`.
fn give_share(entry: &mut Entry, cell: &Passage, of: Option<&Passage>) {
    entry.places.push(cell.clone());
    let start = of.and_then(Passage::start);
    let mut amounts = entry.amounts.iter_mut();
    let amount = amounts.find(|amount| start.is_some() && amount.cell.start() == start);
    if let Some(amount) = amount {
        amount.share = amounts::figure(cell.as_str());
    }
}

/// `名（○○課）` in a table without a column of departments.
fn bracketed_department(name: &Passage, words: &crate::vocabulary::Vocabulary) -> Option<(Passage, Passage)> {
    let text = name.as_str();
    let open = text.rfind(['（', '('])?;
    let inner = text.get(open..)?.strip_suffix(['）', ')'])?;
    let inside = name.slice(open + inner.chars().next().map_or(1, char::len_utf8)..open + inner.len());
    departments::looks_like(inside.as_str(), words).then(|| (name.slice(0..open).trim(), inside))
}

fn read_cell(
    state: &mut State<'_>,
    entry: &mut Entry,
    cell: &Passage,
    column: &Column,
    first_of_section: bool,
) {
    let words = state.lexicon.words;
    match &column.role {
        Role::Level(_) => {}
        Role::Number => {
            entry.places.push(cell.clone());
            if let Some((number, _)) = japanese::leading_number(cell) {
                entry.number = Some(number);
            }
        }
        Role::Department => {
            // 部 and 課 may stand in columns of their own.
            extend_departments(&mut entry.departments, departments::split(cell, words));
            entry.places.push(cell.clone());
        }
        Role::Budget if !column.stack.is_empty() => match stacked::amounts(cell, column, words) {
            Some(amounts) => entry.amounts.extend(amounts),
            None => add_text(entry, Some(column.label.clone()), tidy(cell)),
        },
        Role::Budget | Role::Funding | Role::Period => {
            entry.amounts.push(Amount {
                label: column.label.clone(),
                part_of: column.part_of.clone(),
                group: None,
                fiscal_year: column.year,
                phase: column.phase,
                value: amounts::figure(cell.as_str()),
                unit: amounts::unit_in(cell.as_str(), words).or_else(|| column.unit.clone()),
                share: None,
                cell: cell.clone(),
            });
        }
        Role::Difference => {
            let change = entry.change.get_or_insert_with(ChangeCells::default);
            change.set_difference(cell, column.unit.clone());
        }
        Role::Ratio => {
            let growth = |label: &str| words.label("ratio_growth").contains(&bare(label));
            let growth = growth(&column.label) || column.parts.iter().any(|part| growth(part.as_str()));
            let change = entry.change.get_or_insert_with(ChangeCells::default);
            change.set_ratio(cell, growth);
        }
        Role::Share => {
            entry.places.push(cell.clone());
            if let Some(amount) = entry.amounts.last_mut() {
                amount.share = amounts::figure(cell.as_str());
            }
        }
        Role::Evaluation | Role::Flag | Role::Text if graded::explained(state, cell, column).is_some() => {
            let flag = graded::explained(state, cell, column).unwrap_or_default();
            entry.flags.push((flag, cell.clone()));
        }
        Role::Flag | Role::Name | Role::Text if chooses(state, cell) => {
            graded::give_grade(state, entry, cell, column, first_of_section);
        }
        Role::Evaluation => graded::give_grade(state, entry, cell, column, first_of_section),
        Role::Flag if flags::is_flag(cell.as_str(), words) => {
            entry.flags.push((key(cell.as_str()), cell.clone()))
        }
        Role::Page => entry.places.push(cell.clone()),
        Role::Flag | Role::Name | Role::Text => add_text(entry, Some(column.label.clone()), tidy(cell)),
    }
}

/// Whether a cell chooses one of several known choices: by a ring, or by a filled mark among open ones.
fn chooses(state: &State<'_>, cell: &Passage) -> bool {
    let words = state.lexicon.words;
    let known = |choice: &str| grades::is_choice(choice, words);
    match grades::ringed(cell, &state.ringed) {
        Some(choice) => known(choice.as_str()),
        None => grades::marked(cell.as_str(), words).is_some_and(|choice| known(&choice)),
    }
}

/// Group number that marks a column whose grades belong to the section.
pub(crate) const SECTION_GRADE: usize = usize::MAX;
