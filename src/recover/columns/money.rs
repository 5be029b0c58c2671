//! Columns of money: which year, stage, unit and total each one is of.

use crate::japanese;
use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

use super::{Column, Look};
use crate::recover::lexicon::{Lexicon, Role, bare, undated, undated_amount, without_formula};
use crate::recover::plan::Family;
use crate::recover::rows::Shape;
use crate::recover::{amounts, indicators, years};

/// How far a ratio in percent may be off by rounding.
const LEAST_RATIO: f64 = 0.06;

/// Funding sources are parts of an amount beside them, and share its year and stage.
pub(in crate::recover) fn funding_columns(columns: &mut [Column], family: &Family) {
    let Some(total) = funded(columns, family)
        .and_then(|index| columns.get(index))
        .cloned()
    else {
        return;
    };
    for column in columns.iter_mut().filter(|column| column.role == Role::Funding) {
        column.part_of = Some(total.label.clone());
        column.year = column.year.or(total.year);
        column.phase = column.phase.or(total.phase);
        if let Some(last) = column.parts.last() {
            column.label = bare(last.as_str());
        }
    }
}

/// The amount that the sources pay for: the one they add up to in most rows, else the last one before them.
fn funded(columns: &[Column], family: &Family) -> Option<usize> {
    let of = |role: Role| (0..columns.len()).filter(move |&index| columns[index].role == role);
    let value =
        |row: &[Passage], index: usize| row.get(index).and_then(|cell| amounts::figure(cell.as_str()));
    let sources: Vec<usize> = of(Role::Funding).collect();
    let adds_up = |total: usize| {
        let rows = family.rows.iter().filter(|row| {
            let parts: Vec<f64> = sources
                .iter()
                .filter_map(|&at| value(row, at))
                .map(|part| part.0)
                .collect();
            let sum: f64 = parts.iter().sum();
            !parts.is_empty() && value(row, total).is_some_and(|total| (total.0 - sum).abs() < 0.5)
        });
        rows.count()
    };
    let mut best: Option<(usize, usize)> = None;
    for total in of(Role::Budget) {
        let rows = adds_up(total);
        if rows > best.map_or(0, |(_, most)| most) {
            best = Some((total, rows));
        }
    }
    best.map(|(total, _)| total)
        .or_else(|| of(Role::Budget).next_back())
}

/// Whether the figures of a column are large enough, or set in thousands, to be money when no header says so.
pub(in crate::recover) fn is_money(family: &Family, column: usize) -> bool {
    let cells = family.rows.iter().filter_map(|row| row.get(column));
    let figures: Vec<f64> = cells
        .filter_map(|cell| amounts::figure(cell.as_str()))
        .map(|figure| figure.0.abs())
        .collect();
    figures.iter().filter(|figure| **figure >= 1000.0).count() * 4 >= figures.len() && !figures.is_empty()
}

/// Money columns without a telling header: the law a − b = d finds the difference.
pub(in crate::recover) fn law_roles(columns: &mut [Column], family: &Family, lexicon: &Lexicon<'_>) {
    if columns.iter().any(|column| column.role == Role::Difference) {
        return;
    }
    let money: Vec<usize> = (0..columns.len())
        .filter(|&index| {
            matches!(columns[index].role, Role::Budget | Role::Period | Role::Ratio)
                && columns[index].look == Look::Whole
        })
        .collect();
    // 総事業費 | 令和６年度 | 令和７年度: what a year of its own heads is of that year.
    let of_year = |third: &Column| {
        lexicon.column_year(&third.label).is_some()
            && columns.iter().filter(|other| other.label == third.label).count() == 1
    };
    for triple in money.windows(3).filter(|triple| {
        let third = &columns[triple[2]];
        // 歳入 − 歳出 = 形式収支: a column that says what it is is no change against last year.
        third.phase.is_none()
            && !third.label.ends_with('額')
            && !of_year(third)
            && !matches!(lexicon.label(&third.label), Some(Role::Budget | Role::Funding))
    }) {
        let holds = |row: &Vec<Passage>| {
            let value = |index: usize| row.get(index).and_then(|cell| amounts::figure(cell.as_str()));
            match (value(triple[0]), value(triple[1]), value(triple[2])) {
                (Some(a), Some(b), Some(d)) => Some((a.0 - b.0 - d.0).abs() < 0.5),
                _ => None,
            }
        };
        let verdicts: Vec<bool> = family.rows.iter().filter_map(holds).collect();
        let good = verdicts.iter().filter(|ok| **ok).count();
        if good >= 2 && good * 3 >= verdicts.len() * 2 {
            columns[triple[2]].role = Role::Difference;
            return;
        }
    }
}

