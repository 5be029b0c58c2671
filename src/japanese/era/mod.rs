//! Eras and fiscal years: every year that a text names, as a western year.

mod scan;
#[cfg(test)]
mod tests;

use std::ops::Range;

use scan::Scan;

/// 元号 of modern Japan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Era {
    /// 明治.
    Meiji,
    /// 大正.
    Taisho,
    /// 昭和.
    Showa,
    /// 平成.
    Heisei,
    /// 令和.
    Reiwa,
}

/// The western year of year `n` of an era (元年 is 1).
#[must_use]
pub fn to_western(era: Era, n: i32) -> i32 {
    n + match era {
        Era::Meiji => 1867,
        Era::Taisho => 1911,
        Era::Showa => 1925,
        Era::Heisei => 1988,
        Era::Reiwa => 2018,
    }
}

/// The fiscal year (April to March) of a month of a western year.
#[must_use]
pub fn fiscal_year_of_date(year: i32, month: u8) -> i32 {
    if month < 4 { year - 1 } else { year }
}

/// As what a year stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum YearKind {
    /// 年度.
    FiscalYear,
    /// With a month, maybe a day.
    CalendarDate,
    /// A year alone (令和5年, R5).
    Year,
}

/// A year in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearMention {
    /// Bytes of the text that it takes, with 年度, month, day and 末.
    pub range: Range<usize>,
    /// The western year as printed (not moved for months before April; see [`YearMention::fiscal_year`]).
    pub year: i32,
    /// As what it stands.
    pub kind: YearKind,
    /// Month of a date.
    pub month: Option<u8>,
    /// Day of a date.
    pub day: Option<u8>,
    /// Whether 末 follows.
    pub suffix_end: bool,
    /// Whether it is the second end of a range (令和5～7年度, 令和6年度～15年度).
    pub range_end: bool,
}

impl YearMention {
    /// The fiscal year that it lies in: a month counts to its April–March year; a year alone is taken as printed.
    #[must_use]
    pub fn fiscal_year(&self) -> i32 {
        match self.month {
            Some(month) => fiscal_year_of_date(self.year, month),
            None => self.year,
        }
    }
}

/// All years of a text, in order.
///
/// Known forms: 令和 平成 昭和 大正 明治 and R H S T M with a number or 元, western years before 年, 年度 or with month
/// and day, both together (令和5(2023)年度), dates (令和５年12月16日, R5.12.16, 2023/12/16), with blanks anywhere between
/// the parts, ranges and lists whose later parts leave the era out (令和5～7年度, 令和6年度～15年度, 令和5・6年度).
#[must_use]
pub fn fiscal_years(text: &str) -> Vec<YearMention> {
    if !scan::may_name_year(text) {
        return Vec::new();
    }
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let scan = Scan {
        characters: &characters,
        length: text.len(),
    };
    let mut mentions: Vec<YearMention> = Vec::new();
    let mut index = 0;
    let mut range_to = None;
    while index < characters.len() {
        let Some((mut found, next)) = scan.chain(index) else {
            index += 1;
            continue;
        };
        if let Some(first) = found.first_mut() {
            first.range_end |= range_to == Some(index);
        }
        mentions.extend(found);
        range_to = scan
            .separator(next)
            .filter(|&(ranged, _)| ranged)
            .map(|(_, to)| to);
        index = next.max(index + 1);
    }
    mentions
}

/// The only year of a text, if it names one (twice the same is one).
#[must_use]
pub fn only_year(text: &str) -> Option<YearMention> {
    let mut mentions = fiscal_years(text).into_iter();
    let first = mentions.next()?;
    mentions
        .all(|other| other.fiscal_year() == first.fiscal_year())
        .then_some(first)
}
