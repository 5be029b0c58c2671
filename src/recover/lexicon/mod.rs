//! What a short piece of text may mean as a label: its role, decided by the vocabulary and by how often the
//! document itself uses it as a label.

mod bare;
mod compound;
mod heading;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use regex::Regex;

use crate::japanese::{self, Segmenter};
use crate::vocabulary::{Vocabulary, key};

use bare::{is_carried, split_year};

pub(crate) use bare::{bare, undated, undated_amount, without_formula};
pub(crate) use heading::{Heading, prefix_over_blanks};

/// What a label announces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    /// A number of rows.
    Number,
    /// A name of rows, without a level word.
    Name,
    /// A level or row word (施策, 事務事業 …).
    Level(String),
    /// Departments.
    Department,
    /// An amount.
    Budget,
    /// A funding source of an amount.
    Funding,
    /// This year less last year.
    Difference,
    /// A ratio to last year.
    Ratio,
    /// A share of a total.
    Share,
    /// A grade.
    Evaluation,
    /// Marks such as 新規.
    Flag,
    /// Nothing but a year.
    Period,
    /// A page of the report.
    Page,
    /// Narrative.
    Text,
}

impl Role {
    /// Whether a field of this role makes the thing that has it a row of its own.
    pub(crate) fn is_strong(&self) -> bool {
        matches!(
            self,
            Role::Department | Role::Budget | Role::Funding | Role::Evaluation
        )
    }
}

/// Labels that the vocabulary or the document knows.
#[derive(Debug)]
pub(crate) struct Lexicon<'a> {
    pub words: &'a Vocabulary,
    segmenter: &'a Segmenter,
    learned: BTreeSet<String>,
    /// The year that the document speaks of: years without era (５年度) are near it.
    spoken_of: Option<i32>,
    /// Whether 第1章 is a level of the outline (against a part of the book that prints the outline again).
    chapters: bool,
    /// Answers of [`Lexicon::label`] so far.
    asked: RefCell<HashMap<String, Option<Role>>>,
}

const LONGEST_LABEL: usize = 30;
/// With its remarks in brackets.
const LONGEST_REMARKED: usize = 80;
const FIRST_REIWA_YEAR: i32 = 2019;
const FIRST_HEISEI_YEAR: i32 = 1989;

#[allow(clippy::unwrap_used)] // a fixed pattern, covered by tests
static BARE_YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(\d{1,2})年度").unwrap());

/// Whether a text has more than so many characters that are no blanks; looks no further than needed.
pub(in crate::recover) fn is_longer(text: &str, most: usize) -> bool {
    let letters = || text.chars().filter(|character| !character.is_whitespace());
    text.len() > most && letters().nth(most).is_some()
}

/// Whether a text is nothing but digits with the signs that figures have, a digit at its end: most cells of a book.
fn is_figure(text: &str) -> bool {
    let of_figures = |character: char| {
        japanese::digit(character).is_some()
            || matches!(
                character,
                ',' | '，' | '.' | '．' | '△' | '▲' | '-' | '−' | ' ' | '\u{3000}'
            )
    };
    text.ends_with(|last| japanese::digit(last).is_some()) && text.chars().all(of_figures)
}

impl<'a> Lexicon<'a> {
    pub(crate) fn new(words: &'a Vocabulary, segmenter: &'a Segmenter, learned: BTreeSet<String>) -> Self {
        Lexicon {
            words,
            segmenter,
            learned,
            spoken_of: None,
            chapters: true,
            asked: RefCell::default(),
        }
    }

    /// Says whether chapters belong to the outline.
    pub(crate) fn with_chapters(mut self, chapters: bool) -> Self {
        self.chapters = chapters;
        self
    }

    /// Lets years without era (５年度) be read by the year that the document speaks of.
    pub(crate) fn with_year(mut self, year: Option<i32>) -> Self {
        self.spoken_of = year;
        self
    }

