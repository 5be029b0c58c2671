//! What is read of the file, in the words of its schema.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::layout::Bbox;
use crate::model::{Trace, Warning};

#[derive(Debug, Deserialize)]
pub(super) struct Document {
    #[serde(default)]
    pub body: Node,
    #[serde(default)]
    pub furniture: Node,
    #[serde(default)]
    pub groups: Vec<Node>,
    #[serde(default)]
    pub texts: Vec<Text>,
    #[serde(default)]
    pub tables: Vec<Table>,
    #[serde(default)]
    pub pictures: Vec<Node>,
    #[serde(default)]
    pub key_value_items: Vec<GraphItem>,
    #[serde(default)]
    pub form_items: Vec<GraphItem>,
    #[serde(default)]
    pub field_regions: Vec<Node>,
    #[serde(default)]
    pub field_items: Vec<Node>,
    #[serde(default)]
    pub pages: BTreeMap<String, Page>,
}

/// Parts of a file that hold no text of the document.
const ABOUT: [&str; 5] = ["schema_name", "version", "name", "origin", "self_ref"];
/// Parts that are read: the fields of [`Document`].
const READ: [&str; 11] = [
    "body",
    "furniture",
    "groups",
    "texts",
    "tables",
    "pictures",
    "key_value_items",
    "form_items",
    "field_regions",
    "field_items",
    "pages",
];

/// Parts that a later version of the format may have brought: nothing is passed over without a word.
pub(super) fn unknown_parts(text: &str) -> Vec<Warning> {
    let known = |name: &String| ABOUT.contains(&name.as_str()) || READ.contains(&name.as_str());
    let names = serde_json::from_str::<BTreeMap<String, IgnoredAny>>(text).unwrap_or_default();
    if names.keys().all(known) {
        return Vec::new();
    }
    let parts = serde_json::from_str::<BTreeMap<String, Value>>(text).unwrap_or_default();
    let unread = parts.iter().filter(|(name, part)| {
        let is_empty = match part {
            Value::Array(entries) => entries.is_empty(),
            Value::Object(fields) => fields.is_empty(),
            Value::Null => true,
            _ => false,
        };
        !known(name) && !is_empty
    });
    unread
        .map(|(name, _)| Warning {
            code: "docling-unread".into(),
            message: format!("the part `{name}` of the file is of a kind that is not read"),
            trace: Trace::default(),
        })
        .collect()
}

/// A place in the tree.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Node {
    #[serde(default)]
    pub children: Vec<Reference>,
    #[serde(default)]
    pub prov: Vec<Place>,
    /// What models say about it.
    #[serde(default)]
    pub meta: Option<Value>,
    /// The same in files of older versions.
    #[serde(default)]
    pub annotations: Vec<Value>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Reference {
    #[serde(rename = "$ref", alias = "cref")]
    path: String,
}

impl Reference {
    /// The list of the document that is meant, and the entry in it.
    pub fn target(&self) -> Option<(&str, usize)> {
        let (kind, index) = self.path.trim_start_matches("#/").split_once('/')?;
        Some((kind, index.parse().ok()?))
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Page {
    pub size: Size,
    pub page_no: u32,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Size {
    pub width: f32,
    pub height: f32,
}

/// Where something stands.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Place {
    pub page_no: u32,
    pub bbox: Corners,
    /// Which characters of the text stand there.
    #[serde(default)]
    pub charspan: Option<(usize, usize)>,
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
pub(super) struct Text {
    #[serde(default)]
    pub text: String,
    /// As it stands on the page: with the bullet or number that `text` leaves out.
    #[serde(default)]
    pub orig: String,
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    content_layer: Option<String>,
    /// The number of an entry of a numbered list.
    #[serde(default)]
    enumerated: bool,
    #[serde(default)]
    marker: Option<String>,
    #[serde(default)]
    pub prov: Vec<Place>,
    #[serde(default)]
    pub children: Vec<Reference>,
}

impl Text {
    /// Whether it is no part of what the page says: running heads, watermarks, what is hidden.
    pub fn is_furniture(&self) -> bool {
        let layer = self.content_layer.as_deref().unwrap_or("body");
        matches!(layer, "furniture" | "background" | "invisible")
            || matches!(self.label.as_str(), "page_header" | "page_footer")
    }

    /// As printed: with the number, bullet or box before it.
    pub fn whole(&self) -> String {
        let (text, printed) = (self.text.trim(), self.orig.trim());
        let marker = self.marker.as_deref().map(str::trim).unwrap_or_default();
        let sign = match self.label.as_str() {
            "checkbox_selected" => "☑",
            "checkbox_unselected" => "☐",
            _ if self.enumerated => marker,
            _ => "",
        };
        if text.is_empty() || printed.len() > text.len() && printed.ends_with(text) {
            self.orig.clone()
        } else if !sign.is_empty() && !text.starts_with(sign) {
            format!("{sign} {}", self.text)
        } else {
            self.text.clone()
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Table {
    #[serde(default)]
    pub data: TableData,
    #[serde(default)]
    pub prov: Vec<Place>,
    #[serde(default)]
    pub children: Vec<Reference>,
    #[serde(default)]
    pub meta: Option<Value>,
    #[serde(default)]
    pub annotations: Vec<Value>,
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
    /// The texts that the cell holds, where they stand in the tree as well.
    #[serde(default, rename = "ref")]
    pub content: Option<Reference>,
    pub start_row_offset_idx: usize,
    pub end_row_offset_idx: usize,
    pub start_col_offset_idx: usize,
    pub end_col_offset_idx: usize,
}

/// Labels and values of a form, and which belong together.
#[derive(Debug, Deserialize)]
pub(super) struct GraphItem {
    #[serde(default)]
    pub graph: Graph,
    #[serde(default)]
    pub prov: Vec<Place>,
    #[serde(default)]
    pub children: Vec<Reference>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Graph {
    #[serde(default)]
    pub cells: Vec<GraphCell>,
    #[serde(default)]
    pub links: Vec<GraphLink>,
}

#[derive(Debug, Deserialize)]
pub(super) struct GraphCell {
    pub cell_id: i64,
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub orig: String,
    #[serde(default)]
    pub prov: Option<Place>,
    /// The text or table that it is.
    #[serde(default)]
    pub item_ref: Option<Reference>,
}

#[derive(Debug, Deserialize)]
pub(super) struct GraphLink {
    pub label: String,
    pub source_cell_id: i64,
    pub target_cell_id: i64,
}
