//! What the fuzz targets share: a converter, and what holds for every input.

use std::sync::LazyLock;

use jigyo::model::Report;
use jigyo::{Config, Converter, Failure, ReadOptions};

static CONVERTER: LazyLock<Converter> = LazyLock::new(|| Converter::new(&Config::default()).expect("the built-in data"));

/// Converts and checks what must hold whatever the input is.
pub fn convert(bytes: &[u8]) -> Result<Report, Failure> {
    let result = CONVERTER.convert("fuzz", bytes, &ReadOptions::default());
    if let Ok(report) = &result {
        balanced(report);
    }
    result
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
