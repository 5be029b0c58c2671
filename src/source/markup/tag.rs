//! HTML tags. Only known names are tags: reports write `<目標：年間40件>` too.

use std::ops::Range;

/// What a tag does to the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source) enum Kind {
    /// Nothing.
    Inline,
    /// Makes it strong.
    Strong,
    /// Starts a new line.
    Break,
    /// Starts a list entry.
    Entry,
    /// Starts or ends a heading.
    Heading(u8),
    /// Starts or ends a table.
    Table,
    /// Starts or ends a table row.
    Row,
    /// Starts or ends a table cell.
    Cell,
    /// Groups rows or columns.
    Group,
    /// Starts or ends a table's caption.
    Caption,
    /// Holds no text of the report.
    Hidden,
}

impl Kind {
    /// Whether it belongs to the structure of a table.
    pub(in crate::source) fn is_structural(self) -> bool {
        matches!(
            self,
            Kind::Table | Kind::Row | Kind::Cell | Kind::Group | Kind::Caption
        )
    }
}

/// A tag in the canvas.
#[derive(Debug, Clone)]
pub(in crate::source) struct Tag {
    /// What it does.
    pub(in crate::source) kind: Kind,
    /// Whether it is an end tag.
    pub(in crate::source) closes: bool,
    /// Whether damage cut it.
    pub(in crate::source) is_cut: bool,
    /// All of it.
    pub(in crate::source) range: Range<usize>,
    /// Its name.
    pub(in crate::source) name: Range<usize>,
    /// Its attributes.
    pub(in crate::source) attributes: Range<usize>,
}

impl Tag {
    /// A whole number among the attributes, as `rowspan="2"`.
    pub(in crate::source) fn number(&self, canvas: &str, attribute: &str) -> Option<usize> {
        let attributes = canvas.get(self.attributes.clone())?.to_ascii_lowercase();
        let (_, rest) = attributes.split_once(attribute)?;
        let value = rest.trim_start().strip_prefix('=')?;
        let value = value.trim_start_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
        let digits = value.len() - value.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let digits = value.get(..digits).filter(|digits| !digits.is_empty())?;
        Some(digits.parse().unwrap_or(usize::MAX))
    }
}

/// Longest name of a known tag.
const LONGEST_NAME: usize = 10;
/// How far the end tag of a doubtful start tag is looked for.
const END_TAG_WITHIN: usize = 300;

fn kind_of(name: &str) -> Option<Kind> {
    let mut lower = [0; LONGEST_NAME];
    let lower = lower.get_mut(..name.len())?;
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    Some(match &*lower {
        b"b" | b"strong" => Kind::Strong,
        b"a" | b"abbr" | b"acronym" | b"bdi" | b"bdo" | b"big" | b"cite" | b"code" | b"data" | b"del"
        | b"dfn" | b"em" | b"font" | b"i" | b"img" | b"input" | b"ins" | b"kbd" | b"label" | b"mark"
        | b"nobr" | b"q" | b"rb" | b"rp" | b"rt" | b"ruby" | b"s" | b"samp" | b"small" | b"span"
        | b"strike" | b"sub" | b"sup" | b"time" | b"tt" | b"u" | b"var" | b"wbr" => Kind::Inline,
        b"address" | b"article" | b"aside" | b"blockquote" | b"body" | b"br" | b"button" | b"center"
        | b"dd" | b"details" | b"dir" | b"div" | b"dl" | b"dt" | b"fieldset" | b"figcaption" | b"figure"
        | b"footer" | b"form" | b"header" | b"hgroup" | b"hr" | b"html" | b"iframe" | b"legend" | b"link"
        | b"main" | b"menu" | b"meta" | b"nav" | b"object" | b"ol" | b"optgroup" | b"option" | b"p"
        | b"pre" | b"section" | b"select" | b"summary" | b"textarea" | b"ul" => Kind::Break,
        b"li" => Kind::Entry,
        b"h1" => Kind::Heading(1),
        b"h2" => Kind::Heading(2),
        b"h3" => Kind::Heading(3),
        b"h4" => Kind::Heading(4),
        b"h5" => Kind::Heading(5),
        b"h6" => Kind::Heading(6),
        b"table" => Kind::Table,
        b"tr" => Kind::Row,
        b"td" | b"th" => Kind::Cell,
        b"thead" | b"tbody" | b"tfoot" | b"colgroup" | b"col" => Kind::Group,
        b"caption" => Kind::Caption,
        b"head" | b"noscript" | b"script" | b"style" | b"svg" | b"template" | b"title" => Kind::Hidden,
        _ => return None,
    })
}

