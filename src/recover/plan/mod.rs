//! Decides, before anything is read, how each table is read: as rows (with which columns), as a form, as
//! indicators, counts or a legend.

mod header;
mod parted;

use std::collections::BTreeMap;

use crate::layout::Grid;
use crate::model::Engine;
use crate::source::{Block, Passage, Reading};
use crate::vocabulary::key;

use crate::recover::columns::{self, Header, HeaderCell};
use crate::recover::lexicon::{Lexicon, Role};
use crate::recover::rows::Shape;
use crate::recover::shading::LabelTints;
use crate::recover::state::Kinds;
use crate::recover::{amounts, indicators, matrix, tallies};

pub(crate) use header::interleaved;
pub(in crate::recover) use header::{amount_rows, divided_amounts, is_one_row, money_rows};
use header::{heads_figures, holds_figures, rows_header};

/// Longest line that states a unit.
const LONGEST_CAPTION: usize = 60;

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
            .filter(|tier| *tier < crate::recover::listing::ROW_TIER)
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

/// Whether the first row names a row beside heads of their own lines: 事業名 | 図書館整備 over two rows, 開始 | 終了 over one.
pub(super) fn names_beside_heads(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    let cells: Vec<&crate::layout::Cell> = grid.origins(0).filter(|cell| !cell.text.is_blank()).collect();
    let label = |cell: &crate::layout::Cell| lexicon.label(cell.text.as_str());
    let name = cells.windows(2).find(|pair| {
        matches!(label(pair[0]), Some(Role::Level(_) | Role::Name))
            && pair[0].rows > 1
            && pair[1].rows == pair[0].rows
            && label(pair[1]).is_none()
    });
    let heads = cells
        .iter()
        .filter(|cell| cell.rows == 1 && label(cell).is_some());
    name.is_some() && heads.count() > 1
}

/// Tables of rows with the same number of columns and the same header words.
pub(super) struct Family {
    pub(super) headers: Vec<Header>,
    pub(super) rows: Vec<Vec<Passage>>,
    pub(super) caption_unit: Option<String>,
    /// The line over the first of them that says which budget or account it is of.
    pub(super) heading: Option<String>,
}

