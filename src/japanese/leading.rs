//! The number at the start of a heading or row.

use crate::source::Passage;

use super::characters::{digit, is_blank, is_japanese, nfkc_string};
use super::numeral::{circled, kanji_number, roman};

/// The number at the start of a passage and the bytes that it takes with the blanks and stops behind it.
///
/// Known forms: `①`, `(1)`, `（１）`, `1.`, `１　`, `01`, `1-2`, `1.2`, `Ⅱ`, `No.3`, `第2`, `ア`, `(ア)`. The number is
/// given as printed after NFKC and without blanks, circled digits as digits: `①` → `1`, `（１）` → `(1)`, `Ⅱ` → `II`,
/// `No.3` → `3`, `第2章` → `2` (the word behind it stays). A figure with a unit, a date or a plain word is no number.
#[must_use]
pub fn leading_number(passage: &Passage) -> Option<(String, usize)> {
    leading_number_of(passage.as_str())
}

/// [`leading_number`] of a string.
#[must_use]
pub fn leading_number_of(text: &str) -> Option<(String, usize)> {
    let start = text.len() - text.trim_start().len();
    let body = text.get(start..)?;
    let first = body.chars().next()?;
    if let Some(value) = circled(first) {
        return Some(finish(text, start + first.len_utf8(), &value.to_string()));
    }
    if let Some((inner, length)) = parenthesised(body) {
        return Some(finish(text, start + length, &format!("({inner})")));
    }
    let prefix = prefix_length(body);
    let numbered = body.get(prefix..)?;
    if let Some(length) = compound_length(numbered) {
        // 1-(2): a part in brackets belongs to the number.
        let length = length + bracketed_part(numbered.get(length..)?);
        let printed = numbered.get(..length)?;
        let follower = numbered.get(length..)?;
        // 第3次, 第2期, 第1回 begin names.
        if body.starts_with('第')
            && follower
                .trim_start()
                .starts_with(['次', '期', '回', '位', '者', '子', '世', '線'])
        {
            return None;
        }
        if prefix == 0 && !ends_number(printed, follower) {
            return None;
        }
        return Some(finish(text, start + prefix + length, printed));
    }
    if let Some(length) = roman_length(numbered).map(|length| length + counted_on(numbered, length)) {
        return Some(finish(text, start + prefix + length, numbered.get(..length)?));
    }
    let kana = first.len_utf8();
    let follower = body.get(kana..)?.chars().next()?;
    (is_letter_number(first) && (is_blank(follower) || is_stop(follower)))
        .then(|| finish(text, start + kana, first.encode_utf8(&mut [0; 4])))
}

/// Bytes of `-2` behind the Roman numeral of `Ⅳ-2`.
fn counted_on(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let Some(joint) = rest.chars().next().filter(|c| is_joint(*c)) else {
        return 0;
    };
    let digits: usize = rest
        .chars()
        .skip(1)
        .take_while(|c| digit(*c).is_some())
        .map(char::len_utf8)
        .sum();
    if digits == 0 { 0 } else { joint.len_utf8() + digits }
}

/// The normalised number, and the length with blanks and stops behind it.
fn finish(text: &str, end: usize, printed: &str) -> (String, usize) {
    let rest = text.get(end..).unwrap_or_default();
    let stops = rest.len() - rest.trim_start_matches(|c| is_blank(c) || is_stop(c)).len();
    let number: String = nfkc_string(printed)
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if is_joint(c) { '-' } else { c })
        .collect();
    (number, end + stops)
}

fn is_stop(character: char) -> bool {
    matches!(character, '.' | '．' | '、' | ':' | '：')
}

fn is_joint(character: char) -> bool {
    matches!(
        character,
        '-' | '－' | '−' | '‐' | '–' | '—' | '―' | 'ー' | 'ｰ' | '─'
    )
}

fn is_letter_number(character: char) -> bool {
    matches!(character, 'ア'..='コ' | 'ｱ'..='ｺ' | 'a'..='h' | 'A'..='H' | 'ａ'..='ｈ' | 'Ａ'..='Ｈ' | 'ロ' | 'ハ')
}

