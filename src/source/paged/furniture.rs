//! Running heads and page numbers: lines at the edge of a page that say the same on every page, or count pages.

use std::collections::{BTreeMap, BTreeSet};

/// Share of a page's height at its top and bottom where furniture stands.
pub(super) const MARGIN: f32 = 0.09;
/// Lines of this many pages that agree are furniture.
const MIN_PAGES: usize = 3;
/// Height (points) within which lines of different pages stand in the same place.
const SAME_PLACE: f32 = 6.0;
/// Longest text of a running head, in characters.
const MAX_LENGTH: usize = 80;

/// A line near the edge of its page.
#[derive(Debug, Clone)]
pub(super) struct EdgeLine {
    /// 1-based.
    pub page: u32,
    /// Index of its block.
    pub block: usize,
    /// Its text without blanks.
    pub text: String,
    /// Centre, from the top of the page.
    pub y: f32,
    /// Marked by the file as no content.
    pub artifact: bool,
}

/// Indices of the blocks that are furniture.
pub(super) fn find(lines: &[EdgeLine]) -> BTreeSet<usize> {
    let mut found: BTreeSet<usize> = BTreeSet::new();
    found.extend(
        lines
            .iter()
            .filter(|line| is_page_number(line))
            .map(|line| line.block),
    );
    let mut places: BTreeMap<(String, i32), Vec<&EdgeLine>> = BTreeMap::new();
    for line in lines
        .iter()
        .filter(|line| line.text.chars().count() <= MAX_LENGTH)
    {
        let place = (line.y / SAME_PLACE).round() as i32;
        places.entry((pattern(&line.text), place)).or_default().push(line);
    }
    for ((pattern, _), lines) in &places {
        let pages: BTreeSet<u32> = lines.iter().map(|line| line.page).collect();
        if pattern.contains('#') && !numbers_sheets(pattern) && counts_pages(lines) && pages.len() >= 2 {
            found.extend(lines.iter().map(|line| line.block));
            continue;
        }
        // What stays the same is said once, where it stands first.
        let mut texts: BTreeMap<&str, Vec<&EdgeLine>> = BTreeMap::new();
        for line in lines {
            texts.entry(&line.text).or_default().push(line);
        }
        for same in texts.values().filter(|same| same.len() >= MIN_PAGES) {
            found.extend(same.iter().skip(1).map(|line| line.block));
        }
    }
    found
}

/// Whether a line is a number between dashes, or one that the file itself marks as no content.
fn is_page_number(line: &EdgeLine) -> bool {
    let dash = |character: char| {
        matches!(
            character,
            '-' | '－' | '−' | '–' | '—' | '―' | 'ー' | '~' | '〜' | '～'
        )
    };
    let inner = line.text.trim_start_matches(dash).trim_end_matches(dash);
    let digits = inner.chars().count();
    let number =
        (1..=4).contains(&digits) && inner.chars().all(|character| number_value(character).is_some());
    let dashed = line.text.starts_with(dash) && line.text.ends_with(dash);
    number && (dashed || line.artifact)
}

/// The text with every number as `#`.
fn pattern(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if number_value(character).is_none() {
            out.push(character);
        } else if !out.ends_with('#') {
            out.push('#');
        }
    }
    out
}

fn number_value(character: char) -> Option<u32> {
    match character {
        '０'..='９' => Some(u32::from(character) - u32::from('０')),
        _ => character.to_digit(10),
    }
}

fn numbers(text: &str) -> Vec<i64> {
    let mut out = Vec::new();
    let mut open = false;
    for character in text.chars() {
        match (number_value(character), out.last_mut(), open) {
            (Some(digit), Some(last), true) => *last = *last * 10 % 1_000_000_000 + i64::from(digit),
            (Some(digit), _, _) => out.push(i64::from(digit)),
            _ => {}
        }
        open = number_value(character).is_some();
    }
    out
}

/// 整理番号 12, No. 12: with one sheet a page its number grows with the pages, but counts sheets.
fn numbers_sheets(pattern: &str) -> bool {
    ["番号", "番號", "№", "No", "NO", "Ｎｏ", "ＮＯ"]
        .iter()
        .any(|word| pattern.contains(word))
}

/// Whether one of the numbers goes up with the page.
fn counts_pages(lines: &[&EdgeLine]) -> bool {
    let parsed: Vec<(i64, Vec<i64>)> = lines
        .iter()
        .map(|line| (i64::from(line.page), numbers(&line.text)))
        .collect();
    let Some((_, first)) = parsed.first() else {
        return false;
    };
    (0..first.len()).any(|position| {
        // Facing pages on one sheet count by two.
        [1i64, 2].into_iter().any(|step| {
            let mut offsets = BTreeMap::new();
            for (page, values) in &parsed {
                if let Some(value) = values.get(position) {
                    *offsets.entry(value - page * step).or_insert(0usize) += 1;
                }
            }
            offsets.values().max().copied().unwrap_or(0) * 10 >= parsed.len() * 8
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{EdgeLine, find};

    fn line(page: u32, text: &str) -> EdgeLine {
        EdgeLine {
            page,
            block: page as usize,
            text: text.into(),
            y: 20.0,
            artifact: false,
        }
    }

    #[test]
    fn page_numbers_go_and_headings_that_count_something_else_stay() {
        let numbers: Vec<_> = (1..5)
            .map(|page| line(page, &format!("-{}-", page + 10)))
            .collect();
        assert_eq!(find(&numbers).len(), 4);
        let headings: Vec<_> = [(1, "施策1"), (2, "施策1"), (3, "施策4")]
            .map(|(p, t)| line(p, t))
            .into();
        assert!(find(&headings).is_empty());
    }

    #[test]
    fn a_number_between_dashes_is_a_page_number_even_alone() {
        assert_eq!(find(&[line(1, "-19-")]).len(), 1);
        assert!(find(&[line(1, "19")]).is_empty());
        assert!(find(&[line(1, "-")]).is_empty());
    }

    #[test]
    fn a_running_head_is_kept_where_it_stands_first() {
        let heads: Vec<_> = (1..5).map(|page| line(page, "評価報告書")).collect();
        assert_eq!(find(&heads).into_iter().collect::<Vec<_>>(), [2, 3, 4]);
    }
}
