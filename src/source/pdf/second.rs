//! The second reader of PDFs: it reads where the first opens nothing, and its characters are compared with those of
//! the first. It panics and overflows on odd files, so that only worker processes call it.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::PdfOptions;
use super::radicals;
use crate::layout::PageContent;
use crate::model::{Engine, Trace, UnreadPage, UnreadReason, Warning};
use crate::source::{Canvas, Origin, PageReading, Parts, Reading};

/// Share of glyphs without a believable character from which a page is suspect.
const SUSPECT_SHARE: f64 = 0.01;
/// Share of characters in common below which two readings disagree. Readers that both read a page share 0.96 and
/// more of its characters, those of a font that lies next to none.
const AGREEMENT: f64 = 0.8;
/// Fewer characters than this are no ground to say that readers disagree.
const MIN_CHARACTERS: usize = 20;

/// The text of each page in `pages` (of all when empty) that the second reader can read; `None` when it cannot open
/// the file.
///
/// Fit for a process that may die only: some files overflow the stack or eat all memory.
#[cfg(feature = "second-reader")]
pub(crate) fn second_reading(
    bytes: &[u8],
    password: Option<&str>,
    pages: &[u32],
) -> Option<BTreeMap<u32, String>> {
    use pdf_extract::{Document, PlainTextOutput, output_doc_page};
    use std::panic::{AssertUnwindSafe, catch_unwind};

    let mut document = Document::load_mem(bytes).ok()?;
    if document.is_encrypted() {
        document.decrypt(password.unwrap_or_default()).ok()?;
    }
    let mut wanted: Vec<u32> = document.get_pages().into_keys().collect();
    wanted.retain(|page| pages.is_empty() || pages.contains(page));
    let text = |page: u32| {
        let mut text = String::new();
        let mut output = PlainTextOutput::new(&mut text);
        output_doc_page(&document, &mut output, page).ok()?;
        Some((page, text))
    };
    // Each page for itself: one that it stumbles over says nothing of the others.
    let read = wanted
        .into_iter()
        .filter_map(|page| catch_unwind(AssertUnwindSafe(|| text(page))).ok().flatten());
    Some(read.collect())
}

/// This build has no second reader.
#[cfg(not(feature = "second-reader"))]
pub(crate) fn second_reading(
    _bytes: &[u8],
    _password: Option<&str>,
    _pages: &[u32],
) -> Option<BTreeMap<u32, String>> {
    None
}

/// How often each character stands on a page.
type Counts = BTreeMap<char, usize>;

/// Compares the characters of pages with those that the second reader sees.
pub(super) struct Comparison<'a> {
    options: &'a PdfOptions,
    /// Characters of the pages to compare.
    pages: BTreeMap<u32, Counts>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(options: &'a PdfOptions) -> Self {
        Comparison {
            options,
            pages: BTreeMap::new(),
        }
    }

    /// Takes note of a page that counts as read, if it is to be compared.
    pub(super) fn note(&mut self, page: &PageReading) {
        // What was recognised is not what the file says.
        if self.options.host.is_none() || page.unread.is_some() || page.engine == Engine::Ocr {
            return;
        }
        if self.options.cross_check || is_suspect(&page.content) {
            let glyphs = &page.content.glyphs;
            let characters = glyphs.iter().flat_map(|glyph| glyph.chars());
            self.pages.insert(page.content.number, counts(characters));
        }
    }

    /// The pages whose characters the second reader sees otherwise.
    pub(super) fn disagreeing(self) -> BTreeSet<u32> {
        let Some(host) = self.options.host.as_ref().filter(|_| !self.pages.is_empty()) else {
            return BTreeSet::new();
        };
        let numbers: Vec<u32> = self.pages.keys().copied().collect();
        let second = host.second_reading(&numbers).unwrap_or_default();
        let disagree = |(number, first): (u32, Counts)| {
            let second = counts(second.get(&number)?.chars());
            disagree(&first, &second).then_some(number)
        };
        self.pages.into_iter().filter_map(disagree).collect()
    }
}