/// A column of decimals whose header was lost: the law a ÷ b = r finds the ratio of two amounts beside each other.
pub(in crate::recover) fn ratio_law(columns: &mut [Column], family: &Family) {
    let is_change = |column: &Column| column.role == Role::Difference;
    if columns.iter().any(|column| column.role == Role::Ratio) || !columns.iter().any(is_change) {
        return;
    }
    let amounts: Vec<usize> = (0..columns.len())
        .filter(|&index| matches!(columns[index].role, Role::Budget | Role::Period))
        .collect();
    let holds = |of: &[usize], column: usize| {
        let verdicts = family.rows.iter().filter_map(|row| {
            let value = |index: usize| row.get(index).and_then(|cell| amounts::figure(cell.as_str()));
            let (a, b, ratio) = (value(of[0])?.0, value(of[1])?.0, value(column)?.0);
            (b != 0.0).then(|| (a / b * 100.0 - ratio).abs() < LEAST_RATIO)
        });
        let verdicts: Vec<bool> = verdicts.collect();
        let good = verdicts.iter().filter(|ok| **ok).count();
        good >= 2 && good * 3 >= verdicts.len() * 2
    };
    let decimal = |column: &Column| column.role == Role::Text && column.look == Look::Decimal;
    let found = (0..columns.len())
        .filter(|&index| decimal(&columns[index]))
        .find(|&index| amounts.windows(2).any(|pair| holds(pair, index)));
    if let Some(column) = found.and_then(|index| columns.get_mut(index)) {
        column.role = Role::Ratio;
    }
}

/// A unit printed over one money column (or as a caption) holds for all.
pub(in crate::recover) fn share_units(columns: &mut [Column], family: &Family, words: &Vocabulary) {
    let unit = columns
        .iter()
        .find_map(|column| column.unit.clone())
        .or_else(|| family.caption_unit.clone())
        .or_else(|| unit_in_cells(family, words));
    for column in columns.iter_mut().filter(|column| {
        matches!(
            column.role,
            Role::Budget | Role::Funding | Role::Period | Role::Difference
        )
    }) {
        column.unit = column.unit.take().or_else(|| unit.clone());
    }
}

/// Budget books print the unit once, in the first row of figures.
fn unit_in_cells(family: &Family, words: &Vocabulary) -> Option<String> {
    let first = family.rows.iter().take(2).flatten();
    first
        .filter(|cell| cell.as_str().chars().count() < 24)
        .find_map(|cell| {
            amounts::unit_in(cell.as_str(), words)
                .filter(|unit| cell.as_str().trim().starts_with(unit.as_str()))
        })
}

/// 総事業費, 令和7年度以降: of several years, so of none; nor do the years beside it bear its name.
pub(super) fn of_several(label: &str) -> bool {
    label.starts_with("総事業費") || label.starts_with("全体") || label.contains("以降")
}

