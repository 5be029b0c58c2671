use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CheckStatus, Report};

/// How one input of a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunOutcome {
    /// All of it was read and its document written.
    Converted,
    /// Its document was written, but some pages could not be read.
    Partial,
    /// Nothing was written; `code` and `message` say why.
    Failed,
    /// Nothing was to be done: its document is up to date, or it is of a format that is not read.
    Skipped,
}

impl RunOutcome {
    /// The word in `run.jsonl`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            RunOutcome::Converted => "converted",
            RunOutcome::Partial => "partial",
            RunOutcome::Failed => "failed",
            RunOutcome::Skipped => "skipped",
        }
    }
}

/// One line of `run.jsonl`: written as soon as the input ends.
///
/// Names that are not UTF-8 have each invalid byte as `%` and two hexadecimal digits; a `%` that two such digits
/// follow in the name itself is written `%25`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunLine {
    /// Path of the input as given, or below the folder as given; `-` is standard input.
    pub input: String,
    /// Path of its document below the output folder; null where there is none.
    pub output: Option<String>,
    /// SHA-256 of the input's bytes, hex; null where they could not be read.
    pub sha256: Option<String>,
    /// How it ended.
    pub outcome: RunOutcome,
    /// Stable reason of a failure or skip, as `empty`, `unsupported`, `output-exists`, `up-to-date`.
    pub code: Option<String>,
    /// The same for a person, with the way out.
    pub message: Option<String>,
    /// Pages of the input; null where it has none.
    pub pages: Option<u32>,
    /// Rows in its document.
    pub items: u64,
    /// Checks made in its document.
    pub checks: u64,
    /// Characters that no parser understood.
    pub unread_characters: u64,
    /// Wall-clock time spent on it.
    pub seconds: f64,
    /// Largest memory of the process that read it; null where that is not measured an input.
    pub peak_memory_bytes: Option<u64>,
    /// Checks that hold.
    pub checks_holds: u64,
    /// Checks that hold after a repair.
    pub checks_repaired: u64,
    /// Checks that fail.
    pub checks_fails: u64,
    /// Checks that more than one repair would satisfy.
    pub checks_undecidable: u64,
}

/// What a run's report counts in a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbers {
    /// Pages; `None` where the input has none.
    pub pages: Option<u32>,
    /// Rows.
    pub items: u64,
    /// Characters that no parser understood.
    pub unread: u64,
    /// Checks that hold, were repaired, fail, are undecidable.
    pub checks: [u64; 4],
}

impl Numbers {
    /// Those of `report`.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        Numbers {
            pages: report.source.pages,
            unread: report.coverage.unread,
            ..Numbers::counted(report.items.len(), report.checks.iter().map(|check| check.status))
        }
    }

    /// Rows and checks counted, the rest left at nothing.
    pub(crate) fn counted(items: usize, checks: impl Iterator<Item = CheckStatus>) -> Self {
        let mut numbers = Numbers {
            items: items as u64,
            ..Numbers::default()
        };
        let [holds, repaired, fails, undecidable] = &mut numbers.checks;
        for status in checks {
            *match status {
                CheckStatus::Holds => &mut *holds,
                CheckStatus::Repaired => &mut *repaired,
                CheckStatus::Fails => &mut *fails,
                CheckStatus::Undecidable => &mut *undecidable,
            } += 1;
        }
        numbers
    }
}
