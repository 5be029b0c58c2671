//! Records what the engine draws.

use hayro_interpret::font::{Glyph as EngineGlyph, GlyphRun, PositionedGlyph};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::object::{Dict, String as PdfString};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};

use super::fonts::{FontRepairs, MetFont, from_unicode_code};
use super::path::PathReader;
use super::{RawPage, Replacement};
use crate::layout::{Bbox, Glyph, Ink, PageContent, Tint, Turn};

/// Above and below the base line, in em: the box of a character of Japanese type.
const ASCENT: f64 = 880.0;
const DESCENT: f64 = -120.0;
/// Type smaller than this is not meant to be read (points).
const MIN_SIZE: f64 = 0.5;
/// Sine of the angle from which a glyph counts as oblique (about 8 degrees).
const OBLIQUE: f64 = 0.14;
/// An advance of more ems than this shows that a font of drawings has another em.
const ODD_ADVANCE: f64 = 1.6;
/// Marked content deeper than this is not followed.
const MAX_MARKS: usize = 256;
const POINTS_AN_INCH: f32 = 72.0;
/// An image that covers at least one in so many parts of the page may be a scan of it.
const LARGE_IMAGE: f32 = 4.0;

struct Mark {
    from: usize,
    actual: Option<String>,
    artifact: bool,
}

/// The device that keeps glyphs, lines, shades and image boxes.
pub(super) struct Recorder<'f, 'p> {
    fonts: &'f mut FontRepairs<'p>,
    page: RawPage,
    marks: Vec<Mark>,
    /// Marks beyond [`MAX_MARKS`] that are still open.
    ignored_marks: usize,
    clips: Vec<Bbox>,
    max_glyphs: usize,
    /// Em of the last glyph of a font of drawings, in ems of the text matrix.
    drawn_em: f64,
}

impl<'f, 'p> Recorder<'f, 'p> {
    pub fn new(fonts: &'f mut FontRepairs<'p>, size: (f32, f32), max_glyphs: usize) -> Self {
        let content = PageContent {
            width: size.0,
            height: size.1,
            ..PageContent::default()
        };
        Recorder {
            fonts,
            page: RawPage {
                content,
                replacements: Vec::new(),
            },
            marks: Vec::new(),
            ignored_marks: 0,
            clips: Vec::new(),
            max_glyphs,
            drawn_em: 1.0,
        }
    }

    pub fn finish(self) -> RawPage {
        self.page
    }

    fn bounds(&self) -> Bbox {
        let content = &self.page.content;
        Bbox {
            x0: 0.0,
            y0: 0.0,
            x1: content.width,
            y1: content.height,
        }
    }

    fn clip(&self) -> Bbox {
        self.clips.last().copied().unwrap_or_else(|| self.bounds())
    }

    fn text_of(&mut self, glyph: &PositionedGlyph<'_>, style: &RunStyle) -> Option<BfString> {
        let coded = if style.font.unicode_coded {
            from_unicode_code(glyph.char_code())
        } else {
            None
        };
        coded
            .or_else(|| glyph.as_unicode())
            .or_else(|| self.fonts.repair(style.font, glyph))
    }

    /// Advance in thousandths of the text matrix's em, and the em of the type in those ems.
    fn measure(&mut self, glyph: &PositionedGlyph<'_>, style: &RunStyle) -> (f64, f64) {
        let advance = match &**glyph {
            EngineGlyph::Outline(outline) => outline.advance_width(),
            EngineGlyph::Type3(type3) => type3.advance_width(),
        };
        let advance = advance.filter(|advance| advance.is_finite() && *advance > 0.0);
        // Vertical fonts report no advance: their characters are one em wide.
        let advance = f64::from(advance.unwrap_or(if style.vertical { 1000.0 } else { 500.0 }));
        // Fonts of drawings have units of their own: their em is not that of the text matrix.
        let em = match &**glyph {
            EngineGlyph::Type3(_) => (advance / 1000.0).max(1.0),
            EngineGlyph::Outline(_) => 1.0,
        };
        let em = if em > ODD_ADVANCE {
            em.max(self.drawn_em)
        } else {
            1.0
        };
        self.drawn_em = em;
        (advance, em)
    }