    /// The year over a column: `Some(None)` when a year stands there whose era is not known.
    pub(crate) fn column_year(&self, text: &str) -> Option<Option<i32>> {
        if let Some(year) = crate::recover::years::of(text) {
            return Some(Some(year));
        }
        let label = key(text);
        // 目標最終年度 ⏎ 8年度: the year may have a line of its own.
        let lower = text.rsplit_once('\n').map(|(_, lower)| key(lower));
        let number = |label: &str| BARE_YEAR.captures(label)?.get(1)?.as_str().parse::<i32>().ok();
        let bare_year = number(&label).or_else(|| number(&lower?))?;
        Some(self.spoken_of.map(|year| without_era(bare_year, year)))
    }

    /// How many years after the reported one the amounts under a label are: 前年度支出済額 −1.
    pub(crate) fn years_away(label: &str) -> i32 {
        let label = bare(label);
        crate::recover::years::relative(&label)
            .filter(|(_, rest)| !is_carried(rest))
            .map_or(0, |(years, _)| years)
    }

    /// Whether a short text is made of words: OCR's garbage (争勿争未行) falls into single unrelated characters.
    pub(crate) fn is_plausible(&self, text: &str) -> bool {
        let plain = bare(text);
        if self.label(&plain).is_some() || plain.is_empty() {
            return true;
        }
        let (mut whole, mut single) = (0, 0);
        for word in self.segmenter.words(&plain) {
            let length = plain
                .get(word.range.clone())
                .map_or(0, |piece| piece.chars().count());
            if word.known && length > 1 {
                whole += length;
            } else if plain.get(word.range).is_some_and(|piece| {
                piece.chars().all(japanese::is_kanji)
                    || !word.known && piece.chars().all(japanese::is_japanese)
            }) {
                single += length;
            }
        }
        whole >= single
    }

    /// The role of a cell or line as a label; `None` when it is none.
    pub(crate) fn label(&self, text: &str) -> Option<Role> {
        if is_longer(text, LONGEST_REMARKED) {
            return None;
        }
        if is_figure(text) && !self.words.digits_end_labels() {
            // 1,234 may still be what the document itself uses as a label.
            return self.learned.contains(&key(text)).then_some(Role::Text);
        }
        // The same short cell is asked for by every pass over the report.
        if let Some(known) = self.asked.borrow().get(text) {
            return known.clone();
        }
        let role = self.label_of(text);
        self.asked.borrow_mut().insert(text.to_owned(), role.clone());
        role
    }

    fn label_of(&self, text: &str) -> Option<Role> {
        let whole = key(text);
        let length = whole.chars().count();
        if length == 0 || length > LONGEST_REMARKED || whole.contains('。') {
            return None;
        }
        let label = bare(text);
        if label.chars().count() > LONGEST_LABEL {
            return None;
        }
        let (year, rest) = split_year(&label);
        if rest.is_empty() {
            return (!year.is_empty()).then_some(Role::Period);
        }
        // A year before a row's word makes it a narrative of that year (令和6年度の取組), no level.
        let dated = |role: Role| match role {
            Role::Level(_) | Role::Name
                if !year.is_empty() && !rest.ends_with('名') && !rest.ends_with("名称") =>
            {
                Role::Text
            }
            other => other,
        };
        let lettered = || {
            let amounts = |role: &Role| {
                matches!(
                    role,
                    Role::Budget | Role::Funding | Role::Difference | Role::Ratio | Role::Share
                )
            };
            let stem = |text: &str| {
                let stem = without_formula(text);
                (stem.len() < text.len())
                    .then(|| self.word(stem))
                    .flatten()
                    .filter(amounts)
            };
            stem(rest).or_else(|| stem(&label))
        };
        self.word(rest)
            .map(dated)
            .or_else(|| self.word(&label))
            .or_else(lettered)
            .or_else(|| (!year.is_empty() && self.is_stage(without_formula(rest))).then_some(Role::Budget))
            .or_else(|| {
                let ends = |word: &String| rest.ends_with(word.as_str());
                (!year.is_empty() && self.words.label("text_endings").iter().any(ends)
                    || self.learned.contains(&whole))
                .then_some(Role::Text)
            })
            .or_else(|| self.compound(&label))
    }

