//! Glyphs that belong together without doubt: neighbours both in drawing order and on the page.

use super::{Bbox, Glyph, PageContent, Turn};

/// Glyphs farther apart than this (in em) do not form one run.
const MAX_GAP: f32 = 0.7;
/// Glyphs may overlap by this much (in em).
const MAX_OVERLAP: f32 = 0.6;
/// Upright characters below each other form a column of text when the gap is at most this (in em).
const MAX_GAP_BELOW: f32 = 0.35;
/// A gap of at most this (in em) between neighbours is no boundary, even where a line passes.
const CONTIGUOUS: f32 = 0.09;
/// Deepest overlap of letters in running text, in em.
const OVERLAPPING: f32 = 0.3;

/// How the glyphs of a run follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// One glyph: not known.
    Single,
    /// Left to right.
    Across,
    /// Top to bottom, upright.
    Down,
}

/// Neighbouring glyphs.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    /// Indices into the page's glyphs, in reading order.
    pub glyphs: Vec<u32>,
    /// Boxes of the glyphs after turning the page upright.
    pub boxes: Vec<Bbox>,
    /// Whether a blank was drawn before each glyph.
    pub spaced: Vec<bool>,
    /// Around all.
    pub bbox: Bbox,
    /// Size of the type.
    pub size: f32,
    /// Direction, relative to the turned page.
    pub turn: Turn,
    /// How the glyphs follow each other.
    pub flow: Flow,
    /// Oblique: a watermark.
    pub oblique: bool,
    /// Marked as no content by the file.
    pub artifact: bool,
}

impl Run {
    fn new(index: u32, glyph: &Glyph, bbox: Bbox, turn: Turn, spaced: bool) -> Self {
        Run {
            glyphs: vec![index],
            boxes: vec![bbox],
            spaced: vec![spaced],
            bbox,
            size: glyph.size,
            turn,
            flow: if glyph.vertical { Flow::Down } else { Flow::Single },
            oblique: glyph.oblique,
            artifact: glyph.artifact,
        }
    }

    fn push(&mut self, index: u32, bbox: Bbox, spaced: bool, flow: Flow) {
        self.glyphs.push(index);
        self.boxes.push(bbox);
        self.spaced.push(spaced);
        self.bbox = self.bbox.hull(&bbox);
        self.flow = flow;
    }

    /// Box in a frame where the run reads left to right.
    pub fn upright(&self, bbox: &Bbox) -> Bbox {
        upright(bbox, self.turn)
    }

    /// The parts of the run between the positions at which `splits` says so.
    pub fn split(self, splits: impl Fn(&Bbox, &Bbox) -> bool) -> Vec<Run> {
        let cuts: Vec<usize> = self
            .boxes
            .windows(2)
            .enumerate()
            .filter_map(|(index, pair)| match pair {
                [a, b] if splits(a, b) => Some(index + 1),
                _ => None,
            })
            .collect();
        if cuts.is_empty() {
            return vec![self];
        }
        let ends = cuts.iter().copied().chain([self.glyphs.len()]);
        let mut parts = Vec::new();
        let mut start = 0;
        for end in ends {
            parts.extend(self.part(start, end));
            start = end;
        }
        parts
    }

    /// Whether nearly each of its letters begins where the one before it ends, as in text that nobody spaced or kerned: a
    /// name cut off at the wall of its cell may then be told from what begins behind the wall.
    pub fn is_set_exactly(&self) -> bool {
        let gaps = self.boxes.windows(2).map(|pair| match pair {
            [a, b] => (b.x0 - a.x1).abs(),
            _ => 0.0,
        });
        let exact = gaps.filter(|gap| *gap <= self.size * EXACT).count();
        exact >= LEAST_EXACT && exact * 10 >= (self.boxes.len() - 1) * 8
    }

    fn part(&self, start: usize, end: usize) -> Option<Run> {
        let boxes = self.boxes.get(start..end)?.to_vec();
        let bbox = boxes.iter().copied().reduce(|a, b| a.hull(&b))?;
        Some(Run {
            glyphs: self.glyphs.get(start..end)?.to_vec(),
            spaced: self.spaced.get(start..end)?.to_vec(),
            flow: if boxes.len() == 1 && self.flow == Flow::Across {
                Flow::Single
            } else {
                self.flow
            },
            boxes,
            bbox,
            ..*self
        })
    }
}

