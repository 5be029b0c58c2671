//! The way through a report, line by line and table by table.

use std::collections::BTreeMap;

use crate::layout::Grid;
use crate::model::ReadAs;
use crate::source::{Block, Line, LineStyle, Passage, Reading};
use crate::vocabulary::key;

use super::grades::tallies;
use super::grades::tallies::{LegendDraft, TallyDraft};
use super::indicators::IndicatorDraft;
use super::lexicon::Role;
use super::lines::{form, listing};
use super::outline::{over_table, sheet_number};
use super::plan::{self, Plan, Plans};
use super::rows::totals::TotalRow;
use super::rows::{book, headings};
use super::state::State;
use super::{indicators, lines, rows, tables};

const LONGEST_REGION_HEADING: usize = 24;

/// Everything found besides rows and sections.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) indicators: Vec<IndicatorDraft>,
    pub(super) tallies: Vec<TallyDraft>,
    pub(super) legend: Vec<LegendDraft>,
    pub(super) totals: Vec<TotalRow>,
    pub(super) read_as: BTreeMap<usize, ReadAs>,
    pub(super) prose: Vec<Passage>,
    pub(super) furniture: Vec<Passage>,
}

/// Where in the report the walk is.
#[derive(Default)]
struct Region {
    /// First label of the sample's sheet, once seen; the next sheet that starts with it ends the sample.
    sample: Option<Option<String>>,
    /// Glossary, bylaws and the like.
    appendix: bool,
    /// The last short line, as caption of the table below.
    caption: Option<Passage>,
    /// Whether 参考 heads the tables below.
    reference: bool,
}

pub(super) fn walk(reading: &Reading, plans: &Plans, state: &mut State<'_>) -> Findings {
    let mut findings = Findings::default();
    let mut region = Region::default();
    let mut index = 0;
    while let Some(block) = reading.blocks.get(index) {
        if state.ruled && matches!(block, Block::Table(_)) {
            state.unit = plan::note_below(reading, index, state.lexicon).or(state.unit.take());
        }
        let used = match block {
            Block::Line(line) => {
                findings.prose.push(line.text.clone());
                let text = key(line.text.as_str());
                let known = says_region(reading, plans, state, &mut region, index, &text)
                    || says_findings(state, &mut findings, &mut region, line, &text)
                    || region.appendix
                    || says_sheet(state, line, &text)
                    || over_table::read_line(state, reading, plans, index, line);
                if known {
                    1
                } else {
                    read_line(reading, state, &mut findings, index, line)
                }
            }
            Block::Table(grid) => {
                walk_table(plans, state, &mut findings, &mut region, index, grid);
                1
            }
            Block::Blank | Block::Page => 1,
        };
        index += used.max(1);
    }
    findings
}

/// Whether a line belongs to a sample, or begins one; an appendix begins with its heading.
fn says_region(
    reading: &Reading,
    plans: &Plans,
    state: &mut State<'_>,
    region: &mut Region,
    index: usize,
    text: &str,
) -> bool {
    if region.sample.is_some() {
        return true;
    }
    let Some(Block::Line(line)) = reading.blocks.get(index) else {
        return false;
    };
    state.unit = plan::unit_caption(line.text.as_str(), state.lexicon).or(state.unit.take());
    if !is_short(text) {
        return false;
    }
    let words = state.lexicon.words;
    let ends_in = |words: &[String]| words.iter().any(|word| text.ends_with(word.as_str()));
    if ends_in(&words.samples.words) && sample_ahead(reading, plans, index, state) {
        region.sample = Some(None);
        state.close_item();
        return true;
    }
    if !region.appendix && ends_in(&words.appendices.words) && !text.contains('。') {
        region.appendix = heads_appendix(reading, index);
        if region.appendix {
            state.close_item();
            state.outline.close_all();
        }
    }
    false
}

/// Whether a line is furniture or says what grades mean or how many there are; a short one is the caption of what
/// stands below.
fn says_findings(
    state: &mut State<'_>,
    findings: &mut Findings,
    region: &mut Region,
    line: &Line,
    text: &str,
) -> bool {
    if is_page_number(text) {
        findings.furniture.push(line.text.clone());
        return true;
    }
    let words = state.lexicon.words;
    let caption = region.caption.as_ref();
    let scope = caption.and_then(|caption| tallies::scope_of(caption.as_str(), words));
    let legend = tallies::line_legend(&line.text, scope);
    if !legend.is_empty() {
        findings.legend.extend(legend);
        return true;
    }
    if let Some(tally) = tallies::line_tally(&line.text, words) {
        findings.tallies.push(tally);
        return true;
    }
    if is_short(text) {
        let heading = || {
            state.lexicon.heading_in(&line.text).is_some()
                || matches!(line.style, LineStyle::Heading(_))
                || text.ends_with("一覧")
        };
        let bare = text.trim_matches(['【', '】', '(', ')', '<', '>']);
        let refers = words.label("reference").iter().any(|word| bare == word.as_str());
        region.reference = refers || region.reference && !heading();
        region.caption = Some(line.text.clone());
        state.heading = headings::as_label(&line.text, state.lexicon);
    }
    false
}

