//! What holds for any input whatever: no panic, nothing lost, every reference and place exists.

use std::collections::BTreeSet;
use std::fs;

use jigyo::ReadOptions;
use jigyo::model::{Report, ResidueKind, Trace};
use proptest::prelude::*;
use serde_json::Value;

use crate::fixture::{CONVERTER, REPORTS, report_text};
use crate::mutate::Random;
use crate::program::{Place, assert_code};

/// Reads the bytes and checks all that must hold of any report; `None` where the bytes are no report at all.
#[track_caller]
fn checked(bytes: &[u8]) -> Option<Report> {
    let report = CONVERTER
        .convert("any.txt", bytes, &ReadOptions::default())
        .ok()?;
    coverage_adds_up(&report);
    ids_exist(&report);
    let lines = 1 + count_lines(bytes);
    let mut traces = Vec::new();
    collect_traces(&serde_json::to_value(&report).unwrap(), &mut traces);
    for trace in traces {
        trace_is_inside(
            &trace,
            bytes,
            lines,
            report.source.encoding.as_deref() == Some("UTF-8"),
        );
    }
    Some(report)
}

fn count_lines(bytes: &[u8]) -> u32 {
    let lone = |pair: &[u8]| pair[0] == b'\r' && pair[1] != b'\n';
    let feeds = bytes.iter().filter(|&&byte| byte == b'\n').count();
    let returns = bytes.windows(2).filter(|pair| lone(pair)).count() + usize::from(bytes.ends_with(b"\r"));
    u32::try_from(feeds + returns).unwrap()
}

#[track_caller]
fn coverage_adds_up(report: &Report) {
    let part = &report.coverage;
    let parts = [
        part.document,
        part.sections,
        part.items,
        part.indicators,
        part.tallies,
        part.legend,
        part.tables,
        part.markup,
        part.prose,
        part.furniture,
        part.unread,
    ];
    assert_eq!(parts.iter().sum::<u64>(), part.characters, "{part:?}");
    for (kind, counted) in [
        (ResidueKind::Prose, part.prose),
        (ResidueKind::Furniture, part.furniture),
        (ResidueKind::Unread, part.unread),
    ] {
        let kept = report.residue.iter().filter(|residue| residue.kind == kind);
        let kept: usize = kept
            .map(|residue| residue.text.chars().filter(|&c| counts(c)).count())
            .sum();
        assert_eq!(kept as u64, counted, "{kind:?}");
    }
}

/// Byte-order marks are not counted, wherever they stand.
fn counts(character: char) -> bool {
    !character.is_whitespace() && character != '\u{feff}'
}

#[track_caller]
fn ids_exist(report: &Report) {
    let sections: BTreeSet<&str> = report
        .sections
        .iter()
        .map(|section| section.id.as_str())
        .collect();
    let items: BTreeSet<&str> = report.items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(sections.len(), report.sections.len(), "ids of sections repeat");
    assert_eq!(items.len(), report.items.len(), "ids of items repeat");
    let exists =
        |ids: &BTreeSet<&str>, id: &Option<String>| id.as_ref().is_none_or(|id| ids.contains(id.as_str()));
    for section in &report.sections {
        assert!(exists(&sections, &section.parent), "{section:?}");
    }
    for item in &report.items {
        assert!(exists(&sections, &item.section), "{item:?}");
        assert!(
            exists(&items, &item.parent) && item.parent.as_ref() != Some(&item.id),
            "{item:?}"
        );
        assert!(
            exists(&items, &item.repeats) && item.repeats.as_ref() != Some(&item.id),
            "{item:?}"
        );
    }
    for owner in report.indicators.iter().flat_map(|indicator| &indicator.owners) {
        assert!(
            sections.contains(owner.as_str()) || items.contains(owner.as_str()),
            "{owner}"
        );
    }
    for tally in &report.tallies {
        assert!(exists(&sections, &tally.section), "{tally:?}");
    }
}

