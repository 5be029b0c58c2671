//! What a block of figures says: amounts of the open row, and quantities over years.

use crate::japanese::{Cell as Figures, read_cell};
use crate::layout::Grid;
use crate::model::Phase;

use super::Matrix;
use super::amount_row::{Row, Told};
use super::parts::{self, Kind, Line};
use crate::recover::amounts;
use crate::recover::indicators::IndicatorDraft;
use crate::recover::indicators::quantities::{self, Quantity};
use crate::recover::lexicon::{Role, bare};
use crate::recover::state::State;

/// Gives the amounts of a block to the open row and returns the quantities that are no money.
pub(crate) fn read(
    state: &mut State<'_>,
    grid: &Grid,
    matrix: &Matrix,
    caption_unit: Option<&str>,
) -> Vec<IndicatorDraft> {
    book_header(state, grid, matrix);
    give_texts(state, grid, matrix);
    let head_unit = head_unit(state, grid, matrix);
    let unit = head_unit.as_deref().or(caption_unit);
    let rows = matrix
        .rows
        .clone()
        .filter_map(|row| Row::of(grid, matrix, row, state));
    let (empty, rows): (Vec<Row>, Vec<Row>) = rows.partition(|row| row.is_empty(grid, matrix));
    for row in &empty {
        book_row(state, grid, matrix, row);
    }
    let stated = stated_unit(&rows, state);
    let is_money = |row: &Row| {
        row.is_money(grid, matrix, unit, state) || stated.is_some() && row.divides(grid, matrix, state)
    };
    let money: Vec<bool> = rows.iter().map(is_money).collect();
    let unit = unit.or(stated.as_deref());
    for row in &rows {
        for place in row.sides.iter().chain([&row.own]).chain(&row.unit_place) {
            state.book(place);
        }
    }
    let of_money = rows.iter().zip(&money).filter(|(_, money)| **money);
    let amounts = AmountLines::of(of_money.map(|(row, _)| row), grid, matrix, state);
    let mut quantities: Vec<Quantity> = Vec::new();
    let mut at = 0;
    let mut before: Option<&Row> = None;
    for (row, money) in rows.iter().zip(&money) {
        if *money {
            row.give(state, grid, matrix, &amounts.told(at, unit, state));
            at += 1;
            before = Some(row);
        } else if row.give_change(state, grid, matrix) {
        } else if row.derives(before, state) {
            row.give_texts(state, grid, matrix);
        } else {
            before = None;
            quantities::add(&mut quantities, grid, matrix, row.row, state);
        }
    }
    quantities::drafts(quantities, state)
}

/// The lines of a block that are amounts, and how they hang together.
struct AmountLines {
    lines: Vec<Line>,
    /// The stage that stands beside each line (予算, 決算).
    stages: Vec<Option<String>>,
    names: Vec<String>,
    /// The line that each one is a part of.
    parents: Vec<Option<usize>>,
    /// The stage that the corner of the block says for all.
    over_all: Option<Phase>,
}

impl AmountLines {
    fn of<'r>(
        rows: impl Iterator<Item = &'r Row> + Clone,
        grid: &Grid,
        matrix: &Matrix,
        state: &State<'_>,
    ) -> Self {
        let lines: Vec<Line> = rows.clone().map(|row| row.line(grid, matrix)).collect();
        let stages: Vec<Option<String>> = rows.map(Row::stage).collect();
        AmountLines {
            names: lines.iter().map(full_name).collect(),
            parents: parents(&lines, &stages),
            lines,
            stages,
            over_all: corner_stage(grid, matrix, state),
        }
    }

    /// What the block says of one of its lines.
    fn told<'t>(&'t self, at: usize, unit: Option<&'t str>, state: &State<'_>) -> Told<'t> {
        let said = |parent: usize| {
            let stage = self.stages.get(parent).and_then(Option::as_deref);
            let name = self.lines.get(parent).map(|line| line.name.as_str());
            let mut words = [stage, name].into_iter().flatten();
            words.find_map(|words| amounts::phase_of(words, state.lexicon.words))
        };
        let parent = self.parents[at];
        let side = self.lines[at].side.as_ref();
        Told {
            name: &self.names[at],
            part_of: parent.and_then(|parent| self.names.get(parent)).cloned(),
            group: side
                .filter(|_| self.lines[at].kind != Kind::Total)
                .map(|side| side.text.clone()),
            unit,
            phase: parent.and_then(said).or(self.over_all),
        }
    }
}

/// What each line is a part of, among the lines of its stage.
fn parents(lines: &[Line], stages: &[Option<String>]) -> Vec<Option<usize>> {
    let mut parents = vec![None; lines.len()];
    let mut distinct: Vec<&Option<String>> = Vec::new();
    for stage in stages {
        if !distinct.contains(&stage) {
            distinct.push(stage);
        }
    }
    for stage in distinct {
        let own: Vec<usize> = (0..lines.len()).filter(|&line| stages[line] == *stage).collect();
        let alike: Vec<Line> = own.iter().map(|&line| lines[line].clone()).collect();
        for (place, parent) in own.iter().zip(parts::parents(&alike)) {
            parents[*place] = parent.map(|parent| own[parent]);
        }
    }
    for line in 0..lines.len() {
        if parents[line].is_none() && lines[line].kind == Kind::Source && stages[line].is_none() {
            parents[line] = staged_total(lines, stages, line);
        }
    }
    parents
}

