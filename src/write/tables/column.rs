use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Check, CheckStatus, Figure, Item, Report, Section, Trace};

/// A document with the look-ups that its rows need.
#[derive(Debug)]
pub struct Doc<'a> {
    /// Key of the document: its output path without `.json`.
    pub key: &'a str,
    /// What it says.
    pub report: &'a Report,
    sections: BTreeMap<&'a str, &'a Section>,
    parents: BTreeSet<&'a str>,
    failed: BTreeMap<&'a str, Vec<&'a Check>>,
}

impl<'a> Doc<'a> {
    /// Prepares `report` under `key`.
    #[must_use]
    pub fn new(key: &'a str, report: &'a Report) -> Self {
        let mut failed: BTreeMap<&str, Vec<&Check>> = BTreeMap::new();
        for check in report
            .checks
            .iter()
            .filter(|check| check.status == CheckStatus::Fails)
        {
            failed.entry(check.subject.as_str()).or_default().push(check);
        }
        Doc {
            key,
            report,
            sections: report
                .sections
                .iter()
                .map(|section| (section.id.as_str(), section))
                .collect(),
            parents: report
                .items
                .iter()
                .filter_map(|item| item.parent.as_deref())
                .collect(),
            failed,
        }
    }

    /// Failed checks about `subject`.
    pub(super) fn failed_checks(&self, subject: &str) -> Vec<&'a Check> {
        self.failed.get(subject).cloned().unwrap_or_default()
    }

    /// Whether counting this row counts nothing twice: no rows below it, and it repeats none.
    #[must_use]
    pub fn countable(&self, item: &Item) -> bool {
        item.repeats.is_none() && !self.parents.contains(item.id.as_str())
    }

    /// Headings from the outermost to `id`, each as `number name`, joined by ` > `.
    pub(super) fn section_path(&self, id: Option<&str>) -> Option<String> {
        let path = self.headings(id);
        (!path.is_empty()).then(|| path.join(" > "))
    }

    /// Headings from the outermost to `id`, each as `number name`.
    #[must_use]
    pub fn headings(&self, id: Option<&str>) -> Vec<String> {
        let mut path = Vec::new();
        let mut next = id;
        while let Some(section) = next.and_then(|id| self.sections.get(id)) {
            path.push(match &section.number {
                Some(number) if section.name.is_empty() => number.clone(),
                Some(number) => format!("{number} {}", section.name),
                None => section.name.clone(),
            });
            // An outline that runs in a circle must not run here for ever.
            next = section
                .parent
                .as_deref()
                .filter(|_| path.len() <= self.sections.len());
        }
        path.reverse();
        path
    }
}

/// One row of a table: the entity and what it hangs on.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a, E> {
    /// The document.
    pub doc: &'a Doc<'a>,
    /// Id of the entity that owns this one (tallies: the grade); empty for entities of their own.
    pub owner: &'a str,
    /// 1-based place among those of the same owner.
    pub n: usize,
    /// The entity.
    pub it: &'a E,
}

/// One row of any table.
#[derive(Debug, Clone, Copy)]
pub struct Record<'v, 'a> {
    /// A value a column.
    pub values: &'v [Value<'a>],
    /// Checks about what the row says that fail.
    pub failed: &'v [&'a Check],
}

/// What stands in one slot of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(Cow::Owned(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::from(text.as_str())
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Value::Boolean(value)
    }
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Value::Integer(value)
    }
}

impl From<i32> for Value<'_> {
    fn from(value: i32) -> Self {
        Value::Integer(value.into())
    }
}

impl From<u32> for Value<'_> {
    fn from(value: u32) -> Self {
        Value::Integer(value.into())
    }
}

impl From<u64> for Value<'_> {
    fn from(value: u64) -> Self {
        Value::Integer(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Value<'_> {
    fn from(value: usize) -> Self {
        Value::from(value as u64)
    }
}

impl From<Figure> for Value<'_> {
    fn from(value: Figure) -> Self {
        Value::Number(value.0)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// Type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
}

impl Kind {
    /// Its name in a data package.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Text => "string",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::Boolean => "boolean",
        }
    }
}

