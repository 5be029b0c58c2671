use std::path::{Path, PathBuf};

use crate::batch::{self, Found};
use crate::model::{Report, RunLine};
use crate::write::AtomicFile;
use crate::write::overview::Gathering;
use crate::write::review::{self, Linked, SourceView};
use crate::write::tables::Doc;
use crate::{Converter, ReadOptions};
use anyhow::Context;
use clap::Args;
use sha2::{Digest, Sha256};

use super::reading::ReadingArguments;
use super::{Exit, UsageError};

/// Write a page on which every value can be seen beside its source, judged and corrected.
///
/// The page is one file that needs no network: open it in a browser. Of a folder that convert --out wrote, PAGE
/// lists the documents, and each has a page of its own in the folder beside it that is called as PAGE without .html.
/// Corrections saved there go into convert --corrections.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A file to read, or a folder that convert --out wrote. Inputs of the folder are looked for where they were then.
    #[arg(value_name = "FILE|OUTPUT_DIR")]
    input: PathBuf,
    /// The page to write.
    #[arg(short, long, value_name = "PAGE", default_value = "review.html")]
    out: PathBuf,
    #[command(flatten)]
    reading: ReadingArguments,
}

/// Writes the page.
pub fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    if arguments
        .out
        .extension()
        .is_none_or(|extension| extension != "html")
    {
        let message = format!(
            "--out {}: give a name that ends in .html",
            arguments.out.display()
        );
        return Err(UsageError(message).into());
    }
    if arguments.input.is_dir() {
        of_run(arguments)
    } else {
        of_file(arguments)
    }
}

fn of_file(arguments: &Arguments) -> anyhow::Result<Exit> {
    let converter = arguments.reading.converter()?;
    let paths = std::slice::from_ref(&arguments.input);
    let Found { inputs, .. } = batch::find(paths, &arguments.reading.name, None);
    let [input] = inputs.as_slice() else {
        return Err(UsageError("no input".into()).into());
    };
    let made = batch::read_one(input, arguments.reading.limits.max_bytes).and_then(|bytes| {
        let name = batch::escaped(&input.below);
        page_of(&converter, &name, &bytes, &arguments.reading.options())
    });
    match made {
        Ok(page) => write(&arguments.out, &page)?,
        Err(message) => {
            tell!("jigyo: {}: {message}", input.shown);
            return Ok(Exit::Incomplete);
        }
    }
    tell!("written to {}", arguments.out.display());
    Ok(Exit::Done)
}

fn page_of(converter: &Converter, name: &str, bytes: &[u8], options: &ReadOptions) -> Result<String, String> {
    let report = converter
        .convert(name, bytes, options)
        .map_err(|failure| failure.to_string())?;
    let source = SourceView::read(bytes, options, &report).map_err(|failure| failure.to_string())?;
    Ok(review::page(&Doc::new(name, &report), &source))
}

/// One page a document and one that lists them; one document at a time is in memory.
fn of_run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let lines = batch::run_lines(&arguments.input).map_err(UsageError)?;
    let folder = arguments.out.with_extension("");
    let beside = batch::escaped(Path::new(folder.file_name().unwrap_or_default()));
    let mut gathering = Gathering::default();
    let mut linked = Vec::new();
    for line in &lines {
        gathering.input(line);
        let report = batch::document_of(&arguments.input, line).map_err(anyhow::Error::msg)?;
        let Some(report) = report else { continue };
        let key = batch::document_key(line);
        let doc = Doc::new(key, &report);
        gathering.document(&doc);
        let source = source_of(arguments, line, &report);
        // The key is text without bytes that a file name could not have, and never leaves the folder.
        let relative = format!("{key}.html");
        if !batch::stays_below(Path::new(&relative)) {
            anyhow::bail!("{key}: not a document of this folder: give the convert command again");
        }
        let path = folder.join(&relative);
        write(&path, &review::page(&doc, &source))?;
        linked.push(Linked::new(&doc, review::href(&format!("{beside}/{relative}"))));
    }
    write(&arguments.out, &review::index(&gathering.finish(), linked))?;
    tell!("written to {}", arguments.out.display());
    Ok(Exit::Done)
}

/// The input of a document, where it still stands where it stood and has not changed.
fn source_of(arguments: &Arguments, line: &RunLine, report: &Report) -> SourceView {
    let read = || -> Result<SourceView, String> {
        let path = batch::input_of(line);
        let bytes = std::fs::read(&path).map_err(|error| batch::reading_failed(&error))?;
        let digest = Sha256::digest(&bytes);
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        if digest != report.source.sha256 {
            return Err("it has changed since it was converted: convert it again".into());
        }
        SourceView::read(&bytes, &arguments.reading.options(), report).map_err(|failure| failure.to_string())
    };
    read().unwrap_or_else(|message| {
        tell!("jigyo: {}: shown without its source: {message}", line.input);
        SourceView::Missing
    })
}

fn write(path: &Path, page: &str) -> anyhow::Result<()> {
    let write = || -> std::io::Result<()> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = AtomicFile::create(path)?;
        std::io::Write::write_all(&mut file, page.as_bytes())?;
        file.commit()
    };
    write().with_context(|| path.display().to_string())
}
