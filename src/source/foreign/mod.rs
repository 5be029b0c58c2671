//! What other OCR programs write – hOCR, ALTO XML, Tesseract's TSV, Docling's JSON – as pages for the same layout.

mod alto;
mod bars;
mod docling;
mod frames;
mod hocr;
mod tsv;
mod xml;

use super::ocr::{Word, WordLine, glyphs, mend_marks, mend_years};
use super::paged::Assembler;
use super::{PageReading, Reading, decode};
use crate::layout::{Bbox, PageContent, Rereading, Rule, is_wide};
use crate::limits::Limited;
use crate::model::{Engine, Trace, UnreadReason, Warning};
use crate::{Failure, ReadOptions};

const POINTS_AN_INCH: f32 = 72.0;
/// Highest number of a page that a file may speak of.
const MAX_PAGES: usize = 100_000;
/// Lines of a drawing that are thicker than this (points) are no ruling lines.
const MAX_RULE: f32 = 4.0;
/// On a page that a program takes for askew the boxes of its lines are thicker than the lines: this much at most, of boxes
/// so many times as long.
const MAX_ASKEW: f32 = 15.0;
const LONG: f32 = 15.0;
/// No ruling line is taken for thicker than this.
const THICKEST: f32 = 1.5;

/// A format that OCR programs write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OcrFormat {
    Hocr,
    Alto,
    Tsv,
    Docling,
}

impl OcrFormat {
    /// The format of a text, told by how it starts.
    pub fn of(head: &str) -> Option<Self> {
        let start = head.trim_start_matches('\u{feff}').trim_start();
        if super::ocr::is_tsv(start) {
            Some(OcrFormat::Tsv)
        } else if start.starts_with('{') {
            // Any order of keys is possible, but every writer names the format near the start.
            (start.contains("\"schema_name\"") && start.contains("\"DoclingDocument\""))
                .then_some(OcrFormat::Docling)
        } else if start.starts_with('<') {
            let is_alto = ["<alto", ":alto"].iter().any(|tag| {
                start
                    .split(tag)
                    .nth(1)
                    .is_some_and(|rest| rest.starts_with([' ', '>', '\n', '\r', '\t']))
            });
            let is_hocr = start.contains("ocr_page")
                || start.contains("ocr-system")
                || start.contains("ocr-capabilities");
            match (is_alto, is_hocr) {
                (true, _) => Some(OcrFormat::Alto),
                (_, true) => Some(OcrFormat::Hocr),
                _ => None,
            }
        } else {
            None
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            OcrFormat::Hocr => "text/vnd.hocr+html",
            OcrFormat::Alto => "application/alto+xml",
            OcrFormat::Tsv => "text/tab-separated-values",
            OcrFormat::Docling => "application/json",
        }
    }

    fn name(self) -> &'static str {
        match self {
            OcrFormat::Hocr => "hOCR",
            OcrFormat::Alto => "ALTO",
            OcrFormat::Tsv => "TSV of Tesseract",
            OcrFormat::Docling => "Docling JSON",
        }
    }
}

/// A page in the units of its file.
#[derive(Debug, Clone, Default)]
struct WordPage {
    width: f32,
    height: f32,
    /// Units an inch; guessed from the size of the page where the file does not say.
    resolution: Option<f32>,
    lines: Vec<WordLine>,
    /// Boxes of ruling lines.
    rules: Vec<Bbox>,
}

/// Reads a file of another OCR program and hands its pages on their way to `see`.
pub(super) fn read(
    bytes: &[u8],
    format: OcrFormat,
    options: &ReadOptions,
    see: &mut dyn FnMut(PageReading),
) -> Result<Reading, Failure> {
    let decoded = decode::decode(bytes, options.encoding.as_deref())?;
    let text = decoded.canvas.text.trim_start_matches('\u{feff}');
    let damaged = |reason: String| Failure::Damaged {
        reason: format!("{} that breaks off or breaks its rules: {reason}", format.name()),
    };
    let most_glyphs = usize::try_from(options.limits.glyphs_a_page).unwrap_or(usize::MAX);
    let mut warnings = Vec::new();
    let pages = match format {
        OcrFormat::Hocr => laid_out(hocr::pages(text).map_err(damaged)?, most_glyphs, &mut warnings),
        OcrFormat::Alto => laid_out(alto::pages(text).map_err(damaged)?, most_glyphs, &mut warnings),
        OcrFormat::Tsv => laid_out(tsv::pages(text).map_err(damaged)?, most_glyphs, &mut warnings),
        OcrFormat::Docling => {
            let (pages, told) = docling::pages(text, &options.limits).map_err(damaged)?;
            warnings = told;
            pages
        }
    };
    if pages.is_empty() {
        return Err(damaged("no page is in it".into()));
    }
    let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    let wants =
        |page: u32| options.pages.is_empty() || options.pages.iter().any(|range| range.contains(&page));
    let wanted: Vec<PageReading> = pages
        .into_iter()
        .filter(|page| wants(page.content.number))
        .collect();
    warnings.retain(|warning: &Warning| warning.trace.page.is_none_or(wants));
    Limited::Pages.check(wanted.len() as u64, options.limits.pages)?;
    let mut assembler = Assembler::default();
    for page in wanted {
        assembler.add(&page);
        see(page);
    }
    let mut reading = assembler.finish(count, format.media_type());
    reading.encoding = Some(decoded.encoding.into());
    reading.warnings.extend(warnings);
    reading.warnings.extend(decoded.warnings);
    Ok(reading)
}

