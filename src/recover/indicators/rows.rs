//! Indicators in tables of rows: names at the left, a column a year.

use crate::layout::Grid;
use crate::model::IndicatorRole;
use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

use super::{
    IndicatorDraft, ValueDraft, filled, is_unit_head, is_value, name_and_unit, name_head, quantities,
    role_of, value,
};
use crate::recover::columns::chosen::{self, Choice};
use crate::recover::columns::{Look, look};
use crate::recover::entry::Narrative;
use crate::recover::lexicon::{Lexicon, Role};
use crate::recover::state::label_text;
use crate::recover::{tidy, tidy_name, years};

/// Names at the left, a column a year; 目標 and 実績 on rows of their own, or the target under its label.
pub(in crate::recover) fn read_rows(grid: &Grid, lexicon: &Lexicon<'_>) -> Vec<IndicatorDraft> {
    let Some((heads, first_row)) = Heads::of(grid, lexicon) else {
        return Vec::new();
    };
    let mut reader = Reader {
        grid,
        lexicon,
        heads,
        choices: chosen::under_heads(grid, lexicon.words),
        found: Vec::new(),
        waiting: None,
        under: Vec::new(),
    };
    for row in first_row..grid.rows() {
        reader.read_row(row);
    }
    let (heads, mut found) = (reader.heads, reader.found);
    for indicator in &mut found {
        let common = indicator.values.iter().find_map(|value| value.unit.clone());
        indicator.unit = indicator.unit.take().or(common);
    }
    if let Some(first) = found.first_mut() {
        first.places.extend(heads.cells.into_iter().map(|(_, text)| text));
    }
    found.retain(|indicator| !indicator.values.is_empty());
    found
}

/// Words over the columns.
struct Heads {
    /// Column and words, from left to right.
    cells: Vec<(usize, Passage)>,
    /// The column of the names.
    names: usize,
    /// The first column of values.
    values: usize,
}

impl Heads {
    /// The heads, and the row below them; `None` where no column is of a year or a kind of value.
    fn of(grid: &Grid, lexicon: &Lexicon<'_>) -> Option<(Self, usize)> {
        let mut cells = filled(grid, 0);
        let at = name_head(&cells, lexicon).unwrap_or(0);
        let names = cells.get(at).map_or(0, |(column, _)| *column);
        let rows = second_head(grid, names, &mut cells, lexicon);
        let heads_values = |(_, text): &&(usize, Passage)| {
            years::of(text.as_str()).is_some() || role_of(text.as_str(), lexicon.words).is_some()
        };
        let values = cells.iter().skip(at + 1).find(heads_values)?.0;
        Some((Heads { cells, names, values }, rows))
    }

    fn at(&self, column: usize) -> Option<&Passage> {
        let head = self.cells.iter().find(|(other, _)| *other == column)?;
        Some(&head.1)
    }
}

/// 目標 or 実績 in a column of its own on a line, and what it makes of the line's values.
#[derive(Default)]
struct Line {
    role: Option<IndicatorRole>,
    column: Option<usize>,
}

/// What is open while the rows are read.
struct Reader<'a> {
    grid: &'a Grid,
    lexicon: &'a Lexicon<'a>,
    heads: Heads,
    choices: Vec<Choice>,
    found: Vec<IndicatorDraft>,
    /// A label among the names whose figure stands below it: its column and what it says.
    waiting: Option<(usize, Passage, IndicatorRole)>,
    /// Levels that the rows stand under.
    under: Vec<(String, Passage)>,
}