fn collect_traces(value: &Value, traces: &mut Vec<Trace>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect_traces(value, traces)),
        Value::Object(fields) if fields.contains_key("lines") && fields.contains_key("bytes") => {
            let trace: Trace = serde_json::from_value(value.clone()).unwrap();
            traces.extend(trace.more.iter().cloned());
            traces.push(trace);
        }
        Value::Object(fields) => fields.values().for_each(|value| collect_traces(value, traces)),
        _ => {}
    }
}

#[track_caller]
fn trace_is_inside(trace: &Trace, bytes: &[u8], lines: u32, utf8: bool) {
    if let Some([first, last]) = trace.lines {
        assert!(
            1 <= first && first <= last && last <= lines,
            "{trace:?} of {lines} lines"
        );
    }
    if let Some([start, end]) = trace.bytes {
        let piece = bytes.get(start as usize..end as usize);
        let piece = piece.unwrap_or_else(|| panic!("{trace:?} of {} bytes", bytes.len()));
        assert!(
            !utf8 || std::str::from_utf8(piece).is_ok() || std::str::from_utf8(bytes).is_err(),
            "{trace:?}"
        );
        if let (Some([first, _]), true) = (trace.lines, utf8) {
            assert!(
                1 + count_lines(&bytes[..start as usize]) >= first,
                "{trace:?} starts before its line"
            );
        }
    }
}

/// A report without what line ends may change.
fn without_places(report: &Report) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Array(values) => values.iter_mut().for_each(strip),
            Value::Object(fields) => {
                fields.remove("source");
                if fields.contains_key("lines") {
                    fields.remove("bytes");
                }
                fields.values_mut().for_each(strip);
            }
            _ => {}
        }
    }
    let mut value = serde_json::to_value(report).unwrap();
    strip(&mut value);
    value
}

/// Pieces that reports are made of.
fn piece() -> impl Strategy<Value = String> {
    let fixed = [
        "\t",
        "\t",
        "\n",
        "\n",
        "\n\n",
        "\u{c}",
        " ",
        "　",
        "事務事業名",
        "事業費",
        "(千円)",
        "増減額",
        "前年度比(%)",
        "所管課",
        "評価",
        "個別評価",
        "指標",
        "目標値",
        "現状値",
        "取組項目",
        "実施プログラム",
        "推進項目",
        "項目番号",
        "基本方針",
        "施策",
        "施策1",
        "基本事業名",
        "方向性1",
        "取組内容",
        "具体的な取組",
        "担当",
        "合計",
        "小計",
        "計",
        "新規",
        "（再掲）",
        "S",
        "A",
        "B",
        "―",
        "-",
        "▲",
        "△ 1",
        "○",
        "●",
        "〇",
        "①",
        "②",
        "⑩",
        "Ⅰ",
        "(1)",
        "１",
        "12-3",
        "1 1",
        "2",
        "4,686",
        "95.5",
        "95,5",
        "O",
        "<b>1</b>",
        "100以下",
        "○○%",
        "90.0(60.3)",
        "企画調整課",
        "財政課／総務課",
        "関係各課（政策室、市民課）",
        "幼児教育・保育課",
        "令和5年度",
        "令和 ６ 年度",
        "R4",
        "H30",
        "平成31年",
        "令和元年度",
        "2023年度",
        "まちづくりの推進",
        "公園を整備する。",
        "〇市民と協働する。",
        "<table>",
        "<table><tr><td>",
        "</td><td rowspan=\"2\">",
        "</td></tr>",
        "</table>",
        "<td colspan=\"3\">",
        "<p>",
        "<ul><li>",
        "</li>",
        "<br>",
        "‹注›",
        "| a | b |\n|---|---|\n",
        "# ",
        "## ",
        "- ",
        "**",
        "\\",
        "&amp;",
        "※1",
        "…………… 12",
        "（千円）",
        "国庫支出金",
        "一般財源",
        "\u{feff}",
        "e\u{301}",
        "ｶﾞ",
        "㈱",
        "𠮷",
        "\0",
        "\r",
        "\r\n",
        "取\n組\n状\n況",
        "年間",
        "9999999999999999999",
        "第1期",
        "令和3年度～令和6年度",
    ];
    prop_oneof![
        12 => prop::sample::select(fixed.map(str::to_owned).to_vec()),
        1 => any::<char>().prop_map(String::from),
        1 => (-99_999_i64..99_999).prop_map(|number| number.to_string()),
        1 => Just("事務事業名\t事業費\t令和5年度\t増減額\t所管課\n".to_owned()),
        1 => Just("項目\t目標\n\t令和5年度\t令和6年度\n".to_owned()),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..120).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_accounted_for(text in text()) {
        checked(text.as_bytes());
    }

    #[test]
    fn any_characters_are_accounted_for(text in any::<String>()) {
        checked(text.as_bytes());
    }

    #[test]
    fn any_bytes_are_accounted_for(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        checked(&bytes);
    }

    #[test]
    fn line_ends_change_nothing_but_places(text in text()) {
        let text = text.replace('\r', "");
        let plain = checked(text.as_bytes());
        let other = checked(text.replace('\n', "\r\n").as_bytes());
        prop_assert_eq!(plain.as_ref().map(without_places), other.as_ref().map(without_places));
    }
}

