//! Fiscal years of labels.

use crate::japanese;

/// The fiscal year that a short text names first, when it names one.
pub(crate) fn of(text: &str) -> Option<i32> {
    japanese::fiscal_years(text)
        .first()
        .map(japanese::YearMention::fiscal_year)
}
