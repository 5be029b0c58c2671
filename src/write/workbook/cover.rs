//! The first sheet: where the figures come from, what each sheet holds and what each column means.

use rust_xlsxwriter::{Format, Url, Workbook, Worksheet, XlsxError};

use super::sheet::Sheet;
use super::style::Styles;
use super::{MOST_NOTES, Told};
use crate::model::SCHEMA_VERSION;
use crate::write::tables::{Headers, column_in_japanese, table_in_japanese};

/// Writes the first sheet, which must be there already.
pub(super) fn write(
    workbook: &mut Workbook,
    styles: &Styles,
    sheets: &[Sheet],
    told: &Told,
    headers: Headers,
) -> Result<(), XlsxError> {
    let worksheet = workbook.worksheet_from_index(0)?;
    let say = |ja: &'static str, en: &'static str| match headers {
        Headers::Japanese => ja,
        Headers::English => en,
    };
    worksheet.set_name(say("説明", "about"))?;
    for (column, width) in [
        (0u16, 22.0),
        (1, 24.0),
        (2, 22.0),
        (3, 12.0),
        (4, 10.0),
        (5, 90.0),
    ] {
        worksheet.set_column_width(column, width)?;
    }
    let mut page = Page {
        worksheet,
        row: 0,
        plain: Format::new(),
    };
    let title = say(
        "自治体の事業報告書から読み取った表",
        "Tables read from municipal reports",
    );
    page.line(&[title], &styles.title)?;
    page.row += 1;
    facts(&mut page, told, say)?;
    page.row += 1;
    overview(&mut page, styles, sheets, headers, say)?;
    page.row += 1;
    columns(&mut page, styles, sheets, headers, say)
}

/// A sheet that is written from top to bottom.
struct Page<'w> {
    worksheet: &'w mut Worksheet,
    row: u32,
    plain: Format,
}

impl Page<'_> {
    fn line(&mut self, cells: &[&str], format: &Format) -> Result<(), XlsxError> {
        for (column, cell) in (0u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            self.worksheet
                .write_string_with_format(self.row, column, *cell, format)?;
        }
        self.row += 1;
        Ok(())
    }

    fn fact(&mut self, name: &str, value: &str) -> Result<(), XlsxError> {
        self.line(&[name, value], &self.plain.clone())
    }
}

type Say<'s> = &'s dyn Fn(&'static str, &'static str) -> &'static str;

fn facts(
    page: &mut Page<'_>,
    told: &Told,
    say: impl Fn(&'static str, &'static str) -> &'static str,
) -> Result<(), XlsxError> {
    let say: Say<'_> = &say;
    page.fact(say("文書数", "documents"), &told.documents.to_string())?;
    if let Some(source) = &told.source {
        page.fact(say("出典", "source"), &source.name)?;
        page.fact("SHA-256", &source.sha256)?;
    } else {
        page.fact(
            say("出典", "source"),
            say("「文書」のシートを参照", "see the sheet of documents"),
        )?;
    }
    if let Some(program) = &told.program {
        page.fact(
            say("プログラム", "program"),
            &format!("{} {}", program.name, program.version),
        )?;
        page.fact(say("辞書", "dictionary"), &program.dictionary)?;
        page.fact(say("語彙", "vocabulary"), &program.vocabulary)?;
    }
    page.fact(say("仕様版", "schema"), SCHEMA_VERSION)?;
    page.fact(
        say("色の付いた行", "coloured rows"),
        say(
            "検算が合わない行。理由は注記（メモ）と「検算」のシートにあります。",
            "a check about the row fails: the reason is in its note and in the sheet of checks",
        ),
    )?;
    page.fact(
        say("集計するとき", "before you sum"),
        say(
            "「集計対象」が TRUE の行だけを使ってください。内訳や再掲を二重に数えません。",
            "use the rows that are countable: nothing is counted twice",
        ),
    )?;
    limits(page, told, say)
}

/// What a workbook cannot hold is said, with the place where it stands whole.
fn limits(page: &mut Page<'_>, told: &Told, say: Say<'_>) -> Result<(), XlsxError> {
    if told.cells_cut > 0 {
        let text = say(
            "個のセルは長さの上限で切れています（…で終わる）。全文は CSV と JSON にあります。",
            " cells are cut at the longest text that a cell holds (they end in …): CSV and JSON have them whole",
        );
        page.fact(say("注意", "mind"), &format!("{}{text}", told.cells_cut))?;
    }
    if told.notes_left_out > 0 {
        let text = say(
            "行には注記を付けていません（上限に達したため）。色と「検算」のシートで分かります。上限：",
            " rows have no note, only their colour: the sheet of checks tells why. Notes at most: ",
        );
        page.fact(
            say("注意", "mind"),
            &format!("{}{text}{MOST_NOTES}", told.notes_left_out),
        )?;
    }
    Ok(())
}

fn overview(
    page: &mut Page<'_>,
    styles: &Styles,
    sheets: &[Sheet],
    headers: Headers,
    say: impl Fn(&'static str, &'static str) -> &'static str,
) -> Result<(), XlsxError> {
    let heading = [
        say("シート", "sheet"),
        say("英語名", "name"),
        say("行数", "rows"),
        "",
        "",
        say("1 行が表すもの", "a row is"),
    ];
    page.line(&heading, &styles.heading)?;
    for sheet in sheets {
        let about = sheet.about();
        let row_is = match headers {
            Headers::Japanese => table_in_japanese(&about),
            Headers::English => about.about,
        };
        for (part, (_, rows)) in sheet.parts.iter().enumerate() {
            let name = sheet.name(part);
            let link = Url::new(format!("internal:'{name}'!A1")).set_text(&name);
            page.worksheet
                .write_url_with_format(page.row, 0, link, &styles.link)?;
            page.worksheet.write_string(page.row, 1, about.name)?;
            page.worksheet.write_number(page.row, 2, rows.saturating_sub(1))?;
            let meaning = match sheet.parts.len() {
                1 => row_is.to_owned(),
                parts => format!(
                    "{} [{}/{parts}, {} {}]",
                    row_is,
                    part + 1,
                    sheet.rows(),
                    say("行を分けて収録", "rows in all")
                ),
            };
            page.worksheet
                .write_string_with_format(page.row, 5, meaning, &styles.wrapped)?;
            page.row += 1;
        }
    }
    Ok(())
}

fn columns(
    page: &mut Page<'_>,
    styles: &Styles,
    sheets: &[Sheet],
    headers: Headers,
    say: impl Fn(&'static str, &'static str) -> &'static str,
) -> Result<(), XlsxError> {
    let heading = [
        say("シート", "sheet"),
        say("列", "column"),
        say("英語名", "name"),
        say("型", "type"),
        say("単位", "unit"),
        say("意味", "meaning"),
    ];
    page.line(&heading, &styles.heading)?;
    for sheet in sheets {
        let name = sheet.name(0);
        for field in &sheet.fields {
            let cells = [
                name.as_str(),
                headers.of(field),
                field.name,
                field.kind.name(),
                field.unit.unwrap_or_default(),
                match headers {
                    Headers::Japanese => column_in_japanese(&sheet.about(), field),
                    Headers::English => field.about,
                },
            ];
            page.line(&cells, &styles.wrapped)?;
        }
    }
    Ok(())
}
