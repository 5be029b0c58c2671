//! Parts of sheets that are printed otherwise than as whole tables, put together before anything is planned.

use crate::layout::Grid;
use crate::source::{Block, Reading};

use super::facing::Arranged;
use super::lexicon::Lexicon;
use super::{dated_above, lined, uncut};

/// The report with heads of sheets in lines as forms, with blocks of years without the gaps in them, and with tables below the heads that they take from above;
/// `None` where there are none.
pub(super) fn sheets(reading: &Reading, lexicon: &Lexicon<'_>) -> Option<Arranged> {
    let lined = lined::find(reading, lexicon);
    let dated = dated_above::find(reading, lexicon);
    let tables = reading
        .blocks
        .iter()
        .enumerate()
        .filter_map(|(index, block)| match block {
            Block::Table(grid) => Some((index, uncut::uncut(grid, lexicon)?)),
            _ => None,
        });
    let whole: Vec<(usize, Grid)> = tables.collect();
    if lined.is_empty() && dated.is_empty() && whole.is_empty() {
        return None;
    }
    let mut told = Arranged {
        reading: reading.clone(),
        parts: Vec::new(),
        again: Vec::new(),
    };
    let mut put = |at: usize, grid: Option<Grid>| {
        if let Some(block) = told.reading.blocks.get_mut(at) {
            *block = grid.map_or(Block::Blank, Block::Table);
        }
    };
    for (at, grid) in whole {
        put(at, Some(grid));
    }
    for form in lined {
        put(form.block, Some(form.grid));
        form.others.into_iter().for_each(|other| put(other, None));
        told.again.extend(form.marks);
    }
    for table in dated {
        put(table.block, Some(table.grid));
        if let Some(caption) = table.caption {
            put(caption, None);
        }
    }
    Some(told)
}
