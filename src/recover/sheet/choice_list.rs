//! Printed lists of choices beside the one that was chosen: 達成度 | 3 | １．大きく上回った ２．上回った ３．ほぼ目標どおり ….

use crate::japanese;
use crate::recover::grades::tallies::LegendDraft;
use crate::recover::tidy;
use crate::source::Passage;
use crate::vocabulary::key;

/// Letters of the mark that counts a choice.
const LONGEST_MARK: usize = 2;

/// One of the choices.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    /// Its mark as grades are written: 3, Ⅰ, A.
    pub grade: String,
    mark: Passage,
    meaning: Passage,
}

impl Choice {
    /// What the list says about the grade.
    pub(super) fn legend(&self, scope: String) -> LegendDraft {
        LegendDraft {
            grade: self.grade.clone(),
            meaning: tidy(&self.meaning),
            scope: Some(scope),
            places: vec![self.mark.clone()],
        }
    }
}

/// The choices that a cell lists, counted up from the first or down to it.
pub(super) fn list(text: &Passage) -> Option<Vec<Choice>> {
    let plain = text.as_str();
    let mut marks: Vec<(usize, usize, i64)> = Vec::new();
    let mut fresh = true;
    for (at, character) in plain.char_indices() {
        let next = fresh.then(|| mark_at(plain.get(at..)?)).flatten();
        if let Some((length, ordinal)) = next
            && marks
                .last()
                .is_none_or(|(_, _, last)| (ordinal - last).abs() == 1)
        {
            marks.push((at, at + length, ordinal));
        }
        fresh = character.is_whitespace();
    }
    let ordinals: Vec<i64> = marks.iter().map(|(_, _, ordinal)| *ordinal).collect();
    let step = |pair: &[i64], by: i64| pair.get(1).zip(pair.first()).is_some_and(|(b, a)| b - a == by);
    let counted = (ordinals.first() == Some(&1) && ordinals.windows(2).all(|pair| step(pair, 1)))
        || (ordinals.last() == Some(&1) && ordinals.windows(2).all(|pair| step(pair, -1)));
    if ordinals.len() < 2 || !counted || marks.first()?.0 > 0 {
        return None;
    }
    let ends = marks.iter().skip(1).map(|mark| mark.0).chain([plain.len()]);
    let choices: Vec<Choice> = marks
        .iter()
        .zip(ends)
        .map(|((start, after, _), end)| Choice {
            grade: grade(plain.get(*start..*after).unwrap_or_default()),
            mark: text.slice(*start..*after),
            meaning: text.slice(*after..end).trim(),
        })
        .collect();
    choices
        .iter()
        .all(|choice| !choice.meaning.is_blank() && !choice.meaning.as_str().contains('。'))
        .then_some(choices)
}

/// The choice that a cell makes: its mark alone, or before its meaning.
pub(super) fn chosen<'c>(cell: &Passage, choices: &'c [Choice]) -> Option<&'c Choice> {
    let plain = cell.as_str().trim();
    let alone = grade(plain);
    choices
        .iter()
        .find(|choice| choice.grade == alone)
        .or_else(|| {
            let (length, _) = mark_at(plain)?;
            let before = grade(plain.get(..length)?);
            choices.iter().find(|choice| choice.grade == before)
        })
        .or_else(|| {
            let meaning = key(plain);
            choices
                .iter()
                .find(|choice| key(choice.meaning.as_str()) == meaning)
        })
}

/// The mark at the start of a text with the stop behind it, and its place in the count.
fn mark_at(text: &str) -> Option<(usize, i64)> {
    let stop = |c: char| matches!(c, '.' | '．' | ':' | '：' | '、' | ')' | '）') || c.is_whitespace();
    let first = text.chars().next()?;
    if let Some(value) = japanese::circled(first) {
        return Some((first.len_utf8(), i64::from(value)));
    }
    let end = text.find(stop)?;
    let mark = text.get(..end)?;
    let close = text.get(end..)?.chars().next()?;
    (mark.chars().count() <= LONGEST_MARK)
        .then(|| ordinal(mark))
        .flatten()
        .map(|ordinal| (end + close.len_utf8(), ordinal))
}

fn ordinal(mark: &str) -> Option<i64> {
    let plain = key(mark);
    if let Ok(value) = plain.parse::<i64>() {
        return Some(value);
    }
    let mut letters = plain.chars();
    let first = letters.next()?;
    if "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ".contains(mark.chars().next()?) {
        return Some(i64::from(u32::from(mark.chars().next()?) - 0x215F));
    }
    (letters.next().is_none() && ('A'..='H').contains(&first))
        .then(|| i64::from(u32::from(first) - u32::from('A')) + 1)
}

/// A mark as grades are written: width folded, Roman numerals left as they are printed.
fn grade(mark: &str) -> String {
    let bare = mark
        .trim()
        .trim_end_matches(['.', '．', ':', '：', '、', ')', '）', ' ', '　']);
    let roman = |c: char| ('Ⅰ'..='Ⅻ').contains(&c);
    if bare.chars().all(roman) {
        bare.to_owned()
    } else {
        key(bare)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grades(text: &str) -> Option<Vec<String>> {
        let choices = list(&Passage::of_canvas(text, 0..text.len()))?;
        Some(choices.into_iter().map(|choice| choice.grade).collect())
    }

    #[test]
    fn counted_choices_are_a_list_and_paragraphs_are_none() {
        let marks = |marks: &[&str]| Some(marks.iter().map(|mark| (*mark).to_owned()).collect::<Vec<_>>());
        assert_eq!(
            grades("１．上回った\n２．ほぼ目標どおり\n３．下回った"),
            marks(&["1", "2", "3"])
        );
        assert_eq!(grades("Ⅰ．継続　Ⅱ．拡大　Ⅲ．廃止"), marks(&["Ⅰ", "Ⅱ", "Ⅲ"]));
        assert_eq!(grades("３：高い ２：普通 １：低い"), marks(&["3", "2", "1"]));
        assert_eq!(grades("１．道路を直した。\n２．橋を直した。"), None);
        assert_eq!(grades("２ 件、３ 件"), None);
    }
}
