//! A reading as text that a test can compare.

use jigyo::layout::Grid;
use jigyo::source::{Block, LineStyle, Passage, Reading, read};
use jigyo::{Failure, ReadOptions};

/// Reads a text.
pub fn read_text(text: &str) -> Reading {
    read(text.as_bytes(), &ReadOptions::default()).expect("a text")
}

/// Reads bytes in an encoding that is named, or found out.
pub fn read_bytes(bytes: &[u8], encoding: Option<&str>) -> Result<Reading, Failure> {
    let options = ReadOptions {
        encoding: encoding.map(Into::into),
        ..ReadOptions::default()
    };
    read(bytes, &options)
}

/// The blocks of a text, one a line: `= heading`, `! strong`, `- entry`, `[a│b]` for tables with `⏎` between rows.
pub fn blocks(text: &str) -> Vec<String> {
    show(&read_text(text))
}

/// The blocks of a reading.
pub fn show(reading: &Reading) -> Vec<String> {
    reading
        .blocks
        .iter()
        .map(|block| match block {
            Block::Blank => "blank".into(),
            Block::Page => "page".into(),
            Block::Table(grid) => show_grid(grid),
            Block::Line(line) => {
                let mark = match line.style {
                    LineStyle::Plain => String::new(),
                    LineStyle::Heading(level) => format!("{} ", "=".repeat(level.into())),
                    LineStyle::Strong => "! ".into(),
                    LineStyle::ListEntry => "- ".into(),
                };
                format!("{mark}{}", line.text.as_str())
            }
        })
        .collect()
}

/// A table; `<` and `^` stand in slots that a cell to the left or above covers.
pub fn show_grid(grid: &Grid) -> String {
    let row = |row: usize| {
        let slots = (0..grid.columns()).map(|column| slot(grid, row, column));
        slots.collect::<Vec<_>>().join("│")
    };
    let rows = (0..grid.rows()).map(row).collect::<Vec<_>>();
    format!("[{}]", rows.join("⏎"))
}

fn slot(grid: &Grid, row: usize, column: usize) -> String {
    let cell = grid.cell(row, column).expect("a slot inside the grid");
    match () {
        () if cell.row < row => "^".into(),
        () if cell.column < column => "<".into(),
        () => {
            let nested = cell.nested.iter().map(show_grid).collect::<String>();
            format!("{}{nested}", cell.text.as_str().replace('\n', "/"))
        }
    }
}

/// All passages of a reading, those of nested tables too.
pub fn passages(reading: &Reading) -> Vec<&Passage> {
    let mut passages = Vec::new();
    for block in &reading.blocks {
        match block {
            Block::Line(line) => passages.push(&line.text),
            Block::Table(grid) => of_grid(grid, &mut passages),
            Block::Blank | Block::Page => {}
        }
    }
    passages
}

fn of_grid<'a>(grid: &'a Grid, passages: &mut Vec<&'a Passage>) {
    for cell in (0..grid.rows()).flat_map(|row| grid.origins(row)) {
        passages.push(&cell.text);
        cell.nested.iter().for_each(|nested| of_grid(nested, passages));
    }
}
