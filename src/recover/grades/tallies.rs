//! Printed counts of grades, and what grades mean.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::japanese::{self, Cell, read_cell};
use crate::layout::Grid;
use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

use crate::recover::lexicon::{Lexicon, Role, bare};
use crate::recover::{grades, tidy, years};

/// A printed count before ids are given.
#[derive(Debug, Clone, Default)]
pub(crate) struct TallyDraft {
    /// Label of the grades, where the text near it says one.
    pub what: Option<String>,
    pub fiscal_year: Option<i32>,
    /// Level word, number and name of the section that it counts.
    pub section: Option<(Option<String>, Option<String>, String)>,
    pub counts: BTreeMap<String, i64>,
    pub places: Vec<Passage>,
    /// Printed number of rows in the same place (8プログラム).
    pub rows: Option<(String, i64, Passage)>,
}

/// A meaning of a grade before ids are given.
#[derive(Debug, Clone, Default)]
pub(crate) struct LegendDraft {
    pub grade: String,
    pub meaning: Passage,
    pub scope: Option<String>,
    pub places: Vec<Passage>,
}

/// How a table of counts or meanings is laid out.
enum Layout {
    /// A column a grade: column and grade.
    Columns(Vec<(usize, String)>),
    /// A row a grade: row and grade.
    Rows(Vec<(usize, String)>),
}

#[allow(clippy::unwrap_used)] // fixed pattern, covered by tests
static ROW_COUNT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[(（]\s*([0-9０-９]+)\s*([^\s0-9()（）]{2,12})[)）]").unwrap());

/// Whether a table holds counts or meanings of grades.
pub(crate) fn is_table(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    // 事業費（A）, 人件費（B）: letters that formulas call amounts by.
    let money = |text: &str| matches!(lexicon.label(text), Some(Role::Budget | Role::Funding));
    !grid.origins(0).any(|cell| money(cell.text.as_str())) && layout(grid, lexicon.words).is_some()
}

fn layout(grid: &Grid, words: &Vocabulary) -> Option<Layout> {
    let columns: Vec<(usize, String)> = grid
        .origins(0)
        .filter_map(|cell| Some((cell.column, grade_in_head(cell.text.as_str(), words)?)))
        .collect();
    if columns.len() >= 2 && distinct(&columns) {
        let whole = |row: usize| {
            columns
                .iter()
                .all(|(column, _)| cell_count(grid, row, *column).is_some())
        };
        let rows = 1..grid.rows();
        if !rows.is_empty() && rows.clone().filter(|&row| whole(row)).count() * 3 >= rows.len() * 2 {
            return Some(Layout::Columns(columns));
        }
    }
    let rows: Vec<(usize, String)> = (0..grid.rows())
        .filter_map(|row| Some((row, grade_alone(grid.cell(row, 0)?.text.as_str(), words)?)))
        .collect();
    let letters = rows
        .iter()
        .filter(|(_, grade)| !grades::is_dash(grade, words))
        .count();
    let meant = rows
        .iter()
        .filter(|(row, _)| {
            grid.origins(*row)
                .any(|cell| cell.column > 0 && key(cell.text.as_str()).chars().count() > 6)
        })
        .count();
    // 評価 | 件数 over grades with nothing but a count each.
    let counted = grid
        .origins(0)
        .find(|cell| words.is_label("count", &bare(cell.text.as_str())))
        .is_some_and(|head| {
            rows.iter()
                .all(|(row, _)| cell_count(grid, *row, head.column).is_some())
        });
    (letters >= 2 && distinct(&rows) && (meant == rows.len() || counted) && rows.len() + 3 >= grid.rows())
        .then_some(Layout::Rows(rows))
}

fn distinct(grades: &[(usize, String)]) -> bool {
    grades
        .iter()
        .enumerate()
        .all(|(index, (_, grade))| grades[..index].iter().all(|(_, other)| other != grade))
}

/// `予定以上に進捗 (S)` or `S` or `S評価`.
fn grade_in_head(text: &str, words: &Vocabulary) -> Option<String> {
    let text = key(text);
    let inside = text
        .rfind('(')
        .and_then(|start| text.get(start + 1..))
        .map(|rest| rest.trim_end_matches(')'));
    let short = text.trim_end_matches("評価").trim_end_matches("判定");
    [inside, Some(short)].into_iter().flatten().find_map(|piece| {
        let mut known = words.grades.letters.iter().chain(&words.grades.marks);
        known.find(|grade| *grade == piece).cloned()
    })
}

fn grade_alone(text: &str, words: &Vocabulary) -> Option<String> {
    let text = key(text);
    if grades::is_dash(&text, words) {
        return Some(text);
    }
    grade_in_head(&text, words)
}

