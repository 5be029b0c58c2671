//! Cells that print their own headings: `１　施策の趣旨` ⏎ text, `【事業の目的】` ⏎ text ⏎ `【事業の内容】` ⏎ text.

use crate::japanese;
use crate::source::Passage;
use crate::vocabulary::key;

/// Letters of a heading.
const LONGEST: usize = 20;

/// Brackets that set a heading off from what follows on its line.
const FRAMES: [(char, char); 5] = [('【', '】'), ('〔', '〕'), ('《', '》'), ('＜', '＞'), ('<', '>')];

/// What each heading of a cell says; nothing where the cell does not begin with one, or one of them says nothing.
pub(super) fn parts(cell: &Passage) -> Option<Vec<(Passage, Passage)>> {
    let lines = cell.split(|c| c == '\n');
    let widest = lines.iter().map(letters).max()?;
    let mut parts: Vec<(Passage, Passage)> = Vec::new();
    for line in lines.iter().filter(|line| !line.is_blank()) {
        match framed(line).or_else(|| alone(line, widest)) {
            Some(part) => parts.push(part),
            None => parts.last_mut()?.1.join('\n', line),
        }
    }
    let says = |(_, text): &(Passage, Passage)| !text.is_blank();
    (!parts.is_empty() && parts.iter().all(says)).then_some(parts)
}

/// 【事業の目的】, with what follows on the same line.
fn framed(line: &Passage) -> Option<(Passage, Passage)> {
    let line = line.trim();
    let text = line.as_str();
    let first = text.chars().next()?;
    let (open, close) = FRAMES.into_iter().find(|(open, _)| *open == first)?;
    let end = text.find(close)?;
    let label = line.slice(open.len_utf8()..end).trim();
    let rest = line.slice(end + close.len_utf8()..text.len()).trim();
    is_heading(&label).then_some((label, rest))
}

/// A numbered or marked heading that has its line for itself, much shorter than lines of text are.
fn alone(line: &Passage, widest: usize) -> Option<(Passage, Passage)> {
    let line = line.trim();
    let text = line.as_str();
    let first = text.chars().next()?;
    let used = if japanese::is_bullet(first) {
        first.len_utf8()
    } else {
        japanese::leading_number(&line)?.1
    };
    let label = line.slice(used..text.len()).trim();
    let short = letters(&line) * 3 <= widest * 2;
    (short && is_heading(&label)).then(|| (label, Passage::default()))
}

fn is_heading(label: &Passage) -> bool {
    let text = label.as_str();
    (2..=LONGEST).contains(&letters(label))
        && !text.contains(['。', '、', '：', ':'])
        && !text.ends_with(['た', 'る', 'う', 'く', 'む'])
        && text.chars().filter(|c| japanese::is_japanese(*c)).count() * 2 > letters(label)
}

fn letters(text: &Passage) -> usize {
    key(text.as_str()).chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<(String, String)>> {
        let parts = parts(&Passage::of_canvas(text, 0..text.len()))?;
        let plain = |passage: &Passage| passage.as_str().to_owned();
        Some(
            parts
                .iter()
                .map(|(label, value)| (plain(label), plain(value)))
                .collect(),
        )
    }

    #[test]
    fn a_heading_line_takes_the_lines_below_it() {
        let parts = read("１　施策の趣旨\n　誰もが安心して暮らし続けられる地域をつくる。").unwrap();
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].0, "施策の趣旨");
        assert!(parts[0].1.ends_with("地域をつくる。"));
    }

    #[test]
    fn several_framed_headings_share_a_cell() {
        let parts = read("【目的】\n水辺を守る。\n【内容】年に四回、川を清掃する。").unwrap();
        assert_eq!(parts[0], ("目的".into(), "水辺を守る。".into()));
        assert_eq!(parts[1], ("内容".into(), "年に四回、川を清掃する。".into()));
    }

    #[test]
    fn a_numbered_list_has_no_headings() {
        assert_eq!(read("１　河川の清掃\n２　看板の設置\n３　苗木の配布"), None);
        assert_eq!(read("川を清掃する。\n■ 看板の設置\n苗木を配る。"), None);
    }
}