fn laid_out(pages: Vec<WordPage>, most_glyphs: usize, warnings: &mut Vec<Warning>) -> Vec<PageReading> {
    let mut readings = Vec::with_capacity(pages.len());
    for (index, page) in pages.into_iter().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        warnings.extend(guesses(&page, number, points_a_unit(&page)));
        readings.push(page_of(page, number, most_glyphs));
    }
    readings
}

fn points_a_unit(page: &WordPage) -> f32 {
    let longer = page.width.max(page.height);
    let units = page.resolution.unwrap_or_else(|| likely_resolution(longer));
    POINTS_AN_INCH / units.max(1.0)
}

fn page_of(mut page: WordPage, number: u32, most_glyphs: usize) -> PageReading {
    let scale = points_a_unit(&page);
    bars::take_out(&mut page);
    frames::part(&mut page, scale.recip());
    let mut rereadings: Vec<Rereading> = Vec::new();
    for line in &mut page.lines {
        rereadings.extend(mend_marks(line));
        rereadings.extend(mend_years(line));
    }
    for reread in &mut rereadings {
        reread.bbox = scaled(&reread.bbox, scale);
    }
    let mut glyphs = glyphs(&page.lines);
    let cut = glyphs.len() > most_glyphs;
    glyphs.truncate(most_glyphs);
    for glyph in &mut glyphs {
        glyph.bbox = scaled(&glyph.bbox, scale);
        glyph.size *= scale;
    }
    let rules = page.rules.iter().filter_map(|bbox| rule_of(&scaled(bbox, scale)));
    let content = PageContent {
        number,
        width: page.width * scale,
        height: page.height * scale,
        rules: rules.collect(),
        glyphs,
        rereadings,
        cut,
        ..PageContent::default()
    };
    PageReading::of(content, cut.then_some(UnreadReason::Limit), Engine::Ocr)
}

fn scaled(bbox: &Bbox, by: f32) -> Bbox {
    Bbox {
        x0: bbox.x0 * by,
        y0: bbox.y0 * by,
        x1: bbox.x1 * by,
        y1: bbox.y1 * by,
    }
}

/// The ruling line in the middle of its box.
fn rule_of(bbox: &Bbox) -> Option<Rule> {
    let (thin, long) = (bbox.width().min(bbox.height()), bbox.width().max(bbox.height()));
    let (x, y) = bbox.center();
    let horizontal = bbox.width() >= bbox.height();
    let is_line = thin <= MAX_RULE && long > thin * 3.0 || thin <= MAX_ASKEW && long > thin * LONG;
    is_line.then_some(Rule {
        horizontal,
        at: if horizontal { y } else { x },
        from: if horizontal { bbox.x0 } else { bbox.y0 },
        to: if horizontal { bbox.x1 } else { bbox.y1 },
        width: thin.min(THICKEST),
        white: false,
    })
}

/// The usual resolution at which the longer side of a page comes nearest to a usual size of paper.
fn likely_resolution(longer: f32) -> f32 {
    const RESOLUTIONS: [f32; 9] = [300.0, 200.0, 400.0, 600.0, 150.0, 240.0, 100.0, 96.0, 72.0];
    // A4, A3, B4, B5, A5 and letter, in inches.
    const SIDES: [f32; 6] = [11.69, 16.54, 14.33, 10.12, 8.27, 11.0];
    let off = |resolution: f32| {
        let sides = SIDES.iter().enumerate();
        // Rarer sizes of paper must fit better.
        let misfit =
            |(rank, side): (usize, &f32)| (longer / resolution / side).ln().abs() + 0.002 * rank as f32;
        sides.map(misfit).fold(f32::MAX, f32::min)
    };
    let ranked = RESOLUTIONS
        .iter()
        .enumerate()
        .map(|(rank, &resolution)| (off(resolution) + 0.004 * rank as f32, resolution));
    ranked
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map_or(300.0, |(_, resolution)| resolution)
}

