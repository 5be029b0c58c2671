//! How alike two labels are when OCR may have confused characters.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::characters::plain_key;

/// Groups of characters that OCR takes for each other (after NFKC).
#[rustfmt::skip]
const ALIKE: &[&str] = &[
    "ー一―—–-−‐─_ｰ", "力カ", "口ロ□", "ニ二", "已己巳", "未末", "人入八ハ", "日曰目", "泊狛",
    "实実", "户戸", "へヘ", "べベ", "ぺペ", "りリ", "O0oQ〇○", "l1Iiｌ|", "S5", "B8", "Z2", "夕タ",
    "工エ", "卜ト", "ノ丿/", "チ千干", "ミ三", "才オ", "土士", "大太犬", "学掌", "治冶", "待侍持",
    "問間", "門鬥", "間閒", "設没", "推椎堆", "進迸", "担坦", "課謀", "管菅", "官宮", "営當", "績積",
    "予子", "算箅", "減滅", "歳歲", "検険倹", "施旋", "策第", "策莱", "評坪", "価佃", "徴微", "観覩",
    "情惜", "輸輪", "綱網", "緑縁", "録緑", "遣遺", "援緩", "暖援", "農晨", "鳥烏島", "刺剌", "延廷",
    "拡抵", "困因", "均圴", "住佳往", "使便", "師帥", "帯蒂", "庁厅", "広廣", "区區", "会會", "対對",
    "発發", "業业", "働動", "務努", "準凖", "済斉", "シツ", "ソンリ", "ぁあ", "ぃい", "ぅう", "ぇえ",
    "ぉお", "ァア", "ィイ", "ゥウ", "ェエ", "ォオ", "っつ", "ッツ", "ゃや", "ゅゆ", "ょよ", "ャヤ",
    "ュユ", "ョヨ", "はばぱ", "ひびぴ", "ふぶぷ", "ほぼぽ", "ハバパ", "ヒビピ", "フブプ", "ヘベペ",
    "ホボポ", "かが", "きぎ", "くぐ", "けげ", "こご", "カガ", "キギ", "クグ", "ケゲヶ", "コゴ", "さざ",
    "しじ", "すず", "せぜ", "そぞ", "サザ", "シジ", "スズ", "セゼ", "ソゾ", "ただ", "ちぢ", "てで",
    "とど", "タダ", "テデ", "トド", "・.,･", "、,", "。.",
];

/// Cost of exchanging two confusable characters, where any others cost 1.
const ALIKE_COST: f64 = 0.3;

/// Longest label that is compared, in characters; more is no label.
const LONGEST: usize = 400;

/// The groups that a character stands in, by character: asked for each pair of characters of two labels.
static GROUPS: LazyLock<HashMap<char, Vec<usize>>> = LazyLock::new(|| {
    let mut groups: HashMap<char, Vec<usize>> = HashMap::new();
    for (index, group) in ALIKE.iter().enumerate() {
        for character in group.chars() {
            groups.entry(character).or_default().push(index);
        }
    }
    groups
});

/// Whether OCR takes one of these characters for the other.
#[must_use]
pub fn confusable(a: char, b: char) -> bool {
    let shared = || {
        let (a, b) = (GROUPS.get(&a)?, GROUPS.get(&b)?);
        Some(a.iter().any(|group| b.contains(group)))
    };
    a == b || shared().unwrap_or(false)
}

/// How alike two labels are, from 0 to 1: one minus the edit distance over the longer length, compared without blanks
/// after NFKC; exchanges of confusable characters cost [`0.3`](confusable) instead of 1.
#[must_use]
pub fn similar(a: &str, b: &str) -> f64 {
    let a: Vec<char> = plain_key(a).chars().take(LONGEST).collect();
    let b: Vec<char> = plain_key(b).chars().take(LONGEST).collect();
    let longer = a.len().max(b.len());
    if longer == 0 {
        return 1.0;
    }
    if a == b {
        return 1.0;
    }
    #[allow(clippy::cast_precision_loss)] // at most LONGEST
    let longer = longer as f64;
    1.0 - distance(&a, &b) / longer
}

#[allow(clippy::cast_precision_loss)] // at most LONGEST
fn distance(a: &[char], b: &[char]) -> f64 {
    let mut row: Vec<f64> = (0..=b.len()).map(|cost| cost as f64).collect();
    for (index, &from) in a.iter().enumerate() {
        let mut diagonal = index as f64;
        let mut left = diagonal + 1.0;
        for (cell, &to) in row.iter_mut().skip(1).zip(b) {
            let above = *cell;
            let exchange = diagonal + exchange_cost(from, to);
            left = exchange.min(above + 1.0).min(left + 1.0);
            diagonal = above;
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = index as f64 + 1.0;
        }
    }
    row.last().copied().unwrap_or(0.0)
}

fn exchange_cost(from: char, to: char) -> f64 {
    if from == to {
        0.0
    } else if confusable(from, to) {
        ALIKE_COST
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_label_is_wholly_alike() {
        assert_eq!(similar("事業費（千円）", "事 業 費(千円)"), 1.0);
        assert_eq!(similar("", " "), 1.0);
        assert_eq!(similar("担当課", ""), 0.0);
    }

    #[test]
    fn confusable_characters_cost_less() {
        assert!(confusable('力', 'カ') && confusable('未', '末') && !confusable('課', '室'));
        assert!(similar("令和6年度未目標値", "令和6年度末目標値") > 0.96);
        assert!(similar("システムの導人", "システムの導入") > similar("システムの導火", "システムの導入"));
        assert!(similar("セン夕一", "センター") > 0.84);
    }

    #[test]
    fn likeness_has_no_direction() {
        for (a, b) in [
            ("事務事業名", "事務事業"),
            ("担当課", "坦当謀名"),
            ("評価", "評価コメント"),
        ] {
            assert!((similar(a, b) - similar(b, a)).abs() < 1e-9, "{a} {b}");
        }
    }

    #[test]
    fn other_labels_are_unlike() {
        assert!(similar("事業費", "担当課") < 0.1);
        assert!((similar("担当課名", "担当課") - 0.75).abs() < 1e-9);
    }
}
