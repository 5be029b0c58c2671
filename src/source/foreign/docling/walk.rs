//! The way through the document: each text, table and form goes onto its page once.

use std::collections::{BTreeMap, BTreeSet};

use super::page::PageMaker;
use super::pairs::{self, Entry, Said, Tree};
use super::schema::{Document, GraphCell, GraphItem, Node, Place, Reference, TableCell, Text};
use super::twins::Twins;
use crate::Limits;
use crate::layout::Bbox;

/// Groups inside groups deeper than this are not followed.
const MAX_DEPTH: usize = 64;

/// Walks through the document and writes what it meets onto its page.
pub(super) struct Writer<'d> {
    document: &'d Document,
    limits: &'d Limits,
    pages: BTreeMap<u32, PageMaker>,
    /// What was met: the list and the entry in it.
    seen: BTreeSet<(&'static str, usize)>,
    twins: Twins,
    /// Labels and values whose places are told: they come when the rest of their page is there.
    entries: BTreeMap<u32, Vec<Entry>>,
    /// Which are there: one form may be told as two kinds of item.
    told: BTreeSet<(u32, [i64; 4], String)>,
}

impl<'d> Writer<'d> {
    pub fn new(document: &'d Document, limits: &'d Limits, pages: BTreeMap<u32, PageMaker>) -> Self {
        let mut writer = Writer {
            document,
            limits,
            pages,
            seen: BTreeSet::new(),
            twins: Twins::default(),
            entries: BTreeMap::new(),
            told: BTreeSet::new(),
        };
        writer.twins = Twins::of(document, &|place| writer.place(place), &|cell| writer.said(cell));
        writer
    }

    /// The pages with all that the document says.
    pub fn write(mut self) -> BTreeMap<u32, PageMaker> {
        let document = self.document;
        self.children(&document.body.children, 0);
        self.children(&document.furniture.children, 0);
        // What the tree does not reach stands at the end of its page: nothing is lost.
        (0..document.texts.len()).for_each(|index| self.text(index, 0));
        (0..document.tables.len()).for_each(|index| self.table(index, 0));
        (0..document.field_items.len()).for_each(|index| self.field(index, 0));
        (0..document.key_value_items.len()).for_each(|index| self.key_values(index, 0));
        (0..document.form_items.len()).for_each(|index| self.form(index, 0));
        for (page, entries) in std::mem::take(&mut self.entries) {
            self.page(page).entries(entries);
        }
        self.pages
    }

    fn children(&mut self, references: &[Reference], depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let document = self.document;
        for (kind, index) in references.iter().filter_map(Reference::target) {
            match kind {
                "texts" => self.text(index, depth),
                "tables" => self.table(index, depth),
                "groups" => self.node("groups", &document.groups, index, depth),
                "pictures" => self.node("pictures", &document.pictures, index, depth),
                "field_regions" => self.node("field_regions", &document.field_regions, index, depth),
                "field_items" => self.field(index, depth),
                "key_value_items" => self.key_values(index, depth),
                "form_items" => self.form(index, depth),
                _ => {}
            }
        }
    }

    fn node(&mut self, kind: &'static str, nodes: &'d [Node], index: usize, depth: usize) {
        if let Some(node) = nodes.get(index)
            && self.seen.insert((kind, index))
        {
            self.children(&node.children, depth + 1);
        }
    }

    fn page(&mut self, number: u32) -> &mut PageMaker {
        self.pages
            .entry(number)
            .or_insert_with(|| PageMaker::new(number, (0.0, 0.0), self.limits))
    }

    fn place(&self, place: &Place) -> (u32, Bbox) {
        let height = self.pages.get(&place.page_no).map_or(0.0, PageMaker::height);
        (place.page_no, place.bbox.bbox(height))
    }

    fn text(&mut self, index: usize, depth: usize) {
        let Some(text) = self.document.texts.get(index) else {
            return;
        };
        if !self.seen.insert(("texts", index)) {
            return;
        }
        if !self.twins.is_said(index) {
            self.write_text(text);
        }
        self.children(&text.children, depth + 1);
    }

    fn write_text(&mut self, text: &Text) {
        let whole = text.whole();
        let furniture = text.is_furniture();
        // Without spans only one place can have the text.
        let told = text.prov.iter().all(|place| place.charspan.is_some());
        let places = text.prov.get(..if told { text.prov.len() } else { 1 });
        let places = places.unwrap_or(&text.prov);
        let mut rest = whole.as_str();
        for (number, place) in places.iter().enumerate() {
            let next = places.get(number + 1).and_then(|next| next.charspan);
            let taken = next.map(|(start, _)| whole.chars().take(start).map(char::len_utf8).sum::<usize>());
            let done = whole.len() - rest.len();
            let end = taken.map_or(rest.len(), |end| end.saturating_sub(done).min(rest.len()));
            let (part, after) = rest.split_at(end);
            let (page, bbox) = self.place(place);
            self.page(page).text(part, &bbox, furniture);
            rest = after;
        }
        if text.prov.is_empty() {
            self.page(1).text(&whole, &Bbox::default(), furniture);
        }
    }

