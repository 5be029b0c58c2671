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
    let wrapped = || {
        text.contains('\n')
            .then(|| first(&text.replace('\n', "")))
            .flatten()
    };
    first(text).or_else(wrapped).or_else(|| western_stage(text))
}

/// 2021決算: a year of the western count right before a stage of the budget.
fn western_stage(text: &str) -> Option<i32> {
    const STAGES: [&str; 8] = ["決算", "予算", "実績", "目標", "計画", "見込", "当初", "補正"];
    let may = text.starts_with(['1', '2', '１', '２']);
    let plain = may.then(|| crate::vocabulary::key(text))?;
    let (digits, rest) = plain.split_at_checked(4)?;
    STAGES
        .iter()
        .any(|stage| rest.starts_with(stage))
        .then(|| western(digits))
        .flatten()
}

/// 2021: what may be a year where those beside it count on.
pub(crate) fn western(text: &str) -> Option<i32> {
    let plain = text.trim().trim_end_matches('年');
    let digits: Option<Vec<u32>> = plain.chars().map(japanese::digit).collect();
    let digits = digits.filter(|digits| digits.len() == 4)?;
    let year = digits.iter().fold(0, |year, digit| year * 10 + digit);
    i32::try_from(year)
        .ok()
        .filter(|year| (1980..=2070).contains(year))
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
