//! Figures of report cells, as printed.

use crate::model::Qualifier;

use super::characters::{is_blank, is_dash, is_kana, is_kanji, nfkc_string};

/// What one cell of a figure column says.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing printed.
    Blank,
    /// A printed dash: no value.
    Dash,
    /// A sign that keeps the place of a value still to come (`○○%`, `●月`, a lone `○`).
    Placeholder,
    /// A figure.
    Number(Number),
    /// Anything else: words, dates, several figures.
    Other,
}

/// A printed figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// Its value in the printed unit; in 円 where several units are mixed (2億7,491万円).
    pub value: f64,
    /// Printed digits after the decimal point.
    pub decimals: u8,
    /// What stands behind it (千円, %, 人).
    pub unit: Option<String>,
    /// A bound, by meaning.
    pub qualifier: Option<Qualifier>,
    /// A second figure in parentheses.
    pub alternate: Option<f64>,
    /// The sign that made it negative, as printed (▲, △, -, parenthesis).
    pub negative_mark: Option<char>,
    /// False if characters had to be ignored or guessed: blanks between digits, separators at odd places, letters
    /// for digits.
    pub exact: bool,
}

impl Cell {
    /// The figure, if it is one.
    #[must_use]
    pub fn number(self) -> Option<Number> {
        match self {
            Cell::Number(number) => Some(number),
            _ => None,
        }
    }
}

/// Reads the text of one cell (without markup). Never guesses: see [`candidates`](super::candidates::candidates)
/// for damaged cells.
#[must_use]
pub fn read_cell(text: &str) -> Cell {
    let printed = nfkc_string(text.trim());
    let text = without_footnotes(printed.trim());
    if text.is_empty() {
        // A footnote mark alone is something printed.
        return if printed.trim().is_empty() {
            Cell::Blank
        } else {
            Cell::Other
        };
    }
    if text
        .chars()
        .all(|character| is_dash(character) || is_blank(character))
    {
        return Cell::Dash;
    }
    if is_placeholder(text) {
        return Cell::Placeholder;
    }
    read_signed(text).map_or(Cell::Other, Cell::Number)
}

/// Words before a figure that do not change it.
const FOREWORDS: &[&str] = &[
    "約",
    "およそ",
    "概ね",
    "おおむね",
    "延べ",
    "延",
    "のべ",
    "累計",
    "合計",
    "計",
    "平均",
    "各",
    "+",
    "±",
];

/// Bounds in words, longer ones first.
const BOUNDS: &[(&str, Qualifier)] = &[
    ("を超えない範囲", Qualifier::AtMost),
    ("を上回らない範囲", Qualifier::AtMost),
    ("を下回らない範囲", Qualifier::AtLeast),
    ("超えない範囲", Qualifier::AtMost),
    ("上回らない範囲", Qualifier::AtMost),
    ("下回らない範囲", Qualifier::AtLeast),
    ("を超えない", Qualifier::AtMost),
    ("を上回らない", Qualifier::AtMost),
    ("を下回らない", Qualifier::AtLeast),
    ("を下回る", Qualifier::AtMost),
    ("を上回る", Qualifier::AtLeast),
    ("を超える", Qualifier::AtLeast),
    ("以下", Qualifier::AtMost),
    ("以内", Qualifier::AtMost),
    ("未満", Qualifier::AtMost),
    ("以上", Qualifier::AtLeast),
    ("超", Qualifier::AtLeast),
];

/// Drops footnote marks at the end: `※1`, `(※)`, `*2`, `(注1)`.
fn without_footnotes(mut text: &str) -> &str {
    loop {
        let bare = text.strip_suffix(')').unwrap_or(text).trim_end();
        let bare = bare.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
        let Some(rest) = ["※", "*", "注"].iter().find_map(|mark| bare.strip_suffix(mark)) else {
            return text;
        };
        let rest = rest.trim_end_matches(['※', '*']).trim_end();
        text = if text.ends_with(')') {
            match rest.strip_suffix('(') {
                Some(before) => before.trim_end(),
                None => return text,
            }
        } else {
            rest
        };
    }
}

fn is_placeholder(text: &str) -> bool {
    let circle = |character: char| matches!(character, '○' | '〇' | '◯' | '●' | '◎' | '×' | '□' | '■');
    text.trim_start_matches('(').starts_with(circle)
        && text.chars().count() <= 16
        && !text.chars().any(|character| character.is_ascii_digit())
        && text
            .chars()
            .all(|c| circle(c) || is_blank(c) || "%,.()/年月日度末千万億円人件以上下内".contains(c))
}

