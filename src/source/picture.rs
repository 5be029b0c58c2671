//! A page as pixels.

/// A painted page. Its pixels are opaque.
#[derive(Debug, Clone, Default)]
pub struct Picture {
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    /// Pixels a point.
    pub scale: f32,
    /// Red, green, blue, opacity of every pixel, row by row.
    pub rgba: Vec<u8>,
}
