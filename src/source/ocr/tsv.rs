//! Tesseract's TSV: one line a page, block, paragraph, line or word, with boxes in pixels.

use super::{Word, WordLine};
use crate::layout::Bbox;

/// First line of every such file.
const HEAD: [&str; 12] = [
    "level",
    "page_num",
    "block_num",
    "par_num",
    "line_num",
    "word_num",
    "left",
    "top",
    "width",
    "height",
    "conf",
    "text",
];
const LEVEL_PAGE: u32 = 1;
const LEVEL_BLOCK: u32 = 2;
const LEVEL_WORD: u32 = 5;

/// A page of such a file, in pixels.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::source) struct TsvPage {
    pub number: u32,
    pub width: f32,
    pub height: f32,
    pub lines: Vec<WordLine>,
    /// Boxes of the blocks in which nothing is written: lines and pictures.
    pub blank: Vec<Bbox>,
}

/// Whether a text begins as such a file does.
pub(in crate::source) fn is_tsv(text: &str) -> bool {
    let head = text
        .trim_start_matches('\u{feff}')
        .lines()
        .next()
        .unwrap_or_default();
    head.trim_end().split('\t').eq(HEAD)
}

/// The pages of a file.
///
/// # Errors
/// The 1-based line that is none of Tesseract's, and what is wrong with it.
pub(in crate::source) fn pages(text: &str) -> Result<Vec<TsvPage>, (usize, &'static str)> {
    if !is_tsv(text) {
        return Err((1, "the columns are not those of Tesseract"));
    }
    let mut pages: Vec<TsvPage> = Vec::new();
    let mut last_line = None;
    let mut is_blank = false;
    for (index, line) in text.lines().enumerate().skip(1) {
        if line.trim().is_empty() {
            continue;
        }
        let wrong = |what| (index + 1, what);
        let row = Row::parse(line).ok_or(wrong("a row of twelve columns with numbers was expected"))?;
        if row.level == LEVEL_PAGE {
            pages.push(TsvPage {
                number: row.page,
                width: row.bbox.width(),
                height: row.bbox.height(),
                ..TsvPage::default()
            });
            (last_line, is_blank) = (None, false);
        } else if row.level == LEVEL_BLOCK {
            let page = pages
                .last_mut()
                .ok_or(wrong("a block stands before the first page"))?;
            page.blank.push(row.bbox);
            is_blank = true;
        } else if row.level == LEVEL_WORD && !row.text.trim().is_empty() {
            let page = pages
                .last_mut()
                .ok_or(wrong("a word stands before the first page"))?;
            if std::mem::take(&mut is_blank) {
                page.blank.pop();
            }
            if last_line != Some(row.line) {
                page.lines.push(WordLine::default());
                last_line = Some(row.line);
            }
            if let Some(line) = page.lines.last_mut() {
                line.words.push(Word {
                    text: row.text.split_whitespace().collect(),
                    bbox: row.bbox,
                    confidence: row.confidence,
                });
            }
        }
    }
    Ok(pages)
}

struct Row<'t> {
    level: u32,
    page: u32,
    /// Block, paragraph and line.
    line: [u32; 3],
    bbox: Bbox,
    confidence: Option<u8>,
    text: &'t str,
}

impl<'t> Row<'t> {
    fn parse(line: &'t str) -> Option<Self> {
        let mut columns = line.split('\t');
        let mut number = || columns.next()?.trim().parse::<u32>().ok();
        let (level, page) = (number()?, number()?);
        let line = [number()?, number()?, number()?];
        let (_word, left, top, width, height) = (number()?, number()?, number()?, number()?, number()?);
        let confidence = columns.next()?.trim().parse::<f32>().ok()?;
        // Rows of pages, blocks and lines have no text, and some programs then leave out the last tab.
        let text = columns.next().unwrap_or_default().trim_end_matches('\r');
        let (x0, y0) = (left as f32, top as f32);
        Some(Row {
            level,
            page,
            line,
            bbox: Bbox {
                x0,
                y0,
                x1: x0 + width as f32,
                y1: y0 + height as f32,
            },
            confidence: (0.0..=100.0).contains(&confidence).then_some(confidence as u8),
            text,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
        1\t1\t0\t0\t0\t0\t0\t0\t600\t800\t-1\t\n\
        4\t1\t1\t1\t1\t0\t10\t10\t90\t20\t-1\t\n\
        5\t1\t1\t1\t1\t1\t10\t10\t40\t20\t96.5\t事業\n\
        5\t1\t1\t1\t1\t2\t60\t10\t40\t20\t91\t1,200\n\
        5\t1\t1\t1\t2\t1\t10\t40\t40\t20\t50\t課\n";

    #[test]
    fn words_stand_on_their_lines_with_box_and_confidence() {
        let pages = pages(FILE).unwrap();
        assert_eq!((pages.len(), pages[0].width, pages[0].lines.len()), (1, 600.0, 2));
        let word = &pages[0].lines[0].words[1];
        assert_eq!((word.text.as_str(), word.confidence), ("1,200", Some(91)));
        assert_eq!(word.bbox.to_array(), [60.0, 10.0, 100.0, 30.0]);
    }

    #[test]
    fn blocks_in_which_nothing_is_written_are_told() {
        let block = |top: u32| format!("2\t1\t1\t0\t0\t0\t10\t{top}\t500\t4\t-1\t\n");
        let blank = |top: u32| format!("{}5\t1\t1\t1\t1\t1\t10\t{top}\t500\t4\t95\t \n", block(top));
        let text = FILE.replace("4\t1\t1\t1\t1\t0", &(blank(2) + &block(5) + "4\t1\t1\t1\t1\t0"));
        let pages = pages(&(text + &blank(90))).unwrap();
        let tops: Vec<f32> = pages[0].blank.iter().map(|bbox| bbox.y0).collect();
        assert_eq!((tops, pages[0].lines.len()), (vec![2.0, 90.0], 2));
    }

    #[test]
    fn a_row_that_is_none_is_named() {
        let broken = FILE.replace("\t60\t10\t40", "\tx\t10\t40");
        assert_eq!(pages(&broken).unwrap_err().0, 5);
        assert_eq!(pages("a\tb\n").unwrap_err().0, 1);
    }
}