impl Reader<'_> {
    fn read_row(&mut self, row: usize) {
        let (names, values) = (self.heads.names, self.heads.values);
        let (before, cells): (Vec<_>, Vec<_>) = filled(self.grid, row)
            .into_iter()
            .partition(|(column, _)| *column < names);
        let (number, beside) = levels_before(&before, &self.heads, &mut self.under, self.lexicon);
        if self.says_of_above(&cells) {
            return;
        }
        let known = self.found.len();
        let mut line = self.line(&cells);
        for (column, text) in cells.iter().filter(|(column, _)| *column < values) {
            self.read_name(*column, text, &cells, known, &mut line);
        }
        if let Some(made) = self.found.get_mut(known) {
            made.under.clone_from(&self.under);
            made.number = number.as_ref().map(|number| key(number.as_str()));
            made.places.extend(number);
            made.texts.extend(beside);
        }
        let below = self.answer_is_below(row);
        if self.found.is_empty() {
            return;
        }
        // The years of a row whose label has its answer below are what was reached.
        let role = line.role.filter(|_| !below);
        let line = Line { role, ..line };
        for (column, cell) in cells.iter().filter(|(column, _)| *column >= values) {
            self.read_value(*column, cell, &line);
        }
        if !below {
            self.waiting = None;
        }
    }

    /// 達成率 on a line of its own below 目標 and 実績: said of the quantity above.
    fn says_of_above(&mut self, cells: &[(usize, Passage)]) -> bool {
        let between = self.heads.names + 1..self.heads.values;
        let derived = |(column, text): &&(usize, Passage)| {
            between.contains(column) && quantities::is_derived(&key(text.as_str()), self.lexicon.words)
        };
        let named = cells.iter().any(|(column, _)| *column == self.heads.names);
        let label = cells.iter().find(derived).filter(|_| !named);
        match (label, self.found.last_mut()) {
            (Some((_, label)), Some(open)) => say_of_line(open, label, cells, &self.heads),
            _ => return false,
        }
        true
    }

    fn line(&self, cells: &[(usize, Passage)]) -> Line {
        let staged = |cell: &&(usize, Passage)| {
            cell.0 > self.heads.values && stands_for_line(cell, &self.heads, self.lexicon)
        };
        cells
            .iter()
            .find(staged)
            .map_or(Line::default(), |(column, text)| Line {
                role: role_of(text.as_str(), self.lexicon.words),
                column: Some(*column),
            })
    }

    /// A cell before the values: a name, its unit, what explains it, or a label of values; `known` indicators stood
    /// on the rows above.
    fn read_name(
        &mut self,
        column: usize,
        text: &Passage,
        cells: &[(usize, Passage)],
        known: usize,
        line: &mut Line,
    ) {
        let words = self.lexicon.words;
        let answered = self
            .waiting
            .take()
            .filter(|(at, _, _)| *at == column && is_value(before_bracket(text.as_str())));
        if let Some((_, label, role)) = answered {
            if let Some(open) = self.found.last_mut() {
                let (figure, year) = own_year(text);
                open.values.push(ValueDraft {
                    cell: text.clone(),
                    ..value(&label, role, year, &figure, None)
                });
            }
            return;
        }
        let head = self.heads.at(column);
        if head.is_some_and(|head| is_unit_head(head.as_str())) {
            if let Some(open) = self.found.last_mut() {
                open.unit = Some(key(text.as_str()));
                open.places.push(text.clone());
            }
            return;
        }
        let stated = role_of(text.as_str(), words)
            .filter(|_| column > 0 || cells.len() > 1 && key(text.as_str()).chars().count() <= 4);
        if let Some(stated) = stated {
            self.waiting = Some((column, text.clone(), stated));
            line.role = Some(stated);
            if let Some(open) = self.found.last_mut() {
                open.places.push(text.clone());
            }
            return;
        }
        // 目指す方向 between the name and its values: said of what the row has named.
        let beside = || head.filter(|_| column > self.heads.names).map(label_text);
        let explained = explains(&self.heads, column, words).or_else(beside);
        let own = self.found.get_mut(known..).and_then(<[_]>::last_mut);
        if let (Some(label), Some(open)) = (explained, own) {
            open.texts.push(Narrative {
                label: Some(label),
                text: tidy(text),
            });
        } else if look(text.as_str(), words) != Look::Dash {
            let (name, unit) = named(text, cells, &self.heads, self.lexicon);
            self.found.push(IndicatorDraft {
                name,
                unit,
                places: vec![text.clone()],
                ..IndicatorDraft::default()
            });
        }
    }

    /// 目標額 whose amount stands in the row below.
    fn answer_is_below(&self, row: usize) -> bool {
        let Some((column, _, _)) = &self.waiting else {
            return false;
        };
        row + 1 < self.grid.rows()
            && filled(self.grid, row + 1)
                .iter()
                .any(|(other, text)| other == column && is_value(before_bracket(text.as_str())))
    }

    /// A cell under the heads of values, for the indicator that is open.
    fn read_value(&mut self, column: usize, cell: &Passage, line: &Line) {
        let words = self.lexicon.words;
        let Some(open) = self.found.last_mut() else { return };
        let Some(head) = self.heads.at(column).filter(|_| line.column != Some(column)) else {
            open.places.push(cell.clone());
            return;
        };
        let chosen = self
            .choices
            .iter()
            .find_map(|choice| Some((choice, choice.word(column)?)));
        if let Some((choice, word)) = chosen {
            open.places.push(cell.clone());
            open.texts.push(Narrative {
                label: Some(label_text(&choice.head)),
                text: tidy(word),
            });
            return;
        }
        let stated = role_of(head.as_str(), words);
        let undated = years::of(head.as_str()).is_none() && stated.is_none();
        if undated || says_other(head.as_str(), self.lexicon) {
            open.texts.push(Narrative {
                label: Some(label_text(head)),
                text: tidy(cell),
            });
            return;
        }
        // 基準値 beside the lines of 目標 and 実績 says itself what it is.
        let own = line.role.filter(|_| line.column.is_none() || stated.is_none());
        let role = own.or(stated).unwrap_or_default();
        let year = years::of(head.as_str());
        open.values.push(value(head, role, year, cell, open.unit.clone()));
    }
}

