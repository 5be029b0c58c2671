use std::io::Write;
use std::path::{Path, PathBuf};

use crate::batch::{self, Found, Input};
use crate::inspect::{self, Drawing, Format, Layer};
use crate::write::AtomicFile;
use clap::Args;

use super::limits::WorkerArguments;
use super::reading::ReadingArguments;
use super::{Exit, UsageError, output};

/// Show what was seen in one input: lines, tables, outline and what was made of them.
///
/// With --draw, the page is drawn with glyph boxes, ruling lines, cells, the roles of columns and reading order in
/// colour: as SVG, whose layers a browser switches on and off, or as PNG.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A file, or - for standard input.
    #[arg(value_name = "FILE")]
    input: PathBuf,
    /// As JSON, with places, for programs.
    #[arg(long)]
    json: bool,
    /// Only this page, 1-based. All pages are read, so that it is understood as in a conversion.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    page: Option<u32>,
    /// Draw the page (the first one without --page) into this file, which ends in .svg or .png.
    #[arg(long, value_name = "OUT", conflicts_with = "json")]
    draw: Option<PathBuf>,
    /// Layers drawn, or switched on at first: page, roles, text, glyphs, lines, cells, order.
    #[arg(long, value_name = "LAYERS", requires = "draw", value_delimiter = ',', value_parser = layer,
        default_value = "page,roles,glyphs,lines,cells,order")]
    layers: Vec<Layer>,
    #[command(flatten)]
    reading: ReadingArguments,
    #[command(flatten)]
    limits: WorkerArguments,
}

fn layer(name: &str) -> Result<Layer, String> {
    Layer::named(name.trim()).ok_or_else(|| {
        let names: Vec<&str> = Layer::ALL.into_iter().map(Layer::name).collect();
        format!("layers are {}", names.join(", "))
    })
}

/// Inspects.
pub fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let Found { inputs, .. } = batch::find(
        std::slice::from_ref(&arguments.input),
        &arguments.reading.name,
        None,
    );
    let [input] = inputs.as_slice() else {
        return Err(UsageError(format!(
            "{} is a folder: inspect one file",
            arguments.input.display()
        ))
        .into());
    };
    arguments.limits.confine_this_process(&input.shown)?;
    match &arguments.draw {
        Some(out) => draw(&arguments, input, out),
        None => show(&arguments, input),
    }
}

fn failed(input: &Input, message: &str) -> Exit {
    tell!("jigyo: {}: {message}", input.shown);
    Exit::Incomplete
}

fn no_page(input: &Input, page: u32) -> Exit {
    failed(input, &format!("it has no page {page}"))
}

fn show(arguments: &Arguments, input: &Input) -> anyhow::Result<Exit> {
    let converter = arguments.reading.converter()?;
    let inspected = batch::read_one(input, arguments.reading.limits.max_bytes).and_then(|bytes| {
        let name = batch::escaped(&input.below);
        let options = arguments.reading.options();
        inspect::inspect(&converter, &name, &bytes, &options).map_err(|failure| failure.to_string())
    });
    let mut inspection = match inspected {
        Ok(inspection) => inspection,
        Err(message) => return Ok(failed(input, &message)),
    };
    if let Some(page) = arguments.page
        && !inspection.only(page)
    {
        return Ok(no_page(input, page));
    }
    output::to_stdout(|out| {
        if arguments.json {
            serde_json::to_writer_pretty(&mut *out, &inspection)?;
            writeln!(out)
        } else {
            write!(out, "{inspection}")
        }
    })?;
    Ok(Exit::Done)
}

fn draw(arguments: &Arguments, input: &Input, out: &Path) -> anyhow::Result<Exit> {
    let extension = out
        .extension()
        .and_then(|extension| extension.to_str())
        .map(str::to_ascii_lowercase);
    let format = match extension.as_deref() {
        Some("svg") => Format::Svg,
        Some("png") => Format::Png,
        _ => {
            let message = format!("--draw {}: give a name that ends in .svg or .png", out.display());
            return Err(UsageError(message).into());
        }
    };
    let drawing = Drawing {
        page: arguments.page.unwrap_or(1),
        format,
        layers: arguments.layers.clone(),
    };
    let converter = arguments.reading.converter()?;
    let drawn = batch::read_one(input, arguments.reading.limits.max_bytes).and_then(|bytes| {
        let options = arguments.reading.options();
        inspect::draw(&converter, &bytes, &options, &drawing).map_err(|failure| failure.to_string())
    });
    match drawn {
        Ok(Some(file)) => {
            let mut target = AtomicFile::create(out)?;
            target.write_all(&file)?;
            target.commit()?;
            Ok(Exit::Done)
        }
        Ok(None) => Ok(no_page(input, drawing.page)),
        Err(message) => Ok(failed(input, &message)),
    }
}
