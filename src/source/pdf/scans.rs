//! Pages that are pictures: read by character recognition, or their invisible text set into the lines of the picture.

use std::collections::BTreeMap;

use super::engine::{Document, Painter};
use super::engine_of;
use crate::Host;
use crate::layout::{Glyph, PageContent, is_wide};
use crate::model::{Engine, Trace, UnreadReason, Warning};
use crate::source::PageReading;
use crate::source::ocr::{
    INSTALL, MISSING, OcrError, OcrMode, RESOLUTION, Recognised, Tesseract, is_nameless, name_glyphs,
    recognise, straighten,
};

const POINTS_AN_INCH: f32 = 72.0;
/// Text of which OCR is less sure than this on average (per cent) is noise: a photo, a page upside down.
const MIN_CONFIDENCE: f32 = 40.0;
/// From this confidence (per cent) nothing is said about a page.
const GOOD_CONFIDENCE: f32 = 70.0;
/// Scans with fewer dots an inch than this lose strokes, however they are enlarged.
const MIN_RESOLUTION: f32 = 140.0;
/// A program that took too long on so many pages, one after the other, is not tried on the next.
const MAX_TIMED_OUT: u32 = 3;
/// Dots an inch at which characters are read that were not read surely.
const LARGER: f32 = 400.0;
/// Characters that the file does not tell and that were not read on so many pages, one after the other, are bullets and
/// the like.
const MAX_IN_VAIN: u32 = 3;
/// Pages named in one message.
const MAX_NAMED: usize = 20;

/// What was recognised of each page, so that none is recognised twice.
pub(super) type Memory = BTreeMap<u32, Result<Recognised, OcrError>>;

/// Whether a page has to be painted to be read.
pub(super) fn needs_picture(mode: OcrMode, content: &PageContent, unread: Option<UnreadReason>) -> bool {
    is_wanted(mode, unread) || lacks_rules(mode, content) || has_nameless(mode, content, unread)
}

/// Whether the text of a page is to be recognised.
fn is_wanted(mode: OcrMode, unread: Option<UnreadReason>) -> bool {
    match mode {
        OcrMode::Off => false,
        // A page that was cut short by a limit would be cut short again.
        OcrMode::Auto => unread.is_some_and(|why| why != UnreadReason::Limit),
        OcrMode::Force => true,
    }
}

/// Whether a page has text that was recognised by another program, but no lines.
fn lacks_rules(mode: OcrMode, content: &PageContent) -> bool {
    mode != OcrMode::Off && content.rules.is_empty() && engine_of(content) == Engine::Ocr
}

/// Whether a page that can be read has a few characters that the file does not tell.
fn has_nameless(mode: OcrMode, content: &PageContent, unread: Option<UnreadReason>) -> bool {
    mode != OcrMode::Off && unread.is_none() && content.glyphs.iter().any(is_nameless)
}

/// The first of some pages, and all of them in words.
fn named(pages: &[u32]) -> Option<(u32, String)> {
    let first = *pages.first()?;
    let numbers: Vec<String> = pages.iter().take(MAX_NAMED).map(u32::to_string).collect();
    let more = if pages.len() > MAX_NAMED { " …" } else { "" };
    let word = if numbers.len() == 1 { "page" } else { "pages" };
    Some((first, format!("{word} {}{more}", numbers.join(", "))))
}

/// OCR programs write a blank after each word that they tell apart: beside a wide character none is meant.
fn without_word_gaps(glyphs: &mut Vec<Glyph>) {
    let wide = |glyph: Option<&Glyph>| glyph.is_some_and(|glyph| glyph.character.is_some_and(is_wide));
    let kept: Vec<bool> = (0..glyphs.len())
        .map(|index| {
            let beside = [index.checked_sub(1), index.checked_add(1)];
            let gap = glyphs.get(index).is_some_and(Glyph::is_space);
            let is_meant = |index: Option<usize>| !wide(index.and_then(|index| glyphs.get(index)));
            !gap || beside.into_iter().all(is_meant)
        })
        .collect();
    let mut kept = kept.into_iter();
    glyphs.retain(|_| kept.next().unwrap_or(true));
}

