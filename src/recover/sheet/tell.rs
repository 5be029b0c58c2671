//! What a form says, given to the row and the sections that it is about.

use std::collections::BTreeMap;

use crate::japanese;
use crate::recover::indicators::IndicatorDraft;
use crate::recover::lexicon::{Role, bare};
use crate::recover::lines::listing::ROW_TIER;
use crate::recover::lines::values::unlabelled;
use crate::recover::outline::opening::open_heading;
use crate::recover::state::{State, label_text};
use crate::source::Passage;
use crate::vocabulary::key;

use super::facts::{Fact, Field};
use super::give::give;

/// Gives the facts of one form: its levels and its row first, then what is said about the row.
///
/// `block` reads a block of figures for what is open then; what it returns is returned.
pub(super) fn tell<'s>(
    state: &mut State<'s>,
    facts: Vec<Fact>,
    block: &mut dyn FnMut(&mut State<'s>, usize) -> Vec<IndicatorDraft>,
) -> Vec<IndicatorDraft> {
    let mut found = Vec::new();
    let facts = facts.into_iter().flat_map(|fact| each_level(state, fact));
    let facts: Vec<Fact> = facts.map(|fact| coded(state, fact)).collect();
    let rows = facts.iter().filter(|fact| names_row(state, fact)).count();
    let mut ordered: Vec<Fact> = Vec::with_capacity(facts.len());
    let mut facts = told_apart(facts, state);
    if rows == 1 || state.item.is_some() {
        facts = facts.into_iter().map(|fact| beside_row(state, fact)).collect();
    }
    if rows == 1 || rows == 0 && one_of_each(state, &facts) {
        let (mut first, rest): (Vec<Fact>, Vec<Fact>) = facts
            .into_iter()
            .partition(|fact| names_row(state, fact) || is_level(state, fact));
        // Levels from the top down; the row where they are open, or before them where the sheets print it first.
        let levels = &state.lexicon.words.levels;
        let tier = |fact: &Fact| level_of(state, fact).and_then(|word| levels.tier(&word));
        first.sort_by_key(|fact| (names_row(state, fact) != state.item_first, tier(fact)));
        let (numbers, first): (Vec<Fact>, Vec<Fact>) =
            first.into_iter().partition(|fact| is_number(state, fact));
        if rows == 1 {
            state.close_item();
        }
        for fact in first {
            let mine = |number: &&Fact| level_of(state, number) == level_of(state, &fact);
            ordered.extend(numbers.iter().filter(mine).cloned());
            ordered.push(fact);
        }
        let lost = |number: &Fact| !ordered.iter().any(|fact| same_place(fact, number));
        let unused: Vec<Fact> = numbers.iter().filter(|number| lost(number)).cloned().collect();
        ordered.extend(unused.into_iter().map(as_text));
        ordered.extend(rest);
    } else {
        ordered = facts;
    }
    for fact in ordered {
        match fact {
            Fact::Field(field) => give(state, &field),
            Fact::Heading(heading, place) => open_heading(state, heading, place),
            Fact::Loose(text) => unlabelled(state, &text),
            Fact::Bare(text) | Fact::Unanswered(text) => state.book(&text),
            Fact::Choices(label, choices) => {
                let scope = label_text(&label);
                state.book(&label);
                let legend = choices.iter().map(|choice| choice.legend(scope.clone()));
                state.legend.extend(legend);
            }
            Fact::Counter(text) => {
                state.next_number = japanese::leading_number(&text).map(|(number, _)| (number, text));
            }
            Fact::Block(index) => found.extend(block(state, index)),
        }
    }
    found
}

