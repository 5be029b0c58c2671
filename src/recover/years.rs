//! Fiscal years of labels.

use crate::japanese;

/// The fiscal year that a short text names, when it names one.
pub(crate) fn of(text: &str) -> Option<i32> {
    japanese::fiscal_years(text).first().map(|mention| match (mention.kind, mention.month) {
        (japanese::YearKind::FiscalYear, _) | (_, None) => mention.year,
        (_, Some(month)) => japanese::fiscal_year_of_date(mention.year, month),
    })
}
