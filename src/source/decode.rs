//! From bytes to characters, each with the way back to its bytes.

use encoding_rs::{EUC_JP, Encoding, SHIFT_JIS};

use super::guess::{self, Family};
use super::{Canvas, LineStart, Origin};
use crate::Failure;
use crate::model::{Trace, Warning};

/// Lines with undecodable bytes that get a warning of their own.
const WARNINGS: usize = 20;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// A decoded text.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) canvas: Canvas,
    pub(super) encoding: &'static str,
    pub(super) warnings: Vec<Warning>,
}

/// Decodes a text in the encoding forced by `label`, or in the one it looks like.
///
/// # Errors
/// [`Failure::Encoding`] when the forced encoding is unknown or does not fit, [`Failure::Binary`] when none fits.
pub(super) fn decode(bytes: &[u8], label: Option<&str>) -> Result<Decoded, Failure> {
    if label.is_none()
        && let Some(decoded) = valid_utf8(bytes)
    {
        return Ok(decoded);
    }
    let family = match label {
        None => guess::guess(bytes)?,
        Some(label) => guess::by_label(label, bytes).ok_or_else(|| Failure::Encoding {
            encoding: format!("in a known encoding ({label} is none of UTF-8, UTF-16, CP932, EUC-JP)"),
            line: 1,
        })?,
    };
    let decoded = match family {
        Family::Utf8 => utf8(bytes),
        Family::Utf16 { big_endian } => utf16(bytes, big_endian),
        Family::Cp932 => double_byte(bytes, SHIFT_JIS, "CP932", guess::cp932_unit),
        Family::EucJp => double_byte(bytes, EUC_JP, "EUC-JP", guess::euc_unit),
    };
    match (label, decoded.warnings.first()) {
        // A few misfits are damage, more of them another encoding.
        (Some(_), Some(misfit)) if guess::is_misfit(&decoded.canvas.text) => Err(Failure::Encoding {
            encoding: decoded.encoding.into(),
            line: misfit.trace.lines.map_or(1, |lines| lines[0]),
        }),
        _ => Ok(decoded),
    }
}

/// Collects characters with their offsets in the file.
struct Mapper {
    text: String,
    bytes: Vec<u64>,
    misfits: Vec<usize>,
}

impl Mapper {
    fn with_capacity(bytes: usize) -> Self {
        Mapper {
            text: String::with_capacity(bytes * 3 / 2),
            bytes: Vec::with_capacity(bytes * 3 / 2),
            misfits: Vec::new(),
        }
    }

    fn push(&mut self, character: char, offset: usize) {
        self.text.push(character);
        self.bytes
            .extend(std::iter::repeat_n(offset as u64, character.len_utf8()));
    }

    fn push_misfit(&mut self, offset: usize) {
        self.misfits.push(self.text.len());
        self.push(char::REPLACEMENT_CHARACTER, offset);
    }

    fn finish(mut self, length: usize, encoding: &'static str) -> Decoded {
        self.bytes.push(length as u64);
        let lines = line_starts(&self.text);
        let canvas = Canvas {
            text: self.text,
            origin: Origin::Text {
                bytes: self.bytes,
                shift: 0,
                lines,
            },
        };
        let warnings = warnings(&canvas, &self.misfits, encoding);
        Decoded {
            canvas,
            encoding,
            warnings,
        }
    }
}

/// A text that is UTF-8 throughout, which needs no map.
fn valid_utf8(bytes: &[u8]) -> Option<Decoded> {
    let body = bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes);
    let text = std::str::from_utf8(body).ok()?;
    Some(Decoded {
        canvas: Canvas {
            text: text.to_owned(),
            origin: Origin::Text {
                bytes: Vec::new(),
                shift: (bytes.len() - body.len()) as u64,
                lines: line_starts(text),
            },
        },
        encoding: "UTF-8",
        warnings: Vec::new(),
    })
}

fn utf8(bytes: &[u8]) -> Decoded {
    if let Some(decoded) = valid_utf8(bytes) {
        return decoded;
    }
    let body = bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes);
    let mark = bytes.len() - body.len();
    let mut mapper = Mapper::with_capacity(body.len());
    let mut offset = mark;
    for chunk in body.utf8_chunks() {
        for character in chunk.valid().chars() {
            mapper.push(character, offset);
            offset += character.len_utf8();
        }
        if !chunk.invalid().is_empty() {
            mapper.push_misfit(offset);
            offset += chunk.invalid().len();
        }
    }
    mapper.finish(bytes.len(), "UTF-8")
}

