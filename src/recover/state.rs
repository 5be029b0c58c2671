//! What is open while the report is read from top to bottom.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::Passage;
use crate::vocabulary::key;

use super::entry::{Entry, Narrative};
use super::grades::tallies::LegendDraft;
use super::indicators::IndicatorDraft;
use super::lexicon::{Lexicon, Role};
use super::outline::{Outline, loose, number_key, same_number};
use super::rows::totals::SectionTotal;
use super::tidy;

/// Which words of the document head rows, and which rows under rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Kinds {
    /// The word of rows.
    pub item: Option<String>,
    /// The word of rows under rows.
    pub sub: Option<String>,
}

/// A label that waits for its value.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub label: Passage,
    pub role: Role,
}

/// Where a value without a label of its own goes on.
#[derive(Debug, Clone)]
pub(crate) struct OpenField {
    pub label: Passage,
    pub role: Role,
    /// Whether running lines (not only cells) may belong to it.
    pub lines: bool,
}

/// Everything open at a place of the report.
pub(crate) struct State<'a> {
    pub lexicon: &'a Lexicon<'a>,
    pub kinds: Kinds,
    /// Whether sheets print the row's name before the levels above it.
    pub item_first: bool,
    /// Blocks that are headings of tables of rows without a level word.
    pub group_headings: BTreeSet<usize>,
    /// Years that rows say they are of.
    pub row_years: BTreeSet<i32>,
    /// Numbered lines that the document uses as labels again and again (４　事業内容).
    pub sheet_labels: BTreeSet<String>,
    /// Lines that head page after page.
    pub running_heads: BTreeSet<String>,
    /// The shading of labels.
    pub tints: super::survey::shading::LabelTints,
    /// Canvas ranges around which a ring is drawn.
    pub ringed: Vec<(u32, u32)>,
    /// What marks before names mean (◎ 新規), as the document explains them.
    pub marks: BTreeMap<char, String>,
    /// Label that usually follows a label, learnt from the document's sheets.
    pub follows: BTreeMap<String, String>,
    pub outline: Outline,
    pub entries: Vec<Entry>,
    /// Indicators that rows of tables print in columns of their own.
    pub indicators: Vec<IndicatorDraft>,
    pub item: Option<usize>,
    pub sub: Option<usize>,
    pub pending: Vec<Pending>,
    /// A row's number met before its name.
    pub next_number: Option<(String, Passage)>,
    /// The number of a sheet, printed over it.
    pub sheet_number: Option<(String, Passage)>,
    /// The amount that dated cells below it are of (事業費 | 令和4年度決算 | …).
    pub over_amount: Option<Passage>,
    /// Fields of a sheet that stand before its name.
    pub waiting: Vec<(Passage, Role, Passage)>,
    /// Departments printed over the next table of rows.
    pub over_table: Vec<Passage>,
    /// Departments printed over a list of rows.
    pub over_list: Vec<Passage>,
    pub field: Option<OpenField>,
    /// The narrative that running lines give row by row (① name ⏎ text ⏎ ② name …).
    pub line_field: Option<OpenField>,
    /// Number of the list or table that rows now belong to.
    pub list: usize,
    /// Whether the last table ended in its total: what comes next is summed anew.
    pub summed_up: bool,
    /// Year whose results the document reports, for grades without a year of their own.
    pub fiscal_year: Option<i32>,
    /// Column labels and section of the table of rows read last.
    pub open_table: Option<(Vec<String>, Option<usize>)>,
    /// Title of the report.
    pub title: Option<String>,
    /// Sums that headings of sections say.
    pub section_totals: Vec<SectionTotal>,
    pub last_label: Option<String>,
    /// Numbers of indicators that a section refers to (指標No.3・4).
    pub references: Vec<(usize, Vec<String>)>,
    /// Running text met inside tables.
    pub prose: Vec<Passage>,
    /// Whether the places of cells are known (a page), or cells may be lost (text from other programs).
    pub ruled: bool,
    /// The unit of money that the text above the tables states (単位：千円).
    pub unit: Option<String>,
    /// The same for the form that is being read.
    pub form_unit: Option<String>,
    /// The heading over the tables read now, where its words are a label (３ 今後の方向性).
    pub heading: Option<(Passage, Role)>,
    /// Meanings of grades that sheets print beside them.
    pub legend: Vec<LegendDraft>,
    /// How many letters of a label written down the side have been met.
    pub vertical_position: usize,
}