    /// 令和6年度当初, R5決見: a stage of the budget behind its year.
    fn is_stage(&self, word: &str) -> bool {
        let stages = self.words.phases.values().flatten();
        stages.into_iter().any(|stage| stage == word)
    }

    /// 新規拡充, 新規／拡充: nothing but the words that the column below may hold.
    fn of_flags(&self, word: &str) -> bool {
        let mut rest = word;
        let mut flags = 0;
        while let Some(flag) = self
            .words
            .flags
            .words
            .iter()
            .filter(|flag| rest.starts_with(flag.as_str()))
            .max_by_key(|flag| flag.len())
        {
            flags += 1;
            rest = rest
                .get(flag.len()..)
                .unwrap_or_default()
                .trim_start_matches(['・', '/', '、', ',', '･']);
        }
        flags > 1 && rest.is_empty()
    }

    /// The role of a word that stands in the vocabulary.
    pub(super) fn word(&self, word: &str) -> Option<Role> {
        let stands_in = |word: &str, group: &str| self.words.groups_of(word).iter().any(|own| own == group);
        let own = self.words.groups_of(word);
        let is = |group: &str| own.iter().any(|own| own == group);
        if is("number") {
            return Some(Role::Number);
        }
        if is("page") {
            return Some(Role::Page);
        }
        let unnamed = word.strip_suffix("名").unwrap_or(word);
        if is("department") || stands_in(unnamed, "department") || in_charge(word) {
            return Some(Role::Department);
        }
        if is("ratio") {
            return Some(Role::Ratio);
        }
        if is("difference") {
            return Some(Role::Difference);
        }
        if is("share") {
            return Some(Role::Share);
        }
        if is("evaluation") {
            return Some(Role::Evaluation);
        }
        if let Some(level) = self.level(word) {
            return Some(Role::Level(level));
        }
        let source = |ending: &String| word.ends_with(ending.as_str());
        if is("funding") || self.words.label("funding_endings").iter().any(source) {
            return Some(Role::Funding);
        }
        if is("budget") {
            return Some(Role::Budget);
        }
        if is("name") {
            return Some(Role::Name);
        }
        if is("flag") || self.of_flags(word) {
            return Some(Role::Flag);
        }
        // 指定管理者名 is the label of 指定管理者.
        if is("text") || unnamed.chars().count() > 2 && stands_in(unnamed, "text") {
            return Some(Role::Text);
        }
        if let Some(level) = self.modified_level(word).or_else(|| self.owned_level(word)) {
            return Some(Role::Level(level));
        }
        // 事業の有効性, 成果指標の達成状況: what is graded stands before the word.
        let graded = self
            .words
            .label("evaluation")
            .iter()
            .filter(|known| known.chars().count() > 2);
        graded
            .clone()
            .any(|known| {
                word.strip_suffix(known.as_str())
                    .is_some_and(|stem| stem.ends_with('の') && stem.chars().count() <= 12)
            })
            .then_some(Role::Evaluation)
            .or_else(|| {
                graded
                    .clone()
                    .any(|known| judged_by(word, known))
                    .then_some(Role::Evaluation)
            })
            .or_else(|| self.graded_by(word))
            .or_else(|| self.several(word))
    }

    /// 実施状況と成果, 目的・内容: narratives side by side under one label.
    fn several(&self, word: &str) -> Option<Role> {
        let mut parts = word.split(['と', '・', '、']).peekable();
        let narrative = |part: &str| self.words.groups_of(part).iter().any(|group| group == "text");
        let first = parts.next()?;
        (parts.peek().is_some() && narrative(first) && parts.all(narrative)).then_some(Role::Text)
    }