/// Whether words stand below each other: a line of vertical text.
fn is_vertical(line: &WordLine) -> bool {
    let Some(hull) = line.words.iter().map(|word| word.bbox).reduce(|a, b| a.hull(&b)) else {
        return false;
    };
    let characters = line
        .words
        .iter()
        .map(|word| word.text.chars().count())
        .sum::<usize>();
    characters > 2 && hull.height() > hull.width() * 2.5
}

/// The words of a text that has one box: each has its share of it, by the widths of its characters.
fn words_of(text: &str, bbox: &Bbox, confidence: Option<u8>) -> Vec<Word> {
    let width = |text: &str| -> f32 {
        text.chars()
            .map(|character| if is_wide(character) { 1.0f32 } else { 0.5 })
            .sum()
    };
    let text = text.trim();
    let total = width(text).max(0.5);
    let upright = bbox.height() > bbox.width() * 2.5 && text.chars().count() > 2;
    let at = |offset: usize| width(text.get(..offset).unwrap_or_default()) / total;
    let mut words = Vec::new();
    let mut start = 0;
    for part in text.split(char::is_whitespace) {
        let end = start + part.len();
        if !part.is_empty() {
            let (from, to) = (at(start), at(end));
            let bbox = if upright {
                Bbox {
                    y0: bbox.y0 + bbox.height() * from,
                    y1: bbox.y0 + bbox.height() * to,
                    ..*bbox
                }
            } else {
                Bbox {
                    x0: bbox.x0 + bbox.width() * from,
                    x1: bbox.x0 + bbox.width() * to,
                    ..*bbox
                }
            };
            words.push(Word {
                text: part.to_owned(),
                bbox,
                confidence,
            });
        }
        let blank = text.get(end..).and_then(|rest| rest.chars().next());
        start = end + blank.map_or(0, char::len_utf8);
    }
    words
}

/// Words that a program was less sure of than this (per cent) are guesses.
const GUESSED: u8 = 40;
/// A page with at least this share of guesses (per cent of its characters) is told.
const MANY_GUESSES: usize = 5;
/// Words that the warning quotes.
const QUOTED: usize = 5;

/// A warning where a program guessed at much of a page; a program that gives all words one confidence gives none.
fn guesses(page: &WordPage, number: u32, scale: f32) -> Option<Warning> {
    let words = || page.lines.iter().flat_map(|line| &line.words);
    let count = |word: &Word| word.text.chars().count();
    let first = words().next()?.confidence;
    if words().all(|word| word.confidence == first) {
        return None;
    }
    let guessed: Vec<&Word> = words()
        .filter(|word| word.confidence.is_some_and(|confidence| confidence < GUESSED))
        .collect();
    let share = guessed.iter().map(|word| count(word)).sum::<usize>() * 100;
    if share < words().map(count).sum::<usize>() * MANY_GUESSES {
        return None;
    }
    let quoted: Vec<&str> = guessed
        .iter()
        .take(QUOTED)
        .map(|word| word.text.as_str())
        .collect();
    let more = if guessed.len() > QUOTED { " …" } else { "" };
    let hull = guessed.iter().map(|word| word.bbox).reduce(|a, b| a.hull(&b))?;
    let round = |value: f32| (f64::from(value) * 100.0).round() / 100.0;
    Some(Warning {
        code: "ocr-uncertain".into(),
        message: format!(
            "page {number}: {} words are guesses of the program that read them (under {GUESSED} per cent sure): {}{more}",
            guessed.len(),
            quoted.join(" ")
        ),
        trace: Trace {
            page: Some(number),
            bbox: Some(scaled(&hull, scale).to_array().map(round)),
            ..Trace::default()
        },
    })
}

/// Lines with their direction told by their shape.
fn directed(mut lines: Vec<WordLine>) -> Vec<WordLine> {
    for line in &mut lines {
        line.vertical = is_vertical(line);
    }
    lines.retain(|line| !line.words.is_empty());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_their_start() {
        let of = OcrFormat::of;
        assert_eq!(
            of("<?xml version=\"1.0\"?>\n<alto xmlns=\"x\">"),
            Some(OcrFormat::Alto)
        );
        assert_eq!(of("<a:alto xmlns:a=\"x\">"), Some(OcrFormat::Alto));
        assert_eq!(
            of("<html><body><div class='ocr_page' title=''>"),
            Some(OcrFormat::Hocr)
        );
        assert_eq!(
            of("{\"schema_name\": \"DoclingDocument\", "),
            Some(OcrFormat::Docling)
        );
        assert_eq!(of("<html><body><p>altogether</p>"), None);
        assert_eq!(of("{\"a\": 1}"), None);
    }

    #[test]
    fn the_resolution_is_that_of_usual_paper() {
        for (pixels, resolution) in [
            (3508.0, 300.0),
            (2339.0, 200.0),
            (4961.0, 300.0),
            (7016.0, 600.0),
            (842.0, 72.0),
        ] {
            assert_eq!(likely_resolution(pixels), resolution, "{pixels}");
        }
    }
}
