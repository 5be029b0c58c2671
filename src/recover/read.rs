//! The report from top to bottom.

use crate::japanese::Segmenter;
use crate::layout::Grid;
use crate::model::{DocumentFacts, Engine};
use crate::source::{Block, Reading};
use crate::vocabulary::Vocabulary;

use super::amounts::settle;
use super::arrange::arrange;
use super::columns::money;
use super::draft::Draft;
use super::emit::{Emitter, sections_of_tallies};
use super::grades::counts;
use super::ledger::{Ledger, Part};
use super::lexicon::Lexicon;
use super::lines::form;
use super::outline::running;
use super::plan::{self, Plans};
use super::rows::flags;
use super::state::{Kinds, State};
use super::walk::{Findings, walk};
use super::{merge, survey, tables};

/// Recovers what the report says and books every character that it came from.
#[must_use]
pub fn recover(reading: &Reading, words: &Vocabulary, segmenter: &Segmenter) -> (Draft, Ledger) {
    let (arranged, lexicon, mut facts, fact_places) = arrange(reading, words, segmenter);
    let printed = reading;
    let reading: &Reading = &arranged.reading;
    let mut ledger = Ledger::new(reading.canvas.text.len());
    for &(start, end) in &reading.markup {
        ledger.claim(Part::Markup, start, end);
    }
    for &(start, end) in &reading.furniture {
        ledger.claim(Part::Furniture, start, end);
    }
    let mut plans = plan::plan(reading, &lexicon, facts.fiscal_year);
    if let Some(title) = &facts.title {
        money::titled(&mut plans.shapes, title, &lexicon);
    }
    for place in &fact_places {
        ledger.claim_passage(Part::Document, place, &reading.canvas);
    }
    if let Some(mut draft) = super::loose::recover(reading, words, &mut ledger) {
        tables::record_tables(printed, &Findings::default(), &mut ledger, &mut draft);
        draft.document = facts;
        return (draft, ledger);
    }
    let mut state = prepared(reading, &plans, &lexicon, &facts);
    let mut findings = walk(reading, &plans, &mut state);
    findings.legend.append(&mut state.legend);
    if let (None, 1) = (facts.fiscal_year, state.row_years.len()) {
        facts.fiscal_year = state.row_years.first().copied();
    }
    for entry in state.entries.iter_mut().filter(|entry| !entry.tabular) {
        settle::funding(entry);
    }
    let mut draft = Draft {
        document: facts,
        ..Draft::default()
    };
    emit(reading, words, &mut state, &findings, &mut ledger, &mut draft);
    for (part, whole) in arranged.parts() {
        if let Some(read_as) = findings.read_as.get(&whole).copied() {
            findings.read_as.insert(part, read_as);
        }
    }
    for passage in &arranged.again {
        ledger.claim_passage(Part::Items, passage, &reading.canvas);
    }
    tables::record_tables(printed, &findings, &mut ledger, &mut draft);
    counts::state(findings.prose.iter(), &mut draft, &reading.canvas);
    for passage in findings.prose.iter().chain(&state.prose) {
        ledger.claim_passage(Part::Prose, passage, &reading.canvas);
    }
    // Of lines that were read as a table, what nothing was made of.
    for pair in printed.blocks.iter().zip(&reading.blocks) {
        if let (Block::Line(line), Block::Table(_) | Block::Blank) = pair {
            ledger.claim_passage(Part::Prose, &line.text, &reading.canvas);
        }
    }
    (draft, ledger)
}

/// What the walk through the report starts with: what the document as a whole shows.
fn prepared<'a>(
    reading: &Reading,
    plans: &Plans,
    lexicon: &'a Lexicon<'a>,
    facts: &DocumentFacts,
) -> State<'a> {
    let mut state = State::new(lexicon, facts.fiscal_year);
    state.title.clone_from(&facts.title);
    state.ringed.clone_from(&reading.ringed);
    state.tints = plans.tints.clone();
    state.ruled = reading.engine != Engine::Text;
    state.kinds = plans.kinds.clone();
    if plans.rows_below(state.kinds.item.as_deref(), lexicon) {
        state.kinds = Kinds::default();
    }
    state.outline.nested = survey::nesting(reading, lexicon);
    state.follows = survey::follows(reading, lexicon);
    state.sheet_labels = survey::sheet_labels(reading, lexicon);
    state.running_heads = running::heads(reading);
    state.marks = flags::keys(reading, lexicon.words);
    state.item_first = survey::item_first(reading, lexicon, &state.kinds);
    state.group_headings = running::group_headings(reading, plans, lexicon);
    state
}

/// Writes what the walk found into the draft; of all printings of a row the fullest becomes the item.
fn emit(
    reading: &Reading,
    words: &Vocabulary,
    state: &mut State<'_>,
    findings: &Findings,
    ledger: &mut Ledger,
    draft: &mut Draft,
) {
    let fates = merge::fates(state);
    merge::mark_used(&mut state.outline, &state.entries, &fates, &findings.indicators);
    sections_of_tallies(state, &findings.tallies);
    let mut emitter = Emitter {
        canvas: &reading.canvas,
        words,
        ledger,
        wrapped: reading.engine != Engine::Text,
        recognised: &reading.recognised_pages,
    };
    let sections = emitter.sections(state, draft);
    let items = emitter.items(state, &fates, &sections, draft);
    emitter.indicators(&findings.indicators, state, (&sections, &items), draft);
    emitter.tallies(&findings.tallies, state, &sections, draft);
    emitter.legend(&findings.legend, draft);
    emitter.totals(&findings.totals, &items, draft);
    emitter.section_totals(state, &items, draft);
    for passage in &findings.furniture {
        emitter.book(Part::Furniture, passage);
    }
}

/// A table inside a cell: rows, form, or nothing.
pub(crate) fn read_table(state: &mut State<'_>, grid: &Grid) {
    let _ = form::read_grid(state, grid, None);
}
