//! Comparing names and numbers that two places print.

use unicode_normalization::UnicodeNormalization;

/// Name for comparison: NFKC, without blanks, brackets and middle dots, which OCR and layout change freely.
pub(super) fn key(text: &str) -> String {
    text.nfkc()
        .filter(|c| !c.is_whitespace())
        .filter(|c| {
            !matches!(
                c,
                '・' | '•' | '·' | '･' | '(' | ')' | '「' | '」' | '、' | ',' | '。' | '.'
            )
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// Edit distance.
pub(super) fn distance<T: PartialEq>(left: &[T], right: &[T]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut next = vec![i + 1];
        let mut before = i + 1;
        for ((b, diagonal), above) in right.iter().zip(&row).zip(row.iter().skip(1)) {
            before = (diagonal + usize::from(a != b)).min(above + 1).min(before + 1);
            next.push(before);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

/// A name ready for comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name(Vec<char>);

impl Name {
    /// The [`key`] of `text`.
    pub(super) fn of(text: &str) -> Name {
        Name(key(text).chars().collect())
    }

    /// Edit distance; `None` when it is more than `most`.
    pub(super) fn distance(&self, other: &Name, most: usize) -> Option<usize> {
        if self.0.len().abs_diff(other.0.len()) > most {
            return None;
        }
        Some(distance(&self.0, &other.0)).filter(|distance| *distance <= most)
    }

    /// Length of the longer of two names.
    pub(super) fn longer(&self, other: &Name) -> usize {
        self.0.len().max(other.0.len())
    }

    /// Whether two names are the same but for damage: one character in eight, at least one.
    pub(super) fn is_same(&self, other: &Name) -> bool {
        let length = self.longer(other);
        let most = if length < 4 { 0 } else { (length / 8).max(1) };
        self == other || self.distance(other, most).is_some()
    }
}

/// A printed dash, or nothing, where a grade or number is expected.
pub(super) fn is_dash(text: &str) -> bool {
    text.nfkc()
        .filter(|c| !c.is_whitespace())
        .all(|c| matches!(c, '-' | '−' | '–' | '—' | '―' | '‐' | '─' | 'ー' | '/' | '／'))
}

/// Yen in one of `unit`; `None` for units that are no money.
pub(super) fn yen_in(unit: &str) -> Option<f64> {
    let unit: String = unit.nfkc().filter(|c| !c.is_whitespace()).collect();
    Some(match unit.as_str() {
        "円" => 1.0,
        "千円" => 1e3,
        "万円" => 1e4,
        "十万円" => 1e5,
        "百万円" => 1e6,
        "千万円" => 1e7,
        "億円" => 1e8,
        "十億円" => 1e9,
        "兆円" => 1e12,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_but_for_damage() {
        let same_name = |left: &str, right: &str| Name::of(left).is_same(&Name::of(right));
        assert!(same_name("入札•契約事 務", "入札・契約事務"));
        assert!(same_name("専門明修の実施事業", "専門研修の実施事業"));
        assert!(!same_name("市民総合交流拠点の整備", "市民総合交流拠点施設の整備"));
        assert!(!same_name("防災", "防犯"));
    }

    #[test]
    fn distance_counts_edits() {
        assert_eq!(distance(b"kitten", b"sitting"), 3);
        assert_eq!(distance(b"", b"abc"), 3);
    }
}
