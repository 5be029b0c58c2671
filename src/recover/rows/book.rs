//! Budget books: 款 and 項 (in 決算 reports 目, too) over the tables, 目 as their rows, 節 as the rows under them.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::japanese;
use crate::source::Passage;
use crate::vocabulary::key;

use super::Shape;
use super::totals::SectionTotal;
use crate::recover::columns::{Column, HeaderCell, Look};
use crate::recover::entry::{Amount, Entry};
use crate::recover::lexicon::{Role, bare};
use crate::recover::state::{State, add_text};
use crate::recover::{amounts, tidy};

/// The columns of the rows under rows.
#[derive(Debug, Clone)]
pub(crate) struct Under {
    /// The word that heads them.
    pub kind: String,
    /// Column of their names.
    pub name: usize,
    /// Columns of their amounts.
    pub amounts: Vec<usize>,
    /// Columns right of these: what is said about them.
    pub texts: Vec<usize>,
}

/// Whether heads are those of a budget book: 節 over 区分 and 金額.
pub(in crate::recover) fn is_headed(columns: &[HeaderCell]) -> bool {
    let under = |cell: &HeaderCell| {
        let head = cell.parts.first().map(|part| bare(part.as_str()));
        cell.parts.len() > 1 && head.is_some_and(|head| matches!(head.as_str(), "節" | "節・細節" | "細節"))
    };
    columns.windows(2).any(|pair| pair.iter().all(under))
}

/// `節 | 区分 | 金額`: columns under one head that say what stands below a row.
pub(in crate::recover) fn under(columns: &mut [Column]) -> Option<Under> {
    let head = |column: &Column| column.parts.first().map(|part| bare(part.as_str()));
    let name = columns.iter().position(|column| {
        column.parts.len() > 1
            && head(column).is_some_and(|head| matches!(head.as_str(), "節" | "節・細節" | "細節"))
    })?;
    let kind = head(columns.get(name)?)?;
    let amounts: Vec<usize> = (name + 1..columns.len())
        .take_while(|&index| head(&columns[index]).as_ref() == Some(&kind))
        .collect();
    let last = *amounts.last()?;
    for column in columns.iter_mut().take(last + 1).skip(name) {
        column.role = Role::Text;
    }
    // 目 stands left of it all.
    let row = columns.iter().take(name).position(|column| {
        matches!(
            column.look,
            Look::Short | Look::Department | Look::Grade | Look::Prose | Look::Index
        )
    })?;
    let label = bare(&columns[row].label);
    columns[row].role = Role::Level(if label.is_empty() { "目".to_owned() } else { label });
    Some(Under {
        kind,
        name,
        amounts,
        texts: (last + 1..columns.len()).collect(),
    })
}

/// One row of the table: a row where 目 is printed, and a row under it where 節 is. Returns the row begun.
pub(in crate::recover) fn read_row(
    state: &mut State<'_>,
    cells: &[Passage],
    shape: &Shape,
    under: &Under,
) -> Option<usize> {
    let named = |index: usize| cells.get(index).is_some_and(|cell| !cell.is_blank());
    let is_under = |index: &usize| *index == under.name || under.amounts.contains(index);
    let mut begun = None;
    if named(shape.name) {
        let lower = named(under.name);
        let own: Vec<Passage> = cells
            .iter()
            .enumerate()
            .map(|(index, cell)| {
                let elsewhere = is_under(&index) || lower && under.texts.contains(&index);
                if elsewhere {
                    Passage::default()
                } else {
                    cell.clone()
                }
            })
            .collect();
        begun = super::read_row(state, &own, shape);
    }
    let parent = state
        .entries
        .iter()
        .rposition(|entry| entry.tabular && entry.parent.is_none() && entry.list == state.list);
    let said = |entry: &mut Entry| {
        for &index in &under.texts {
            if let (Some(cell), Some(column)) = (cells.get(index), shape.columns.get(index)) {
                add_text(
                    entry,
                    Some(column.label.clone()).filter(|label| !label.is_empty()),
                    tidy(cell),
                );
            }
        }
    };
    if named(under.name) {
        let mut entry = lower_row(state, cells, shape, under, parent);
        said(&mut entry);
        state.entries.push(entry);
    } else if !named(shape.name)
        && let Some(last) = state.entries.last_mut().filter(|entry| entry.tabular)
    {
        said(last);
    }
    begun
}

