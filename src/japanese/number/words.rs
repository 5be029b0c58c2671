//! Words around figures: approximations, bounds, units.

use crate::model::Qualifier;

use crate::japanese::characters::{is_kana, is_kanji};

/// Words before a figure that do not change it.
#[rustfmt::skip]
pub(super) const FOREWORDS: &[&str] = &[
    "約", "およそ", "概ね", "おおむね", "延べ", "延", "のべ", "累計", "合計", "計", "平均", "各", "+",
    "±", // Budget books print the unit in the first cell of a column, over its figure.
    "千円", "百万円",
];

/// Whether a text begins with a letter that stands before no figure: most cells of words are told by it.
pub(super) fn begins_no_figure(text: &str) -> bool {
    let letter =
        |c: &char| matches!(c, '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{4E00}'..='\u{9FFF}');
    let first = text.trim_start().chars().next().filter(letter);
    first.is_some_and(|first| !FOREWORDS.iter().any(|word| word.starts_with(first)))
}

/// Bounds in words, longer ones first.
pub(super) const BOUNDS: &[(&str, Qualifier)] = &[
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

/// Units that a blank may separate from the figure.
#[rustfmt::skip]
pub(super) const UNITS: &[&str] = &[
    "%", "‰", "円", "千円", "万円", "百万円", "千万円", "億円", "十億円", "兆円", "人", "千人", "万人",
    "名", "件", "万件", "回", "箇所", "か所", "カ所", "ヶ所", "ケ所", "個所", "か月", "カ月", "ヶ月",
    "箇月", "か国", "カ国", "か年", "カ年", "年", "年間", "時間", "分", "秒", "日間", "週間", "泊",
    "世帯", "戸", "棟", "室", "台", "本", "枚", "冊", "部", "通", "点", "個", "組", "団体", "社", "校",
    "園", "館", "施設", "事業", "項目", "自治体", "市", "区", "町", "村", "地区", "路線", "箱", "頭",
    "匹", "羽", "株", "倍", "割", "歳", "位", "種類", "品目", "講座", "コース", "クラス", "班", "チーム",
    "店", "店舗", "拠点", "基", "両", "隻", "機", "床", "席", "区画", "筆", "ポイント", "ポイント/年",
    "pt", "t", "kg", "g", "km", "m", "cm", "mm", "ha", "kW", "kWh", "MWh", "GWh", "L", "kL", "GJ", "TJ",
    "t-CO2", "千t-CO2", "kg-CO2", "GB", "MB", "TB", "m2", "m3", "km2", "ページ", "頁", "セット", "つ",
    "人/日", "件/年", "回/年", "時間/年", "人/年", "円/年", "千円/年", "時間/月", "g/人日", "プログラム",
    "人日", "人月", "人工", "人役", "人・年", "延べ人", "者", "アクセス", "フォロワー", "ビュー",
];

/// Whether this can stand behind a figure as its unit: a known one, or directly behind the digits a short word
/// without hiragana. Longer words and words behind a blank are names (1 総務課).
pub(super) fn is_unit(unit: &str, attached: bool) -> bool {
    #[rustfmt::skip]
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