/// A column headed by nothing but a year is the amount that its neighbour names (事業費 | 令和4年度).
pub(in crate::recover) fn share_money_label(
    columns: &mut [Column],
    lexicon: &Lexicon<'_>,
    money_word: Option<String>,
) {
    let budget_words = lexicon.words.label("budget");
    let named = |label: &str| {
        let label = bare(label);
        let label = without_formula(&label);
        budget_words
            .iter()
            .find(|word| label == word.as_str() || word.chars().count() > 1 && label.ends_with(word.as_str()))
            .cloned()
    };
    let totals = lexicon.words.label("total");
    let label = columns
        .iter()
        .filter(|column| matches!(column.role, Role::Budget | Role::Period) && !of_several(&column.label))
        .filter_map(|column| named(&column.label))
        .find(|word| !totals.contains(word))
        .or(money_word);
    let undated_amounts = columns
        .iter()
        .filter(|column| column.role == Role::Budget && column.year.is_none())
        .count();
    for column in columns
        .iter_mut()
        .filter(|column| matches!(column.role, Role::Budget | Role::Period))
    {
        // A label of its own words (うち基金繰入金) needs none of its neighbour's.
        let own = column.parts.last().map(|part| bare(part.as_str()));
        let own = own.filter(|own| own.starts_with("うち")).unwrap_or_else(|| {
            // 本年度予算額, 前年度予算額: where no year is known, the words tell the columns apart.
            let known = column.year.is_some() || undated_amounts < 2;
            let label = if known {
                undated_amount(&column.label)
            } else {
                bare(&column.label)
            };
            without_formula(&label).to_owned()
        });
        // 令和6年度当初予算 over 予算額: the lower head says it.
        let own = own.rsplit('/').next().unwrap_or_default().to_owned();
        let own = Some(own).filter(|own| column.role == Role::Budget && plain(own, lexicon));
        // 事業費 over 令和6年度 | 令和7年度 | 計.
        let last = column.parts.last().map(|part| bare(part.as_str()));
        // 査定額 over 財政課長 | 市長: an amount told apart by words of the city's own.
        let parted = last.clone().filter(|last| {
            column.parts.len() > 1
                && column.role == Role::Budget
                && lexicon.label(last).is_none()
                && !last.is_empty()
        });
        let parted = parted.and_then(|last| {
            let upper = column
                .parts
                .iter()
                .rev()
                .skip(1)
                .find_map(|part| named(part.as_str()))?;
            Some(format!("{upper}／{last}"))
        });
        let total = last;
        let total =
            total.filter(|total| column.parts.len() > 1 && matches!(total.as_str(), "計" | "合計" | "総額"));
        column.role = Role::Budget;
        let within = own.clone().filter(|own| own.starts_with("うち"));
        column.label = total
            .or(within)
            .or(parted)
            .or_else(|| over_stage(&column.parts, lexicon))
            .or(own)
            .or_else(|| named(&column.label))
            // 予算額 over 令和7年度, beside 決算額 over 令和5年度 | 令和6年度.
            .or_else(|| column.parts.iter().rev().find_map(|part| named(part.as_str())))
            .or_else(|| label.clone())
            .unwrap_or_else(|| without_formula(undated(&bare(&column.label))).to_owned());
    }
}

/// 事業費（千円） over 令和4年度決算 | 令和5年度決算: the upper head names the amount, the lower ones its years and stages.
fn over_stage(parts: &[Passage], lexicon: &Lexicon<'_>) -> Option<String> {
    let (last, upper) = parts.split_last()?;
    let last = bare(last.as_str());
    let stages = lexicon.words.phases.values().flatten();
    let rest = undated(&last);
    let is_stage = rest.len() < last.len() && stages.into_iter().any(|stage| stage == rest);
    let upper = bare(upper.last()?.as_str());
    let names =
        lexicon.label(&upper) == Some(Role::Budget) && amounts::phase_of(&upper, lexicon.words).is_none();
    (is_stage && names).then_some(upper)
}

/// Whether a label names an amount in words of its own: うち…, …額, …金.
fn plain(label: &str, lexicon: &Lexicon<'_>) -> bool {
    let length = label.chars().count();
    let mut endings = lexicon.words.label("money_endings").iter();
    let worded = || (3..=LONGEST_AMOUNT).contains(&length) && label.chars().all(japanese::is_japanese);
    label.starts_with("うち")
        || label.ends_with('額') && length > 2
        || worded() && endings.any(|end| label.ends_with(end.as_str()))
}

/// Letters of the name of an amount.
const LONGEST_AMOUNT: usize = 12;