    fn glyph(&mut self, glyph: &PositionedGlyph<'_>, transform: Affine, style: &RunStyle) {
        if self.page.content.glyphs.len() >= self.max_glyphs {
            self.page.content.cut = true;
            return;
        }
        let placed = transform * glyph.transform();
        let (advance, em) = self.measure(glyph, style);
        let Some(shape) = Placement::of(placed, advance, em) else {
            return;
        };
        if !self.bounds().contains(shape.bbox.center(), 1.0) {
            return;
        }
        let (character, more) = match self.text_of(glyph, style) {
            Some(BfString::Char(character)) => (Some(character), None),
            Some(BfString::String(text)) => {
                let mut chars = text.chars();
                (chars.next(), Some(chars.as_str().into()))
            }
            None => (None, None),
        };
        self.page.content.glyphs.push(Glyph {
            character,
            more,
            bbox: shape.bbox,
            size: shape.size,
            turn: shape.turn,
            font: style.font.face,
            ink: style.ink,
            vertical: style.vertical,
            artifact: self.marks.iter().any(|mark| mark.artifact),
            oblique: shape.oblique,
            confidence: None,
        });
    }
}

struct RunStyle {
    font: MetFont,
    ink: Ink,
    vertical: bool,
}

/// Where a glyph ended up.
struct Placement {
    bbox: Bbox,
    size: f32,
    turn: Turn,
    oblique: bool,
}

impl Placement {
    fn of(transform: Affine, advance: f64, em: f64) -> Option<Self> {
        let origin = transform * Point::ZERO;
        let along = transform * Point::new(1000.0, 0.0) - origin;
        let up = transform * Point::new(0.0, 1000.0) - origin;
        let length = along.hypot();
        // The height of slanted type is the part of `up` that is perpendicular to the base line.
        let size = em * (along.x * up.y - along.y * up.x).abs() / length;
        if !size.is_finite() || !origin.x.is_finite() || !origin.y.is_finite() || size < MIN_SIZE {
            return None;
        }
        let corners = [
            (0.0, DESCENT),
            (advance, DESCENT),
            (0.0, ASCENT),
            (advance, ASCENT),
        ]
        .map(|(x, y)| transform * Point::new(x, y));
        let mut hull = Rect::from_points(corners[0], corners[3]);
        hull = hull.union_pt(corners[1]).union_pt(corners[2]);
        let (cos, sin) = (along.x / length, along.y / length);
        let turn = match (cos.abs() >= sin.abs(), cos >= 0.0, sin >= 0.0) {
            (true, true, _) => Turn::None,
            (true, false, _) => Turn::Half,
            (false, _, true) => Turn::Quarter,
            (false, _, false) => Turn::ThreeQuarters,
        };
        Some(Placement {
            bbox: to_bbox(hull),
            size: size as f32,
            turn,
            oblique: cos.abs().min(sin.abs()) > OBLIQUE,
        })
    }
}

/// A rectangle of the engine as a box of ours.
pub(super) fn to_bbox(rect: Rect) -> Bbox {
    Bbox {
        x0: rect.x0 as f32,
        y0: rect.y0 as f32,
        x1: rect.x1 as f32,
        y1: rect.y1 as f32,
    }
}

/// What a paint looks like on paper: white where it is seen through.
fn tint_of(paint: &Paint<'_>) -> Option<Tint> {
    match paint {
        Paint::Color(color) => {
            let [red, green, blue, alpha] = color.to_rgba().components();
            let part = |part: f32| (part.clamp(0.0, 1.0) * 255.0).round() as u8;
            Some(if alpha < 0.02 {
                [u8::MAX; 3]
            } else {
                [red, green, blue].map(part)
            })
        }
        Paint::Pattern(_) => None,
    }
}

