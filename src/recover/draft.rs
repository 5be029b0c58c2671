//! What the report says before it is checked.

use crate::model::{
    DocumentFacts, Indicator, IndicatorRole, Item, LegendEntry, Section, TableRecord, Tally, Trace, Warning,
};

/// The report as printed, and what second places in it say about the same things.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Facts about the report as a whole.
    pub document: DocumentFacts,
    /// Outline, in reading order, ids given.
    pub sections: Vec<Section>,
    /// Rows, in reading order, ids given.
    pub items: Vec<Item>,
    /// Named quantities.
    pub indicators: Vec<Indicator>,
    /// Printed counts.
    pub tallies: Vec<Tally>,
    /// Meanings of grades.
    pub legend: Vec<LegendEntry>,
    /// Tables as seen.
    pub tables: Vec<TableRecord>,
    /// Second places: what they say becomes checks.
    pub statements: Vec<Statement>,
    /// Oddities met while recovering.
    pub warnings: Vec<Warning>,
}

/// Something that the report says about its rows in a second place.
#[derive(Debug, Clone, PartialEq)]
pub enum Statement {
    /// Contents or an overview list this heading or row.
    Listed {
        /// Level or kind word, where the list prints one.
        kind: Option<String>,
        /// Number as printed, NFKC.
        number: Option<String>,
        /// Name, flags taken out.
        name: String,
        /// Id of the section or item that it names, where recovery found one.
        subject: Option<String>,
        /// Where the list says so.
        trace: Trace,
    },
    /// A summary repeats a grade of a row or section.
    Grade {
        /// Id of the item or section.
        subject: String,
        /// Label of the grade in the body.
        label: Option<String>,
        /// Year that is graded.
        fiscal_year: Option<i32>,
        /// Grade; null for a dash.
        grade: Option<String>,
        /// Where the summary says so.
        trace: Trace,
    },
    /// A second place repeats an indicator's value.
    Value {
        /// Id of the indicator.
        subject: String,
        /// Year.
        fiscal_year: Option<i32>,
        /// What it states.
        role: IndicatorRole,
        /// The number, as this place prints it.
        value: f64,
        /// Unit in this place.
        unit: Option<String>,
        /// Where.
        trace: Trace,
    },
    /// The text prints how many rows (or rows of a section) there are.
    RowCount {
        /// Level or kind word that is counted (プログラム, 取組項目 …).
        kind: String,
        /// Section within which it counts; null for the whole document.
        section: Option<String>,
        /// Number printed.
        count: i64,
        /// Where.
        trace: Trace,
    },
    /// A total row (小計, 合計) over rows.
    Total {
        /// Printed name of the total row.
        label: String,
        /// Ids of the items that it sums.
        over: Vec<String>,
        /// Label of the summed amount.
        budget_label: String,
        /// Whether it sums what the rows have changed by.
        is_change: bool,
        /// Year of the summed amount.
        fiscal_year: Option<i32>,
        /// Sum as printed; null when unreadable.
        value: Option<f64>,
        /// Printed form.
        printed: String,
        /// Where.
        trace: Trace,
    },
}
