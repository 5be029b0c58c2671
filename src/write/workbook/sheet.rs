use std::borrow::Cow;
use std::io;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::style::{Styles, note};
use super::{CELL_TEXT, MOST_NOTES, Told, io_error};
use crate::write::tables::{About, Doc, Field, Headers, Record, Table, Value, plain};

/// Widest column, in characters: longer texts are read in the line above the sheet.
const WIDEST: usize = 50;

/// Numbers beyond this are not kept to the digit by a spreadsheet program.
const EXACT: u64 = 1 << 53;

/// A table on its way into sheets: one, or more when it has more rows than a sheet.
pub(super) struct Sheet {
    table: &'static dyn Table,
    pub(super) fields: Vec<Field>,
    headers: Headers,
    /// Index in the workbook of the sheets begun and the rows in each, the heading among them.
    pub(super) parts: Vec<(usize, u32)>,
    sheet_rows: u32,
    /// Widths of the columns, in characters.
    widths: Vec<usize>,
    /// The last column of the primary key, which carries the notes.
    key: u16,
}

impl Sheet {
    pub(super) fn start(
        workbook: &mut Workbook,
        table: &'static dyn Table,
        headers: Headers,
        styles: &Styles,
        sheet_rows: u32,
    ) -> Result<Self, XlsxError> {
        let fields = table.fields();
        let key = table.about().primary_key.last();
        let key = fields.iter().position(|field| Some(&field.name) == key);
        let mut sheet = Sheet {
            widths: fields
                .iter()
                .map(|field| headers.of(field).width() + HEADING_EXTRA)
                .collect(),
            fields,
            table,
            headers,
            parts: Vec::new(),
            sheet_rows,
            key: u16::try_from(key.unwrap_or(0)).unwrap_or(0),
        };
        sheet.begin_part(workbook, styles)?;
        Ok(sheet)
    }

    pub(super) fn about(&self) -> About {
        self.table.about()
    }

    /// Name of the sheet that is part `part`, 0-based.
    pub(super) fn name(&self, part: usize) -> String {
        let about = self.about();
        let name = match self.headers {
            Headers::Japanese => about.heading,
            Headers::English => about.name,
        };
        match part {
            0 => name.to_owned(),
            _ => format!("{name} ({})", part + 1),
        }
    }

    /// Rows in all parts, without headings.
    pub(super) fn rows(&self) -> u64 {
        self.parts
            .iter()
            .map(|(_, rows)| u64::from(rows.saturating_sub(1)))
            .sum()
    }

    fn begin_part(&mut self, workbook: &mut Workbook, styles: &Styles) -> Result<(), XlsxError> {
        let name = self.name(self.parts.len());
        let worksheet = workbook.add_worksheet_with_constant_memory()?;
        worksheet.set_name(name)?;
        worksheet.set_freeze_panes(1, 0)?;
        // On paper: all columns on a page, the headings on each.
        worksheet.set_landscape().set_print_fit_to_pages(1, 0);
        worksheet.set_repeat_rows(0, 0)?;
        for (column, field) in (0u16..).zip(&self.fields) {
            worksheet.write_string_with_format(0, column, self.headers.of(field), &styles.heading)?;
        }
        self.parts.push((workbook.worksheets().len() - 1, 1));
        Ok(())
    }

    /// Writes the rows of one document.
    pub(super) fn add(
        &mut self,
        workbook: &mut Workbook,
        styles: &Styles,
        told: &mut Told,
        doc: &Doc<'_>,
    ) -> io::Result<()> {
        let table = self.table;
        table.visit(doc, &mut |record| {
            self.row(workbook, styles, told, record).map_err(io_error)
        })
    }

    fn row(
        &mut self,
        workbook: &mut Workbook,
        styles: &Styles,
        told: &mut Told,
        record: &Record<'_, '_>,
    ) -> Result<(), XlsxError> {
        if self.parts.last().is_none_or(|(_, rows)| *rows >= self.sheet_rows) {
            self.begin_part(workbook, styles)?;
        }
        let Some((index, rows)) = self.parts.last_mut() else {
            return Ok(());
        };
        let worksheet = workbook.worksheet_from_index(*index)?;
        let doubtful = !record.failed.is_empty();
        for ((column, field), value) in (0u16..).zip(&self.fields).zip(record.values) {
            let format = styles.of(field, value, doubtful);
            told.cells_cut += u64::from(cell(worksheet, (*rows, column), value, format)?);
        }
        for (width, value) in self.widths.iter_mut().zip(record.values) {
            *width = (*width).max(shown_width(value));
        }
        if doubtful && told.notes < MOST_NOTES {
            worksheet.insert_note(*rows, self.key, &note(record.failed, self.headers))?;
            told.notes += 1;
        } else if doubtful {
            told.notes_left_out += 1;
        }
        *rows += 1;
        Ok(())
    }

    /// What can be said only when all rows are there.
    pub(super) fn close(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let last_column = u16::try_from(self.fields.len().saturating_sub(1)).unwrap_or(u16::MAX);
        for (index, rows) in &self.parts {
            let worksheet = workbook.worksheet_from_index(*index)?;
            worksheet.autofilter(0, 0, rows.saturating_sub(1), last_column)?;
            for (column, width) in (0u16..).zip(&self.widths) {
                #[allow(clippy::cast_precision_loss)] // at most WIDEST
                worksheet.set_column_width(column, (*width).min(WIDEST) as f64 + 1.0)?;
            }
        }
        Ok(())
    }
}

/// Room for the button of the filter.
const HEADING_EXTRA: usize = 3;

/// Writes a cell and tells whether its text had to be cut.
fn cell(
    worksheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value<'_>,
    format: &Format,
) -> Result<bool, XlsxError> {
    match value {
        Value::Null => {
            worksheet.write_blank(row, column, format)?;
        }
        #[allow(clippy::cast_precision_loss)] // checked to be exact
        Value::Integer(number) if number.unsigned_abs() <= EXACT => {
            worksheet.write_number_with_format(row, column, *number as f64, format)?;
        }
        Value::Number(number) => {
            worksheet.write_number_with_format(row, column, *number, format)?;
        }
        Value::Boolean(value) => {
            worksheet.write_boolean_with_format(row, column, *value, format)?;
        }
        text => {
            let text = plain(text);
            let (text, cut) = fitting(&text);
            worksheet.write_string_with_format(row, column, text, format)?;
            return Ok(cut);
        }
    }
    Ok(false)
}

/// The text as far as a cell holds it, and whether something is missing.
fn fitting(text: &str) -> (Cow<'_, str>, bool) {
    if text.len() <= CELL_TEXT || text.encode_utf16().count() <= CELL_TEXT {
        return (Cow::Borrowed(text), false);
    }
    let mut units = 0;
    let kept = text.chars().take_while(|character| {
        units += character.len_utf16();
        units < CELL_TEXT
    });
    let mut kept: String = kept.collect();
    kept.push('…');
    (Cow::Owned(kept), true)
}

fn shown_width(value: &Value<'_>) -> usize {
    match value {
        Value::Text(text) => text.lines().next().unwrap_or_default().width(),
        // With the commas between thousands.
        Value::Integer(number) => number.to_string().len() * 4 / 3,
        value => plain(value).len(),
    }
}
