use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Note};

use crate::model::{Check, Figure};
use crate::write::tables::{Field, Headers, Value};

/// Behind headings.
const HEADING: u32 = 0xD9_E2_F3;
/// Behind rows with a failed check: light enough to print, told from white by any eye, and a note says why.
const DOUBTFUL: u32 = 0xFF_E6_99;

/// How cells look, without and with a failed check.
pub(super) struct Styles {
    pub(super) heading: Format,
    pub(super) title: Format,
    pub(super) link: Format,
    pub(super) wrapped: Format,
    plain: [Format; 2],
    whole: [Format; 2],
    thousands: [Format; 2],
    decimal: [Format; 2],
    percent: [Format; 2],
}

impl Styles {
    pub(super) fn new() -> Self {
        let both = |format: Format| {
            let doubtful = format.clone().set_background_color(Color::RGB(DOUBTFUL));
            [format, doubtful]
        };
        let number = |code: &str| both(Format::new().set_num_format(code));
        let top = Format::new().set_align(FormatAlign::Top);
        Styles {
            heading: Format::new()
                .set_bold()
                .set_background_color(Color::RGB(HEADING))
                .set_border_bottom(FormatBorder::Thin),
            title: Format::new().set_bold().set_font_size(14),
            link: Format::new()
                .set_font_color(Color::RGB(0x05_63_C1))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
            wrapped: top.set_text_wrap(),
            plain: both(Format::new()),
            whole: number("0"),
            // Negative amounts as Japanese offices write them.
            thousands: number("#,##0;\"▲\"#,##0"),
            decimal: number("#,##0.0###;\"▲\"#,##0.0###"),
            // The number is a percentage already: the sign is shown, nothing is multiplied.
            percent: number("0.0##\"%\";\"▲\"0.0##\"%\""),
        }
    }

    pub(super) fn of(&self, field: &Field, value: &Value<'_>, doubtful: bool) -> &Format {
        let [without, with] = match (field.unit, value) {
            (Some("%"), Value::Number(_) | Value::Integer(_)) => &self.percent,
            (Some(_), Value::Integer(_)) => &self.thousands,
            (None, Value::Integer(_)) => &self.whole,
            (_, Value::Number(number)) if Figure(*number).whole().is_some() => &self.thousands,
            (_, Value::Number(_)) => &self.decimal,
            _ => &self.plain,
        };
        if doubtful { with } else { without }
    }
}

/// Why a row is coloured.
pub(super) fn note(failed: &[&Check], headers: Headers) -> Note {
    let lines = failed.iter().map(|check| match headers {
        Headers::Japanese => format!(
            "検算 {} 不一致：原文 {}、計算 {}",
            check.rule.word(),
            check.printed,
            check.computed
        ),
        Headers::English => format!(
            "check {} fails: printed {}, computed {}",
            check.rule.word(),
            check.printed,
            check.computed
        ),
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    // Longer ones cannot be read in the little window of a note; the sheet of checks has them whole.
    let text: String = text.chars().take(1_000).collect();
    Note::new(text)
        .set_author("jigyo")
        .add_author_prefix(false)
        .set_width(320)
}
