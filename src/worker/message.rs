//! What the two sides say to each other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::model::Program;
use crate::written::Account;
use crate::{Config, Failure, ReadOptions};

/// From the program to its worker.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Request {
    /// The first one.
    Begin {
        config: Paths,
        memory_limit: Option<u64>,
        /// Folder for temporary files, to be removed at the end.
        scratch: Option<Vec<u8>>,
    },
    /// Convert the body.
    Convert { name: String, options: ReadOptions },
    /// Read the body with the second reader of PDFs.
    ReadSecond {
        password: Option<String>,
        pages: Vec<u32>,
    },
    /// Answers [`Reply::NeedSecondReading`]: the text of each page.
    SecondReading { pages: Option<BTreeMap<u32, String>> },
}

/// From the worker to its program.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    /// Answers [`Request::Begin`].
    Ready { program: Program },
    /// The same when it cannot work.
    Unable { reason: String },
    /// More time is needed.
    Recognising { page: u32 },
    /// Another process shall read the input a second time.
    NeedSecondReading { pages: Vec<u32> },
    /// The body is the document. Answers [`Request::Convert`].
    Written { account: Account },
    /// The same when there is none.
    Failed {
        failure: Failure,
        peak_memory_bytes: Option<u64>,
    },
    /// Answers [`Request::ReadSecond`].
    SecondReading { pages: Option<BTreeMap<u32, String>> },
}

/// A [`Config`] whose paths survive the way whatever bytes they are made of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Paths {
    dictionary: Option<Vec<u8>>,
    user_dictionary: Option<Vec<u8>>,
    vocabularies: Vec<Vec<u8>>,
    corrections: Vec<Vec<u8>>,
}

impl From<&Config> for Paths {
    fn from(config: &Config) -> Self {
        Paths {
            dictionary: config.dictionary.as_deref().map(bytes),
            user_dictionary: config.user_dictionary.as_deref().map(bytes),
            vocabularies: config.vocabularies.iter().map(|path| bytes(path)).collect(),
            corrections: config.corrections.iter().map(|path| bytes(path)).collect(),
        }
    }
}

impl From<Paths> for Config {
    fn from(paths: Paths) -> Self {
        Config {
            dictionary: paths.dictionary.map(path),
            user_dictionary: paths.user_dictionary.map(path),
            vocabularies: paths.vocabularies.into_iter().map(path).collect(),
            corrections: paths.corrections.into_iter().map(path).collect(),
        }
    }
}

/// A path as it goes over the pipe.
pub(super) fn bytes(path: &Path) -> Vec<u8> {
    path.as_os_str().as_encoded_bytes().to_vec()
}

/// The path that came over the pipe.
#[cfg(unix)]
pub(super) fn path(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

/// The path that came over the pipe.
#[cfg(not(unix))]
pub(super) fn path(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}
