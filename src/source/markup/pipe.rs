//! Tables of pipes: `| a | b |`.

use std::ops::Range;

/// Whether a line is a row of pipes on its own.
pub(in crate::source) fn is_pipe_row(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2 && line.starts_with('|') && line.ends_with('|')
}

/// Whether a line is the rule of such a table, as `|---|:-:|` or `+----+----+`.
pub(in crate::source) fn is_pipe_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains(['|', '+'])
        && line.contains(['-', '='])
        && line
            .chars()
            .all(|c| matches!(c, '|' | '+' | '-' | ':' | '=' | ' ' | '\t'))
}

/// Ranges of the cells of the row `canvas[range]`, and ranges of its pipes.
pub(in crate::source) fn pipe_row(canvas: &str, range: Range<usize>) -> (Vec<Range<usize>>, Vec<usize>) {
    let line = canvas.get(range.clone()).unwrap_or_default();
    let mut pipes = Vec::new();
    let mut escaped = false;
    for (offset, byte) in line.bytes().enumerate() {
        if byte == b'|' && !escaped {
            pipes.push(range.start + offset);
        }
        escaped = byte == b'\\' && !escaped;
    }
    let mut cells = Vec::new();
    let mut start = range.start;
    for &pipe in &pipes {
        cells.push(start..pipe);
        start = pipe + 1;
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
