//! Indicators: named quantities with values over time, as blocks (name, explanation, periods, values) or as rows.

pub(super) mod measured;
mod measures;
pub(super) mod quantities;
mod rows;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::japanese::{Cell, read_cell};
use crate::layout::Grid;
use crate::model::{Figure, IndicatorRole, Qualifier};
use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

use super::columns::{Look, look};
use super::entry::Narrative;
use super::lexicon::{Lexicon, Role, bare};
use super::{tidy, years};

/// An indicator before ids are given.
#[derive(Debug, Clone, Default)]
pub(crate) struct IndicatorDraft {
    pub number: Option<String>,
    pub name: Passage,
    pub unit: Option<String>,
    pub section: Option<usize>,
    /// Levels printed on its row: word and text, upper first.
    pub under: Vec<(String, Passage)>,
    /// The row whose sheet it stands in.
    pub item: Option<usize>,
    pub texts: Vec<Narrative>,
    pub values: Vec<ValueDraft>,
    pub places: Vec<Passage>,
}

/// A value before ids are given.
#[derive(Debug, Clone, Default)]
pub(crate) struct ValueDraft {
    pub label: String,
    pub fiscal_year: Option<i32>,
    pub role: IndicatorRole,
    pub value: Option<Figure>,
    pub unit: Option<String>,
    pub qualifier: Option<Qualifier>,
    pub alternate: Option<Figure>,
    pub cell: Passage,
}

#[allow(clippy::unwrap_used)] // fixed pattern, covered by tests
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"指標\s*(?:[NＮ][oｏ0Ｏ]\.?|№|番号)\s*\.?\s*([0-9０-９]+(?:\s*[・、,，･]\s*[0-9０-９]+)*)")
        .unwrap()
});

/// `指標No.3・4`: its bytes and the numbers.
pub(crate) fn reference(text: &str) -> Option<(Range<usize>, Vec<String>)> {
    let found = REFERENCE.captures(text)?;
    let numbers = key(found.get(1)?.as_str())
        .split(['・', '、', ','])
        .map(str::to_owned)
        .collect();
    Some((found.get(0)?.range(), numbers))
}

/// Whether a table holds indicators.
pub(crate) fn is_table(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    // 直接事業費 and 人件費 under 令和元年度（実績）: what a sheet's project costs.
    let amounts = |row: usize| super::plan::amount_rows(grid, row + 1, lexicon);
    (0..grid.rows()).any(|row| is_period_row(grid, row, lexicon.words) && !amounts(row))
        || is_row_table(grid, lexicon)
}

/// Two or more cells that name a year and what stands under it (目標値, 現状値 …), figures in the row below.
fn is_period_row(grid: &Grid, row: usize, words: &Vocabulary) -> bool {
    let periods = texts(grid, row)
        .filter(|text| years::of(text).is_some() && role_of(text, words).is_some())
        .count();
    periods >= 2
        && periods + 1 >= texts(grid, row).count()
        && row + 1 < grid.rows()
        && texts(grid, row + 1).filter(|text| is_value(text)).count() >= 2
}

/// `項目 | 令和5年度 | 令和6年度` over names with figures; numbers and levels of the outline may stand before the names.
fn is_row_table(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    let header = filled(grid, 0);
    let Some(names) = name_head(&header, lexicon) else {
        return false;
    };
    let rest = &header[names + 1..];
    let words = lexicon.words;
    let periods = rest
        .iter()
        .filter(|(_, text)| years::of(text.as_str()).is_some() || role_of(text.as_str(), words).is_some())
        .count();
    let other = rest
        .iter()
        .filter(|(_, text)| !words.is_label("indicator", text.as_str()) && !is_unit_head(text.as_str()))
        .count();
    // 項目 over 事業費, 人件費: what a sheet's project costs.
    let valued = rest
        .iter()
        .any(|(_, text)| role_of(text.as_str(), words).is_some());
    let amounts =
        super::plan::amount_rows(grid, 1, lexicon) || !valued && super::plan::money_rows(grid, 1, lexicon);
    let amounts = amounts || super::plan::divided_amounts(grid, 1, lexicon);
    let figures = (1..grid.rows())
        .filter(|&row| texts(grid, row).any(is_value))
        .count();
    !amounts && periods >= 1 && (periods == other || periods >= 2 && periods * 2 >= other) && figures > 0
}

