//! The one place that knows the PDF engine: pages in, [`PageContent`] out.

mod device;
mod fonts;
#[cfg(feature = "render")]
mod paint;
mod path;

use std::sync::Arc;

use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::Rect;
use hayro_interpret::util::TransformExt;
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};

use crate::failure::Failure;
use crate::layout::PageContent;
use device::Recorder;
use fonts::FontRepairs;
#[cfg(feature = "render")]
pub(super) use paint::Painter;

/// Text that the file gives in place of what a span of glyphs draws.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Replacement {
    /// First glyph.
    pub from: usize,
    /// One after the last glyph.
    pub to: usize,
    /// The text.
    pub text: String,
}

/// One page as the engine gives it, before repairs.
#[derive(Debug, Default)]
pub(super) struct RawPage {
    /// Glyphs, lines, shading, images.
    pub content: PageContent,
    /// `ActualText` spans, inner before outer.
    pub replacements: Vec<Replacement>,
}

/// An opened document.
pub(super) struct Document {
    pdf: Pdf,
}

/// The engine's warnings tell nothing that the page itself does not show.
fn quiet_settings() -> InterpreterSettings {
    InterpreterSettings {
        warning_sink: Arc::new(|_| {}),
        ..InterpreterSettings::default()
    }
}

impl Document {
    /// Opens `bytes`, with `password` or the empty one.
    pub fn open(bytes: Vec<u8>, password: Option<&str>) -> Result<Self, Failure> {
        match Pdf::new_with_password(bytes, password.unwrap_or_default()) {
            Ok(pdf) => Ok(Document { pdf }),
            Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => Err(Failure::Encrypted),
            Err(LoadPdfError::Decryption(error)) => Err(Failure::Damaged {
                reason: format!("its encryption is not readable ({error:?})"),
            }),
            Err(LoadPdfError::Invalid) => Err(Failure::Damaged {
                reason: "no page can be found in it".into(),
            }),
        }
    }

    /// Number of pages.
    pub fn len(&self) -> usize {
        self.pdf.pages().len()
    }

    /// What interprets its pages. At most `max_glyphs` glyphs of a page are kept.
    pub fn interpreter(&self, max_glyphs: usize) -> Interpreter<'_> {
        Interpreter {
            pdf: &self.pdf,
            settings: quiet_settings(),
            cache: InterpreterCache::new(),
            fonts: FontRepairs::new(&self.pdf),
            max_glyphs,
        }
    }
}

/// Interprets the pages of a document, in their order; it remembers the fonts that it met. It stays on one thread, as
/// the engine's fonts do.
pub(super) struct Interpreter<'d> {
    pdf: &'d Pdf,
    settings: InterpreterSettings,
    cache: InterpreterCache<'d>,
    fonts: FontRepairs<'d>,
    max_glyphs: usize,
}

impl Interpreter<'_> {
    /// The page with this 0-based number.
    pub fn page(&mut self, index: usize) -> Option<RawPage> {
        let page = self.pdf.pages().get(index)?;
        self.fonts.look_at(page);
        let (width, height) = page.render_dimensions();
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let mut context = Context::new(
            page.initial_transform(true).to_kurbo(),
            bounds,
            &self.cache,
            self.pdf.xref(),
            self.settings.clone(),
        );
        let mut recorder = Recorder::new(&mut self.fonts, (width, height), self.max_glyphs);
        interpret_page(page, &mut context, &mut recorder);
        let mut raw = recorder.finish();
        raw.content.number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        Some(raw)
    }
}
