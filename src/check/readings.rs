//! What a printed figure may say when its characters were damaged.

use unicode_normalization::UnicodeNormalization;

use crate::japanese;

/// How much has to have gone wrong for a reading; the order is that of likelihood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Damage {
    /// As printed.
    None,
    /// Another character for the same thing: comma for point, O for 0, blanks inside.
    Notation,
    /// The minus (▲) is lost, spurious, or was read as a digit.
    Sign,
    /// A dash was read as a stroke (1, l, _, |).
    Dash,
    /// One digit for one that looks alike.
    Digit,
    /// Any one character lost, added or changed: never proposed, only found by a law.
    Near,
}

/// One reading of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sense {
    /// The number; `None` is a printed dash.
    pub value: Option<f64>,
    /// Decimals printed.
    pub decimals: u32,
    /// What it takes to read it so.
    pub damage: Damage,
}

/// What kind of figure a cell holds: this decides which damages make sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// An amount, never negative.
    Amount,
    /// A difference.
    Difference,
    /// A percentage with decimals.
    Ratio,
}

/// A printed cell with all that it may say.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// To the letter.
    pub printed: String,
    /// Markup and unit removed, NFKC.
    bare: String,
    /// The reading without damage, when there is one.
    pub strict: Option<Sense>,
    /// All readings, likeliest first, each value once.
    pub senses: Vec<Sense>,
    /// Whether a person decided: no other reading is thought of then.
    is_certain: bool,
}

impl Cell {
    /// Reads `printed`; `recovered` is what recovery made of it, used where the characters are beyond us.
    pub(super) fn read(printed: &str, recovered: Option<f64>, role: Role) -> Cell {
        let bare = bare(printed);
        let mut senses = Vec::new();
        if let Some((value, decimals)) = strict(&bare) {
            add(&mut senses, value, decimals, Damage::None);
        }
        // Groups of three digits are what they seem to be; a point may still stand for their comma.
        if senses.is_empty() || !bare.contains(',') {
            for (value, decimals) in notations(&bare) {
                add(&mut senses, Some(value), decimals, Damage::Notation);
            }
        }
        if let (true, Some(value)) = (senses.is_empty(), recovered) {
            add(&mut senses, Some(value), decimals_of(value), Damage::None);
        }
        let certain = senses.clone();
        if role != Role::Amount {
            signs(&mut senses, &bare, &certain);
        }
        if is_stroke(&bare) {
            add(&mut senses, None, 0, Damage::Dash);
        }
        confusions(&mut senses, &bare, role);
        let strict = senses
            .first()
            .copied()
            .filter(|sense| sense.damage == Damage::None);
        Cell {
            printed: printed.to_owned(),
            bare,
            strict,
            senses,
            is_certain: false,
        }
    }

    /// Reads a cell; where the file itself tells its characters (`exact`), they say what they say.
    pub(super) fn told(printed: &str, recovered: Option<f64>, role: Role, exact: bool) -> Cell {
        if !exact {
            return Cell::read(printed, recovered, role);
        }
        let bare = bare(printed);
        if let Some((value, decimals)) = strict(&bare) {
            let damage = Damage::None;
            let sense = Sense {
                value,
                decimals,
                damage,
            };
            return Cell::settled(printed, bare, sense);
        }
        let cell = Cell::read(printed, recovered, role);
        match cell.strict {
            Some(strict) => Cell::settled(printed, bare, strict),
            None => cell,
        }
    }

    /// A cell whose value a person decided, whatever is printed.
    pub(super) fn certain(printed: &str, value: Option<f64>) -> Cell {
        let sense = Sense {
            value,
            decimals: value.map_or(0, decimals_of),
            damage: Damage::None,
        };
        Cell::settled(printed, String::new(), sense)
    }

    /// A cell that can be read in one way only.
    fn settled(printed: &str, bare: String, sense: Sense) -> Cell {
        Cell {
            printed: printed.to_owned(),
            bare,
            strict: Some(sense),
            senses: vec![sense],
            is_certain: true,
        }
    }

    /// Whether nothing stands in the cell.
    pub(super) fn is_blank(&self) -> bool {
        self.bare.is_empty() && self.strict.is_none()
    }