fn read_signed(text: &str) -> Option<Number> {
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    if let Some(inner) = inner
        && !inner.contains(['(', ')'])
    {
        let number = read_body(inner.trim(), None)?;
        return (number.value > 0.0 && number.alternate.is_none()).then(|| negated(number, '('));
    }
    let mut rest = text;
    while let Some(shorter) = FOREWORDS.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter.trim_start();
    }
    let mark = rest
        .chars()
        .next()
        .filter(|&c| matches!(c, '▲' | '△') || (is_dash(c) && !matches!(c, '~' | '〜' | '_')));
    if let Some(mark) = mark {
        let unsigned = rest.strip_prefix(mark)?.trim_start();
        return read_body(unsigned, None).map(|number| negated(number, mark));
    }
    match rest.strip_prefix('¥').or_else(|| rest.strip_prefix('\\')) {
        Some(yen) => read_body(yen.trim_start(), Some("円")),
        None => read_body(rest, None),
    }
}

fn negated(number: Number, mark: char) -> Number {
    Number {
        value: if number.value == 0.0 { 0.0 } else { -number.value },
        negative_mark: Some(mark),
        ..number
    }
}

/// A figure without its sign: digits, unit, bound, second figure, in the orders that reports use.
fn read_body(text: &str, unit: Option<&str>) -> Option<Number> {
    let (digits, mut rest) = take_digits(text);
    let plain = parse_digits(digits)?;
    let mut number = Number {
        value: plain.value,
        decimals: plain.decimals,
        unit: unit.map(str::to_owned),
        qualifier: None,
        alternate: None,
        negative_mark: None,
        exact: plain.exact,
    };
    if let Some((value, after)) = mixed_magnitudes(&number, rest) {
        number.value = value;
        number.decimals = 0;
        rest = after;
    }
    while !rest.trim().is_empty() {
        let attached = !rest.starts_with(is_blank);
        rest = read_trailer(&mut number, rest.trim_start(), attached)?;
    }
    Some(number)
}

/// Reads one piece behind the digits into `number` and returns what is left; `None` if it is no part of a figure.
fn read_trailer<'a>(number: &mut Number, rest: &'a str, attached: bool) -> Option<&'a str> {
    if let Some((word, bound)) = BOUNDS.iter().find(|(word, _)| rest.starts_with(word)) {
        number.qualifier = Some(*bound);
        return rest.strip_prefix(word);
    }
    for approximate in ["程度", "前後", "弱", "強"] {
        if let Some(after) = rest.strip_prefix(approximate) {
            return Some(after);
        }
    }
    if let Some(inside) = rest.strip_prefix('(') {
        let (inner, after) = inside.split_once(')')?;
        return read_parenthesis(number, inner.trim()).then_some(after);
    }
    if number.unit.is_some() {
        return None;
    }
    let end = rest.find('(').unwrap_or(rest.len());
    let end = BOUNDS
        .iter()
        .filter_map(|(word, _)| rest.find(word))
        .fold(end, usize::min);
    let unit: String = rest.get(..end)?.chars().filter(|&c| !is_blank(c)).collect();
    if !is_unit(&unit, attached) {
        return None;
    }
    number.unit = Some(unit);
    rest.get(end..)
}

fn read_parenthesis(number: &mut Number, inner: &str) -> bool {
    if inner.is_empty() || inner.starts_with(['※', '*', '注']) {
        return true;
    }
    match read_signed(inner) {
        Some(second) if number.alternate.is_none() => {
            number.alternate = Some(second.value);
            number.exact &= second.exact;
            true
        }
        Some(_) => false,
        // A remark in words says nothing about the figure; one with figures of its own might.
        None => !inner.chars().any(|character| character.is_ascii_digit()),
    }
}

