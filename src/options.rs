//! How an input is to be read, and the forms in which persons say it.

use std::ops::RangeInclusive;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::source::OcrMode;
use crate::{Host, Limits};

/// How one input is to be read.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ReadOptions {
    /// Encoding label that the user forces, as `CP932`.
    pub encoding: Option<String>,
    /// Password of encrypted PDFs.
    pub password: Option<String>,
    /// Pages of PDFs to read, 1-based; all when empty.
    pub pages: Vec<RangeInclusive<u32>>,
    /// Which pages are read by character recognition.
    pub ocr: OcrMode,
    /// How much is read before the input is given up.
    pub limits: Limits,
    /// Whether the characters of all pages of PDFs, and not only of suspect ones, are compared with those that the
    /// second reader sees; for that a host is needed.
    pub cross_check: bool,
    /// What the process around does for the conversion.
    #[serde(skip)]
    pub host: Option<Arc<dyn Host>>,
}

/// The pages that `3`, `3-10` or `7-` means, 1-based.
///
/// # Errors
/// What to give instead.
pub fn page_range(text: &str) -> Result<RangeInclusive<u32>, String> {
    let wrong = || format!("{text}: give pages as 3, 3-10 or 7-");
    let number = |part: &str| {
        part.trim()
            .parse::<u32>()
            .ok()
            .filter(|page| *page > 0)
            .ok_or_else(wrong)
    };
    match text.split_once('-') {
        None => number(text).map(|page| page..=page),
        Some((first, "")) => number(first).map(|page| page..=u32::MAX),
        Some((first, last)) => {
            let (first, last) = (number(first)?, number(last)?);
            if first <= last {
                Ok(first..=last)
            } else {
                Err(wrong())
            }
        }
    }
}

/// The name that the output uses for an encoding, for any of its usual names.
///
/// # Errors
/// Which encodings are read.
pub fn encoding_name(label: &str) -> Result<String, String> {
    let plain: String = label
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    let name = match plain.as_str() {
        "UTF8" => "UTF-8",
        "CP932" | "SHIFTJIS" | "SJIS" | "MS932" | "WINDOWS31J" => "CP932",
        "EUCJP" | "UJIS" => "EUC-JP",
        _ => {
            return Err(
                "jigyo reads UTF-8, CP932 (Shift_JIS) and EUC-JP; leave it out to have it detected".into(),
            );
        }
    };
    Ok(name.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_one_a_range_or_all_from_one_on() {
        assert_eq!(page_range("3"), Ok(3..=3));
        assert_eq!(page_range("3-10"), Ok(3..=10));
        assert_eq!(page_range("7-"), Ok(7..=u32::MAX));
        for wrong in ["", "0", "-3", "9-3", "a"] {
            assert!(page_range(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn encodings_have_many_names() {
        assert_eq!(encoding_name("Shift_JIS").as_deref(), Ok("CP932"));
        assert_eq!(encoding_name("utf-8").as_deref(), Ok("UTF-8"));
        assert!(encoding_name("UTF-16").is_err());
    }
}
