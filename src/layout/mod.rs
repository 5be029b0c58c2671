//! Geometry: grids of cells, and for pages the way from glyphs and ruling lines to lines and grids.

mod grid;

pub use grid::{Cell, Grid, GridError};