/// Columns headed by nothing but years are of the amounts that the title names: 令和７年度予算.
pub(in crate::recover) fn titled(shapes: &mut [Shape], title: &str, lexicon: &Lexicon<'_>) {
    let Some(word) = stage_word(title) else { return };
    let only_year = |column: &Column| {
        let label = bare(&column.label);
        column.role == Role::Budget && column.phase.is_none() && lexicon.label(&label) == Some(Role::Period)
    };
    let phase = amounts::phase_of(word, lexicon.words);
    for shape in shapes {
        let mut called: Vec<(String, String)> = Vec::new();
        for column in shape.columns.iter_mut().filter(|column| only_year(column)) {
            let before = column.label.clone();
            column.phase = phase;
            // 本年度 and 前年度 are what such columns are called.
            if years::relative(&bare(&before)).is_none() {
                word.clone_into(&mut column.label);
            }
            called.push((before, column.label.clone()));
        }
        for column in &mut shape.columns {
            let total = column.part_of.as_ref();
            let total = total.and_then(|of| called.iter().find(|(before, _)| before == of));
            if let Some((_, now)) = total {
                column.part_of = Some(now.clone());
                column.phase = column.phase.or(phase);
            }
        }
    }
}

/// Whether a short line speaks of one budget or of one account, and of none that was amended.
pub(in crate::recover) fn stage_word(line: &str) -> Option<&'static str> {
    let line = key(line);
    let named: Vec<&str> = ["予算", "決算"]
        .into_iter()
        .filter(|word| line.contains(word))
        .collect();
    let plain = line.chars().count() <= LONGEST_HEADING && !line.contains('。') && !line.contains("補正");
    match named.as_slice() {
        [word] if plain => Some(word),
        _ => None,
    }
}

/// Longest line that says what the table below it is of.
const LONGEST_HEADING: usize = 60;

/// Amounts that their label calls a part of the one before them (うち一般財源).
pub(in crate::recover) fn within_columns(columns: &mut [Column]) {
    let mut total: Option<Column> = None;
    for column in columns.iter_mut().filter(|column| column.role == Role::Budget) {
        if column.label.trim_start_matches(['(', '（']).starts_with("うち") {
            let Some(total) = &total else { continue };
            column.part_of = column.part_of.take().or_else(|| Some(total.label.clone()));
            column.year = column.year.or(total.year);
            column.phase = column.phase.or(total.phase);
        } else {
            total = Some(column.clone());
        }
    }
}

/// 補正前の額 | 補正額 | 計: what comes out is the budget as it was adjusted.
pub(super) fn supplemented(columns: &mut [Column], lexicon: &Lexicon<'_>) {
    let called = |column: &Column, word: &str| {
        column
            .parts
            .iter()
            .any(|part| key(part.as_str()).starts_with(word))
    };
    let before = columns.iter().position(|column| called(column, "補正前"));
    let by = before.and_then(|before| {
        let after = columns.iter().skip(before + 1);
        after
            .take_while(|column| column.role == Role::Budget)
            .position(|column| called(column, "補正額"))
    });
    let Some(from) = before.zip(by).map(|(before, by)| before + by + 2) else {
        return;
    };
    let totals = lexicon.words.label("total");
    let is_total = |column: &&mut Column| {
        let last = column.parts.last();
        column.role == Role::Budget && last.is_some_and(|part| totals.contains(&bare(part.as_str())))
    };
    if let Some(total) = columns.get_mut(from).filter(|column| is_total(column)) {
        total.phase = total.phase.or(Some(crate::model::Phase::Adjusted));
    }
}

