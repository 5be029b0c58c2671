//! Which loose name and which loose narrative belong to which rows of the same table.

use super::group::{Group, Table};
use super::lexicon::Lexicon;
use super::loose_cell::{Loose, LooseCell};
use super::strip::overlap;
use crate::vocabulary::key;

/// Up to so many places and names every assignment is tried; above, the best pair is taken first.
const EXHAUSTIVE: usize = 7;

/// A heading without a name must get one; rows under a named heading may share one.
struct Place {
    group: usize,
    needed: bool,
}

/// Deals the loose names of a table to headings and rows without one. Evidence: the overview prints number and name
/// on one line, the narrative repeats words of the name, and the order of both lists.
pub(super) fn names(table: &mut Table, lexicon: &Lexicon) {
    let places: Vec<Place> = table
        .groups
        .iter()
        .enumerate()
        .filter(|(_, group)| !group.continues && (group.name.is_none() || group.has_unnamed()))
        .map(|(at, group)| Place {
            group: at,
            needed: group.name.is_none(),
        })
        .collect();
    let free: Vec<usize> = (0..table.loose.cells.len())
        .filter(|&at| table.loose.cells.get(at).is_some_and(is_free_name))
        .collect();
    let scores = score(&places, &free, table, lexicon);
    let order: Vec<Option<usize>> = free
        .iter()
        .map(|&at| {
            table
                .loose
                .cells
                .get(at)
                .and_then(|cell| lexicon.place(&key(cell.text.as_str())))
        })
        .collect();
    let solver = Solver {
        places: &places,
        scores: &scores,
        order: &order,
    };
    for (place, choice) in places.iter().zip(solver.solve(free.len())) {
        let cell = choice.and_then(|choice| free.get(choice)).copied();
        let cell = cell.and_then(|at| table.loose.cells.get_mut(at));
        if let (Some(cell), Some(group)) = (cell, table.groups.get_mut(place.group)) {
            give(cell, group);
        }
    }
}

fn is_free_name(cell: &LooseCell) -> bool {
    !cell.used && cell.what == Loose::Name && cell.number.is_none() && !cell.text.is_blank()
}

fn give(cell: &mut LooseCell, group: &mut Group) {
    cell.used = true;
    if group.name.is_none() {
        group.name = Some(cell.text.clone());
    } else {
        group.shared = Some(cell.text.clone());
    }
    if let Some(row) = group.rows.first_mut() {
        row.pieces.push(cell.whole.clone());
    }
}

fn score(places: &[Place], free: &[usize], table: &Table, lexicon: &Lexicon) -> Vec<Vec<f64>> {
    let of = |place: &Place| {
        let group = table.groups.get(place.group);
        let wording = group.map(Group::wording).unwrap_or_default();
        let number = group.and_then(|group| group.number);
        let each = free.iter().map(|&at| {
            let name = table
                .loose
                .cells
                .get(at)
                .map_or_else(String::new, |cell| key(cell.text.as_str()));
            let listed = number.is_some_and(|number| lexicon.numbers(number, &name));
            let said = 4.0 * overlap(&name, &wording);
            said + if listed { 10.0 } else { 0.0 } - if place.needed { 0.0 } else { 0.5 }
        });
        each.collect()
    };
    places.iter().map(of).collect()
}

struct Solver<'a> {
    places: &'a [Place],
    scores: &'a [Vec<f64>],
    /// Place of each name in the overview.
    order: &'a [Option<usize>],
}

