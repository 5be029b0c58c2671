use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::correct::Corrections;
use crate::japanese;
use crate::japanese::segmenter::{Segmenter, SegmenterError};
use crate::model::{Outcome, Program, Report, SCHEMA_VERSION, Source, Warning};
use crate::source::{self, PageReading, Reading};
use crate::vocabulary::Vocabulary;
use crate::{Failure, ReadOptions};
use crate::{check, correct, recover};

/// What a [`Converter`] is made of.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Compiled dictionary to use instead of the built-in one.
    pub dictionary: Option<PathBuf>,
    /// Words (CSV) that extend the dictionary.
    pub user_dictionary: Option<PathBuf>,
    /// Files (TOML) that extend the vocabulary.
    pub vocabularies: Vec<PathBuf>,
    /// Files of corrections (JSON).
    pub corrections: Vec<PathBuf>,
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
    words: Vocabulary,
    segmenter: Segmenter,
    corrections: Corrections,
}

impl Converter {
    /// Loads dictionary and vocabulary.
    ///
    /// # Errors
    /// When a file that `config` names cannot be used.
    pub fn new(config: &Config) -> Result<Self, ConfigError> {
        let mut words = Vocabulary::base().map_err(|error| ConfigError::File {
            path: PathBuf::from("base.toml"),
            reason: error.to_string(),
        })?;
        let mut vocabulary = words.version.clone();
        for path in &config.vocabularies {
            let in_file = |reason: String| ConfigError::File {
                path: path.clone(),
                reason,
            };
            let text = std::fs::read_to_string(path)
                .map_err(|error| in_file(format!("{error}: check the path given with --vocabulary")))?;
            words.extend(&text).map_err(|error| in_file(error.to_string()))?;
            vocabulary = format!("{vocabulary}+{}", &hex(&Sha256::digest(text.as_bytes()))[..12]);
        }
        let mut corrections = Corrections::default();
        for path in &config.corrections {
            let in_file = |reason: String| ConfigError::File {
                path: path.clone(),
                reason,
            };
            let text = std::fs::read_to_string(path)
                .map_err(|error| in_file(format!("{error}: check the path given with --corrections")))?;
            corrections.add(&text).map_err(in_file)?;
        }
        let segmenter = segmenter(config)?;
        Ok(Converter {
            program: Program {
                name: "jigyo".into(),
                version: env!("CARGO_PKG_VERSION").into(),
                dictionary: segmenter.dictionary_name().to_owned(),
                vocabulary,
                ocr: None,
                corrections: None,
                options: None,
            },
            words,
            segmenter,
            corrections,
        })
    }

    /// Program, dictionary and vocabulary as written into every report.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// What finds the words of its texts.
    #[must_use]
    pub fn segmenter(&self) -> &Segmenter {
        &self.segmenter
    }

    /// The same for the input with this hash: its corrections are told, too.
    #[must_use]
    pub fn program_for(&self, sha256: &str) -> Program {
        Program {
            corrections: self.corrections.digest(sha256),
            ..self.program.clone()
        }
    }

    /// The corrections that were given.
    #[must_use]
    pub fn corrections(&self) -> &Corrections {
        &self.corrections
    }

    /// The corrections, to add some.
    pub fn corrections_mut(&mut self) -> &mut Corrections {
        &mut self.corrections
    }

