//! How much of one input is read before it is given up.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Failure;

/// Largest amounts of one input. Exceeding one is [`Failure::Limit`] (of a page's glyphs: a page that is named as
/// unread), never a silent cut.
///
/// What is encrypted, or packed otherwise than by deflate, is not counted as [`Limits::unpacked_bytes`]: the engine
/// unpacks streams whole, so that the memory limit of the worker process is what holds those.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the input.
    pub input_bytes: u64,
    /// Pages read of one document.
    pub pages: u64,
    /// Bytes that one compressed stream of a PDF unpacks to.
    pub unpacked_bytes: u64,
    /// Glyphs of one page; the page is then reported as unread.
    pub glyphs_a_page: u64,
    /// Cells of one table, merged ones counted by the slots that they cover.
    pub cells_a_table: u64,
    /// Tables within tables.
    pub nesting: u64,
    /// Bytes of the document written.
    pub output_bytes: u64,
}

impl Limits {
    /// What holds unless the caller says otherwise.
    pub const DEFAULT: Limits = Limits {
        input_bytes: 1 << 30,
        pages: 5_000,
        unpacked_bytes: 512 << 20,
        glyphs_a_page: 60_000,
        cells_a_table: 1_000_000,
        nesting: 16,
        output_bytes: 1 << 30,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Limits::DEFAULT
    }
}

/// What a limit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limited {
    /// [`Limits::input_bytes`].
    InputBytes,
    /// [`Limits::pages`].
    Pages,
    /// [`Limits::unpacked_bytes`].
    UnpackedBytes,
    /// [`Limits::glyphs_a_page`].
    GlyphsAPage,
    /// [`Limits::cells_a_table`].
    CellsATable,
    /// [`Limits::nesting`].
    Nesting,
    /// [`Limits::output_bytes`].
    OutputBytes,
}

impl Limited {
    /// Stable code of what exceeded a limit, in the run's report and in warnings.
    pub(crate) const CODE: &str = "limit";

    /// Option of the command line that raises it.
    #[must_use]
    pub fn flag(self) -> &'static str {
        match self {
            Limited::InputBytes => "--max-bytes",
            Limited::Pages => "--max-pages",
            Limited::UnpackedBytes => "--max-unpacked-bytes",
            Limited::GlyphsAPage => "--max-glyphs",
            Limited::CellsATable => "--max-cells",
            Limited::Nesting => "--max-nesting",
            Limited::OutputBytes => "--max-output-bytes",
        }
    }

    /// Fails when `found` is more than `limit`.
    ///
    /// # Errors
    /// [`Failure::Limit`].
    pub fn check(self, found: u64, limit: u64) -> Result<(), Failure> {
        if found <= limit {
            return Ok(());
        }
        Err(Failure::Limit {
            what: self,
            found,
            limit,
        })
    }
}

impl fmt::Display for Limited {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Limited::InputBytes => "bytes",
            Limited::Pages => "pages",
            Limited::UnpackedBytes => "unpacked bytes of a stream",
            Limited::GlyphsAPage => "glyphs a page",
            Limited::CellsATable => "cells a table",
            Limited::Nesting => "nesting of tables",
            Limited::OutputBytes => "bytes of output",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_exceeds_a_limit_is_told_with_both_numbers_and_the_flag() {
        assert!(Limited::Pages.check(2000, 2000).is_ok());
        let failure = Limited::Pages.check(5000, 2000).unwrap_err();
        assert_eq!(failure.code(), "limit");
        let message = failure.to_string();
        assert!(message.starts_with("limit: pages 5000 > 2000: "), "{message}");
        assert!(message.contains("--max-pages"), "{message}");
    }
}
