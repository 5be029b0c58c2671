//! Tables put together as their readers see them, not as they are printed: two figures of one cell apart, lines of
//! labels and values as a table, halves on facing pages joined, lists that stand side by side below each other.

mod boxes;
mod dated_above;
mod facing;
mod halves;
pub(super) mod join;
mod lined;
mod pairs;
mod spaced;
mod spread;
mod uncut;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::japanese::{self, Segmenter};
use crate::layout::Grid;
use crate::model::{DocumentFacts, Engine};
use crate::source::{Block, Passage, Reading};
use crate::vocabulary::Vocabulary;

use super::lexicon::Lexicon;
use super::{document, survey};

/// A report as it is read. Its blocks are those of the report as printed; it is copied only where a table changes.
pub(super) struct Arranged<'r> {
    pub reading: Cow<'r, Reading>,
    /// Where the tables that changed went, by their blocks.
    moved: BTreeMap<usize, Moved>,
    /// What was printed twice and stands there once.
    pub again: Vec<Passage>,
}

/// Where a printed table went.
struct Moved {
    /// The block that holds it.
    block: usize,
    /// For each of its columns, where that (or the first of what it was parted into) stands there.
    columns: Vec<usize>,
}

/// The report arranged, with what was learnt from it on the way: its labels, its facts, and where these stand.
pub(super) fn arrange<'r, 'w>(
    reading: &'r Reading,
    words: &'w Vocabulary,
    segmenter: &'w Segmenter,
) -> (Arranged<'r>, Lexicon<'w>, DocumentFacts, Vec<Passage>) {
    let mut arranged = Arranged {
        reading: Cow::Borrowed(reading),
        moved: BTreeMap::new(),
        again: Vec::new(),
    };
    pairs::split(&mut arranged, words);
    let (lexicon, facts, places) = learn(&arranged.reading, words, segmenter);
    if reading.engine == Engine::Text {
        spaced::tabulate(&mut arranged, &lexicon);
    }
    facing::join(&mut arranged, &lexicon);
    if reading.engine != Engine::Text {
        boxes::gather(&mut arranged, &lexicon);
        halves::stack(&mut arranged, &lexicon);
        spread::spread(&mut arranged, &lexicon);
        complete(&mut arranged, &lexicon);
    }
    (arranged, lexicon, facts, places)
}

/// Takes the gaps out of blocks of years, makes forms of the heads of sheets that stand in lines, and puts tables below
/// the heads that they take from above.
fn complete(arranged: &mut Arranged<'_>, lexicon: &Lexicon<'_>) {
    for (block, grid, places) in uncut::find(&arranged.reading, lexicon) {
        arranged.replace(block, grid, |column| {
            places.get(column).copied().unwrap_or(column)
        });
    }
    let lined = lined::find(&arranged.reading, lexicon);
    let dated = dated_above::find(&arranged.reading, lexicon);
    for form in lined {
        arranged.tabulate(form.lines, form.grid);
        arranged.again.extend(form.marks);
    }
    for table in dated {
        arranged.put(table.block, Block::Table(table.grid));
        if let Some(caption) = table.caption {
            arranged.put(caption, Block::Blank);
        }
    }
}

impl Arranged<'_> {
    /// Puts another table in the place of a block's; `to` tells where each column went.
    pub fn replace(&mut self, block: usize, grid: Grid, to: impl Fn(usize) -> usize) {
        self.move_columns(block, block, to);
        self.put(block, Block::Table(grid));
    }

    /// Takes a table away that is now part of that of the block `whole`, where `to` tells its columns.
    pub fn merge(&mut self, part: usize, whole: usize, to: impl Fn(usize) -> usize) {
        self.move_columns(part, whole, to);
        self.put(part, Block::Blank);
    }

    /// Puts a table in the place of lines.
    pub fn tabulate(&mut self, lines: RangeInclusive<usize>, grid: Grid) {
        let first = *lines.start();
        lines.for_each(|line| self.put(line, Block::Blank));
        self.put(first, Block::Table(grid));
    }

    /// Counts characters between the texts that were taken apart among the marks of the layout.
    pub fn mark_up(&mut self, signs: &[Passage]) {
        let told = self.reading.to_mut();
        let text = &told.canvas.text;
        told.markup
            .extend(signs.iter().flat_map(|sign| sign.ranges(text)));
        told.markup.sort_unstable();
    }

    /// Blocks of tables that became part of another block's, and that block.
    pub fn parts(&self) -> impl Iterator<Item = (usize, usize)> {
        let moved = self.moved.iter().map(|(part, moved)| (*part, moved.block));
        moved.filter(|(part, whole)| part != whole)
    }

    /// The block that holds what a block was printed with.
    pub fn block_of(&self, printed: usize) -> usize {
        self.moved.get(&printed).map_or(printed, |moved| moved.block)
    }

    /// Where columns of a printed table stand; `None` where they stand as printed.
    pub fn columns_of(&self, printed: usize) -> Option<&[usize]> {
        self.moved.get(&printed).map(|moved| moved.columns.as_slice())
    }

    fn move_columns(&mut self, from: usize, block: usize, to: impl Fn(usize) -> usize) {
        let Some(Block::Table(grid)) = self.reading.blocks.get(from) else {
            return;
        };
        let width = grid.columns();
        let as_printed = || Moved {
            block: from,
            columns: (0..width).collect(),
        };
        let moved = self.moved.entry(from).or_insert_with(as_printed);
        moved.block = block;
        for column in &mut moved.columns {
            *column = to(*column);
        }
    }

    fn put(&mut self, block: usize, content: Block) {
        if let Some(block) = self.reading.to_mut().blocks.get_mut(block) {
            *block = content;
        }
    }
}

/// What must be known before anything is read: the document's own labels, its facts, and where these stand.
fn learn<'a>(
    reading: &Reading,
    words: &'a Vocabulary,
    segmenter: &'a Segmenter,
) -> (Lexicon<'a>, DocumentFacts, Vec<Passage>) {
    let lexicon = Lexicon::new(words, segmenter, survey::learn_labels(reading, words, segmenter));
    let chapters = survey::chapters_carry_outline(reading, &lexicon);
    let lexicon = lexicon.with_chapters(chapters);
    let (facts, places) = document::facts(reading, &lexicon);
    let any_year = || {
        japanese::fiscal_years(&reading.canvas.text)
            .first()
            .map(|mention| mention.year)
    };
    let bare_year = || document::western_year(&reading.canvas.text);
    let lexicon = lexicon.with_year(facts.fiscal_year.or_else(any_year).or_else(bare_year));
    (lexicon, facts, places)
}
