//! Character references: `&lt;`, `&#12354;`, `&#x3042;`.

/// Longest reference, `&` and `;` included.
const LONGEST: usize = 10;

/// The character that the reference at the start of `rest` stands for, and the reference's length.
pub(in crate::source) fn entity_at(rest: &[u8]) -> Option<(char, usize)> {
    let length = rest.iter().take(LONGEST).position(|&byte| byte == b';')?;
    let body = std::str::from_utf8(rest.get(1..length)?).ok()?;
    let character = match body.strip_prefix('#') {
        Some(number) => numeric(number)?,
        None => named(body)?,
    };
    Some((character, length + 1))
}

fn numeric(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    // Control characters are no text; such a reference stays as written.
    char::from_u32(code).filter(|character| !character.is_control() || character.is_whitespace())
}

fn named(name: &str) -> Option<char> {
    Some(match name {
        "amp" | "AMP" => '&',
        "lt" | "LT" => '<',
        "gt" | "GT" => '>',
        "quot" | "QUOT" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "ensp" => '\u{2002}',
        "emsp" => '\u{2003}',
        "thinsp" => '\u{2009}',
        "yen" => '¥',
        "copy" => '©',
        "reg" => '®',
        "sect" => '§',
        "deg" => '°',
        "plusmn" => '±',
        "times" => '×',
        "divide" => '÷',
        "middot" => '·',
        "bull" => '•',
        "hellip" => '…',
        "mdash" => '—',
        "ndash" => '–',
        "minus" => '−',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "laquo" => '«',
        "raquo" => '»',
        "larr" => '←',
        "uarr" => '↑',
        "rarr" => '→',
        "darr" => '↓',
        "ge" => '≥',
        "le" => '≤',
        "ne" => '≠',
        _ => return None,
    })
}