fn cell_count(grid: &Grid, row: usize, column: usize) -> Option<i64> {
    let cell = grid.cell(row, column)?;
    match read_cell(cell.text.as_str()) {
        Cell::Number(number) if number.decimals == 0 => crate::model::Figure(number.value).whole(),
        _ => None,
    }
}

/// The counts and meanings of a table. `caption` is the text nearest above.
pub(crate) fn read(
    grid: &Grid,
    lexicon: &Lexicon<'_>,
    caption: Option<&Passage>,
) -> (Vec<TallyDraft>, Vec<LegendDraft>) {
    match layout(grid, lexicon.words) {
        Some(Layout::Columns(columns)) => (read_columns(grid, &columns, lexicon), Vec::new()),
        Some(Layout::Rows(rows)) => read_rows(grid, &rows, lexicon, caption),
        None => (Vec::new(), Vec::new()),
    }
}

fn read_columns(grid: &Grid, columns: &[(usize, String)], lexicon: &Lexicon<'_>) -> Vec<TallyDraft> {
    let level = grid
        .cell(0, 0)
        .and_then(|cell| lexicon.level(&key(cell.text.as_str())));
    let mut tallies: Vec<TallyDraft> = Vec::new();
    for row in 1..grid.rows() {
        let mut tally = TallyDraft::default();
        for (column, grade) in columns {
            if let (Some(count), Some(cell)) = (cell_count(grid, row, *column), grid.cell(row, *column)) {
                tally.counts.insert(grade.clone(), count);
                tally.places.push(cell.text.clone());
            }
        }
        let head = grid
            .origins(row)
            .find(|cell| !cell.text.is_blank() && !columns.iter().any(|(column, _)| *column == cell.column));
        if let Some(head) = head {
            tally.places.push(head.text.clone());
            tally.rows = row_count(&head.text);
            let total = lexicon.words.label("total").contains(&key(head.text.as_str()));
            tally.section = (!total).then(|| section_of(&head.text, level.clone(), lexicon));
        }
        if !tally.counts.is_empty() {
            tallies.push(tally);
        }
    }
    if let Some(first) = tallies.first_mut() {
        first.places.extend(grid.origins(0).map(|cell| cell.text.clone()));
    }
    tallies
}

/// `1 地域資源によるサービスの実現 (8プログラム)`.
fn section_of(
    text: &Passage,
    level: Option<String>,
    lexicon: &Lexicon<'_>,
) -> (Option<String>, Option<String>, String) {
    let plain = japanese::nfkc(text);
    if let Some(heading) = lexicon.heading(&plain) {
        return (
            Some(heading.level),
            heading.number,
            without_count(heading.name.as_str()),
        );
    }
    let (number, used) = japanese::leading_number(text).unwrap_or_default();
    let name = without_count(text.as_str().get(used..).unwrap_or_default());
    (level, Some(number).filter(|number| !number.is_empty()), name)
}

fn without_count(text: &str) -> String {
    key(&ROW_COUNT.replace(text, ""))
}

/// `(8プログラム)`: the word counted and the number.
fn row_count(text: &Passage) -> Option<(String, i64, Passage)> {
    let found = ROW_COUNT.captures(text.as_str())?;
    let count = key(found.get(1)?.as_str()).parse().ok()?;
    Some((
        key(found.get(2)?.as_str()),
        count,
        text.slice(found.get(0)?.range()),
    ))
}

fn read_rows(
    grid: &Grid,
    rows: &[(usize, String)],
    lexicon: &Lexicon<'_>,
    caption: Option<&Passage>,
) -> (Vec<TallyDraft>, Vec<LegendDraft>) {
    let scope = caption.and_then(|caption| scope_of(caption.as_str(), lexicon.words));
    let header_rows = rows.first().map_or(0, |(row, _)| *row);
    let year = (0..header_rows)
        .flat_map(|row| grid.origins(row))
        .find_map(|cell| years::of(cell.text.as_str()));
    let mut tally = TallyDraft {
        what: scope.clone(),
        fiscal_year: year,
        ..TallyDraft::default()
    };
    let mut legend = Vec::new();
    let named = header_label(grid, header_rows, lexicon.words);
    tally.what = tally.what.take().or(named);
    for (row, grade) in rows {
        let mut entry = LegendDraft {
            grade: grade.clone(),
            scope: scope.clone(),
            ..LegendDraft::default()
        };
        for cell in grid.origins(*row).filter(|cell| !cell.text.is_blank()) {
            match cell_count(grid, *row, cell.column) {
                _ if cell.column == 0 => entry.places.push(cell.text.clone()),
                // Of several counts (件数, 構成比) the first is the number of rows.
                Some(count) => {
                    tally.counts.entry(grade.clone()).or_insert(count);
                    tally.places.push(cell.text.clone());
                }
                None if share(cell.text.as_str()) => tally.places.push(cell.text.clone()),
                None => entry.meaning.join('\n', &tidy(&cell.text)),
            }
        }
        if entry.meaning.is_blank() {
            tally.places.append(&mut entry.places);
        } else {
            legend.push(entry);
        }
    }
    let head = (0..header_rows).flat_map(|row| grid.origins(row));
    let places = match legend.first_mut() {
        Some(entry) => &mut entry.places,
        None => &mut tally.places,
    };
    places.extend(head.map(|cell| cell.text.clone()));
    // 計 below the grades.
    let rest = (0..grid.rows()).filter(|row| *row >= header_rows && !rows.iter().any(|(own, _)| own == row));
    let rest = rest.flat_map(|row| grid.origins(row));
    tally.places.extend(rest.map(|cell| cell.text.clone()));
    let tallies = if tally.counts.is_empty() {
        Vec::new()
    } else {
        vec![tally]
    };
    (tallies, legend)
}

