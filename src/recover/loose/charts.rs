//! Indicators as text boxes over charts: a value, what it means, a target; their names stand quoted in the sentence
//! above, in the same order.

use std::sync::LazyLock;

use regex::Regex;

use super::figures::{Printed, bare_year, target_year, value_of};
use super::strip::{Strip, append_wrapped, ends_sentence};
use crate::source::{INSERTED, Passage};
use crate::vocabulary::{Vocabulary, key};

/// One text box.
#[derive(Debug, Default, Clone)]
pub(super) struct Chart {
    pub(super) name: Passage,
    pub(super) values: Vec<Printed>,
    pub(super) year: Option<i32>,
    pub(super) year_label: String,
    pub(super) targets: Vec<Printed>,
    pub(super) target_year: Option<i32>,
    pub(super) target_label: String,
    pub(super) explanation: Option<(String, Passage)>,
    pub(super) lines: Vec<usize>,
}

static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"「([^「」\n]{2,40})」").ok());

/// The charts of a stretch of lines, those whose names are known.
pub(super) fn read(strips: &[Strip], words: &Vocabulary) -> Vec<Chart> {
    let mut found = Vec::new();
    let mut start = 0;
    for end in sentences_with_quotes(strips) {
        found.extend(series(strips, start..end, words));
        start = end;
    }
    found.extend(series(strips, start..strips.len(), words));
    for at in 0..found.len() {
        // A box that lost its year has its neighbours', when they agree.
        let mut years = found.iter().filter_map(|chart| chart.year);
        let first = years.next();
        let common = first.filter(|first| years.all(|year| year == *first));
        if let Some(chart) = found.get_mut(at) {
            chart.year = chart.year.or(common);
        }
    }
    found
}

/// Lines that open a stretch with names: the first of each run of lines of a paragraph with quotes.
fn sentences_with_quotes(strips: &[Strip]) -> Vec<usize> {
    let quoted = |strip: &Strip| {
        QUOTED
            .as_ref()
            .is_some_and(|quoted| quoted.is_match(strip.text.as_str()))
    };
    strips
        .iter()
        .enumerate()
        .filter(|(_, strip)| quoted(strip))
        .map(|(at, _)| at)
        .collect()
}

/// Charts between two quoting sentences, named by the quotes of the first.
fn series(strips: &[Strip], range: std::ops::Range<usize>, words: &Vocabulary) -> Vec<Chart> {
    let mut charts = boxes(strips, range.clone(), words);
    charts.retain(|chart| !chart.values.is_empty() && !chart.targets.is_empty());
    if charts.is_empty() {
        return charts;
    }
    let mut sentence = Passage::default();
    for strip in strips.get(range).unwrap_or_default() {
        append_wrapped(&mut sentence, &strip.text);
        if ends_sentence(strip.text.as_str()) {
            break;
        }
        sentence.push('\n', INSERTED);
    }
    let names = quotes(&sentence);
    if names.len() != charts.len() {
        return Vec::new();
    }
    for (chart, name) in charts.iter_mut().zip(names) {
        chart.name = name;
    }
    charts
}

fn quotes(sentence: &Passage) -> Vec<Passage> {
    let Some(quoted) = QUOTED.as_ref() else {
        return Vec::new();
    };
    let found = quoted
        .captures_iter(sentence.as_str())
        .filter_map(|found| found.get(1));
    found.map(|name| sentence.slice(name.range())).collect()
}

fn boxes(strips: &[Strip], range: std::ops::Range<usize>, words: &Vocabulary) -> Vec<Chart> {
    let mut charts: Vec<Chart> = Vec::new();
    let mut open = Chart::default();
    let mut explaining = false;
    for at in range {
        let Some(strip) = strips.get(at) else { break };
        let text = strip.text.as_str();
        let bare = strip.key.trim_matches(|c: char| !c.is_alphanumeric());
        let value = value_of(&strip.text);
        let year = bare_year(text);
        if !open.targets.is_empty() && (year.is_some() || (value.is_some() && strip.gap)) {
            charts.push(std::mem::take(&mut open));
            explaining = false;
        }
        if let Some(year) = year {
            open.year = Some(year);
            open.year_label = key(text);
        } else if let Some(year) = target_year(text, words) {
            open.target_year = Some(year);
            open.target_label = key(text);
            explaining = false;
        } else if let Some(value) = value {
            let slot = if open.target_year.is_some() {
                &mut open.targets
            } else {
                &mut open.values
            };
            slot.push(value);
        } else if words.is_label("explanation", bare) {
            open.explanation = Some((bare.to_owned(), Passage::default()));
            explaining = true;
        } else if let Some((_, said)) = open.explanation.as_mut().filter(|_| explaining) {
            append_wrapped(said, &strip.text);
        } else {
            continue;
        }
        open.lines.push(at);
    }
    charts.push(open);
    charts
}