/// What is to be known about a column without its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// English name, which programs use.
    pub name: &'static str,
    /// Japanese heading.
    pub heading: &'static str,
    /// Type.
    pub kind: Kind,
    /// Unit of its numbers.
    pub unit: Option<&'static str>,
    /// What it holds.
    pub about: &'static str,
}

/// How a column's value is got from a row.
pub type Getter<E> = for<'a, 'b> fn(&'b Row<'a, E>) -> Value<'a>;

/// A column: the one place that says everything about it.
#[derive(Debug)]
pub struct Column<E: 'static> {
    /// What it is.
    pub field: Field,
    /// How to get its value.
    pub value: Getter<E>,
}

impl<E> Column<E> {
    const fn new(
        name: &'static str,
        heading: &'static str,
        kind: Kind,
        about: &'static str,
        value: Getter<E>,
    ) -> Self {
        let field = Field {
            name,
            heading,
            kind,
            unit: None,
            about,
        };
        Column { field, value }
    }

    /// A column of text.
    pub const fn text(
        name: &'static str,
        heading: &'static str,
        about: &'static str,
        value: Getter<E>,
    ) -> Self {
        Self::new(name, heading, Kind::Text, about, value)
    }

    /// A column of whole numbers.
    pub const fn integer(
        name: &'static str,
        heading: &'static str,
        about: &'static str,
        value: Getter<E>,
    ) -> Self {
        Self::new(name, heading, Kind::Integer, about, value)
    }

    /// A column of numbers.
    pub const fn number(
        name: &'static str,
        heading: &'static str,
        about: &'static str,
        value: Getter<E>,
    ) -> Self {
        Self::new(name, heading, Kind::Number, about, value)
    }

    /// A column of yes and no.
    pub const fn boolean(
        name: &'static str,
        heading: &'static str,
        about: &'static str,
        value: Getter<E>,
    ) -> Self {
        Self::new(name, heading, Kind::Boolean, about, value)
    }

    /// A column of whole yen.
    pub const fn yen(
        name: &'static str,
        heading: &'static str,
        about: &'static str,
        value: Getter<E>,
    ) -> Self {
        let mut column = Self::new(name, heading, Kind::Integer, about, value);
        column.field.unit = Some("JPY");
        column
    }

    /// A column of percentages.
    pub const fn percent(
        name: &'static str,
        heading: &'static str,
        about: &'static str,
        value: Getter<E>,
    ) -> Self {
        let mut column = Self::new(name, heading, Kind::Number, about, value);
        column.field.unit = Some("%");
        column
    }

    /// The key of the document.
    pub const fn document() -> Self {
        Self::text(
            "document",
            "文書",
            "Key of the document: its output path without .json",
            |row| row.doc.key.into(),
        )
    }

    /// The id of the entity that owns the row.
    pub const fn owner(about: &'static str) -> Self {
        Self::text("owner", "所属", about, |row| row.owner.into())
    }

    /// The place among those of the same owner.
    pub const fn n() -> Self {
        Self::integer(
            "n",
            "順",
            "1-based place among those of the same owner, as printed",
            |row| row.n.into(),
        )
    }
}

/// Something that stands somewhere.
pub trait Traced {
    /// Where.
    fn trace(&self) -> Option<&Trace>;
}

impl<E: Traced> Column<E> {
    /// The page of the first piece.
    pub const fn page() -> Self {
        Self::integer(
            "page",
            "頁",
            "Page where it starts, 1-based; empty where the input has no pages",
            |row| row.it.trace().and_then(|trace| trace.page).into(),
        )
    }

    /// The first line of the first piece.
    pub const fn line() -> Self {
        Self::integer(
            "line",
            "行番号",
            "Line where it starts, 1-based; empty for PDFs",
            |row| {
                row.it
                    .trace()
                    .and_then(|trace| trace.lines)
                    .map(|[first, _]| first)
                    .into()
            },
        )
    }
}

macro_rules! traced {
    ($($entity:ident)*) => {
        $(impl Traced for crate::model::$entity {
            fn trace(&self) -> Option<&Trace> {
                Some(&self.trace)
            }
        })*
    };
}

traced!(Section Item Department Budget Evaluation TextEntry Indicator IndicatorValue Tally);

impl Traced for crate::model::Check {
    fn trace(&self) -> Option<&Trace> {
        self.places.first()
    }
}
