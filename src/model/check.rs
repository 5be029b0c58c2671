use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Figure, Trace};

/// Which law a check applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckRule {
    /// This year minus last year is the printed difference.
    Difference,
    /// The printed ratio is the quotient of the printed amounts.
    Ratio,
    /// Parts add up to a printed total.
    Sum,
    /// Printed counts of grades equal the grades of the rows.
    Tally,
    /// A printed number of rows equals the rows found.
    Count,
    /// Numbers of siblings run without gap or repetition.
    Numbering,
    /// A list of contents or overview says the same as the body.
    Contents,
    /// A second place that repeats a row says the same.
    Duplicate,
}

impl CheckRule {
    /// Its name in the output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            CheckRule::Difference => "difference",
            CheckRule::Ratio => "ratio",
            CheckRule::Sum => "sum",
            CheckRule::Tally => "tally",
            CheckRule::Count => "count",
            CheckRule::Numbering => "numbering",
            CheckRule::Contents => "contents",
            CheckRule::Duplicate => "duplicate",
        }
    }
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckStatus {
    /// The law holds on the printed figures.
    Holds,
    /// It holds after exactly one possible repair, which `repairs` shows.
    Repaired,
    /// It does not hold and nothing was changed.
    Fails,
    /// More than one repair would satisfy it: the printed values stand.
    Undecidable,
}

impl CheckStatus {
    /// Its name in the output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            CheckStatus::Holds => "holds",
            CheckStatus::Repaired => "repaired",
            CheckStatus::Fails => "fails",
            CheckStatus::Undecidable => "undecidable",
        }
    }
}

/// One application of a law, made only where every figure that it needs is printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// The law.
    pub rule: CheckRule,
    /// Id of the row, tally or section that it is about, or `document`.
    pub subject: String,
    /// How it ended.
    pub status: CheckStatus,
    /// What the report prints.
    pub printed: String,
    /// What the law gives.
    pub computed: String,
    /// Where the compared figures stand.
    pub places: Vec<Trace>,
}

/// A printed value that was changed because one answer remained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Repair {
    /// JSON pointer to the value within the entity that carries this repair, as `/budgets/1/value`.
    pub field: String,
    /// The form that the input has there, to the letter.
    pub printed: String,
    /// The value now in the field.
    pub value: serde_json::Value,
    /// The law or second place that decided, as `difference`, `ratio`, `contents`; `correction` for a person.
    pub rule: String,
    /// Why no other answer remains, for a person.
    pub evidence: String,
    /// The person who decided, of a correction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl Repair {
    /// A repair of a number to `value`, or to "nothing printed" (a dash) when `None`.
    #[must_use]
    pub fn of_figure(
        field: String,
        printed: &str,
        value: Option<Figure>,
        rule: &str,
        evidence: String,
    ) -> Self {
        let value = value.map_or(serde_json::Value::Null, |figure| {
            serde_json::to_value(figure).unwrap_or(serde_json::Value::Null)
        });
        Repair {
            field,
            printed: printed.to_owned(),
            value,
            rule: rule.to_owned(),
            evidence,
            by: None,
        }
    }
}
