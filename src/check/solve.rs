//! Which readings of damaged cells satisfy the laws: one answer, several, or none.

use super::laws::{Habit, Laws, Row};
use super::readings::{Cell, Damage, Sense, same};

/// The cells of one row that the laws connect.
#[derive(Debug, Clone)]
pub(super) struct Cells {
    /// This year.
    pub current: Cell,
    /// Last year.
    pub previous: Cell,
    /// This year minus last year, where there is such a column.
    pub difference: Option<Cell>,
    /// This year by last year, where there is such a column.
    pub ratio: Option<Cell>,
    /// Whether the unit is coarser than the yen.
    pub coarse: bool,
}

/// What the laws say about the readings.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    /// The figures as printed satisfy the laws.
    Holds(Row),
    /// One set of readings does.
    Repaired(Row),
    /// Several do.
    Undecidable,
    /// None does.
    Fails,
}

/// More damages than this in one row prove nothing.
const MOST_DAMAGED: usize = 2;

impl Cells {
    /// The row as printed, when every cell can be read.
    pub(super) fn strict(&self) -> Option<Row> {
        Some(Row {
            current: self.current.strict?,
            previous: self.previous.strict?,
            difference: strict_or_absent(self.difference.as_ref())?,
            ratio: strict_or_absent(self.ratio.as_ref())?,
            coarse: self.coarse,
        })
    }

    /// Whether two laws are there to confirm each other.
    fn is_confirmed(&self) -> bool {
        self.difference.is_some() && self.ratio.is_some()
    }
}

fn strict_or_absent(cell: Option<&Cell>) -> Option<Option<Sense>> {
    match cell {
        None => Some(None),
        Some(cell) => cell.strict.map(Some),
    }
}

/// Finds the readings that satisfy `laws` with the least damage.
pub(super) fn solve(cells: &Cells, laws: &Laws) -> Outcome {
    let strict = cells.strict();
    if let Some(row) = strict.filter(|row| laws.difference_holds(row) && laws.ratio_holds(row)) {
        return Outcome::Holds(row);
    }
    let mut solutions = listed(cells, laws);
    solutions.extend(derived(cells, laws));
    let Some(least) = solutions.iter().map(damaged).min() else {
        return Outcome::Fails;
    };
    solutions.retain(|row| damaged(row) == least);
    choose(
        cells,
        laws,
        &solutions,
        strict.is_some_and(|row| laws.is_rounding(&row)),
    )
}

/// Takes the solution that nothing else competes with.
fn choose(cells: &Cells, laws: &Laws, solutions: &[Row], rounding: bool) -> Outcome {
    let Some(best) = solutions.iter().min_by_key(|row| worst(row)) else {
        return Outcome::Fails;
    };
    let damage = worst(best);
    // Where other rows show what the document does with dashes, a digit beyond all likeness is no rival to one.
    let is_usual =
        damage == Damage::Notation || (damage == Damage::Dash && laws.no_previous != Habit::Unknown);
    let reach = if is_usual { Damage::Digit } else { Damage::Near };
    let rivals = solutions
        .iter()
        .filter(|row| worst(row) <= reach)
        .any(|row| !same_figures(row, best));
    // A ratio alone fits many digits.
    let is_loose = cells.difference.is_none() && damage >= Damage::Digit;
    if rivals || is_loose || (rounding && damage >= Damage::Digit) {
        Outcome::Undecidable
    } else if damage == Damage::Near && !cells.is_confirmed() {
        Outcome::Fails
    } else {
        Outcome::Repaired(*best)
    }
}

fn senses(row: &Row) -> impl Iterator<Item = Sense> {
    [Some(row.current), Some(row.previous), row.difference, row.ratio]
        .into_iter()
        .flatten()
}

fn damaged(row: &Row) -> usize {
    senses(row).filter(|sense| sense.damage != Damage::None).count()
}

fn worst(row: &Row) -> Damage {
    senses(row)
        .map(|sense| sense.damage)
        .max()
        .unwrap_or(Damage::None)
}

fn same_figures(left: &Row, right: &Row) -> bool {
    senses(left)
        .zip(senses(right))
        .all(|(left, right)| same(left.value, right.value))
}

