//! Tables of pipes: `| a | b |`, and of drawn lines: `│ a │ b │`.

use std::ops::Range;

/// What separates cells: a pipe, or a line drawn down.
fn is_pipe(character: char) -> bool {
    matches!(character, '|' | '│' | '┃' | '║')
}

/// Lines drawn across and where they meet others.
fn is_rule_part(character: char) -> bool {
    matches!(character, '-' | '=' | '─'..='╬')
}

/// Whether a line has a pipe at all.
pub(in crate::source) fn has_pipe(line: &str) -> bool {
    line.contains(is_pipe)
}

/// Whether a line is a row of pipes on its own.
pub(in crate::source) fn is_pipe_row(line: &str) -> bool {
    let line = line.trim();
    line.chars().count() > 2 && line.starts_with(is_pipe) && line.ends_with(is_pipe)
}

/// Whether a line is the rule of such a table, as `|---|:-:|`, `+----+----+` or `├──┼──┤`.
pub(in crate::source) fn is_pipe_rule(line: &str) -> bool {
    let line = line.trim();
    let joint =
        |c: char| is_pipe(c) || c == '+' || is_rule_part(c) && !matches!(c, '-' | '=' | '─' | '━' | '═');
    line.contains(joint)
        && line.contains(|c: char| is_rule_part(c) && !is_pipe(c))
        && line
            .chars()
            .all(|c| is_pipe(c) || is_rule_part(c) || matches!(c, '+' | ':' | ' ' | '\u{3000}' | '\t'))
}

/// Ranges of the cells of the row `canvas[range]`, and ranges of its pipes.
pub(in crate::source) fn pipe_row(
    canvas: &str,
    range: Range<usize>,
) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let line = canvas.get(range.clone()).unwrap_or_default();
    let mut pipes: Vec<Range<usize>> = Vec::new();
    let mut escaped = false;
    for (offset, character) in line.char_indices() {
        if is_pipe(character) && !escaped {
            let start = range.start + offset;
            pipes.push(start..start + character.len_utf8());
        }
        escaped = character == '\\' && !escaped;
    }
    let mut cells = Vec::new();
    let mut start = range.start;
    for pipe in &pipes {
        cells.push(start..pipe.start);
        start = pipe.end;
    }
    cells.push(start..range.end);
    let blank = |cell: &Range<usize>| canvas.get(cell.clone()).unwrap_or_default().trim().is_empty();
    // What stands before the first and after the last pipe is no cell when it is empty.
    if cells.last().is_some_and(blank) {
        cells.pop();
    }
    if cells.first().is_some_and(blank) {
        cells.remove(0);
    }
    (cells, pipes)
}