/// 政策・施策名 | ２ 産業の振興 ／ ２－４ 中小企業の経営支援: a level for each part.
fn each_level(state: &State<'_>, fact: Fact) -> Vec<Fact> {
    let Fact::Field(field) = &fact else {
        return vec![fact];
    };
    let levels = match field.head {
        None if field.role == Role::Text => state.lexicon.levels_of(field.label.as_str()),
        _ => Vec::new(),
    };
    let cut = |at: fn(char) -> bool| -> Vec<Passage> {
        let parts = field.value.split(at);
        parts.into_iter().filter(|part| !part.is_blank()).collect()
    };
    // Where nothing else parts the names, their lines do; else these only come from wrapping.
    let signs = cut(|c| matches!(c, '／' | '/' | '＞' | '>' | '→'));
    let parts = if signs.len() < 2 {
        cut(|c| c == '\n')
    } else {
        signs
    };
    if levels.is_empty() || levels.len() != parts.len() {
        return vec![fact];
    }
    let level = |(word, value): (String, Passage)| {
        Fact::Field(Field::plain(field.label.clone(), Role::Level(word), value.trim()))
    };
    levels.into_iter().zip(parts).map(level).collect()
}

/// 施策コード | 11 | 市民参加の推進: the code's label is that of the name, too.
fn coded(state: &State<'_>, fact: Fact) -> Fact {
    match fact {
        Fact::Field(field) if field.role == Role::Number && names_too(&field.value) => {
            let word = state.lexicon.level(&bare(field.label.as_str()));
            Fact::Field(Field {
                role: word.map_or(Role::Number, Role::Level),
                ..field
            })
        }
        other => other,
    }
}

/// Whether a name stands behind a number: 11 市民参加の推進.
fn names_too(value: &Passage) -> bool {
    let digits = |c: char| c.is_numeric() || matches!(c, '-' | '－' | '―' | '‐' | '.');
    let rest = value.as_str().trim_start_matches(digits);
    let letters = rest.chars().filter(|c| japanese::is_japanese(*c)).count();
    rest.len() < value.as_str().len() && letters >= 3 && rest.starts_with(char::is_whitespace)
}

/// Marks fields whose label stands beside several others (総合評価 beside １次評価 and beside ２次評価).
fn told_apart(mut facts: Vec<Fact>, state: &State<'_>) -> Vec<Fact> {
    let mut seen: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let place = |field: &Field| {
        let side = field.side.as_ref().map(|(side, _)| key(side.as_str()));
        (key(field.label.as_str()), side.unwrap_or_default())
    };
    for fact in &facts {
        if let Fact::Field(field) = fact {
            let (label, side) = place(field);
            let sides = seen.entry(label).or_default();
            if !sides.contains(&side) {
                sides.push(side);
            }
        }
    }
    let mut times: BTreeMap<(String, String), usize> = BTreeMap::new();
    for fact in &facts {
        if let Fact::Field(field) = fact {
            *times.entry(place(field)).or_default() += 1;
        }
    }
    let mut judged: BTreeMap<(String, String), usize> = BTreeMap::new();
    for fact in &facts {
        if let Fact::Field(field) = fact
            && matches!(field.head, Some((_, Role::Evaluation)))
        {
            *judged.entry(place(field)).or_default() += 1;
        }
    }
    let mut judgement: Option<Passage> = None;
    for fact in &mut facts {
        // A judgement left blank is explained all the same.
        if let Fact::Unanswered(label) = fact
            && state.lexicon.label(label.as_str()) == Some(Role::Evaluation)
        {
            judgement = Some(label.clone());
        }
        let Fact::Field(field) = fact else { continue };
        field.has_several_heads = judged.get(&place(field)).is_some_and(|heads| *heads > 1);
        let (label, side) = place(field);
        let again = times.get(&(label.clone(), side)).is_some_and(|times| *times > 1);
        // 必要性 | ある ⏎ 説明 | … ⏎ 達成度 | 普通 ⏎ 説明 | …: each explains the judgement before it.
        let plain = field.head.is_none() && field.side.is_none();
        if field.role == Role::Evaluation && plain {
            judgement = Some(field.label.clone());
        }
        let explained = judgement.clone().filter(|judgement| {
            again
                && plain
                && field.role == Role::Text
                && field.far_side.is_none()
                && key(judgement.as_str()) != label
        });
        if let Some(judgement) = explained {
            field.side = Some((judgement, Role::Text));
            field.is_ambiguous = true;
            continue;
        }
        if let Some(far) = field.far_side.clone().filter(|_| again && field.side.is_none()) {
            field.side = Some((far, Role::Text));
            field.is_ambiguous = true;
        } else {
            field.is_ambiguous = seen.get(&label).is_some_and(|sides| sides.len() > 1);
        }
    }
    facts
}

