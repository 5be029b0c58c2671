//! From a [`Reading`](crate::source::Reading) to a [`Draft`]: outline, item tables, form sheets, indicators.

mod amounts;
mod arrange;
mod columns;
mod departments;
mod document;
mod draft;
mod emit;
mod entry;
mod explain;
mod giving;
mod grades;
mod indicators;
mod ledger;
mod lexicon;
mod lines;
mod loose;
mod matrix;
mod merge;
mod outline;
mod plan;
mod read;
mod rows;
mod sheet;
mod state;
mod survey;
mod tables;
mod walk;
pub(crate) mod years;

pub(crate) use arrange::join::continued;
pub use draft::{Draft, Statement};
pub use explain::{ColumnReading, TableReading, explain};
pub use ledger::{Ledger, Part};
pub use read::recover;

use read::read_table;

use crate::japanese;
use crate::source::Passage;

/// A name: as [`tidy`], wrapped lines joined.
pub(crate) fn tidy_name(passage: &Passage) -> Passage {
    japanese::squeeze(passage, japanese::LineBreaks::Join)
}

/// A narrative whose line ends only come from wrapping (cells of a page): lines are joined but where a new entry
/// or paragraph begins.
pub(crate) fn unwrapped(passage: &Passage) -> Passage {
    if !passage.as_str().contains('\n') {
        return tidy(&passage.trim());
    }
    let mut out = Passage::default();
    let lines = passage.split(|character| character == '\n');
    let headed = headed_lines(&lines);
    let mut before_headed = false;
    for line in lines {
        let line = line.trim();
        let head = headed.iter().find(|(start, _)| *start == line.start());
        let begins = line
            .as_str()
            .starts_with(|c: char| "・○〇●■□◆◇※→⇒*-".contains(c) || japanese::circled(c).is_some())
            || line.as_str().starts_with(['(', '（'])
                && line.as_str().chars().nth(1).is_some_and(char::is_numeric);
        // 2.1.8 ⏎ 10.5.2: codes one below the other.
        let code = |text: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_numeric() || ".．。・-－他".contains(c))
        };
        let last = out.as_str().rsplit('\n').next().unwrap_or_default();
        let codes = code(line.as_str()) && code(last) && !last.ends_with(['-', '－']);
        let after_head = std::mem::replace(&mut before_headed, head.is_some_and(|(_, whole)| *whole));
        if begins || codes || head.is_some() || after_head || out.as_str().ends_with('。') {
            out.join('\n', &line);
        } else {
            let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            let words = latin(out.as_str().chars().last()) && latin(line.as_str().chars().next());
            if words {
                out.push(' ', crate::source::INSERTED);
            }
            out.append(&line);
        }
    }
    tidy(&out)
}

/// Lines of a cell that numbers count on (１　事業の目的 … ２　事業の成果), and whether each is too short to have been
/// wrapped: then it heads what stands below it.
fn headed_lines(lines: &[Passage]) -> Vec<(Option<u32>, bool)> {
    let wide = |line: &Passage| -> usize {
        let width = |c: char| if c.is_ascii() { 1 } else { 2 };
        line.as_str().trim().chars().map(width).sum()
    };
    let longest = lines.iter().map(wide).max().unwrap_or(0);
    let numbered: Vec<(&Passage, String)> = lines
        .iter()
        .filter(|line| !line.as_str().trim_end().ends_with(['。', '、']))
        .filter_map(|line| japanese::leading_number(line).map(|(number, _)| (line, number)))
        .filter(|(_, number)| number.chars().all(|c| c.is_ascii_digit()))
        .collect();
    let counts = numbered.len() > 1
        && numbered
            .iter()
            .enumerate()
            .all(|(index, (_, number))| number.parse::<usize>() == Ok(index + 1));
    if !counts {
        return Vec::new();
    }
    let whole = |line: &Passage| wide(line) + LEAST_ROOM <= longest;
    let place = |line: &Passage| (line.trim().start(), whole(line));
    numbered.iter().map(|(line, _)| place(line)).collect()
}

/// How much shorter than the longest line of its cell a line is that was not wrapped, in halves of a character.
const LEAST_ROOM: usize = 4;

/// A passage without the blanks that OCR and wrapping put into Japanese text; lines stay.
pub(crate) fn tidy(passage: &Passage) -> Passage {
    japanese::squeeze(passage, japanese::LineBreaks::Keep)
}
