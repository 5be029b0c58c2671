//! Numerals that count and number things: circled, Roman, kanji.

use super::characters::nfkc_string;

/// The number in a circle, a black circle, parentheses or before a full stop, as one character (①, ❶, ⑴, ⒈, ㊤ not).
#[must_use]
pub fn circled(character: char) -> Option<u32> {
    let code = u32::from(character);
    Some(match character {
        '①'..='⑳' => code - 0x2460 + 1,
        '⑴'..='⒇' => code - 0x2474 + 1,
        '⒈'..='⒛' => code - 0x2488 + 1,
        '⓪' | '⓿' => 0,
        '⓫'..='⓴' => code - 0x24EB + 11,
        '⓵'..='⓾' => code - 0x24F5 + 1,
        '❶'..='❿' => code - 0x2776 + 1,
        '➀'..='➉' => code - 0x2780 + 1,
        '➊'..='➓' => code - 0x278A + 1,
        '㉑'..='㉟' => code - 0x3251 + 21,
        '㊱'..='㊿' => code - 0x32B1 + 36,
        '㈠'..='㈩' => code - 0x3220 + 1,
        '㊀'..='㊉' => code - 0x3280 + 1,
        _ => return None,
    })
}

/// The value of a Roman numeral from 1 to 39, in Roman numeral characters (Ⅳ) or Latin capitals (IV).
#[must_use]
pub fn roman(text: &str) -> Option<u32> {
    let plain = nfkc_string(text);
    if plain.is_empty() || plain.len() > 8 {
        return None;
    }
    let (tens, ones) = plain.split_at(plain.len() - plain.trim_start_matches('X').len());
    let ones = match ones {
        "" => 0,
        "I" => 1,
        "II" => 2,
        "III" => 3,
        "IV" => 4,
        "V" => 5,
        "VI" => 6,
        "VII" => 7,
        "VIII" => 8,
        // IX begins with I, so the tens before it are already split off.
        "IX" => 9,
        _ => return None,
    };
    let tens = u32::try_from(tens.len()).ok().filter(|&tens| tens <= 3)?;
    Some(tens * 10 + ones)
}

/// The value of a kanji numeral below 100 million (十二, 二十, 百五, 二〇二四).
#[must_use]
pub fn kanji_number(text: &str) -> Option<u32> {
    if text.is_empty() || text.chars().count() > 12 {
        return None;
    }
    let digits: Option<Vec<u32>> = text.chars().map(kanji_digit).collect();
    if let Some(digits) = digits {
        return digits
            .into_iter()
            .try_fold(0u32, |value, digit| value.checked_mul(10)?.checked_add(digit));
    }
    let (mut total, mut section, mut pending) = (0u32, 0u32, None);
    for character in text.chars() {
        if let Some(digit) = kanji_digit(character) {
            if pending.replace(digit).is_some() {
                return None;
            }
            continue;
        }
        match character {
            '十' | '百' | '千' => {
                let size = match character {
                    '十' => 10,
                    '百' => 100,
                    _ => 1000,
                };
                section = section.checked_add(pending.take().unwrap_or(1).checked_mul(size)?)?;
            }
            '万' => {
                let below = section.checked_add(pending.take().unwrap_or(0))?;
                total = total.checked_add(below.checked_mul(10_000)?)?;
                section = 0;
            }
            _ => return None,
        }
    }
    total.checked_add(section)?.checked_add(pending.unwrap_or(0))
}

fn kanji_digit(character: char) -> Option<u32> {
    Some(match character {
        '〇' => 0,
        '一' | '壱' => 1,
        '二' | '弐' => 2,
        '三' | '参' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circled_numbers_have_values() {
        for (character, value) in [
            ('①', 1),
            ('⑳', 20),
            ('㉑', 21),
            ('㊿', 50),
            ('⓪', 0),
            ('❶', 1),
            ('⓴', 20),
            ('⑴', 1),
            ('㈠', 1),
        ] {
            assert_eq!(circled(character), Some(value), "{character}");
        }
        assert_eq!(circled('1'), None);
    }

    #[test]
    fn roman_numerals_have_values() {
        for (text, value) in [("Ⅰ", 1), ("Ⅳ", 4), ("IX", 9), ("Ⅻ", 12), ("XIV", 14), ("XX", 20)] {
            assert_eq!(roman(text), Some(value), "{text}");
        }
        for text in ["", "IIX", "ABC", "i", "VX"] {
            assert_eq!(roman(text), None, "{text}");
        }
    }

    #[test]
    fn kanji_numerals_have_values() {
        for (text, value) in [
            ("十二", 12),
            ("二十", 20),
            ("百五", 105),
            ("二〇二四", 2024),
            ("三千四百", 3400),
            ("二万五千", 25_000),
            ("一", 1),
        ] {
            assert_eq!(kanji_number(text), Some(value), "{text}");
        }
        for text in ["", "一二十", "三課", "計"] {
            assert_eq!(kanji_number(text), None, "{text}");
        }
    }
}
