//! hOCR: HTML whose elements carry boxes in their titles.

use super::xml::{Attributes, Token, walk};
use super::{WordPage, directed, words_of};
use crate::layout::Bbox;
use crate::source::ocr::{Word, WordLine};

/// Classes of elements that hold one line.
const LINES: [&str; 5] = [
    "ocr_line",
    "ocrx_line",
    "ocr_textfloat",
    "ocr_header",
    "ocr_caption",
];

/// What an open element is.
enum Open {
    Page,
    Line(Bbox),
    Word,
    Other,
}

/// The pages of a file.
pub(super) fn pages(text: &str) -> Result<Vec<WordPage>, String> {
    let mut state = State::default();
    walk(text, |token| state.take(token))?;
    if state.open.iter().any(|open| matches!(open, Open::Word)) {
        return Err("it ends inside a word".into());
    }
    let mut pages = state.pages;
    for page in &mut pages {
        page.lines = directed(std::mem::take(&mut page.lines));
    }
    Ok(pages)
}

#[derive(Default)]
struct State {
    pages: Vec<WordPage>,
    open: Vec<Open>,
    /// Text of the open line outside its words.
    loose: String,
}

impl State {
    fn take(&mut self, token: Token) {
        match token {
            Token::Open(_, attributes) => {
                let open = self.element(&attributes);
                self.open.push(open);
            }
            Token::Close(_) => match self.open.pop() {
                Some(Open::Line(bbox)) => self.close_line(&bbox),
                Some(Open::Word) => self.close_word(),
                _ => {}
            },
            Token::Text(text) => {
                if self.open.iter().any(|open| matches!(open, Open::Word)) {
                    if let Some(word) = self.word() {
                        word.text.extend(text.split_whitespace());
                    }
                } else if self.open.iter().any(|open| matches!(open, Open::Line(_))) {
                    self.loose.push_str(&text);
                }
            }
        }
    }

    fn line(&mut self) -> Option<&mut WordLine> {
        self.pages.last_mut()?.lines.last_mut()
    }

    fn word(&mut self) -> Option<&mut Word> {
        self.line()?.words.last_mut()
    }

    fn element(&mut self, attributes: &Attributes) -> Open {
        let classes = attributes.get("class").unwrap_or_default();
        let has = |class: &str| classes.split_whitespace().any(|own| own == class);
        let title = attributes.get("title").unwrap_or_default();
        let Some(bbox) = bbox(title) else {
            return Open::Other;
        };
        if has("ocr_page") {
            self.pages.push(WordPage {
                width: bbox.x1,
                height: bbox.y1,
                resolution: numbers(title, "scan_res")
                    .first()
                    .copied()
                    .filter(|resolution| *resolution >= 1.0),
                ..WordPage::default()
            });
            return Open::Page;
        }
        let Some(page) = self.pages.last_mut() else {
            return Open::Other;
        };
        if LINES.iter().any(|class| has(class)) {
            page.lines.push(WordLine::default());
            self.loose.clear();
            return Open::Line(bbox);
        }
        if has("ocrx_word") || has("ocr_word") {
            if page.lines.is_empty() {
                page.lines.push(WordLine::default());
            }
            let confidence = numbers(title, "x_wconf").first().copied();
            if let Some(line) = page.lines.last_mut() {
                line.words.push(Word {
                    text: String::new(),
                    bbox,
                    confidence: confidence.map(|confidence| confidence.clamp(0.0, 100.0) as u8),
                });
            }
            return Open::Word;
        }
        if has("ocr_separator") {
            page.rules.push(bbox);
        }
        Open::Other
    }

    fn close_word(&mut self) {
        if let Some(line) = self.line() {
            let empty = line.words.last().is_some_and(|word| word.text.is_empty());
            if empty {
                line.words.pop();
            }
        }
    }

    /// Lines without words give their text as words that share their box.
    fn close_line(&mut self, bbox: &Bbox) {
        let loose = std::mem::take(&mut self.loose);
        if let Some(line) = self.line().filter(|line| line.words.is_empty()) {
            line.words = words_of(&loose, bbox, None);
        }
    }
}

/// The numbers behind a name in a title: `bbox 0 0 10 20; x_wconf 96`.
fn numbers(title: &str, name: &str) -> Vec<f32> {
    let property = title.split(';').find_map(|property| {
        let rest = property.trim().strip_prefix(name)?;
        rest.starts_with(char::is_whitespace).then_some(rest)
    });
    let numbers = property
        .unwrap_or_default()
        .split_whitespace()
        .map_while(|number| number.parse::<f32>().ok());
    numbers.filter(|number| number.is_finite()).collect()
}

fn bbox(title: &str) -> Option<Bbox> {
    match numbers(title, "bbox").as_slice() {
        &[x0, y0, x1, y1] if x0 <= x1 && y0 <= y1 => Some(Bbox { x0, y0, x1, y1 }),
        _ => None,
    }
}
