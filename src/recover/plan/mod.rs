//! Decides, before anything is read, how each table is read: as rows (with which columns), as a form, as
//! indicators, counts or a legend.

mod families;
mod forms;
mod header;
mod parted;
mod units;

use std::collections::BTreeMap;

use crate::layout::Grid;
use crate::model::Engine;
use crate::source::{Block, Reading};

use crate::recover::columns::{Header, money, shape};
use crate::recover::grades::tallies;
use crate::recover::indicators::quantities;
use crate::recover::lexicon::{Lexicon, Role};
use crate::recover::rows::Shape;
use crate::recover::state::Kinds;
use crate::recover::survey::shading::LabelTints;
use crate::recover::{indicators, matrix};

pub(in crate::recover) use families::{Family, effective};
pub(in crate::recover) use forms::names_beside_heads;
pub(crate) use header::interleaved;
pub(in crate::recover) use header::{amount_rows, divided_amounts, is_one_row, money_rows};
pub(in crate::recover) use units::{note_below, unit_caption};

use families::{body, continues, join_family, others};
use forms::{has_labels, one_row_sheets, questions};
use header::{heads_figures, holds_figures, rows_header};
use units::{states_counts, unit_across, unit_note};

/// How one table is read.
#[derive(Debug, Clone)]
pub(crate) enum Plan {
    /// Rows of the report: index of the shape, number of header rows.
    Rows(usize, usize),
    /// Values of indicators.
    Indicators,
    /// Counts or meanings of grades.
    Tally,
    /// Label cells and values.
    Form,
    /// Nothing that the program knows.
    Other,
}

/// Plans of all tables by block index, and the shapes they share.
#[derive(Debug, Default)]
pub(crate) struct Plans {
    pub by_block: BTreeMap<usize, Plan>,
    pub shapes: Vec<Shape>,
    /// The shading of labels.
    pub tints: LabelTints,
    /// What the sheets of the report stand for.
    pub kinds: Kinds,
    /// Tables that are a list and, below it, lines of the sheet that it belongs to.
    pub parted: BTreeMap<usize, (Grid, Grid)>,
}

impl Plans {
    /// Whether sheets of this word are followed, again and again, by tables whose rows are of a deeper level (施策
    /// sheets with their 構成事業): then the word heads sections.
    pub(super) fn rows_below(&self, word: Option<&str>, lexicon: &Lexicon<'_>) -> bool {
        let levels = &lexicon.words.levels;
        let Some(tier) = word
            .and_then(|word| levels.tier(word))
            .filter(|tier| *tier < crate::recover::lines::listing::ROW_TIER)
        else {
            return false;
        };
        let deeper = |shape: &Shape| {
            shape
                .columns
                .get(shape.name)
                .is_some_and(|column| match &column.role {
                    Role::Level(word) => levels.tier(word).is_some_and(|own| own > tier),
                    role => *role == Role::Name,
                })
        };
        let mut sheets = 0;
        let mut followed = 0;
        let mut open = false;
        for plan in self.by_block.values() {
            match plan {
                Plan::Form if !open => (sheets, open) = (sheets + 1, true),
                Plan::Rows(shape, _) if open && self.shapes.get(*shape).is_some_and(deeper) => {
                    (followed, open) = (followed + 1, false);
                }
                _ => {}
            }
        }
        followed > 1 && followed * 3 >= sheets * 2
    }
}

pub(crate) fn plan(reading: &Reading, lexicon: &Lexicon<'_>, fiscal_year: Option<i32>) -> Plans {
    let mut planner = Planner {
        reading,
        lexicon,
        plans: Plans {
            tints: LabelTints::of(reading, lexicon),
            kinds: crate::recover::survey::kinds(reading, lexicon),
            ..Plans::default()
        },
        families: Vec::new(),
        member: BTreeMap::new(),
        open: None,
        caption: None,
        counts: false,
        heading: None,
    };
    for (index, block) in reading.blocks.iter().enumerate() {
        match block {
            Block::Line(line) => planner.line(line.text.as_str()),
            Block::Table(grid) => planner.table(index, grid),
            Block::Blank | Block::Page => {}
        }
    }
    planner.finish(fiscal_year)
}

/// What is known on the way from the first table to the last.
struct Planner<'a> {
    reading: &'a Reading,
    lexicon: &'a Lexicon<'a>,
    plans: Plans,
    families: Vec<Family>,
    /// Tables of families: the family and the rows of the header.
    member: BTreeMap<usize, (usize, usize)>,
    /// The family that a table without a header goes on with.
    open: Option<usize>,
    /// The unit that a line before the table states.
    caption: Option<String>,
    /// Whether it states one that is none of money.
    counts: bool,
    /// The line before the table that says which budget or account it is of.
    heading: Option<String>,
}

