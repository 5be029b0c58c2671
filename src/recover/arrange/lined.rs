//! Heads of sheets in running lines: 事業名：… over 担当課：… over a table are fields as those in boxes are, and are read as
//! the same form.

use std::ops::RangeInclusive;

use crate::japanese::is_bullet;
use crate::layout::{Cell, Grid};
use crate::source::{Block, Passage, Reading};
use crate::vocabulary::key;

use crate::recover::lexicon::{Lexicon, Role};
use crate::recover::lines::listing::ROW_TIER;

/// Fewest fields of such a head.
const FEWEST_FIELDS: usize = 3;
/// Letters of a label.
const LONGEST_LABEL: usize = 16;

/// A form in place of the lines that print it.
pub(in crate::recover) struct Lined {
    /// The blocks of its lines and of the blanks between them.
    pub lines: RangeInclusive<usize>,
    pub grid: Grid,
    /// Marks and colons between labels and values.
    pub marks: Vec<Passage>,
}

/// One label with its value.
struct Field {
    label: Passage,
    role: Option<Role>,
    value: Passage,
}

/// What one line says.
#[derive(Default)]
struct Fields {
    fields: Vec<Field>,
    marks: Vec<Passage>,
    mark: Option<char>,
}

/// The heads of sheets among the lines of a report.
pub(in crate::recover) fn find(reading: &Reading, lexicon: &Lexicon<'_>) -> Vec<Lined> {
    let mut found = Vec::new();
    let mut run: Vec<(usize, Fields)> = Vec::new();
    for (index, block) in reading.blocks.iter().enumerate() {
        match block {
            Block::Blank => {}
            Block::Line(line) => match fields(&line.text, lexicon, run.last().map(|(_, last)| last)) {
                Some(fields) => run.push((index, fields)),
                None => found.extend(head(reading, std::mem::take(&mut run), lexicon)),
            },
            Block::Table(_) | Block::Page => found.extend(head(reading, std::mem::take(&mut run), lexicon)),
        }
    }
    found
}

/// The form of a run of lines, where they are the head of a sheet.
fn head(reading: &Reading, run: Vec<(usize, Fields)>, lexicon: &Lexicon<'_>) -> Option<Lined> {
    let (first, last) = (run.first()?.0, run.last()?.0);
    let all = || run.iter().flat_map(|(_, line)| &line.fields);
    let names = |field: &&Field| match &field.role {
        Some(Role::Level(word)) => {
            let tier = lexicon.words.levels.tier(word);
            tier.is_some_and(|tier| tier >= ROW_TIER)
        }
        Some(Role::Name) => true,
        _ => false,
    };
    let other = |field: &&Field| matches!(field.role, Some(Role::Department | Role::Level(_)));
    let below = reading.blocks.iter().skip(last + 1);
    let mut below = below.take_while(|block| !matches!(block, Block::Page));
    let is_head = all().count() >= FEWEST_FIELDS
        && run.len() > 1
        && all().filter(names).count() == 1
        && all().filter(|field| !names(field)).any(|field| other(&field))
        && below.any(|block| matches!(block, Block::Table(_)));
    if !is_head {
        return None;
    }
    let columns = 2 * run.iter().map(|(_, line)| line.fields.len()).max()?;
    let mut cells = Vec::new();
    for (row, (_, line)) in run.iter().enumerate() {
        for (at, field) in line.fields.iter().enumerate() {
            let is_last = at + 1 == line.fields.len();
            let cell = |column: usize, columns: usize, text: &Passage| Cell {
                row,
                column,
                rows: 1,
                columns,
                text: text.clone(),
                ..Cell::default()
            };
            let wide = if is_last { columns - 2 * at - 1 } else { 1 };
            cells.push(cell(2 * at, 1, &field.label));
            cells.push(cell(2 * at + 1, wide, &field.value));
        }
    }
    Some(Lined {
        lines: first..=last,
        grid: Grid::new(cells).ok()?,
        marks: run.into_iter().flat_map(|(_, line)| line.marks).collect(),
    })
}

