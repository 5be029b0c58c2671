//! From passages to the draft: ids, traces, and the ledger's bookings.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Budget, Change, Department, Difference, Evaluation, Item, Section, TextEntry, Trace};
use crate::source::{Canvas, Passage};
use crate::vocabulary::Vocabulary;

use super::amounts;
use super::draft::{Draft, Statement};
use super::entry::{self, Entry};
use super::grades::tallies::TallyDraft;
use super::indicators::IndicatorDraft;
use super::ledger::{Ledger, Part};
use super::merge::Fate;
use super::state::State;

/// Writes drafts into the output and books their characters.
pub(crate) struct Emitter<'a> {
    pub canvas: &'a Canvas,
    pub words: &'a Vocabulary,
    pub ledger: &'a mut Ledger,
    /// Whether lines inside cells end only because the cell is narrow.
    pub wrapped: bool,
    /// Pages whose characters were recognised in an image; those of other pages are told by the file.
    pub recognised: &'a BTreeSet<u32>,
}

impl Emitter<'_> {
    pub(super) fn trace(&self, passages: &[&Passage]) -> Trace {
        let ranges: Vec<(u32, u32)> = passages
            .iter()
            .flat_map(|passage| passage.ranges(&self.canvas.text))
            .collect();
        self.canvas.trace(&ranges)
    }

    /// Whether the file itself tells the characters of a cell.
    fn is_exact(&self, cell: &Passage) -> bool {
        let page = self.trace(&[cell]).page;
        self.wrapped && page.is_some_and(|page| !self.recognised.contains(&page))
    }

    pub(crate) fn book(&mut self, part: Part, passage: &Passage) {
        self.ledger.claim_passage(part, passage, self.canvas);
    }

    /// The cell to the letter, markup inside it included.
    pub(super) fn printed(&self, cell: &Passage) -> String {
        let printed = cell
            .hull(&self.canvas.text)
            .and_then(|range| self.canvas.text.get(range))
            .unwrap_or_default();
        // A tag that begins before the first character would be printed by half.
        if printed.contains(['<', '>', '*']) {
            cell.as_str().to_owned()
        } else {
            printed.to_owned()
        }
    }

    pub(super) fn departments(&mut self, part: Part, found: &[entry::Department]) -> Vec<Department> {
        found
            .iter()
            .map(|department| {
                self.book(part, &department.name);
                Department {
                    name: department.name.as_str().to_owned(),
                    within: department.within.clone(),
                    trace: self.trace(&[&department.name]),
                }
            })
            .collect()
    }

    pub(super) fn evaluations(&mut self, part: Part, grades: &[entry::Grade]) -> Vec<Evaluation> {
        grades
            .iter()
            .map(|grade| {
                self.book(part, &grade.cell);
                Evaluation {
                    label: grade.label.clone(),
                    fiscal_year: grade.fiscal_year,
                    grade: grade.grade.clone(),
                    printed: printed_grade(&grade.cell),
                    trace: self.trace(&[&grade.cell]),
                }
            })
            .collect()
    }

    pub(super) fn texts(&mut self, part: Part, texts: &[entry::Narrative]) -> Vec<TextEntry> {
        texts
            .iter()
            .filter(|text| !text.text.is_blank())
            .map(|text| {
                self.book(part, &text.text);
                let shown = if self.wrapped {
                    super::unwrapped(&text.text)
                } else {
                    text.text.clone()
                };
                TextEntry {
                    label: text.label.clone(),
                    text: shown.as_str().to_owned(),
                    trace: self.trace(&[&text.text]),
                }
            })
            .collect()
    }

    pub(super) fn budgets(&mut self, amounts: &[entry::Amount]) -> Vec<Budget> {
        amounts
            .iter()
            .map(|amount| {
                self.book(Part::Items, &amount.cell);
                Budget {
                    label: amount.label.clone(),
                    part_of: amount.part_of.clone(),
                    group: amount.group.clone(),
                    fiscal_year: amount.fiscal_year,
                    phase: amount.phase,
                    value: amount.value,
                    unit: amount.unit.clone(),
                    yen: amounts::yen(amount.value, amount.unit.as_deref(), self.words),
                    share_percent: amount.share,
                    trace: self.trace(&[&amount.cell]),
                    printed: self.printed(&amount.cell),
                    corrected: false,
                    exact: self.is_exact(&amount.cell),
                }
            })
            .collect()
    }

    pub(super) fn change(&mut self, change: &entry::ChangeCells) -> Change {
        let cells: Vec<&Passage> = change
            .difference
            .iter()
            .chain(&change.ratio)
            .map(|(cell, _)| cell)
            .collect();
        for cell in &cells {
            self.book(Part::Items, cell);
        }
        let value = change.difference.as_ref().and_then(|(_, value)| *value);
        Change {
            difference: value.map(|_| Difference {
                value,
                unit: change.unit.clone(),
                yen: amounts::yen(value, change.unit.as_deref(), self.words),
            }),
            ratio_percent: change.ratio.as_ref().and_then(|(_, value)| *value),
            ratio_kind: change.ratio_kind,
            trace: self.trace(&cells),
            difference_printed: change.difference.as_ref().map(|(cell, _)| self.printed(cell)),
            ratio_printed: change.ratio.as_ref().map(|(cell, _)| self.printed(cell)),
            exact: cells.iter().all(|cell| self.is_exact(cell)),
            difference_corrected: false,
            ratio_corrected: false,
        }
    }

    /// Sections that carry rows, with ids in reading order.
    pub(crate) fn sections(&mut self, state: &State<'_>, draft: &mut Draft) -> BTreeMap<usize, String> {
        let used = (0..state.outline.sections.len()).filter(|&index| state.outline.sections[index].used);
        let ids: BTreeMap<usize, String> = used
            .enumerate()
            .map(|(position, index)| (index, format!("s{}", position + 1)))
            .collect();
        for (index, section) in state
            .outline
            .sections
            .iter()
            .enumerate()
            .filter(|(_, section)| section.used)
        {
            let id = ids[&index].clone();
            for place in section
                .places
                .iter()
                .chain(&section.labels)
                .chain([&section.name])
            {
                self.book(Part::Sections, place);
            }
            let first = section
                .places
                .first()
                .cloned()
                .unwrap_or_else(|| section.name.clone());
            let made = Section {
                id,
                parent: section.parent.and_then(|parent| ids.get(&parent).cloned()),
                level: section.level.clone(),
                number: section.number.clone(),
                name: super::tidy_name(&section.name).as_str().to_owned(),
                departments: self.departments(Part::Sections, &section.departments),
                evaluations: self.evaluations(Part::Sections, &section.evaluations),
                texts: self.texts(Part::Sections, &section.texts),
                repairs: Vec::new(),
                trace: self.trace(&[&first]),
            };
            for place in section.places.iter().skip(1).take(1) {
                draft.statements.push(Statement::Listed {
                    kind: made.level.clone(),
                    number: made.number.clone(),
                    name: made.name.clone(),
                    subject: Some(made.id.clone()),
                    trace: self.trace(&[place]),
                });
            }
            draft.sections.push(made);
        }
        ids
    }

    /// Rows with ids in reading order, rows under rows behind theirs.
    pub(crate) fn items(
        &mut self,
        state: &State<'_>,
        fates: &[Fate],
        sections: &BTreeMap<usize, String>,
        draft: &mut Draft,
    ) -> BTreeMap<usize, String> {
        let order = reading_order(&state.entries, fates, self.canvas);
        let ids: BTreeMap<usize, String> = order
            .iter()
            .enumerate()
            .map(|(position, &index)| (index, format!("i{}", position + 1)))
            .collect();
        for &index in &order {
            let item = self.item(&state.entries[index], fates[index], &ids, sections, &ids[&index]);
            draft.items.push(item);
        }
        for (index, entry) in state
            .entries
            .iter()
            .enumerate()
            .filter(|(index, _)| !ids.contains_key(index))
        {
            self.second_place(entry, fates[index], &ids, draft);
        }
        ids
    }

    fn item(
        &mut self,
        entry: &Entry,
        fate: Fate,
        ids: &BTreeMap<usize, String>,
        sections: &BTreeMap<usize, String>,
        id: &str,
    ) -> Item {
        let made = Item {
            id: id.to_owned(),
            section: entry.section.and_then(|section| sections.get(&section).cloned()),
            parent: entry.parent.and_then(|parent| ids.get(&parent).cloned()),
            repeats: if let Fate::Repeats(other) = fate {
                ids.get(&other).cloned()
            } else {
                None
            },
            kind: entry.kind.clone(),
            number: entry.number.clone(),
            name: super::tidy_name(&entry.name).as_str().to_owned(),
            departments: self.departments(Part::Items, &entry.departments),
            budgets: self.budgets(&entry.amounts),
            change: entry.change.as_ref().map(|change| self.change(change)),
            evaluations: self.evaluations(Part::Items, &entry.evaluations),
            flags: unique(entry.flags.iter().map(|(flag, _)| flag.clone())),
            texts: self.texts(Part::Items, &entry.texts),
            repairs: Vec::new(),
            trace: self.trace(&[&entry.name]),
        };
        self.book_entry(entry);
        made
    }

    fn book_entry(&mut self, entry: &Entry) {
        self.book(Part::Items, &entry.name);
        for passage in entry
            .places
            .iter()
            .chain(entry.flags.iter().map(|(_, cell)| cell))
        {
            self.book(Part::Items, passage);
        }
        for text in &entry.texts {
            self.book(Part::Items, &text.text);
        }
    }

    /// A second place: its characters count with the row, what it says becomes statements.
    fn second_place(&mut self, entry: &Entry, fate: Fate, ids: &BTreeMap<usize, String>, draft: &mut Draft) {
        self.book_entry(entry);
        for department in &entry.departments {
            self.book(Part::Items, &department.name);
        }
        for amount in &entry.amounts {
            self.book(Part::Items, &amount.cell);
        }
        let subject = if let Fate::Second(primary) = fate {
            ids.get(&primary).cloned()
        } else {
            None
        };
        if entry.parent.is_none() {
            draft.statements.push(Statement::Listed {
                kind: Some(entry.kind.clone()),
                number: entry.number.clone(),
                name: super::tidy(&entry.name).as_str().to_owned(),
                subject: subject.clone(),
                trace: self.trace(&[&entry.name]),
            });
        }
        for grade in &entry.evaluations {
            self.book(Part::Items, &grade.cell);
            if let Some(subject) = &subject {
                draft.statements.push(Statement::Grade {
                    subject: subject.clone(),
                    label: Some(grade.label.clone()),
                    fiscal_year: grade.fiscal_year,
                    grade: grade.grade.clone(),
                    trace: self.trace(&[&grade.cell]),
                });
            }
        }
    }
}

