//! Indicators as a scrambled table: values first, then the numbered names, in the same order.

use super::figures::{Printed, alternate_of, noted_year, roles_of, value_of};
use super::piece::number_and_rest;
use super::strip::{Strip, append_wrapped, cells, ends_sentence};
use crate::model::{Figure, IndicatorRole, IndicatorValue};
use crate::source::{Canvas, Passage};
use crate::vocabulary::{Vocabulary, key};

/// A table of indicators: its lines, and what it says.
#[derive(Debug, Default)]
pub(super) struct Board {
    pub(super) lines: Vec<usize>,
    roles: Vec<(IndicatorRole, String, Option<i32>)>,
    values: Vec<Value>,
    pub(super) names: Vec<Name>,
}

#[derive(Debug)]
struct Value {
    printed: Printed,
    alternate: Option<f64>,
    year: Option<i32>,
    note: String,
}

/// A numbered name with remarks in parentheses below it.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) number: u32,
    pub(super) name: Passage,
    pub(super) notes: Vec<Passage>,
}

/// Reads the table whose role labels start at `start`; `None` when values and names do not match.
pub(super) fn read(strips: &[Strip], start: usize, words: &Vocabulary) -> Option<Board> {
    let mut board = Board::default();
    for (at, strip) in strips.iter().enumerate().skip(start) {
        match board.take(strip, words) {
            Taken::Yes => board.lines.push(at),
            Taken::Passed => {}
            Taken::End => break,
        }
    }
    let (names, values) = (board.names.len(), board.values.len());
    (names > 0 && values > 0 && values % names == 0 && !board.roles.is_empty()).then_some(board)
}

enum Taken {
    Yes,
    Passed,
    End,
}

impl Board {
    fn take(&mut self, strip: &Strip, words: &Vocabulary) -> Taken {
        if let Some(roles) = roles_of(&strip.key, words) {
            if !self.values.is_empty() {
                return Taken::End;
            }
            self.roles
                .extend(roles.into_iter().map(|(role, label)| (role, label, None)));
            return Taken::Yes;
        }
        if let Some(year) = noted_year(&strip.key) {
            self.note(year.fiscal_year(), &strip.key);
            return Taken::Yes;
        }
        if self.take_values(strip) {
            return Taken::Yes;
        }
        self.take_name(strip, words)
    }

    fn note(&mut self, year: i32, text: &str) {
        let text = text.trim_matches(['(', ')']).to_owned();
        match (self.values.last_mut(), self.roles.last_mut()) {
            (Some(value), _) if value.year.is_none() => (value.year, value.note) = (Some(year), text),
            (None, Some(role)) => {
                role.2 = Some(year);
                role.1 = format!("{}({text})", role.1);
            }
            _ => {}
        }
    }

    fn take_values(&mut self, strip: &Strip) -> bool {
        let whole = [strip.text.clone()];
        let parts = cells(&strip.text);
        let several = parts.len() > 1 && parts.iter().all(|part| value_of(part).is_some());
        let texts = if several { &parts } else { &whole[..] };
        if let ([only], Some(last)) = (texts, self.values.last_mut())
            && last.alternate.is_none()
            && last.year.is_none()
            && !strip.gap
            && let Some(alternate) = alternate_of(only)
        {
            last.alternate = Some(alternate);
            last.printed.text.append(only);
            return true;
        }
        let values: Option<Vec<Printed>> = texts.iter().map(value_of).collect();
        let Some(values) = values.filter(|values| !values.is_empty()) else {
            return false;
        };
        self.values.extend(values.into_iter().map(|printed| Value {
            alternate: printed.number.as_ref().and_then(|number| number.alternate),
            printed,
            year: None,
            note: String::new(),
        }));
        true
    }

    fn take_name(&mut self, strip: &Strip, words: &Vocabulary) -> Taken {
        let text = strip.text.as_str();
        let bracketed = strip.key.starts_with('(') && strip.key.ends_with(')');
        let remark = bracketed || strip.key.starts_with("()");
        let label = words.levels.tier(&strip.key).is_some() || words.is_label("indicator", text);
        if ends_sentence(text) || (self.values.is_empty() && !remark && !label) {
            return Taken::End;
        }
        let next = self.names.last().map_or(0, |name| name.number) + 1;
        match number_and_rest(&strip.text) {
            Some((_, rest)) if rest.is_blank() => return Taken::Passed,
            Some((number, name)) if number == next => {
                self.names.push(Name {
                    number,
                    name,
                    notes: Vec::new(),
                });
                return Taken::Yes;
            }
            Some(_) => return Taken::End,
            None => {}
        }
        match self.names.last_mut() {
            _ if label => Taken::Passed,
            Some(name) if remark => {
                name.notes.push(strip.text.clone());
                Taken::Yes
            }
            Some(name) => {
                append_wrapped(&mut name.name, &strip.text);
                Taken::Yes
            }
            None => Taken::Passed,
        }
    }

    /// Values of the name at `index`, in the order of the roles.
    pub(super) fn values_of(&self, index: usize, canvas: &Canvas) -> Vec<IndicatorValue> {
        let each = self.values.len() / self.names.len().max(1);
        let own = self.values.iter().skip(index * each).take(each);
        own.enumerate()
            .map(|(at, value)| {
                let role = self.roles.get(at).or(self.roles.last());
                let (kind, label, year) =
                    role.cloned()
                        .unwrap_or((IndicatorRole::Current, String::new(), None));
                let label = if value.note.is_empty() {
                    label
                } else {
                    format!("{label}({})", value.note)
                };
                indicator_value(
                    &value.printed,
                    value.alternate,
                    (kind, label, value.year.or(year)),
                    canvas,
                )
            })
            .collect()
    }
}

/// A value of the model out of a printed one.
pub(super) fn indicator_value(
    printed: &Printed,
    alternate: Option<f64>,
    (role, label, fiscal_year): (IndicatorRole, String, Option<i32>),
    canvas: &Canvas,
) -> IndicatorValue {
    let number = printed.number.as_ref();
    IndicatorValue {
        label,
        fiscal_year,
        role,
        value: number.map(|number| Figure(number.value)),
        unit: number.and_then(|number| number.unit.as_deref()).map(key),
        printed: printed.text.as_str().to_owned(),
        qualifier: number.and_then(|number| number.qualifier),
        alternate: alternate.map(Figure),
        trace: canvas.trace(&printed.text.ranges(&canvas.text)),
    }
}