impl<'a> State<'a> {
    pub(super) fn new(lexicon: &'a Lexicon<'a>, fiscal_year: Option<i32>) -> Self {
        State {
            lexicon,
            kinds: super::state::Kinds::default(),
            item_first: false,
            row_years: BTreeSet::new(),
            group_headings: BTreeSet::new(),
            sheet_labels: BTreeSet::new(),
            running_heads: BTreeSet::new(),
            ringed: Vec::new(),
            tints: super::survey::shading::LabelTints::default(),
            marks: BTreeMap::new(),
            follows: BTreeMap::new(),
            outline: super::outline::Outline::default(),
            entries: Vec::new(),
            indicators: Vec::new(),
            item: None,
            sub: None,
            pending: Vec::new(),
            waiting: Vec::new(),
            over_table: Vec::new(),
            over_list: Vec::new(),
            next_number: None,
            over_amount: None,
            field: None,
            line_field: None,
            list: 0,
            summed_up: false,
            sheet_number: None,
            fiscal_year,
            title: None,
            section_totals: Vec::new(),
            open_table: None,
            last_label: None,
            references: Vec::new(),
            prose: Vec::new(),
            ruled: false,
            unit: None,
            form_unit: None,
            legend: Vec::new(),
            heading: None,
            vertical_position: 0,
        }
    }
}

impl State<'_> {
    /// The row that fields belong to now: the row under a row, or the row.
    pub(crate) fn target(&self) -> Option<usize> {
        self.sub.or(self.item)
    }

    /// Ends the open row.
    pub(crate) fn close_item(&mut self) {
        self.line_field = None;
        self.item = None;
        self.sub = None;
        self.pending.clear();
        self.field = None;
    }

    /// Ends a field that running lines went on with.
    pub(crate) fn close_lines(&mut self) {
        self.line_field = None;
        if self.field.as_ref().is_some_and(|field| field.lines) {
            self.field = None;
            self.pending.clear();
        }
    }

    /// The label whose letters may stand down the side of the lines read now: one that the lines lack.
    pub(crate) fn vertical_label(&self) -> Option<String> {
        let next = self.follows.get(self.last_label.as_ref()?);
        let open = self
            .field
            .as_ref()
            .filter(|field| field.lines && field.label.start().is_none())
            .map(|field| key(field.label.as_str()));
        open.or_else(|| next.cloned())
    }

    /// Books a passage to whatever is open: row, section.
    pub(crate) fn book(&mut self, passage: &Passage) {
        match (self.target(), self.outline.current()) {
            (Some(entry), _) => self.entries[entry].places.push(passage.clone()),
            (None, Some(section)) => self.outline.sections[section].labels.push(passage.clone()),
            (None, None) => {}
        }
    }

    /// The known row of the current section with this number (and, where given, a name that begins the same).
    pub(crate) fn sibling(&self, number: &str) -> Option<usize> {
        let section = self.outline.current();
        let list = self
            .entries
            .iter()
            .rposition(|entry| entry.section == section && entry.parent.is_none())?;
        let list = self.entries[list].list;
        (0..self.entries.len()).rev().find(|&index| {
            let entry = &self.entries[index];
            entry.section == section
                && entry.parent.is_none()
                && entry.list == list
                && entry
                    .number
                    .as_deref()
                    .is_some_and(|mine| same_number(mine, number))
        })
    }

    /// Opens a row, or goes back to one of this section that has the same number and name.
    pub(crate) fn open_item(
        &mut self,
        kind: &str,
        number: Option<String>,
        name: Passage,
        place: Passage,
    ) -> usize {
        if self.item_first {
            self.outline.close_all();
        }
        let section = self.outline.current();
        let (name, flags) = self.take_flags(&name);
        let again = self.item.filter(|&open| {
            let entry = &self.entries[open];
            entry.section == section && entry.kind == kind && same_row(entry, number.as_deref(), &name)
        });
        let index = again
            .or_else(|| self.known_in_list(section, kind, number.as_deref(), &name))
            .unwrap_or_else(|| {
                self.entries.push(Entry {
                    section,
                    kind: kind.to_owned(),
                    number,
                    name: name.clone(),
                    flags,
                    list: self.list,
                    ..Entry::default()
                });
                self.entries.len() - 1
            });
        self.entries[index].places.push(place);
        if let Some((number, place)) = self.sheet_number.take() {
            self.entries[index].number.get_or_insert(number);
            self.entries[index].places.push(place);
        }
        self.item = Some(index);
        self.sub = None;
        self.pending.clear();
        self.field = None;
        self.vertical_position = 0;
        self.last_label = Some(kind.to_owned());
        let waiting = std::mem::take(&mut self.waiting);
        // Where sheets print 担当課 below the name, one above the first name is of a sheet that was cut off.
        let next = self.follows.get(kind).cloned();
        let cut = waiting
            .iter()
            .any(|(label, _, _)| next.as_ref() == Some(&key(label.as_str())));
        for (label, role, value) in waiting.into_iter().filter(|_| !cut) {
            self.give(&label, &role, &value);
        }
        index
    }

    fn known_in_list(
        &self,
        section: Option<usize>,
        kind: &str,
        number: Option<&str>,
        name: &Passage,
    ) -> Option<usize> {
        (0..self.entries.len()).rev().take(24).find(|&index| {
            let entry = &self.entries[index];
            entry.list == self.list
                && entry.section == section
                && entry.kind == kind
                && entry.parent.is_none()
                && number.is_some()
                && same_row(entry, number, name)
        })
    }

    /// Opens a row under the open row.
    pub(crate) fn open_sub(&mut self, kind: &str, number: Option<String>, name: Passage, place: Passage) {
        let (name, flags) = self.take_flags(&name);
        self.entries.push(Entry {
            section: self.outline.current(),
            parent: self.item,
            kind: kind.to_owned(),
            number,
            name,
            flags,
            list: self.list,
            places: vec![place],
            ..Entry::default()
        });
        self.sub = Some(self.entries.len() - 1);
        self.pending.clear();
        self.field = None;
    }

    /// Takes marks such as （再掲） out of a name.
    pub(crate) fn take_flags(&self, name: &Passage) -> (Passage, Vec<(String, Passage)>) {
        super::rows::flags::take(name, self.lexicon.words)
    }
}

