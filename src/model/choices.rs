use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the user chose otherwise than usual about reading this input, as far as the document depends on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Choices {
    /// Encoding that was forced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Pages that were read, as `1-3,7-`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<String>,
    /// Which pages were read by character recognition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ocr: Option<OcrChoice>,
    /// Whether the characters of all pages were compared with those that a second reader sees.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cross_check: bool,
    /// Most glyphs of a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_glyphs: Option<u64>,
    /// Most tables within tables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_nesting: Option<u64>,
}

/// A choice of the pages that are read by character recognition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OcrChoice {
    /// None.
    Off,
    /// All.
    Force,
}

impl Choices {
    /// `None` when all is as usual.
    #[must_use]
    pub fn unless_usual(self) -> Option<Self> {
        (self != Choices::default()).then_some(self)
    }
}
