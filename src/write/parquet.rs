//! A table of the run as Parquet: typed columns for data frames.

use std::io;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::package::resource;
use super::tables::{Doc, Field, Headers, Kind, Table, Value, plain};
use super::{AtomicFile, RunFile};

/// Rows kept until they are written as one group.
const GROUP_ROWS: usize = 1 << 16;
/// Bytes of text kept until they are written, however few the rows.
const GROUP_BYTES: usize = 4 << 20;

/// One table on its way into a Parquet file. Memory holds one group of rows, whatever the number of documents.
pub struct ParquetFile {
    table: &'static dyn Table,
    writer: SerializedFileWriter<AtomicFile>,
    columns: Vec<Buffer>,
    rows: usize,
    bytes: usize,
}

impl ParquetFile {
    /// Starts the file of `table`.
    ///
    /// Its metadata hold the description that `datapackage.json` has of the CSV file (key `jigyo:resource`): units,
    /// keys and what each column means.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn create(path: &Path, table: &'static dyn Table, headers: Headers) -> io::Result<Self> {
        let fields = table.fields();
        let described = resource(table.about(), &fields, headers).to_string();
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("jigyo".to_owned())
            .set_key_value_metadata(Some(vec![KeyValue::new("jigyo:resource".to_owned(), described)]))
            .build();
        let schema = schema(table, &fields, headers).map_err(io_error)?;
        let writer = SerializedFileWriter::new(AtomicFile::create(path)?, schema, Arc::new(properties));
        Ok(ParquetFile {
            table,
            writer: writer.map_err(io_error)?,
            columns: fields.iter().map(|field| Buffer::new(field.kind)).collect(),
            rows: 0,
            bytes: 0,
        })
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        let mut columns = self.columns.iter_mut();
        while let (Some(mut writer), Some(buffer)) = (group.next_column()?, columns.next()) {
            buffer.write(&mut writer)?;
            writer.close()?;
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl RunFile for ParquetFile {
    fn add(&mut self, doc: &Doc<'_>) -> io::Result<()> {
        let (columns, rows, bytes) = (&mut self.columns, &mut self.rows, &mut self.bytes);
        self.table.visit(doc, &mut |record| {
            for (buffer, value) in columns.iter_mut().zip(record.values) {
                *bytes += buffer.push(value);
            }
            *rows += 1;
            Ok(())
        })?;
        if *rows >= GROUP_ROWS || *bytes >= GROUP_BYTES {
            self.write_group().map_err(io_error)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.write_group().map_err(io_error)?;
        self.writer.into_inner().map_err(io_error)?.commit()
    }
}

fn schema(table: &dyn Table, fields: &[Field], headers: Headers) -> Result<TypePtr, ParquetError> {
    let columns = fields.iter().map(|field| {
        let physical = match field.kind {
            Kind::Text => Physical::BYTE_ARRAY,
            Kind::Integer => Physical::INT64,
            Kind::Number => Physical::DOUBLE,
            Kind::Boolean => Physical::BOOLEAN,
        };
        let column = Type::primitive_type_builder(headers.of(field), physical);
        let column = match field.kind {
            Kind::Text => column
                .with_logical_type(Some(LogicalType::String))
                .with_converted_type(ConvertedType::UTF8),
            _ => column,
        };
        column.with_repetition(Repetition::OPTIONAL).build().map(Arc::new)
    });
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    let root = Type::group_type_builder(table.about().name).with_fields(columns);
    root.build().map(Arc::new)
}

/// The values of one column in one group of rows.
struct Buffer {
    /// 1 for a row with a value, 0 for a null.
    levels: Vec<i16>,
    values: Values,
}

enum Values {
    Text(Vec<ByteArray>),
    Integer(Vec<i64>),
    Number(Vec<f64>),
    Boolean(Vec<bool>),
}

impl Buffer {
    fn new(kind: Kind) -> Self {
        let values = match kind {
            Kind::Text => Values::Text(Vec::new()),
            Kind::Integer => Values::Integer(Vec::new()),
            Kind::Number => Values::Number(Vec::new()),
            Kind::Boolean => Values::Boolean(Vec::new()),
        };
        Buffer {
            levels: Vec::new(),
            values,
        }
    }

    /// Takes a value and tells how many bytes it needs.
    fn push(&mut self, value: &Value<'_>) -> usize {
        let bytes = match (&mut self.values, value) {
            (_, Value::Null) => None,
            (Values::Text(values), value) => {
                let text = plain(value).into_owned();
                let bytes = text.len();
                values.push(ByteArray::from(text.into_bytes()));
                Some(bytes)
            }
            (Values::Integer(values), Value::Integer(number)) => {
                values.push(*number);
                Some(8)
            }
            (Values::Number(values), Value::Number(number)) => {
                values.push(*number);
                Some(8)
            }
            #[allow(clippy::cast_precision_loss)] // a number column holds what a float holds
            (Values::Number(values), Value::Integer(number)) => {
                values.push(*number as f64);
                Some(8)
            }
            (Values::Boolean(values), Value::Boolean(value)) => {
                values.push(*value);
                Some(1)
            }
            // The definition of the column gives another type than it says; a test holds every column against it.
            _ => None,
        };
        self.levels.push(i16::from(bytes.is_some()));
        bytes.unwrap_or(0)
    }

    fn write(&mut self, writer: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = std::mem::take(&mut self.levels);
        match &mut self.values {
            Values::Text(values) => batch::<ByteArrayType>(writer, values, &levels),
            Values::Integer(values) => batch::<Int64Type>(writer, values, &levels),
            Values::Number(values) => batch::<DoubleType>(writer, values, &levels),
            Values::Boolean(values) => batch::<BoolType>(writer, values, &levels),
        }
    }
}

fn batch<T: DataType>(
    writer: &mut SerializedColumnWriter<'_>,
    values: &mut Vec<T::T>,
    levels: &[i16],
) -> Result<(), ParquetError> {
    writer.typed::<T>().write_batch(values, Some(levels), None)?;
    values.clear();
    Ok(())
}

/// The error of the disk, where there is one below: it has a message of its own.
fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(source) => io::Error::other(source),
        },
        error => io::Error::other(error),
    }
}
