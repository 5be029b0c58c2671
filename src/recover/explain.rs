//! How each table is read and by what evidence, for people who want to know why.

use serde::Serialize;

use crate::japanese::Segmenter;
use crate::source::{Block, Reading};
use crate::vocabulary::Vocabulary;

use super::arrange::arrange;
use super::lexicon::Role;
use super::plan::{self, Plan};
use super::rows::Shape;

/// How one table of the input is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableReading {
    /// 1-based number of the table in reading order, nested ones not counted.
    pub table: usize,
    /// `rows`, `form`, `indicators`, `tally` or `nothing`.
    pub read_as: &'static str,
    /// Header rows at its top; 0 where it goes on with an earlier table.
    pub header_rows: usize,
    /// What its columns hold, for tables of rows.
    pub columns: Vec<ColumnReading>,
}

/// What one column holds, and the two sides of the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnReading {
    /// Label as elected from this table's header and those of tables of the same shape.
    pub label: String,
    /// Role that was decided.
    pub role: String,
    /// What most cells look like.
    pub look: String,
    /// Fiscal year of its figures.
    pub fiscal_year: Option<i32>,
    /// Unit of its figures.
    pub unit: Option<String>,
    /// Whether its cells name the rows.
    pub names_rows: bool,
}

/// The reading of every table.
#[must_use]
pub fn explain(reading: &Reading, words: &Vocabulary, segmenter: &Segmenter) -> Vec<TableReading> {
    let (arranged, lexicon, facts, _) = arrange(reading, words, segmenter);
    let plans = plan::plan(&arranged.reading, &lexicon, facts.fiscal_year);
    let tables = reading
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| matches!(block, Block::Table(_)));
    tables
        .enumerate()
        .map(|(number, (block, _))| {
            let plan = plans.by_block.get(&arranged.block_of(block));
            let (read_as, header_rows, shape) = match plan {
                Some(Plan::Rows(shape, header)) => ("rows", *header, plans.shapes.get(*shape)),
                Some(Plan::Form) => ("form", 0, None),
                Some(Plan::Indicators) => ("indicators", 0, None),
                Some(Plan::Tally) => ("tally", 0, None),
                Some(Plan::Other) | None => ("nothing", 0, None),
            };
            let columns = shape.map(|shape| match arranged.columns_of(block) {
                Some(at) => at.iter().filter_map(|&column| column_of(shape, column)).collect(),
                None => (0..shape.columns.len())
                    .filter_map(|column| column_of(shape, column))
                    .collect(),
            });
            TableReading {
                table: number + 1,
                read_as,
                header_rows,
                columns: columns.unwrap_or_default(),
            }
        })
        .collect()
}

fn column_of(shape: &Shape, index: usize) -> Option<ColumnReading> {
    let column = shape.columns.get(index)?;
    Some(ColumnReading {
        label: column.label.clone(),
        role: role_name(&column.role),
        look: format!("{:?}", column.look).to_lowercase(),
        fiscal_year: column.year,
        unit: column.unit.clone(),
        names_rows: index == shape.name,
    })
}

fn role_name(role: &Role) -> String {
    match role {
        Role::Level(word) => format!("level {word}"),
        other => format!("{other:?}").to_lowercase(),
    }
}