/// Whether a head that says so (数値目標, KPI) names all rows of a table as indicators, the levels they belong to before it.
pub(super) fn is_list(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    name_head(&filled(grid, 0), lexicon).is_some_and(|names| names > 0) && is_row_table(grid, lexicon)
}

/// Which of the header's cells heads the indicators: the first, or one that only numbers and levels stand before.
pub(super) fn name_head(header: &[(usize, Passage)], lexicon: &Lexicon<'_>) -> Option<usize> {
    let indicator = |text: &Passage| {
        let label = bare(text.as_str());
        let length = label.chars().count();
        lexicon.words.is_label("indicator", &label) || label.ends_with("指標") && length <= LONGEST_NAME_HEAD
    };
    let at = header.iter().position(|(_, text)| indicator(text))?;
    // 推進方針 before 重要業績指標: words of the city's own for what the indicators are of.
    let measures = header.get(at).is_some_and(|(_, text)| {
        let label = bare(text.as_str());
        label.contains("指標") || label.contains("KPI")
    });
    let before = header[..at]
        .iter()
        .all(|(_, text)| match lexicon.label(text.as_str()) {
            Some(Role::Number) => true,
            Some(Role::Level(word)) => {
                let tier = lexicon.words.levels.tier(&word);
                tier.is_some_and(|tier| tier < super::lines::listing::ROW_TIER)
                    && !key(text.as_str()).contains("事業")
            }
            None => measures && look(text.as_str(), lexicon.words) == Look::Short,
            _ => false,
        });
    before.then_some(at)
}

/// Letters of the head over the names of indicators.
const LONGEST_NAME_HEAD: usize = 12;

pub(super) fn is_unit_head(text: &str) -> bool {
    matches!(key(text).as_str(), "単位" | "単位等")
}

pub(in crate::recover) fn is_value(text: &str) -> bool {
    matches!(read_cell(text), Cell::Number(_) | Cell::Dash | Cell::Placeholder)
}

/// Texts of the cells of a row that say something.
fn texts(grid: &Grid, row: usize) -> impl Iterator<Item = &str> {
    let cells = grid.origins(row).filter(|cell| !cell.text.is_blank());
    cells.map(|cell| cell.text.as_str())
}

pub(super) fn filled(grid: &Grid, row: usize) -> Vec<(usize, Passage)> {
    grid.origins(row)
        .filter(|cell| !cell.text.is_blank())
        .map(|cell| (cell.column, cell.text.clone()))
        .collect()
}

/// What a label says its figures state; `None` where it says nothing.
pub(crate) fn role_of(label: &str, words: &Vocabulary) -> Option<IndicatorRole> {
    let label = key(label);
    // 実績見込 is expected, not done.
    if label.contains("実績見込") {
        return Some(IndicatorRole::Plan);
    }
    let order = [
        ("peer", IndicatorRole::Peer),
        ("target", IndicatorRole::Target),
        ("actual", IndicatorRole::Actual),
        ("current", IndicatorRole::Current),
        ("baseline", IndicatorRole::Baseline),
        ("plan", IndicatorRole::Plan),
    ];
    order
        .into_iter()
        .find(|(name, _)| {
            words
                .indicator_roles
                .get(*name)
                .is_some_and(|list| list.iter().any(|word| label.contains(word.as_str())))
        })
        .map(|(_, role)| role)
}

/// The indicators of a table.
pub(crate) fn read(grid: &Grid, lexicon: &Lexicon<'_>, section: Option<usize>) -> Vec<IndicatorDraft> {
    // Several lines of figures below one head are quantities of their own.
    let lines = || is_row_table(grid, lexicon) && (1..3).all(|row| is_line(grid, row));
    let periods = (0..grid.rows()).any(|row| is_period_row(grid, row, lexicon.words));
    let mut found = if periods && !lines() {
        read_blocks(grid, lexicon)
    } else {
        rows::read_rows(grid, lexicon)
    };
    for indicator in &mut found {
        indicator.section = section;
    }
    found
}