/// Combinations of the readings that the cells allow by themselves.
fn listed(cells: &Cells, laws: &Laws) -> Vec<Row> {
    let mut found = Vec::new();
    let optional = |cell: Option<&Cell>| -> Vec<Option<Sense>> {
        cell.map_or_else(
            || vec![None],
            |cell| cell.senses.iter().copied().map(Some).collect(),
        )
    };
    let (differences, ratios) = (
        optional(cells.difference.as_ref()),
        optional(cells.ratio.as_ref()),
    );
    for &current in &cells.current.senses {
        for &previous in &cells.previous.senses {
            for &difference in &differences {
                let mut row = Row {
                    current,
                    previous,
                    difference,
                    ratio: None,
                    coarse: cells.coarse,
                };
                if !laws.difference_holds(&row) {
                    continue;
                }
                for &ratio in &ratios {
                    row.ratio = ratio;
                    if laws.ratio_holds(&row) && is_plausible(&row) {
                        found.push(row);
                    }
                }
            }
        }
    }
    found
}

/// Not more damage than the laws can prove.
fn is_plausible(row: &Row) -> bool {
    let hard = senses(row)
        .filter(|sense| sense.damage > Damage::Notation)
        .count();
    let digits = senses(row).filter(|sense| sense.damage == Damage::Digit).count();
    hard <= if digits > 0 { 1 } else { MOST_DAMAGED }
}

/// One cell computed from the others as printed, where it is one character away from what is printed.
fn derived(cells: &Cells, laws: &Laws) -> Vec<Row> {
    let (current, previous) = (cells.current.strict, cells.previous.strict);
    let difference = cells.difference.as_ref().and_then(|cell| cell.strict);
    let [a, b, d] = [current, previous, difference].map(|sense| sense.and_then(|sense| sense.value));
    let places = |sense: Option<Sense>| sense.map_or(0, |sense| sense.decimals);
    let sum = b
        .zip(d)
        .and_then(|(b, d)| near(&cells.current, b + d, places(previous)));
    let rest = a
        .zip(d)
        .and_then(|(a, d)| near(&cells.previous, a - d, places(current)));
    let change = a.zip(b).zip(cells.difference.as_ref());
    let change = change.and_then(|((a, b), cell)| near(cell, a - b, places(current)));
    let quotient = a.zip(b).filter(|(_, b)| *b != 0.0).zip(cells.ratio.as_ref());
    let quotient = quotient.and_then(|((a, b), cell)| near_ratio(cell, laws.ratio_of(a, b)));
    let ratio = cells.ratio.as_ref().and_then(|cell| cell.strict);
    let proposals = [
        (sum, previous, difference, ratio, sum),
        (current, rest, difference, ratio, rest),
        (current, previous, change, ratio, change),
        (current, previous, difference, quotient, quotient),
    ];
    let rows = proposals
        .into_iter()
        .filter_map(|(current, previous, difference, ratio, new)| {
            new?;
            Some(Row {
                current: current?,
                previous: previous?,
                difference,
                ratio,
                coarse: cells.coarse,
            })
        });
    let is_whole = |row: &Row| {
        cells.difference.is_some() == row.difference.is_some() && cells.ratio.is_some() == row.ratio.is_some()
    };
    rows.filter(|row| is_whole(row) && laws.difference_holds(row) && laws.ratio_holds(row))
        .collect()
}

/// A computed figure, where the cell prints something one character away.
fn near(cell: &Cell, value: f64, decimals: u32) -> Option<Sense> {
    cell.is_near(value, decimals).then_some(Sense {
        value: Some(value),
        decimals,
        damage: Damage::Near,
    })
}

fn near_ratio(cell: &Cell, ratio: f64) -> Option<Sense> {
    let decimals = cell
        .senses
        .iter()
        .map(|sense| sense.decimals)
        .max()
        .unwrap_or(0)
        .min(3);
    let scale = 10f64.powi(i32::try_from(decimals).unwrap_or(0));
    near(cell, (ratio * scale).round() / scale, decimals)
}
