//! Labels without what stands around their words: remarks, years, letters of formulas.

use std::sync::LazyLock;

use regex::Regex;

use crate::japanese;
use crate::vocabulary::key;

#[allow(clippy::unwrap_used)] // fixed patterns, covered by tests
static BRACKETS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\([^()]*\)|〔[^〕]*〕|\[[^\]]*\]|※\d*").unwrap());
#[allow(clippy::unwrap_used)]
static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:(?:令和|平成|昭和)(?:\d{1,2}|元)(?:\(\d{4}\))?年(?:度)?(?:末)?|[RHS]\d{1,2}(?:年度?)?(?:末)?",
        r"|\d{4}年度?(?:末)?|\d{1,2}年度(?:末)?|(?:[前本当今翌昨]々?|決算)年度末?)(?:以降)?(?:の|における)?"
    ))
    .unwrap()
});

/// The year at the beginning of a label, and the rest.
pub(super) fn split_year(label: &str) -> (&str, &str) {
    label.split_at(YEAR.find(label).map_or(0, |year| year.end()))
}

/// A label without remarks in brackets.
pub(crate) fn bare(label: &str) -> String {
    let mut bare = key(label);
    // └ 国庫支出金: a branch drawn before the name.
    if let Some(rest) = bare.strip_prefix(is_branch) {
        bare = rest.trim_start_matches(is_branch).to_owned();
    }
    // 内訳 国庫支出金: what it is among others.
    let part = bare.strip_prefix("内訳").filter(|rest| {
        let goes_on = rest.starts_with(['書', '額', '表', '明', 'の', '(']);
        !goes_on && rest.chars().count() > 1
    });
    if let Some(rest) = part.map(str::to_owned) {
        bare = rest;
    }
    if bare.contains(['(', '〔', '[', '※']) {
        bare = BRACKETS.replace_all(&bare, "").into_owned();
    }
    bare.truncate(bare.trim_end_matches(['.', ':', '：']).len());
    bare
}

fn is_branch(character: char) -> bool {
    matches!(character, '\u{2500}'..='\u{257F}' | '∟' | '⌊')
}

/// A label without the year before it (R6当初 → 当初).
pub(crate) fn undated(label: &str) -> &str {
    let (_, rest) = split_year(label);
    if rest.is_empty() { label } else { rest }
}

/// What a form calls an amount, without the year before it: 令和5年度決算額 → 決算額.
pub(crate) fn undated_amount(label: &str) -> String {
    let label = bare(label);
    let rest = undated(&label);
    // 翌年度繰越額 is carried out of this year: the year is part of the word.
    if is_carried(rest) { label } else { rest.to_owned() }
}

/// A label of an amount without the letters that formulas call it by: 当初予算額Ａ, 差引Ａ－Ｂ, 前年度比Ａ／Ｂ.
pub(crate) fn without_formula(label: &str) -> &str {
    let formula = |c: char| c.is_ascii_uppercase() || "+-=/÷×*=−".contains(c);
    let stem = label.trim_end_matches(formula);
    let letters = label.get(stem.len()..).unwrap_or_default();
    let lettered = letters.starts_with(|c: char| c.is_ascii_uppercase())
        && !letters.contains(|a: char| a.is_ascii_uppercase() && letters.matches(a).count() > 2)
        && stem.ends_with(japanese::is_japanese);
    if lettered { stem } else { label }
}

/// What is carried over between years is an amount of the reported year.
pub(super) fn is_carried(rest: &str) -> bool {
    ["繰越", "へ繰", "から繰", "からの繰"]
        .iter()
        .any(|word| rest.starts_with(word))
}