impl Solver<'_> {
    fn solve(&self, names: usize) -> Vec<Option<usize>> {
        if self.places.len() > EXHAUSTIVE || names > EXHAUSTIVE {
            return self.greedy(names);
        }
        let mut best = (f64::NEG_INFINITY, vec![None; self.places.len()]);
        self.search(&mut Vec::new(), names, &mut best);
        best.1
    }

    fn search(&self, chosen: &mut Vec<Option<usize>>, names: usize, best: &mut (f64, Vec<Option<usize>>)) {
        if chosen.len() == self.places.len() {
            let value = self.value(chosen, names);
            if value > best.0 + 1e-9 {
                *best = (value, chosen.clone());
            }
            return;
        }
        let open = (0..names).map(Some).chain([None]);
        for choice in open {
            if choice.is_some() && chosen.contains(&choice) {
                continue;
            }
            chosen.push(choice);
            self.search(chosen, names, best);
            chosen.pop();
        }
    }

    fn value(&self, chosen: &[Option<usize>], names: usize) -> f64 {
        let mut value = 0.0;
        for ((place, choice), scores) in self.places.iter().zip(chosen).zip(self.scores) {
            value += match choice {
                Some(name) => scores.get(*name).copied().unwrap_or_default(),
                None if place.needed => -5.0,
                None => 0.0,
            };
        }
        let taken: Vec<usize> = chosen.iter().flatten().copied().collect();
        for pair in taken.windows(2) {
            let [left, right] = *pair else { continue };
            value += if left < right { 0.3 } else { 0.0 };
            let listed = |name: usize| self.order.get(name).copied().flatten();
            value += match (listed(left), listed(right)) {
                (Some(left), Some(right)) if left < right => 0.5,
                _ => 0.0,
            };
        }
        #[allow(clippy::cast_precision_loss)] // a handful of names
        let unused = (names - taken.len()) as f64;
        value - 3.0 * unused
    }

    /// The strongest evidence first, then needed places in order.
    fn greedy(&self, names: usize) -> Vec<Option<usize>> {
        let mut chosen = vec![None; self.places.len()];
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for (place, scores) in self.scores.iter().enumerate() {
            pairs.extend(
                scores
                    .iter()
                    .enumerate()
                    .map(|(name, &score)| (score, place, name)),
            );
        }
        pairs.retain(|pair| pair.0 >= 1.0);
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        for (_, place, name) in pairs {
            if chosen.get(place) == Some(&None)
                && !chosen.contains(&Some(name))
                && let Some(slot) = chosen.get_mut(place)
            {
                *slot = Some(name);
            }
        }
        for (place, spec) in self.places.iter().enumerate() {
            let next = (0..names).find(|&name| !chosen.contains(&Some(name)));
            if spec.needed
                && let Some(slot) = chosen.get_mut(place).filter(|slot| slot.is_none())
            {
                *slot = next;
            }
        }
        chosen
    }
}

/// Deals loose narrative to the rows that lack it: all rows of one group whose column is empty share the cell.
pub(super) fn narrative(table: &mut Table, columns: usize) {
    for at in 0..table.loose.cells.len() {
        let Some(cell) = table.loose.cells.get(at).filter(|cell| !cell.used) else {
            continue;
        };
        let column = match cell.what {
            Loose::Sentence => 0,
            Loose::Bullets => columns.saturating_sub(1),
            _ => continue,
        };
        let Some(group) = best_group(table, at, column) else {
            continue;
        };
        let text = cell.text.clone();
        let whole = cell.whole.clone();
        if let Some(group) = table.groups.get_mut(group) {
            for row in group.rows.iter_mut().filter(|row| lacks(row.texts.get(column))) {
                if let Some(slot) = row.texts.get_mut(column) {
                    *slot = Some(text.clone());
                    row.pieces.push(whole.clone());
                }
            }
        }
        if let Some(cell) = table.loose.cells.get_mut(at) {
            cell.used = true;
        }
    }
}

fn lacks(text: Option<&Option<crate::source::Passage>>) -> bool {
    matches!(text, Some(None))
}

/// The group with empty cells in the column that stands nearest and whose words the narrative repeats.
fn best_group(table: &Table, cell: usize, column: usize) -> Option<usize> {
    let loose = table.loose.cells.get(cell)?;
    let text = key(loose.text.as_str());
    let heading = table
        .loose
        .cells
        .get(..cell)?
        .iter()
        .rev()
        .find(|before| before.used && before.number.is_some());
    let mut rows = 0;
    let mut best: Option<(f64, usize)> = None;
    for (at, group) in table.groups.iter().enumerate() {
        rows += group.rows.len();
        if !group.rows.iter().any(|row| lacks(row.texts.get(column))) {
            continue;
        }
        let named = |name: &Option<crate::source::Passage>| {
            name.as_ref()
                .map_or(0.0, |name| overlap(&key(name.as_str()), &text))
        };
        let mut value = 4.0 * (named(&group.name) + named(&group.shared));
        value += if heading.is_some_and(|heading| heading.number == group.number) {
            1.0
        } else {
            0.0
        };
        value += if rows == loose.after_rows { 0.5 } else { 0.0 };
        if best.is_none_or(|(score, _)| value > score + 1e-9) {
            best = Some((value, at));
        }
    }
    best.map(|(_, at)| at)
}