/// Whether a row is a name and figures.
fn is_line(grid: &Grid, row: usize) -> bool {
    let mut texts = if row < grid.rows() {
        filled(grid, row)
    } else {
        Vec::new()
    }
    .into_iter()
    .map(|(_, text)| text);
    texts.next().is_some_and(|name| !is_value(name.as_str())) && texts.any(|text| is_value(text.as_str()))
}

/// Name, explanation, periods and values on rows of their own.
fn read_blocks(grid: &Grid, lexicon: &Lexicon<'_>) -> Vec<IndicatorDraft> {
    let words = lexicon.words;
    let periods: Vec<usize> = (0..grid.rows())
        .filter(|&row| is_period_row(grid, row, words))
        .collect();
    let mut found = Vec::new();
    let mut from = 0;
    let starts: Vec<usize> = periods
        .iter()
        .map(|&row| {
            let start = (from..row)
                .rev()
                .find(|&above| is_name_row(grid, above, lexicon))
                .unwrap_or(row);
            from = row + 2;
            start
        })
        .collect();
    for (index, (&start, &period)) in starts.iter().zip(&periods).enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(grid.rows());
        let first = if index == 0 { 0 } else { start };
        found.push(read_block(grid, lexicon, first, start, period, end));
    }
    found
}

/// A row of one text (a number aside) that is no explanation and no relation.
fn is_name_row(grid: &Grid, row: usize, lexicon: &Lexicon<'_>) -> bool {
    let texts: Vec<Passage> = filled(grid, row)
        .into_iter()
        .map(|(_, text)| text)
        .filter(|text| !is_number(text.as_str()))
        .collect();
    let [only] = texts.as_slice() else { return false };
    let text = key(only.as_str());
    explanation(only, lexicon.words).is_none()
        && !text.starts_with(['【', '※', '['])
        && lexicon.heading_in(only).is_none()
}

fn is_number(text: &str) -> bool {
    let text = key(text);
    !text.is_empty() && text.chars().count() <= 3 && text.chars().all(|c| c.is_ascii_digit())
}

/// `説明 市民アンケート`: bytes of the label and the rest.
fn explanation(text: &Passage, words: &Vocabulary) -> Option<usize> {
    let plain = text.as_str();
    words
        .label("explanation")
        .iter()
        .filter_map(|word| super::lexicon::prefix_over_blanks(plain, word))
        .find(|&end| {
            plain
                .get(end..)
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || matches!(c, ':' | '：')))
        })
}

fn read_block(
    grid: &Grid,
    lexicon: &Lexicon<'_>,
    first: usize,
    start: usize,
    period: usize,
    end: usize,
) -> IndicatorDraft {
    let words = lexicon.words;
    let mut indicator = IndicatorDraft::default();
    for row in first..end {
        for (_, text) in filled(grid, row) {
            if is_number(text.as_str()) && row != period + 1 {
                indicator.number = Some(key(text.as_str()));
                indicator.places.push(text);
            } else if row == start && indicator.name.is_blank() {
                (indicator.name, indicator.unit) = name_and_unit(&text);
                indicator.places.push(text);
            } else if let Some(used) = explanation(&text, words).filter(|_| row < period) {
                indicator.places.push(text.slice(0..used));
                let label = Some(key(text.as_str().get(..used).unwrap_or_default()));
                indicator.texts.push(Narrative {
                    label,
                    text: tidy(&text.slice(used..text.as_str().len())),
                });
            } else if row != period + 1 {
                indicator.places.push(text);
            }
        }
    }
    let heads = filled(grid, period);
    let cells = filled(grid, period + 1);
    let numbered =
        cells.len() == heads.len() + 1 && cells.first().is_some_and(|(_, text)| is_number(text.as_str()));
    if let Some((_, number)) = cells.first().filter(|_| numbered) {
        indicator.number = Some(key(number.as_str()));
        indicator.places.push(number.clone());
    }
    for (order, (column, head)) in heads.iter().enumerate() {
        let by_order = cells.get(order + usize::from(numbered));
        let cell = cells.iter().find(|(other, _)| other == column).or(by_order);
        if let Some((_, cell)) = cell {
            indicator.values.push(value(
                head,
                role_of(head.as_str(), words).unwrap_or_default(),
                years::of(head.as_str()),
                cell,
                indicator.unit.clone(),
            ));
        }
    }
    indicator
}