/// The name and the unit behind it; where the figures or a column say the unit, a bracket may hold a remark (男性).
fn named(
    text: &Passage,
    cells: &[(usize, Passage)],
    heads: &Heads,
    lexicon: &Lexicon<'_>,
) -> (Passage, Option<String>) {
    let (name, unit) = name_and_unit(text);
    let told = heads.cells.iter().any(|(_, head)| is_unit_head(head.as_str()))
        || cells.iter().any(|(_, cell)| {
            matches!(crate::japanese::read_cell(cell.as_str()), crate::japanese::Cell::Number(number) if number.unit.is_some())
        });
    let remark = told
        && unit
            .as_ref()
            .is_some_and(|unit| !crate::recover::matrix::block::is_unit(unit, lexicon.words));
    if remark {
        (tidy_name(&tidy(text)), None)
    } else {
        (tidy_name(&name), unit)
    }
}

/// Adds the cells of a line that only derives from those above.
fn say_of_line(indicator: &mut IndicatorDraft, label: &Passage, cells: &[(usize, Passage)], heads: &Heads) {
    for (column, cell) in cells {
        let said = heads
            .at(*column)
            .filter(|_| is_value(cell.as_str()))
            .map(|head| format!("{}／{}", label_text(head), key(label.as_str())));
        match said {
            Some(said) => indicator.texts.push(Narrative {
                label: Some(said),
                text: tidy(cell),
            }),
            None => indicator.places.push(cell.clone()),
        }
    }
}

/// The head of a column that explains the names before it (指標説明).
fn explains(heads: &Heads, column: usize, words: &Vocabulary) -> Option<String> {
    let head = heads.at(column)?;
    quantities::explains(&key(head.as_str()), words).then(|| label_text(head))
}