/// A grade as printed: the few letters of a grade are one word, wherever its narrow cell broke them (やや ⏎ 遅れ).
fn printed_grade(cell: &Passage) -> String {
    let lines = super::tidy(cell);
    if lines.as_str().chars().count() <= LONGEST_GRADE {
        super::tidy_name(cell).as_str().to_owned()
    } else {
        lines.as_str().to_owned()
    }
}

/// Longest grade that is taken as one word over several lines.
const LONGEST_GRADE: usize = 16;

/// Sections that only a printed count names: none of their rows was found, and the count must say so.
pub(crate) fn sections_of_tallies(state: &mut State<'_>, found: &[TallyDraft]) {
    for tally in found {
        let Some((level, number, name)) = &tally.section else {
            continue;
        };
        if find_section(state, &(level.clone(), number.clone(), name.clone())).is_some() {
            continue;
        }
        let place = tally.places.last().cloned().unwrap_or_default();
        let printed = place
            .as_str()
            .rfind(name.chars().next().unwrap_or(' '))
            .map_or(0, |start| start);
        let end = place
            .as_str()
            .find(['(', '（'])
            .filter(|&end| end > printed)
            .unwrap_or(place.as_str().len());
        state.outline.sections.push(super::outline::SectionDraft {
            level: level.clone(),
            number: number.clone(),
            name: super::tidy(&place.slice(printed..end)),
            used: true,
            ..super::outline::SectionDraft::default()
        });
    }
}

