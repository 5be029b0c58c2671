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

/// The fiscal year of a label that names nothing else.
pub(crate) fn alone(label: &str) -> Option<i32> {
    let plain = crate::vocabulary::key(label);
    (super::lexicon::undated(&plain) == plain)
        .then(|| of(&plain))
        .flatten()
}

/// How many years after the reported one a label says that it speaks of (前年度予算額 −1, 本年度予算額 0), and what it says of
/// that year.
pub(crate) fn relative(label: &str) -> Option<(i32, &str)> {
    let words = [
        ("前々年度", -2),
        ("前年度", -1),
        ("昨年度", -1),
        ("本年度", 0),
        ("当年度", 0),
        ("今年度", 0),
        ("決算年度", 0),
        ("翌年度", 1),
        ("次年度", 1),
    ];
    words
        .iter()
        .find_map(|(word, years)| Some((*years, label.strip_prefix(word)?)))
}