/// Whether a line of pages heads sheets: the title over every one says nothing about the row, a number is its number.
fn says_sheet(state: &mut State<'_>, line: &Line, text: &str) -> bool {
    if !state.ruled {
        return false;
    }
    let title = state.title.as_deref().map(key);
    if title.as_deref() == Some(text) {
        return true;
    }
    if let Some(found) = sheet_number::take(&line.text, state.lexicon)
        && (found.rest.is_blank() || title.is_some_and(|title| title == key(found.rest.as_str())))
    {
        state.sheet_number = Some((found.number, found.place));
        return true;
    }
    book::open_sections(state, &line.text)
}

/// A line of the report's own text; returns how many blocks it took.
fn read_line(
    reading: &Reading,
    state: &mut State<'_>,
    findings: &mut Findings,
    index: usize,
    line: &Line,
) -> usize {
    if state.group_headings.contains(&index) {
        headings::open_group(state, &line.text);
        return 1;
    }
    let used = lines::read(state, reading, index, line);
    for block in reading.blocks.iter().skip(index + 1).take(used.saturating_sub(1)) {
        if let Block::Line(line) = block {
            findings.prose.push(line.text.clone());
        }
    }
    used
}

fn is_short(text: &str) -> bool {
    text.chars().count() <= LONGEST_REGION_HEADING
}

/// Whether a sheet follows whose first label comes back later: only then is this a sample of it.
fn sample_ahead(reading: &Reading, plans: &Plans, index: usize, state: &State<'_>) -> bool {
    let mut forms = plans.by_block.range(index..).map(|(&block, plan)| (block, plan));
    let Some((first, Plan::Form)) = forms.next() else {
        return false;
    };
    let Some(label) = first_label(reading, first, state) else {
        return false;
    };
    plans.by_block.range(first + 1..).any(|(&block, plan)| {
        matches!(plan, Plan::Form) && first_label(reading, block, state).as_ref() == Some(&label)
    })
}

fn first_label(reading: &Reading, block: usize, state: &State<'_>) -> Option<String> {
    let Some(Block::Table(grid)) = reading.blocks.get(block) else {
        return None;
    };
    grid_label(grid, state)
}

fn grid_label(grid: &Grid, state: &State<'_>) -> Option<String> {
    let first = grid.origins(0).find(|cell| !cell.text.is_blank())?;
    state
        .lexicon
        .label(first.text.as_str())
        .map(|_| key(first.text.as_str()))
}

/// An appendix heading stands behind the body, not in a table of contents: no row of forms follows at once.
fn heads_appendix(reading: &Reading, index: usize) -> bool {
    let next = reading
        .blocks
        .iter()
        .skip(index + 1)
        .find(|block| !matches!(block, Block::Blank | Block::Page));
    index * 2 > reading.blocks.len() && !matches!(next, Some(Block::Table(_)))
}

pub(super) fn is_page_number(text: &str) -> bool {
    let bare = text.trim_matches(['-', '−', '―', '—', '‐', 'P', 'p', '.', '－']);
    let number =
        |text: &str| (1..=3).contains(&text.chars().count()) && text.chars().all(|c| c.is_ascii_digit());
    // 3/40ページ
    let paged = ["ページ", "頁"].iter().find_map(|end| bare.strip_suffix(end));
    let counted = paged.and_then(|bare| bare.split_once('/'));
    number(bare) || paged.is_some_and(number) || counted.is_some_and(|(page, of)| number(page) && number(of))
}

fn walk_table(
    plans: &Plans,
    state: &mut State<'_>,
    findings: &mut Findings,
    region: &mut Region,
    index: usize,
    grid: &Grid,
) {
    if is_sample(state, findings, region, grid) {
        return;
    }
    let parted = plans.parted.get(&index);
    let first = parted.map_or(grid, |(list, _)| list);
    let plan = plans.by_block.get(&index);
    walk_planned(plans, state, findings, region, (index, first), plan);
    if let Some((_, lines)) = parted {
        let read_as = findings.read_as.get(&index).copied();
        walk_planned(plans, state, findings, region, (index, lines), Some(&Plan::Form));
        findings.read_as.extend(read_as.map(|read_as| (index, read_as)));
    }
}

