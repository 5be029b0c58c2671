use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A printed number. Written to JSON without a fraction when it has none, so that 4686 stays `4686`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, JsonSchema)]
#[schemars(with = "f64")]
pub struct Figure(pub f64);

impl Figure {
    /// Whether both are the same number at the precision that reports print (1e-6).
    #[must_use]
    pub fn same(self, other: Figure) -> bool {
        (self.0 - other.0).abs() < 1e-6
    }

    /// The whole number, when this is one that a JSON reader keeps exactly (below 2^53).
    #[must_use]
    #[allow(clippy::cast_possible_truncation)] // checked to be integral and in range
    pub fn whole(self) -> Option<i64> {
        (self.0.fract() == 0.0 && self.0.abs() < 9_007_199_254_740_992.0).then_some(self.0 as i64)
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.whole() {
            Some(whole) => write!(f, "{whole}"),
            None => write!(f, "{}", self.0),
        }
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.whole() {
            Some(whole) => serializer.serialize_i64(whole),
            None => serializer.serialize_f64(self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(Figure)
    }
}
