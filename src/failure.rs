use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::limits::Limited;

/// Why an input gave no report. Each message says what the user can do.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Failure {
    /// No bytes, or nothing but blanks.
    #[error("the file is empty: check that it was written completely")]
    Empty,
    /// A known format that jigyo does not read. Recorded as `skipped`.
    #[error("{format} is not read: {way_out}")]
    Unsupported {
        /// What it is, as `Excel workbook`.
        format: String,
        /// What to do instead.
        way_out: String,
    },
    /// Bytes that are no text in any known encoding.
    #[error(
        "not a text and no known format (byte {offset} of the file): convert it to PDF or UTF-8 text first"
    )]
    Binary {
        /// First byte that no encoding allows.
        offset: u64,
    },
    /// The encoding that the user forced does not fit.
    #[error("line {line} is not {encoding}: leave out --encoding or give the right one")]
    Encoding {
        /// The encoding.
        encoding: String,
        /// 1-based line of the first misfit.
        line: u32,
    },
    /// A named limit was exceeded.
    #[error("limit: {what} {found} > {limit}: raise it with {} if the file is genuine", what.flag())]
    Limit {
        /// What is limited.
        what: Limited,
        /// How much there is.
        found: u64,
        /// How much is allowed.
        limit: u64,
    },
    /// A PDF that needs a password.
    #[error("encrypted: give the password with --password")]
    Encrypted,
    /// A file too damaged to read.
    #[error("damaged: {reason}: obtain the file again or repair it")]
    Damaged {
        /// What the reader met.
        reason: String,
    },
    /// Its worker process needed more memory than allowed.
    #[error(
        "memory-limit: more than {limit} bytes of memory are needed: raise it with --memory-limit if the file is genuine"
    )]
    MemoryLimit {
        /// How much is allowed.
        limit: u64,
    },
    /// Its worker process was not done in time.
    #[error("timeout: not done after {seconds} s: raise it with --timeout if the file is genuine")]
    Timeout {
        /// How long it was waited for.
        seconds: u64,
    },
    /// A fault of the program: its worker process died, or a panic was caught.
    #[error("crashed: {reason}: please report it with the file")]
    Crashed {
        /// What is known of it.
        reason: String,
    },
    /// No worker process could be had.
    #[error("no worker process ({reason}): give a smaller --jobs, or install jigyo anew")]
    Worker {
        /// Why not.
        reason: String,
    },
}

impl Failure {
    /// Stable code for `run.jsonl`, as `unsupported`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Failure::Empty => "empty",
            Failure::Unsupported { .. } => "unsupported",
            Failure::Binary { .. } => "binary",
            Failure::Encoding { .. } => "encoding",
            Failure::Limit { .. } => Limited::CODE,
            Failure::Encrypted => "encrypted",
            Failure::Damaged { .. } => "damaged",
            Failure::MemoryLimit { .. } => "memory-limit",
            Failure::Timeout { .. } => "timeout",
            Failure::Crashed { .. } => "crashed",
            Failure::Worker { .. } => "worker",
        }
    }

    /// Whether the input counts as skipped instead of failed.
    #[must_use]
    pub fn is_skip(&self) -> bool {
        matches!(self, Failure::Unsupported { .. })
    }
}
