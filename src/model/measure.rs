use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Figure, Repair, TextEntry, Trace};

/// 指標: a named quantity with values over time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Indicator {
    /// `k1`, `k2` … in reading order.
    pub id: String,
    /// Number as printed.
    pub number: Option<String>,
    /// Name without unit.
    pub name: String,
    /// Printed unit.
    pub unit: Option<String>,
    /// Ids of the sections or items that it belongs to.
    pub owners: Vec<String>,
    /// Explanations under their labels.
    pub texts: Vec<TextEntry>,
    /// Repairs of its values.
    pub repairs: Vec<Repair>,
    /// Values in printed order.
    pub values: Vec<IndicatorValue>,
    /// Where it stands.
    pub trace: Trace,
}

/// What a value of an indicator states.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IndicatorRole {
    /// 実績.
    #[default]
    Actual,
    /// 目標.
    Target,
    /// 基準, 策定時, 時点値.
    Baseline,
    /// 現状.
    Current,
    /// 計画.
    Plan,
    /// Others for comparison (26市平均, 類似団体).
    Peer,
}

/// 以上 or 以下, by meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Qualifier {
    /// At most (以下, 以内, 超えない範囲).
    #[serde(rename = "以下")]
    AtMost,
    /// At least (以上, 下回らない範囲).
    #[serde(rename = "以上")]
    AtLeast,
}

/// One value of an indicator.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IndicatorValue {
    /// Printed heading of the value (令和6年度末目標値).
    pub label: String,
    /// Fiscal year, western.
    pub fiscal_year: Option<i32>,
    /// What it states.
    pub role: IndicatorRole,
    /// The number; null for a dash or placeholder.
    pub value: Option<Figure>,
    /// Its unit.
    pub unit: Option<String>,
    /// The value as printed.
    pub printed: String,
    /// Bound, by meaning.
    pub qualifier: Option<Qualifier>,
    /// A second figure in parentheses.
    pub alternate: Option<Figure>,
    /// Where it stands.
    pub trace: Trace,
}

/// A printed count of grades.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tally {
    /// `y1`, `y2` … in reading order.
    pub id: String,
    /// Label of the grades counted.
    pub what: String,
    /// Year of the grades counted.
    pub fiscal_year: Option<i32>,
    /// Section that it counts; null for the whole document.
    pub section: Option<String>,
    /// Count a grade.
    pub counts: BTreeMap<String, i64>,
    /// Repairs of its counts.
    pub repairs: Vec<Repair>,
    /// Where it stands.
    pub trace: Trace,
}

/// What a grade means.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LegendEntry {
    /// The grade as in evaluations.
    pub grade: String,
    /// Its printed meaning.
    pub meaning: String,
    /// Label of the grades that it explains.
    pub scope: Option<String>,
    /// Where it stands.
    pub trace: Trace,
}
