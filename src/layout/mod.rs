//! Geometry: grids of cells, and for pages the way from glyphs and ruling lines to lines and grids.

mod bands;
mod chart;
mod columns;
mod content;
mod crowded;
mod flow;
mod found;
mod framed;
mod grid;
mod grouping;
mod gutters;
mod half_ruled;
mod header;
mod justified;
mod lattice;
mod page;
mod rows;
mod rules;
mod runs;
mod shape;
mod slots;
mod stacked;
mod staggered;
mod stub;
mod subcolumns;
mod text;
mod text_columns;
mod tints;
mod words;
mod wrapping;

pub use content::{Bbox, Glyph, Ink, Keystone, PageContent, Rereading, Rule, Shade, Tint, Turn};
pub use grid::{Cell, Continuation, Grid, GridError};
#[cfg(feature = "render")]
pub(crate) use page::ruled_cells;
pub use page::{PageBlock, PageCell, PageLayout, PageTable, layout};
pub(crate) use runs::is_wide;
pub use text::{Piece, TextLine};
pub(crate) use tints::Shading;
pub use words::Look;
