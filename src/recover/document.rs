//! Facts about the report as a whole: title, municipality, years, date.

use std::collections::BTreeMap;

use crate::japanese::{self, YearKind, YearMention};
use crate::layout::Grid;
use crate::model::{DocumentFacts, Municipality, PlanPeriod};
use crate::source::{Block, Canvas, LineStyle, Passage, Reading};
use crate::vocabulary::key;

use super::lexicon::Lexicon;

/// How many lines at the beginning are looked at as cover and foreword, and how many at the end as colophon.
const FRONT_LINES: usize = 30;
const BACK_LINES: usize = 25;
const LONGEST_TITLE_LINE: usize = 60;
const MOST_TITLE_LINES: usize = 3;

/// The facts, and the passages that state them.
pub(crate) fn facts(reading: &Reading, lexicon: &Lexicon<'_>) -> (DocumentFacts, Vec<Passage>) {
    let lines = all_lines(reading);
    let mut places = Vec::new();
    let title = title(reading, lexicon, &mut places);
    let text = title_text(&title);
    let plan_period = plan_period(&lines, &text);
    let fiscal_year = fiscal_year(&text, &lines, reading);
    let published = published(&lines, &mut places);
    let municipality = municipality(&reading.canvas, &text);
    let ranges: Vec<(u32, u32)> = places
        .iter()
        .flat_map(|place: &Passage| place.ranges(&reading.canvas.text))
        .collect();
    let facts = DocumentFacts {
        title: (!text.is_empty()).then_some(text),
        municipality,
        fiscal_year,
        plan_period,
        published,
        trace: reading.canvas.trace(&ranges),
    };
    (facts, places)
}

fn all_lines(reading: &Reading) -> Vec<Passage> {
    reading
        .blocks
        .iter()
        .filter_map(|block| {
            if let Block::Line(line) = block {
                Some(line.text.clone())
            } else {
                None
            }
        })
        .filter(|text| !text.is_blank())
        .collect()
}

/// The first lines up to a date, a table, a heading of contents or running text.
fn title(reading: &Reading, lexicon: &Lexicon<'_>, places: &mut Vec<Passage>) -> Vec<Passage> {
    let mut title: Vec<Passage> = Vec::new();
    let mut heading = false;
    for block in &reading.blocks {
        match block {
            Block::Line(line) if line.text.is_blank() => {}
            Block::Line(line) => {
                let text = key(line.text.as_str());
                let running =
                    text.chars().count() > LONGEST_TITLE_LINE || text.contains('。') || text.ends_with('、');
                let date = whole_date(&line.text).is_some();
                let contents = matches!(text.as_str(), "目次" | "はじめに");
                let outline = lexicon.heading_in(&line.text).is_some()
                    || super::rows::book::names_sections(line.text.as_str());
                let aside = !title.is_empty()
                    && (is_aside(&text)
                        || is_numbered(&text)
                        || is_marked(&text)
                        || super::outline::sheet_number::alone(&line.text, lexicon).is_some());
                let another = heading && matches!(line.style, LineStyle::Heading(_));
                if running
                    || date
                    || contents
                    || outline
                    || another
                    || aside
                    || title.len() >= MOST_TITLE_LINES
                {
                    break;
                }
                heading |= matches!(line.style, LineStyle::Heading(_));
                // 整理番号 105 beside the title is the sheet's.
                let numbered = super::outline::sheet_number::take(&line.text, lexicon);
                title.push(numbered.map_or_else(|| line.text.clone(), |found| found.rest));
            }
            Block::Table(grid) => {
                title.extend(banner(grid, lexicon).filter(|_| title.is_empty()));
                break;
            }
            Block::Blank | Block::Page => {}
        }
    }
    let numbered = title.first().is_some_and(|first| {
        let text = first.as_str().trim_start();
        let dated = japanese::fiscal_years(text)
            .first()
            .is_some_and(|mention| mention.range.start == 0);
        text.starts_with(|c: char| c.is_numeric()) && !dated
    });
    if numbered || title.iter().all(|line| key(line.as_str()).chars().count() < 4) {
        title.clear();
    }
    places.extend(title.iter().cloned());
    title
}