/// Items in the order in which they stand, rows under rows behind theirs.
fn reading_order(entries: &[Entry], fates: &[Fate], canvas: &Canvas) -> Vec<usize> {
    let kept = |index: &usize| matches!(fates[*index], Fate::Item | Fate::Repeats(_));
    let start = |index: usize| {
        entries[index]
            .name
            .ranges(&canvas.text)
            .first()
            .map_or(u32::MAX, |range| range.0)
    };
    let mut top: Vec<usize> = (0..entries.len())
        .filter(kept)
        .filter(|&index| entries[index].parent.is_none())
        .collect();
    top.sort_by_key(|&index| (start(index), index));
    let mut children: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in (0..entries.len()).filter(kept) {
        if let Some(parent) = entries[index].parent {
            children.entry(parent).or_default().push(index);
        }
    }
    let mut order = Vec::new();
    let mut waiting: Vec<usize> = top.into_iter().rev().collect();
    while let Some(index) = waiting.pop() {
        order.push(index);
        // A row stands before the rows under it, so nothing is met twice.
        waiting.extend(children.remove(&index).into_iter().flatten().rev());
    }
    order
}

/// The sections that refer to an indicator by number, else the one that it stands in.
pub(super) fn owners(
    indicator: &IndicatorDraft,
    state: &State<'_>,
    (sections, items): (&BTreeMap<usize, String>, &BTreeMap<usize, String>),
) -> Vec<String> {
    let referring = state.references.iter().filter(|(_, numbers)| {
        indicator
            .number
            .as_ref()
            .is_some_and(|number| numbers.contains(number))
    });
    let mut owners = unique(referring.filter_map(|(section, _)| sections.get(section).cloned()));
    owners.extend(indicator.item.and_then(|item| items.get(&item).cloned()));
    if owners.is_empty() {
        owners.extend(
            indicator
                .section
                .and_then(|section| sections.get(&section).cloned()),
        );
    }
    owners
}

pub(super) fn unique(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut out = Vec::new();
    for value in values {
        if !out.contains(&value) {
            out.push(value);
        }
    }
    out
}

/// The label of grades when all rows use one.
pub(super) fn common_label(draft: &Draft) -> Option<String> {
    let labels = unique(
        draft
            .items
            .iter()
            .flat_map(|item| &item.evaluations)
            .map(|grade| grade.label.clone()),
    );
    if let [only] = labels.as_slice() {
        Some(only.clone())
    } else {
        None
    }
}

pub(super) fn find_section(
    state: &State<'_>,
    (level, number, name): &(Option<String>, Option<String>, String),
) -> Option<usize> {
    let name = super::outline::loose(name);
    let same = |index: &usize| {
        let section = &state.outline.sections[*index];
        section.used
            && level
                .as_ref()
                .is_none_or(|level| section.level.as_ref() == Some(level))
            && match (number, &section.number) {
                (Some(a), Some(b)) => super::outline::same_number(a, b),
                _ => super::outline::loose(section.name.as_str()) == name,
            }
    };
    (0..state.outline.sections.len()).find(same)
}