/// Years of amounts that the header lost: beside last year stands this year.
pub(in crate::recover) fn fill_years(
    columns: &mut [Column],
    fiscal_year: Option<i32>,
    lexicon: &Lexicon<'_>,
) {
    for column in columns
        .iter_mut()
        .filter(|column| column.role == Role::Budget && column.year.is_none())
    {
        // 前年度末現在高 is called 現在高 by now: what was printed says of which year.
        let printed = column.parts.last().map(|part| bare(part.as_str()));
        let offset = relative_year(&column.label).or_else(|| printed.and_then(|label| relative_year(&label)));
        column.year = fiscal_year.zip(offset).map(|(year, offset)| year + offset);
    }
    if differ(columns, lexicon) {
        for column in columns.iter_mut().filter(|column| column.role == Role::Budget) {
            column.year = column.year.or(fiscal_year);
        }
        return;
    }
    let printed = |column: &Column| -> String { column.parts.iter().map(super::part_text).collect() };
    for column in columns.iter_mut().filter(|column| column.role == Role::Budget) {
        if of_several(&printed(column)) {
            column.year = None;
        }
    }
    let money: Vec<usize> = (0..columns.len())
        .filter(|&index| columns[index].role == Role::Budget && !of_several(&printed(&columns[index])))
        .collect();
    let [first, second, ..] = money.as_slice() else {
        if let [only] = money.as_slice() {
            columns[*only].year = columns[*only].year.or(fiscal_year);
        }
        return;
    };
    // 予算額 beside 決算額: two stages of one year.
    if columns[*first].phase.is_some()
        && columns[*second].phase.is_some()
        && columns[*first].phase != columns[*second].phase
    {
        for &index in &money {
            let known = columns[*first].year.or(columns[*second].year).or(fiscal_year);
            columns[index].year = columns[index].year.or(known);
        }
        return;
    }
    stage_of_other_year(columns, lexicon);
    match (columns[*first].year, columns[*second].year) {
        (None, Some(year)) => columns[*first].year = Some(year + 1),
        (Some(year), None) => columns[*second].year = Some(year - 1),
        (None, None) => {
            let same = told_apart(&columns[*first], &columns[*second], lexicon);
            columns[*first].year = fiscal_year;
            columns[*second].year = fiscal_year.map(|year| if same { year } else { year - 1 });
        }
        (Some(_), Some(_)) => {}
    }
}

/// 予算額 | 前年度: nothing but a year beside amounts of one stage is of that stage.
fn stage_of_other_year(columns: &mut [Column], lexicon: &Lexicon<'_>) {
    let phases = columns.iter().filter(|column| column.role == Role::Budget);
    let mut phases: Vec<_> = phases.filter_map(|column| column.phase).collect();
    phases.dedup();
    let [phase] = phases.as_slice() else { return };
    let bare_year = |column: &&mut Column| {
        let label = bare(&column.label);
        column.role == Role::Budget
            && column.phase.is_none()
            && (lexicon.label(&label) == Some(Role::Period)
                || years::relative(&label).is_some_and(|(_, rest)| rest.is_empty()))
    };
    for column in columns.iter_mut().filter(bare_year) {
        column.phase = Some(*phase);
    }
}

/// Whether words tell two amounts apart, and no year that the header lost: 計画 | 実績, 事業費 | うち基金充当額.
fn told_apart(first: &Column, second: &Column, lexicon: &Lexicon<'_>) -> bool {
    let own = |column: &Column| column.parts.last().map(|part| bare(part.as_str()));
    let known = |label: &Option<String>| {
        let plain = label.as_deref().unwrap_or_default();
        let staged = indicators::role_of(plain, lexicon.words).is_some()
            || amounts::phase_of(plain, lexicon.words).is_some();
        staged || plain.starts_with("うち")
    };
    let (first, second) = (own(first), own(second));
    first != second && (known(&first) && known(&second) || second.is_some_and(|own| own.starts_with("うち")))
}

/// 本年度, 前年度: years from the one reported.
fn relative_year(label: &str) -> Option<i32> {
    let this = years::relative(label).is_some_and(|(away, _)| away == 0);
    let away = Lexicon::years_away(label);
    (this || away != 0).then_some(away)
}

/// Whether the amounts are different things (歳入額, 歳出額) and not one amount of several years.
fn differ(columns: &[Column], lexicon: &Lexicon<'_>) -> bool {
    let undated: Vec<&Column> = columns
        .iter()
        .filter(|column| column.role == Role::Budget && column.year.is_none())
        .collect();
    let mut labels: Vec<&str> = undated.iter().map(|column| column.label.as_str()).collect();
    let budget = |column: &&&Column| {
        let mut parts = column
            .parts
            .iter()
            .map(Passage::as_str)
            .chain([column.label.as_str()]);
        parts.any(|part| lexicon.label(part) == Some(Role::Budget))
    };
    let known = undated.iter().filter(budget).count() * 2 > labels.len();
    labels.sort_unstable();
    labels.dedup();
    known && labels.len() > 1 && labels.len() == undated.len()
}
