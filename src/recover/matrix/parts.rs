//! Which amount of a block each other one is a part of: 財源内訳 of 事業費, うち人件費 of the row above it.

use std::ops::Range;

use crate::source::Passage;

use crate::recover::amounts::formula::{Formula, unmarked};
use crate::recover::lexicon::{Lexicon, Role, bare};
use crate::recover::state::label_text;

/// What the name of an amount says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::recover) enum Kind {
    /// 合計, 小計.
    Total,
    /// 事業費, 人件費.
    Amount,
    /// 国庫支出金, 一般財源.
    Source,
    /// うち….
    Within,
    /// Anything else.
    Other,
}

/// A label beside several rows (財源内訳).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::recover) struct Side {
    pub(in crate::recover) column: usize,
    pub(in crate::recover) rows: Range<usize>,
    pub(in crate::recover) text: String,
    /// Whether it is the name of an amount itself (人件費).
    pub(in crate::recover) is_amount: bool,
}

/// One row of a block of amounts.
#[derive(Debug, Clone)]
pub(in crate::recover) struct Line {
    pub(in crate::recover) row: usize,
    pub(in crate::recover) column: usize,
    pub(in crate::recover) name: String,
    pub(in crate::recover) kind: Kind,
    pub(in crate::recover) formula: Formula,
    pub(in crate::recover) side: Option<Side>,
    pub(in crate::recover) values: Vec<Option<f64>>,
}

/// The kind of an amount by its name as printed.
pub(in crate::recover) fn kind_of(name: &Passage, lexicon: &Lexicon<'_>) -> Kind {
    let printed = label_text(name);
    let inner = printed.trim_start_matches(['(', '（', '・']);
    if inner.starts_with("うち") || inner.starts_with("内、") {
        return Kind::Within;
    }
    let label = bare(unmarked(&printed));
    // 差引：一般財源: what stands before the colon says how it was found.
    let label = label.rsplit(':').next().unwrap_or(&label);
    let known = lexicon.label(label.strip_suffix('計').unwrap_or(label));
    if known == Some(Role::Budget) && label.chars().count() > 2 {
        return Kind::Amount;
    }
    let totals = lexicon.words.label("total");
    if totals
        .iter()
        .any(|word| word == label || word.chars().count() > 1 && label.ends_with(word.as_str()))
    {
        return Kind::Total;
    }
    match lexicon.label(label) {
        Some(Role::Funding) => Kind::Source,
        Some(Role::Budget) => Kind::Amount,
        // 人件費計, 会計年度任用職員人件費.
        _ if totals.iter().any(|word| {
            let stem = label.strip_suffix(word.as_str());
            stem.is_some_and(|stem| lexicon.label(stem) == Some(Role::Budget))
        }) =>
        {
            Kind::Amount
        }
        _ if lexicon
            .words
            .label("budget_endings")
            .iter()
            .any(|end| label.ends_with(end.as_str())) =>
        {
            Kind::Amount
        }
        _ => Kind::Other,
    }
}

/// The row that each row is a part of.
pub(in crate::recover) fn parents(lines: &[Line]) -> Vec<Option<usize>> {
    (0..lines.len()).map(|index| parent(lines, index)).collect()
}