/// `◎基本情報`, `■事業の概要`: a heading within the report.
fn is_marked(text: &str) -> bool {
    text.starts_with(japanese::is_bullet)
}

/// `１ 歳入`, `（１）体系等`: a heading within the report.
fn is_numbered(text: &str) -> bool {
    let inner = text.trim_start_matches('(');
    let rest = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < inner.len()
        && japanese::fiscal_years(text)
            .first()
            .is_none_or(|year| year.range.start > 0)
}

/// A title printed as the first row of a form, over its whole width.
fn banner(grid: &Grid, lexicon: &Lexicon<'_>) -> Option<Passage> {
    let mut first = grid.origins(0).filter(|cell| !cell.text.is_blank());
    let only = first
        .next()
        .filter(|cell| cell.columns == grid.columns() && grid.columns() > 1)?;
    let text = key(only.text.as_str());
    let plain = text.chars().count() <= LONGEST_TITLE_LINE && !text.contains('。');
    (first.next().is_none() && plain && lexicon.label(only.text.as_str()).is_none())
        .then(|| only.text.clone())
}

/// A line of a cover that is no title: the municipality alone (also behind its prefecture), a unit, ruled boxes,
/// `label：value`, a heading set off by its mark.
fn is_aside(text: &str) -> bool {
    let mentions = japanese::Municipalities::embedded().find_all(text);
    let named: usize = mentions.iter().map(|mention| mention.range.len()).sum();
    let letters: usize = text.split_whitespace().map(str::len).sum();
    named > 0 && named == letters
        || text.contains("単位")
        || text.contains(['：', ':', '─', '│', '┌'])
        || is_marked(text)
}

fn title_text(lines: &[Passage]) -> String {
    // A unit printed on the title's line belongs to the table.
    let said = |line: &Passage| {
        let text = line.as_str();
        let unit = ["（単位", "(単位", "［単位", "【単位"]
            .iter()
            .filter_map(|mark| text.find(mark))
            .min();
        text.get(..unit.unwrap_or(text.len())).unwrap_or(text).to_owned()
    };
    let lines: Vec<String> = lines.iter().map(said).collect();
    let words = lines.iter().flat_map(|line| line.split_whitespace());
    words.collect::<Vec<_>>().join(" ")
}

/// A line that is nothing but a date (発行 and the like aside).
fn whole_date(line: &Passage) -> Option<YearMention> {
    let text = line.as_str().trim();
    let mention = japanese::fiscal_years(text)
        .into_iter()
        .find(|mention| mention.kind == YearKind::CalendarDate)?;
    let before = key(text.get(..mention.range.start).unwrap_or_default());
    let after = key(text.get(mention.range.end..).unwrap_or_default());
    (before.is_empty() && after.chars().count() <= 2).then_some(mention)
}

/// The fullest date that stands alone on cover, foreword or colophon.
fn published(lines: &[Passage], places: &mut Vec<Passage>) -> Option<String> {
    let back = lines
        .len()
        .saturating_sub(BACK_LINES)
        .max(FRONT_LINES.min(lines.len()));
    let near = lines.iter().take(FRONT_LINES).chain(lines.iter().skip(back));
    let mut best: Option<(YearMention, &Passage)> = None;
    for line in near {
        let Some(date) = whole_date(line) else { continue };
        let fuller = best
            .as_ref()
            .is_none_or(|(known, _)| date.day.is_some() && known.day.is_none());
        if fuller {
            best = Some((date, line));
        }
    }
    let (date, line) = best?;
    places.push(line.clone());
    let month = date.month?;
    Some(match date.day {
        Some(day) => format!("{:04}-{month:02}-{day:02}", date.year),
        None => format!("{:04}-{month:02}", date.year),
    })
}

