//! What a file says twice in one place: as text or cell of a table, and as label or value of a form.

use std::collections::{BTreeMap, BTreeSet};

use super::pairs::{Entry, Said};
use super::schema::{Document, GraphCell, Place, Reference};
use super::walk::squeezed;
use crate::layout::Bbox;

/// A box may lie this far outside the one that it is a part of (points).
const SLACK: f32 = 2.0;

/// Texts and cells of tables that forms say as well.
#[derive(Debug, Default)]
pub(super) struct Twins {
    /// Texts of which forms say every word.
    texts: BTreeSet<usize>,
    /// What the cells of tables say, by page.
    cells: BTreeMap<u32, Vec<(Bbox, String)>>,
}

impl Twins {
    pub fn of(
        document: &Document,
        placed: &dyn Fn(&Place) -> (u32, Bbox),
        said: &dyn Fn(&GraphCell) -> Said,
    ) -> Self {
        let items = document.key_value_items.iter().chain(&document.form_items);
        let graph: Vec<&GraphCell> = items.flat_map(|item| &item.graph.cells).collect();
        if graph.is_empty() {
            return Twins::default();
        }
        let mut meant: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        let mut here: BTreeMap<u32, Vec<Said>> = BTreeMap::new();
        for cell in graph {
            let own = said(cell);
            match cell.item_ref.as_ref().and_then(Reference::target) {
                Some(("texts", index)) => meant.entry(index).or_default().push(own.text),
                _ => {
                    if let Some((page, _)) = own.place {
                        here.entry(page).or_default().push(own);
                    }
                }
            }
        }
        let mut twins = Twins::default();
        for (index, text) in document.texts.iter().enumerate() {
            let mut words = meant.remove(&index).unwrap_or_default();
            for (page, bbox) in text.prov.iter().map(placed) {
                let inside = here.get(&page).into_iter().flatten();
                let inside = inside.filter(|said| is_inside(said, &bbox));
                words.extend(inside.map(|said| said.text.clone()));
            }
            if !words.is_empty() && says_all(&text.whole(), words) {
                twins.texts.insert(index);
            }
        }
        for table in &document.tables {
            for cell in &table.data.table_cells {
                let (Some(place), Some(corners)) = (table.prov.first(), cell.bbox) else {
                    continue;
                };
                let own = Place {
                    bbox: corners,
                    ..place.clone()
                };
                let (page, bbox) = placed(&own);
                twins
                    .cells
                    .entry(page)
                    .or_default()
                    .push((bbox, squeezed(&cell.text)));
            }
        }
        twins
    }

    /// Whether forms say all of this text.
    pub fn is_said(&self, text: usize) -> bool {
        self.texts.contains(&text)
    }

    /// Whether cells of tables say all of this.
    pub fn is_in_tables(&self, entry: &Entry) -> bool {
        entry.all().into_iter().all(|said| {
            let cells = said.place.and_then(|(page, _)| self.cells.get(&page));
            let own = squeezed(&said.text);
            cells
                .into_iter()
                .flatten()
                .any(|(bbox, text)| is_inside(said, bbox) && text.contains(&own))
        })
    }
}

fn is_inside(said: &Said, bbox: &Bbox) -> bool {
    said.bbox().is_some_and(|own| bbox.contains(own.center(), SLACK))
}

/// Whether nothing but signs is left of a text without these parts of it.
fn says_all(text: &str, mut parts: Vec<String>) -> bool {
    let mut rest = squeezed(text);
    // A short part may stand inside a longer one.
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    for part in parts {
        let part = squeezed(&part);
        if !part.is_empty() {
            rest = rest.replacen(&part, " ", 1);
        }
    }
    !rest.chars().any(char::is_alphanumeric)
}
