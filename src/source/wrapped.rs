//! Drawn tables whose cells are wrapped: the lines between two rules are one row.

use super::markup::RawCell;

/// With fewer groups the rules only set off a header or a total.
const FEWEST_GROUPS: usize = 3;
const MOST_LINES: usize = 6;

/// The rows of a table whose lines stand in groups between its rules. Lines of a group become one row when all
/// groups look wrapped: whatever stands below the first line of one leaves some cell blank.
pub(super) fn join(groups: Vec<Vec<Vec<RawCell>>>) -> Vec<Vec<RawCell>> {
    let goes_on = |row: &Vec<RawCell>| row.iter().any(|cell| cell.text.is_blank());
    let wrapped = groups.len() >= FEWEST_GROUPS
        && groups
            .iter()
            .all(|group| group.len() <= MOST_LINES && group.iter().skip(1).all(goes_on));
    if !wrapped {
        return groups.into_iter().flatten().collect();
    }
    groups.into_iter().filter_map(one_row).collect()
}

fn one_row(group: Vec<Vec<RawCell>>) -> Option<Vec<RawCell>> {
    let mut lines = group.into_iter();
    let mut row = lines.next()?;
    for line in lines {
        for (index, cell) in line.into_iter().enumerate() {
            match row.get_mut(index) {
                Some(open) if open.text.is_blank() => open.text = cell.text,
                Some(open) if !cell.text.is_blank() => open.text.join('\n', &cell.text),
                Some(_) => {}
                None => row.push(cell),
            }
        }
    }
    Some(row)
}
