//! One input, from its bytes to exactly one recorded outcome.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use sha2::{Digest, Sha256};

use super::existing::{Existing, Standing};
use super::find::{Input, Origin};
use super::folder::OutputFolder;
use super::maker::Maker;
use super::name::escaped;
use super::refusal::{Refusal, reading_failed, too_large, writing_failed};
use super::slots::{Slot, Slots};
use super::stamp::DocumentHash;
use crate::model::{Numbers, Outcome, RunLine, RunOutcome, Warning};
use crate::write::AtomicFile;
use crate::{ReadOptions, Written};

/// What all inputs of a run share.
pub(super) struct Shared<'a> {
    pub(super) maker: &'a Maker<'a>,
    pub(super) read: &'a ReadOptions,
    pub(super) folder: &'a OutputFolder,
    pub(super) force: bool,
    pub(super) slots: Slots,
}

/// An input with the place of its document.
pub(super) struct Job {
    pub(super) input: Input,
    pub(super) output: PathBuf,
}

/// How an input ended.
pub(super) struct Ended {
    pub(super) line: RunLine,
    pub(super) warnings: Vec<Warning>,
    /// Hash of its document, if that stands in the output folder and belongs into the run's tables.
    pub(super) document: Option<DocumentHash>,
}

/// Converts one input; whatever happens becomes its outcome. `slot` is given back before the disk is waited for.
pub(super) fn convert(shared: &Shared<'_>, job: &Job, slot: &mut Option<Slot<'_>>) -> Ended {
    let start = Instant::now();
    let mut sha256 = None;
    let result = read(&job.input, shared.read.limits.input_bytes).and_then(|bytes| {
        let digest = sha256.insert(hex(&Sha256::digest(&bytes)));
        document(shared, job, bytes, digest, slot)
    });
    let fate = result.unwrap_or_else(Fate::from);
    let seconds = (start.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    let output = fate.document.map(|_| escaped(&job.output));
    let line = fate.line(&job.input.shown, output, sha256, seconds);
    Ended {
        line,
        warnings: fate.warnings,
        document: fate.document,
    }
}

/// What became of an input.
struct Fate {
    outcome: RunOutcome,
    code: Option<&'static str>,
    message: Option<String>,
    numbers: Numbers,
    warnings: Vec<Warning>,
    peak_memory_bytes: Option<u64>,
    document: Option<DocumentHash>,
}

impl From<Refusal> for Fate {
    fn from(refusal: Refusal) -> Self {
        Fate {
            outcome: refusal.outcome,
            code: Some(refusal.code),
            message: Some(refusal.message),
            numbers: Numbers::default(),
            warnings: Vec::new(),
            peak_memory_bytes: refusal.peak_memory_bytes,
            document: None,
        }
    }
}

impl Fate {
    fn line(&self, input: &str, output: Option<String>, sha256: Option<String>, seconds: f64) -> RunLine {
        let numbers = self.numbers;
        let [checks_holds, checks_repaired, checks_fails, checks_undecidable] = numbers.checks;
        RunLine {
            input: input.to_owned(),
            output,
            sha256,
            outcome: self.outcome,
            code: self.code.map(str::to_owned),
            message: self.message.clone(),
            pages: numbers.pages,
            items: numbers.items,
            checks: numbers.checks.iter().sum(),
            unread_characters: numbers.unread,
            seconds,
            peak_memory_bytes: self.peak_memory_bytes,
            checks_holds,
            checks_repaired,
            checks_fails,
            checks_undecidable,
        }
    }
}

fn document(
    shared: &Shared<'_>,
    job: &Job,
    bytes: Vec<u8>,
    sha256: &str,
    slot: &mut Option<Slot<'_>>,
) -> Result<Fate, Refusal> {
    let name = escaped(&job.input.below);
    let place = shared.folder.place(&job.output);
    if !shared.force
        && place.symlink_metadata().is_ok()
        && let Some(kept) = kept(shared, &place, &name, sha256)?
    {
        return Ok(kept);
    }
    let written = shared.maker.make(&name, bytes, shared.read)?;
    drop(slot.take());
    save(shared.folder, &job.output, &written.document).map_err(|error| writing_failed(&place, &error))?;
    let account = written.account;
    Ok(Fate {
        outcome: match account.outcome {
            Outcome::Converted => RunOutcome::Converted,
            Outcome::Partial => RunOutcome::Partial,
        },
        code: None,
        message: None,
        numbers: account.numbers,
        warnings: account.warnings,
        peak_memory_bytes: account.peak_memory_bytes,
        document: Some(Sha256::digest(&written.document).into()),
    })
}

/// The outcome of an input whose output is already there; `None` when that is to be made anew.
fn kept(shared: &Shared<'_>, place: &Path, name: &str, sha256: &str) -> Result<Option<Fate>, Refusal> {
    let program = shared.maker.converter.program_for(sha256);
    let existing = Existing::read(place);
    let standing = existing
        .as_ref()
        .map(|existing| existing.standing(name, sha256, &program, shared.read));
    let (Some(existing), Some(Standing::Done)) = (existing, standing) else {
        if standing == Some(Standing::Unfinished) {
            return Ok(None);
        }
        return Err(Refusal::failed(
            "output-exists",
            format!(
                "{} exists and comes from another input, program version or options: give --force to replace it, \
                 or another folder with --out",
                place.display()
            ),
        ));
    };
    Ok(Some(Fate {
        outcome: RunOutcome::Skipped,
        code: Some("up-to-date"),
        message: Some("its document is up to date".into()),
        numbers: existing.numbers(),
        warnings: Vec::new(),
        peak_memory_bytes: None,
        document: Some(existing.hash),
    }))
}

/// All bytes of one input.
///
/// # Errors
/// A message with the way out.
pub fn read_one(input: &Input, max_bytes: u64) -> Result<Vec<u8>, String> {
    read(input, max_bytes).map_err(|refusal| refusal.message)
}

/// Converts one input that is not part of a run, with the same care.
///
/// # Errors
/// Why there is no document.
pub fn convert_one(maker: &Maker<'_>, input: &Input, options: &ReadOptions) -> Result<Written, Refusal> {
    let bytes = read(input, options.limits.input_bytes)?;
    Ok(maker.make(&escaped(&input.below), bytes, options)?)
}

fn save(folder: &OutputFolder, output: &Path, document: &[u8]) -> io::Result<()> {
    folder.make_room(output)?;
    let mut file = AtomicFile::create(&folder.place(output))?;
    file.write_all(document)?;
    file.commit()
}

fn read(input: &Input, max_bytes: u64) -> Result<Vec<u8>, Refusal> {
    let result = match &input.origin {
        Origin::File(path) => File::open(path).and_then(|file| bounded(file, max_bytes)),
        Origin::Standard => bounded(io::stdin().lock(), max_bytes),
        Origin::Missing { code, message } => return Err(Refusal::failed(code, message.clone())),
    };
    let bytes = result.map_err(|error| Refusal::failed("unreadable", reading_failed(&error)))?;
    if bytes.len() as u64 > max_bytes {
        return Err(too_large(max_bytes).into());
    }
    Ok(bytes)
}

/// All bytes of `source`, or one more than `max_bytes`: a file may grow, and a device has no end.
///
/// # Errors
/// When it cannot be read.
pub fn bounded(source: impl Read, max_bytes: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
