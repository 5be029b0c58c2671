use thiserror::Error;

/// Why an input gave no report. Each message says what the user can do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
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
    #[error("limit: {what} {found} > {limit}: raise it with {flag} if the file is genuine")]
    Limit {
        /// What is limited, as `pages`.
        what: &'static str,
        /// How much there is.
        found: u64,
        /// How much is allowed.
        limit: u64,
        /// Option that raises it.
        flag: &'static str,
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
            Failure::Limit { .. } => "limit",
            Failure::Encrypted => "encrypted",
            Failure::Damaged { .. } => "damaged",
        }
    }

    /// Whether the input counts as skipped instead of failed.
    #[must_use]
    pub fn is_skip(&self) -> bool {
        matches!(self, Failure::Unsupported { .. })
    }
}
