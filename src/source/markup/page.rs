//! Marks that engines write where a page starts.

/// Longest mark.
const LONGEST: usize = 120;
/// Words that say "page", lower case.
const WORDS: [&str; 8] = ["pagenumber", "pagebreak", "page", "ページ", "頁", "p.", "of", "/"];

/// Whether a line is a page mark, as `--- page 3 ---`, `<!-- page 3 -->`, `[Page 3]` or `===== 3 =====`.
pub(in crate::source) fn is_page_mark(line: &str) -> bool {
    let line = line.trim();
    if line.len() > LONGEST || !line.starts_with(['-', '=', '*', '~', '<', '[', '{']) {
        return false;
    }
    if let Some(comment) = line
        .strip_prefix("<!--")
        .and_then(|rest| rest.strip_suffix("-->"))
    {
        return says_page(comment, true);
    }
    if let Some(inner) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return says_page(inner, true);
    }
    // `{3}------------` as one engine writes it.
    if let Some((number, rule)) = line.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        return is_number(number) && rule.len() >= 3 && rule.bytes().all(|byte| byte == b'-');
    }
    let decoration = ['-', '=', '*', '~'];
    let core = line.trim_matches(decoration);
    let before = line.len() - line.trim_start_matches(decoration).len();
    let after = line.len() - line.trim_end_matches(decoration).len();
    match (before, after) {
        (3.., 3..) => says_page(core, false),
        (2.., 2..) => says_page(core, true),
        _ => false,
    }
}

/// Whether a text is a page's number and nothing else; `word` asks for a word that says so.
fn says_page(text: &str, word: bool) -> bool {
    let mut rest = text.trim().to_lowercase();
    let mut said = false;
    for known in WORDS {
        if rest.contains(known) {
            said |= known != "of" && known != "/";
            rest = rest.replace(known, " ");
        }
    }
    let numbers: Vec<&str> = rest
        .split(|c: char| c.is_whitespace() || matches!(c, '"' | '=' | ':' | '-'))
        .filter(|part| !part.is_empty())
        .collect();
    match numbers.len() {
        0 => said && text.trim().to_lowercase().contains("break"),
        1 | 2 => numbers.iter().all(|number| is_number(number)) && (said || !word),
        _ => false,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 18
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || ('０'..='９').contains(&c))
}
