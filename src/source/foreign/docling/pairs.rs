//! Labels with their values, however the file tells that they belong together.

use std::collections::{BTreeMap, BTreeSet};

use super::schema::Graph;
use crate::layout::Bbox;

/// Labels under labels deeper than this are read as if nothing belonged to them.
const MAX_DEPTH: usize = 8;
/// Boxes whose middles differ by less than this share of their height are level.
const LEVEL: f32 = 0.5;

/// Labels of one card may begin this far left of its first (points).
const SLACK: f32 = 6.0;

/// A text and where it stands, if the file tells.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    pub text: String,
    /// Page and box.
    pub place: Option<(u32, Bbox)>,
}

impl Said {
    pub fn new(text: &str, place: Option<(u32, Bbox)>) -> Self {
        Said {
            text: text.to_owned(),
            place,
        }
    }

    pub fn bbox(&self) -> Option<Bbox> {
        self.place.map(|(_, bbox)| bbox)
    }
}

/// A cell of a table: half-open ranges of rows and columns, and what stands in it.
#[derive(Debug)]
pub(super) struct Slot {
    pub rows: (usize, usize),
    pub columns: (usize, usize),
    pub said: Vec<Said>,
}

impl Slot {
    pub fn bbox(&self) -> Option<Bbox> {
        hull(&self.said)
    }
}

fn hull<'s>(said: impl IntoIterator<Item = &'s Said>) -> Option<Bbox> {
    said.into_iter().filter_map(Said::bbox).reduce(|a, b| a.hull(&b))
}

/// A label, its values, and the labels under it.
#[derive(Debug, Clone, Default)]
pub(super) struct Tree {
    pub label: Vec<Said>,
    pub values: Vec<Said>,
    pub under: Vec<Tree>,
}

impl Tree {
    fn depth(&self) -> usize {
        1 + self.under.iter().map(Tree::depth).max().unwrap_or(0)
    }

    /// All its texts.
    pub fn all(&self) -> Vec<&Said> {
        let own = self.label.iter().chain(&self.values);
        own.chain(self.under.iter().flat_map(Tree::all)).collect()
    }

    /// Its cells from `row` on in a table with values behind `depth` columns of labels; the row after its last.
    fn write(&self, row: usize, column: usize, depth: usize, slots: &mut Vec<Slot>) -> usize {
        let behind = if self.under.is_empty() { depth } else { column + 1 };
        let own = usize::from(!self.values.is_empty() || self.under.is_empty());
        let label = slots.len();
        slots.push(Slot {
            rows: (row, row + 1),
            columns: (column, behind),
            said: self.label.clone(),
        });
        if own > 0 {
            slots.push(Slot {
                rows: (row, row + 1),
                columns: (behind, depth + 1),
                said: self.values.clone(),
            });
        }
        let next = self
            .under
            .iter()
            .fold(row + own, |next, tree| tree.write(next, column + 1, depth, slots));
        if let Some(slot) = slots.get_mut(label) {
            slot.rows.1 = next;
        }
        next
    }
}

/// Each label before its values, one below the other.
pub(super) fn slots_of(trees: &[Tree]) -> Vec<Slot> {
    let depth = trees.iter().map(Tree::depth).max().unwrap_or(1);
    let mut slots = Vec::new();
    trees
        .iter()
        .fold(0, |row, tree| tree.write(row, 0, depth, &mut slots));
    slots
}

/// What a form gives to its page.
#[derive(Debug, Clone)]
pub(super) enum Entry {
    Pair(Tree),
    /// What belongs to no label.
    Loose(Said),
}

impl Entry {
    pub fn all(&self) -> Vec<&Said> {
        match self {
            Entry::Pair(tree) => tree.all(),
            Entry::Loose(said) => vec![said],
        }
    }

    pub fn page(&self) -> Option<u32> {
        let places = self.all().into_iter().filter_map(|said| said.place);
        places.map(|(page, _)| page).next()
    }

    /// Where it stands on its page.
    pub fn bbox(&self) -> Option<Bbox> {
        let page = self.page()?;
        let here = |said: &&Said| said.place.is_some_and(|(number, _)| number == page);
        hull(self.all().into_iter().filter(here))
    }

    /// The words of its label.
    fn label(&self) -> String {
        match self {
            Entry::Pair(tree) => tree
                .label
                .iter()
                .flat_map(|said| said.text.split_whitespace())
                .collect(),
            Entry::Loose(_) => String::new(),
        }
    }

    /// Where its label begins, or itself.
    fn start(&self) -> Option<Bbox> {
        match self {
            Entry::Pair(tree) => hull(&tree.label).or_else(|| self.bbox()),
            Entry::Loose(said) => said.bbox(),
        }
    }
}

/// An entry on its way to its place.
struct Placed {
    /// The block of its page before which it belongs.
    at: usize,
    row: usize,
    x: f32,
    entry: Entry,
}

