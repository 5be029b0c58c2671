//! ALTO XML, the format of libraries.

use super::xml::{Attributes, Token, walk};
use super::{WordPage, directed};
use crate::layout::Bbox;
use crate::source::ocr::{Word, WordLine};

/// The pages of a file.
pub(super) fn pages(text: &str) -> Result<Vec<WordPage>, String> {
    let mut state = State::default();
    walk(text, |token| state.take(token))?;
    if state.depth > 0 {
        return Err("it ends inside a page".into());
    }
    if let Some(what) = state.wrong {
        return Err(what);
    }
    let mut pages = state.pages;
    for page in &mut pages {
        page.lines = directed(std::mem::take(&mut page.lines));
        page.resolution = state.resolution;
    }
    Ok(pages)
}

#[derive(Default)]
struct State {
    pages: Vec<WordPage>,
    /// Units an inch, where the unit says so.
    resolution: Option<f32>,
    in_unit: bool,
    /// Open pages.
    depth: usize,
    wrong: Option<String>,
}

impl State {
    fn take(&mut self, token: Token) {
        match token {
            Token::Open(name, attributes) => self.open(&name, &attributes),
            Token::Close(name) if name == "Page" => self.depth = self.depth.saturating_sub(1),
            Token::Close(name) if name == "MeasurementUnit" => self.in_unit = false,
            Token::Close(_) => {}
            Token::Text(text) if self.in_unit => {
                self.resolution = match text.trim() {
                    "mm10" => Some(254.0),
                    "inch1200" => Some(1200.0),
                    _ => self.resolution,
                }
            }
            Token::Text(_) => {}
        }
    }

    fn open(&mut self, name: &str, attributes: &Attributes) {
        match name {
            "MeasurementUnit" => self.in_unit = true,
            "Page" => {
                self.depth += 1;
                self.pages.push(WordPage {
                    width: attributes.number("WIDTH").unwrap_or(0.0),
                    height: attributes.number("HEIGHT").unwrap_or(0.0),
                    ..WordPage::default()
                });
            }
            "TextLine" => {
                if let Some(page) = self.pages.last_mut() {
                    page.lines.push(WordLine::default());
                }
            }
            "String" | "HYP" => self.word(attributes),
            "GraphicalElement" => {
                if let (Some(bbox), Some(page)) = (bbox(attributes), self.pages.last_mut()) {
                    page.rules.push(bbox);
                }
            }
            _ => {}
        }
    }

    fn word(&mut self, attributes: &Attributes) {
        let text: String = attributes
            .get("CONTENT")
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        if text.is_empty() {
            return;
        }
        let Some(bbox) = bbox(attributes) else {
            self.wrong
                .get_or_insert_with(|| format!("the word {text:?} has no box"));
            return;
        };
        let Some(page) = self.pages.last_mut() else {
            self.wrong
                .get_or_insert_with(|| format!("the word {text:?} stands outside all pages"));
            return;
        };
        // A page without a size is as large as what stands on it.
        if attributes.number("HPOS").is_some() {
            page.width = page.width.max(bbox.x1);
            page.height = page.height.max(bbox.y1);
        }
        if page.lines.is_empty() {
            page.lines.push(WordLine::default());
        }
        let confidence = attributes
            .number("WC")
            .map(|share| (share.clamp(0.0, 1.0) * 100.0).round() as u8);
        if let Some(line) = page.lines.last_mut() {
            line.words.push(Word {
                text,
                bbox,
                confidence,
            });
        }
    }
}

fn bbox(attributes: &Attributes) -> Option<Bbox> {
    let (x0, y0) = (attributes.number("HPOS")?, attributes.number("VPOS")?);
    Some(Bbox {
        x0,
        y0,
        x1: x0 + attributes.number("WIDTH")?.max(0.0),
        y1: y0 + attributes.number("HEIGHT")?.max(0.0),
    })
}
