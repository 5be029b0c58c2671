//! The way through a report, line by line and table by table.

use std::collections::BTreeMap;

use crate::layout::Grid;
use crate::model::ReadAs;
use crate::source::{Block, Line, LineStyle, Passage, Reading};
use crate::vocabulary::key;

use super::indicators::IndicatorDraft;
use super::lexicon::Role;
use super::plan::{self, Plan, Plans};
use super::state::State;
use super::tallies::{LegendDraft, TallyDraft};
use super::totals::TotalRow;
use super::{form, headings, indicators, lines, listing, over_table, rows, tables, tallies};

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
            Block::Line(line) => walk_line(reading, plans, state, &mut findings, &mut region, index, line),
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

fn walk_line(
    reading: &Reading,
    plans: &Plans,
    state: &mut State<'_>,
    findings: &mut Findings,
    region: &mut Region,
    index: usize,
    line: &Line,
) -> usize {
    findings.prose.push(line.text.clone());
    if region.sample.is_some() {
        return 1;
    }
    let words = state.lexicon.words;
    let text = key(line.text.as_str());
    state.unit = plan::unit_caption(line.text.as_str(), state.lexicon).or(state.unit.take());
    let short = text.chars().count() <= LONGEST_REGION_HEADING;
    if short
        && words
            .samples
            .words
            .iter()
            .any(|word| text.ends_with(word.as_str()))
        && sample_ahead(reading, plans, index, state)
    {
        region.sample = Some(None);
        state.close_item();
        return 1;
    }
    if short
        && words
            .appendices
            .words
            .iter()
            .any(|word| text.ends_with(word.as_str()) && !text.contains('。'))
        && !region.appendix
    {
        region.appendix = heads_appendix(reading, index);
        if region.appendix {
            state.close_item();
            state.outline.close_all();
        }
    }
    if is_page_number(&text) {
        findings.furniture.push(line.text.clone());
        return 1;
    }
    let legend = tallies::line_legend(
        &line.text,
        region
            .caption
            .as_ref()
            .and_then(|caption| tallies::scope_of(caption.as_str(), words)),
    );
    if !legend.is_empty() {
        findings.legend.extend(legend);
        return 1;
    }
    if let Some(tally) = tallies::line_tally(&line.text, words) {
        findings.tallies.push(tally);
        return 1;
    }
    if short {
        region.reference = words
            .label("reference")
            .iter()
            .any(|word| text.trim_matches(['【', '】', '(', ')', '<', '>']) == word.as_str())
            || region.reference
                && state.lexicon.heading_in(&line.text).is_none()
                && !matches!(line.style, LineStyle::Heading(_))
                && !text.ends_with("一覧");
        region.caption = Some(line.text.clone());
        state.heading = headings::as_label(&line.text, state.lexicon);
    }
    if region.appendix {
        return 1;
    }
    // The title over every sheet says nothing about the row.
    let title = state.title.as_deref().map(key);
    if state.ruled && title.as_ref().is_some_and(|title| *title == text) {
        return 1;
    }
    if state.ruled
        && let Some(found) = super::sheet_number::take(&line.text, state.lexicon)
        && (found.rest.is_blank() || title.is_some_and(|title| title == key(found.rest.as_str())))
    {
        state.sheet_number = Some((found.number, found.place));
        return 1;
    }
    if state.ruled && super::book::open_sections(state, &line.text) {
        return 1;
    }
    if over_table::read_line(state, reading, plans, index, line) {
        return 1;
    }
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
    if let Some(first) = &mut region.sample {
        let label = grid_label(grid, state);
        if first.is_none() {
            *first = label;
            tables::book_all(grid, &mut findings.prose);
            return;
        }
        if label.is_none() || *first != label {
            tables::book_all(grid, &mut findings.prose);
            return;
        }
        region.sample = None;
    }
    let Some((list, lines)) = plans.parted.get(&index) else {
        return walk_planned(
            plans,
            state,
            findings,
            region,
            (index, grid),
            plans.by_block.get(&index),
        );
    };
    walk_planned(
        plans,
        state,
        findings,
        region,
        (index, list),
        plans.by_block.get(&index),
    );
    let read_as = findings.read_as.get(&index).cloned();
    walk_planned(plans, state, findings, region, (index, lines), Some(&Plan::Form));
    if let Some(read_as) = read_as {
        findings.read_as.insert(index, read_as);
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
        Some(Plan::Indicators) if !region.appendix => {
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
        Some(Plan::Tally) => {
            let (counts, meanings) = tallies::read(grid, state.lexicon, region.caption.as_ref());
            findings.read_as.insert(
                index,
                if counts.is_empty() {
                    ReadAs::Legend
                } else {
                    ReadAs::Tallies
                },
            );
            findings.tallies.extend(counts);
            findings.legend.extend(meanings);
        }
        Some(Plan::Form) if !region.appendix => {
            let before = (state.entries.len(), state.outline.sections.len());
            let contents = tables::is_contents(grid);
            let found = form::read_grid(state, grid, region.caption.as_ref());
            findings.indicators.extend(found);
            if contents {
                tables::book_all(grid, &mut findings.furniture);
            }
            let outline_only = state.entries.len() == before.0 && state.item.is_none();
            let read_as = if contents || outline_only {
                ReadAs::Outline
            } else {
                ReadAs::Items
            };
            if state.entries.len() > before.0
                || state.item.is_some()
                || state.outline.sections.len() > before.1
                || contents
            {
                findings.read_as.insert(index, read_as);
            }
        }
        _ => {}
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
