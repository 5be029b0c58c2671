//! Many inputs: finding them, converting them in parallel, going on where a run stopped, and the run's report.

mod ended;
mod existing;
mod find;
mod folder;
mod gather;
mod maker;
mod name;
mod one;
mod record;
mod refusal;
mod slots;
mod stamp;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::model::{RunLine, RunOutcome, Warning};
use crate::write::tables::Headers;
use crate::{Limits, ReadOptions};
use folder::OutputFolder;
use one::{Ended, Job, Shared};
use record::Record;
use slots::Slots;
use stamp::{DocumentHash, Stamp};

pub use ended::{document_key, document_of, input_of, run_lines};
pub use find::{Found, Input, Origin, find, listed};
pub use maker::Maker;
pub use name::{Folding, escaped, outputs, stays_below, unescaped};
pub use one::{bounded, convert_one, read_one};
pub use refusal::{Refusal, reading_failed, too_large, writing_way_out};

/// Largest input read when the caller does not say otherwise.
pub const MAX_BYTES: u64 = Limits::DEFAULT.input_bytes;

/// Which files of the run are wanted besides the JSON documents, from which they are made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Formats {
    /// The tidy tables and `datapackage.json`.
    pub csv: bool,
    /// `documents.jsonl`.
    pub jsonl: bool,
    /// `<table>.parquet`; passed over in a build without the feature `parquet`.
    pub parquet: bool,
    /// `jigyo.sqlite`, which grows from run to run; passed over in a build without the feature `sqlite`.
    pub sqlite: bool,
    /// `jigyo.xlsx`; passed over in a build without the feature `xlsx`.
    pub xlsx: bool,
}

/// How a run is to be done.
#[derive(Debug, Clone)]
pub struct Options {
    /// Output folder.
    pub out: PathBuf,
    /// Files of the run.
    pub formats: Formats,
    /// Headings of the tables.
    pub headers: Headers,
    /// Inputs converted at a time; `None` for one a processor.
    pub jobs: Option<usize>,
    /// Whether outputs of other inputs, versions or options are replaced.
    pub force: bool,
    /// How each input is read.
    pub read: ReadOptions,
    /// Failed inputs after which no further one is begun.
    pub max_failures: Option<u64>,
}

/// Watches a run.
pub trait Observer: Sync {
    /// The run begins with this many inputs.
    fn started(&self, inputs: usize);
    /// An input ended.
    fn finished(&self, line: &RunLine, warnings: &[Warning]);
    /// The inputs are done; the run's tables are being written.
    fn gathering(&self);
}

/// What a run came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Inputs by outcome.
    pub converted: u64,
    /// See above.
    pub partial: u64,
    /// See above.
    pub failed: u64,
    /// See above.
    pub skipped: u64,
    /// Rows in all documents.
    pub items: u64,
    /// Checks that hold, were repaired, fail, are undecidable.
    pub checks: [u64; 4],
    /// Characters that no parser understood.
    pub unread_characters: u64,
    /// Inputs that were not begun because the run was told to stop or gave up.
    pub remaining: u64,
    /// Whether the run gave up after [`Options::max_failures`] failures.
    pub gave_up: bool,
}

impl Summary {
    fn of(ended: &[Option<Ended>]) -> Self {
        let mut summary = Summary::default();
        for ended in ended {
            match ended {
                Some(ended) => summary.add(&ended.line),
                None => summary.remaining += 1,
            }
        }
        summary
    }

    fn add(&mut self, line: &RunLine) {
        *match line.outcome {
            RunOutcome::Converted => &mut self.converted,
            RunOutcome::Partial => &mut self.partial,
            RunOutcome::Failed => &mut self.failed,
            RunOutcome::Skipped => &mut self.skipped,
        } += 1;
        self.items += line.items;
        let [holds, repaired, fails, undecidable] = &mut self.checks;
        *holds += line.checks_holds;
        *repaired += line.checks_repaired;
        *fails += line.checks_fails;
        *undecidable += line.checks_undecidable;
        self.unread_characters += line.unread_characters;
    }
}

