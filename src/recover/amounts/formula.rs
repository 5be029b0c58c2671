//! Letters by which sheets count their amounts: 事業費 (A), 人件費計(B), トータルコスト(A+B); 特定財源(①+②+③).

use crate::japanese;

/// What the name of an amount says with letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::recover) struct Formula {
    /// Its own letter.
    pub(in crate::recover) letter: Option<char>,
    /// The letters of what it is the sum of.
    pub(in crate::recover) terms: Vec<char>,
}

impl Formula {
    /// Reads the letters of a printed name.
    pub(in crate::recover) fn of(name: &str) -> Formula {
        if let Some((own, rest)) = leading(name) {
            let behind = Formula::of(rest);
            return Formula {
                letter: Some(own),
                terms: behind.terms,
            };
        }
        let Some((_, marks)) = split(name).filter(|(_, marks)| !marks.contains(['×', '÷'])) else {
            return Formula::default();
        };
        // C=A+B names itself before its terms.
        let (own, sum) = match marks.split_once(['=', '＝']) {
            Some((own, sum)) => (letters(own).first().copied(), sum),
            None => (None, marks),
        };
        let terms = letters(sum);
        match terms.as_slice() {
            [letter] => Formula {
                letter: Some(*letter),
                terms: Vec::new(),
            },
            _ => Formula { letter: own, terms },
        }
    }

    /// Whether another amount is one of the terms of this one.
    pub(in crate::recover) fn adds(&self, other: &Formula) -> bool {
        self.terms.len() > 1 && other.letter.is_some_and(|letter| self.terms.contains(&letter))
    }
}

/// A name without its letters.
pub(in crate::recover) fn unmarked(name: &str) -> &str {
    let name = leading(name).map_or(name, |(_, rest)| rest);
    split(name).map_or(name, |(name, _)| name)
}

/// ①事業費: the mark before a name, and the rest.
fn leading(name: &str) -> Option<(char, &str)> {
    let name = name.trim_start();
    let own = name.chars().next().filter(|c| japanese::circled(*c).is_some())?;
    let rest = name.get(own.len_utf8()..)?.trim_start();
    rest.starts_with(japanese::is_japanese).then_some((own, rest))
}

/// The name and the letters behind it, brackets included.
fn split(name: &str) -> Option<(&str, &str)> {
    let mark = |c: char| letter(c).is_some() || c.is_whitespace() || "()（）+＋-－−×÷=＝※・".contains(c);
    let start = name.trim_end_matches(mark).len();
    let marks = name.get(start..)?;
    // 国(都) begins no formula, and a word that ends in Latin letters (IT, NPO) is a word.
    let run = marks
        .chars()
        .zip(marks.chars().skip(1))
        .any(|(a, b)| letter(a).is_some() && letter(b).is_some());
    (start > 0 && !run && marks.chars().any(|c| letter(c).is_some()))
        .then(|| (name[..start].trim_end(), marks))
}

fn letters(text: &str) -> Vec<char> {
    text.chars().filter_map(letter).collect()
}

/// A letter as it counts amounts: Ａ and A are one, ① stays.
fn letter(character: char) -> Option<char> {
    if japanese::circled(character).is_some() {
        return Some(character);
    }
    match character {
        'A'..='Z' => Some(character),
        'Ａ'..='Ｚ' => char::from_u32(u32::from(character) - 0xFEE0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_behind_names_count_amounts_and_say_what_adds_up() {
        let of = Formula::of;
        assert_eq!(of("事業費 (A)").letter, Some('A'));
        assert_eq!(of("事業費Ａ").letter, Some('A'));
        assert!(of("トータルコスト(A+B)").adds(&of("人件費計(B)")));
        assert!(of("特定財源(①+②+③)").adds(&of("受益者負担分②")));
        assert!(of("総額 C=A+B").adds(&of("人件費 B")));
        assert_eq!(of("NPO").letter, None);
        assert_eq!(of("国(都)").letter, None);
        assert_eq!(unmarked("国・都からの補助金②"), "国・都からの補助金");
        assert_eq!(unmarked("人件費 ※ B"), "人件費");
        assert!(of("⑤総事業費（①＋④）").adds(&of("①事業費")));
        assert!(of("④職員費（②×③）").terms.is_empty());
        assert_eq!(unmarked("④職員費（②×③）"), "職員費");
    }
}
