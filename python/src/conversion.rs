//! Converting one input.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use jigyo::batch::{self, Input, Maker, Origin, Refusal};
use jigyo::model::RunOutcome;
use jigyo::source::{OcrMode, ocr};
use jigyo::worker::{Pool, WorkerCommand, WorkerSettings};
use jigyo::{Config, Failure, ReadOptions};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBytes, PyDict};

pyo3::import_exception!(jigyo.errors, ConfigError);
pyo3::import_exception!(jigyo.errors, ConversionError);

/// How often a conversion looks whether the user wants it to end.
const GLANCE: Duration = Duration::from_millis(50);

/// A program and its arguments.
pub(crate) fn worker_command(words: Vec<OsString>) -> PyResult<WorkerCommand> {
    let mut words = words.into_iter();
    let program = words
        .next()
        .ok_or_else(|| PyValueError::new_err("a worker needs a program"))?;
    Ok(WorkerCommand {
        program: program.into(),
        arguments: words.collect(),
    })
}

/// Worker processes that convert with one configuration.
#[pyclass(frozen, module = "jigyo._native")]
pub(crate) struct Converter(Arc<Shared>);

struct Shared {
    converter: jigyo::Converter,
    workers: Pool,
}

/// A file, or the bytes of one.
#[derive(FromPyObject)]
enum Source {
    Bytes(PyBackedBytes),
    Path(PathBuf),
}

#[pymethods]
impl Converter {
    #[new]
    #[pyo3(signature = (worker, *, vocabularies, corrections, memory_limit, timeout))]
    fn new(
        worker: Vec<OsString>,
        vocabularies: Vec<PathBuf>,
        corrections: Vec<PathBuf>,
        memory_limit: Option<u64>,
        timeout: f64,
    ) -> PyResult<Self> {
        let config = Config {
            vocabularies,
            corrections,
            ..Config::default()
        };
        let converter =
            jigyo::Converter::new(&config).map_err(|error| ConfigError::new_err(error.to_string()))?;
        let timeout = Duration::try_from_secs_f64(timeout)
            .ok()
            .filter(|time| !time.is_zero())
            .ok_or_else(|| PyValueError::new_err("timeout: give a number of seconds above 0"))?;
        let settings = WorkerSettings {
            memory_limit,
            timeout,
            program: Some(converter.program().clone()),
            ..WorkerSettings::new(worker_command(worker)?)
        };
        let workers = Pool::new(settings, &config);
        Ok(Converter(Arc::new(Shared { converter, workers })))
    }

    /// What makes the documents: program, dictionary and vocabulary with their versions.
    fn program(&self) -> String {
        let program = self.0.converter.program();
        format!(
            "{} {} {} {}",
            program.name, program.version, program.dictionary, program.vocabulary
        )
    }

    /// Converts a file or bytes; the interpreter is free meanwhile, and an interrupt ends the wait.
    #[pyo3(signature = (source, name, *, password, pages, ocr, encoding, cross_check))]
    #[allow(clippy::too_many_arguments)] // each is an option of the Python function
    fn convert(
        &self,
        py: Python<'_>,
        source: Source,
        name: &str,
        password: Option<String>,
        pages: Vec<String>,
        ocr: &str,
        encoding: Option<&str>,
        cross_check: bool,
    ) -> PyResult<Written> {
        if !batch::stays_below(Path::new(name)) {
            let message = "name: must be a relative path without .. that ends in a name";
            return Err(PyValueError::new_err(message));
        }
        let pages = pages.iter().map(|range| jigyo::page_range(range));
        let options = ReadOptions {
            encoding: encoding
                .map(jigyo::encoding_name)
                .transpose()
                .map_err(PyValueError::new_err)?,
            password,
            pages: pages.collect::<Result<_, _>>().map_err(PyValueError::new_err)?,
            ocr: ocr_mode(ocr)?,
            cross_check,
            ..ReadOptions::default()
        };
        let (shared, name_there) = (Arc::clone(&self.0), name.to_owned());
        let converted = wait(py, move || shared.convert(source, &name_there, &options))?;
        converted.map_err(|refusal| {
            let skipped = refusal.outcome == RunOutcome::Skipped;
            ConversionError::new_err((refusal.code, refusal.message, name.to_owned(), skipped))
        })
    }
}

impl Shared {
    fn convert(&self, source: Source, name: &str, options: &ReadOptions) -> Result<Written, Refusal> {
        let written = match source {
            Source::Bytes(bytes) => self.workers.convert(name, &Arc::new(bytes.to_vec()), options)?,
            Source::Path(path) => {
                let maker = Maker {
                    converter: &self.converter,
                    workers: Some(&self.workers),
                    small_texts_here: false,
                };
                let input = Input {
                    shown: batch::escaped(&path),
                    origin: Origin::File(path),
                    // Escaped, as the document has it.
                    below: batch::unescaped(name),
                    folders: Vec::new(),
                };
                batch::convert_one(&maker, &input, options)?
            }
        };
        Ok(Written(written))
    }
}

fn ocr_mode(word: &str) -> PyResult<OcrMode> {
    match word {
        "auto" => Ok(OcrMode::Auto),
        "off" => Ok(OcrMode::Off),
        "force" if ocr::is_installed() => Ok(OcrMode::Force),
        "force" => Err(ConfigError::new_err(format!(
            "tesseract: not found, and ocr=\"force\" needs it: {}",
            ocr::INSTALL
        ))),
        _ => Err(PyValueError::new_err(format!(
            "ocr: {word:?} is none of \"auto\", \"off\", \"force\""
        ))),
    }
}

/// Waits for `work`, done by another thread, with the interpreter free for others and an ear for signals.
fn wait<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> PyResult<Result<T, Refusal>> {
    let (sender, mut receiver) = mpsc::sync_channel(1);
    let started = thread::Builder::new().name("jigyo".into()).spawn(move || {
        // After an interrupt nobody waits any more.
        let _ = sender.send(work());
    });
    started?;
    loop {
        let result;
        (result, receiver) = py.detach(move || (receiver.recv_timeout(GLANCE), receiver));
        match result {
            Ok(done) => return Ok(done),
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
            Err(RecvTimeoutError::Disconnected) => {
                let reason = "a fault in the program".to_owned();
                return Ok(Err(Failure::Crashed { reason }.into()));
            }
        }
    }
}

/// A document and what a run tells of it.
#[pyclass(frozen, module = "jigyo._native")]
pub(crate) struct Written(jigyo::Written);

#[pymethods]
impl Written {
    /// The document: JSON as the command line writes it.
    #[getter]
    fn document<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.document)
    }

    /// What the run's report counts, by its names.
    fn numbers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let account = &self.0.account;
        let [holds, repaired, fails, undecidable] = account.numbers.checks;
        let dict = PyDict::new(py);
        dict.set_item("pages", account.numbers.pages)?;
        dict.set_item("items", account.numbers.items)?;
        dict.set_item("checks", account.numbers.checks.iter().sum::<u64>())?;
        dict.set_item("unread_characters", account.numbers.unread)?;
        dict.set_item("peak_memory_bytes", account.peak_memory_bytes)?;
        dict.set_item("checks_holds", holds)?;
        dict.set_item("checks_repaired", repaired)?;
        dict.set_item("checks_fails", fails)?;
        dict.set_item("checks_undecidable", undecidable)?;
        Ok(dict)
    }
}
