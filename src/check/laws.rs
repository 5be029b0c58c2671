//! The laws between this year, last year, difference and ratio, as this document keeps them.

use super::readings::{Damage, Sense, same};
use crate::model::RatioKind;

/// What a document prints where one of the two amounts is a dash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Habit {
    /// No row shows it: either is allowed.
    Unknown,
    /// The difference is a dash as well.
    Dash,
    /// The difference counts the dash as zero.
    Zero,
}

/// The laws with the document's own habits, learnt from its undamaged rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Laws {
    /// What the ratio compares.
    pub ratio: RatioKind,
    /// Difference where last year is a dash.
    pub no_previous: Habit,
    /// Difference where this year is a dash.
    pub no_current: Habit,
    /// The number that stands for a ratio to nothing (0 or 100), where the document prints one.
    pub zero_base: Option<f64>,
    /// The ratio is cut, not rounded.
    pub truncated: bool,
    /// Amounts were rounded after differences and ratios were taken.
    pub rounded_late: bool,
    /// Enough rows are exact to the last digit to rule that out.
    pub exact: bool,
}

impl Default for Laws {
    fn default() -> Self {
        Laws {
            ratio: RatioKind::OfPrevious,
            no_previous: Habit::Unknown,
            no_current: Habit::Unknown,
            zero_base: None,
            truncated: false,
            rounded_late: false,
            exact: false,
        }
    }
}

/// Readings of the four cells; a cell that is not printed is `None`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Row {
    /// This year.
    pub current: Sense,
    /// Last year.
    pub previous: Sense,
    /// This year minus last year.
    pub difference: Option<Sense>,
    /// This year by last year.
    pub ratio: Option<Sense>,
    /// Whether the unit is coarser than the yen, so that rounding may show.
    pub coarse: bool,
}

impl Row {
    /// Whether all four cells are printed numbers, with something to divide by.
    pub(super) fn is_numeric(&self) -> bool {
        let printed = |sense: Option<Sense>| sense.is_some_and(|sense| sense.value.is_some());
        self.current.value.is_some()
            && self.previous.value.is_some_and(|value| value != 0.0)
            && printed(self.difference)
            && printed(self.ratio)
    }
}

impl Laws {
    /// Whether the difference is right; true when none is printed.
    pub(super) fn difference_holds(&self, row: &Row) -> bool {
        let Some(printed) = row.difference else {
            return true;
        };
        let either = |habit: Habit, counted: f64| match habit {
            Habit::Dash => printed.value.is_none(),
            Habit::Zero => same(printed.value, Some(counted)),
            Habit::Unknown => printed.value.is_none_or(|value| same(Some(value), Some(counted))),
        };
        match (row.current.value, row.previous.value, printed.value) {
            (Some(current), Some(previous), Some(value)) => {
                let slack = if self.rounded_late && row.coarse { 1.0 } else { 0.0 };
                (current - previous - value).abs() < slack + 1e-6
            }
            // A dash printed where nothing has changed is a nought.
            (Some(current), Some(previous), None) => {
                printed.damage == Damage::None && same(Some(current), Some(previous))
            }
            (Some(current), None, _) => either(self.no_previous, current),
            (None, Some(previous), _) => either(self.no_current, -previous),
            (None, None, value) => value.is_none_or(|value| value == 0.0),
        }
    }

    /// Whether the ratio is right; true when none is printed.
    pub(super) fn ratio_holds(&self, row: &Row) -> bool {
        let Some(printed) = row.ratio else {
            return true;
        };
        match (row.current.value, row.previous.value.filter(|base| *base != 0.0)) {
            // A dash printed where what has grown rounds to nothing is a nought.
            (Some(current), Some(previous)) if printed.value.is_none() => {
                self.ratio == RatioKind::Growth
                    && printed.damage == Damage::None
                    && self.ratio_fits(current, previous, 0.0, USUAL_DECIMALS)
            }
            (Some(current), Some(previous)) => printed.value.is_some_and(|value| {
                self.ratio_fits(current, previous, value, printed.decimals)
                    || (self.rounded_late
                        && row.coarse
                        && self.ratio_within(current, previous, value, printed.decimals))
            }),
            // What has become nothing has shrunk by all of it.
            (None, Some(_)) if self.ratio == RatioKind::Growth && same(printed.value, Some(-100.0)) => {
                printed.damage == Damage::None
            }
            (None, Some(_)) => printed.value.is_none_or(|value| value == 0.0),
            // What was nothing and stays nothing has grown by nothing.
            (None | Some(0.0), None) if self.ratio == RatioKind::Growth && printed.value == Some(0.0) => true,
            (_, None) => {
                printed.value.is_none() || (self.zero_base.is_some() && same(printed.value, self.zero_base))
            }
        }
    }

    /// The ratio of two amounts in percent.
    pub(super) fn ratio_of(&self, current: f64, previous: f64) -> f64 {
        match self.ratio {
            RatioKind::OfPrevious => current / previous * 100.0,
            RatioKind::Growth => (current / previous - 1.0) * 100.0,
        }
    }

    fn ratio_fits(&self, current: f64, previous: f64, printed: f64, decimals: u32) -> bool {
        let exact = self.ratio_of(current, previous);
        let unit = unit_of(decimals);
        let tolerance = 1e-9 * exact.abs().max(1.0);
        if self.truncated {
            let cut = exact - printed;
            let inward = if exact < 0.0 { -cut } else { cut };
            inward > -tolerance && inward < unit
        } else {
            (exact - printed).abs() <= unit / 2.0 + tolerance
        }
    }