/// Whether an entry is the row of this number and name.
fn same_row(entry: &Entry, number: Option<&str>, name: &Passage) -> bool {
    let (mine, theirs) = (loose(entry.name.as_str()), loose(name.as_str()));
    let numbers = match (entry.number.as_deref(), number) {
        (Some(a), Some(b)) => number_key(a) == number_key(b),
        _ => true,
    };
    numbers && (mine == theirs || theirs.is_empty())
}

/// Byte after `name` at the start of `text`, blanks and width aside; a remark in brackets that ends the name may
/// be left out there.
pub(crate) fn name_prefix(text: &Passage, name: &Passage) -> Option<usize> {
    let whole = exact_prefix(text, name.as_str());
    let bracket = name
        .as_str()
        .rfind(['（', '('])
        .filter(|_| name.as_str().ends_with(['）', ')']));
    whole.or_else(|| exact_prefix(text, name.as_str().get(..bracket?)?))
}

fn exact_prefix(text: &Passage, name: &str) -> Option<usize> {
    let want = loose(name);
    if want.is_empty() {
        return None;
    }
    let mut left = want.as_str();
    let mut end = 0;
    for (offset, character) in text.as_str().char_indices() {
        if left.is_empty() {
            break;
        }
        left = left.strip_prefix(loose(character.encode_utf8(&mut [0; 4])).as_str())?;
        end = offset + character.len_utf8();
    }
    left.is_empty().then(|| {
        let rest = text.as_str().get(end..).unwrap_or_default();
        // A bracket that the loose form passed over still belongs to the name.
        end + rest
            .chars()
            .take_while(|c| matches!(c, ')' | '）'))
            .map(char::len_utf8)
            .sum::<usize>()
    })
}

/// A label as written into the output: blanks removed, NFKC kept out (the document's own characters stay).
pub(crate) fn label_text(label: &Passage) -> String {
    tidy(label)
        .as_str()
        .chars()
        .filter(|character| !character.is_whitespace())
        .collect()
}

pub(super) fn extend_departments(
    mine: &mut Vec<super::entry::Department>,
    found: Vec<super::entry::Department>,
) {
    for department in found {
        let same = |known: &super::entry::Department| {
            key(known.name.as_str()) == key(department.name.as_str()) && known.within == department.within
        };
        if !mine.iter().any(same) {
            mine.push(department);
        }
    }
}

/// Adds a grade; tells whether it only said again what is known.
pub(super) fn push_grade(grades: &mut Vec<super::entry::Grade>, grade: super::entry::Grade) -> bool {
    let same = |known: &super::entry::Grade| {
        known.label == grade.label && known.fiscal_year == grade.fiscal_year && known.grade == grade.grade
    };
    let again = grades.iter().any(same);
    if !again {
        grades.push(grade);
    }
    again
}

/// Adds a text to a row: goes on with the same label, keeps a copy only as a place.
pub(crate) fn add_text(entry: &mut Entry, label: Option<String>, text: Passage) {
    if text.is_blank() {
        return;
    }
    if let Some(copy) = merge_text(&mut entry.texts, label, text) {
        entry.places.push(copy);
    }
}

const SHORTEST_COPY: usize = 30;

/// Joins a text to the one of the same label; returns it when it only says again what stands there.
pub(super) fn merge_text(
    texts: &mut Vec<Narrative>,
    label: Option<String>,
    text: Passage,
) -> Option<Passage> {
    let Some(known) = texts.iter_mut().find(|known| known.label == label) else {
        texts.push(Narrative { label, text });
        return None;
    };
    let (mine, theirs) = (loose(known.text.as_str()), loose(text.as_str()));
    // A short line may well begin a longer one; only a long text stands in another by being its copy.
    if mine == theirs || theirs.chars().count() >= SHORTEST_COPY && mine.contains(&theirs) {
        return Some(text);
    }
    known.text.join('\n', &text);
    None
}