/// Units that a blank may separate from the figure.
const UNITS: &[&str] = &[
    "%",
    "‰",
    "円",
    "千円",
    "万円",
    "百万円",
    "千万円",
    "億円",
    "十億円",
    "兆円",
    "人",
    "千人",
    "万人",
    "名",
    "件",
    "万件",
    "回",
    "箇所",
    "か所",
    "カ所",
    "ヶ所",
    "ケ所",
    "個所",
    "か月",
    "カ月",
    "ヶ月",
    "箇月",
    "か国",
    "カ国",
    "か年",
    "カ年",
    "年",
    "年間",
    "時間",
    "分",
    "秒",
    "日間",
    "週間",
    "泊",
    "世帯",
    "戸",
    "棟",
    "室",
    "台",
    "本",
    "枚",
    "冊",
    "部",
    "通",
    "点",
    "個",
    "組",
    "団体",
    "社",
    "校",
    "園",
    "館",
    "施設",
    "事業",
    "項目",
    "自治体",
    "市",
    "区",
    "町",
    "村",
    "地区",
    "路線",
    "箱",
    "頭",
    "匹",
    "羽",
    "株",
    "倍",
    "割",
    "歳",
    "位",
    "種類",
    "品目",
    "講座",
    "コース",
    "クラス",
    "班",
    "チーム",
    "店",
    "店舗",
    "拠点",
    "基",
    "両",
    "隻",
    "機",
    "床",
    "席",
    "区画",
    "筆",
    "ポイント",
    "ポイント/年",
    "pt",
    "t",
    "kg",
    "g",
    "km",
    "m",
    "cm",
    "mm",
    "ha",
    "kW",
    "kWh",
    "MWh",
    "GWh",
    "L",
    "kL",
    "GJ",
    "TJ",
    "t-CO2",
    "千t-CO2",
    "kg-CO2",
    "GB",
    "MB",
    "TB",
    "m2",
    "m3",
    "km2",
    "ページ",
    "頁",
    "セット",
    "つ",
    "人/日",
    "件/年",
    "回/年",
    "時間/年",
    "人/年",
    "円/年",
    "千円/年",
    "時間/月",
    "g/人日",
    "プログラム",
    "人日",
    "人月",
    "延べ人",
    "者",
    "アクセス",
    "フォロワー",
    "ビュー",
];

/// Whether this can stand behind a figure as its unit: a known one, or directly behind the digits a short word
/// without hiragana. Longer words and words behind a blank are names (1 総務課).
fn is_unit(unit: &str, attached: bool) -> bool {
    const NEVER: &[&str] = &[
        "年度", "月", "日", "号", "番", "条", "章", "款", "次", "期", "課", "係", "局",
    ];
    let base = ["当たり", "あたり"]
        .iter()
        .find_map(|per| unit.strip_suffix(per))
        .unwrap_or(unit);
    if UNITS.contains(&base) {
        return true;
    }
    let word = |c: char| {
        is_kanji(c)
            || (is_kana(c) && !matches!(c, '\u{3041}'..='\u{309F}'))
            || c.is_ascii_alphabetic()
            || "%‰/・℃²³-".contains(c)
    };
    attached
        && unit.chars().count() <= 5
        && !NEVER.iter().any(|never| unit.ends_with(never))
        && unit.chars().all(word)
}

const MAGNITUDES: &[(&str, f64)] = &[("兆", 1e12), ("億", 1e8), ("万", 1e4), ("千", 1e3)];

/// `2億7,491万円` from behind its first digits: value in 円 (or 人 …) and what follows the magnitudes. A single
/// magnitude is left alone, because it is the unit (27億円).
fn mixed_magnitudes<'a>(first: &Number, rest: &'a str) -> Option<(f64, &'a str)> {
    let mut total = 0.0;
    let mut part = first.value;
    let mut rest = rest;
    let mut parts = 0;
    let mut ceiling = f64::INFINITY;
    loop {
        let behind = rest.trim_start();
        let Some((word, size)) = MAGNITUDES.iter().find(|(word, _)| behind.starts_with(word)) else {
            total += part;
            return (parts > 1 || (parts == 1 && part > 0.0)).then_some((total, rest));
        };
        if *size >= ceiling {
            return None;
        }
        ceiling = *size;
        total += part * size;
        parts += 1;
        rest = behind.strip_prefix(word)?;
        let (digits, after) = take_digits(rest.trim_start());
        part = 0.0;
        if !digits.is_empty() {
            part = parse_digits(digits)?.value;
            rest = after;
        }
    }
}

/// Splits off digits with their separators and inner blanks.
fn take_digits(text: &str) -> (&str, &str) {
    let end = text
        .char_indices()
        .find(|&(_, c)| !(c.is_ascii_digit() || is_blank(c) || matches!(c, ',' | '、' | '.')))
        .map_or(text.len(), |(offset, _)| offset);
    let digits = text.get(..end).unwrap_or_default();
    let kept = digits.trim_end();
    (kept, text.get(kept.len()..).unwrap_or_default())
}

