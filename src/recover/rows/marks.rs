//! Cells that speak of several rows by number: ①… ②….

use crate::japanese;
use crate::source::Passage;

/// A stretch of text under one or several circled numbers (①②③ 納税課).
#[derive(Debug, Clone)]
pub(crate) struct Marked {
    /// The numbers as plain digits.
    pub numbers: Vec<String>,
    /// The marks themselves.
    pub marks: Passage,
    /// What follows up to the next marks.
    pub text: Passage,
}

/// Splits a text that starts with a circled number at every further one that opens a stretch of its own: at a
/// line's start, or after a blank and the next in turn. `None` when it does not start with one.
pub(crate) fn split(text: &Passage) -> Option<Vec<Marked>> {
    let text = text.trim();
    text.as_str().chars().next().and_then(japanese::circled)?;
    let mut stretches: Vec<Marked> = Vec::new();
    let mut before: Option<char> = None;
    let mut highest = 0;
    for (character, at) in text.chars() {
        let number = japanese::circled(character);
        let joins = stretches.last().is_some_and(|open| open.text.is_blank());
        let fresh = before.is_none_or(|c| {
            c.is_whitespace() || c == '。' || japanese::circled(c).is_some() || c == '、' && joins
        });
        match (number, stretches.last_mut()) {
            (Some(number), Some(open)) if joins && fresh => {
                open.numbers.push(number.to_string());
                open.marks.push(character, at);
                highest = highest.max(number);
            }
            (Some(number), open)
                if open.is_none()
                    || fresh && (number == highest + 1 || before == Some('\n') && number <= highest + 1) =>
            {
                let mut marks = Passage::default();
                marks.push(character, at);
                stretches.push(Marked {
                    numbers: vec![number.to_string()],
                    marks,
                    text: Passage::default(),
                });
                highest = highest.max(number);
            }
            (None, Some(open)) if joins && matches!(character, '、' | '，' | ',' | '・') => {
                open.marks.push(character, at)
            }
            (_, Some(open)) => open.text.push(character, at),
            (_, None) => {}
        }
        before = Some(character);
    }
    for stretch in &mut stretches {
        stretch.text = stretch.text.trim();
    }
    Some(stretches)
}
