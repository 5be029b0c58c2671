//! The HTML reader: every input is a web page.
#![no_main]

use jigyo::source::{self, Block};
use jigyo::ReadOptions;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let page = [b"<html><body><table><tr>".as_slice(), bytes].concat();
    if let Ok(reading) = source::read(&page, &ReadOptions::default()) {
        for block in &reading.blocks {
            if let Block::Table(grid) = block {
                // Every slot belongs to a cell.
                for row in 0..grid.rows() {
                    assert!((0..grid.columns()).all(|column| grid.cell(row, column).is_some()));
                }
            }
        }
    }
});