/// `(12)`, `（ア）`, `[3]`: what is inside and the bytes taken.
fn parenthesised(body: &str) -> Option<(String, usize)> {
    let open = body
        .chars()
        .next()
        .filter(|c| matches!(c, '(' | '（' | '〔' | '['))?;
    let inside = body.get(open.len_utf8()..)?;
    let close = inside.find([')', '）', '〕', ']'])?;
    let inner: String = nfkc_string(inside.get(..close)?)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let numeral = !inner.is_empty()
        && inner.len() <= 5
        && (inner.chars().all(|c| c.is_ascii_digit() || is_joint(c))
            && inner.starts_with(|c: char| c.is_ascii_digit())
            || roman(&inner).is_some()
            || kanji_number(&inner).is_some()
            || (inner.chars().count() == 1 && inner.chars().all(is_letter_number)));
    let width = inside.get(close..)?.chars().next().map_or(1, char::len_utf8);
    numeral.then(|| (inner, open.len_utf8() + close + width))
}

/// Length of `-(2)` behind digits.
fn bracketed_part(text: &str) -> usize {
    let Some(joint) = text.chars().next().filter(|&c| is_joint(c)) else {
        return 0;
    };
    let part = text.get(joint.len_utf8()..).and_then(parenthesised);
    part.map_or(0, |(_, length)| joint.len_utf8() + length)
}

/// Length of `No.`, `№`, `第` at the start, if digits can follow.
fn prefix_length(body: &str) -> usize {
    let lower = |text: &str| {
        text.chars()
            .take(2)
            .map(|c| nfkc_string(c.encode_utf8(&mut [0; 4])).to_lowercase())
            .collect::<String>()
    };
    let mut length = 0;
    if let Some(sign) = body.chars().next().filter(|c| matches!(c, '第' | '№')) {
        length = sign.len_utf8();
    } else if lower(body) == "no" {
        length = body.chars().take(2).map(char::len_utf8).sum();
    }
    if length == 0 {
        return 0;
    }
    let rest = body.get(length..).unwrap_or_default();
    let after = rest.trim_start_matches(|c| is_blank(c) || matches!(c, '.' | '．' | ':' | '：'));
    if after.starts_with(|c| digit(c).is_some()) {
        body.len() - after.len()
    } else {
        0
    }
}

/// Length of digits joined by hyphens or points: `1`, `1-2`, `3.1.2`, `01`.
fn compound_length(text: &str) -> Option<usize> {
    let run = |text: &str| text.len() - text.trim_start_matches(|c| digit(c).is_some()).len();
    let mut length = run(text);
    if length == 0 || text.get(..length)?.chars().count() > 6 {
        return None;
    }
    while let Some(joint) = text
        .get(length..)?
        .chars()
        .next()
        .filter(|&c| is_joint(c) || matches!(c, '.' | '．' | '・' | '･'))
    {
        let more = run(text.get(length + joint.len_utf8()..)?);
        if more == 0 {
            break;
        }
        length += joint.len_utf8() + more;
    }
    Some(length)
}

/// Whether bare digits end here as a number of something rather than as a figure or date.
fn ends_number(printed: &str, follower: &str) -> bool {
    let Some(next) = follower.chars().next() else {
        return true;
    };
    if is_blank(next) || is_stop(next) || matches!(next, ')' | '）' | '\n' | '\t') {
        let word = follower.trim_start_matches(|c| is_blank(c) || is_stop(c));
        return !follows_figure(word);
    }
    if matches!(next, ',' | '，' | '%' | '％' | '/' | '／' | '~' | '～' | '〜') || follows_figure(follower)
    {
        return false;
    }
    // A lone or compound number directly before a word: `1計画の目的`, `01広報`; not `3D` or `26市`.
    is_japanese(next) && !printed.is_empty()
}

/// Words that make the digits before them a figure or a date.
fn follows_figure(word: &str) -> bool {
    #[rustfmt::skip]
    const UNITS: &[&str] = &[
        "年", "月", "日", "時", "分", "円", "千円", "万", "億", "兆", "百万", "人", "件", "回", "箇",
        "か所", "か月", "ヶ", "カ所", "カ月", "つ", "個", "枚", "台", "本", "校", "市", "町", "村", "区",
        "歳", "名", "割", "倍", "者", "点", "ポイント", "以上", "以下", "％", "%", "月末", "棟", "園",
        "団体", "項目", "事業", "プログラム", "施設", "世帯", "種", "層", "階", "期", "次", "番", "号",
        "条", "週", "丁目", "課", "部", "館", "地区", "分野", "側面", "ページ", "頁", "冊", "歩", "社",
        "所", "度",
    ];
    // 事業, 施設 … begin many names (事業の見直し, 施設管理): a counter is followed by no further kanji word.
    UNITS.iter().any(|unit| word.starts_with(unit)) && !starts_name(word)
}

