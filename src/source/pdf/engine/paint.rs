//! Pages as pictures.

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use hayro_interpret::InterpreterSettings;

use super::{Document, quiet_settings};
use crate::source::Picture;

/// Largest picture, in pixels: A2 at 300 dpi. Larger pages are painted smaller.
const MAX_PIXELS: f32 = 36e6;
/// Longest side of a picture, in pixels.
const MAX_SIDE: f32 = 30_000.0;

/// Paints the pages of one document.
pub(in crate::source::pdf) struct Painter<'d> {
    document: &'d Document,
    cache: RenderCache<'d>,
    settings: InterpreterSettings,
}

impl<'d> Painter<'d> {
    pub fn new(document: &'d Document) -> Self {
        Painter {
            document,
            cache: RenderCache::new(),
            settings: quiet_settings(),
        }
    }

    /// The page with this 0-based number, `scale` pixels a point (fewer where the page is huge).
    pub fn picture(&self, index: usize, scale: f32) -> Option<Picture> {
        let page = self.document.pdf.pages().get(index)?;
        let (width, height) = page.render_dimensions();
        let fits = (MAX_PIXELS / (width * height).max(1.0)).sqrt();
        let scale = scale.min(fits).min(MAX_SIDE / width.max(height).max(1.0));
        if !(scale > 0.0 && width * scale >= 1.0 && height * scale >= 1.0) {
            return None;
        }
        let pixmap = PixmapSettings {
            x_scale: scale,
            y_scale: scale,
            bg_color: WHITE,
        };
        let painted = render(
            page,
            &self.cache,
            &self.settings,
            &RenderSettings {
                // Enlarged pixel by pixel, coarse scans have steps in which no character is recognised.
                force_image_interpolation: true,
                ..RenderSettings::default()
            },
            &pixmap,
        );
        Some(Picture {
            width: usize::from(painted.width()),
            height: usize::from(painted.height()),
            scale,
            rgba: painted.data_as_u8_slice().to_vec(),
        })
    }
}
