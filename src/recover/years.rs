//! Fiscal years of labels.

use crate::japanese;

/// The fiscal year that a short text names first, when it names one.
pub(crate) fn of(text: &str) -> Option<i32> {
    let first = |text: &str| {
        japanese::fiscal_years(text)
            .first()
            .map(japanese::YearMention::fiscal_year)
    };
    // A narrow cell wraps R ⏎ 1, too.
    first(text).or_else(|| {
        text.contains('\n')
            .then(|| first(&text.replace('\n', "")))
            .flatten()
    })
}