/// 予算事業名, 事業 | 004: another word for rows says something of the row that the sheet is about.
fn beside_row(state: &State<'_>, fact: Fact) -> Fact {
    let tier = |word: &str| state.lexicon.words.levels.tier(word);
    let item = state.kinds.item.as_deref().and_then(tier);
    let other = match &fact {
        Fact::Field(Field {
            role: Role::Level(word),
            head: None,
            ..
        }) => {
            let known = [&state.kinds.item, &state.kinds.sub];
            known.into_iter().all(|kind| kind.as_ref() != Some(word))
                && item.is_some_and(|item| item >= ROW_TIER && tier(word) >= Some(item))
        }
        _ => false,
    };
    if other { as_text(fact) } else { fact }
}

/// Whether a form names levels, each once.
fn one_of_each(state: &State<'_>, facts: &[Fact]) -> bool {
    let named = facts.iter().filter(|fact| !is_number(state, fact));
    let mut words: Vec<String> = named.filter_map(|fact| level_of(state, fact)).collect();
    let count = words.len();
    words.sort_unstable();
    words.dedup();
    count > 1 && words.len() == count
}

fn level_of(state: &State<'_>, fact: &Fact) -> Option<String> {
    match fact {
        Fact::Field(Field {
            role: Role::Level(word),
            head: None,
            ..
        }) => Some(word.clone()),
        // 番号 without a word counts the rows.
        Fact::Field(Field {
            role: Role::Number,
            head: None,
            label,
            ..
        }) => state
            .lexicon
            .level(&bare(label.as_str()))
            .filter(|word| !is_row_word(state, word))
            .or_else(|| state.kinds.item.clone()),
        _ => None,
    }
}

/// Whether a word stands where the word of the rows stands (事業番号 | 1 beside 事務事業名 | …).
fn is_row_word(state: &State<'_>, word: &str) -> bool {
    let tier = |word: &str| state.lexicon.words.levels.tier(word);
    state
        .kinds
        .item
        .as_deref()
        .is_some_and(|item| tier(item) == tier(word))
}

fn names_row(state: &State<'_>, fact: &Fact) -> bool {
    state.kinds.item.is_some()
        && matches!(
            fact,
            Fact::Field(Field {
                role: Role::Level(_),
                ..
            })
        )
        && level_of(state, fact) == state.kinds.item
        && !is_number(state, fact)
}

fn is_level(state: &State<'_>, fact: &Fact) -> bool {
    matches!(fact, Fact::Heading(..)) || level_of(state, fact).is_some()
}

/// 事業番号 | 0312: the number of the level that its label names.
pub(super) fn is_number(state: &State<'_>, fact: &Fact) -> bool {
    let Fact::Field(field) = fact else { return false };
    let ends = state.lexicon.words.label("number_endings");
    field.role == Role::Number
        || matches!(field.role, Role::Level(_))
            && !names_too(&field.value)
            && ends
                .iter()
                .any(|end| bare(field.label.as_str()).ends_with(end.as_str()))
}

/// Whether a value has no letter that a name could be made of.
pub(super) fn is_figure(value: &Passage) -> bool {
    let letter = |c: char| japanese::is_japanese(c) || c.is_alphabetic();
    value.as_str().chars().any(|c| c.is_ascii_digit()) && !key(value.as_str()).chars().any(letter)
}

fn same_place(a: &Fact, b: &Fact) -> bool {
    match (a, b) {
        (Fact::Field(a), Fact::Field(b)) => {
            a.label.start() == b.label.start() && a.value.start() == b.value.start()
        }
        _ => false,
    }
}

fn as_text(fact: Fact) -> Fact {
    match fact {
        Fact::Field(field) => Fact::Field(Field {
            role: Role::Text,
            ..field
        }),
        other => other,
    }
}