fn parent(lines: &[Line], index: usize) -> Option<usize> {
    let line = lines.get(index)?;
    // うち… says it itself, whatever its letter is used for further down.
    if line.kind == Kind::Within {
        return (0..index).rev().find(|&above| lines[above].kind != Kind::Within);
    }
    // 特定財源(①+②+③) is divided by its terms; the terms of a total of costs (A+B) stand beside each other.
    if let Some(sum) = (0..lines.len()).find(|&other| lines[other].formula.adds(&line.formula)) {
        let sources = [line.kind, lines[sum].kind].contains(&Kind::Source);
        return Some(sum).filter(|_| sources);
    }
    let Some(side) = &line.side else {
        return match line.kind {
            Kind::Source => main(lines, index, false),
            // What no word calls a source is a part only of what it adds up to.
            Kind::Other => main(lines, index, true),
            _ => None,
        };
    };
    let group: Vec<usize> = (0..lines.len())
        .filter(|&other| lines[other].side.as_ref() == Some(side))
        .collect();
    let total = group
        .iter()
        .copied()
        .find(|&other| lines[other].kind == Kind::Total)
        .or_else(|| total_of_sources(lines, side, &group))
        .or_else(|| sum_of_sources(lines, &group));
    if total == Some(index) {
        let sources = group
            .iter()
            .filter(|&&other| lines[other].kind == Kind::Source)
            .count();
        // 事業費計 below its own sources is no part of 人件費計.
        return if sources * 2 >= group.len() && line.kind == Kind::Total {
            main(lines, index, false)
        } else {
            None
        };
    }
    if total.is_some() {
        return total;
    }
    // 事業費 ⏎ 内訳 | 委託料: what stands above the label itself is what it divides.
    let above = group
        .first()
        .and_then(|first| first.checked_sub(1))
        // 人件費計 beside 人件費 is of its own.
        .filter(|_| divides(side) || !line.name.contains(side.text.as_str()))
        .filter(|&above| {
            let upper = &lines[above];
            upper.column == side.column
                && upper.row + 1 == side.rows.start
                && upper.values.iter().any(Option::is_some)
        });
    if above.is_some() {
        return above;
    }
    // 事業費（千円） beside the amounts and their sources: it names them all, and divides none.
    let costs = !divides(side) && group.iter().any(|&other| lines[other].kind == Kind::Amount);
    if line.kind == Kind::Source && costs {
        return within(lines, &group, index);
    }
    match line.kind {
        Kind::Total => None,
        Kind::Amount if !divides(side) => None,
        // 人件費 beside its kinds: they divide what that names, which has no figures of its own.
        Kind::Other if side.is_amount => None,
        _ => main(lines, index, false),
    }
}

/// What a line of a group is a part of among the lines of the group alone.
fn within(lines: &[Line], group: &[usize], index: usize) -> Option<usize> {
    let apart = |line: &usize| Line {
        side: None,
        ..lines[*line].clone()
    };
    let own: Vec<Line> = group.iter().map(apart).collect();
    let place = group.iter().position(|line| *line == index)?;
    group.get(main(&own, place, false)?).copied()
}

/// 事業費 beside its sources and 事業費計: the total that says the name of its side.
fn total_of_sources(lines: &[Line], side: &Side, group: &[usize]) -> Option<usize> {
    let named = |other: &usize| {
        let line = &lines[*other];
        line.kind == Kind::Amount && !side.text.is_empty() && line.name.contains(side.text.as_str())
    };
    let mut amounts = group.iter().copied().filter(named);
    let total = amounts.next().filter(|_| amounts.next().is_none())?;
    let ends = [group.first(), group.last()].contains(&Some(&total));
    (ends && side.is_amount && divides_sources(lines, side)).then_some(total)
}

/// 投入量 beside sources and 事業費計: the amount at the end of its sources that they add up to in every column.
fn sum_of_sources(lines: &[Line], group: &[usize]) -> Option<usize> {
    let (&total, sources) = group.split_last()?;
    let only = |other: &usize| lines[*other].kind == Kind::Source;
    if lines[total].kind != Kind::Amount || sources.len() < 2 || !sources.iter().all(only) {
        return None;
    }
    let sum = |column: usize| -> f64 {
        let values = sources
            .iter()
            .filter_map(|&source| lines[source].values.get(column).copied()?);
        values.sum()
    };
    let said = lines[total].values.iter().enumerate();
    let mut said = said
        .filter_map(|(column, value)| Some((value.as_ref()?, sum(column))))
        .peekable();
    said.peek()?;
    said.all(|(value, sum)| (value - sum).abs() < 0.5)
        .then_some(total)
}

