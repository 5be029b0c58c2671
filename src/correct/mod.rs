//! What a person decided about values: corrections, kept apart from the reports and applied to every new reading.
//!
//! A correction names the input by its hash and the value by where it stands in the input and by its field, never by
//! an id: ids and positions in lists may differ after a new version of the program, the input's bytes do not.

mod apply;
mod field;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::{SCHEMA_VERSION, Trace};

pub(crate) use apply::apply;
pub use field::Field;

/// The rule that repairs made by a correction name.
pub const RULE: &str = "correction";

/// A file of corrections (`corrections.json`), as the review page saves it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectionFile {
    /// Version of the output's shape for which it was made.
    pub schema_version: String,
    /// In the order in which they were decided; of two about the same value the later one counts.
    pub corrections: Vec<Correction>,
}

/// What a correction is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A heading.
    Section,
    /// A row.
    #[default]
    Item,
    /// An indicator.
    Indicator,
    /// A printed count.
    Tally,
}

/// One decision of a person about one value.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// SHA-256 of the input, hex.
    pub sha256: String,
    /// What the value belongs to.
    pub subject: Subject,
    /// Where the value stands; of a name or number, where its row stands.
    pub place: Place,
    /// JSON pointer to the value within its row, as `/budgets/1/value`. Positions in it only decide among values that
    /// stand in the same place.
    pub field: String,
    /// The right value; null says that nothing is printed there (a dash).
    pub value: serde_json::Value,
    /// Who decided.
    pub by: String,
    /// Why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Where a value stands in its input.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Page, 1-based; null where the input has no pages.
    pub page: Option<u32>,
    /// Half-open range of bytes in the file; null for PDFs.
    pub bytes: Option<[u64; 2]>,
    /// Box in PDF points, as in a trace; null for text.
    #[serde(rename = "box")]
    pub bbox: Option<[f64; 4]>,
}

impl Place {
    /// The place of the first piece of `trace`.
    #[must_use]
    pub fn of(trace: &Trace) -> Self {
        Place {
            page: trace.page,
            bytes: trace.bytes,
            bbox: trace.bbox,
        }
    }

    /// Whether something that stands at `trace` now is what stood here when the correction was made: it starts with
    /// the same byte, or its box covers most of the same part of the page.
    #[must_use]
    pub fn meets(&self, trace: &Trace) -> bool {
        match (self.bytes, trace.bytes) {
            (Some([here, _]), Some([there, _])) => here == there,
            _ => match (self.bbox, trace.bbox) {
                (Some(here), Some(there)) => self.page == trace.page && overlap(here, there) > 0.5,
                _ => false,
            },
        }
    }
}

/// The part of the smaller box that the other one covers.
fn overlap(left: [f64; 4], right: [f64; 4]) -> f64 {
    let [left_x0, left_y0, left_x1, left_y1] = left;
    let [right_x0, right_y0, right_x1, right_y1] = right;
    let width = (left_x1.min(right_x1) - left_x0.max(right_x0)).max(0.0);
    let height = (left_y1.min(right_y1) - left_y0.max(right_y0)).max(0.0);
    let area = |[x0, y0, x1, y1]: [f64; 4]| (x1 - x0) * (y1 - y0);
    let smaller = area(left).min(area(right));
    if smaller > 0.0 {
        width * height / smaller
    } else {
        0.0
    }
}

/// Corrections by the hash of their input.
#[derive(Debug, Clone, Default)]
pub struct Corrections {
    by_source: BTreeMap<String, Vec<Correction>>,
}

impl Corrections {
    /// Takes in a file.
    ///
    /// # Errors
    /// What is wrong with it, for a person.
    pub fn add(&mut self, text: &str) -> Result<(), String> {
        let file: CorrectionFile = serde_json::from_str(text).map_err(|error| {
            format!("no file of corrections ({error}): save it anew from the review page")
        })?;
        let major = |version: &str| version.split('.').next().map(str::to_owned);
        if major(&file.schema_version) != major(SCHEMA_VERSION) {
            return Err(format!(
                "made for schema version {}, this jigyo has {SCHEMA_VERSION}: save it anew from the review page",
                file.schema_version
            ));
        }
        for correction in file.corrections {
            let key = correction.sha256.to_ascii_lowercase();
            self.by_source.entry(key).or_default().push(correction);
        }
        Ok(())
    }

    /// Those for the input with this hash.
    #[must_use]
    pub fn of(&self, sha256: &str) -> &[Correction] {
        self.by_source.get(sha256).map(Vec::as_slice).unwrap_or_default()
    }

    /// Hashes of the inputs that have corrections, and how many each has.
    pub fn sources(&self) -> impl Iterator<Item = (&str, usize)> {
        self.by_source
            .iter()
            .map(|(sha256, corrections)| (sha256.as_str(), corrections.len()))
    }

    /// What tells the corrections of one input from any others; `None` where it has none.
    #[must_use]
    pub fn digest(&self, sha256: &str) -> Option<String> {
        let corrections = Some(self.of(sha256)).filter(|corrections| !corrections.is_empty())?;
        let text = serde_json::to_string(corrections).unwrap_or_default();
        let digest = Sha256::digest(text.as_bytes());
        Some(digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect())
    }
}

#[cfg(test)]
mod tests;
