//! A piece of a page on its way from picture to lines.

use unicode_normalization::UnicodeNormalization;

use super::alike;
use super::cells::Piece;
use super::closed::Closed;
use super::figures;
use super::gray::{Area, Gray};
use super::tesseract::Shows;
use super::triangle::{self, Triangle};
use super::tsv::TsvPage;
use super::{Word, WordLine};
use crate::layout::{Bbox, Rereading};

/// White put around each piece of the page.
pub(super) const RIM: usize = 16;
/// How sure (per cent) a shape is.
const SHAPE: u8 = 90;
/// The rule by which a stroke is a dash.
const DASH: &str = "dash";

/// A piece on its way: its picture lies in `area` of the page, with a rim.
pub(super) struct Job {
    pub piece: Piece,
    pub area: Area,
    pub image: Gray,
    pub rim: usize,
    pub triangle: Option<Triangle>,
    pub lines: Vec<WordLine>,
    pub rereadings: Vec<Rereading>,
}

impl Job {
    pub fn of(piece: &Piece, gray: &Gray, outside: &Gray) -> Self {
        let (source, rim) = if matches!(piece.shows, Shows::Page | Shows::Columns) {
            (outside, 0)
        } else {
            (gray, RIM)
        };
        let mut job = Job {
            piece: *piece,
            area: piece.area,
            image: source.piece(&piece.area, rim),
            rim,
            triangle: None,
            lines: Vec::new(),
            rereadings: Vec::new(),
        };
        if piece.shows == Shows::Line {
            job.part_from_triangle(gray);
        }
        job
    }

    /// A triangle at the start is read by its shape, the rest by Tesseract.
    fn part_from_triangle(&mut self, gray: &Gray) {
        let Some(mut found) = triangle::leading(&gray.piece(&self.area, 0).ink()) else {
            return;
        };
        found.area = moved(&found.area, &self.area);
        self.area.x0 = found.area.x1.min(self.area.x1);
        self.image = gray.piece(&self.area, self.rim);
        self.triangle = Some(found);
    }

    /// Whether the text is no figure.
    pub fn starts_with_letter(&self) -> bool {
        let text: String = self
            .lines
            .iter()
            .flat_map(|line| &line.words)
            .map(|word| word.text.as_str())
            .collect();
        let digits = text.chars().filter(char::is_ascii_digit).count();
        !text.is_empty() && digits * 2 < text.chars().count()
    }

    /// What Tesseract saw in the job's picture.
    pub fn take(&mut self, page: TsvPage) {
        self.lines = page.lines;
        on_page(&mut self.lines, &self.area, self.rim);
    }

    /// What Tesseract saw in the job's picture `closed` up, where it is surer of that.
    pub fn take_closed(&mut self, page: TsvPage, closed: &Closed) {
        let mut lines = page.lines;
        for word in lines.iter_mut().flat_map(|line| &mut line.words) {
            word.bbox.x0 = closed.opened(word.bbox.x0);
            word.bbox.x1 = closed.opened(word.bbox.x1);
        }
        if mean(&lines) > mean(&self.lines) {
            on_page(&mut lines, &self.area, self.rim);
            self.rereadings.extend(other_digits(&self.lines, &lines));
            self.lines = lines;
        }
    }

    /// What is compared with other lines.
    pub fn line(&mut self) -> alike::Line<'_> {
        let rim = self.rim as f32;
        alike::Line {
            corner: (self.area.x0 as f32 - rim, self.area.y0 as f32 - rim),
            image: &self.image,
            lines: &mut self.lines,
            told: &mut self.rereadings,
        }
    }

    pub fn finished(mut self) -> (Vec<WordLine>, Vec<Rereading>) {
        if self.piece.shows == Shows::Line {
            self.rereadings.extend(as_mark(&mut self.lines));
        }
        if let Some(Triangle { area, character }) = self.triangle {
            let word = Word {
                text: character.into(),
                bbox: Bbox {
                    x0: area.x0 as f32,
                    y0: area.y0 as f32,
                    x1: area.x1 as f32,
                    y1: area.y1 as f32,
                },
                confidence: Some(SHAPE),
            };
            match self.lines.first_mut() {
                Some(line) => line.words.insert(0, word),
                None => self.lines.push(WordLine {
                    words: vec![word],
                    vertical: false,
                }),
            }
        }
        (self.lines, self.rereadings)
    }
}

/// Mean confidence of the characters, in per cent.
pub(super) fn mean(lines: &[WordLine]) -> f32 {
    let words = || lines.iter().flat_map(|line| &line.words);
    let count = |word: &Word| word.text.chars().count() as f32;
    let sum: f32 = words()
        .map(|word| f32::from(word.confidence.unwrap_or(0)) * count(word))
        .sum();
    sum / words().map(count).sum::<f32>().max(1.0)
}

/// A cell with nothing but a stroke says that there is none: the models take it for a numeral. Tells
/// what was changed; other strokes and rings are understood as they are.
fn as_mark(lines: &mut [WordLine]) -> Option<Rereading> {
    let [line] = lines else { return None };
    let [word] = line.words.as_mut_slice() else {
        return None;
    };
    if word.text != "一" {
        return None;
    }
    let other = std::mem::replace(&mut word.text, "－".into());
    Some(Rereading {
        bbox: word.bbox,
        taken: word.text.clone(),
        other,
        rule: DASH,
        evidence: "a stroke alone in its cell says that there is none".into(),
        disputed: false,
    })
}

/// Where two readings of a line differ in their digits: of two words that say the same nothing needs to be told.
fn other_digits(first: &[WordLine], taken: &[WordLine]) -> Option<Rereading> {
    let text = |lines: &[WordLine]| -> String {
        let words = lines.iter().flat_map(|line| &line.words);
        words.flat_map(|word| word.text.nfkc()).collect()
    };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (other, text) = (text(first), text(taken));
    let boxes = taken.iter().flat_map(|line| &line.words).map(|word| word.bbox);
    let bbox = boxes.reduce(|hull, bbox| hull.hull(&bbox))?;
    (!other.is_empty() && digits(&other) != digits(&text)).then(|| Rereading {
        bbox,
        evidence: format!(
            "read twice, blurred the second time: {other} ({:.0} per cent sure) and {text} ({:.0} per cent)",
            mean(first),
            mean(taken)
        ),
        taken: text,
        other,
        rule: figures::SECOND_READING,
        disputed: true,
    })
}

/// From the pixels of a piece to those of the page.
pub(super) fn on_page(lines: &mut [WordLine], area: &Area, rim: usize) {
    let (dx, dy) = (area.x0 as f32 - rim as f32, area.y0 as f32 - rim as f32);
    for word in lines.iter_mut().flat_map(|line| &mut line.words) {
        word.bbox.x0 += dx;
        word.bbox.x1 += dx;
        word.bbox.y0 += dy;
        word.bbox.y1 += dy;
    }
}

fn moved(area: &Area, by: &Area) -> Area {
    Area {
        x0: area.x0 + by.x0,
        y0: area.y0 + by.y0,
        x1: area.x1 + by.x0,
        y1: area.y1 + by.y0,
    }
}
