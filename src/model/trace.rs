use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a thing stands in the input: its first piece, and in `more` the others (scattered cells, page breaks).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trace {
    /// Page, 1-based; null where the input has no pages.
    pub page: Option<u32>,
    /// First and last line, 1-based and inclusive; null for PDFs.
    pub lines: Option<[u32; 2]>,
    /// Half-open range of bytes in the file as given; null for PDFs.
    pub bytes: Option<[u64; 2]>,
    /// `[x0, y0, x1, y1]` in PDF points on the page as displayed, origin top left; null for text.
    #[serde(rename = "box")]
    pub bbox: Option<[f64; 4]>,
    /// The other pieces, in reading order; these have no `more` of their own.
    #[serde(default)]
    pub more: Vec<Trace>,
}