fn decode_text(bytes: &[u8]) -> String {
    let units = |big: bool, bytes: &[u8]| -> Vec<u16> {
        let (pairs, _) = bytes.as_chunks::<2>();
        pairs
            .iter()
            .map(|&pair| {
                if big {
                    u16::from_be_bytes(pair)
                } else {
                    u16::from_le_bytes(pair)
                }
            })
            .collect()
    };
    match bytes {
        [0xFE, 0xFF, rest @ ..] => String::from_utf16_lossy(&units(true, rest)),
        [0xFF, 0xFE, rest @ ..] => String::from_utf16_lossy(&units(false, rest)),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        // PDFDocEncoding, which is Latin 1 but for some typographic characters.
        _ => bytes.iter().map(|&byte| char::from(byte)).collect(),
    }
}

impl<'a> Device<'a> for Recorder<'_, '_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        let tint = tint_of(&props.paint);
        let clip = self.clip();
        let mut reader = PathReader::new(&mut self.page.content, clip, tint);
        match draw_mode {
            DrawMode::Fill(_) => reader.fill(path, props.transform),
            DrawMode::Stroke(stroke) => reader.stroke(path, props.transform, stroke.line_width),
            DrawMode::FillAndStroke(_, stroke) => {
                reader.fill(path, props.transform);
                reader.stroke(path, props.transform, stroke.line_width);
            }
            DrawMode::Invisible => {}
        }
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        let clip = to_bbox(clip_path.path.bounding_box()).intersect(&self.clip());
        self.clips.push(clip);
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        let clip = to_bbox(*rect).intersect(&self.clip());
        self.clips.push(clip);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let first = run.glyphs().first();
        let style = RunStyle {
            font: first.map_or(MetFont::default(), |glyph| self.fonts.meet(glyph)),
            ink: match mode {
                DrawMode::Fill(_) => Ink::Fill,
                DrawMode::FillAndStroke(..) => Ink::FillAndStroke,
                DrawMode::Stroke(_) => Ink::Stroke,
                DrawMode::Invisible => Ink::Invisible,
            },
            vertical: run.writing_mode() == WritingMode::Vertical,
        };
        for glyph in run.glyphs() {
            self.glyph(glyph, props.transform, &style);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let size = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let whole = to_bbox(props.transform.transform_rect_bbox(size));
        let placed = whole.intersect(&self.clip());
        let content = &mut self.page.content;
        if placed.width() > 0.0 && placed.height() > 0.0 && content.images.len() < self.max_glyphs {
            let area = |bbox: &Bbox| bbox.width() * bbox.height();
            if area(&placed) * LARGE_IMAGE >= content.width * content.height {
                let pixels = image.width() as f32 * image.height() as f32;
                let resolution = (pixels / area(&whole)).sqrt() * POINTS_AN_INCH;
                // A coarse background may lie behind sharp text.
                content.resolution = Some(
                    content
                        .resolution
                        .map_or(resolution, |known| known.max(resolution)),
                );
            }
            content.images.push(placed);
        }
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {}

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        if self.marks.len() >= MAX_MARKS {
            self.ignored_marks += 1;
            return;
        }
        let actual = properties
            .and_then(|dict| dict.get::<PdfString<'_>>(b"ActualText"))
            .map(|text| decode_text(text.as_bytes()));
        self.marks.push(Mark {
            from: self.page.content.glyphs.len(),
            actual,
            artifact: tag == b"Artifact",
        });
    }

    fn end_marked_content(&mut self) {
        if self.ignored_marks > 0 {
            self.ignored_marks -= 1;
            return;
        }
        let to = self.page.content.glyphs.len();
        if let Some(Mark {
            from,
            actual: Some(text),
            ..
        }) = self.marks.pop()
            && from < to
        {
            self.page.replacements.push(Replacement { from, to, text });
        }
    }
}