/// Labels and values of a line that holds nothing else; below a line of such a word that nobody knows may be a label,
/// too, behind the same mark or before a colon.
fn fields(line: &Passage, lexicon: &Lexicon<'_>, above: Option<&Fields>) -> Option<Fields> {
    let line = line.trim();
    let mark = line
        .as_str()
        .chars()
        .next()
        .filter(|c| is_bullet(*c) || *c == '・');
    let mut found = Fields {
        mark,
        ..Fields::default()
    };
    let mut at = mark.map_or(0, char::len_utf8);
    found.marks.extend(mark.map(|_| line.slice(0..at)));
    while at < line.as_str().len() {
        at += blank(line.as_str().get(at..)?);
        let known = label_at(&line, at, lexicon);
        let unknown = || {
            let alike = above.is_some_and(|above| above.mark == mark);
            let end = word_end(&line, at)?;
            let colon = line.as_str().get(end..)?.trim_start().starts_with([':', '：']);
            let first = found.fields.is_empty() && alike && (mark.is_some() || colon);
            first.then_some((end, None))
        };
        let (end, role) = known.map(|(end, role)| (end, Some(role))).or_else(unknown)?;
        let gap = line.as_str().get(end..)?;
        let start = end + gap.len() - gap.trim_start_matches(|c: char| is_gap(c)).len();
        let stop = next_label(&line, start, lexicon).unwrap_or(line.as_str().len());
        let value = line.slice(start..stop).trim();
        if value.is_blank() || role.is_none() && value.as_str().contains('。') {
            return None;
        }
        found.marks.push(line.slice(end..start));
        found.fields.push(Field {
            label: line.slice(at..end),
            role,
            value,
        });
        at = stop;
    }
    (!found.fields.is_empty()).then_some(found)
}

/// Where the longest known label that begins here ends, a blank or colon behind it.
fn label_at(line: &Passage, at: usize, lexicon: &Lexicon<'_>) -> Option<(usize, Role)> {
    let rest = line.as_str().get(at..)?;
    let mut best = None;
    for (offset, character) in rest.char_indices().filter(|(_, c)| is_gap(*c)) {
        let label = rest.get(..offset)?;
        if key(label).chars().count() > LONGEST_LABEL {
            break;
        }
        let role = lexicon.label(label).filter(|_| key(label).chars().count() > 1);
        let role = role.filter(|role| !matches!(role, Role::Period | Role::Page));
        best = role.map(|role| (at + offset, role)).or(best);
        if is_colon(character) {
            break;
        }
    }
    best
}

/// Where the next label with a value of its own begins.
fn next_label(line: &Passage, from: usize, lexicon: &Lexicon<'_>) -> Option<usize> {
    let rest = line.as_str().get(from..)?;
    let starts = rest.char_indices().zip(rest.chars().skip(1));
    let starts = starts.filter(|((_, a), b)| a.is_whitespace() && !is_gap(*b));
    starts
        .map(|((offset, blank), _)| from + offset + blank.len_utf8())
        .find(|&start| {
            label_at(line, start, lexicon).is_some_and(|(end, _)| {
                let behind = line.as_str().get(end..).unwrap_or_default();
                !behind.trim_start_matches(is_gap).is_empty()
            })
        })
}

/// The end of a short word that a blank or colon follows.
fn word_end(line: &Passage, at: usize) -> Option<usize> {
    let rest = line.as_str().get(at..)?;
    let end = rest.find(is_gap)?;
    let length = rest.get(..end)?.chars().count();
    (2..=LONGEST_LABEL).contains(&length).then_some(at + end)
}

fn blank(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn is_gap(character: char) -> bool {
    character.is_whitespace() || is_colon(character)
}

fn is_colon(character: char) -> bool {
    matches!(character, ':' | '：')
}
