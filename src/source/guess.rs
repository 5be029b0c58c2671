//! Which encoding a text is in: what its bytes allow, then how much it looks like Japanese.

use encoding_rs::{EUC_JP, Encoding, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

use crate::Failure;

/// Bytes looked at when validity alone does not tell.
const SAMPLE: usize = 1 << 18;
/// One misfit in so many units is damage; more are another format.
const UNITS_A_MISFIT: i64 = 20;

/// The encodings read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Utf8,
    Utf16 { big_endian: bool },
    Cp932,
    EucJp,
}

/// The encoding that a user names.
pub(super) fn by_label(label: &str, bytes: &[u8]) -> Option<Family> {
    let label = label.trim().to_ascii_lowercase();
    match label.as_str() {
        "cp932" | "ms932" | "windows932" | "sjis-win" => return Some(Family::Cp932),
        "eucjp" | "euc_jp" | "cp51932" | "eucjp-win" => return Some(Family::EucJp),
        "utf16" | "utf-16" => {
            return Some(Family::Utf16 {
                big_endian: bytes.starts_with(b"\xfe\xff"),
            });
        }
        "utf-8-sig" | "utf8-bom" => return Some(Family::Utf8),
        _ => {}
    }
    let encoding = Encoding::for_label(label.replace('_', "-").as_bytes())
        .or_else(|| Encoding::for_label(label.as_bytes()))?;
    match () {
        () if encoding == UTF_8 => Some(Family::Utf8),
        () if encoding == SHIFT_JIS => Some(Family::Cp932),
        () if encoding == EUC_JP => Some(Family::EucJp),
        () if encoding == UTF_16LE => Some(Family::Utf16 { big_endian: false }),
        () if encoding == UTF_16BE => Some(Family::Utf16 { big_endian: true }),
        () => None,
    }
}

/// The encoding that the bytes look like.
///
/// # Errors
/// [`Failure::Binary`] when they look like none.
pub(super) fn guess(bytes: &[u8]) -> Result<Family, Failure> {
    if bytes.starts_with(b"\xff\xfe") {
        return Ok(Family::Utf16 { big_endian: false });
    }
    if bytes.starts_with(b"\xfe\xff") {
        return Ok(Family::Utf16 { big_endian: true });
    }
    let Err(error) = std::str::from_utf8(bytes) else {
        return Ok(Family::Utf8);
    };
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Ok(Family::Utf8);
    }
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let candidates = [
        (Family::Utf8, score_utf8(sample)),
        (Family::Cp932, score_units(sample, cp932_unit, weigh_cp932)),
        (Family::EucJp, score_units(sample, euc_unit, weigh_euc)),
    ];
    candidates
        .into_iter()
        .filter(|(_, score)| score.misfits * UNITS_A_MISFIT <= score.units)
        .max_by_key(|(_, score)| score.weight)
        .filter(|(_, score)| score.weight > 0)
        .map(|(family, _)| family)
        .ok_or(Failure::Binary {
            offset: error.valid_up_to() as u64,
        })
}

/// Whether a decoded text has more replacement characters than damage explains.
pub(super) fn is_misfit(text: &str) -> bool {
    let (mut units, mut misfits) = (0, 0);
    for character in text.chars().filter(|character| !character.is_ascii()) {
        units += 1;
        misfits += i64::from(character == char::REPLACEMENT_CHARACTER);
    }
    misfits * UNITS_A_MISFIT > units
}

/// How well one encoding fits. Weights count per byte, so that encodings with longer units do not lose.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    units: i64,
    misfits: i64,
    weight: i64,
}

const MISFIT: i64 = -20;

fn score_utf8(bytes: &[u8]) -> Score {
    let mut score = Score::default();
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars().filter(|character| !character.is_ascii()) {
            let length = i64::try_from(character.len_utf8()).unwrap_or(1);
            score.units += 1;
            // Three bytes that fit by chance are rare: a valid unit weighs as much as a plausible one elsewhere.
            score.weight += if length == 2 { 1 } else { length };
        }
        if !chunk.invalid().is_empty() {
            score.units += 1;
            score.misfits += 1;
            score.weight += MISFIT;
        }
    }
    score
}

fn score_units(bytes: &[u8], unit: fn(&[u8]) -> usize, weigh: fn(u8, u8) -> i64) -> Score {
    let mut score = Score::default();
    let mut rest = bytes;
    while let Some((&first, tail)) = rest.split_first() {
        let length = unit(rest);
        if !first.is_ascii() || length == 0 {
            score.units += 1;
            score.misfits += i64::from(length == 0);
            score.weight += match length {
                0 => MISFIT,
                _ => weigh(first, tail.first().copied().unwrap_or(0)),
            };
        }
        rest = rest.get(length.max(1)..).unwrap_or_default();
    }
    score
}

/// Length of the CP932 unit that starts here; 0 when none does.
pub(super) fn cp932_unit(rest: &[u8]) -> usize {
    match *rest {
        [0..=0x80 | 0xa1..=0xdf, ..] => 1,
        [0x81..=0x9f | 0xe0..=0xfc, 0x40..=0x7e | 0x80..=0xfc, ..] => 2,
        _ => 0,
    }
}

/// Length of the EUC-JP unit that starts here; 0 when none does.
pub(super) fn euc_unit(rest: &[u8]) -> usize {
    match *rest {
        [0..=0x7f, ..] => 1,
        [0x8e, 0xa1..=0xdf, ..] | [0xa1..=0xfe, 0xa1..=0xfe, ..] => 2,
        [0x8f, 0xa1..=0xfe, 0xa1..=0xfe, ..] => 3,
        _ => 0,
    }
}

/// Kana, signs and the common kanji of level 1 speak for the encoding; half-width katakana and private
/// characters, which the other encoding's text turns into, speak against it.
fn weigh_cp932(first: u8, second: u8) -> i64 {
    match (first, second) {
        (0x81 | 0x88..=0x97, _) | (0x82, 0x4f..=0xf1) | (0x83, 0x40..=0x96) => 2,
        (0xa0..=0xdf, _) => -1,
        (0x85 | 0x86 | 0xeb | 0xec | 0xef..=0xf9, _) => -4,
        _ => 0,
    }
}

fn weigh_euc(first: u8, _second: u8) -> i64 {
    match first {
        0xa1 | 0xa3..=0xa5 | 0xb0..=0xcf => 2,
        0x8e => -1,
        0x8f => 0,
        0xa9..=0xac | 0xae | 0xaf | 0xf5..=0xfe => -4,
        _ => 0,
    }
}
