//! What an input looks like: its lines, or its pages drawn from their glyphs, and where on them a trace is.

use serde_json::{Value, json};

use crate::model::{Report, Trace};
use crate::source::{self, Canvas, Origin};
use crate::{Failure, ReadOptions};

/// Pages that a document may have before those without rows are left out.
const SHORT: u32 = 20;

/// An input as the review page shows it.
#[derive(Debug, Clone, Default)]
pub enum SourceView {
    /// The input is not at hand.
    #[default]
    Missing,
    /// Text.
    Text(Box<TextView>),
    /// Pages.
    Pages {
        /// As drawn: number, width, height, texts and rules.
        pages: Vec<Value>,
        /// Whether pages without rows were left out.
        omitted: bool,
    },
}

/// The lines of a text input.
#[derive(Debug, Clone)]
pub struct TextView {
    canvas: Canvas,
    /// Range of each line in the canvas, its line end left out.
    lines: Vec<(usize, usize)>,
}

impl SourceView {
    /// Reads `bytes`, from which `report` was made.
    ///
    /// # Errors
    /// As [`source::read`].
    pub fn read(bytes: &[u8], options: &ReadOptions, report: &Report) -> Result<Self, Failure> {
        if source::is_pdf(bytes) {
            return pages(bytes, options, report);
        }
        let options = ReadOptions {
            encoding: report.source.encoding.clone().or(options.encoding.clone()),
            ..options.clone()
        };
        let canvas = source::read(bytes, &options)?.canvas;
        let lines = match &canvas.origin {
            Origin::Text { lines, .. } => line_ranges(&canvas.text, lines.iter().map(|line| line.offset)),
            Origin::Pages { .. } | Origin::Sheets { .. } => Vec::new(),
        };
        Ok(SourceView::Text(Box::new(TextView { canvas, lines })))
    }

    /// As the page's script wants it.
    pub(super) fn drawing(&self) -> Value {
        match self {
            SourceView::Missing => json!({}),
            SourceView::Text(view) => json!({ "lines": view.texts() }),
            SourceView::Pages { pages, omitted } => json!({ "pages": pages, "omitted": omitted }),
        }
    }

    /// The pieces of a trace: `[line, from, to]` in UTF-16 units, or `[page, x0, y0, x1, y1]`.
    pub(super) fn pieces(&self, trace: &Trace) -> Vec<Vec<f64>> {
        let all = std::iter::once(trace).chain(&trace.more);
        match self {
            SourceView::Missing => Vec::new(),
            SourceView::Text(view) => all.flat_map(|piece| view.pieces(piece)).collect(),
            SourceView::Pages { .. } => all
                .filter_map(|piece| {
                    let [x0, y0, x1, y1] = piece.bbox?;
                    Some(vec![f64::from(piece.page?), x0, y0, x1, y1])
                })
                .collect(),
        }
    }
}

fn line_ranges(text: &str, starts: impl Iterator<Item = u32>) -> Vec<(usize, usize)> {
    let starts: Vec<usize> = starts.map(|start| start as usize).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts
        .iter()
        .copied()
        .zip(ends)
        .map(|(start, end)| {
            let line = text.get(start..end).unwrap_or_default();
            (start, start + line.trim_end_matches(['\n', '\r']).len())
        })
        .collect()
}

impl TextView {
    fn texts(&self) -> Vec<&str> {
        let line = |&(start, end): &(usize, usize)| self.canvas.text.get(start..end).unwrap_or_default();
        self.lines.iter().map(line).collect()
    }

    /// Offset in the canvas of a byte of the file.
    fn offset(&self, byte: u64) -> usize {
        let Origin::Text { bytes, shift, .. } = &self.canvas.origin else {
            return 0;
        };
        if bytes.is_empty() {
            usize::try_from(byte.saturating_sub(*shift)).unwrap_or(usize::MAX)
        } else {
            bytes.partition_point(|&at| at < byte)
        }
    }

    #[allow(clippy::cast_precision_loss)] // lines and columns of a file
    fn pieces(&self, piece: &Trace) -> Vec<Vec<f64>> {
        let Some([first, last]) = piece.bytes else {
            return Vec::new();
        };
        let (from, to) = (self.offset(first), self.offset(last));
        let start = self
            .lines
            .partition_point(|&(start, _)| start <= from)
            .saturating_sub(1);
        let touched = self.lines.iter().enumerate().skip(start);
        touched
            .take_while(|(_, (start, _))| *start < to)
            .filter_map(|(line, &(start, end))| {
                let column = |offset: usize| {
                    let before = self.canvas.text.get(start..offset.clamp(start, end))?;
                    Some(before.encode_utf16().count() as f64)
                };
                let (from, to) = (column(from)?, column(to)?);
                (from < to).then(|| vec![line as f64, from, to])
            })
            .collect()
    }
}

