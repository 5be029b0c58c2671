//! ALTO XML, the format of libraries.

use super::xml::{Attributes, Token, walk};
use super::{WordPage, directed, words_of};
use crate::layout::Bbox;
use crate::source::ocr::WordLine;

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
    /// The box of the open line.
    line: Option<Bbox>,
    /// Its words without boxes of their own.
    loose: Vec<String>,
    /// What the outline that comes next is of.
    outlined: Option<Outlined>,
    wrong: Option<String>,
}

/// What may have an outline instead of a box.
enum Outlined {
    Line,
    /// Its text and how sure the program is.
    Word(String, Option<u8>),
}

impl State {
    fn take(&mut self, token: Token) {
        match token {
            Token::Open(name, attributes) => self.open(&name, &attributes),
            Token::Close(name) if name == "Page" => self.depth = self.depth.saturating_sub(1),
            Token::Close(name) if name == "MeasurementUnit" => self.in_unit = false,
            Token::Close(name) if name == "String" => self.without_box(),
            Token::Close(name) if name == "TextLine" => self.close_line(),
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
                self.line = bbox(attributes);
                self.outlined = Some(Outlined::Line);
            }
            "String" | "HYP" => self.word(attributes),
            "Polygon" => self.outline(attributes),
            "GraphicalElement" => {
                if let (Some(bbox), Some(page)) = (bbox(attributes), self.pages.last_mut()) {
                    page.rules.push(bbox);
                }
            }
            _ => {}
        }
    }

    fn word(&mut self, attributes: &Attributes) {
        let text = attributes.get("CONTENT").unwrap_or_default().trim().to_owned();
        self.outlined = None;
        if text.is_empty() {
            return;
        }
        let confidence = attributes
            .number("WC")
            .map(|share| (share.clamp(0.0, 1.0) * 100.0).round() as u8);
        match bbox(attributes) {
            Some(bbox) => self.put(&text, &bbox, confidence),
            None => self.outlined = Some(Outlined::Word(text, confidence)),
        }
    }

    /// The outline of a line or word that has no box.
    fn outline(&mut self, attributes: &Attributes) {
        let points = attributes.get("POINTS").and_then(hull);
        match (self.outlined.take(), points) {
            (Some(Outlined::Line), Some(bbox)) => self.line = self.line.or(Some(bbox)),
            (Some(Outlined::Word(text, confidence)), Some(bbox)) => self.put(&text, &bbox, confidence),
            (kept, _) => self.outlined = kept,
        }
    }

    /// A word that ended without box and outline shares the box of its line with others such.
    fn without_box(&mut self) {
        if let Some(Outlined::Word(text, _)) = self.outlined.take() {
            self.loose.push(text);
        }
    }

    fn close_line(&mut self) {
        self.without_box();
        let loose = std::mem::take(&mut self.loose).join(" ");
        if loose.is_empty() {
            return;
        }
        let is_alone = |page: &WordPage| page.lines.last().is_some_and(|line| line.words.is_empty());
        match self.line.filter(|_| self.pages.last().is_some_and(is_alone)) {
            Some(bbox) => self.put(&loose, &bbox, None),
            None => {
                self.wrong
                    .get_or_insert_with(|| format!("the word {loose:?} has no box"));
            }
        }
    }

    fn put(&mut self, text: &str, bbox: &Bbox, confidence: Option<u8>) {
        let Some(page) = self.pages.last_mut() else {
            self.wrong
                .get_or_insert_with(|| format!("the word {text:?} stands outside all pages"));
            return;
        };
        // A page without a size is as large as what stands on it.
        page.width = page.width.max(bbox.x1);
        page.height = page.height.max(bbox.y1);
        if page.lines.is_empty() {
            page.lines.push(WordLine::default());
        }
        if let Some(line) = page.lines.last_mut() {
            line.words.extend(words_of(text, bbox, confidence));
        }
    }
}

/// The box around points: `x,y x,y` or `x y x y`.
fn hull(points: &str) -> Option<Bbox> {
    let numbers: Option<Vec<f32>> = points
        .split([',', ' ', '\n', '\t', '\r'])
        .filter(|number| !number.is_empty())
        .map(|number| number.parse().ok().filter(|number: &f32| number.is_finite()))
        .collect();
    let numbers = numbers?;
    let corners = numbers.chunks_exact(2).filter_map(|point| match point {
        [x, y] => Some(Bbox::of_points((*x, *y), (*x, *y))),
        _ => None,
    });
    corners.reduce(|a, b| a.hull(&b))
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
