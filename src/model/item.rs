use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Figure, Repair, Trace};

/// A heading of the outline that carries rows (施策, 基本方針, 取組項目 …).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Section {
    /// `s1`, `s2` … in reading order.
    pub id: String,
    /// Id of the section above.
    pub parent: Option<String>,
    /// The document's own word for the level, without 名, 名称, 番号; null where none is printed.
    pub level: Option<String>,
    /// Number as printed, NFKC.
    pub number: Option<String>,
    /// Name without number and level word.
    pub name: String,
    /// Departments printed for the section as a whole.
    pub departments: Vec<Department>,
    /// Grades of the section as a whole.
    pub evaluations: Vec<Evaluation>,
    /// Narrative cells of the section.
    pub texts: Vec<TextEntry>,
    /// Repairs of this section's values.
    pub repairs: Vec<Repair>,
    /// Where it stands.
    pub trace: Trace,
}

/// A row of an item table, or a sheet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Item {
    /// `i1`, `i2` … in reading order.
    pub id: String,
    /// Id of the innermost section it stands in.
    pub section: Option<String>,
    /// Id of the row above, for a row under a row that has cells of its own.
    pub parent: Option<String>,
    /// Id of the row that this one says again.
    pub repeats: Option<String>,
    /// The document's own word for such a row (事務事業, 取組項目 …).
    pub kind: String,
    /// Number as printed, NFKC, circled digits as digits.
    pub number: Option<String>,
    /// Name, flags taken out.
    pub name: String,
    /// Departments in printed order.
    pub departments: Vec<Department>,
    /// Printed amounts, one entry a figure.
    pub budgets: Vec<Budget>,
    /// Change against the year before; null where nothing is printed.
    pub change: Option<Change>,
    /// Grades, one entry a label and year.
    pub evaluations: Vec<Evaluation>,
    /// Marks such as 新規 and 再掲.
    pub flags: Vec<String>,
    /// Every other column under its printed label.
    pub texts: Vec<TextEntry>,
    /// Repairs of this row's values.
    pub repairs: Vec<Repair>,
    /// Where it stands.
    pub trace: Trace,
}

/// A department (課) in charge.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Department {
    /// Its name.
    pub name: String,
    /// The collective entry (関係各課) in whose parentheses it stands.
    pub within: Option<String>,
    /// Where it stands.
    pub trace: Trace,
}

/// Stage of an amount, as in the Fiscal Data Package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// 決算.
    Executed,
    /// 当初予算.
    Approved,
    /// 補正後, 予算現額.
    Adjusted,
    /// 要求, 見込.
    Proposed,
}

impl Phase {
    /// Its name in the output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Phase::Executed => "executed",
            Phase::Approved => "approved",
            Phase::Adjusted => "adjusted",
            Phase::Proposed => "proposed",
        }
    }
}

/// One printed amount.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Budget {
    /// Printed name of the amount (事業費, 予算額 …).
    pub label: String,
    /// Label of the total that this is a part or funding source of.
    pub part_of: Option<String>,
    /// Fiscal year, western.
    pub fiscal_year: Option<i32>,
    /// Stage; null where not said.
    pub phase: Option<Phase>,
    /// The number in the printed unit; null for a printed dash.
    pub value: Option<Figure>,
    /// Printed unit (千円 …).
    pub unit: Option<String>,
    /// The amount in yen.
    pub yen: Option<i64>,
    /// 構成比, percent.
    pub share_percent: Option<Figure>,
    /// Where it stands.
    pub trace: Trace,
    /// The cell to the letter, for checks.
    #[serde(skip)]
    pub printed: String,
    /// Whether a person decided the value: checks may contradict it, but not change it.
    #[serde(skip)]
    pub corrected: bool,
    /// Whether the file itself tells its characters (the text of a page): no character of it was misread.
    #[serde(skip)]
    pub exact: bool,
    /// The label beside it and its like (主な内訳): one total may be divided several times.
    #[serde(skip)]
    pub group: Option<String>,
}

/// Change against the year before as the report prints it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// 増減額.
    pub difference: Option<Difference>,
    /// 前年度比 or 伸率, percent.
    pub ratio_percent: Option<Figure>,
    /// What the ratio compares.
    pub ratio_kind: Option<RatioKind>,
    /// Where the cells stand.
    pub trace: Trace,
    /// The difference cell to the letter, when there is such a column.
    #[serde(skip)]
    pub difference_printed: Option<String>,
    /// The ratio cell to the letter, when there is such a column.
    #[serde(skip)]
    pub ratio_printed: Option<String>,
    /// Whether the file itself tells the characters of the cells.
    #[serde(skip)]
    pub exact: bool,
    /// Whether a person decided the difference.
    #[serde(skip)]
    pub difference_corrected: bool,
    /// Whether a person decided the ratio.
    #[serde(skip)]
    pub ratio_corrected: bool,
}

/// A printed difference.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// The number in the printed unit.
    pub value: Option<Figure>,
    /// Printed unit.
    pub unit: Option<String>,
    /// The difference in yen.
    pub yen: Option<i64>,
}

/// What a printed ratio compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RatioKind {
    /// This year in percent of last year (前年度比 76.7).
    OfPrevious,
    /// Growth over last year (伸率 −23.3).
    Growth,
}

/// One grade.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evaluation {
    /// Printed label (個別評価, 評価, 方向性 …).
    pub label: String,
    /// The year that is graded.
    pub fiscal_year: Option<i32>,
    /// The grade or the chosen words; null for a printed dash.
    pub grade: Option<String>,
    /// The cell as printed.
    pub printed: String,
    /// Where it stands.
    pub trace: Trace,
}

/// A narrative cell under its printed label.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TextEntry {
    /// Printed label; several header rows joined by ／, upper first.
    pub label: Option<String>,
    /// The text, markup removed, one line a list entry or paragraph.
    pub text: String,
    /// Where it stands.
    pub trace: Trace,
}