fn starts_name(word: &str) -> bool {
    #[rustfmt::skip]
    const NAMES: &[&str] = &[
        "人事", "人材", "人財", "人口", "人件", "人権", "人員", "件名", "回収", "個別", "個人", "台帳",
        "本庁", "本市", "校舎", "校庭", "市民", "市税", "市役", "市営", "市立", "市内", "市政", "市有",
        "市場", "市道", "市債", "町債", "村債", "町道", "村道", "市税", "村税", "町民", "町税", "町内", "町立", "町営", "村民", "村立", "区民", "区立",
        "区分", "区画", "名称", "点検", "園芸", "園児", "団体", "事業", "施設", "項目", "世帯", "種類",
        "期間", "期日", "期待", "次世", "次期", "次代", "番号", "条例", "週休", "課税", "課題", "部活",
        "部局", "館内", "地区", "分析", "分野", "分別", "社会", "社協", "所管", "所得", "所有", "度量",
        "日本", "日常", "時間", "時代", "時差", "年金", "年齢", "年間", "年末", "年少", "月間", "円滑",
        "本部", "階段", "号令", "種別", "者の", "プログラミング", "プログラムの", "倍増", "億劫", "万全",
        "万博", "歳出", "歳入", "歳末", "人づ", "人と", "人を", "市街", "町並", "町づ", "村づ", "校区", "台所", "台風", "割引", "園地",
        "本物", "社寺", "層の", "分譲", "分担", "市たばこ", "町たばこ", "村たばこ", "市町村", "町村", "区市町村",
    ];
    NAMES.iter().any(|name| word.starts_with(name))
}

/// Length of a Roman numeral at the start: numeral characters, or capitals that a blank or stop ends.
fn roman_length(text: &str) -> Option<usize> {
    let single = text.len() - text.trim_start_matches(|c| matches!(c, 'Ⅰ'..='Ⅻ')).len();
    if single > 0 {
        return Some(single);
    }
    let capitals = text.len() - text.trim_start_matches(['I', 'V', 'X', 'Ｉ', 'Ｖ', 'Ｘ']).len();
    let ended = text
        .get(capitals..)?
        .chars()
        .next()
        .is_some_and(|c| is_blank(c) || is_stop(c));
    (ended && roman(text.get(..capitals)?).is_some()).then_some(capitals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_start_with_numbers_of_any_form() {
        for (text, number, rest) in [
            ("①防災課", "1", "防災課"),
            ("(1) 公共施設", "(1)", "公共施設"),
            ("（１）公共施設", "(1)", "公共施設"),
            ("⑴ 公共施設", "1", "公共施設"),
            ("1. 計画の目的", "1", "計画の目的"),
            ("１　策定の趣旨", "1", "策定の趣旨"),
            ("1計画の目的", "1", "計画の目的"),
            ("01 広報", "01", "広報"),
            ("1-2 窓口", "1-2", "窓口"),
            ("1－２　窓口", "1-2", "窓口"),
            ("Ⅱ 基本方針", "II", "基本方針"),
            ("II. 基本方針", "II", "基本方針"),
            ("No.3 経常収支比率", "3", "経常収支比率"),
            ("№１２　項目", "12", "項目"),
            ("第2章 取組", "2", "章 取組"),
            ("ア 歳入", "ア", "歳入"),
            ("(ア)歳入", "(ア)", "歳入"),
            ("3 人事評価制度", "3", "人事評価制度"),
            ("12", "12", ""),
        ] {
            let (found, length) = leading_number_of(text).unwrap_or_default();
            assert_eq!((found.as_str(), &text[length..]), (number, rest), "{text}");
        }
    }

    #[test]
    fn figures_dates_and_words_are_no_numbers() {
        for text in [
            "26市平均",
            "第4次大綱",
            "第１期計画",
            "5年度の目標",
            "令和5年",
            "3人が参加",
            "1,234千円",
            "95.5%",
            "アンケート",
            "IT化",
            "(株)",
            "（再掲）",
            "計画",
            "No problem",
            "",
        ] {
            assert_eq!(leading_number_of(text), None, "{text}");
        }
    }
}