/// The tag that starts at `at`, which holds `<`, and ends before `end`.
pub(in crate::source) fn tag_at(canvas: &str, at: usize, end: usize, html: bool) -> Option<Tag> {
    let rest = canvas.as_bytes().get(at + 1..end)?;
    let closes = rest.first() == Some(&b'/');
    let rest = rest.get(usize::from(closes)..)?;
    let length = rest
        .iter()
        .take(LONGEST_NAME + 1)
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let start = at + 1 + usize::from(closes);
    let name = start..start + length;
    let text = canvas.get(name.clone())?;
    let kind = kind_of(text)?;
    let (attributes, is_cut) = attributes(rest.get(length..)?, html)?;
    let doubtful = !html && !closes && attributes == 0 && is_doubtful(text);
    if doubtful && !has_end_tag(canvas, name.end, end, text) {
        return None;
    }
    let attributes = name.end..name.end + attributes;
    Some(Tag {
        kind,
        closes,
        is_cut,
        range: at..attributes.end + usize::from(!is_cut),
        name,
        attributes,
    })
}

/// Reports write grades as `<A>` and `<B>`; these are tags only with an end tag.
fn is_doubtful(name: &str) -> bool {
    matches!(name, "a" | "A" | "B" | "I" | "Q" | "S" | "U")
}

fn has_end_tag(canvas: &str, from: usize, end: usize, name: &str) -> bool {
    let within = canvas
        .as_bytes()
        .get(from..end.min(from + END_TAG_WITHIN))
        .unwrap_or_default();
    within.windows(name.len() + 3).any(|window| {
        window.starts_with(b"</")
            && window.ends_with(b">")
            && window[2..2 + name.len()].eq_ignore_ascii_case(name.as_bytes())
    })
}

/// Length of what stands between a tag's name and its `>`, and whether damage cut it there; `None` when these are no
/// attributes.
fn attributes(rest: &[u8], html: bool) -> Option<(usize, bool)> {
    let mut at = 0;
    match rest.first() {
        Some(b'>') => return Some((0, false)),
        Some(b'/') if rest.get(1) == Some(&b'>') => return Some((1, false)),
        Some(b' ' | b'\t' | b'\n' | b'\r') => {}
        _ => return None,
    }
    let mut assigned = false;
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'>' => return Some((at, false)),
            b'<' => break,
            b'"' | b'\'' => at += quoted(rest.get(at..)?, html),
            b'=' => {
                assigned = true;
                at += 1;
            }
            // Text outside quotes: damage took the end of the tag.
            128.. if !html => break,
            _ if !assigned && !is_attribute_byte(byte) => return None,
            _ => at += 1,
        }
    }
    // A tag without end is a tag only when an attribute shows it.
    assigned.then_some((at, true))
}

fn is_attribute_byte(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte.is_ascii_whitespace() || matches!(byte, b'-' | b'_' | b':' | b'/')
}

/// Length of a quoted value; of the quote alone where it is not closed.
fn quoted(rest: &[u8], html: bool) -> usize {
    let quote = rest.first().copied();
    let inner = rest.get(1..).unwrap_or_default();
    let stop = inner
        .iter()
        .position(|&byte| Some(byte) == quote || byte == b'<' || (byte == b'>' && !html));
    match stop {
        Some(stop) if inner.get(stop).copied() == quote => stop + 2,
        _ => 1,
    }
}

/// The known tags of a stretch of the canvas.
pub(in crate::source) fn tags(canvas: &str, range: Range<usize>) -> impl Iterator<Item = Tag> + '_ {
    let mut at = range.start;
    std::iter::from_fn(move || {
        loop {
            let rest = canvas.as_bytes().get(at..range.end)?;
            at += rest.iter().position(|&byte| byte == b'<')?;
            match tag_at(canvas, at, range.end, false) {
                Some(tag) => {
                    at = tag.range.end.max(at + 1);
                    return Some(tag);
                }
                None => at += 1,
            }
        }
    })
}
