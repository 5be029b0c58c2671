//! Tags and text of XML and of HTML that is nearly XML.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::source::markup::entity_at;

/// What is met on the way through a file.
pub(super) enum Token {
    /// A tag opens: local name and attributes.
    Open(String, Attributes),
    /// A tag closes: local name.
    Close(String),
    /// Text.
    Text(String),
}

/// Attributes by local name.
#[derive(Default)]
pub(super) struct Attributes(Vec<(String, String)>);

impl Attributes {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// A number; units behind it are passed over.
    pub fn number(&self, name: &str) -> Option<f32> {
        self.get(name)?
            .trim()
            .parse::<f32>()
            .ok()
            .filter(|number| number.is_finite())
    }
}

/// HTML elements that are never closed.
const VOID: [&str; 9] = ["meta", "link", "br", "img", "hr", "input", "wbr", "area", "col"];

/// Hands every tag and text to `take`; a tag without content opens and closes.
///
/// # Errors
/// What is wrong, and at which byte.
pub(super) fn walk(text: &str, mut take: impl FnMut(Token)) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    loop {
        let event = reader
            .read_event()
            .map_err(|error| format!("byte {}: {error}", reader.error_position()))?;
        match event {
            Event::Start(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                let void = VOID.contains(&name.to_ascii_lowercase().as_str());
                take(Token::Open(name.clone(), attributes(&tag)));
                if void {
                    take(Token::Close(name));
                }
            }
            Event::Empty(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                take(Token::Open(name.clone(), attributes(&tag)));
                take(Token::Close(name));
            }
            Event::End(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                if !VOID.contains(&name.to_ascii_lowercase().as_str()) {
                    take(Token::Close(name));
                }
            }
            Event::Text(text) => take(Token::Text(text.to_string())),
            Event::CData(text) => take(Token::Text(text.to_string())),
            Event::GeneralRef(name) => {
                let reference = format!("&{};", &*name);
                let character = entity_at(reference.as_bytes()).map(|(character, _)| character.to_string());
                take(Token::Text(character.unwrap_or(reference)));
            }
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn attributes(tag: &BytesStart<'_>) -> Attributes {
    let mut attributes = tag.html_attributes();
    let attributes = attributes.with_checks(false).flatten();
    let pair = |attribute: quick_xml::events::attributes::Attribute<'_>| {
        (
            attribute.key.local_name().as_ref().to_owned(),
            unescaped(&attribute.value),
        )
    };
    Attributes(attributes.map(pair).collect())
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, reference) = rest.split_at(at);
        out.push_str(before);
        match entity_at(reference.as_bytes()) {
            Some((character, length)) => {
                out.push(character);
                rest = reference.get(length..).unwrap_or_default();
            }
            None => {
                out.push('&');
                rest = reference.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}