/// Value of digits with separators.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Digits {
    pub(super) value: f64,
    pub(super) decimals: u8,
    pub(super) exact: bool,
}

/// Reads `1,234.5`; separators at odd places are ignored and make it inexact. `None` where two figures stand side
/// by side.
pub(super) fn parse_digits(text: &str) -> Option<Digits> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) || !text.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let blanks = text.contains(is_blank);
    let compact: String = text.chars().filter(|&c| !is_blank(c)).collect();
    let (whole, fraction, pointed) = split_point(&compact);
    let groups: Vec<&str> = whole.split([',', '、']).collect();
    let regular = groups.len() == 1
        || (groups.iter().skip(1).all(|group| group.len() == 3)
            && groups.first().is_some_and(|g| (1..=3).contains(&g.len())));
    if blanks && (!regular || text.matches(is_blank).count() > 0 && is_side_by_side(text)) {
        return None;
    }
    // An ideographic comma at another place lists things.
    if !regular && compact.contains('、') {
        return None;
    }
    let whole: String = groups.concat();
    if whole.is_empty() || whole.len() + fraction.len() > 15 || !fraction.chars().all(|c| c.is_ascii_digit())
    {
        return None;
    }
    let digits = if fraction.is_empty() {
        whole
    } else {
        format!("{whole}.{fraction}")
    };
    Some(Digits {
        value: digits.parse().ok()?,
        decimals: u8::try_from(fraction.len()).ok()?,
        exact: !blanks && regular && pointed,
    })
}

/// Integer part, fraction, and whether the point was unambiguous. Several points are thousands separators.
fn split_point(compact: &str) -> (String, &str, bool) {
    match compact.matches('.').count() {
        0 => (compact.to_owned(), "", true),
        1 => match compact.split_once('.') {
            Some((whole, fraction)) => (whole.to_owned(), fraction, true),
            None => (compact.to_owned(), "", true),
        },
        _ => (compact.replace('.', ","), "", false),
    }
}