/// `経常収支比率 (%)`.
pub(crate) fn name_and_unit(text: &Passage) -> (Passage, Option<String>) {
    let text = tidy(text);
    let plain = text.as_str();
    let bracket = plain.rfind(['(', '（', '【', '［', '[', '〔']);
    if let Some(start) = bracket {
        let inside = key(plain.get(start..).unwrap_or_default());
        let inside = inside
            .trim_matches(['(', ')', '【', '】', '[', ']', '〔', '〕'])
            .trim_start_matches("単位:")
            .to_owned();
        if let Some((name, unit)) = colon_inside(&text, start) {
            return (name, Some(unit));
        }
        let unit_like = plain.trim_end().ends_with([')', '）', '】', '］', ']', '〕'])
            && (1..=6).contains(&inside.chars().count())
            && !matches!(inside.as_bytes(), [b'A'..=b'H'])
            && !inside.contains("現在")
            && !inside.contains("目標");
        if unit_like {
            return (text.slice(0..start).trim(), Some(inside));
        }
    }
    (text, None)
}

/// 活動指標（研修回数：回）, 待ち時間（目標値：分）: name and unit, where a colon parts what the bracket says.
fn colon_inside(text: &Passage, open: usize) -> Option<(Passage, String)> {
    let plain = text.as_str();
    let inner = plain.get(open..)?.strip_suffix([')', '）'])?;
    let start = open + inner.chars().next()?.len_utf8();
    let end = open + inner.len();
    let (colon, mark) = plain
        .get(start..end)?
        .char_indices()
        .find(|(_, c)| matches!(c, ':' | '：'))?;
    let said = text.slice(start..start + colon).trim();
    let unit = key(plain.get(start + colon + mark.len_utf8()..end)?);
    let before = text.slice(0..open).trim();
    if !(1..=6).contains(&unit.chars().count()) || said.is_blank() || before.is_blank() {
        return None;
    }
    let word = key(said.as_str());
    if key(before.as_str()).ends_with("指標") {
        return Some((said, unit));
    }
    let role = ["目標", "実績", "計画", "値", "見込"]
        .iter()
        .any(|end| word.ends_with(end));
    role.then_some((before, unit))
}

/// What a bracket behind a name says its figures are: 参加団体数（計画）, 待ち時間（目標値：分）.
pub(super) fn remark_role(text: &str, words: &Vocabulary) -> Option<IndicatorRole> {
    let plain = key(text);
    let inside = plain.strip_suffix(')')?.rsplit_once('(')?.1.to_owned();
    let word = inside.split(':').next().unwrap_or_default();
    (2..=LONGEST_REMARK)
        .contains(&word.chars().count())
        .then(|| role_of(word, words))
        .flatten()
}

/// Letters of 目標, 実績値 in a bracket.
const LONGEST_REMARK: usize = 4;

pub(crate) fn value(
    head: &Passage,
    role: IndicatorRole,
    fiscal_year: Option<i32>,
    cell: &Passage,
    unit: Option<String>,
) -> ValueDraft {
    let mut draft = ValueDraft {
        label: super::state::label_text(head),
        fiscal_year,
        role,
        unit,
        cell: cell.clone(),
        ..ValueDraft::default()
    };
    if let Cell::Number(number) = read_cell(tidy(cell).as_str()) {
        draft.value = Some(Figure(number.value));
        draft.qualifier = number.qualifier;
        draft.alternate = number.alternate.map(Figure);
        draft.unit = draft.unit.or(number.unit);
    }
    draft
}