pub(crate) fn plan(reading: &Reading, lexicon: &Lexicon<'_>, fiscal_year: Option<i32>) -> Plans {
    let mut plans = Plans {
        tints: LabelTints::of(reading, lexicon),
        kinds: crate::recover::survey::kinds(reading, lexicon),
        ..Plans::default()
    };
    let mut families: Vec<Family> = Vec::new();
    let mut member: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut open: Option<usize> = None;
    let mut caption: Option<String> = None;
    let mut heading: Option<String> = None;
    let sheets = plans.kinds.item.is_some();
    for (index, block) in reading.blocks.iter().enumerate() {
        match block {
            Block::Line(line) => {
                caption = unit_caption(line.text.as_str(), lexicon).or(caption);
                heading = Some(line.text.as_str().to_owned())
                    .filter(|line| crate::recover::money::stage_word(line).is_some())
                    .or(heading);
            }
            Block::Table(whole) => {
                let parted = (reading.engine != Engine::Text && sheets)
                    .then(|| parted::parted(whole, lexicon))
                    .flatten();
                let parted = parted.map(|parts| plans.parted.entry(index).or_insert(parts));
                let grid = parted.as_ref().map_or(whole, |(list, _)| list);
                caption = unit_note(grid, lexicon).or(caption);
                let blocks = || {
                    matrix::holds_sheet_blocks(grid, lexicon)
                        || sheets && super::quantities::are_table(grid, lexicon)
                };
                if reading.engine != Engine::Text && blocks() {
                    plans.by_block.insert(index, Plan::Form);
                } else if let Some(plan) = special(grid, lexicon) {
                    plans.by_block.insert(index, plan);
                } else if let Some(header) = rows_header(grid, sheets, caption.is_some(), lexicon) {
                    let header_rows = header.rows;
                    let caption = caption
                        .take()
                        .or_else(|| note_below(reading, index, lexicon))
                        .or_else(|| unit_across(reading, index, lexicon));
                    let family = join_family(&mut families, grid, header, caption);
                    let own = &mut families[family].heading;
                    *own = own.take().or(heading.take());
                    open = Some(family);
                    member.insert(index, (family, header_rows));
                } else if let Some(family) =
                    open.filter(|&family| continues(grid, &families[family], lexicon))
                {
                    families[family].rows.extend(body(grid, 0));
                    member.insert(index, (family, 0));
                } else {
                    let form = has_labels(grid, lexicon) && !heads_figures(grid, lexicon)
                        || reading.engine != Engine::Text && holds_figures(grid, sheets, lexicon);
                    plans
                        .by_block
                        .insert(index, if form { Plan::Form } else { Plan::Other });
                    caption = unit_note(grid, lexicon);
                }
            }
            Block::Blank | Block::Page => {}
        }
    }
    one_row_sheets(reading, &families, &mut member, &mut plans, lexicon);
    let shapes: Vec<Option<Shape>> = families
        .iter()
        .map(|family| {
            crate::recover::shape::shape(family, others(family, &families, reading), lexicon, fiscal_year)
        })
        .collect();
    let mut shape_of = BTreeMap::new();
    for (family, shape) in shapes.into_iter().enumerate() {
        if let Some(mut shape) = shape {
            if let Some(heading) = &families[family].heading {
                crate::recover::money::titled(std::slice::from_mut(&mut shape), heading, lexicon);
            }
            shape_of.insert(family, plans.shapes.len());
            plans.shapes.push(shape);
        }
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
    if reading.engine != Engine::Text && sheets {
        questions(reading, &mut plans, lexicon);
    }
    plans
}

/// Tables of two columns whose words nobody knows, between the forms of a sheet (何を対象に | …): questions and answers.
fn questions(reading: &Reading, plans: &mut Plans, lexicon: &Lexicon<'_>) {
    let unknown: Vec<usize> = plans
        .by_block
        .iter()
        .filter(|(_, plan)| matches!(plan, Plan::Other))
        .map(|(block, _)| *block)
        .collect();
    for block in unknown {
        let before = plans.by_block.range(..block).next_back();
        let after = plans.by_block.range(block + 1..).next();
        let Some((&above, Plan::Form | Plan::Indicators)) = before else {
            continue;
        };
        // The last lines of a sheet have nothing below them.
        let below = match after {
            Some((&below, Plan::Form | Plan::Indicators)) => below,
            Some(_) => continue,
            None => block,
        };
        let same_page = !reading
            .blocks
            .get(above..below)
            .is_some_and(|between| between.iter().any(|block| matches!(block, Block::Page)));
        let tints = &plans.tints;
        let asks = |grid: &Grid| asks(grid) || tints.asks(grid) || holds_options(grid, lexicon);
        if same_page && matches!(reading.blocks.get(block), Some(Block::Table(grid)) if asks(grid)) {
            plans.by_block.insert(block, Plan::Form);
        }
    }
}

/// Whether marks stand before words, in cells of their own.
fn holds_options(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    let mut cells = (0..grid.rows()).flat_map(|row| grid.origins(row));
    cells.any(|cell| {
        let right = grid.cell(cell.row, cell.column + cell.columns);
        super::grades::is_mark(cell.text.as_str(), lexicon.words)
            && right.is_some_and(|right| right.text.as_str().chars().any(crate::japanese::is_japanese))
    })
}

/// Whether every row is a few words and what they ask for.
fn asks(grid: &Grid) -> bool {
    let wordy = |text: &str| {
        let letters = text.chars().filter(|c| crate::japanese::is_japanese(*c)).count();
        (2..=LONGEST_QUESTION).contains(&text.chars().count())
            && letters * 2 > text.chars().count()
            && !text.contains('。')
    };
    grid.columns() == 2
        && (0..grid.rows()).all(|row| {
            let cells: Vec<&crate::layout::Cell> = grid.origins(row).collect();
            cells.len() == 2 && wordy(&key(cells[0].text.as_str())) && !cells[1].text.is_blank()
        })
}

/// Letters of a question beside its answer.
const LONGEST_QUESTION: usize = 24;

/// The families whose headers may speak for a damaged one: on pages, headers are what they are.
fn others<'f>(family: &'f Family, all: &'f [Family], reading: &Reading) -> &'f [Family] {
    if reading.engine == Engine::Text {
        all
    } else {
        std::slice::from_ref(family)
    }
}

/// `（単位：千円）`, also behind a heading (（４）事業費等（千円単位）, 構成する事業（決算額：千円）).
pub(in crate::recover) fn unit_caption(line: &str, lexicon: &Lexicon<'_>) -> Option<String> {
    let line = key(line);
    if line.chars().count() >= LONGEST_CAPTION {
        return None;
    }
    let bracket = line.strip_suffix(')').and_then(|line| line.rsplit_once('('));
    let behind = bracket.filter(|(heading, said)| {
        let unit = said.rsplit(':').next().unwrap_or_default();
        !heading.ends_with(|c: char| c.is_ascii_digit()) && lexicon.words.money.contains_key(unit)
    });
    (line.contains("単位") || behind.is_some())
        .then(|| amounts::unit_in(&line, lexicon.words))
        .flatten()
}

/// `※単位は千円` below a table.
pub(super) fn note_below(reading: &Reading, index: usize, lexicon: &Lexicon<'_>) -> Option<String> {
    let below = reading
        .blocks
        .iter()
        .skip(index + 1)
        .filter(|block| !matches!(block, Block::Blank));
    let mut lines = below.take(2).map_while(|block| match block {
        Block::Line(line) => Some(line.text.as_str().trim()),
        _ => None,
    });
    let note =
        |text: &&str| text.starts_with(['※', '注', '*', '＊', '(', '（']) && key(text).contains("単位");
    let text = lines
        .find(note)
        .filter(|text| text.starts_with(['※', '注', '*', '＊']) || key(text).contains("(注"))?;
    unit_caption(text, lexicon)
}

/// The unit over the right half of a list on facing pages, which stands with the left one.
fn unit_across(reading: &Reading, index: usize, lexicon: &Lexicon<'_>) -> Option<String> {
    let after = reading.blocks.iter().skip(index + 1);
    let facing = after.skip_while(|block| !matches!(block, Block::Page)).skip(1);
    let page: Vec<&Block> = facing.take_while(|block| !matches!(block, Block::Page)).collect();
    if page.iter().any(|block| matches!(block, Block::Table(_))) {
        return None;
    }
    page.iter().find_map(|block| match block {
        Block::Line(line) => unit_caption(line.text.as_str(), lexicon),
        _ => None,
    })
}

/// `主な事業 | （単位：千円）`: a heading and the unit of the table below, set like a row of cells; or over its header.
fn unit_note(grid: &Grid, lexicon: &Lexicon<'_>) -> Option<String> {
    let mut cells = (0..grid.rows()).flat_map(|row| grid.origins(row));
    if grid.rows() == 1 {
        return cells.find_map(|cell| unit_caption(cell.text.as_str(), lexicon));
    }
    (0..columns::captions(grid, lexicon))
        .flat_map(|row| grid.origins(row))
        .find_map(|cell| unit_caption(cell.text.as_str(), lexicon))
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

/// Tables of one row in a document of forms: each is the head of a sheet that goes on below it.
fn one_row_sheets(
    reading: &Reading,
    families: &[Family],
    member: &mut BTreeMap<usize, (usize, usize)>,
    plans: &mut Plans,
    lexicon: &Lexicon<'_>,
) {
    let forms = plans
        .by_block
        .values()
        .filter(|plan| matches!(plan, Plan::Form))
        .count();
    let one = |block: usize| match reading.blocks.get(block) {
        Some(Block::Table(grid)) => is_one_row(grid, lexicon),
        _ => false,
    };
    for family in 0..families.len() {
        let tables: Vec<usize> = member
            .iter()
            .filter(|(_, (own, _))| *own == family)
            .map(|(block, _)| *block)
            .collect();
        if reading.engine != Engine::Text && tables.len() <= forms && tables.iter().all(|block| one(*block)) {
            for block in tables {
                member.remove(&block);
                plans.by_block.insert(block, Plan::Form);
            }
        }
    }
}

/// Body rows as cells, trailing blanks kept.
fn body(grid: &Grid, from: usize) -> Vec<Vec<Passage>> {
    (from..grid.rows())
        .map(|row| {
            (0..grid.columns())
                .map(|column| {
                    grid.cell(row, column)
                        .filter(|cell| cell.row == row && cell.column == column)
                        .map(|cell| cell.text.clone())
                        .unwrap_or_default()
                })
                .collect()
        })
        .filter(|row: &Vec<Passage>| row.iter().any(|cell| !cell.is_blank()))
        .collect()
}

/// Number of cells up to the last one that is not blank.
pub(super) fn effective(row: &[Passage]) -> usize {
    row.iter()
        .rposition(|cell| !cell.is_blank())
        .map_or(0, |last| last + 1)
}

fn join_family(families: &mut Vec<Family>, grid: &Grid, header: Header, caption: Option<String>) -> usize {
    let rows = body(grid, header.rows);
    let labels = |header: &Header| header.columns.iter().map(HeaderCell::label).collect::<Vec<_>>();
    let mine = labels(&header);
    // The same header under another unit is another table.
    let unit = |family: &Family| {
        caption.is_none() || family.caption_unit.is_none() || caption == family.caption_unit
    };
    let same = families
        .iter()
        .position(|family| unit(family) && family.headers.iter().any(|other| labels(other) == mine));
    let index = same.unwrap_or_else(|| {
        families.push(Family {
            headers: Vec::new(),
            rows: Vec::new(),
            caption_unit: None,
            heading: None,
        });
        families.len() - 1
    });
    let family = &mut families[index];
    family.rows.extend(rows);
    family.headers.push(header);
    family.caption_unit = caption.or(family.caption_unit.take());
    index
}

/// Whether a table without header goes on with the family: as many cells as its rows (or its header) have, no labels.
fn continues(grid: &Grid, family: &Family, lexicon: &Lexicon<'_>) -> bool {
    let total = |text: &Passage| super::parts::kind_of(text, lexicon) == super::parts::Kind::Total;
    let labelled = (0..grid.rows()).any(|row| {
        let first = grid.origins(row).find(|cell| !cell.text.is_blank());
        !first.is_some_and(|cell| total(&cell.text)) && row_has_labels(grid, row, lexicon)
    });
    if labelled {
        return false;
    }
    let rows = body(grid, 0);
    let Some(width) = rows.iter().map(|row| effective(row)).max() else {
        return false;
    };
    let known = family.rows.iter().map(|row| effective(row)).max();
    let header = family.headers.first().map_or(0, |header| header.columns.len());
    match known {
        Some(known) => width.abs_diff(known) <= 1 && width >= 2 || grid.columns() == header,
        None => width >= 2 && width <= header,
    }
}

/// Whether a table has labels, headings or marked choices as forms have them.
fn has_labels(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    let marked = |row: usize| {
        let mut cells = grid.origins(row);
        cells.any(|cell| super::grades::is_marked_choice(cell.text.as_str(), lexicon.words))
    };
    (0..grid.rows()).any(|row| row_has_labels(grid, row, lexicon) || marked(row))
}

fn row_has_labels(grid: &Grid, row: usize, lexicon: &Lexicon<'_>) -> bool {
    grid.origins(row).any(|cell| {
        !cell.nested.is_empty()
            || super::lines::colon_pair(&cell.text, lexicon).is_some()
            || lexicon.heading_in(&cell.text).is_some()
            || lexicon
                .label(cell.text.as_str())
                .is_some_and(|role| !matches!(role, Role::Period))
    })
}