/// The total of the run of sources around a row: the one they add up to, else the nearest, above before below (unless
/// they must add up).
fn main(lines: &[Line], index: usize, must_add_up: bool) -> Option<usize> {
    let run = run(lines, index);
    let candidate = |other: &usize| {
        matches!(lines[*other].kind, Kind::Amount | Kind::Total)
            && !run.contains(other)
            && !lines[*other].side.as_ref().is_some_and(|side| {
                divides_sources(lines, side) || lines[*other].kind == Kind::Amount && divides(side)
            })
    };
    let before = (0..run.start).rev().filter(candidate);
    let after = (run.end..lines.len()).filter(candidate);
    let candidates: Vec<usize> = before.chain(after).collect();
    let sums = sums(lines, run);
    let adds_up = |other: &&usize| {
        let pairs = lines[**other]
            .values
            .iter()
            .zip(&sums)
            .filter_map(|(total, sum)| total.zip(*sum));
        let (mut seen, mut good) = (0, 0);
        for (total, sum) in pairs {
            seen += 1;
            good += usize::from((total - sum).abs() < 0.5);
        }
        seen > 0 && good == seen
    };
    let nearest = candidates.first().filter(|_| !must_add_up);
    candidates.iter().find(adds_up).or(nearest).copied()
}

/// Rows next to each other that share the total: one group, or sources without one.
fn run(lines: &[Line], index: usize) -> Range<usize> {
    let alike = |other: usize| {
        let (mine, theirs) = (&lines[index], &lines[other]);
        theirs.kind == Kind::Within
            || mine.side == theirs.side && (mine.side.is_some() || theirs.kind == mine.kind)
    };
    let start = (0..index)
        .rev()
        .take_while(|&other| alike(other))
        .last()
        .unwrap_or(index);
    let end = (index..lines.len())
        .take_while(|&other| alike(other))
        .last()
        .unwrap_or(index)
        + 1;
    start..end
}

fn sums(lines: &[Line], run: Range<usize>) -> Vec<Option<f64>> {
    let columns = lines.first().map_or(0, |line| line.values.len());
    let members: Vec<&Line> = lines[run]
        .iter()
        .filter(|line| line.kind != Kind::Within)
        .collect();
    (0..columns)
        .map(|column| {
            let values = members
                .iter()
                .filter_map(|line| line.values.get(column).copied().flatten());
            let values: Vec<f64> = values.collect();
            (!values.is_empty()).then(|| values.iter().sum())
        })
        .collect()
}

/// Whether the rows beside a label are parts of an amount (主な内訳, 財源), none of them what others add up to.
fn divides(side: &Side) -> bool {
    side.text.contains("内訳") || side.text.contains("財源")
}

/// Whether most rows beside a label are sources: its total is one of several, not what they pay for.
fn divides_sources(lines: &[Line], side: &Side) -> bool {
    let group = lines.iter().filter(|line| line.side.as_ref() == Some(side));
    let (mut all, mut sources) = (0, 0);
    for line in group {
        all += 1;
        sources += usize::from(line.kind == Kind::Source);
    }
    sources * 2 >= all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(row: usize, kind: Kind, side: Option<(&str, Range<usize>)>, value: Option<f64>) -> Line {
        Line {
            row,
            column: usize::from(side.is_some()),
            name: String::new(),
            kind,
            formula: Formula::default(),
            side: side.map(|(text, rows)| Side {
                column: 0,
                rows,
                text: text.to_owned(),
                is_amount: false,
            }),
            values: vec![value],
        }
    }

    #[test]
    fn sources_belong_to_the_total_though_its_one_part_is_as_large_and_an_empty_row_stands_between() {
        let lines = [
            line(0, Kind::Amount, None, Some(4000.0)),
            line(1, Kind::Amount, Some(("主な内訳", 1..2)), Some(4000.0)),
            line(2, Kind::Other, None, None),
            line(3, Kind::Source, Some(("財源", 3..5)), Some(2500.0)),
            line(4, Kind::Source, Some(("財源", 3..5)), Some(1500.0)),
        ];
        let parents = parents(&lines);
        assert_eq!([parents[1], parents[3], parents[4]], [Some(0); 3]);
    }
}
