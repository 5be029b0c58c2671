//! Docling's JSON (`DoclingDocument`): texts and tables with boxes, in reading order.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::docling_page::PageMaker;
use crate::Limits;
use crate::layout::Bbox;
use crate::source::PageReading;

/// Groups inside groups deeper than this are not followed.
const MAX_DEPTH: usize = 64;

#[derive(Debug, Deserialize)]
struct Document {
    #[serde(default)]
    body: Node,
    #[serde(default)]
    furniture: Node,
    #[serde(default)]
    groups: Vec<Node>,
    #[serde(default)]
    texts: Vec<Text>,
    #[serde(default)]
    tables: Vec<Table>,
    #[serde(default)]
    pictures: Vec<Node>,
    #[serde(default)]
    pages: BTreeMap<String, Page>,
}

#[derive(Debug, Default, Deserialize)]
struct Node {
    #[serde(default)]
    children: Vec<Reference>,
}

#[derive(Debug, Deserialize)]
struct Reference {
    #[serde(rename = "$ref", alias = "cref")]
    path: String,
}

#[derive(Debug, Deserialize)]
struct Page {
    size: Size,
    page_no: u32,
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct Size {
    width: f32,
    height: f32,
}

/// Where something stands.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Place {
    pub page_no: u32,
    bbox: Corners,
    /// Which characters of the text stand there.
    #[serde(default)]
    charspan: Option<(usize, usize)>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Corners {
    l: f32,
    t: f32,
    r: f32,
    b: f32,
    #[serde(default)]
    coord_origin: Origin,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
enum Origin {
    #[default]
    #[serde(rename = "TOPLEFT")]
    TopLeft,
    #[serde(rename = "BOTTOMLEFT")]
    BottomLeft,
}

impl Corners {
    /// On a page of this height, origin top left.
    pub fn bbox(self, height: f32) -> Bbox {
        let y = |value: f32| match self.coord_origin {
            Origin::TopLeft => value,
            Origin::BottomLeft => height - value,
        };
        Bbox::of_points((self.l, y(self.t)), (self.r, y(self.b)))
    }
}

#[derive(Debug, Deserialize)]
struct Text {
    #[serde(default)]
    text: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    content_layer: Option<String>,
    /// The number of an entry of a numbered list.
    #[serde(default)]
    enumerated: bool,
    #[serde(default)]
    marker: Option<String>,
    #[serde(default)]
    prov: Vec<Place>,
    #[serde(default)]
    children: Vec<Reference>,
}

impl Text {
    fn is_furniture(&self) -> bool {
        self.content_layer.as_deref() == Some("furniture")
            || matches!(self.label.as_str(), "page_header" | "page_footer")
    }

    /// With the number that was printed before it.
    fn whole(&self) -> String {
        match self
            .marker
            .as_deref()
            .map(str::trim)
            .filter(|marker| self.enumerated && !marker.is_empty())
        {
            Some(marker) if !self.text.starts_with(marker) => format!("{marker} {}", self.text),
            _ => self.text.clone(),
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Table {
    data: TableData,
    #[serde(default)]
    prov: Vec<Place>,
    #[serde(default)]
    children: Vec<Reference>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct TableData {
    #[serde(default)]
    pub table_cells: Vec<TableCell>,
}

#[derive(Debug, Deserialize)]
pub(super) struct TableCell {
    #[serde(default)]
    pub bbox: Option<Corners>,
    #[serde(default)]
    pub text: String,
    pub start_row_offset_idx: usize,
    pub end_row_offset_idx: usize,
    pub start_col_offset_idx: usize,
    pub end_col_offset_idx: usize,
}

/// The pages of a file.
pub(super) fn pages(text: &str, limits: &Limits) -> Result<Vec<PageReading>, String> {
    let document: Document = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut writer = Writer {
        pages: document
            .pages
            .values()
            .map(|page| (page.page_no, new_page(page, limits)))
            .collect(),
        seen: BTreeSet::new(),
        document: &document,
        limits,
    };
    writer.children(&document.body.children, 0);
    writer.children(&document.furniture.children, 0);
    // What the tree does not reach stands at the end of its page: nothing is lost.
    (0..document.texts.len()).for_each(|index| writer.text(index, 0));
    (0..document.tables.len()).for_each(|index| writer.table(index, 0));
    // Pages are counted through to the last, so that their numbers are those of the original.
    let last = writer.pages.keys().max().copied().unwrap_or(0);
    if last as usize > super::MAX_PAGES {
        return Err(format!("it speaks of page {last}"));
    }
    let mut made = writer.pages;
    let page = |number| {
        made.remove(&number)
            .unwrap_or_else(|| PageMaker::new(number, (0.0, 0.0), limits))
            .finish()
    };
    Ok((1..=last).map(page).collect())
}

fn new_page(page: &Page, limits: &Limits) -> PageMaker {
    PageMaker::new(page.page_no, (page.size.width, page.size.height), limits)
}

/// Walks through the document and writes what it meets onto its page, once.
struct Writer<'d> {
    document: &'d Document,
    limits: &'d Limits,
    pages: BTreeMap<u32, PageMaker>,
    seen: BTreeSet<(u8, usize)>,
}

impl Writer<'_> {
    fn children(&mut self, references: &[Reference], depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        for reference in references {
            let mut parts = reference.path.trim_start_matches("#/").split('/');
            let (Some(kind), Some(Ok(index))) = (parts.next(), parts.next().map(str::parse::<usize>)) else {
                continue;
            };
            match kind {
                "texts" => self.text(index, depth),
                "tables" => self.table(index, depth),
                "groups" => self.group(2, &self.document.groups, index, depth),
                "pictures" => self.group(3, &self.document.pictures, index, depth),
                _ => {}
            }
        }
    }

    fn group(&mut self, kind: u8, nodes: &[Node], index: usize, depth: usize) {
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

    fn text(&mut self, index: usize, depth: usize) {
        let Some(text) = self
            .document
            .texts
            .get(index)
            .filter(|_| self.seen.insert((0, index)))
        else {
            return;
        };
        let whole = text.whole();
        let many = text.prov.len() > 1;
        for place in &text.prov {
            let part: String = match place.charspan.filter(|_| many) {
                Some((from, to)) => whole.chars().skip(from).take(to.saturating_sub(from)).collect(),
                None => whole.clone(),
            };
            let page = self.page(place.page_no);
            let bbox = place.bbox.bbox(page.height());
            page.text(&part, &bbox, text.is_furniture());
            // Without spans only one place can have the text.
            if many && place.charspan.is_none() {
                break;
            }
        }
        if text.prov.is_empty() {
            self.page(1).text(&whole, &Bbox::default(), text.is_furniture());
        }
        self.children(&text.children, depth + 1);
    }

    fn table(&mut self, index: usize, depth: usize) {
        let Some(table) = self
            .document
            .tables
            .get(index)
            .filter(|_| self.seen.insert((1, index)))
        else {
            return;
        };
        let place = table.prov.first();
        let page = self.page(place.map_or(1, |place| place.page_no));
        let bbox = place.map_or(Bbox::default(), |place| place.bbox.bbox(page.height()));
        page.table(&table.data, &bbox);
        self.children(&table.children, depth + 1);
    }
}