fn utf16(bytes: &[u8], big_endian: bool) -> Decoded {
    let mark = if big_endian { b"\xfe\xff" } else { b"\xff\xfe" };
    let body = bytes.strip_prefix(mark).unwrap_or(bytes);
    let mut offset = bytes.len() - body.len();
    let mut mapper = Mapper::with_capacity(body.len());
    let pairs = body.chunks_exact(2);
    let odd = !pairs.remainder().is_empty();
    let units = pairs.map(|pair| match *pair {
        [first, second] if big_endian => u16::from_be_bytes([first, second]),
        [first, second] => u16::from_le_bytes([first, second]),
        _ => 0,
    });
    for unit in char::decode_utf16(units) {
        if let Ok(character) = unit {
            mapper.push(character, offset);
            offset += 2 * character.len_utf16();
        } else {
            mapper.push_misfit(offset);
            offset += 2;
        }
    }
    if odd {
        mapper.push_misfit(offset);
    }
    mapper.finish(bytes.len(), if big_endian { "UTF-16BE" } else { "UTF-16LE" })
}

/// Encodings whose characters are units of one to three bytes, each of which decodes to one character.
fn double_byte(
    bytes: &[u8],
    encoding: &'static Encoding,
    name: &'static str,
    unit: fn(&[u8]) -> usize,
) -> Decoded {
    let mut mapper = Mapper::with_capacity(bytes.len());
    let mut offset = 0;
    // No encoding here has a line feed inside a unit, so each line can be tried whole.
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        let whole = encoding.decode_without_bom_handling_and_without_replacement(line);
        let mut characters = whole.as_ref().map(|text| text.chars());
        let mut rest = line;
        while !rest.is_empty() {
            let (length, character) = match &mut characters {
                Some(characters) => (unit(rest).max(1), characters.next()),
                None => single(rest, encoding, unit),
            };
            match character {
                Some(character) => mapper.push(character, offset),
                None => mapper.push_misfit(offset),
            }
            offset += length.min(rest.len());
            rest = rest.get(length..).unwrap_or_default();
        }
    }
    mapper.finish(bytes.len(), name)
}

/// One unit and its character, if it is one.
fn single(rest: &[u8], encoding: &'static Encoding, unit: fn(&[u8]) -> usize) -> (usize, Option<char>) {
    let length = unit(rest);
    let character = rest
        .get(..length)
        .filter(|unit| !unit.is_empty())
        .and_then(|unit| encoding.decode_without_bom_handling_and_without_replacement(unit))
        .and_then(|text| text.chars().next());
    match character {
        Some(_) => (length, character),
        // Only the first byte is given up, so that a lost half does not take its neighbours along.
        None => (1, None),
    }
}

/// Line feed, carriage return and both together end a line.
fn line_starts(text: &str) -> Vec<LineStart> {
    let bytes = text.as_bytes();
    let ends = bytes
        .iter()
        .enumerate()
        .filter(|&(offset, &byte)| byte == b'\n' || (byte == b'\r' && bytes.get(offset + 1) != Some(&b'\n')));
    std::iter::once(0)
        .chain(
            ends.map(|(offset, _)| offset + 1)
                .filter(|&start| start < bytes.len()),
        )
        .map(|start| LineStart {
            offset: u32::try_from(start).unwrap_or(u32::MAX),
        })
        .collect()
}

/// One warning a line, and one for all further lines.
fn warnings(canvas: &Canvas, misfits: &[usize], encoding: &str) -> Vec<Warning> {
    let mut warnings: Vec<Warning> = Vec::new();
    let mut lines: Vec<(u32, usize, Trace)> = Vec::new();
    for &misfit in misfits {
        let start = u32::try_from(misfit).unwrap_or(u32::MAX);
        let row = canvas.row_of(start);
        match lines.last_mut() {
            Some((last, count, _)) if *last == row => *count += 1,
            _ => lines.push((row, 1, canvas.trace(&[(start, start.saturating_add(3))]))),
        }
    }
    for (row, count, trace) in lines.iter().take(WARNINGS) {
        warnings.push(Warning {
            code: "undecodable-bytes".into(),
            message: format!("line {row}: {count} place(s) are not {encoding} and read as U+FFFD"),
            trace: trace.clone(),
        });
    }
    if let Some((row, _, trace)) = lines.get(WARNINGS) {
        let more = lines.len() - WARNINGS;
        warnings.push(Warning {
            code: "undecodable-bytes".into(),
            message: format!("line {row} and later: {more} more line(s) hold bytes that are not {encoding}"),
            trace: trace.clone(),
        });
    }
    warnings
}