/// What a table says, read as it was planned.
fn walk_planned(
    plans: &Plans,
    state: &mut State<'_>,
    findings: &mut Findings,
    region: &mut Region,
    (index, grid): (usize, &Grid),
    plan: Option<&Plan>,
) {
    match plan {
        Some(Plan::Rows(shape, header)) => {
            if let Some(shape) = plans.shapes.get(*shape) {
                read_rows(state, findings, region, index, grid, *header, shape);
            }
        }
        Some(Plan::Indicators) if !region.appendix => read_indicators(state, findings, index, grid),
        Some(Plan::Tally) => {
            let (counts, meanings) = tallies::read(grid, state.lexicon, region.caption.as_ref());
            let read_as = if counts.is_empty() {
                ReadAs::Legend
            } else {
                ReadAs::Tallies
            };
            findings.read_as.insert(index, read_as);
            findings.tallies.extend(counts);
            findings.legend.extend(meanings);
        }
        Some(Plan::Form) if !region.appendix => read_form(state, findings, region, index, grid),
        _ => {}
    }
}

/// Whether a table belongs to a sample; the sheet that starts as the sample's ends it.
fn is_sample(state: &State<'_>, findings: &mut Findings, region: &mut Region, grid: &Grid) -> bool {
    let Some(first) = &mut region.sample else {
        return false;
    };
    let label = grid_label(grid, state);
    if first.is_some() && label.is_some() && *first == label {
        region.sample = None;
        return false;
    }
    if first.is_none() {
        *first = label;
    }
    tables::book_all(grid, &mut findings.prose);
    true
}

fn read_indicators(state: &mut State<'_>, findings: &mut Findings, index: usize, grid: &Grid) {
    let mut found = indicators::read(grid, state.lexicon, state.outline.current());
    for indicator in &mut found {
        indicator.section = headings::open_levels(state, &indicator.under).or(indicator.section);
        // On a sheet they are the row's.
        indicator.item = state
            .target()
            .filter(|_| state.ruled && indicator.under.is_empty());
    }
    findings.indicators.extend(found);
    findings.read_as.insert(index, ReadAs::Indicators);
}

fn read_form(state: &mut State<'_>, findings: &mut Findings, region: &Region, index: usize, grid: &Grid) {
    let (entries, sections) = (state.entries.len(), state.outline.sections.len());
    let contents = tables::is_contents(grid);
    let found = form::read_grid(state, grid, region.caption.as_ref());
    findings.indicators.extend(found);
    if contents {
        tables::book_all(grid, &mut findings.furniture);
    }
    let of_items = state.entries.len() > entries || state.item.is_some();
    if contents || !of_items && state.outline.sections.len() > sections {
        findings.read_as.insert(index, ReadAs::Outline);
    } else if of_items {
        findings.read_as.insert(index, ReadAs::Items);
    }
}

/// Whether a table lists what the row of the open sheet is made of (細事業 on the sheet of a 事務事業).
fn lists_parts(state: &State<'_>, item: usize, shape: &rows::Shape) -> bool {
    let levels = &state.lexicon.words.levels;
    let own = levels.tier(&state.entries[item].kind);
    let row = shape
        .columns
        .get(shape.name)
        .and_then(|column| match &column.role {
            Role::Level(word) => levels.tier(word),
            _ => None,
        });
    own.zip(row)
        .is_some_and(|(own, row)| own >= listing::ROW_TIER && row > own)
}

fn read_rows(
    state: &mut State<'_>,
    findings: &mut Findings,
    region: &Region,
    index: usize,
    grid: &Grid,
    header: usize,
    shape: &rows::Shape,
) {
    let sheet = state
        .item
        .filter(|&item| state.ruled && lists_parts(state, item, shape));
    state.close_item();
    // The same header again under the same section: the table goes on, behind a page break or not.
    let place = (
        shape
            .columns
            .iter()
            .map(|column| column.label.clone())
            .collect::<Vec<_>>(),
        state.outline.current(),
    );
    if header > 0 && state.open_table.as_ref() != Some(&place) {
        state.list += 1;
    }
    state.open_table = Some(place);
    let before = state.entries.len();
    rows::read(state, grid, header, shape, &mut findings.totals);
    findings.indicators.append(&mut state.indicators);
    for entry in &mut state.entries[before..] {
        entry.reference = region.reference;
    }
    over_table::give(state, before..state.entries.len());
    if let Some(sheet) = sheet {
        let rows = state.entries[before..].iter_mut();
        rows.filter(|row| row.parent.is_none())
            .for_each(|row| row.parent = Some(sheet));
        state.item = Some(sheet);
    }
    if state.entries.len() > before || header > 0 {
        findings.read_as.insert(index, ReadAs::Items);
    }
}