/// Pages that hold rows, or values that a check or repair is about.
fn pages_of(report: &Report) -> Vec<u32> {
    let items = report.items.iter().map(|item| &item.trace);
    let indicators = report.indicators.iter().map(|indicator| &indicator.trace);
    let tallies = report.tallies.iter().map(|tally| &tally.trace);
    let checks = report.checks.iter().flat_map(|check| &check.places);
    let traces = items.chain(indicators).chain(tallies).chain(checks);
    let mut pages: Vec<u32> = traces
        .flat_map(|trace| std::iter::once(trace).chain(&trace.more))
        .filter_map(|trace| trace.page)
        .collect();
    pages.sort_unstable();
    pages.dedup();
    pages
}

#[cfg(feature = "pdf")]
fn pages(bytes: &[u8], options: &ReadOptions, report: &Report) -> Result<SourceView, Failure> {
    let all = report.source.pages.unwrap_or(0);
    let wanted = match all {
        0..=SHORT => (1..=all.max(1)).collect(),
        _ => pages_of(report),
    };
    let omitted = wanted.len() < all as usize;
    if wanted.is_empty() {
        return Ok(SourceView::Pages {
            pages: Vec::new(),
            omitted,
        });
    }
    let options = source::pdf::PdfOptions {
        password: options.password.clone(),
        pages: wanted.into_iter().map(|page| page..=page).collect(),
        limits: options.limits.clone(),
        ocr: options.ocr,
        ..source::pdf::PdfOptions::default()
    };
    let mut pages = Vec::new();
    source::pdf::each_page(bytes, &options, |page| pages.push(drawn(&page.content)))?;
    Ok(SourceView::Pages { pages, omitted })
}

#[cfg(not(feature = "pdf"))]
fn pages(_: &[u8], _: &ReadOptions, report: &Report) -> Result<SourceView, Failure> {
    let _ = (SHORT, pages_of(report));
    Ok(SourceView::Missing)
}

/// A page from its glyphs and rules: what was read, where it stands.
#[cfg(feature = "pdf")]
fn drawn(content: &crate::layout::PageContent) -> Value {
    let tenths = |value: f32| (f64::from(value) * 10.0).round() / 10.0;
    let rules: Vec<[f64; 4]> = content
        .rules
        .iter()
        .filter(|rule| !rule.white)
        .map(|rule| match rule.horizontal {
            true => [rule.from, rule.at, rule.to, rule.at].map(tenths),
            false => [rule.at, rule.from, rule.at, rule.to].map(tenths),
        })
        .collect();
    let mut texts: Vec<Run> = Vec::new();
    for glyph in &content.glyphs {
        let characters: String = glyph.chars().collect();
        if characters.trim().is_empty() {
            continue;
        }
        // The box is as high as a line; letters stand on a line a little above its lower edge.
        let height = glyph.bbox.y1 - glyph.bbox.y0;
        let baseline = tenths(glyph.bbox.y1 - height * 0.18);
        let size = tenths(glyph.size.min(height * 1.2));
        let x = tenths(glyph.bbox.x0);
        match texts.last_mut() {
            Some(run) if run.size == size && run.baseline == baseline => run.push(&characters, x),
            _ => texts.push(Run::new(&characters, x, size, baseline)),
        }
    }
    let texts: Vec<Value> = texts
        .iter()
        .map(|run| json!([run.text, run.size, run.baseline, run.xs]))
        .collect();
    json!({
        "number": content.number, "width": tenths(content.width), "height": tenths(content.height),
        "rules": rules, "texts": texts,
    })
}

/// Glyphs on one baseline.
#[cfg(feature = "pdf")]
struct Run {
    text: String,
    size: f64,
    baseline: f64,
    xs: Vec<f64>,
}

#[cfg(feature = "pdf")]
impl Run {
    fn new(characters: &str, x: f64, size: f64, baseline: f64) -> Self {
        let mut run = Run {
            text: String::new(),
            size,
            baseline,
            xs: Vec::new(),
        };
        run.push(characters, x);
        run
    }

    /// A glyph of several characters (a ligature) has a place for its first only; the others follow it.
    fn push(&mut self, characters: &str, x: f64) {
        for (index, character) in characters.chars().enumerate() {
            self.text.push(character);
            #[allow(clippy::cast_precision_loss)] // a few characters
            self.xs.push(x + index as f64 * self.size / 2.0);
        }
    }
}
