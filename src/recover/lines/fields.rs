//! Several labels with their values on one line: `【担当課】財政課　【評価】Ａ`, `担当課：財政課　事業費：1,200千円`.

use crate::source::Passage;

use super::values;
use crate::recover::lexicon::{Lexicon, Role};
use crate::recover::lines;
use crate::recover::outline::opening;
use crate::recover::state::State;

const LONGEST_LABEL: usize = 16;

/// Where a label begins, ends, and its value begins.
struct Head {
    start: usize,
    label: Passage,
    role: Role,
    value: usize,
    framed: bool,
}

/// Reads a line of fields; the first one may name the row (`事業名：…　担当課：…`). Tells whether it was one.
pub(in crate::recover) fn read(state: &mut State<'_>, line: &Passage) -> bool {
    let fields = of(line, state.lexicon, true);
    let opens = matches!(fields.first(), Some((_, Role::Level(_), _)));
    if fields.is_empty() || !opens && state.target().is_none() {
        return false;
    }
    for (label, role, value) in fields {
        match role {
            Role::Level(word) => opening::open_level(state, &word, &label, &value),
            role => values::line_pair(state, &label, &role, &value),
        }
    }
    if !opens {
        state.book(line);
    }
    true
}

/// Labels, roles and values of a line that begins with a framed label or has several with colons.
pub(in crate::recover) fn of(
    line: &Passage,
    lexicon: &Lexicon<'_>,
    item_open: bool,
) -> Vec<(Passage, Role, Passage)> {
    let text = line.as_str();
    let heads = heads(line, lexicon);
    let begins = heads.first().is_some_and(|head| {
        text.get(..head.start)
            .is_some_and(|before| before.trim().is_empty())
            && (head.framed || heads.len() > 1)
    });
    if !begins {
        return Vec::new();
    }
    let ends = heads.iter().skip(1).map(|head| head.start).chain([text.len()]);
    let mut found = Vec::new();
    for (head, end) in heads.iter().zip(ends) {
        let value = line.slice(head.value..end).trim();
        let role = lines::fitting(head.role.clone(), &head.label, &value, (true, item_open), lexicon);
        match role {
            Some(role) if !value.is_blank() => found.push((head.label.clone(), role, value)),
            _ => return Vec::new(),
        }
    }
    found
}

fn heads(line: &Passage, lexicon: &Lexicon<'_>) -> Vec<Head> {
    let text = line.as_str();
    let mut heads: Vec<Head> = Vec::new();
    let mut boundary = true;
    for (offset, character) in text.char_indices() {
        if heads.last().is_some_and(|head| offset < head.value) {
            continue;
        }
        let framed = matches!(character, '【' | '［' | '〔' | '《');
        if framed || boundary && !character.is_whitespace() {
            heads.extend(head(line, offset, framed, lexicon));
        }
        boundary = character.is_whitespace();
    }
    heads
}

fn head(line: &Passage, start: usize, framed: bool, lexicon: &Lexicon<'_>) -> Option<Head> {
    let rest = line.as_str().get(start..)?;
    let open = if framed {
        rest.chars().next()?.len_utf8()
    } else {
        0
    };
    let closes = |c: char| {
        if framed {
            matches!(c, '】' | '］' | '〕' | '》')
        } else {
            matches!(c, ':' | '：')
        }
    };
    let (end, close) = rest
        .char_indices()
        .take(LONGEST_LABEL + 2)
        .take_while(|(_, c)| framed || !c.is_whitespace())
        .find(|(_, c)| closes(*c))?;
    let label = line.slice(start + open..start + end).trim();
    let role = lexicon.label(label.as_str())?;
    let after = start + end + close.len_utf8();
    let colon = line
        .as_str()
        .get(after..)?
        .chars()
        .next()
        .filter(|c| matches!(c, ':' | '：'));
    Some(Head {
        start,
        label,
        role,
        value: after + colon.map_or(0, char::len_utf8),
        framed,
    })
}