/// 予算額 | 決算額 over one 財源内訳: the line of a stage that the sources around a line add up to.
fn staged_total(lines: &[Line], stages: &[Option<String>], index: usize) -> Option<usize> {
    let own = &lines[index];
    let alike: Vec<&Line> = lines
        .iter()
        .zip(stages)
        .filter(|(line, stage)| stage.is_none() && line.kind == Kind::Source && line.side == own.side)
        .map(|(line, _)| line)
        .collect();
    let sum = |column: usize| -> Option<f64> {
        let values: Vec<f64> = alike
            .iter()
            .filter_map(|line| line.values.get(column).copied()?)
            .collect();
        (!values.is_empty()).then(|| values.iter().sum())
    };
    (0..lines.len()).find(|&total| {
        let values = lines[total].values.iter().enumerate();
        let pairs: Vec<(f64, f64)> = values
            .filter_map(|(column, value)| value.zip(sum(column)))
            .collect();
        stages[total].is_some()
            && !pairs.is_empty()
            && pairs.iter().all(|(total, sum)| (total - sum).abs() < 0.5)
    })
}

/// A line without figures says nothing but its dashes.
fn book_row(state: &mut State<'_>, grid: &Grid, matrix: &Matrix, row: &Row) {
    for place in row.sides.iter().chain([&row.own]) {
        state.book(place);
    }
    let cells = matrix
        .heads
        .iter()
        .filter_map(|head| grid.cell(row.row, head.column));
    for cell in cells {
        state.book(&cell.text);
    }
}

/// The labels over the figures belong to whatever is open.
fn book_header(state: &mut State<'_>, grid: &Grid, matrix: &Matrix) {
    if let Some(over) = matrix.over_heads(grid) {
        state.book(&over.text);
    }
    for row in matrix.header.clone() {
        for column in matrix.names.start..grid.columns() {
            let inside = matrix.names.contains(&column)
                || matrix.heads.iter().any(|head| head.column == column)
                || matrix.units == Some(column);
            if let Some(cell) = grid
                .cell(row, column)
                .filter(|cell| inside && cell.row == row && cell.column == column)
            {
                state.book(&cell.text);
            }
        }
    }
}

/// 実施方法 | 委託 | 委託: what is said year by year in words.
fn give_texts(state: &mut State<'_>, grid: &Grid, matrix: &Matrix) {
    for &row in &matrix.texts {
        let name = matrix
            .names
            .clone()
            .filter_map(|column| grid.cell(row, column).filter(|cell| cell.column == column))
            .rfind(|cell| cell.row == row && !cell.text.is_blank());
        let Some(name) = name else { continue };
        for head in &matrix.heads {
            let Some(cell) = grid.cell(row, head.column) else {
                continue;
            };
            let mut label = name.text.clone();
            label.join('／', &head.label);
            state.give(&label, &Role::Text, &cell.text);
        }
    }
}

/// 決算の状況（円） in the corner of a block of years: the stage of all that they say.
fn corner_stage(grid: &Grid, matrix: &Matrix, state: &State<'_>) -> Option<Phase> {
    let words = state.lexicon.words;
    let cells = matrix.header.clone().flat_map(|row| {
        let names = matrix.names.clone();
        names.filter_map(move |column| grid.cell(row, column))
    });
    let mut said = cells.filter_map(|cell| {
        let text = bare(cell.text.as_str());
        let both = text.contains("予算") && text.contains("決算");
        amounts::phase_of(&text, words).filter(|_| !both)
    });
    said.next()
}

/// The unit that the labels over the figures, in the corner or beside all rows name.
fn head_unit(state: &State<'_>, grid: &Grid, matrix: &Matrix) -> Option<String> {
    let words = state.lexicon.words;
    let beside_all = matrix.names.clone().filter_map(|column| {
        let cell = grid.cell(matrix.rows.start, column)?;
        (cell.row <= matrix.rows.start && cell.row + cell.rows >= matrix.rows.end).then_some(&cell.text)
    });
    let corner = matrix
        .header
        .clone()
        .flat_map(|row| {
            matrix
                .names
                .clone()
                .filter_map(move |column| grid.cell(row, column))
        })
        .map(|cell| &cell.text);
    let heads = matrix.heads.iter().map(|head| &head.label);
    corner
        .chain(beside_all)
        .chain(heads)
        .find_map(|text| amounts::unit_in(text.as_str(), words))
}

/// The unit that the names of the rows state, when they state only one (事業費（千円） over its sources).
fn stated_unit(rows: &[Row], state: &State<'_>) -> Option<String> {
    let words = state.lexicon.words;
    let of = |row: &Row| {
        row.unit
            .clone()
            .or_else(|| amounts::unit_in(row.own.as_str(), words))
    };
    let mut units: Vec<String> = rows
        .iter()
        .filter_map(of)
        .filter(|unit| words.money.contains_key(unit))
        .collect();
    units.sort_unstable();
    units.dedup();
    if units.len() == 1 { units.pop() } else { None }
}

/// `コスト／合計`: a total says little without the label beside it.
fn full_name(line: &Line) -> String {
    match &line.side {
        Some(side) if line.kind == Kind::Total && !side.text.is_empty() => {
            format!("{}／{}", side.text, line.name)
        }
        _ => line.name.clone(),
    }
}

/// Whether a short text is a unit: of money, or one that figures carry (人, 件, %).
pub(in crate::recover) fn is_unit(unit: &str, words: &crate::vocabulary::Vocabulary) -> bool {
    let unit = unit.trim_matches(['(', ')']);
    words.money.contains_key(unit)
        || !unit.is_empty()
            && !words.is_label("funding", unit)
            && matches!(read_cell(&format!("1 {unit}")), Figures::Number(number) if number.unit.as_deref() == Some(unit))
}