/// A box turned about the origin so that text read in direction `turn` reads left to right.
pub(crate) fn upright(bbox: &Bbox, turn: Turn) -> Bbox {
    bbox.turned(turn.inverse(), 0.0, 0.0)
}

/// The direction in which most of the page is read.
pub(crate) fn main_turn(content: &PageContent) -> Turn {
    let mut counts = [0usize; 4];
    for glyph in content
        .glyphs
        .iter()
        .filter(|glyph| !glyph.is_space() && !glyph.oblique)
    {
        if let Some(count) = counts.get_mut(glyph.turn as usize) {
            *count += 1;
        }
    }
    let best = counts.iter().copied().max().unwrap_or(0);
    // Upright wins unless another direction clearly does: labels set sideways must not turn a page.
    let upright = counts.first().copied().unwrap_or(0);
    if upright * 3 >= best {
        return Turn::None;
    }
    Turn::ALL
        .into_iter()
        .zip(counts)
        .find(|&(_, count)| count == best)
        .map_or(Turn::None, |(turn, _)| turn)
}

/// The glyphs of a page as runs, in drawing order. `turn` is undone first.
pub(crate) fn runs(content: &PageContent, turn: Turn) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut blank = false;
    for (index, glyph) in content.glyphs.iter().enumerate() {
        if glyph.is_space() {
            blank = true;
            continue;
        }
        let Ok(index) = u32::try_from(index) else {
            break;
        };
        let bbox = glyph.bbox.turned(turn.inverse(), content.width, content.height);
        let relative = glyph.turn.then(turn.inverse());
        let joined = runs.last_mut().and_then(|run| {
            let last = content.glyphs.get(*run.glyphs.last()? as usize)?;
            let flow = follows(run, last, glyph, &bbox, relative)?;
            run.push(index, bbox, blank, flow);
            Some(())
        });
        if joined.is_none() {
            runs.push(Run::new(index, glyph, bbox, relative, blank));
        }
        blank = false;
    }
    runs
}

/// Whether `glyph` continues the run, and how.
fn follows(run: &Run, last: &Glyph, glyph: &Glyph, bbox: &Bbox, turn: Turn) -> Option<Flow> {
    if run.turn != turn || run.oblique != glyph.oblique || run.artifact != glyph.artifact {
        return None;
    }
    let previous = run.upright(run.boxes.last()?);
    let next = run.upright(bbox);
    let em = last.size.max(glyph.size);
    let similar = last.size.min(glyph.size) >= em * 0.45;
    if !similar {
        return None;
    }
    if run.flow != Flow::Down && !glyph.vertical {
        let gap = next.x0 - previous.x1;
        let level = next.overlap_y(&previous) >= previous.height().min(next.height()) * 0.6;
        if level && gap <= em * MAX_GAP && gap >= -em * MAX_OVERLAP && next.x0 > previous.x0 - em * 0.1 {
            return Some(Flow::Across);
        }
    }
    if run.flow != Flow::Across && (glyph.vertical || is_ideographic(last) && is_ideographic(glyph)) {
        let gap = next.y0 - previous.y1;
        let aligned = (next.center().0 - previous.center().0).abs() <= em * 0.3;
        let reach = if glyph.vertical { MAX_GAP } else { MAX_GAP_BELOW };
        if aligned && gap <= em * reach && gap >= -em * MAX_OVERLAP && next.y0 > previous.y0 + em * 0.2 {
            return Some(Flow::Down);
        }
    }
    None
}

/// Characters that are set one below the other: full-width scripts.
pub(crate) fn is_wide(character: char) -> bool {
    matches!(character,
        '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}' | '\u{1F000}'..='\u{3FFFD}')
}

fn is_ideographic(glyph: &Glyph) -> bool {
    glyph.character.is_some_and(is_wide)
}

/// Gap of letters set exactly, as share of the size.
const EXACT: f32 = 0.003;
/// Fewest of them that show it.
const LEAST_EXACT: usize = 3;

/// Whether neighbours in one run touch, so that text simply flows over whatever line lies between. A letter that
/// begins well inside the one before it was placed on its own: a full stop hangs over the end of its cell.
pub(crate) fn touches(a: &Bbox, b: &Bbox, size: f32) -> bool {
    (-size * OVERLAPPING..=size * CONTIGUOUS).contains(&(b.x0 - a.x1))
}
