//! Labelled values to the row, the rows or the section that they belong to.

use crate::source::Passage;
use crate::vocabulary::key;

use super::lexicon::Role;
use super::rows::marks;
use super::state::{State, add_text, extend_departments, label_text, merge_text, name_prefix, push_grade};
use super::{departments, tidy};

impl State<'_> {
    /// Gives a labelled value to the row or section it belongs to.
    pub(crate) fn give(&mut self, label: &Passage, role: &Role, value: &Passage) {
        let numbers = self.ruled && *role == Role::Number;
        if self.target().is_none()
            && self.outline.current().is_none()
            && self.kinds.item.is_some()
            && !numbers
        {
            self.waiting.push((label.clone(), role.clone(), value.clone()));
            return;
        }
        if matches!(role, Role::Budget | Role::Funding)
            && let Some((amount, more)) = super::lines::trailing::remarked(value, self.lexicon)
        {
            self.give(label, role, &amount);
            for (label, role, value) in more {
                self.give(&label, &role, &value);
            }
            return;
        }
        // 事業費（千円） | 令和4年度決算：1,240　令和5年度決算：1,185
        if *role == Role::Budget {
            let several = super::lines::fields::of(value, self.lexicon, true);
            if !several.is_empty() && several.iter().all(|(_, role, _)| *role == Role::Budget) {
                for (inner, role, value) in several {
                    let mut joined = label.clone();
                    joined.join('／', &inner);
                    self.give(&joined, &role, &value);
                }
                return;
            }
        }
        match role {
            Role::Department => self.give_departments(label, value),
            Role::Evaluation if super::grades::read(value.as_str(), self.lexicon.words).is_some() => {
                let label_text = label_text(label);
                let year = super::years::of(label.as_str()).or(self.fiscal_year);
                self.give_grade(label, &label_text, year, value);
            }
            Role::Flag if super::rows::flags::is_flag(value.as_str(), self.lexicon.words) => {
                let flag = key(value.as_str());
                self.book(label);
                if let Some(entry) = self.target() {
                    self.entries[entry].flags.push((flag, value.clone()));
                }
            }
            Role::Number => {
                self.book(label);
                self.book(value);
                let number = crate::japanese::leading_number(value)
                    .map(|(number, _)| number)
                    .or_else(|| super::outline::opening::whole_number(value));
                match (self.target(), number) {
                    (Some(entry), Some(number)) => {
                        self.entries[entry].number.get_or_insert(number);
                    }
                    // It waits for the row's name.
                    (None, Some(number)) if self.ruled => {
                        let mut place = label.clone();
                        place.append(value);
                        self.next_number = Some((number, place));
                    }
                    _ => {}
                }
            }
            Role::Budget | Role::Funding if super::amounts::is_amount(value.as_str()) => {
                super::amounts::give(self, label, role, value);
            }
            Role::Difference | Role::Ratio
                if super::amounts::is_amount(value.as_str()) && self.target().is_some() =>
            {
                super::amounts::give_change(self, label, role, value);
            }
            _ => self.give_text(label, value),
        }
        self.last_label = Some(key(label.as_str()));
    }

    pub(super) fn give_departments(&mut self, label: &Passage, value: &Passage) {
        self.book(label);
        let words = self.lexicon.words;
        let Some(stretches) = marks::split(value) else {
            let found = departments::split(value, words);
            match (self.target(), self.outline.current()) {
                (Some(entry), _) => extend_departments(&mut self.entries[entry].departments, found),
                (None, Some(section)) => {
                    extend_departments(&mut self.outline.sections[section].departments, found)
                }
                (None, None) => {}
            }
            self.book(value);
            return;
        };
        for stretch in stretches {
            let found = departments::split(&stretch.text, words);
            for number in &stretch.numbers {
                if let Some(entry) = self.sibling(number) {
                    extend_departments(&mut self.entries[entry].departments, found.clone());
                }
            }
            if let Some(section) = self.outline.current() {
                extend_departments(&mut self.outline.sections[section].departments, found);
            }
        }
        self.book(value);
    }

    /// Gives a grade to the open row, else to the open section.
    pub(crate) fn give_grade(
        &mut self,
        label: &Passage,
        label_text: &str,
        fiscal_year: Option<i32>,
        cell: &Passage,
    ) {
        self.book(label);
        match super::grades::read(cell.as_str(), self.lexicon.words) {
            Some(grade) => self.push_grade(label_text, fiscal_year, grade, cell),
            None => self.book(cell),
        }
    }

    /// Gives what stands where a grade has to stand, as it is printed.
    pub(crate) fn give_printed_grade(
        &mut self,
        label: &Passage,
        label_text: &str,
        fiscal_year: Option<i32>,
        cell: &Passage,
    ) {
        self.book(label);
        self.push_grade(label_text, fiscal_year, Some(key(cell.as_str())), cell);
    }

    /// Gives the grade that a cell is among printed choices.
    pub(crate) fn give_chosen_grade(
        &mut self,
        label: &Passage,
        label_text: &str,
        fiscal_year: Option<i32>,
        (grade, cell): (String, &Passage),
    ) {
        self.book(label);
        self.push_grade(label_text, fiscal_year, Some(grade), cell);
    }

    fn push_grade(
        &mut self,
        label_text: &str,
        fiscal_year: Option<i32>,
        grade: Option<String>,
        cell: &Passage,
    ) {
        let grade = super::entry::Grade {
            label: label_text.to_owned(),
            fiscal_year,
            grade,
            cell: cell.clone(),
        };
        let again = match (self.item, self.outline.current()) {
            (Some(entry), _) => push_grade(&mut self.entries[entry].evaluations, grade),
            (None, Some(section)) => push_grade(&mut self.outline.sections[section].evaluations, grade),
            (None, None) => false,
        };
        if again {
            self.book(cell);
        }
    }

    /// Gives a narrative to the open row, to the rows whose numbers it names, or to the section.
    pub(crate) fn give_text(&mut self, label: &Passage, value: &Passage) {
        self.book(label);
        if self.give_marked_text(label, value) {
            return;
        }
        let text = tidy(value);
        let label = Some(label_text(label)).filter(|label| !label.is_empty());
        match (self.target(), self.outline.current()) {
            (Some(entry), _) => add_text(&mut self.entries[entry], label, text),
            (None, Some(section)) => {
                let texts = &mut self.outline.sections[section].texts;
                merge_text(texts, label, text);
            }
            (None, None) => {}
        }
    }

    /// `① name text ② name text`: each stretch to the row of that number, when the section has such rows.
    pub(super) fn give_marked_text(&mut self, label: &Passage, value: &Passage) -> bool {
        let Some(stretches) = marks::split(value) else {
            return false;
        };
        let rows: Vec<Option<usize>> = stretches
            .iter()
            .map(|stretch| stretch.numbers.first().and_then(|number| self.sibling(number)))
            .collect();
        if rows.iter().any(Option::is_none) {
            return false;
        }
        let named = stretches.iter().zip(&rows).any(|(stretch, row)| {
            row.is_some_and(|row| name_prefix(&stretch.text, &self.entries[row].name).is_some())
        });
        if !named {
            return false;
        }
        let label = Some(label_text(label));
        for (stretch, row) in stretches.into_iter().zip(rows) {
            let Some(row) = row else { continue };
            let used = name_prefix(&stretch.text, &self.entries[row].name).unwrap_or(0);
            let entry = &mut self.entries[row];
            entry.places.push(stretch.marks.clone());
            entry.places.push(stretch.text.slice(0..used));
            let rest = tidy(&super::rows::flags::skip(
                &stretch.text.slice(used..stretch.text.as_str().len()),
                self.lexicon.words,
            ));
            add_text(entry, label.clone(), rest);
            self.item = Some(row);
            self.sub = None;
        }
        true
    }
}
