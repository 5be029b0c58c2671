use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Check, Choices, Indicator, Item, LegendEntry, Section, Tally, Trace};

/// Version of the output's shape; changes whenever a name is dropped or given another meaning.
pub const SCHEMA_VERSION: &str = "1.0.0";

/// Everything that one input says: the JSON document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// [`SCHEMA_VERSION`].
    pub schema_version: String,
    /// What made this file.
    pub program: Program,
    /// Whether all pages were read.
    pub outcome: Outcome,
    /// Pages that could not be read.
    pub unread_pages: Vec<UnreadPage>,
    /// Recoverable oddities.
    pub warnings: Vec<Warning>,
    /// The input.
    pub source: Source,
    /// Facts about the report as a whole.
    pub document: DocumentFacts,
    /// The outline that carries rows.
    pub sections: Vec<Section>,
    /// The rows.
    pub items: Vec<Item>,
    /// Named quantities over time.
    pub indicators: Vec<Indicator>,
    /// Printed counts of grades.
    pub tallies: Vec<Tally>,
    /// What the grades mean.
    pub legend: Vec<LegendEntry>,
    /// Every table seen.
    pub tables: Vec<TableRecord>,
    /// Laws applied.
    pub checks: Vec<Check>,
    /// Text outside all of the above, word for word.
    pub residue: Vec<Residue>,
    /// Where every character went.
    pub coverage: Coverage,
}

/// The program and its data.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Program {
    /// `jigyo`.
    pub name: String,
    /// Version of the program.
    pub version: String,
    /// Name and version of the segmentation dictionary.
    pub dictionary: String,
    /// Version of the vocabulary, with a hash of what the user added.
    pub vocabulary: String,
    /// OCR program and version, when it was used.
    pub ocr: Option<String>,
    /// Hash of the corrections that were given for this input; absent where there were none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrections: Option<String>,
    /// Choices about reading this input; absent where all was as usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Choices>,
}

/// How far the input was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All of it.
    #[default]
    Converted,
    /// Some pages could not be read.
    Partial,
}

/// A page that could not be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnreadPage {
    /// 1-based.
    pub page: u32,
    /// The reason.
    pub why: UnreadReason,
}

/// Why a page could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UnreadReason {
    /// An image without text.
    NoTextLayer,
    /// Glyphs whose characters the file does not tell.
    UnmappedGlyphs,
    /// Characters that no Japanese text would have.
    ImplausibleText,
    /// A limit was reached.
    Limit,
}

/// A recoverable oddity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Warning {
    /// Stable code, as `tally-mismatch`.
    pub code: String,
    /// For a person.
    pub message: String,
    /// Where.
    pub trace: Trace,
}

/// The input file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// Path below the folder given, or the name given.
    pub name: String,
    /// SHA-256 of the bytes, hex.
    pub sha256: String,
    /// Length.
    pub bytes: u64,
    /// Media type found by looking at the bytes.
    pub media_type: String,
    /// Character encoding; null for PDFs.
    pub encoding: Option<String>,
    /// Number of pages; null where the input has none.
    pub pages: Option<u32>,
    /// What read it.
    pub engine: Engine,
    /// Engine a page, only where pages differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_engines: Option<Vec<Engine>>,
}

/// What turned the input into characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// The input was text.
    #[default]
    Text,
    /// The text layer of a PDF.
    PdfText,
    /// Optical character recognition.
    Ocr,
}

/// Facts about the report as a whole; null where the text does not say.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentFacts {
    /// Title.
    pub title: Option<String>,
    /// The municipality that reports.
    pub municipality: Option<Municipality>,
    /// The year whose results are reported, western; null for a plan of several years.
    pub fiscal_year: Option<i32>,
    /// Years of the plan.
    pub plan_period: Option<PlanPeriod>,
    /// `2022-07` or `2025-12-16`.
    pub published: Option<String>,
    /// Where these stand.
    pub trace: Trace,
}

/// A municipality.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Municipality {
    /// Full name, as the code table has it.
    pub name: String,
    /// Null where several places share the name and the text does not say.
    pub prefecture: Option<String>,
    /// Six digits, 全国地方公共団体コード.
    pub code: Option<String>,
}

/// First and last fiscal year of a plan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanPeriod {
    /// First year.
    pub from: i32,
    /// Last year.
    pub to: i32,
}

/// A table as seen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TableRecord {
    /// `t1`, `t2` … in reading order.
    pub id: String,
    /// Texts slot by slot; a merged cell's text at its first slot.
    pub rows: Vec<Vec<String>>,
    /// Merged cells.
    pub spans: Vec<TableSpan>,
    /// What was made of it; null when nothing was.
    pub read_as: Option<ReadAs>,
    /// Where it stands.
    pub trace: Trace,
}

/// A merged cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TableSpan {
    /// First row, 0-based.
    pub row: u32,
    /// First column, 0-based.
    pub column: u32,
    /// Rows covered.
    pub rows: u32,
    /// Columns covered.
    pub columns: u32,
}

/// What was made of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReadAs {
    /// Rows or sheets.
    Items,
    /// Indicators.
    Indicators,
    /// Counts of grades.
    Tallies,
    /// Meanings of grades.
    Legend,
    /// Headings.
    Outline,
}

/// Text that became nothing else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Residue {
    /// Why it is here.
    pub kind: ResidueKind,
    /// Word for word.
    pub text: String,
    /// Where it stands.
    pub trace: Trace,
}

/// Kind of residue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResidueKind {
    /// Running text.
    Prose,
    /// Page numbers, running heads, contents, rules.
    Furniture,
    /// What no parser understood.
    Unread,
}

/// Counts of non-blank characters by what became of them; the parts add up to `characters`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)] // each field counts what its name says
pub struct Coverage {
    pub characters: u64,
    pub document: u64,
    pub sections: u64,
    pub items: u64,
    pub indicators: u64,
    pub tallies: u64,
    pub legend: u64,
    pub tables: u64,
    pub markup: u64,
    pub prose: u64,
    pub furniture: u64,
    pub unread: u64,
}