    /// Whether `value` is at most one character away from what is printed, and nothing else is wrong with it.
    pub(super) fn is_near(&self, value: f64, decimals: u32) -> bool {
        let is_settled = self
            .senses
            .first()
            .is_some_and(|sense| sense.damage == Damage::Notation);
        let (negative, digits) = sign_of(&self.bare);
        if self.is_certain || is_settled || negative != (value < 0.0) {
            return false;
        }
        let printed: Vec<char> = digits.chars().filter(|c| !matches!(c, ',' | ' ')).collect();
        let wanted: Vec<char> = fixed(value.abs(), decimals).chars().collect();
        super::text::distance(&printed, &wanted) <= 1
    }
}

/// A number with `decimals` places.
pub(super) fn fixed(value: f64, decimals: u32) -> String {
    format!("{value:.*}", decimals as usize)
}

fn add(senses: &mut Vec<Sense>, value: Option<f64>, decimals: u32, damage: Damage) {
    let known = senses.iter().any(|sense| same(sense.value, value));
    if !known {
        senses.push(Sense {
            value,
            decimals,
            damage,
        });
    }
}

/// Whether both are the same number, or both a dash.
pub(super) fn same(left: Option<f64>, right: Option<f64>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => (left - right).abs() < 1e-6,
        (None, None) => true,
        _ => false,
    }
}

fn decimals_of(value: f64) -> u32 {
    (0..4)
        .find(|&places| {
            let shifted = value * 10f64.powi(places);
            (shifted - shifted.round()).abs() < 1e-6
        })
        .map_or(4, i32::unsigned_abs)
}

fn is_minus(character: char) -> bool {
    matches!(
        character,
        '▲' | '△' | '▼' | '∆' | 'Δ' | '-' | '−' | '–' | '—' | '―' | '‐' | '‑'
    )
}

fn is_dash(character: char) -> bool {
    matches!(
        character,
        '-' | '−' | '–' | '—' | '―' | '‐' | '‑' | '─' | '━' | 'ー' | '﹣' | '⁻'
    )
}

/// A lone character that a printed dash is read as.
fn is_stroke(bare: &str) -> bool {
    let mut characters = bare.chars();
    let lone = characters.next();
    characters.next().is_none()
        && lone.is_some_and(|c| {
            matches!(
                c,
                '1' | 'l' | 'I' | 'i' | '|' | '!' | '_' | '一' | '/' | '~' | '.' | '\''
            )
        })
}