/// Why a run could not be done or its report not be written.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// The output folder or a file of the run cannot be written.
    #[error("{path}: {way_out}", path = path.display())]
    Output {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong and what to do.
        way_out: String,
    },
    /// Another run writes there.
    #[error("{}: another run is writing there: wait for it or choose another folder with --out", .0.display())]
    Busy(PathBuf),
    /// A document that was written or found cannot be read back for the tables.
    #[error("{path}: cannot be read back for the tables ({reason}): give the same command again", path = path.display())]
    ReadBack {
        /// The document.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The operating system gives no threads.
    #[error("no threads ({0}): give a smaller --jobs")]
    Threads(String),
}

impl BatchError {
    fn output(path: &Path, error: &io::Error) -> Self {
        BatchError::Output {
            path: path.to_owned(),
            way_out: writing_way_out(error).1,
        }
    }
}

/// Converts `inputs` into the output folder.
///
/// Each input ends in exactly one line of `run.jsonl`. When `stop` becomes true, or [`Options::max_failures`] inputs
/// have failed, files in hand are finished and `run.csv` is written; the tables are left as they are, since they would not cover all inputs.
///
/// # Errors
/// When the output folder or a file of the run cannot be written. What fails for one input is its outcome.
pub fn run(
    maker: &Maker<'_>,
    inputs: Vec<Input>,
    options: &Options,
    stop: &AtomicBool,
    observer: &dyn Observer,
) -> Result<Summary, BatchError> {
    let not_written = |error: io::Error| BatchError::output(&options.out, &error);
    let folder = OutputFolder::create(&options.out).map_err(not_written)?;
    let record = Record::start(folder.root()).map_err(not_written)?;
    let record = record.ok_or_else(|| BatchError::Busy(options.out.clone()))?;
    let jobs = planned(inputs, Folding::probe(folder.root()).map_err(not_written)?);
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    let at_a_time = options.jobs.unwrap_or_else(processors);
    let shared = Shared {
        maker,
        read: &options.read,
        folder: &folder,
        force: options.force,
        slots: Slots::new(at_a_time),
    };
    observer.started(jobs.len());
    let stopping = Stopping::new(stop, options.max_failures);
    let pool = threads(at_a_time.saturating_mul(2))?;
    let ended = pool.install(|| convert_all(&shared, &jobs, &record, &stopping, observer));
    let ended = ended.map_err(not_written)?;
    let lines = ended.iter().flatten().map(|ended| &ended.line);
    record::write_csv(folder.root(), lines, options.headers).map_err(not_written)?;
    let summary = Summary {
        gave_up: stopping.gave_up(),
        ..Summary::of(&ended)
    };
    if summary.remaining == 0 {
        drop(pool);
        let documents = documented(&jobs, &ended);
        threads(at_a_time)?.install(|| tables(&folder, &documents, options, maker, observer))?;
    }
    Ok(summary)
}

fn threads(count: usize) -> Result<rayon::ThreadPool, BatchError> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(count)
        .stack_size(WORKER_STACK)
        .build()
        .map_err(|error| BatchError::Threads(error.to_string()))
}

/// Outputs that belong into the run's tables, in their order, and the hashes of what is in them.
fn documented<'a>(jobs: &'a [Job], ended: &[Option<Ended>]) -> Vec<(&'a Path, DocumentHash)> {
    let pairs = jobs.iter().zip(ended);
    let documented = pairs.filter_map(|(job, ended)| Some((job, ended.as_ref()?.document?)));
    documented
        .map(|(job, hash)| (job.output.as_path(), hash))
        .collect()
}