/// The year whose results are reported: said in the title; a range of years there is a plan's period.
fn fiscal_year(title: &str, lines: &[Passage], reading: &Reading) -> Option<i32> {
    if let Some(year) = asked_year(reading) {
        return Some(year);
    }
    let single = single_years(title);
    let results = single.iter().find(|(mention, around)| {
        let around = around.trim_start_matches('の');
        mention.suffix_end
            || [
                "振り返り",
                "実績",
                "実施事業",
                "取組",
                "取り組み",
                "事業)",
                "事業分",
                "分)",
                "実施分",
                "対象",
                "決算",
                "評価",
                "進捗",
                "結果",
            ]
            .iter()
            .any(|word| around.starts_with(word))
    });
    if let Some((mention, _)) = results.or_else(|| single.first()) {
        return Some(mention.fiscal_year());
    }
    // The period of a plan: the year of a report on it stands below its title.
    let plan = !japanese::fiscal_years(title).is_empty();
    if plan
        && !["進捗", "実績", "評価", "結果"]
            .iter()
            .any(|word| title.contains(word))
    {
        return stated_at(lines);
    }
    let near = lines
        .iter()
        .take(FRONT_LINES)
        .filter(|line| key(line.as_str()).chars().count() <= LONGEST_TITLE_LINE);
    let from_lines = near
        .filter(|line| {
            ["報告", "評価", "決算", "予算", "進捗", "実績"]
                .iter()
                .any(|word| line.as_str().contains(word))
        })
        .find_map(|line| {
            let years = single_years(line.as_str());
            // 評価年度：令和6年度（令和5年度実績）.
            let done = years.iter().find(|(_, after)| {
                ["実績", "決算", "実施"]
                    .iter()
                    .any(|word| after.starts_with(word))
            });
            done.or_else(|| years.first())
                .map(|(mention, _)| mention.fiscal_year())
        });
    from_lines
        .or_else(|| from_table_heads(reading).filter(|_| !plan))
        .or_else(|| stated_at(lines))
}

/// 令和７年３月３１日現在, 至 令和７年３月３１日: accounts of the year in which that day lies.
fn stated_at(lines: &[Passage]) -> Option<i32> {
    let mut years = lines.iter().take(FRONT_LINES).filter_map(|line| {
        let plain = line.as_str();
        let mentions = japanese::fiscal_years(plain);
        let last = mentions.last().filter(|date| date.day.is_some())?;
        let before = plain.get(..last.range.start)?.trim_end();
        let after = plain.get(last.range.end..)?.trim_start();
        (after.starts_with("現在") || before.ends_with('至')).then(|| last.fiscal_year())
    });
    let first = years.next()?;
    years.all(|year| year == first).then_some(first)
}

/// 評価対象年度 | 令和２年度, where the sheets of the report agree on it.
fn asked_year(reading: &Reading) -> Option<i32> {
    let mut years = Vec::new();
    for block in &reading.blocks {
        let Block::Table(grid) = block else { continue };
        for cell in (0..grid.rows()).flat_map(|row| grid.origins(row)) {
            if !key(cell.text.as_str()).ends_with("対象年度") {
                continue;
            }
            let answer = grid.cell(cell.row, cell.column + cell.columns);
            let said = answer.map(|answer| single_years(answer.text.as_str()));
            if let Some([(mention, after)]) = said.as_deref()
                && after.is_empty()
            {
                years.push(mention.fiscal_year());
            }
        }
    }
    years.dedup();
    years.pop().filter(|_| years.is_empty())
}

/// The latest year that a table heads with 決算 or 実績.
fn from_table_heads(reading: &Reading) -> Option<i32> {
    let mut years = Vec::new();
    for block in &reading.blocks {
        let Block::Table(grid) = block else { continue };
        for row in 0..grid.rows() {
            // Years may go down the side, too.
            for cell in grid.origins(row).filter(|cell| row < 3 || cell.column == 0) {
                let text = key(cell.text.as_str());
                if text.chars().count() <= 20
                    && ["決算", "実績", "の取組", "実施事業", "事業名"]
                        .iter()
                        .any(|word| text.contains(word))
                {
                    years.extend(super::years::of(&text));
                }
            }
        }
    }
    years.into_iter().max()
}