    /// Whether some amounts that round to the printed ones have the printed ratio.
    fn ratio_within(&self, current: f64, previous: f64, printed: f64, decimals: u32) -> bool {
        let unit = unit_of(decimals);
        let low = self.ratio_of((current - 0.5).max(0.0), previous + 0.5) - unit;
        let high = self.ratio_of(current + 0.5, (previous - 0.5).max(1e-9)) + unit;
        (low..=high).contains(&printed)
    }

    /// Whether nothing but rounding of the amounts stands between the printed figures and the laws.
    pub(super) fn is_rounding(&self, row: &Row) -> bool {
        let late = Laws {
            rounded_late: true,
            ..self.clone()
        };
        !self.exact && row.coarse && row.is_numeric() && late.difference_holds(row) && late.ratio_holds(row)
    }
}

/// Decimals of ratios in percent, where none are printed.
const USUAL_DECIMALS: u32 = 1;

fn unit_of(decimals: u32) -> f64 {
    10f64.powi(-i32::try_from(decimals).unwrap_or(0))
}

/// Rows rounded late are off by one in one of four: twelve exact ones leave 3 % for chance.
const EXACT_ROWS: usize = 12;

/// Learns the habits from rows without damage; also the kind of ratio, where the rows tell.
pub(super) fn learn(rows: &[Row]) -> (Laws, Option<RatioKind>) {
    let kind = learn_ratio(rows);
    let without_previous = rows.iter().filter(|row| row.previous.value.is_none());
    let without_current = rows.iter().filter(|row| row.current.value.is_none());
    let laws = Laws {
        ratio: kind.unwrap_or(RatioKind::OfPrevious),
        no_previous: habit(
            without_previous.filter_map(|row| Some((row.current.value?, row.difference?.value))),
        ),
        no_current: habit(
            without_current.filter_map(|row| Some((-row.previous.value?, row.difference?.value))),
        ),
        zero_base: zero_base(rows),
        ..Laws::default()
    };
    (learn_rounding(laws, rows), kind)
}

/// How ratios are rounded, and whether amounts were rounded before or after.
fn learn_rounding(mut laws: Laws, rows: &[Row]) -> Laws {
    let cut = Laws {
        truncated: true,
        ..laws.clone()
    };
    let divisible =
        |row: &&Row| row.current.value.is_some() && row.previous.value.is_some_and(|base| base != 0.0);
    let numeric: Vec<&Row> = rows
        .iter()
        .filter(divisible)
        .filter(|row| row.ratio.is_some_and(|ratio| ratio.value.is_some()))
        .collect();
    let holds = |laws: &Laws| numeric.iter().filter(|row| laws.ratio_holds(row)).count();
    if holds(&cut) > holds(&laws) + 1 {
        laws = cut;
    }
    let complete: Vec<&Row> = rows.iter().filter(|row| row.is_numeric()).collect();
    let is_exact = |row: &Row| laws.difference_holds(row) && laws.ratio_holds(row);
    let exact = complete.iter().filter(|row| is_exact(row)).count();
    let late = complete
        .iter()
        .filter(|row| !is_exact(row) && laws.is_rounding(row))
        .count();
    laws.exact = exact >= EXACT_ROWS && late * EXACT_ROWS <= exact;
    laws.rounded_late = late >= 2 && late * 10 >= complete.len();
    laws
}

fn learn_ratio(rows: &[Row]) -> Option<RatioKind> {
    let votes = |ratio: RatioKind| {
        let laws = Laws {
            ratio,
            ..Laws::default()
        };
        // A row whose difference is wrong is damaged, and no witness.
        let divisible = rows
            .iter()
            .filter(|row| row.previous.value.is_some_and(|base| base != 0.0) && laws.difference_holds(row));
        divisible
            .filter(|row| row.current.value.is_some() && row.ratio.is_some_and(|ratio| ratio.value.is_some()))
            .filter(|row| laws.ratio_holds(row))
            .count()
    };
    let (previous, growth) = (votes(RatioKind::OfPrevious), votes(RatioKind::Growth));
    match previous.cmp(&growth) {
        std::cmp::Ordering::Greater => Some(RatioKind::OfPrevious),
        std::cmp::Ordering::Less => Some(RatioKind::Growth),
        std::cmp::Ordering::Equal => None,
    }
}

fn habit(rows: impl Iterator<Item = (f64, Option<f64>)>) -> Habit {
    let (mut dashes, mut counted) = (0, 0);
    for (amount, difference) in rows {
        match difference {
            None => dashes += 1,
            Some(value) if same(Some(value), Some(amount)) => counted += 1,
            Some(_) => {}
        }
    }
    if dashes > counted {
        Habit::Dash
    } else if counted > dashes {
        Habit::Zero
    } else {
        Habit::Unknown
    }
}

/// 0 or 100 for a ratio to nothing, when at least two rows and more than half say so.
fn zero_base(rows: &[Row]) -> Option<f64> {
    let printed: Vec<Option<f64>> = rows
        .iter()
        .filter(|row| row.previous.value.is_none_or(|base| base == 0.0))
        .filter_map(|row| Some(row.ratio?.value))
        .collect();
    [0.0, 100.0].into_iter().find(|&candidate| {
        let votes = printed
            .iter()
            .filter(|value| same(**value, Some(candidate)))
            .count();
        votes >= 2 && votes * 2 > printed.len()
    })
}
