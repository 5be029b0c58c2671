//! Numbers with units, compared at the precision that each place prints.

use super::readings::fixed;
use super::text::{key, yen_in};
use crate::model::Figure;

/// A number in its unit.
#[derive(Clone, Copy)]
pub(super) struct Amount<'a> {
    /// The number.
    pub value: f64,
    /// Its unit, where known.
    pub unit: Option<&'a str>,
}

impl Amount<'_> {
    /// Value of one unit in the base unit (money only; other units are their own base).
    fn scale(self) -> f64 {
        self.unit.and_then(yen_in).unwrap_or(1.0)
    }

    /// The last place that it prints, in the base unit.
    fn step(self) -> f64 {
        let decimals = (0..6).find(|&places| {
            let shifted = self.value * 10f64.powi(places);
            (shifted - shifted.round()).abs() < 1e-6
        });
        self.scale() * 10f64.powi(-decimals.unwrap_or(6))
    }

    /// Whether both are the same but for rounding or cutting of the coarser one.
    pub(super) fn agrees(self, other: Amount) -> bool {
        let is_money = |amount: Amount| amount.unit.is_none_or(|unit| yen_in(unit).is_some());
        let same_unit = self.unit.map(key) == other.unit.map(key);
        if !(same_unit || is_money(self) && is_money(other)) {
            return (self.value - other.value).abs() < 1e-6;
        }
        let apart = (self.value * self.scale() - other.value * other.scale()).abs();
        if same_unit || self.scale() == other.scale() {
            // Rounded in the text, exact in the table: 26.9 and 26.92.
            let coarse = self.step().max(other.step());
            let both_whole = self.step() >= self.scale() && other.step() >= other.scale();
            return apart < 1e-6 || (!both_whole && apart < coarse - 1e-9);
        }
        let coarser = if self.scale() > other.scale() { self } else { other };
        apart < coarser.step() - 1e-9
    }

    /// With its unit.
    pub(super) fn shown(self) -> String {
        let unit = self.unit.unwrap_or_default();
        match Figure(self.value).whole() {
            Some(whole) => format!("{whole}{unit}"),
            None => format!("{}{unit}", fixed(self.value, 6).trim_end_matches('0')),
        }
    }
}