    /// 委員会評価, 所管課判定: who grades stands before the word. 事務事業評価 is a report's title.
    fn graded_by(&self, word: &str) -> Option<Role> {
        let stem = ["評価", "判定"].iter().find_map(|end| word.strip_suffix(end))?;
        let title = self.level(stem).is_some()
            || self
                .words
                .levels
                .ranked()
                .iter()
                .any(|(level, _)| stem.ends_with(level.as_str()))
            || ["行政", "政策"].contains(&stem);
        let short = (1..=6).contains(&stem.chars().count());
        (short && !title && stem.chars().all(japanese::is_japanese)).then_some(Role::Evaluation)
    }

    /// The level word that a label is, its suffix (名, 番号 …) taken off.
    pub(crate) fn level(&self, label: &str) -> Option<String> {
        let levels = &self.words.levels;
        let suffixes = std::iter::once("").chain(levels.suffixes.iter().map(String::as_str));
        suffixes
            .filter_map(|suffix| label.strip_suffix(suffix))
            .find(|stem| levels.own_tier(stem).is_some())
            .map(str::to_owned)
    }

    /// 改革の柱, 計画の分野: a word that only outlines have, behind what it is of.
    fn owned_level(&self, label: &str) -> Option<String> {
        let (stem, word) = label.rsplit_once('の')?;
        let outline = ["柱", "大綱", "分野", "政策", "施策"].contains(&word);
        let short = (1..=LONGEST_JUDGE).contains(&stem.chars().count());
        (outline && short && stem.chars().all(japanese::is_japanese)).then(|| label.to_owned())
    }

    /// 主要事務事業名, 主な施策: a level word behind a modifier, which belongs to the document's word.
    fn modified_level(&self, label: &str) -> Option<String> {
        let levels = &self.words.levels;
        let mut stems = levels
            .suffixes
            .iter()
            .filter_map(|suffix| label.strip_suffix(suffix.as_str()))
            .chain([label]);
        stems
            .find(|stem| levels.unmodified(stem).is_some())
            .map(str::to_owned)
    }
}

/// The year of a number without era (５年度) that is nearest to the one a document speaks of; reports look back farther
/// than ahead.
fn without_era(number: i32, spoken_of: i32) -> i32 {
    let away = |year: &i32| {
        if *year > spoken_of {
            (*year - spoken_of) * 2
        } else {
            spoken_of - *year
        }
    };
    let eras = [FIRST_HEISEI_YEAR, FIRST_REIWA_YEAR];
    let years = eras.map(|first| first - 1 + number);
    years.into_iter().min_by_key(away).unwrap_or(spoken_of)
}

/// 指定管理者自己評価: whose judgement it is stands before a word that says only that it is one.
fn judged_by(word: &str, known: &str) -> bool {
    let stem = word.strip_suffix(known).filter(|_| known.ends_with("評価"));
    stem.is_some_and(|stem| {
        let by = ["者", "課", "部", "局", "会", "長", "市", "町", "村"];
        stem.chars().count() <= LONGEST_JUDGE && by.iter().any(|end| stem.ends_with(end))
    })
}

/// Letters of who judges.
const LONGEST_JUDGE: usize = 8;

/// 所管区局・課, 担当部課等名, 局/部/課: who is in charge, in whatever units the office has.
fn in_charge(word: &str) -> bool {
    let charge = ["所管", "担当", "主管", "所属", "関係", "関連", "実施"];
    let rest = charge.iter().find_map(|charge| word.strip_prefix(charge));
    let units = |rest: &str| rest.chars().filter(|c| OFFICES.contains(*c)).count();
    let only = |rest: &str| {
        rest.chars()
            .all(|c| OFFICES.contains(c) || "・、/等名".contains(c))
    };
    match rest {
        Some(rest) => units(rest) > 0 && only(rest),
        None => {
            let several = word.contains(['/', '・', '、']) || word.ends_with('名');
            units(word) > 1 && only(word) && several && !word.starts_with('署')
        }
    }
}

/// Last letters of the offices of a municipality.
const OFFICES: &str = "区局部課係室署所";
