//! Marks of an overview list that came out away from their lines because their cell spans several.

use super::build::flag_word;
use super::piece::Piece;
use crate::model::Warning;
use crate::recover::Draft;
use crate::source::Canvas;

/// A row that the list names.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    /// Index of the item.
    pub(super) item: usize,
    /// Whether its line prints a mark.
    pub(super) marked: bool,
    /// Whether its line prints the departments; otherwise the row's other cells span several lines.
    pub(super) whole: bool,
}

/// Rows that one merged mark can stand for.
struct Candidate {
    items: Vec<usize>,
    /// Whether it is one row over several lines, not several rows.
    single: bool,
}

/// Gives the marks to their rows where the numbers leave one way: as many marks as places for them, or as many as
/// rows over several lines. Otherwise each mark becomes a warning.
pub(super) fn deal(marks: &[Piece], listed: &[Listed], draft: &mut Draft, canvas: &Canvas) {
    let candidates = candidates(listed, draft);
    let singles = candidates.iter().filter(|candidate| candidate.single).count();
    let alike = marks.windows(2).all(|pair| match pair {
        [left, right] => flag_word(&left.text) == flag_word(&right.text),
        _ => true,
    });
    let Some(first) = marks.first().filter(|_| alike) else {
        return warn(marks, draft, canvas);
    };
    let only_singles = marks.len() != candidates.len();
    if only_singles && marks.len() != singles {
        return warn(marks, draft, canvas);
    }
    let word = flag_word(&first.text);
    let chosen = candidates
        .iter()
        .filter(|candidate| candidate.single || !only_singles);
    for &at in chosen.flat_map(|candidate| &candidate.items) {
        if let Some(item) = draft.items.get_mut(at) {
            item.flags.push(word.clone());
        }
    }
}

/// Headings without a marked row that have several rows, or one over several lines.
fn candidates(listed: &[Listed], draft: &Draft) -> Vec<Candidate> {
    let mut headings: Vec<(Option<&str>, Vec<&Listed>)> = Vec::new();
    for row in listed {
        let section = draft.items.get(row.item).and_then(|item| item.section.as_deref());
        match headings.iter_mut().find(|(id, _)| *id == section) {
            Some((_, rows)) => rows.push(row),
            None => headings.push((section, vec![row])),
        }
    }
    headings.retain(|(_, rows)| !rows.iter().any(|row| row.marked));
    headings.retain(|(_, rows)| rows.len() > 1 || rows.iter().any(|row| !row.whole));
    let candidate = |(_, rows): (Option<&str>, Vec<&Listed>)| Candidate {
        single: rows.len() == 1,
        items: rows.iter().map(|row| row.item).collect(),
    };
    headings.into_iter().map(candidate).collect()
}

fn warn(marks: &[Piece], draft: &mut Draft, canvas: &Canvas) {
    for mark in marks {
        draft.warnings.push(Warning {
            code: "unplaced-mark".into(),
            message: format!("the mark {} may stand for several rows", flag_word(&mark.text)),
            trace: canvas.trace(&mark.whole.ranges(&canvas.text)),
        });
    }
}
