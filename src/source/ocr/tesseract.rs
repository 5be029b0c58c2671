//! Tesseract: found on the search path, started with a time limit, its answer read.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::gray::Gray;
use super::tsv::{self, TsvPage};

/// Name of the program.
const PROGRAM: &str = "tesseract";
/// Its models: upright and vertical, and the one that is installed with every Tesseract.
const JAPANESE: &str = "jpn";
const JAPANESE_VERTICAL: &str = "jpn_vert";
const LATIN: &str = "eng";
/// How long it may take to tell its version.
const PROBE: Duration = Duration::from_secs(10);
/// How often a running child is looked at.
const PATIENCE: Duration = Duration::from_millis(10);
/// Longest answer taken, in bytes.
const MAX_ANSWER: u64 = 256 << 20;

/// Why a page could not be recognised.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in crate::source) enum OcrError {
    #[error("it took longer than {0} seconds")]
    TimedOut(u64),
    #[error("it ended with {0}")]
    Ended(String),
    #[error("its answer could not be read: {0}")]
    Answer(String),
    #[error("it was not tried any more after {0} pages on which it took too long")]
    GivenUp(u32),
    #[error("{0}")]
    Io(String),
}

impl From<std::io::Error> for OcrError {
    fn from(error: std::io::Error) -> Self {
        OcrError::Io(error.to_string())
    }
}

/// What a picture shows: Tesseract's page segmentation modes that are used here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shows {
    /// A page (3).
    Page,
    /// One block of text (6).
    Block,
    /// One line (7).
    Line,
    /// One line, whatever it looks like (13).
    RawLine,
    /// One figure (7), for the Latin model.
    Figure,
    /// One block of vertical text (5).
    Column,
    /// A page of vertical text (3).
    Columns,
}

impl Shows {
    fn mode(self) -> &'static str {
        match self {
            Shows::Page | Shows::Columns => "3",
            Shows::Block => "6",
            Shows::Line | Shows::Figure => "7",
            Shows::RawLine => "13",
            Shows::Column => "5",
        }
    }
}

/// The program as installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tesseract {
    version: String,
    has_vertical: bool,
    has_latin: bool,
}

impl Tesseract {
    /// The installed program with its Japanese model; `None` without. The search path is asked once a process.
    #[must_use]
    pub fn find() -> Option<&'static Tesseract> {
        static FOUND: OnceLock<Option<Tesseract>> = OnceLock::new();
        FOUND.get_or_init(Tesseract::probe).as_ref()
    }

    /// Name and version, as `tesseract 5.3.0`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether it reads vertical text.
    pub(super) fn has_vertical(&self) -> bool {
        self.has_vertical
    }

    /// Whether it can read figures with the Latin model.
    pub(super) fn has_latin(&self) -> bool {
        self.has_latin
    }

    fn probe() -> Option<Tesseract> {
        let says = |argument: &str| {
            let mut child = command().arg(argument).stdout(Stdio::piped()).spawn().ok()?;
            let mut answer = child.stdout.take()?;
            wait(&mut child, PROBE).ok()?;
            let mut text = String::new();
            answer.read_to_string(&mut text).ok()?;
            Some(text)
        };
        let version = says("--version")?.lines().next()?.trim().to_owned();
        let languages = says("--list-langs")?;
        let has = |name: &str| languages.lines().any(|line| line.trim() == name);
        (version.starts_with(PROGRAM) && has(JAPANESE)).then(|| Tesseract {
            version,
            has_vertical: has(JAPANESE_VERTICAL),
            has_latin: has(LATIN),
        })
    }

    /// Reads each of `images`, all of which show the same kind of thing, in one go. Boxes are in pixels.
    pub(super) fn read(
        &self,
        images: &[&Gray],
        shows: Shows,
        limit: Duration,
    ) -> Result<Vec<TsvPage>, OcrError> {
        if images.is_empty() {
            return Ok(Vec::new());
        }
        let folder = tempfile::Builder::new().prefix("jigyo-ocr-").tempdir()?;
        let list = folder.path().join("images.txt");
        write_images(folder.path(), &list, images)?;
        let vertical = matches!(shows, Shows::Column | Shows::Columns) && self.has_vertical;
        let mode = if shows == Shows::Column && !vertical {
            Shows::Block
        } else {
            shows
        };
        let mut command = command();
        command.arg(&list).arg(folder.path().join("out"));
        let model = match shows {
            _ if vertical => JAPANESE_VERTICAL,
            Shows::Figure => LATIN,
            _ => JAPANESE,
        };
        command.args(["-l", model]);
        command.args(["--psm", mode.mode(), "--dpi", "300"]);
        command.args(["-c", "tessedit_create_tsv=1"]);
        run(&mut command, limit)?;
        let mut answer = String::new();
        let file = File::open(folder.path().join("out.tsv"));
        let mut file = file
            .map_err(|error| OcrError::Answer(error.to_string()))?
            .take(MAX_ANSWER);
        file.read_to_string(&mut answer)
            .map_err(|error| OcrError::Answer(error.to_string()))?;
        let found =
            tsv::pages(&answer).map_err(|(line, what)| OcrError::Answer(format!("line {line}: {what}")))?;
        let mut pages = vec![TsvPage::default(); images.len()];
        for mut page in found {
            page.lines.iter_mut().for_each(|line| line.vertical = vertical);
            if let Some(slot) = (page.number as usize)
                .checked_sub(1)
                .and_then(|index| pages.get_mut(index))
            {
                *slot = page;
            }
        }
        Ok(pages)
    }
}

/// One process, one thread: several pages are read at a time by the run itself, and the answer stays the same.
fn command() -> Command {
    let mut command = Command::new(PROGRAM);
    command.env("OMP_THREAD_LIMIT", "1").env("LC_ALL", "C");
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn write_images(folder: &Path, list: &Path, images: &[&Gray]) -> Result<(), OcrError> {
    let mut names = String::new();
    for (index, image) in images.iter().enumerate() {
        let path = folder.join(format!("{index}.pgm"));
        File::create(&path)?.write_all(&image.to_pgm())?;
        names.push_str(&path.to_string_lossy());
        names.push('\n');
    }
    Ok(std::fs::write(list, names)?)
}

fn run(command: &mut Command, limit: Duration) -> Result<(), OcrError> {
    let mut child = command.spawn()?;
    wait(&mut child, limit)
}

/// Waits for the child's end; ends it when that takes longer than `limit`.
fn wait(child: &mut Child, limit: Duration) -> Result<(), OcrError> {
    let start = Instant::now();
    loop {
        match child.try_wait()? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(OcrError::Ended(status.to_string())),
            None if start.elapsed() >= limit => {
                // Both fail only where the child is gone already.
                let _ = child.kill();
                let _ = child.wait();
                return Err(OcrError::TimedOut(limit.as_secs()));
            }
            None => std::thread::sleep(PATIENCE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_that_hangs_is_ended() {
        let start = Instant::now();
        let ended = run(Command::new("sleep").arg("30"), Duration::from_millis(50));
        assert_eq!(ended, Err(OcrError::TimedOut(0)));
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn a_child_that_fails_is_an_error() {
        assert!(matches!(
            run(&mut Command::new("false"), PROBE),
            Err(OcrError::Ended(_))
        ));
        assert!(matches!(
            run(&mut Command::new("no-such-program"), PROBE),
            Err(OcrError::Io(_))
        ));
    }
}
