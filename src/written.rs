//! A report as the bytes of its document, and what a run tells of it.

use std::any::Any;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};

use crate::limits::Limited;
use crate::model::{Numbers, Outcome, Report, Warning};
use crate::{Converter, Failure, ReadOptions, write};

/// A document ready to be stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The document as JSON, as [`write::document`] writes it.
    pub document: Vec<u8>,
    /// What a run tells of it.
    pub account: Account,
}

/// Why there is no document, and what a run tells of that.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unwritten {
    pub(crate) failure: Failure,
    /// As in [`Account`].
    pub(crate) peak_memory_bytes: Option<u64>,
}

impl From<Failure> for Unwritten {
    fn from(failure: Failure) -> Self {
        Unwritten {
            failure,
            peak_memory_bytes: None,
        }
    }
}

/// What a run tells of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Whether all of the input was read.
    pub outcome: Outcome,
    /// What is counted in it.
    pub numbers: Numbers,
    /// Its warnings.
    pub warnings: Vec<Warning>,
    /// Largest memory of the process while it worked on this input; `None` where that is not measured.
    pub peak_memory_bytes: Option<u64>,
}

/// Converts one input in this process. A panic is a fault of the program, but ends no more than this input.
///
/// # Errors
/// See [`Failure`].
pub fn convert_here(
    converter: &Converter,
    name: &str,
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<Written, Failure> {
    let convert = || {
        let report = converter.convert(name, bytes, options)?;
        written(report, options.limits.output_bytes)
    };
    catch_unwind(AssertUnwindSafe(convert)).unwrap_or_else(|payload| {
        Err(Failure::Crashed {
            reason: words_of(payload.as_ref()),
        })
    })
}

/// What a panic said.
pub(crate) fn words_of(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a fault without words").to_owned()
}

fn written(report: Report, most: u64) -> Result<Written, Failure> {
    let mut out = Bounded {
        bytes: Vec::new(),
        most,
        wanted: 0,
    };
    let result = write::document(&mut out, &report);
    Limited::OutputBytes.check(out.wanted, most)?;
    result.map_err(|error| Failure::Crashed {
        reason: error.to_string(),
    })?;
    Ok(Written {
        document: out.bytes,
        account: Account {
            outcome: report.outcome,
            numbers: Numbers::of(&report),
            warnings: report.warnings,
            peak_memory_bytes: None,
        },
    })
}

/// Takes no more than it may.
struct Bounded {
    bytes: Vec<u8>,
    most: u64,
    wanted: u64,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    // JSON comes in pieces of a few bytes, a large document in tens of millions of them.
    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.wanted += bytes.len() as u64;
        if self.wanted > self.most {
            return Err(io::Error::other("more than may be written"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