/// NFKC, without markup, emphasis marks and the unit.
fn bare(printed: &str) -> String {
    if printed.bytes().all(|byte| byte.is_ascii_digit() || byte == b',') {
        return printed.to_owned();
    }
    let mut text = String::new();
    let mut rest = printed;
    while let Some(open) = rest.find('<') {
        let (before, from) = rest.split_at(open);
        text.push_str(before);
        let is_tag = from
            .chars()
            .nth(1)
            .is_some_and(|c| c.is_ascii_alphabetic() || c == '/');
        match from.find('>').filter(|_| is_tag) {
            Some(close) => rest = from.get(close + 1..).unwrap_or_default(),
            None => {
                text.push('<');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    text.push_str(rest);
    let text: String = text
        .nfkc()
        .filter(|c| !matches!(c, '*' | '\\' | '`'))
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    let mut text = text.trim();
    for unit in [
        "百万円",
        "千円",
        "億円",
        "万円",
        "円",
        "ポイント",
        "%",
        "人",
        "件",
    ] {
        text = text.strip_suffix(unit).unwrap_or(text).trim_end();
    }
    text.to_owned()
}

/// The number or dash as it is commonly printed.
fn strict(bare: &str) -> Option<(Option<f64>, u32)> {
    if !bare.is_empty() && bare.chars().all(is_dash) {
        return Some((None, 0));
    }
    if matches!(
        bare,
        "皆増" | "皆減" | "全増" | "全減" | "新規" | "皆無" | "…" | "..."
    ) {
        return Some((None, 0));
    }
    let (negative, digits) = sign_of(bare);
    let (value, decimals) = number(digits, true)?;
    Some((Some(if negative { 0.0 - value } else { value }), decimals))
}

/// Splits off a sign; a figure in parentheses is negative.
fn sign_of(text: &str) -> (bool, &str) {
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return (true, inner.trim());
    }
    if let Some(rest) = text.strip_prefix(is_minus) {
        return (true, rest.trim_start());
    }
    (false, text.strip_prefix('+').unwrap_or(text).trim_start())
}

/// Digits with at most one point; `grouped` allows commas, each before exactly three digits.
fn number(text: &str, grouped: bool) -> Option<(f64, u32)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if text.contains('.') && fraction.is_empty() {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for group in groups {
        if !grouped || group.len() != 3 || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if first.is_empty() || !plain(&digits) || !plain(fraction) || digits.len() + fraction.len() > 15 {
        return None;
    }
    let decimals = u32::try_from(fraction.len()).ok()?;
    digits.push_str(fraction);
    Some((japanese::decimal(digits.parse().ok()?, decimals)?, decimals))
}

/// Readings by another character for the same thing.
fn notations(bare: &str) -> Vec<(f64, u32)> {
    let (negative, rest) = sign_of(bare);
    let plain: String = rest
        .chars()
        .filter(|c| *c != ' ')
        .map(|c| match c {
            'O' | 'o' | '〇' | '○' | 'Q' | 'D' => '0',
            'l' | 'I' | '|' | '!' | 'i' => '1',
            '、' | '،' | '\'' => ',',
            '。' | '・' | '·' | '•' => '.',
            other => other,
        })
        .collect();
    let swapped: String = plain
        .chars()
        .map(|c| match c {
            ',' => '.',
            '.' => ',',
            other => other,
        })
        .collect();
    let only_last = plain.rfind(',').map(|at| {
        let (head, tail) = plain.split_at(at);
        format!("{head}.{}", tail.get(1..).unwrap_or_default())
    });
    let without: String = plain.chars().filter(|c| *c != ',' && *c != '.').collect();
    [Some(plain), Some(swapped), only_last, Some(without)]
        .into_iter()
        .flatten()
        .filter_map(|text| number(&text, true))
        .map(|(value, decimals)| (if negative { 0.0 - value } else { value }, decimals))
        .collect()
}

/// Lost or spurious minus, and ▲ read as 4, 1 or A.
fn signs(senses: &mut Vec<Sense>, bare: &str, certain: &[Sense]) {
    for sense in certain {
        if let Some(value) = sense.value.filter(|value| *value != 0.0) {
            add(senses, Some(-value), sense.decimals, Damage::Sign);
        }
    }
    if let Some(rest) = bare.strip_prefix(['4', '1', 'A', 'a', 'Λ', '^', '人', 'I', 'l']) {
        let rest = rest.trim_start();
        let read = number(rest, true).into_iter().chain(notations(rest));
        for (value, decimals) in read.filter(|(value, _)| *value != 0.0) {
            add(senses, Some(-value), decimals, Damage::Sign);
        }
    }
}

/// Digits that look alike.
fn lookalikes(digit: char) -> &'static [char] {
    match digit {
        '0' => &['6', '8', '9'],
        '1' => &['7'],
        '3' => &['8'],
        '5' | 'S' => &['6', '5'],
        '6' => &['0', '5'],
        '7' => &['1'],
        '8' => &['3', '0'],
        '9' => &['0'],
        'B' => &['8'],
        'Z' => &['2'],
        _ => &[],
    }
}

/// One digit for another, and a lost decimal point of a percentage.
fn confusions(senses: &mut Vec<Sense>, bare: &str, role: Role) {
    for (at, digit) in bare.char_indices() {
        for other in lookalikes(digit) {
            let mut text = bare.to_owned();
            text.replace_range(at..at + digit.len_utf8(), other.encode_utf8(&mut [0; 4]));
            let text = if strict(&text).is_some() {
                text
            } else {
                text.replace(' ', "")
            };
            if let Some((value @ Some(_), decimals)) = strict(&text) {
                add(senses, value, decimals, Damage::Digit);
            }
        }
    }
    if role == Role::Ratio && !bare.contains(['.', ',']) {
        let (negative, digits) = sign_of(bare);
        if let Some((value, 0)) = number(digits, false).filter(|_| digits.len() > 1) {
            let value = if negative { -value / 10.0 } else { value / 10.0 };
            add(senses, Some(value), 1, Damage::Digit);
        }
    }
}