    /// Reads one input called `name` (a relative path with `/`) and returns its checked report.
    ///
    /// # Errors
    /// When the input cannot be read at all; see [`Failure`].
    pub fn convert(&self, name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Report, Failure> {
        let reading = self.read(bytes, options, &mut |_| ())?;
        Ok(self.report(name, bytes, &reading))
    }

    /// What stands where in an input; its pages, where it has any, are handed on their way to `see`.
    ///
    /// # Errors
    /// As [`Converter::convert`].
    pub fn read(
        &self,
        bytes: &[u8],
        options: &ReadOptions,
        see: &mut dyn FnMut(PageReading),
    ) -> Result<Reading, Failure> {
        Ok(recover::continued(source::read_and(bytes, options, see)?))
    }

    /// The checked report of an input that was read.
    #[must_use]
    pub fn report(&self, name: &str, bytes: &[u8], reading: &Reading) -> Report {
        let (mut draft, ledger) = recover::recover(reading, &self.words, &self.segmenter);
        let source = source_of(name, bytes, reading);
        correct::apply(&mut draft, self.corrections.of(&source.sha256));
        let mut checks = check::run(&mut draft);
        let doubts = check::recognised(
            &mut draft,
            &mut checks,
            &reading.recognised_pages,
            &reading.rereadings,
        );
        let (coverage, residue) = ledger.close(&reading.canvas);
        let mut warnings = reading.warnings.clone();
        warnings.append(&mut draft.warnings);
        warnings.extend(unreadable_figures(&draft));
        warnings.extend(doubts);
        let mut program = self.program_for(&source.sha256);
        program.ocr.clone_from(&reading.recogniser);
        program.options.clone_from(&reading.choices);
        Report {
            schema_version: SCHEMA_VERSION.into(),
            program,
            outcome: if reading.unread_pages.is_empty() {
                Outcome::Converted
            } else {
                Outcome::Partial
            },
            unread_pages: reading.unread_pages.clone(),
            warnings,
            source,
            document: draft.document,
            sections: draft.sections,
            items: draft.items,
            indicators: draft.indicators,
            tallies: draft.tallies,
            legend: draft.legend,
            tables: draft.tables,
            checks,
            residue,
            coverage,
        }
    }
}

/// The built-in dictionary or the user's, with the user's words.
fn segmenter(config: &Config) -> Result<Segmenter, ConfigError> {
    let failed = |path: Option<&PathBuf>, error: SegmenterError| ConfigError::File {
        path: path
            .cloned()
            .unwrap_or_else(|| PathBuf::from("(built-in dictionary)")),
        reason: error.to_string(),
    };
    let segmenter = match &config.dictionary {
        Some(folder) => Segmenter::from_dir(folder),
        None => Segmenter::embedded(),
    };
    let segmenter = segmenter.map_err(|error| failed(config.dictionary.as_ref(), error))?;
    match &config.user_dictionary {
        Some(file) => segmenter
            .with_user_dictionary(file)
            .map_err(|error| failed(Some(file), error)),
        None => Ok(segmenter),
    }
}

impl Converter {
    /// How each table of an input that was read is understood.
    #[must_use]
    pub fn explain(&self, reading: &Reading) -> Vec<recover::TableReading> {
        recover::explain(reading, &self.words, &self.segmenter)
    }
}

/// Figures that stay without a number although something else than a dash is printed: nothing is lost silently.
fn unreadable_figures(draft: &recover::Draft) -> Vec<Warning> {
    let budgets = draft.items.iter().flat_map(|item| {
        item.budgets
            .iter()
            .enumerate()
            .map(move |(index, budget)| (item, index, budget))
    });
    budgets
        .filter(|(item, index, budget)| {
            let field = format!("/budgets/{index}/value");
            let words = matches!(
                japanese::read_cell(&budget.printed),
                japanese::Cell::Other | japanese::Cell::Placeholder
            );
            budget.value.is_none() && words && !item.repairs.iter().any(|repair| repair.field == field)
        })
        .map(|(item, _, budget)| Warning {
            code: "unreadable-figure".to_owned(),
            message: format!(
                "{}: {} prints {:?}, which is no figure",
                item.name, budget.label, budget.printed
            ),
            trace: budget.trace.clone(),
        })
        .collect()
}

fn source_of(name: &str, bytes: &[u8], reading: &Reading) -> Source {
    Source {
        name: name.to_owned(),
        sha256: hex(&Sha256::digest(bytes)),
        bytes: bytes.len() as u64,
        media_type: reading.media_type.clone(),
        encoding: reading.encoding.clone(),
        pages: reading.pages,
        engine: reading.engine,
        page_engines: reading.page_engines.clone(),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