#[test]
fn line_ends_of_the_reports_change_nothing_but_places() {
    for name in REPORTS {
        let text = report_text(name);
        let (plain, other) = (
            checked(text.as_bytes()),
            checked(text.replace('\n', "\r\n").as_bytes()),
        );
        let (plain, other) = (without_places(&plain.unwrap()), without_places(&other.unwrap()));
        for (field, value) in plain.as_object().unwrap() {
            assert!(value == &other[field], "{name}: {field}");
        }
    }
}

#[test]
fn line_ends_inside_residue_are_one_character() {
    let text = "はじめに\nこの報告は\n続く。\n";
    let residue = |text: &str| {
        checked(text.as_bytes())
            .unwrap()
            .residue
            .into_iter()
            .map(|piece| piece.text)
    };
    assert!(residue(text).eq(residue(&text.replace('\n', "\r\n"))));
    assert!(residue(text).eq(residue(&text.replace('\n', "\r"))));
}

#[test]
fn cut_reports_are_accounted_for() {
    let mut random = Random::new(3);
    for name in REPORTS {
        let text = report_text(name);
        for _ in 0..6 {
            let (mut start, mut end) = (random.below(text.len()), random.below(text.len()));
            if start > end {
                (start, end) = (end, start);
            }
            checked(&text.as_bytes()[text.ceil_char_boundary(start)..text.ceil_char_boundary(end)]);
            // A file that breaks off inside a character.
            checked(&text.as_bytes()[..end]);
        }
    }
}

#[test]
fn shuffled_reports_are_accounted_for() {
    let mut random = Random::new(5);
    for name in REPORTS {
        let text = report_text(name);
        for round in 0..5 {
            let mut lines: Vec<&str> = text.lines().collect();
            match round {
                0 => random.shuffle(&mut lines),
                1 => lines.reverse(),
                _ => {
                    for _ in 0..lines.len() / 4 {
                        let (from, to) = (random.below(lines.len()), random.below(lines.len()));
                        let line = lines[from];
                        let keep = line.ceil_char_boundary(random.below(line.len() + 1));
                        lines[to] = &line[..keep];
                    }
                }
            }
            checked(lines.join("\n").as_bytes());
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let place = Place::new();
    for name in REPORTS {
        place.write(format!("in/{name}.txt"), report_text(name));
    }
    for (jobs, out) in [("1", "one"), ("4", "four")] {
        assert_code(
            &place.run(&["convert", "in", "--out", out, "--jobs", jobs, "--quiet"]),
            0,
        );
    }
    let files = place.files("one");
    assert!(files.len() > REPORTS.len());
    assert_eq!(files, place.files("four"));
    // Times, memory and the order of lines are not part of "same bytes".
    for file in files
        .iter()
        .filter(|file| !["run.jsonl", "run.csv"].contains(&file.as_str()))
    {
        let read = |folder: &str| fs::read(place.path(format!("{folder}/{file}"))).unwrap();
        assert!(read("one") == read("four"), "{file}");
    }
}