fn lower_row(
    state: &State<'_>,
    cells: &[Passage],
    shape: &Shape,
    under: &Under,
    parent: Option<usize>,
) -> Entry {
    let name = &cells[under.name];
    let (number, used) = japanese::leading_number(name).unwrap_or_default();
    let mut entry = Entry {
        section: state.outline.current(),
        parent,
        kind: under.kind.clone(),
        number: Some(number).filter(|number| !number.is_empty()),
        name: name.slice(used..name.as_str().len()).trim(),
        places: vec![name.slice(0..used)],
        list: state.list,
        tabular: true,
        ..Entry::default()
    };
    for &index in &under.amounts {
        let (Some(cell), Some(column)) = (cells.get(index), shape.columns.get(index)) else {
            continue;
        };
        if cell.is_blank() {
            continue;
        }
        let label = column
            .parts
            .last()
            .map(|part| bare(part.as_str()))
            .unwrap_or_default();
        let of = shape.columns.iter().find(|column| column.role == Role::Budget);
        entry.amounts.push(Amount {
            label,
            fiscal_year: of.and_then(|of| of.year),
            phase: of.and_then(|of| of.phase),
            value: amounts::figure(cell.as_str()),
            unit: amounts::unit_in(cell.as_str(), state.lexicon.words)
                .or_else(|| column.unit.clone())
                .or_else(|| of.and_then(|of| of.unit.clone())),
            cell: cell.clone(),
            ..Amount::default()
        });
    }
    entry
}

#[allow(clippy::unwrap_used)] // fixed pattern, covered by tests
static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    // ２款 総務費, 第２款　総務費, （款）２　総務費, 款２ 総務費.
    Regex::new(
        r"(?x)(?:^|[\s　])
        (?:第?\s*(?<number>[0-9０-９]{1,3})\s*(?<level>[款項目])
          |[（(【\[]?(?<before>[款項目])[）)】\]：:]?[\s　]*(?<behind>[0-9０-９]{1,3}))
        [\s　]*(?<name>[^\s　0-9０-９（(]+)",
    )
    .unwrap()
});

/// Whether a line begins with a 款 or 項.
pub(in crate::recover) fn names_sections(line: &str) -> bool {
    let begins = HEADING.captures(line).is_some_and(|found| {
        let start = found.get(0).map_or(0, |whole| whole.start());
        line[..start].trim().is_empty() && !is_word(&found)
    });
    begins && !line.contains('。')
}

/// １ 目的と内容, ２ 目標: a word that begins with the letter of a level.
fn is_word(found: &Captures<'_>) -> bool {
    let ends = found.name("level").filter(|level| level.as_str() == "目");
    let name = found.name("name");
    let joined = ends.zip(name).filter(|(level, name)| level.end() == name.start());
    joined.is_some_and(|(_, name)| name.as_str().starts_with(['的', '標', '次', '安']))
}

/// `２款 総務費　１項 総務管理費`: opens the sections that a line over a table names. Tells whether it did.
pub(in crate::recover) fn open_sections(state: &mut State<'_>, line: &Passage) -> bool {
    let text = line.as_str();
    if !names_sections(text) {
        return false;
    }
    let begins: Vec<usize> = HEADING.find_iter(text).map(|found| found.start()).collect();
    for found in HEADING.captures_iter(text).filter(|found| !is_word(found)) {
        let either = |one: &str, other: &str| found.name(one).or(found.name(other));
        let (Some(number), Some(level), Some(name)) = (
            either("number", "behind"),
            either("level", "before"),
            found.name("name"),
        ) else {
            continue;
        };
        let end = begins.iter().find(|begin| **begin >= name.end()).copied();
        let behind = line.slice(name.end()..end.unwrap_or(text.len())).trim();
        let name = tidy(&line.slice(name.range()));
        let number = key(number.as_str());
        let level = level.as_str();
        state.close_item();
        if level == "款" && !state.outline.is_open(level, &number, &name) {
            state.outline.close_all();
        }
        let levels = &state.lexicon.words.levels;
        let section = state
            .outline
            .open(levels, Some(level), Some(&number), &name, line);
        // １款　市税　　49,286,300千円: what its rows add up to.
        let known = state.section_totals.iter().any(|total| total.section == section);
        if !known && amounts::is_amount(behind.as_str()) {
            state.section_totals.push(SectionTotal {
                section,
                amount: behind,
            });
        }
    }
    true
}
