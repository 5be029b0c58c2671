//! What the fuzz targets share: a converter, and what holds for every input.

use std::sync::LazyLock;

use jigyo::layout::Grid;
use jigyo::model::Report;
use jigyo::source::{self, Block, Reading};
use jigyo::{Config, Converter, Failure, Limits, ReadOptions};

static CONVERTER: LazyLock<Converter> = LazyLock::new(|| Converter::new(&Config::default()).expect("the built-in data"));

/// Converts and checks what must hold whatever the input is.
pub fn convert(bytes: &[u8]) -> Result<Report, Failure> {
    let result = CONVERTER.convert("fuzz", bytes, &options());
    if let Ok(report) = &result {
        balanced(report);
    }
    result
}

/// Reads and checks what must hold whatever the input is.
pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Reading, Failure> {
    let reading = source::read(bytes, options)?;
    let text = &reading.canvas.text;
    let mut before = 0;
    for &(from, to) in &reading.markup {
        assert!(before <= from && from < to, "{before} {from} {to}");
        assert!(text.get(from as usize..to as usize).is_some(), "{from}..{to} is no part of the text");
        before = to;
    }
    for block in &reading.blocks {
        if let Block::Table(grid) = block {
            whole(grid);
        }
    }
    Ok(reading)
}

/// The usual ones, with limits that a short input can exceed.
pub fn options() -> ReadOptions {
    ReadOptions {
        limits: Limits {
            cells_a_table: 20_000,
            glyphs_a_page: 5_000,
            pages: 50,
            ..Limits::DEFAULT
        },
        ..ReadOptions::default()
    }
}

/// Every slot belongs to a cell.
fn whole(grid: &Grid) {
    for row in 0..grid.rows() {
        assert!((0..grid.columns()).all(|column| grid.cell(row, column).is_some()));
    }
}

/// Every character is booked once.
fn balanced(report: &Report) {
    let c = &report.coverage;
    let parts = [
        c.document, c.sections, c.items, c.indicators, c.tallies, c.legend, c.tables, c.markup, c.prose, c.furniture,
        c.unread,
    ];
    assert_eq!(parts.iter().sum::<u64>(), c.characters, "{c:?}");
}

/// Panics inside other people's readers, which are caught and become a typed outcome, do not end the hunt; ours do.
pub fn forgive_other_readers() {
    let ours = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let elsewhere = info.location().is_some_and(|place| place.file().contains("/registry/"));
        if !elsewhere {
            ours(info);
        }
    }));
}