impl Planner<'_> {
    fn line(&mut self, line: &str) {
        let unit = unit_caption(line, self.lexicon);
        self.counts = unit.is_none() && (self.counts || states_counts(line, self.lexicon));
        self.caption = unit.or(self.caption.take());
        if money::stage_word(line).is_some() {
            self.heading = Some(line.to_owned());
        }
    }

    fn table(&mut self, index: usize, whole: &Grid) {
        let lexicon = self.lexicon;
        let sheets = self.plans.kinds.item.is_some();
        let paged = self.reading.engine != Engine::Text;
        let parts = (paged && sheets)
            .then(|| parted::parted(whole, lexicon))
            .flatten();
        let grid = parts.as_ref().map_or(whole, |(list, _)| list);
        self.caption = unit_note(grid, lexicon).or(self.caption.take());
        // Whatever the table is, the line was said of it.
        let counts = std::mem::take(&mut self.counts);
        let blocks =
            || matrix::holds_sheet_blocks(grid, lexicon) || sheets && quantities::are_table(grid, lexicon);
        if paged && blocks() {
            self.plans.by_block.insert(index, Plan::Form);
        } else if let Some(plan) = special(grid, lexicon) {
            self.plans.by_block.insert(index, plan);
        } else if let Some(header) = rows_header(grid, sheets, self.caption.is_some(), lexicon) {
            self.rows(index, grid, header, counts);
        } else if let Some(family) = self
            .open
            .filter(|&family| continues(grid, &self.families[family], lexicon))
        {
            self.families[family].rows.extend(body(grid, 0));
            self.member.insert(index, (family, 0));
        } else {
            let form = has_labels(grid, lexicon) && !heads_figures(grid, lexicon)
                || paged && holds_figures(grid, sheets, lexicon);
            let plan = if form { Plan::Form } else { Plan::Other };
            self.plans.by_block.insert(index, plan);
            self.caption = unit_note(grid, lexicon);
        }
        self.plans.parted.extend(parts.map(|parts| (index, parts)));
    }

    /// A table of rows under a header of its own: it begins a family or joins one.
    fn rows(&mut self, index: usize, grid: &Grid, header: Header, counts: bool) {
        let header_rows = header.rows;
        let caption = self
            .caption
            .take()
            .or_else(|| note_below(self.reading, index, self.lexicon))
            .or_else(|| unit_across(self.reading, index, self.lexicon))
            .filter(|_| !counts);
        let family = join_family(&mut self.families, grid, header, (caption, counts));
        let own = &mut self.families[family].heading;
        *own = own.take().or(self.heading.take());
        self.open = Some(family);
        self.member.insert(index, (family, header_rows));
    }

    /// The columns of every family, and with them the plans of its tables.
    fn finish(self, fiscal_year: Option<i32>) -> Plans {
        let Planner {
            reading,
            lexicon,
            mut plans,
            families,
            mut member,
            ..
        } = self;
        one_row_sheets(reading, &families, &mut member, &mut plans, lexicon);
        let mut shape_of = BTreeMap::new();
        for (index, family) in families.iter().enumerate() {
            let others = others(family, &families, reading);
            let Some(mut shape) = shape::shape(family, others, lexicon, fiscal_year) else {
                continue;
            };
            if let Some(heading) = &family.heading {
                money::titled(std::slice::from_mut(&mut shape), heading, lexicon);
            }
            shape_of.insert(index, plans.shapes.len());
            plans.shapes.push(shape);
        }
        for (block, (family, header)) in member {
            // Labels without a column of names: cells of a sheet.
            let form = || match reading.blocks.get(block) {
                Some(Block::Table(grid)) if has_labels(grid, lexicon) => Plan::Form,
                _ => Plan::Other,
            };
            let plan = shape_of
                .get(&family)
                .map_or_else(form, |&shape| Plan::Rows(shape, header));
            plans.by_block.insert(block, plan);
        }
        if reading.engine != Engine::Text && plans.kinds.item.is_some() {
            questions(reading, &mut plans, lexicon);
        }
        plans
    }
}

fn special(grid: &Grid, lexicon: &Lexicon<'_>) -> Option<Plan> {
    if indicators::is_table(grid, lexicon) {
        Some(Plan::Indicators)
    } else if tallies::is_table(grid, lexicon) {
        Some(Plan::Tally)
    } else {
        None
    }
}