/// `60.0%` beside a count.
fn share(text: &str) -> bool {
    matches!(read_cell(text), Cell::Number(_))
}

/// The evaluation word that the header prints (総合評価 | 件数); a bare 評価 says nothing.
fn header_label(grid: &Grid, header_rows: usize, words: &Vocabulary) -> Option<String> {
    (0..header_rows)
        .flat_map(|row| grid.origins(row))
        .map(|cell| bare(cell.text.as_str()))
        .find(|label| label.chars().count() > 2 && words.is_label("evaluation", label))
}

#[allow(clippy::unwrap_used)] // fixed pattern, covered by tests
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"[「『]?([SABCDE])[」』]?(?:評価|判定|ランク)?[はがとの:,、]*([0-9]{1,4})(?:件|事業|項目|取組|施策)",
    )
    .unwrap()
});
#[allow(clippy::unwrap_used)]
static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[0-9]+").unwrap());

/// `8事業のうち、A評価は3件、B評価は5件`: counts of grades in a sentence that covers all rows – it prints their sum.
pub(crate) fn line_tally(line: &Passage, words: &Vocabulary) -> Option<TallyDraft> {
    let text = key(line.as_str());
    let found: Vec<(String, i64)> = COUNTED
        .captures_iter(&text)
        .filter_map(|found| Some((found[1].to_owned(), found[2].parse().ok()?)))
        .collect();
    let counts: BTreeMap<String, i64> = found.iter().cloned().collect();
    if counts.len() < 2 || counts.len() != found.len() {
        return None;
    }
    let sum: i64 = counts.values().sum();
    let all = NUMBER
        .find_iter(&text)
        .filter_map(|number| number.as_str().parse::<i64>().ok());
    (all.filter(|number| *number == sum).count() > counts.values().filter(|count| **count == sum).count())
        .then(|| TallyDraft {
            what: scope_of(line.as_str(), words).filter(|what| what.chars().count() > 2),
            counts,
            places: vec![line.clone()],
            ..TallyDraft::default()
        })
}

/// The evaluation word that a caption names (個別評価の判断基準), the longest first.
pub(crate) fn scope_of(text: &str, words: &Vocabulary) -> Option<String> {
    let text = key(text);
    words
        .label("evaluation")
        .iter()
        .find(|word| text.contains(word.as_str()))
        .cloned()
}

#[allow(clippy::unwrap_used)] // fixed pattern, covered by tests
static MEANING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:^|[\s　])[「『]?([SABCDEＳＡＢＣＤＥ◎○△×])[」』]?\s*[:：]\s*").unwrap());

/// `「S」：…` or `S:… A:… B:…` on a line.
pub(crate) fn line_legend(line: &Passage, scope: Option<String>) -> Vec<LegendDraft> {
    let text = line.as_str();
    let heads: Vec<(usize, usize, String)> = MEANING
        .captures_iter(text)
        .filter_map(|found| {
            Some((
                found.get(0)?.start(),
                found.get(0)?.end(),
                key(found.get(1)?.as_str()),
            ))
        })
        .collect();
    if heads.first().is_none_or(|(start, _, _)| *start > 0) {
        return Vec::new();
    }
    heads
        .iter()
        .enumerate()
        .map(|(index, (start, end, grade))| {
            let until = heads.get(index + 1).map_or(text.len(), |next| next.0);
            LegendDraft {
                grade: grade.clone(),
                meaning: tidy(&line.slice(*end..until)),
                scope: scope.clone(),
                places: vec![line.slice(*start..*end)],
            }
        })
        .filter(|entry| !entry.meaning.is_blank())
        .collect()
}
