use std::ops::RangeInclusive;
use std::path::PathBuf;

use crate::source::{OcrMode, ocr};
use crate::{Config, ConfigError, Converter, ReadOptions, encoding_name, page_range};
use clap::{Args, ValueEnum};

use super::limits::LimitArguments;

/// How inputs are read; the same for every command that reads some.
#[derive(Debug, Args)]
pub struct ReadingArguments {
    /// Encoding of all inputs, when it is not to be detected: UTF-8, CP932 or EUC-JP.
    #[arg(long, value_name = "E", value_parser = encoding_name)]
    pub encoding: Option<String>,
    /// Words (TOML) that extend the vocabulary; may be given several times.
    #[arg(long, value_name = "FILE")]
    pub vocabulary: Vec<PathBuf>,
    /// Corrections (JSON) that the review page saved; may be given several times.
    #[arg(long, value_name = "FILE")]
    pub corrections: Vec<PathBuf>,
    /// Compiled dictionary to use instead of the built-in one.
    #[arg(long, value_name = "DIR")]
    pub dictionary: Option<PathBuf>,
    /// Words (CSV) that extend the dictionary.
    #[arg(long, value_name = "FILE")]
    pub user_dictionary: Option<PathBuf>,
    /// Name of the input read from standard input.
    #[arg(long, value_name = "NAME", default_value = "stdin")]
    pub name: String,
    /// Password of encrypted PDFs.
    #[arg(long, value_name = "PASSWORD")]
    pub password: Option<String>,
    /// Pages of PDFs to read, 1-based, as 3-10 or 1,4,7-; all when left out.
    #[arg(long, value_name = "RANGES", value_parser = page_range, value_delimiter = ',')]
    pub pages: Vec<RangeInclusive<u32>>,
    /// Which pages of PDFs are read by character recognition (Tesseract, when it is installed).
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Ocr::Auto)]
    pub ocr: Ocr,
    /// Compare the characters of all pages of PDFs, and not only of suspect ones, with what a second reader sees: pages
    /// where the two disagree count as unread. It is several times slower.
    #[arg(long)]
    pub cross_check: bool,
    #[command(flatten)]
    pub limits: LimitArguments,
}

impl ReadingArguments {
    /// Dictionary and vocabulary as asked for.
    ///
    /// # Errors
    /// When a file named cannot be used, or a program asked for is not there.
    pub fn converter(&self) -> Result<Converter, ConfigError> {
        if self.ocr == Ocr::Force && !ocr::is_installed() {
            return Err(ConfigError::File {
                path: PathBuf::from("tesseract"),
                reason: format!("not found, and --ocr force needs it: {}", ocr::INSTALL),
            });
        }
        Converter::new(&self.config())
    }

    /// What converters, also those in worker processes, are made of.
    pub fn config(&self) -> Config {
        Config {
            dictionary: self.dictionary.clone(),
            user_dictionary: self.user_dictionary.clone(),
            vocabularies: self.vocabulary.clone(),
            corrections: self.corrections.clone(),
        }
    }

    /// Options of the conversion.
    pub fn options(&self) -> ReadOptions {
        ReadOptions {
            encoding: self.encoding.clone(),
            password: self.password.clone(),
            pages: self.pages.clone(),
            ocr: match self.ocr {
                Ocr::Auto => OcrMode::Auto,
                Ocr::Off => OcrMode::Off,
                Ocr::Force => OcrMode::Force,
            },
            limits: self.limits.limits(),
            cross_check: self.cross_check,
            host: None,
        }
    }
}

/// Which pages are read by character recognition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Ocr {
    /// Those whose own text cannot be used: scans, drawn characters, fonts that do not tell their characters.
    Auto,
    /// None.
    Off,
    /// All, whatever text they carry.
    Force,
}
