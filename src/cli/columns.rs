//! Aligned columns on a terminal, where a Japanese character is as wide as two letters.

use unicode_width::UnicodeWidthStr;

/// Where the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Texts.
    Left,
    /// Numbers.
    Right,
}

/// Lines of aligned cells, each with two blanks in front and between; no blanks at the end.
pub fn aligned<const N: usize>(columns: [(&str, Align); N], rows: &[[String; N]]) -> Vec<String> {
    let heading = columns.map(|(name, _)| name.to_owned());
    let all = || std::iter::once(&heading).chain(rows);
    let mut widths = [0; N];
    for row in all() {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    all()
        .map(|row| {
            let mut line = String::new();
            for ((cell, width), (_, align)) in row.iter().zip(widths).zip(columns) {
                let room = " ".repeat(width - cell.width());
                line.push_str("  ");
                match align {
                    Align::Left => line.extend([cell, room.as_str()]),
                    Align::Right => line.extend([room.as_str(), cell]),
                }
            }
            line.trim_end().to_owned()
        })
        .collect()
}

/// A number with commas between thousands.
pub fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Widest bar.
const BAR: u64 = 24;

/// A bar as long as `part` is of `whole`, in eighths of a character.
pub fn bar(part: u64, whole: u64) -> String {
    let eighths = u128::from(part) * u128::from(BAR * 8) / u128::from(whole.max(1));
    let eighths = u64::try_from(eighths).unwrap_or(0).min(BAR * 8);
    let full = "█".repeat(usize::try_from(eighths / 8).unwrap_or(0));
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        .get(usize::try_from(eighths % 8).unwrap_or(0))
        .copied()
        .unwrap_or_default();
    full + rest
}

/// A text as it fits into `width` columns, with … where it was cut.
pub fn fitting(text: &str, width: usize) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.width() <= width {
        return text;
    }
    let mut kept = String::new();
    for character in text.chars() {
        if kept.width() + character.to_string().width() + 1 > width {
            break;
        }
        kept.push(character);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_characters_take_two_columns() {
        let rows = [
            ["予算".to_owned(), "1".to_owned()],
            ["abc".to_owned(), "10".to_owned()],
        ];
        let lines = aligned([("x", Align::Left), ("n", Align::Right)], &rows);
        assert_eq!(lines, ["  x      n", "  予算   1", "  abc   10"]);
    }

    #[test]
    fn numbers_have_commas_and_bars_have_the_length_of_their_share() {
        assert_eq!(thousands(-1_234_567), "-1,234,567");
        assert_eq!(thousands(999), "999");
        assert_eq!(bar(1, 2), "█".repeat(12));
        assert_eq!(bar(0, 0), "");
        assert_eq!(bar(u64::MAX, u64::MAX), "█".repeat(24));
    }

    #[test]
    fn a_text_is_cut_at_its_width_and_not_within_a_character() {
        assert_eq!(fitting("事務事業", 8), "事務事業");
        assert_eq!(fitting("事務事業", 7), "事務事…");
        assert_eq!(fitting("a\nb", 8), "a b");
    }
}