/// Reads the scans of one document.
pub(super) struct Scans<'d> {
    painter: Painter<'d>,
    memory: &'d mut Memory,
    mode: OcrMode,
    host: Option<&'d dyn Host>,
    /// Set when a page was read.
    recogniser: Option<String>,
    /// Pages, up to the last one, on which the OCR program took too long.
    timed_out: u32,
    /// Pages, up to the last one, none of whose nameless characters could be read.
    named_none: u32,
    /// Pages that wait for an OCR program to be installed.
    waiting: Vec<u32>,
    /// Pages whose invisible text was used.
    layered: Vec<u32>,
    warnings: Vec<Warning>,
}

impl<'d> Scans<'d> {
    pub fn new(
        document: &'d Document,
        mode: OcrMode,
        host: Option<&'d dyn Host>,
        memory: &'d mut Memory,
    ) -> Self {
        Scans {
            painter: Painter::new(document),
            memory,
            mode,
            host,
            recogniser: None,
            timed_out: 0,
            named_none: 0,
            waiting: Vec::new(),
            layered: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// The page as its own text says, or as it looks.
    pub fn read(&mut self, mut content: PageContent, unread: Option<UnreadReason>) -> PageReading {
        if is_wanted(self.mode, unread) && self.recognise(&mut content) {
            return PageReading::of(content, None, Engine::Ocr);
        }
        let engine = engine_of(&content);
        if lacks_rules(self.mode, &content) {
            without_word_gaps(&mut content.glyphs);
            self.rule(&mut content);
        }
        if has_nameless(self.mode, &content, unread) {
            self.name(&mut content);
        }
        if engine == Engine::Ocr && unread.is_none() {
            self.layered.push(content.number);
        }
        PageReading::of(content, unread, engine)
    }

    /// OCR program, when one was used, and what is to be said.
    pub fn finish(mut self) -> (Option<String>, Vec<Warning>) {
        if let Some((first, pages)) = named(&self.waiting) {
            let message =
                format!("{pages}: no usable text; Tesseract reads them when it is installed: {INSTALL}");
            self.warn(MISSING, first, message);
        }
        if let Some((first, pages)) = named(&self.layered) {
            let message = format!(
                "{pages}: the text that another program recognised was used; --ocr force reads the pictures anew"
            );
            self.warn("ocr-layer", first, message);
        }
        (self.recogniser, self.warnings)
    }

    fn warn(&mut self, code: &str, page: u32, message: String) {
        self.warnings.push(Warning {
            code: code.into(),
            message,
            trace: Trace {
                page: Some(page),
                ..Trace::default()
            },
        });
    }

    /// Whether the page was read; its glyphs and lines are then those of the picture.
    fn recognise(&mut self, content: &mut PageContent) -> bool {
        let Some(program) = Tesseract::find() else {
            self.waiting.push(content.number);
            return false;
        };
        let found = match self.remembered(content, program) {
            Ok(found) => found,
            Err(error) => {
                self.failed(content.number, program, &error);
                return false;
            }
        };
        let confidence = found
            .confidence()
            .unwrap_or(if found.empty { 100.0 } else { 0.0 });
        self.recogniser
            .get_or_insert_with(|| program.version().to_owned());
        if confidence < GOOD_CONFIDENCE {
            let fate = if confidence < MIN_CONFIDENCE {
                "and was not used"
            } else {
                "and may be wrong"
            };
            let message = format!(
                "page {}: what {} read is uncertain ({confidence:.0} per cent on average) {fate}",
                content.number,
                program.version()
            );
            self.warn("ocr-uncertain", content.number, message);
        }
        if confidence < MIN_CONFIDENCE {
            return false;
        }
        if !found.empty {
            self.warn_of_coarse(content);
        }
        content.glyphs = found.glyphs;
        content.rereadings = found.rereadings;
        content.skew = found.skew;
        // Lines that the file draws are exact, unless the picture stands askew below them.
        if content.rules.is_empty() || found.skew != 0.0 {
            content.rules = found.rules;
        }
        true
    }

    /// Little type on a coarse scan is read wrongly with confidence.
    fn warn_of_coarse(&mut self, content: &PageContent) {
        if let Some(resolution) = content
            .resolution
            .filter(|resolution| *resolution < MIN_RESOLUTION)
        {
            let message = format!(
                "page {}: scanned with {resolution:.0} dots an inch, too few to be read reliably: scan it again with 200 or more",
                content.number
            );
            self.warn("ocr-coarse", content.number, message);
        }
    }

    fn remembered(&mut self, content: &PageContent, program: &Tesseract) -> Result<Recognised, OcrError> {
        if let Some(found) = self.memory.get(&content.number) {
            return found.clone();
        }
        if self.timed_out >= MAX_TIMED_OUT {
            return Err(OcrError::GivenUp(self.timed_out));
        }
        let found = self.look(content, program);
        self.timed_out = match &found {
            Err(OcrError::TimedOut(_)) => self.timed_out + 1,
            _ => 0,
        };
        self.memory.insert(content.number, found.clone());
        found
    }

    fn takes_time(&self, page: u32) {
        if let Some(host) = self.host {
            host.recognising(page);
        }
    }

    fn look(&self, content: &PageContent, program: &Tesseract) -> Result<Recognised, OcrError> {
        let index = (content.number as usize).wrapping_sub(1);
        let takes_time = || self.takes_time(content.number);
        takes_time();
        let picture = self.painter.picture(index, RESOLUTION / POINTS_AN_INCH);
        picture.map_or(Ok(Recognised::default()), |picture| {
            recognise(&picture, program, &takes_time)
        })
    }

    /// Gives the characters that the file does not tell those that are read in their places, where need be larger.
    fn name(&mut self, content: &mut PageContent) {
        let index = (content.number as usize).wrapping_sub(1);
        let Some(program) = Tesseract::find() else { return };
        let mut told = Vec::new();
        for resolution in [RESOLUTION, LARGER] {
            if self.named_none >= MAX_IN_VAIN || !content.glyphs.iter().any(is_nameless) {
                break;
            }
            let Some(picture) = self.painter.picture(index, resolution / POINTS_AN_INCH) else {
                break;
            };
            let takes_time = || self.takes_time(content.number);
            match name_glyphs(&picture, &mut content.glyphs, program, &takes_time) {
                Ok(named) => told.extend(named),
                Err(error) => {
                    self.failed(content.number, program, &error);
                    break;
                }
            }
        }
        if told.is_empty() {
            self.named_none += 1;
            return;
        }
        self.named_none = 0;
        content.rereadings.extend(told);
        self.recogniser
            .get_or_insert_with(|| program.version().to_owned());
    }

    fn failed(&mut self, page: u32, program: &Tesseract, error: &OcrError) {
        let message = format!("page {page}: {} failed: {error}", program.version());
        self.warn("ocr-failed", page, message);
    }

    /// Gives invisible text the ruling lines of the picture that it lies over.
    fn rule(&self, content: &mut PageContent) {
        let index = (content.number as usize).wrapping_sub(1);
        let Some(picture) = self.painter.picture(index, RESOLUTION / POINTS_AN_INCH) else {
            return;
        };
        let (rules, skew) = straighten(&picture);
        content.rules = rules;
        // The text lies as askew as the picture: turned back, it fits the lines.
        content.skew = -skew;
        for index in 0..content.glyphs.len() {
            let straight = content
                .glyphs
                .get(index)
                .map(|glyph| content.displayed(&glyph.bbox));
            if let (Some(glyph), Some(bbox)) = (content.glyphs.get_mut(index), straight) {
                glyph.bbox = bbox;
            }
        }
        content.skew = skew;
    }
}
