//! Markdown that stands at the start of a line.

use crate::source::LineStyle;

/// Style that the start of a line gives it, with the lengths of the marks at its start and at its end.
pub(in crate::source) fn prefix(line: &str) -> (LineStyle, usize, usize) {
    let body = line.trim_start_matches([' ', '\u{3000}']);
    let indent = line.len() - body.len();
    let hashes = body.len() - body.trim_start_matches('#').len();
    let after = body.get(hashes..).unwrap_or_default();
    // One `#` without a blank is a hashtag or a number sign.
    let is_heading = matches!(hashes, 2..=6) || (hashes == 1 && after.starts_with(char::is_whitespace));
    if is_heading && !after.trim().is_empty() {
        let level = u8::try_from(hashes).unwrap_or(6);
        return (LineStyle::Heading(level), indent + hashes, closing_hashes(after));
    }
    let mut characters = body.chars();
    let is_entry = matches!(characters.next(), Some('-' | '*' | '+'))
        && characters.next().is_some_and(char::is_whitespace)
        && !characters.as_str().trim().is_empty()
        && !is_page_number(body);
    if is_entry {
        return (LineStyle::ListEntry, indent + 1, 0);
    }
    (LineStyle::Plain, 0, 0)
}

/// `- 44 -`: the foot of a page, no entry of a list.
fn is_page_number(body: &str) -> bool {
    let inner = body.trim().trim_start_matches('-').trim_end_matches('-').trim();
    body.trim().ends_with('-') && !inner.is_empty() && inner.chars().all(|c| c.is_numeric())
}

/// Length of the `##` that closes a heading, with the blanks around it.
fn closing_hashes(after: &str) -> usize {
    let body = after.trim_end();
    let open = body.trim_end_matches('#');
    if open.len() < body.len() && open.ends_with(char::is_whitespace) {
        after.len() - open.len()
    } else {
        0
    }
}

/// Whether a line is a rule and nothing else, as `---` or `* * *`.
pub(in crate::source) fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|character| !character.is_whitespace());
    let Some(first) = marks.next() else { return false };
    matches!(first, '-' | '=' | '*' | '_' | '─' | '━')
        && marks.clone().count() >= 2
        && marks.all(|mark| mark == first)
}

/// Whether a line opens or closes a block of code, into which engines pack whole pages.
pub(in crate::source) fn is_fence(line: &str) -> bool {
    line.trim()
        .strip_prefix("```")
        .is_some_and(|language| language.bytes().all(|byte| byte.is_ascii_alphabetic()))
}
