//! Shows what is read from a PDF: `pdf_dump text|tables|blocks|words|time FILE [PAGE]`.
//!
//! `time` compares reading with the engine alone.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::kurbo::Rect;
use hayro_interpret::util::TransformExt;
use hayro_interpret::{Context, DummyDevice, InterpreterCache, InterpreterSettings, interpret_page};
use jigyo::layout::Grid;
use jigyo::source::pdf::{PdfOptions, each_page, read_pdf};
use jigyo::source::{Block, Reading};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (mode, file) = (args[0].as_str(), &args[1]);
    let bytes = std::fs::read(file).expect("readable file");
    let pages = args
        .get(2)
        .map(|page| page.parse::<u32>().expect("a page number"));
    let options = PdfOptions {
        pages: pages.map(|page| page..=page).into_iter().collect(),
        password: std::env::var("PDF_PASSWORD").ok(),
        ..PdfOptions::default()
    };
    if mode == "words" {
        let outcome = each_page(&bytes, &options, |page| {
            for glyph in &page.content.glyphs {
                let text: String = glyph.chars().collect();
                println!(
                    "{}\t{text}\t{:?}\t{}\t{:?}",
                    page.content.number,
                    glyph.bbox.to_array(),
                    glyph.size,
                    glyph.turn
                );
            }
            for rule in &page.content.rules {
                println!("{}\trule\t{rule:?}", page.content.number);
            }
            println!(
                "{}\tunread {:?} outlines {} images {} shades {}",
                page.content.number,
                page.unread,
                page.content.outlines,
                page.content.images.len(),
                page.content.shades.len()
            );
        });
        println!("{outcome:?}");
        return;
    }
    let start = std::time::Instant::now();
    let reading = match read_pdf(&bytes, &options) {
        Ok(reading) => reading,
        Err(failure) => {
            println!("FAILURE\t{}\t{failure}", failure.code());
            return;
        }
    };
    let spent = start.elapsed().as_secs_f64() * 1000.0;
    match mode {
        "text" => text(&reading),
        "tables" => tables(&reading),
        "blocks" => blocks(&reading),
        "time" => time(&bytes, &options),
        _ => {}
    }
    eprintln!(
        "{} pages, {spent:.1} ms, unread {:?}",
        reading.pages.unwrap_or(0),
        reading.unread_pages
    );
}

/// Reading against the engine alone, best of several runs.
fn time(bytes: &[u8], options: &PdfOptions) {
    let best = |run: &dyn Fn()| {
        let once = |_| {
            let start = std::time::Instant::now();
            run();
            start.elapsed().as_secs_f64() * 1000.0
        };
        (0..5).map(once).fold(f64::MAX, f64::min)
    };
    let pages = Pdf::new(bytes.to_vec()).unwrap().pages().len() as f64;
    let engine = best(&|| engine(bytes));
    let all = best(&|| drop(read_pdf(bytes, options)));
    println!(
        "{pages} pages: engine {:.2} ms, all {:.2} ms a page ({:.1} times)",
        engine / pages,
        all / pages,
        all / engine
    );
}

fn engine(bytes: &[u8]) {
    let pdf = Pdf::new(bytes.to_vec()).unwrap();
    let cache = InterpreterCache::new();
    for page in pdf.pages().iter() {
        let (width, height) = page.render_dimensions();
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let transform = page.initial_transform(true).to_kurbo();
        let mut context = Context::new(
            transform,
            bounds,
            &cache,
            pdf.xref(),
            InterpreterSettings::default(),
        );
        interpret_page(page, &mut context, &mut DummyDevice);
    }
}

fn text(reading: &Reading) {
    println!("{}", reading.canvas.text);
}

fn row(grid: &Grid, row: usize) -> String {
    let cell = |column| match grid.is_origin(row, column) {
        true => grid
            .cell(row, column)
            .map_or(String::new(), |cell| cell.text.as_str().replace('\n', "\\n")),
        false => "<".to_owned(),
    };
    (0..grid.columns()).map(cell).collect::<Vec<_>>().join("\t")
}

fn tables(reading: &Reading) {
    for block in &reading.blocks {
        match block {
            Block::Table(grid) => show(grid, ""),
            Block::Page => println!("== page"),
            _ => {}
        }
    }
}

fn show(grid: &Grid, indent: &str) {
    println!(
        "{indent}-- {} x {}{}",
        grid.rows(),
        grid.columns(),
        continuation(grid)
    );
    for r in 0..grid.rows() {
        println!("{indent}{}", row(grid, r));
        for cell in grid.origins(r) {
            for inner in &cell.nested {
                show(inner, "    ");
            }
        }
    }
}

fn continuation(grid: &Grid) -> String {
    let Some(found) = grid.continues else {
        return String::new();
    };
    let head = if found.repeated_rows > 0 {
        format!(", head of {} repeated", found.repeated_rows)
    } else {
        String::new()
    };
    format!(" continues{head}{}", if found.cut_row { ", row cut" } else { "" })
}

fn blocks(reading: &Reading) {
    for block in &reading.blocks {
        match block {
            Block::Table(grid) => show(grid, "  "),
            Block::Line(line) => println!("| {}", line.text.as_str()),
            Block::Blank => println!(),
            Block::Page => println!("== page"),
        }
    }
    for &(from, to) in &reading.furniture {
        println!("furniture: {}", &reading.canvas.text[from as usize..to as usize]);
    }
}
