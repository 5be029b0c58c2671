//! What a law gives, written for a person.

use super::laws::{Laws, Row};
use super::readings::{Cell, Sense, fixed};
use super::solve::{Cells, Outcome};
use crate::model::{CheckRule, Figure, RatioKind};

/// A number with a typographic minus; a dash for nothing.
pub(super) fn shown(value: Option<f64>) -> String {
    match value {
        None => "–".to_owned(),
        Some(value) if value < 0.0 => format!("−{}", Figure(-value)),
        Some(value) => Figure(value).to_string(),
    }
}

fn shown_ratio(value: f64, decimals: u32) -> String {
    let text = fixed(value.abs(), decimals);
    let is_zero = text.chars().all(|c| c == '0' || c == '.');
    if value < 0.0 && !is_zero {
        format!("−{text}")
    } else {
        text
    }
}

/// The laws with the figures that satisfy them: `936 − 980 = −44; 936 ÷ 980 = 95.5 %`.
pub(super) fn of_row(row: &Row, laws: &Laws) -> String {
    let (current, previous) = (shown(row.current.value), shown(row.previous.value));
    let mut parts = Vec::new();
    if let Some(difference) = row.difference {
        parts.push(match difference.value {
            Some(value) => format!("{current} − {previous} = {}", shown(Some(value))),
            None => format!("a dash has no difference: {current} against {previous}"),
        });
    }
    if let Some(ratio) = row.ratio {
        parts.push(match ratio.value {
            Some(value) => ratio_text(laws, &current, &previous, &shown_ratio(value, ratio.decimals)),
            None => format!("{current} ÷ {previous} has no ratio"),
        });
    }
    parts.join("; ")
}

fn ratio_text(laws: &Laws, current: &str, previous: &str, ratio: &str) -> String {
    match laws.ratio {
        RatioKind::OfPrevious => format!("{current} ÷ {previous} = {ratio} %"),
        RatioKind::Growth => format!("({current} − {previous}) ÷ {previous} = {ratio} %"),
    }
}

/// What the law gives from the two amounts: those of the solution, else those printed.
pub(super) fn computed(rule: CheckRule, cells: &Cells, outcome: &Outcome, laws: &Laws) -> String {
    let (current, previous, solved) = match outcome {
        Outcome::Holds(row) | Outcome::Repaired(row) => (Some(row.current), Some(row.previous), Some(row)),
        _ => (likeliest(&cells.current), likeliest(&cells.previous), None),
    };
    let (Some(current), Some(previous)) = (current, previous) else {
        return String::new();
    };
    if rule == CheckRule::Difference {
        let dashed = solved
            .and_then(|row| row.difference)
            .is_some_and(|sense| sense.value.is_none());
        return match (current.value, previous.value) {
            _ if dashed => shown(None),
            (Some(current), Some(previous)) => shown(Some(tidy(current - previous))),
            (Some(current), None) => shown(Some(current)),
            (None, Some(previous)) => shown(Some(-previous)),
            (None, None) => shown(None),
        };
    }
    let decimals = solved
        .and_then(|row| row.ratio)
        .or_else(|| cells.ratio.as_ref().and_then(likeliest))
        .map_or(1, |sense| sense.decimals);
    match (current.value, previous.value.filter(|base| *base != 0.0)) {
        (Some(current), Some(previous)) => shown_ratio(laws.ratio_of(current, previous), decimals.max(1)),
        _ => shown(None),
    }
}

fn likeliest(cell: &Cell) -> Option<Sense> {
    cell.senses.first().copied()
}

/// Without the noise of binary fractions.
pub(super) fn tidy(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}