    fn table(&mut self, index: usize, depth: usize) {
        let Some(table) = self.document.tables.get(index) else {
            return;
        };
        if !self.seen.insert(("tables", index)) {
            return;
        }
        for cell in &table.data.table_cells {
            self.content(cell, depth);
        }
        let place = table.prov.first().map(|place| self.place(place));
        let (number, bbox) = place.unwrap_or((1, Bbox::default()));
        let page = self.page(number);
        let at = page.len();
        page.table(&table.data.table_cells, &bbox);
        let behind = page.len();
        self.children(&table.children, depth + 1);
        if place.is_some() {
            // A caption belongs to the table, and may stand above it.
            self.page(number).lift(at, behind, &bbox);
        }
    }

    /// The texts of a cell stand in it already.
    fn content(&mut self, cell: &TableCell, depth: usize) {
        if cell.text.trim().is_empty() {
            return;
        }
        let document = self.document;
        let mut open: Vec<(&Reference, usize)> = cell.content.iter().map(|inner| (inner, depth)).collect();
        while let Some((reference, depth)) = open.pop() {
            let Some((kind, index)) = reference.target().filter(|_| depth <= MAX_DEPTH) else {
                continue;
            };
            let children = match kind {
                "texts" => {
                    let Some(text) = document.texts.get(index) else {
                        continue;
                    };
                    if !squeezed(&cell.text).contains(&squeezed(&text.text)) {
                        continue;
                    }
                    self.seen.insert(("texts", index));
                    &text.children
                }
                "groups" => match document.groups.get(index) {
                    Some(group) => &group.children,
                    None => continue,
                },
                _ => continue,
            };
            open.extend(children.iter().map(|child| (child, depth + 1)));
        }
    }

    fn key_values(&mut self, index: usize, depth: usize) {
        let document = self.document;
        if let Some(item) = document.key_value_items.get(index)
            && self.seen.insert(("key_value_items", index))
        {
            self.graph(item, depth);
        }
    }

    fn form(&mut self, index: usize, depth: usize) {
        let document = self.document;
        if let Some(item) = document.form_items.get(index)
            && self.seen.insert(("form_items", index))
        {
            self.graph(item, depth);
        }
    }

    fn graph(&mut self, item: &GraphItem, depth: usize) {
        let cells = item.graph.cells.iter();
        let said = cells.map(|cell| (cell.cell_id, self.said(cell))).collect();
        self.enter(pairs::entries(&item.graph, &said), item.prov.first());
        self.children(&item.children, depth + 1);
    }

    /// What a cell of a form says, and where: itself, or the text that it is.
    fn said(&self, cell: &GraphCell) -> Said {
        let target = cell.item_ref.as_ref().and_then(Reference::target);
        let text = target
            .filter(|(kind, _)| *kind == "texts")
            .and_then(|(_, index)| self.document.texts.get(index));
        let own = if cell.text.trim().is_empty() {
            &cell.orig
        } else {
            &cell.text
        };
        let same = |text: &&Text| own.trim().is_empty() || squeezed(own) == squeezed(&text.text);
        let place = cell.prov.as_ref().or_else(|| text?.prov.first());
        Said {
            text: text.filter(same).map_or_else(|| own.clone(), Text::whole),
            place: place.map(|place| self.place(place)),
        }
    }

    /// A field: its label with its value.
    fn field(&mut self, index: usize, depth: usize) {
        let document = self.document;
        let Some(item) = document.field_items.get(index) else {
            return;
        };
        if !self.seen.insert(("field_items", index)) {
            return;
        }
        let mut tree = Tree::default();
        let mut others = Vec::new();
        for child in &item.children {
            let text = child.target().and_then(|(kind, index)| {
                let text = document.texts.get(index).filter(|_| kind == "texts")?;
                Some((index, text))
            });
            let list = match text.map(|(_, text)| text.label.as_str()) {
                Some("field_key" | "field_hint" | "marker") => &mut tree.label,
                Some(_) => &mut tree.values,
                None => {
                    others.push(child.clone());
                    continue;
                }
            };
            if let Some((index, text)) = text.filter(|(index, _)| self.seen.insert(("texts", *index))) {
                list.push(Said {
                    text: text.whole(),
                    place: text.prov.first().map(|place| self.place(place)),
                });
                others.extend(
                    document
                        .texts
                        .get(index)
                        .map(|text| text.children.clone())
                        .unwrap_or_default(),
                );
            }
        }
        if !tree.label.is_empty() || !tree.values.is_empty() {
            self.enter(vec![Entry::Pair(tree)], item.prov.first());
        }
        self.children(&others, depth + 1);
    }

    /// Keeps what a form says until its page is there; what has no place is written where the tree tells it.
    fn enter(&mut self, entries: Vec<Entry>, region: Option<&Place>) {
        let mut unplaced = Vec::new();
        for entry in entries {
            if self.twins.is_in_tables(&entry) {
                continue;
            }
            let Some((page, bbox)) = entry.page().zip(entry.bbox()) else {
                unplaced.push(entry);
                continue;
            };
            let words = entry.all().into_iter().map(|said| squeezed(&said.text)).collect();
            let place = bbox.to_array().map(|value| value.round() as i64);
            if self.told.insert((page, place, words)) {
                self.entries.entry(page).or_default().push(entry);
            }
        }
        if !unplaced.is_empty() {
            self.page(region.map_or(1, |place| place.page_no))
                .entries(unplaced);
        }
    }
}

/// A text without its blanks.
pub(super) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}
