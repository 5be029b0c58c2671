//! The tables of a run as a workbook, `jigyo.xlsx`: a sheet a table and a first sheet that explains them.

mod cover;
mod sheet;
mod style;

use std::io;
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::tables::{Doc, Headers, TABLES};
use super::{AtomicFile, RunFile};
use crate::model::{Program, Source};
use sheet::Sheet;
use style::Styles;

/// Rows of a sheet, its heading among them: what a spreadsheet program can hold.
const SHEET_ROWS: u32 = 1_048_576;

/// Notes in a workbook: they are held in memory, and beyond some thousands spreadsheet programs become slow.
const MOST_NOTES: usize = 5_000;

/// Text of a cell, in UTF-16 units: what a spreadsheet program can hold.
const CELL_TEXT: usize = 32_767;

/// The tables of a run on their way into a workbook.
///
/// Rows go to temporary files beside the workbook as they come; memory holds only the notes on failed checks, of which
/// there are at most 5,000.
pub struct WorkbookFile {
    workbook: Workbook,
    file: AtomicFile,
    headers: Headers,
    styles: Styles,
    sheets: Vec<Sheet>,
    told: Told,
}

/// What the first sheet says about the run.
#[derive(Default)]
struct Told {
    documents: u64,
    program: Option<Program>,
    /// The input, of a run with a single one.
    source: Option<Source>,
    notes: usize,
    notes_left_out: u64,
    cells_cut: u64,
}

impl WorkbookFile {
    /// Starts the workbook.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn create(path: &Path, headers: Headers) -> io::Result<Self> {
        Self::with_sheets_of(path, headers, SHEET_ROWS)
    }

    fn with_sheets_of(path: &Path, headers: Headers, sheet_rows: u32) -> io::Result<Self> {
        let file = AtomicFile::create(path)?;
        let mut workbook = Workbook::new();
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut begin = || -> Result<(Styles, Vec<Sheet>), XlsxError> {
            // Not the system's folder for temporary files: it may be memory, and smaller than the output's disk.
            workbook.set_tempdir(folder.unwrap_or(Path::new(".")))?;
            // No clock: the same input gives the same bytes.
            let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
            let properties = DocProperties::new()
                .set_title("jigyo")
                .set_creation_datetime(&created);
            workbook.set_properties(&properties);
            workbook.add_worksheet();
            let styles = Styles::new();
            let mut sheets = Vec::with_capacity(TABLES.len());
            for table in TABLES {
                sheets.push(Sheet::start(&mut workbook, table, headers, &styles, sheet_rows)?);
            }
            Ok((styles, sheets))
        };
        let (styles, sheets) = begin().map_err(io_error)?;
        Ok(WorkbookFile {
            workbook,
            file,
            headers,
            styles,
            sheets,
            told: Told::default(),
        })
    }
}

impl RunFile for WorkbookFile {
    fn add(&mut self, doc: &Doc<'_>) -> io::Result<()> {
        self.told.documents += 1;
        self.told
            .program
            .get_or_insert_with(|| doc.report.program.clone());
        self.told.source = (self.told.documents == 1).then(|| doc.report.source.clone());
        for sheet in &mut self.sheets {
            sheet.add(&mut self.workbook, &self.styles, &mut self.told, doc)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        let mut write = || -> Result<(), XlsxError> {
            for sheet in &self.sheets {
                sheet.close(&mut self.workbook)?;
            }
            cover::write(
                &mut self.workbook,
                &self.styles,
                &self.sheets,
                &self.told,
                self.headers,
            )?;
            self.workbook.save_to_writer(&mut self.file)
        };
        write().map_err(io_error)?;
        self.file.commit()
    }
}

/// The error of the disk, where there is one below: it has a message of its own.
fn io_error(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) | XlsxError::TempFileError(_, error) => error,
        error => io::Error::other(error),
    }
}

#[cfg(test)]
mod tests;
