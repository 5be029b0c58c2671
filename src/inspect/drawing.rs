//! Drawings of one page.

use super::scene::{Layer, Scene};
use super::svg;
use crate::source::{PageReading, Picture};
use crate::{Converter, Failure, ReadOptions};

/// Pixels a point of pictures: 144 dots an inch.
#[cfg(feature = "render")]
const SCALE: f32 = 2.0;

/// The format of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// With layers that can be switched while looking.
    Svg,
    /// Pixels; only in builds with the feature `render`.
    Png,
}

/// What is to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// 1-based.
    pub page: u32,
    /// How.
    pub format: Format,
    /// Layers shown; in SVG the others can be switched on.
    pub layers: Vec<Layer>,
}

/// The drawing of one page of an input, as a file; `None` when the input has no such page.
///
/// # Errors
/// As [`Converter::convert`], and [`Failure::Unsupported`] for pictures in a build that cannot make them.
pub fn draw(
    converter: &Converter,
    bytes: &[u8],
    options: &ReadOptions,
    drawing: &Drawing,
) -> Result<Option<Vec<u8>>, Failure> {
    let mut wanted: Option<PageReading> = None;
    let reading = converter.read(bytes, options, &mut |page| {
        if page.content.number == drawing.page {
            wanted = Some(page);
        }
    })?;
    let Some(page) = wanted else { return Ok(None) };
    let scene = Scene::of(&page, &reading, &converter.explain(&reading));
    let picture = picture(bytes, options, &reading.media_type, drawing.page)?;
    Ok(Some(match drawing.format {
        Format::Svg => {
            let file = picture.as_ref().map(file_of);
            // Writing into a text does not fail.
            svg::draw(&scene, file.as_deref(), &drawing.layers)
                .unwrap_or_default()
                .into_bytes()
        }
        Format::Png => painted(&scene, &page, picture, &drawing.layers)?,
    }))
}

/// The page as a PDF viewer shows it; `None` for inputs that have none.
#[cfg(feature = "render")]
fn picture(
    bytes: &[u8],
    options: &ReadOptions,
    media_type: &str,
    page: u32,
) -> Result<Option<Picture>, Failure> {
    if media_type != crate::source::PDF {
        return Ok(None);
    }
    crate::source::pdf::picture_of(bytes, &options.into(), page, SCALE)
}

#[cfg(feature = "render")]
fn file_of(picture: &Picture) -> Vec<u8> {
    super::png::encoded(picture)
}

#[cfg(feature = "render")]
fn painted(
    scene: &Scene,
    page: &PageReading,
    picture: Option<Picture>,
    layers: &[Layer],
) -> Result<Vec<u8>, Failure> {
    let shown = picture.filter(|_| layers.contains(&Layer::Page));
    let picture = shown.unwrap_or_else(|| super::png::sheet(&page.content, SCALE));
    Ok(super::png::draw(scene, &page.content, picture, layers))
}

#[cfg(not(feature = "render"))]
fn picture(_: &[u8], _: &ReadOptions, _: &str, _: u32) -> Result<Option<Picture>, Failure> {
    Ok(None)
}

#[cfg(not(feature = "render"))]
fn file_of(_: &Picture) -> Vec<u8> {
    Vec::new()
}

#[cfg(not(feature = "render"))]
fn painted(_: &Scene, _: &PageReading, _: Option<Picture>, _: &[Layer]) -> Result<Vec<u8>, Failure> {
    Err(Failure::Unsupported {
        format: "drawing as PNG (this build leaves it out)".into(),
        way_out: "build with the feature `render`, or draw SVG".into(),
    })
}
