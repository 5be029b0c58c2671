//! Indicators of a text layer without cells: tables of values and names, and text boxes over charts.

use super::board::{self, Board, indicator_value};
use super::build::clean;
use super::charts::{self, Chart};
use super::figures::{Printed, alternate_of, roles_of};
use super::strip::Strip;
use crate::model::{Indicator, IndicatorRole, IndicatorValue, TextEntry};
use crate::recover::{Draft, Ledger, Part, Statement};
use crate::source::Canvas;
use crate::vocabulary::{Vocabulary, key};

/// Lines above a table of indicators among which the heading that owns it is looked for.
const OWNER_LINES: usize = 120;

/// Reads the indicators of a stretch of lines into the draft.
pub(super) fn read(
    strips: &[Strip],
    words: &Vocabulary,
    draft: &mut Draft,
    canvas: &Canvas,
    ledger: &mut Ledger,
) {
    let mut found: Vec<(Vec<usize>, Indicator)> = Vec::new();
    for chart in charts::read(strips, words) {
        found.push((chart.lines.clone(), of_chart(&chart, canvas)));
    }
    found.extend(of_boards(strips, words, draft, canvas));
    for (lines, indicator) in found {
        for strip in lines.iter().filter_map(|line| strips.get(*line)) {
            ledger.claim_passage(Part::Indicators, &strip.text, canvas);
        }
        enter(indicator, draft);
    }
    number(draft);
}

/// The indicators of every table of values and names, each with the lines of its table.
fn of_boards(
    strips: &[Strip],
    words: &Vocabulary,
    draft: &Draft,
    canvas: &Canvas,
) -> Vec<(Vec<usize>, Indicator)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < strips.len() {
        let opens = strips
            .get(at)
            .is_some_and(|strip| roles_of(&strip.key, words).is_some());
        let board = if opens {
            board::read(strips, at, words)
        } else {
            None
        };
        at = board
            .as_ref()
            .and_then(|board| board.lines.last())
            .map_or(at, |last| *last)
            + 1;
        if let Some(board) = board {
            let owner = board
                .lines
                .first()
                .and_then(|first| owner_above(strips, *first, draft));
            for index in 0..board.names.len() {
                if let Some(indicator) = of_board(&board, index, owner.as_ref(), canvas) {
                    found.push((board.lines.clone(), indicator));
                }
            }
        }
    }
    found
}

/// Gives ids, also to the statements that named indicators by name.
fn number(draft: &mut Draft) {
    for (at, indicator) in draft.indicators.iter_mut().enumerate() {
        indicator.id = format!("k{}", at + 1);
    }
    let ids: Vec<(String, String)> = draft
        .indicators
        .iter()
        .map(|k| (key(&k.name), k.id.clone()))
        .collect();
    for statement in &mut draft.statements {
        if let Statement::Value { subject, .. } = statement
            && let Some((_, id)) = ids.iter().find(|(name, _)| name == subject)
        {
            subject.clone_from(id);
        }
    }
}

fn of_chart(chart: &Chart, canvas: &Canvas) -> Indicator {
    let mut values = Vec::new();
    let actual = chart
        .year
        .map(|year| (IndicatorRole::Actual, year, chart.year_label.clone()));
    let target = chart
        .target_year
        .map(|year| (IndicatorRole::Target, year, chart.target_label.clone()));
    for (printed, said) in [(&chart.values, actual), (&chart.targets, target)] {
        let (role, year, label) = match said {
            Some((role, year, label)) => (role, Some(year), label),
            None => (IndicatorRole::Actual, None, String::new()),
        };
        values.extend(with_alternate(printed, (role, label, year), canvas));
    }
    let texts = chart.explanation.iter().map(|(label, text)| TextEntry {
        label: Some(label.clone()),
        text: clean(text),
        trace: canvas.trace(&text.ranges(&canvas.text)),
    });
    Indicator {
        name: clean(&chart.name),
        unit: values.first().and_then(|value| value.unit.clone()),
        texts: texts.collect(),
        trace: canvas.trace(&chart.name.ranges(&canvas.text)),
        values,
        ..Indicator::default()
    }
}

/// The first figure; a second one with a footnote mark is its alternate.
fn with_alternate(
    printed: &[Printed],
    said: (IndicatorRole, String, Option<i32>),
    canvas: &Canvas,
) -> Option<IndicatorValue> {
    let (first, rest) = printed.split_first()?;
    let inner = first.number.as_ref().and_then(|number| number.alternate);
    let second = rest
        .first()
        .and_then(|second| alternate_of(&second.text).or(figure_of(second)));
    Some(indicator_value(first, inner.or(second), said, canvas))
}

fn figure_of(printed: &Printed) -> Option<f64> {
    printed.number.as_ref().map(|number| number.value)
}

fn of_board(board: &Board, index: usize, owner: Option<&String>, canvas: &Canvas) -> Option<Indicator> {
    let name = board.names.get(index)?;
    let values = board.values_of(index, canvas);
    let notes = name.notes.iter().map(|note| TextEntry {
        label: None,
        text: clean(note),
        trace: canvas.trace(&note.ranges(&canvas.text)),
    });
    Some(Indicator {
        number: Some(name.number.to_string()),
        name: clean(&name.name),
        unit: values.iter().find_map(|value| value.unit.clone()),
        owners: owner.cloned().into_iter().collect(),
        texts: notes.collect(),
        trace: canvas.trace(&name.name.ranges(&canvas.text)),
        values,
        ..Indicator::default()
    })
}

/// The nearest heading above whose level word and number a line prints, among sections without a parent.
fn owner_above(strips: &[Strip], line: usize, draft: &Draft) -> Option<String> {
    let from = line.saturating_sub(OWNER_LINES);
    let above = strips.get(from..line)?;
    above.iter().rev().find_map(|strip| {
        let tops = draft.sections.iter().filter(|section| section.parent.is_none());
        let named =
            tops.filter(|section| prints(&strip.key, section.level.as_deref(), section.number.as_deref()));
        named
            .max_by_key(|section| section.number.as_ref().map_or(0, String::len))
            .map(|section| section.id.clone())
    })
}

fn prints(line: &str, level: Option<&str>, number: Option<&str>) -> bool {
    let mark = format!("{}{}", level.unwrap_or_default(), number.unwrap_or_default());
    let sentence = line.contains('、') || line.contains('。');
    !sentence && level.is_some() && number.is_some() && line.contains(&mark)
}

/// Enters an indicator. A second place for the same name adds its other values; a value that it repeats becomes a
/// statement.
fn enter(indicator: Indicator, draft: &mut Draft) {
    let name = key(&indicator.name);
    let Some(known) = draft.indicators.iter_mut().find(|known| key(&known.name) == name) else {
        draft.indicators.push(indicator);
        return;
    };
    known.number = known.number.take().or(indicator.number);
    known.owners.extend(indicator.owners);
    known.texts.extend(indicator.texts);
    let mut place = indicator.trace;
    known.trace.more.append(&mut place.more);
    known.trace.more.push(place);
    for value in indicator.values {
        let target = |role| role == IndicatorRole::Target;
        let again = known.values.iter().any(|other| {
            other.fiscal_year == value.fiscal_year
                && target(other.role) == target(value.role)
                && value.value.is_some()
        });
        match value.value.filter(|_| again) {
            Some(figure) => draft.statements.push(Statement::Value {
                subject: name.clone(),
                fiscal_year: value.fiscal_year,
                role: value.role,
                value: figure.0,
                unit: value.unit,
                trace: value.trace,
            }),
            None => known.values.push(value),
        }
    }
}
