//! Header cells against columns of another number.

use super::{Header, HeaderCell, Look, agreement};
use crate::recover::lexicon::{Lexicon, Role};

/// Assigns header cells to columns of another number: order kept, best agreement of roles and looks.
///
/// Returns for every column the header cells it takes (more than one where a group collapsed into one cell).
pub(crate) fn align(header: &Header, looks: &[Look], lexicon: &Lexicon<'_>) -> Vec<Vec<usize>> {
    let (many, few) = (header.columns.len(), looks.len());
    let roles: Vec<Option<Role>> = header.columns.iter().map(|cell| cell.role(lexicon)).collect();
    let skip_header = |index: usize| {
        let cell = &header.columns[index];
        if cell.group.is_some() || cell.parts.is_empty() {
            -0.3
        } else {
            -4.0
        }
    };
    let mut best = vec![vec![f64::NEG_INFINITY; few + 1]; many + 1];
    let mut from = vec![vec![Step::Match; few + 1]; many + 1];
    best[0][0] = 0.0;
    for i in 0..=many {
        for j in 0..=few {
            let mut ways = Vec::new();
            if i > 0 && j > 0 {
                let fit = f64::from(agreement(roles[i - 1].as_ref(), looks[j - 1])) + 0.5;
                ways.push((best[i - 1][j - 1] + fit, Step::Match));
            }
            if i > 0 {
                ways.push((best[i - 1][j] + skip_header(i - 1), Step::SkipHeader));
            }
            if j > 0 {
                let cost = if looks[j - 1] == Look::Blank { -0.2 } else { -4.0 };
                ways.push((best[i][j - 1] + cost, Step::SkipColumn));
            }
            for (score, step) in ways {
                if score > best[i][j] {
                    best[i][j] = score;
                    from[i][j] = step;
                }
            }
        }
    }
    walk_back(header, &from, many, few)
}

/// A step of [`align`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::recover) enum Step {
    Match,
    SkipHeader,
    SkipColumn,
}

/// The header cells of each column along the best way; cells skipped in a group go with its last matched one.
pub(in crate::recover) fn walk_back(
    header: &Header,
    from: &[Vec<Step>],
    many: usize,
    few: usize,
) -> Vec<Vec<usize>> {
    let mut taken = vec![Vec::new(); few];
    let (mut i, mut j) = (many, few);
    let mut skipped: Vec<usize> = Vec::new();
    while i > 0 || j > 0 {
        match from[i][j] {
            Step::Match if i > 0 && j > 0 => {
                let group = header.columns[i - 1].group;
                taken[j - 1].push(i - 1);
                if group.is_some() {
                    let same = |index: &&usize| header.columns[**index].group == group;
                    let mut more: Vec<usize> = skipped.iter().filter(same).copied().collect();
                    more.sort_unstable();
                    taken[j - 1].extend(more);
                }
                skipped.clear();
                i -= 1;
                j -= 1;
            }
            Step::SkipHeader if i > 0 => {
                skipped.push(i - 1);
                i -= 1;
            }
            _ if j > 0 => j -= 1,
            _ => i -= 1,
        }
    }
    taken
}

/// One header cell out of several that fell together.
pub(crate) fn together(header: &Header, taken: &[usize]) -> HeaderCell {
    let mut cells = taken.iter().filter_map(|&index| header.columns.get(index));
    let Some(first) = cells.next() else {
        return HeaderCell::default();
    };
    let mut all = first.clone();
    for cell in cells {
        all.parts.extend(cell.parts.iter().skip(1).cloned());
    }
    all
}