/// Makes the run's tables, unless they are there already.
fn tables(
    folder: &OutputFolder,
    documents: &[(&Path, DocumentHash)],
    options: &Options,
    maker: &Maker<'_>,
    observer: &dyn Observer,
) -> Result<(), BatchError> {
    let (root, formats, headers) = (folder.root(), options.formats, options.headers);
    let not_written = |error: io::Error| BatchError::output(&root.join(stamp::NAME), &error);
    let stamp = Stamp::of(
        documents.iter().copied(),
        formats,
        headers,
        maker.converter.program(),
    );
    if !options.force && stamp.is_on(root) {
        return Ok(());
    }
    observer.gathering();
    Stamp::remove(root).map_err(not_written)?;
    let outputs: Vec<&Path> = documents.iter().map(|(output, _)| *output).collect();
    let files = gather::gather(folder, &outputs, formats, headers, maker.converter)?;
    stamp.put(root, &files).map_err(not_written)
}

/// Stack of a worker: markup and outlines nest, and the usual 2 MiB is little for a debug build.
const WORKER_STACK: usize = 16 << 20;

/// Inputs with their outputs, in the order of the run's tables: bytewise by output path.
fn planned(inputs: Vec<Input>, folding: Folding) -> Vec<Job> {
    let outputs = outputs(&inputs, folding);
    let jobs = inputs
        .into_iter()
        .zip(outputs)
        .map(|(input, output)| Job { input, output });
    let mut jobs: Vec<Job> = jobs.collect();
    jobs.sort_by(|left, right| {
        let bytes = |job: &Job| job.output.as_os_str().as_encoded_bytes().to_vec();
        bytes(left).cmp(&bytes(right))
    });
    jobs
}

/// Converts on all threads of the pool, begun in order, until done or told to stop; `None` for an input that was not
/// begun.
fn convert_all(
    shared: &Shared<'_>,
    jobs: &[Job],
    record: &Record,
    stopping: &Stopping<'_>,
    observer: &dyn Observer,
) -> io::Result<Vec<Option<Ended>>> {
    // Without its report the run is worth nothing: the first error in writing it ends the run.
    let broken: Mutex<Option<io::Error>> = Mutex::new(None);
    let broken_lock = || broken.lock().unwrap_or_else(PoisonError::into_inner);
    let next = AtomicUsize::new(0);
    let work = |ended: &mut Vec<(usize, Ended)>| {
        loop {
            let mut slot = Some(shared.slots.take());
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(index) else {
                return;
            };
            if stopping.is_due() || broken_lock().is_some() {
                return;
            }
            let mut end = one::convert(shared, job, &mut slot);
            if let Err(error) = record.add(&end.line) {
                broken_lock().get_or_insert(error);
            }
            stopping.note(end.line.outcome);
            observer.finished(&end.line, &end.warnings);
            // Told; keeping them would make memory grow with the number of files.
            end.warnings = Vec::new();
            ended.push((index, end));
        }
    };
    let by_thread = rayon::broadcast(|_| {
        let mut ended = Vec::new();
        work(&mut ended);
        ended
    });
    if let Some(error) = broken_lock().take() {
        return Err(error);
    }
    let mut ended: Vec<Option<Ended>> = jobs.iter().map(|_| None).collect();
    for (index, end) in by_thread.into_iter().flatten() {
        if let Some(place) = ended.get_mut(index) {
            *place = Some(end);
        }
    }
    Ok(ended)
}

/// When no further input is to be begun.
struct Stopping<'a> {
    told: &'a AtomicBool,
    failures: AtomicU64,
    most: Option<u64>,
}

impl<'a> Stopping<'a> {
    fn new(told: &'a AtomicBool, most: Option<u64>) -> Self {
        Stopping {
            told,
            failures: AtomicU64::new(0),
            most,
        }
    }

    fn note(&self, outcome: RunOutcome) {
        if outcome == RunOutcome::Failed {
            self.failures.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn gave_up(&self) -> bool {
        self.most
            .is_some_and(|most| self.failures.load(Ordering::Relaxed) >= most)
    }

    fn is_due(&self) -> bool {
        self.told.load(Ordering::Relaxed) || self.gave_up()
    }
}
