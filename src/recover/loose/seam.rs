//! Whether two lines are one cell: by what the overview says, by the width that a wrapped line must fill, and by
//! characters that cannot start a name.

use super::lexicon::Lexicon;
use super::strip::width;
use crate::source::Passage;
use crate::vocabulary::key;

/// So much narrower than the next line a line is not wrapped: its column would have taken the next characters.
const SLACK: usize = 4;

/// The evidence that all tables share.
#[derive(Debug)]
pub(super) struct Seams<'a> {
    pub(super) lexicon: &'a Lexicon,
    /// From this width on a line of the narrative columns counts as filled to its edge.
    pub(super) full: usize,
}

impl Seams<'_> {
    /// Whether a line reaches the edge of a narrative column.
    pub(super) fn is_filled(&self, line: &str) -> bool {
        width(line) >= self.full
    }

    /// Whether a line that others follow in one cell is narrative: it reaches the edge, and no name is known so.
    pub(super) fn is_narrative(&self, line: &str, cell: &[&Passage]) -> bool {
        let whole: String = cell.iter().map(|part| key(part.as_str())).collect();
        self.is_filled(line) && !self.lexicon.has_prefix(&whole)
    }

    /// Whether `next`, right under the last line of `cell`, goes on with it.
    pub(super) fn wraps(&self, cell: &str, last_line: &str, next: &str) -> bool {
        let (left, right) = (key(cell), key(next));
        let both = format!("{left}{right}");
        if self.lexicon.has_prefix(&both) {
            return true;
        }
        let whole = self.lexicon.has(&left) || (right.chars().count() > 3 && self.lexicon.has(&right));
        !whole && (opens_badly(&right) || width(last_line) + SLACK >= width(next))
    }

    /// Whether a blank line tore a name: the overview knows both as one, or the second half cannot start one.
    pub(super) fn is_torn_name(&self, left: &str, right: &str) -> bool {
        let (left, right) = (key(left), key(right));
        let known = [&left, &right].map(|half| self.lexicon.has(half));
        if self.lexicon.has(&format!("{left}{right}")) {
            return known != [true; 2];
        }
        known == [false; 2] && (left.ends_with(['・', '、', '(']) || opens_badly(&right))
    }
}

/// Particles and closing marks do not open a name.
fn opens_badly(text: &str) -> bool {
    text.starts_with(['の', 'を', '・', '、', ')', '」', 'ー'])
}