/// Whether some glyphs of a page have no character or one that no text has.
fn is_suspect(content: &PageContent) -> bool {
    let odd = |character: char| {
        character.is_control()
            || matches!(character, '\u{FFFD}' | '\u{A1}'..='\u{A6}' | '\u{A8}'..='\u{AF}' | '\u{B2}'..='\u{B6}'
                | '\u{B8}'..='\u{BF}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)
    };
    let glyphs = content.glyphs.iter().filter(|glyph| !glyph.is_space());
    let suspect = glyphs
        .clone()
        .filter(|glyph| glyph.character.is_none() || glyph.chars().any(odd));
    let suspect = suspect.count();
    suspect > 0 && suspect as f64 >= glyphs.count() as f64 * SUSPECT_SHARE
}

/// Characters as they are compared: of one width, radicals as ideographs, without blanks.
fn counts(characters: impl Iterator<Item = char>) -> Counts {
    let mut counts = Counts::new();
    let shown = |character: &char| !character.is_whitespace() && !character.is_control();
    for character in characters.map(radicals::fold).nfkc().filter(shown) {
        *counts.entry(character).or_default() += 1;
    }
    counts
}

/// Whether two readings of a page differ so much that one of them is wrong. A second reader that sees little is none.
fn disagree(first: &Counts, second: &Counts) -> bool {
    let (one, other): (usize, usize) = (first.values().sum(), second.values().sum());
    if one < MIN_CHARACTERS || other < MIN_CHARACTERS || other * 2 < one {
        return false;
    }
    let common =
        |(character, &count): (&char, &usize)| count.min(second.get(character).copied().unwrap_or_default());
    let common: usize = first.iter().map(common).sum();
    (common as f64) < one.min(other) as f64 * AGREEMENT
}

/// What the second reader sees of a file of which the first sees nothing: text with its pages, but without boxes.
pub(super) fn instead(options: &PdfOptions) -> Option<Reading> {
    let read = options.host.as_ref()?.second_reading(&[])?;
    let count = *read.keys().next_back()?;
    let (mut text, mut starts) = (String::new(), Vec::new());
    let mut unread_pages = Vec::new();
    for page in (1..=count).filter(|&page| options.wants(page)) {
        match read.get(&page).filter(|text| !text.trim().is_empty()) {
            Some(found) => {
                starts.push((u32::try_from(text.len()).ok()?, page));
                text.extend(found.trim().chars().map(radicals::fold));
                // A new page, as in plain text.
                text.push_str("\n\u{c}");
            }
            None => unread_pages.push(UnreadPage {
                page,
                why: UnreadReason::NoTextLayer,
            }),
        }
    }
    if starts.is_empty() {
        return None;
    }
    let parts = Parts::of(&text, false, &options.limits);
    Some(Reading {
        canvas: Canvas {
            text,
            origin: Origin::Sheets { starts },
        },
        blocks: parts.blocks,
        markup: parts.markup,
        furniture: Vec::new(),
        ringed: Vec::new(),
        media_type: crate::source::PDF.into(),
        encoding: None,
        pages: Some(count),
        engine: Engine::PdfText,
        page_engines: None,
        recognised_pages: BTreeSet::new(),
        rereadings: Vec::new(),
        recogniser: None,
        choices: None,
        unread_pages,
        warnings: vec![Warning {
            code: "second-reader".into(),
            message:
                "the file is damaged: its text comes from the second reader, without places on the pages"
                    .into(),
            trace: Trace::default(),
        }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Counts {
        counts(text.chars())
    }

    #[test]
    fn the_same_text_in_another_order_and_width_agrees() {
        let first = of("事業費　１２,５００千円　担当　公園緑地課　令和５年度");
        let second = of("令和5年度担当公園緑地課 事業費12,500千円");
        assert!(!disagree(&first, &second));
    }

    #[test]
    fn other_characters_disagree_but_few_or_none_say_nothing() {
        let first = of(&"事業費公園緑地課".repeat(5));
        assert!(disagree(&first, &of(&"丂亊亰佁侚俼倢偐".repeat(5))));
        assert!(!disagree(&first, &of("")));
        assert!(!disagree(&first, &of("丂亊亰佁侚")));
    }

    #[derive(Debug)]
    struct Second(BTreeMap<u32, String>);

    impl crate::Host for Second {
        fn second_reading(&self, _: &[u32]) -> Option<BTreeMap<u32, String>> {
            Some(self.0.clone())
        }

        fn recognising(&self, _: u32) {}
    }

    fn with_second(pages: &[(u32, &str)]) -> PdfOptions {
        let pages = pages.iter().map(|(page, text)| (*page, (*text).to_owned()));
        PdfOptions {
            host: Some(std::sync::Arc::new(Second(pages.collect()))),
            cross_check: true,
            ocr: crate::source::OcrMode::Off,
            ..PdfOptions::default()
        }
    }

    #[test]
    fn a_file_that_only_the_second_reader_opens_has_text_and_pages() {
        let options = with_second(&[(1, "公園の清掃"), (3, "水路の清掃")]);
        let reading = super::super::read_pdf(b"%PDF-1.4 broken", &options).unwrap();
        assert_eq!(reading.pages, Some(3));
        let at = reading.canvas.text.find("水路").unwrap();
        let trace = reading.canvas.trace(&[(at as u32, at as u32 + 6)]);
        assert_eq!((trace.page, trace.bbox), (Some(3), None));
        assert_eq!(reading.unread_pages.len(), 1);
        assert_eq!(reading.warnings[0].code, "second-reader");
        let failure = super::super::read_pdf(b"%PDF-1.4 broken", &PdfOptions::default());
        assert_eq!(failure.unwrap_err().code(), "damaged");
    }

    #[test]
    fn a_page_whose_characters_the_second_reader_sees_otherwise_is_unread() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pdf");
        let bytes = std::fs::read(folder.join("over-pages--continues.pdf")).unwrap();
        let plain = super::super::read_pdf(&bytes, &PdfOptions::default()).unwrap();
        assert!(plain.unread_pages.is_empty());
        let other = "丂亊亰佁侚俼倢偐".repeat(200);
        let reading = super::super::read_pdf(&bytes, &with_second(&[(2, &other)])).unwrap();
        let unread: Vec<_> = reading
            .unread_pages
            .iter()
            .map(|page| (page.page, page.why))
            .collect();
        assert_eq!(unread, [(2, UnreadReason::ImplausibleText)]);
        assert!(reading.canvas.text.len() < plain.canvas.text.len());
    }
}
