//! What of the options a document depends on.

use std::ops::RangeInclusive;

use super::OcrMode;
use crate::limits::Limits;
use crate::model::{Choices, OcrChoice};
use crate::{ReadOptions, source};

/// What `options` choose otherwise than usual for an input of this media type, with pages or without.
///
/// Options that decide only whether there is a document at all – the password, and limits that refuse an input – are
/// no part of it: raising one for the inputs that it refused leaves the others as they are.
pub(crate) fn chosen(options: &ReadOptions, media_type: &str, has_pages: bool) -> Choices {
    // Spelt out so that an option that is added is not forgotten here.
    let ReadOptions {
        encoding,
        password: _,
        pages,
        ocr,
        limits,
        cross_check,
        host: _,
    } = options;
    let Limits {
        input_bytes: _,
        pages: _,
        unpacked_bytes: _,
        glyphs_a_page,
        cells_a_table: _,
        nesting,
        output_bytes: _,
    } = limits;
    let is_pdf = media_type == source::PDF;
    let other_than = |value: u64, usual: u64| (value != usual).then_some(value);
    Choices {
        encoding: encoding.clone().filter(|_| !is_pdf),
        pages: (has_pages && !pages.is_empty()).then(|| ranges(pages)),
        ocr: match ocr {
            _ if !is_pdf => None,
            OcrMode::Auto => None,
            OcrMode::Off => Some(OcrChoice::Off),
            OcrMode::Force => Some(OcrChoice::Force),
        },
        cross_check: *cross_check && is_pdf,
        max_glyphs: other_than(*glyphs_a_page, Limits::DEFAULT.glyphs_a_page).filter(|_| has_pages),
        max_nesting: other_than(*nesting, Limits::DEFAULT.nesting).filter(|_| !has_pages),
    }
}

/// `1-3,5,7-`.
fn ranges(pages: &[RangeInclusive<u32>]) -> String {
    let range = |range: &RangeInclusive<u32>| match (*range.start(), *range.end()) {
        (first, last) if first == last => first.to_string(),
        (first, u32::MAX) => format!("{first}-"),
        (first, last) => format!("{first}-{last}"),
    };
    pages.iter().map(range).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_matters_to_the_format_and_is_not_usual_is_told() {
        let options = ReadOptions {
            encoding: Some("CP932".into()),
            pages: vec![1..=3, 5..=5, 7..=u32::MAX],
            ocr: OcrMode::Off,
            cross_check: true,
            limits: Limits {
                glyphs_a_page: 20,
                nesting: 3,
                pages: 7,
                ..Limits::DEFAULT
            },
            ..ReadOptions::default()
        };
        let of_pdf = Choices {
            pages: Some("1-3,5,7-".into()),
            ocr: Some(OcrChoice::Off),
            cross_check: true,
            max_glyphs: Some(20),
            ..Choices::default()
        };
        assert_eq!(chosen(&options, source::PDF, true), of_pdf);
        let of_text = Choices {
            encoding: Some("CP932".into()),
            max_nesting: Some(3),
            ..Choices::default()
        };
        assert_eq!(chosen(&options, "text/plain", false), of_text);
        let usual = chosen(&ReadOptions::default(), source::PDF, true);
        assert_eq!(usual.unless_usual(), None);
    }
}
