//! The tables of documents as Arrow, handed over without a copy by the PyCapsule interface.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::{ArrayBuilder, BooleanBuilder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, DataType, Field as Column, Schema, SchemaRef};
use jigyo::model::Report;
use jigyo::write::tables::{Doc, Field, Headers, Kind, TABLES, Table as Definition, Value, plain};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::{PyCapsule, PyDict};

/// Rows of one batch.
const BATCH_ROWS: usize = 1 << 16;
/// Bytes of text in one batch: an Arrow text column counts them in 31 bits.
const BATCH_BYTES: usize = 64 << 20;

/// A table of typed columns, which hands itself over to any library that takes Arrow.
#[pyclass(frozen, module = "jigyo")]
pub(crate) struct Table {
    /// Its English name.
    #[pyo3(get)]
    name: &'static str,
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

#[pymethods]
impl Table {
    /// Names of the columns, in order.
    #[getter]
    fn column_names(&self) -> Vec<&str> {
        self.schema
            .fields()
            .iter()
            .map(|field| field.name().as_str())
            .collect()
    }

    /// Number of rows.
    #[getter]
    fn num_rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __len__(&self) -> usize {
        self.num_rows()
    }

    fn __repr__(&self) -> String {
        let (rows, columns) = (self.num_rows(), self.schema.fields().len());
        format!("<jigyo.Table {}: {rows} rows, {columns} columns>", self.name)
    }

    /// The columns, for libraries that take Arrow.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(&*self.schema).map_err(failed)?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// The rows, for libraries that take Arrow; may be called any number of times. Another schema than the table's
    /// own is not made: who asks for one converts, as the interface allows.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        // Columns are counted references: nothing is copied.
        let batches = self.batches.clone().into_iter().map(Ok);
        let reader = RecordBatchIterator::new(batches, Arc::clone(&self.schema));
        let stream = FFI_ArrowArrayStream::new(Box::new(reader));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }
}

fn failed(error: ArrowError) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}

/// All tables of `documents`, pairs of key and JSON, by their names.
#[pyfunction]
pub(crate) fn tables<'py>(
    py: Python<'py>,
    documents: Vec<(PyBackedStr, PyBackedBytes)>,
    headers: &str,
) -> PyResult<Bound<'py, PyDict>> {
    let headers = match headers {
        "en" => Headers::English,
        "ja" => Headers::Japanese,
        other => {
            let message = format!("headers: {other:?} is none of \"en\", \"ja\"");
            return Err(PyValueError::new_err(message));
        }
    };
    let made = py.detach(|| make(&documents, headers));
    let dict = PyDict::new(py);
    for table in made.map_err(PyValueError::new_err)? {
        dict.set_item(table.name, table)?;
    }
    Ok(dict)
}

fn make(documents: &[(PyBackedStr, PyBackedBytes)], headers: Headers) -> Result<Vec<Table>, String> {
    let mut making: Vec<Making> = TABLES.iter().map(|table| Making::new(*table, headers)).collect();
    for (key, document) in documents {
        let report: Report = serde_json::from_slice(document)
            .map_err(|error| format!("{key}: not a document of jigyo: {error}"))?;
        let doc = Doc::new(key, &report);
        for table in &mut making {
            table.add(&doc).map_err(|error| error.to_string())?;
        }
    }
    let finished = making.into_iter().map(Making::finish);
    finished
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())
}

/// A table on its way.
struct Making {
    table: &'static dyn Definition,
    schema: SchemaRef,
    columns: Vec<Builder>,
    rows: usize,
    bytes: usize,
    batches: Vec<RecordBatch>,
}

impl Making {
    fn new(table: &'static dyn Definition, headers: Headers) -> Self {
        let fields = table.fields();
        let columns: Vec<Column> = fields.iter().map(|field| column(field, headers)).collect();
        Making {
            table,
            schema: Arc::new(Schema::new(columns)),
            columns: fields.iter().map(|field| Builder::new(field.kind)).collect(),
            rows: 0,
            bytes: 0,
            batches: Vec::new(),
        }
    }

    fn add(&mut self, doc: &Doc<'_>) -> Result<(), ArrowError> {
        let (columns, rows, bytes) = (&mut self.columns, &mut self.rows, &mut self.bytes);
        self.table.visit(doc, &mut |record| {
            for (builder, value) in columns.iter_mut().zip(record.values) {
                *bytes += builder.push(value);
            }
            *rows += 1;
            Ok(())
        })?;
        if self.rows >= BATCH_ROWS || self.bytes >= BATCH_BYTES {
            self.cut()?;
        }
        Ok(())
    }

    fn cut(&mut self) -> Result<(), ArrowError> {
        if self.rows > 0 {
            let columns = self.columns.iter_mut().map(Builder::finish).collect();
            self.batches
                .push(RecordBatch::try_new(Arc::clone(&self.schema), columns)?);
            (self.rows, self.bytes) = (0, 0);
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Table, ArrowError> {
        self.cut()?;
        Ok(Table {
            name: self.table.about().name,
            schema: self.schema,
            batches: self.batches,
        })
    }
}

/// A column as Arrow sees it; what the data dictionary says about it goes along as metadata.
fn column(field: &Field, headers: Headers) -> Column {
    let kind = match field.kind {
        Kind::Text => DataType::Utf8,
        Kind::Integer => DataType::Int64,
        Kind::Number => DataType::Float64,
        Kind::Boolean => DataType::Boolean,
    };
    let unit = field.unit.map(|unit| ("unit", unit));
    let metadata = [
        ("name", field.name),
        ("heading", field.heading),
        ("description", field.about),
    ];
    let metadata = metadata.into_iter().chain(unit);
    let metadata: HashMap<String, String> = metadata
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect();
    Column::new(headers.of(field), kind, true).with_metadata(metadata)
}

/// The values of one column.
enum Builder {
    Text(StringBuilder),
    Integer(Int64Builder),
    Number(Float64Builder),
    Boolean(BooleanBuilder),
}

impl Builder {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Builder::Text(StringBuilder::new()),
            Kind::Integer => Builder::Integer(Int64Builder::new()),
            Kind::Number => Builder::Number(Float64Builder::new()),
            Kind::Boolean => Builder::Boolean(BooleanBuilder::new()),
        }
    }

    /// Takes a value and tells how many bytes of text it has.
    fn push(&mut self, value: &Value<'_>) -> usize {
        match (self, value) {
            (Builder::Text(builder), Value::Null) => builder.append_null(),
            (Builder::Text(builder), value) => {
                let text = plain(value);
                builder.append_value(&text);
                return text.len();
            }
            (Builder::Integer(builder), Value::Integer(number)) => builder.append_value(*number),
            (Builder::Integer(builder), _) => builder.append_null(),
            (Builder::Number(builder), Value::Number(number)) => builder.append_value(*number),
            #[allow(clippy::cast_precision_loss)] // a number column holds what a float holds
            (Builder::Number(builder), Value::Integer(number)) => builder.append_value(*number as f64),
            (Builder::Number(builder), _) => builder.append_null(),
            (Builder::Boolean(builder), Value::Boolean(value)) => builder.append_value(*value),
            (Builder::Boolean(builder), _) => builder.append_null(),
        }
        0
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Builder::Text(builder) => ArrayBuilder::finish(builder),
            Builder::Integer(builder) => ArrayBuilder::finish(builder),
            Builder::Number(builder) => ArrayBuilder::finish(builder),
            Builder::Boolean(builder) => ArrayBuilder::finish(builder),
        }
    }
}