/// 目標 or 実績 in a column of their own: what the years of this line are.
fn stands_for_line(cell: &(usize, Passage), heads: &Heads, lexicon: &Lexicon<'_>) -> bool {
    let (column, text) = cell;
    let silent = heads.at(*column).is_some_and(|head| {
        years::of(head.as_str()).is_none() && role_of(head.as_str(), lexicon.words).is_none()
    });
    silent && key(text.as_str()).chars().count() <= 4 && role_of(text.as_str(), lexicon.words).is_some()
}

/// 達成率, 評価 below a year: what is said of the quantity, no value of it.
fn says_other(head: &str, lexicon: &Lexicon<'_>) -> bool {
    let last = head.rsplit('／').next().unwrap_or(head);
    quantities::is_derived(&key(last), lexicon.words)
        || matches!(
            lexicon.label(last),
            Some(Role::Evaluation | Role::Ratio | Role::Share)
        )
}

/// Years in a second header row (実績値 over R4 | R5): joined to the heads; returns the number of header rows.
fn second_head(grid: &Grid, names: usize, heads: &mut Vec<(usize, Passage)>, lexicon: &Lexicon<'_>) -> usize {
    let own = filled(grid, 1);
    let period = |text: &Passage| {
        years::of(text.as_str()).is_some() || role_of(text.as_str(), lexicon.words).is_some()
    };
    let choices = chosen::under_heads(grid, lexicon.words);
    let chooses = |column: usize| choices.iter().any(|choice| choice.word(column).is_some());
    let known = |text: &Passage| period(text) || says_other(text.as_str(), lexicon);
    let joins = own.iter().any(|(_, text)| period(text))
        && grid.rows() > 2
        && own.iter().all(|(column, text)| {
            *column > names && (known(text) || chooses(*column)) && !is_value(text.as_str())
        });
    if !joins {
        return 1;
    }
    let upper = heads.clone();
    for (column, text) in own {
        let over = upper
            .iter()
            .rev()
            .find(|(start, _)| *start <= column && *start > names)
            .filter(|(start, _)| {
                *start == column
                    || grid
                        .cell(0, column)
                        .is_none_or(|cell| cell.text.is_blank() || cell.column == *start)
            });
        let mut label = over.map(|(_, label)| label.clone()).unwrap_or_default();
        label.join('／', &text);
        match heads.iter_mut().find(|(start, _)| *start == column) {
            Some((_, head)) => *head = label,
            None => heads.push((column, label)),
        }
    }
    heads.sort_by_key(|(column, _)| *column);
    2
}

/// The levels and the number that stand before the name, and what else does; a blank level goes on with the one above.
fn levels_before(
    cells: &[(usize, Passage)],
    heads: &Heads,
    under: &mut Vec<(String, Passage)>,
    lexicon: &Lexicon<'_>,
) -> (Option<Passage>, Vec<Narrative>) {
    let mut number = None;
    let mut beside = Vec::new();
    for (column, text) in cells {
        let head = heads.at(*column);
        match head.and_then(|head| lexicon.label(head.as_str())) {
            Some(Role::Level(word)) => {
                let depth = under
                    .iter()
                    .position(|(known, _)| *known == word)
                    .unwrap_or(under.len());
                under.truncate(depth);
                under.push((word, text.clone()));
            }
            None if head.is_some_and(|head| !key(head.as_str()).is_empty()) => beside.push(Narrative {
                label: head.map(label_text),
                text: tidy(text),
            }),
            _ => number = Some(text.clone()),
        }
    }
    (number, beside)
}

pub(in crate::recover) fn before_bracket(text: &str) -> &str {
    text.split(['(', '（']).next().unwrap_or(text).trim()
}

/// `5,500,000千円 (令和8年度末現在高)`: the figure and its own year.
pub(in crate::recover) fn own_year(text: &Passage) -> (Passage, Option<i32>) {
    let end = before_bracket(text.as_str()).len();
    (
        text.slice(0..end),
        years::of(text.as_str().get(end..).unwrap_or_default()),
    )
}
