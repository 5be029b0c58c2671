//! Rows before ids are given: every value still a passage of the input.

use crate::model::{Figure, Phase, RatioKind};
use crate::source::Passage;

use super::amounts::figure;

/// A department as printed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Department {
    pub name: Passage,
    pub within: Option<String>,
}

/// A grade as printed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Grade {
    pub label: String,
    pub fiscal_year: Option<i32>,
    pub grade: Option<String>,
    pub cell: Passage,
}

/// A narrative cell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Narrative {
    pub label: Option<String>,
    pub text: Passage,
}

/// An amount as printed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Amount {
    pub label: String,
    pub part_of: Option<String>,
    /// The label beside it and its like (主な内訳): parts of one total that stand together.
    pub group: Option<String>,
    pub fiscal_year: Option<i32>,
    pub phase: Option<Phase>,
    pub value: Option<Figure>,
    pub unit: Option<String>,
    pub share: Option<Figure>,
    pub cell: Passage,
}

/// Difference and ratio cells of a row.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChangeCells {
    pub difference: Option<(Passage, Option<Figure>)>,
    pub unit: Option<String>,
    pub ratio: Option<(Passage, Option<Figure>)>,
    pub ratio_kind: Option<RatioKind>,
}

impl ChangeCells {
    /// A printed difference and the unit that its label or cell names.
    pub(crate) fn set_difference(&mut self, cell: &Passage, unit: Option<String>) {
        self.difference = Some((cell.clone(), figure(cell.as_str())));
        self.unit = unit;
    }

    /// A printed ratio: growth (△2.3) or, else, of last year's amount (97.7).
    pub(crate) fn set_ratio(&mut self, cell: &Passage, is_growth: bool) {
        self.ratio = Some((cell.clone(), figure(cell.as_str())));
        self.ratio_kind = Some(if is_growth {
            RatioKind::Growth
        } else {
            RatioKind::OfPrevious
        });
    }
}

/// One printing of a row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    pub section: Option<usize>,
    pub parent: Option<usize>,
    pub kind: String,
    pub number: Option<String>,
    pub name: Passage,
    pub departments: Vec<Department>,
    pub amounts: Vec<Amount>,
    pub change: Option<ChangeCells>,
    pub evaluations: Vec<Grade>,
    pub flags: Vec<(String, Passage)>,
    pub texts: Vec<Narrative>,
    /// Everything else that belongs to it: labels, numbers, copies.
    pub places: Vec<Passage>,
    /// The table or list that it stands in; rows of one list are judged together.
    pub list: usize,
    /// From a table headed 参考 or marked 再掲.
    pub reference: bool,
    /// From a table of rows (against: a form sheet).
    pub tabular: bool,
}

impl Entry {
    /// Whether it says more than number and name.
    pub(crate) fn has_fields(&self) -> bool {
        !(self.departments.is_empty()
            && self.amounts.is_empty()
            && self.evaluations.is_empty()
            && self.texts.is_empty()
            && self.change.is_none())
    }
}