/// Entries in their order of reading: level ones from left to right, the others from top to bottom, and cards that stand
/// side by side one after the other. Entries that belong before one block of their page (the number with each)
/// stay together.
pub(super) fn in_order(mut entries: Vec<(usize, Entry)>) -> Vec<(usize, Entry)> {
    let top = |entry: &Entry| entry.start().map_or(f32::MAX, |bbox| bbox.y0);
    entries.sort_by(|(a, one), (b, other)| a.cmp(b).then(top(one).total_cmp(&top(other))));
    let mut row = 0;
    let mut first: Option<(usize, Bbox)> = None;
    let mut placed: Vec<Placed> = Vec::new();
    for (at, entry) in entries {
        let start = entry.start();
        let level = first
            .zip(start)
            .is_some_and(|((place, bbox), own)| place == at && own.y0 - bbox.y0 <= bbox.height() * LEVEL);
        if !level {
            row += 1;
            first = start.map(|start| (at, start));
        }
        let x = start.unwrap_or_default().x0;
        placed.push(Placed { at, row, x, entry });
    }
    placed.sort_by(|a, b| (a.at, a.row).cmp(&(b.at, b.row)).then(a.x.total_cmp(&b.x)));
    let cards = cards(&placed);
    let mut keyed: Vec<((usize, usize), Placed)> = cards.into_iter().zip(placed).collect();
    keyed.sort_by_key(|(card, entry)| (entry.at, *card));
    keyed
        .into_iter()
        .map(|(_, placed)| (placed.at, placed.entry))
        .collect()
}

/// For each of the entries, row by row, the row in which its card begins and which of the cards there it is part of: a
/// label that a row says again begins a card of its own.
fn cards(placed: &[Placed]) -> Vec<(usize, usize)> {
    let mut open: Option<(usize, String, Vec<f32>)> = None;
    let mut cards = Vec::new();
    for row in placed.chunk_by(|a, b| (a.at, a.row) == (b.at, b.row)) {
        let labels: Vec<String> = row.iter().map(|placed| placed.entry.label()).collect();
        let again = labels.iter().enumerate().find(|(index, label)| {
            !label.is_empty() && labels.iter().skip(index + 1).any(|other| other == *label)
        });
        let own = row.first().map_or(0, |placed| placed.row);
        let starts_anew = open.as_ref().is_some_and(|(_, label, _)| labels.contains(label));
        let continues = again.is_some() && open.is_some() && !starts_anew;
        match again {
            Some((_, label)) if !continues => {
                let same = row.iter().zip(&labels).filter(|(_, other)| *other == label);
                let starts = same.map(|(placed, _)| placed.x).collect();
                open = Some((own, label.clone(), starts));
            }
            None if starts_anew => open = None,
            _ => {}
        }
        cards.extend(row.iter().map(|placed| match &open {
            Some((row, _, starts)) => {
                let before = starts.iter().filter(|start| **start <= placed.x + SLACK);
                (*row, before.count())
            }
            None => (own, 0),
        }));
    }
    cards
}

/// Which cell belongs to which: as its value, or as a label under it.
struct Links {
    parts: BTreeMap<i64, Vec<i64>>,
    owned: BTreeSet<i64>,
    /// Labels under labels.
    under: BTreeSet<i64>,
}

impl Links {
    fn of(graph: &Graph) -> Self {
        let mut links = Links {
            parts: BTreeMap::new(),
            owned: BTreeSet::new(),
            under: BTreeSet::new(),
        };
        for link in &graph.links {
            let (source, target) = (link.source_cell_id, link.target_cell_id);
            let (owner, part) = match link.label.as_str() {
                "to_value" | "to_child" => (source, target),
                "to_key" | "to_parent" => (target, source),
                _ => continue,
            };
            // Links stand in both directions, and a value stands where it is told first.
            if owner != part && links.owned.insert(part) {
                links.parts.entry(owner).or_default().push(part);
                if matches!(link.label.as_str(), "to_child" | "to_parent") {
                    links.under.insert(part);
                }
            }
        }
        links
    }
}

/// The labels of a form with what belongs to them, then what belongs to none; `said` is what a cell says.
pub(super) fn entries(graph: &Graph, said: &BTreeMap<i64, Said>) -> Vec<Entry> {
    let links = Links::of(graph);
    let mut seen = BTreeSet::new();
    let mut entries = Vec::new();
    for cell in &graph.cells {
        let id = cell.cell_id;
        let is_label = cell.label == "key" || links.parts.contains_key(&id);
        if !links.owned.contains(&id) && is_label && !seen.contains(&id) {
            entries.push(Entry::Pair(tree(id, &links, said, &mut seen, 1)));
        }
    }
    // Also what links in a circle or too deep.
    for cell in &graph.cells {
        if seen.insert(cell.cell_id) {
            entries.extend(said.get(&cell.cell_id).cloned().map(Entry::Loose));
        }
    }
    entries
}

fn tree(id: i64, links: &Links, said: &BTreeMap<i64, Said>, seen: &mut BTreeSet<i64>, depth: usize) -> Tree {
    seen.insert(id);
    let mut tree = Tree {
        label: said.get(&id).cloned().into_iter().collect(),
        ..Tree::default()
    };
    for &part in links.parts.get(&id).into_iter().flatten() {
        if seen.contains(&part) {
            continue;
        }
        if !links.parts.contains_key(&part) && !links.under.contains(&part) {
            seen.insert(part);
            tree.values.extend(said.get(&part).cloned());
        } else if depth < MAX_DEPTH {
            tree.under.push(self::tree(part, links, said, seen, depth + 1));
        }
    }
    tree
}