/// Whether blanks separate two figures rather than the digits of one: a decimal or grouped figure with more digits
/// behind its blank, as `2,286 93.1`.
fn is_side_by_side(text: &str) -> bool {
    let parts: Vec<&str> = text.split(is_blank).filter(|part| !part.is_empty()).collect();
    parts.iter().enumerate().any(|(index, part)| {
        let last = index + 1 == parts.len();
        let inner_point = part.trim_matches(['.', ',']).contains('.');
        let grouped = part.trim_matches([',', '、']).contains([',', '、']);
        (inner_point && parts.len() > 1 && part.len() > 3) || (grouped && !last && !part.ends_with(','))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        match read_cell(text) {
            Cell::Number(number) => number,
            other => panic!("{text}: {other:?}"),
        }
    }

    fn value(text: &str) -> f64 {
        number(text).value
    }

    #[test]
    fn full_width_digits_and_separators_read_as_one_figure() {
        for printed in [
            "1,234,567",
            "１，２３４，５６７",
            "1、234、567",
            "１,２３４,５６７千円",
        ] {
            assert_eq!(value(printed), 1_234_567.0, "{printed}");
            assert!(number(printed).exact, "{printed}");
        }
        assert_eq!(number("１２．５％").decimals, 1);
        assert_eq!(number("１２．５％").unit.as_deref(), Some("%"));
    }

    #[test]
    fn every_negative_mark_is_a_minus() {
        for printed in [
            "▲1,234",
            "△ 1,234",
            "−1,234",
            "－１，２３４",
            "-1,234",
            "‐1,234",
            "（1,234）",
            "(1,234)",
            "▲ 1,234千円",
        ] {
            assert_eq!(value(printed), -1234.0, "{printed}");
        }
        assert_eq!(number("▲3.4%以下").negative_mark, Some('▲'));
        assert_eq!(number("（12）").negative_mark, Some('('));
        assert_eq!(value("+12"), 12.0);
    }

    #[test]
    fn units_follow_the_figure() {
        for (printed, figure, unit) in [
            ("4,686千円", 4686.0, "千円"),
            ("27億円", 27.0, "億円"),
            ("95.5 ％", 95.5, "%"),
            ("12人", 12.0, "人"),
            ("3か所", 3.0, "か所"),
            ("3箇所", 3.0, "箇所"),
            ("360時間 / 年", 360.0, "時間/年"),
            ("約1,500件", 1500.0, "件"),
            ("¥1,200", 1200.0, "円"),
        ] {
            assert_eq!(
                (value(printed), number(printed).unit.as_deref()),
                (figure, Some(unit)),
                "{printed}"
            );
        }
    }

    #[test]
    fn mixed_magnitudes_add_up() {
        assert_eq!(value("2億7,491万円"), 274_910_000.0);
        assert_eq!(number("2億7,491万円").unit.as_deref(), Some("円"));
        assert_eq!(value("1兆2億3万4千円"), 1_000_200_034_000.0);
        assert_eq!(value("▲1億500円"), -100_000_500.0);
        assert_eq!(value("2億7,491万5円"), 274_910_005.0);
    }

    #[test]
    fn bounds_are_read_by_meaning() {
        for printed in [
            "90.0以下",
            "90％以内",
            "90未満",
            "90%を超えない範囲（※）",
            "90%を上回らない範囲",
        ] {
            assert_eq!(number(printed).qualifier, Some(Qualifier::AtMost), "{printed}");
            assert_eq!(value(printed), 90.0, "{printed}");
        }
        for printed in ["90.0以上", "90％を下回らない範囲", "90人以上(※2)"] {
            assert_eq!(number(printed).qualifier, Some(Qualifier::AtLeast), "{printed}");
        }
        assert_eq!(number("90人以上").unit.as_deref(), Some("人"));
    }

    #[test]
    fn a_second_figure_in_parentheses_is_the_alternate() {
        for printed in ["37.0 (60.3)", "37.0％（60.3％）", "37.0 (60.3) ※1"] {
            assert_eq!(
                (value(printed), number(printed).alternate),
                (37.0, Some(60.3)),
                "{printed}"
            );
        }
    }

    #[test]
    fn footnote_marks_fall_off() {
        assert_eq!(
            (value("93.1％（※）"), number("93.1％（※）").unit.as_deref()),
            (93.1, Some("%"))
        );
        assert_eq!(value("1 ※2"), 1.0);
        assert_eq!(read_cell("—※3"), Cell::Dash);
    }

    #[test]
    fn dashes_of_all_sorts_say_nothing() {
        for printed in [
            "-", "‐", "–", "—", "―", "─", "－", "ー", "−", "_", "＿", "- -", "～",
        ] {
            assert_eq!(read_cell(printed), Cell::Dash, "{printed}");
        }
        assert_eq!(read_cell(" 　"), Cell::Blank);
    }

    #[test]
    fn placeholders_keep_their_place() {
        for printed in ["○○%", "○○%(○○%)", "●月", "○", "〇〇億円"] {
            assert_eq!(read_cell(printed), Cell::Placeholder, "{printed}");
        }
    }

    #[test]
    fn damaged_digits_are_read_but_not_exact() {
        assert_eq!((value("4 4"), number("4 4").exact), (44.0, false));
        assert_eq!((value("95,5"), number("95,5").exact), (955.0, false));
        assert_eq!(
            (value("1.234.567"), number("1.234.567").exact),
            (1_234_567.0, false)
        );
        assert_eq!((value("1, 234"), number("1, 234").exact), (1234.0, false));
    }

    #[test]
    fn words_dates_and_several_figures_are_no_figure() {
        for printed in [
            "2,286 93.1",
            "93.1 2,286",
            "10～20",
            "1/2",
            "10:30",
            "5年度",
            "令和5年度",
            "3事業を実施",
            "A",
            "12\n34",
            "1-2",
            "新規",
            "第3回",
            "P.12",
            "1 総務課",
            "16 1 新規 会計課",
            "2 市税 納税課",
            "3総務課",
            "(注)",
            "5月",
            "42（5）（6）",
            "1、2",
            "1・2",
            "1,234千円 5千円",
            ".",
            ",5",
        ] {
            assert_eq!(read_cell(printed), Cell::Other, "{printed}");
        }
    }

    #[test]
    fn a_remark_in_words_does_not_spoil_the_figure() {
        assert_eq!(value("95.0%(見込)"), 95.0);
        assert_eq!(read_cell("95.0%(前年度比3ポイント増)"), Cell::Other);
    }
}