/// Mentions that are no part of a range, with what follows each.
fn single_years(text: &str) -> Vec<(YearMention, String)> {
    let mentions = japanese::fiscal_years(text);
    mentions
        .iter()
        .enumerate()
        .filter(|(index, mention)| {
            let starts_range = mentions.get(index + 1).is_some_and(|next| next.range_end);
            !mention.range_end && !starts_range && mention.kind != YearKind::CalendarDate
        })
        .map(|(_, mention)| {
            (
                mention.clone(),
                key(text.get(mention.range.end..).unwrap_or_default()),
            )
        })
        .collect()
}

/// The first range of years in the title or where the text speaks of a plan's period.
fn plan_period(lines: &[Passage], title: &str) -> Option<PlanPeriod> {
    let candidates = std::iter::once(title.to_owned()).chain((0..lines.len()).map(|index| {
        // Wrapped lines cut a range in two: a line is read together with the next.
        let next = lines.get(index + 1).map_or("", |line| line.as_str());
        format!("{}{}", lines.get(index).map_or("", |line| line.as_str()), next)
    }));
    candidates.take(400).find_map(|text| {
        let said = text == title
            || ["計画", "期間", "プラン", "プログラム", "大綱"]
                .iter()
                .any(|word| text.contains(word));
        let mentions = japanese::fiscal_years(&text);
        let pair = mentions.windows(2).find(|pair| {
            let between = text
                .get(pair[0].range.end..pair[1].range.start)
                .unwrap_or_default();
            pair[1].range_end || key(between).starts_with("から") && key(between).chars().count() <= 3
        })?;
        (said && pair[0].kind == YearKind::FiscalYear && pair[1].year > pair[0].year).then_some(PlanPeriod {
            from: pair[0].year,
            to: pair[1].year,
        })
    })
}

/// The municipality that the title or most of the text names.
fn municipality(canvas: &Canvas, title: &str) -> Option<Municipality> {
    let table = japanese::Municipalities::embedded();
    // The prefecture is named in passing by every city; it reports itself only where the title says so and no city.
    let reports = |name: &str| table.lookup(name).iter().any(|place| !place.is_prefecture());
    let titled = table.find_all(title);
    let in_title = titled
        .iter()
        .find(|mention| reports(mention.name))
        .or(titled.first())
        .map(|mention| mention.name.to_owned());
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for mention in table
        .find_all(&canvas.text)
        .into_iter()
        .filter(|mention| reports(mention.name))
    {
        *counts.entry(mention.name.to_owned()).or_default() += 1;
    }
    // Neighbours named as often (県、甲市、乙町と連携し) say nothing about who reports.
    let most = counts.values().copied().max().unwrap_or(0);
    let mut leaders = counts.iter().filter(|(_, count)| **count == most);
    let alone = match (leaders.next(), leaders.next()) {
        (Some((name, _)), None) => Some(name.clone()),
        _ => None,
    };
    let name = in_title.or(alone)?;
    let places = table.lookup(&name);
    let named: Vec<_> = places
        .iter()
        .filter(|place| places.len() == 1 || canvas.text.contains(place.prefecture))
        .collect();
    let only = if let [only] = named.as_slice() {
        Some(only)
    } else {
        None
    };
    Some(Municipality {
        name,
        prefecture: only.map(|place| place.prefecture.to_owned()),
        code: only.map(|place| place.code.to_owned()),
    })
}

/// The first number of the text that can only be a year (行財政改革2015): where no era is printed, it tells which era
/// the years of the columns belong to.
pub(crate) fn western_year(text: &str) -> Option<i32> {
    let part = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | '(' | ')');
    text.split(|c: char| !part(c))
        .filter(|piece| piece.len() == 4)
        .filter_map(|piece| piece.parse().ok())
        .find(|year| (1990..2050).contains(year))
}
