use std::collections::BTreeMap;

use super::run;
use crate::model::{Check, CheckRule, CheckStatus, Evaluation, Item, Section, Tally};
use crate::recover::{Draft, Statement};

fn graded(label: &str, year: i32, grade: &str) -> Evaluation {
    Evaluation {
        label: label.into(),
        fiscal_year: Some(year),
        grade: (grade.len() == 1).then(|| grade.to_owned()),
        printed: grade.into(),
        ..Evaluation::default()
    }
}

fn item(index: usize, number: &str, evaluations: Vec<Evaluation>) -> Item {
    Item {
        id: format!("i{index}"),
        kind: "取組項目".into(),
        number: (!number.is_empty()).then(|| number.to_owned()),
        evaluations,
        ..Item::default()
    }
}

fn tally(counts: &[(&str, i64)]) -> Tally {
    Tally {
        id: "y1".into(),
        what: "個別評価".into(),
        fiscal_year: Some(2024),
        counts: counts
            .iter()
            .map(|(name, count)| ((*name).to_owned(), *count))
            .collect::<BTreeMap<_, _>>(),
        ..Tally::default()
    }
}

/// Rows with these grades in 2024, and another grade the year before.
fn rows(grades: &[&str]) -> Vec<Item> {
    let row = |(index, grade): (usize, &&str)| {
        item(
            index + 1,
            "",
            vec![graded("個別評価", 2023, "C"), graded("個別評価", 2024, grade)],
        )
    };
    grades.iter().enumerate().map(row).collect()
}

fn of_rule(checks: &[Check], rule: CheckRule) -> Vec<(CheckStatus, String, String)> {
    let found = checks.iter().filter(|check| check.rule == rule);
    found
        .map(|check| (check.status, check.printed.clone(), check.computed.clone()))
        .collect()
}

#[test]
fn a_tally_counts_the_grades_of_its_label_and_year() {
    let mut draft = Draft {
        items: rows(&["A", "A", "B", "—"]),
        tallies: vec![tally(&[("A", 2), ("B", 1), ("C", 0), ("－", 1)])],
        ..Draft::default()
    };
    let checks = run(&mut draft);
    let [(status, _, computed)] = &of_rule(&checks, CheckRule::Tally)[..] else {
        panic!("{checks:?}")
    };
    assert_eq!(
        (*status, computed.as_str()),
        (CheckStatus::Holds, "A 2, B 1, C 0, － 1")
    );
    assert!(draft.warnings.is_empty());
}

#[test]
fn a_tally_of_another_label_counts_the_headings() {
    let mut draft = Draft {
        items: rows(&["A", "B"]),
        sections: vec![Section {
            id: "s1".into(),
            evaluations: vec![graded("評価", 2024, "A")],
            ..Section::default()
        }],
        tallies: vec![Tally {
            what: "評価".into(),
            ..tally(&[("A", 1), ("B", 0)])
        }],
        ..Draft::default()
    };
    let checks = run(&mut draft);
    assert_eq!(checks[0].status, CheckStatus::Holds);
}

#[test]
fn a_tally_that_differs_fails_and_warns_with_both_numbers() {
    let mut draft = Draft {
        items: rows(&["A", "B"]),
        tallies: vec![tally(&[("A", 3), ("B", 1)])],
        ..Draft::default()
    };
    let checks = run(&mut draft);
    assert_eq!(checks[0].status, CheckStatus::Fails);
    assert_eq!(draft.warnings[0].code, "tally-mismatch");
    assert_eq!(
        draft.warnings[0].message,
        "個別評価 2024: A 3, B 1 printed, A 1, B 1 found"
    );
    assert_eq!(draft.items.len(), 2, "no row is invented");
}

#[test]
fn a_tally_without_any_row_fails() {
    let mut draft = Draft {
        tallies: vec![tally(&[("A", 3), ("B", 0)])],
        ..Draft::default()
    };
    let checks = run(&mut draft);
    assert_eq!(
        (checks[0].status, checks[0].computed.as_str()),
        (CheckStatus::Fails, "A 0, B 0")
    );
    assert_eq!(draft.warnings.len(), 1);
}

#[test]
fn the_label_of_the_tally_goes_before_one_like_it() {
    let mut draft = Draft {
        items: rows(&["A"]),
        sections: vec![Section {
            id: "s1".into(),
            evaluations: vec![graded("評価", 2024, "B")],
            ..Section::default()
        }],
        tallies: vec![Tally {
            what: "評価".into(),
            ..tally(&[("A", 1), ("B", 0)])
        }],
        ..Draft::default()
    };
    let checks = run(&mut draft);
    assert_eq!(
        (checks[0].status, checks[0].computed.as_str()),
        (CheckStatus::Fails, "A 0, B 1")
    );
}

#[test]
fn the_one_unreadable_grade_is_what_the_tally_lacks() {
    let mut draft = Draft {
        items: rows(&["A", "８?", "B"]),
        tallies: vec![tally(&[("A", 1), ("B", 2)])],
        ..Draft::default()
    };
    let checks = run(&mut draft);
    assert_eq!(checks[0].status, CheckStatus::Repaired);
    let item = &draft.items[1];
    assert_eq!(item.evaluations[1].grade.as_deref(), Some("B"));
    let repair = &item.repairs[0];
    assert_eq!(
        (repair.field.as_str(), repair.printed.as_str()),
        ("/evaluations/1/grade", "８?")
    );
}

#[test]
fn two_unreadable_grades_stay_unread() {
    let mut draft = Draft {
        items: rows(&["??", "８?", "B"]),
        tallies: vec![tally(&[("A", 1), ("B", 2)])],
        ..Draft::default()
    };
    assert_eq!(run(&mut draft)[0].status, CheckStatus::Fails);
    assert!(draft.items.iter().all(|item| item.repairs.is_empty()));
}

#[test]
fn a_tally_of_a_section_counts_what_stands_below_it() {
    let section = |id: &str, parent: Option<&str>| Section {
        id: id.into(),
        parent: parent.map(str::to_owned),
        ..Section::default()
    };
    let mut items = rows(&["A", "B"]);
    items[0].section = Some("s2".into());
    items[1].section = Some("s3".into());
    let mut draft = Draft {
        sections: vec![
            section("s1", None),
            section("s2", Some("s1")),
            section("s3", None),
        ],
        items,
        tallies: vec![Tally {
            section: Some("s1".into()),
            ..tally(&[("A", 1), ("B", 0)])
        }],
        ..Draft::default()
    };
    assert_eq!(run(&mut draft)[0].status, CheckStatus::Holds);
}

fn printed_count(kind: &str, count: i64) -> Statement {
    Statement::RowCount {
        kind: kind.into(),
        section: None,
        count,
        trace: Default::default(),
    }
}

#[test]
fn a_printed_number_of_rows_is_compared_with_the_rows() {
    let mut draft = Draft {
        items: rows(&["A", "B"]),
        statements: vec![printed_count("取組項目", 2), printed_count("取組項目", 25)],
        ..Draft::default()
    };
    let checks = run(&mut draft);
    let expected = [(CheckStatus::Holds, "2"), (CheckStatus::Fails, "25")];
    for (check, (status, printed)) in checks.iter().zip(expected) {
        assert_eq!(
            (check.status, check.printed.as_str(), check.computed.as_str()),
            (status, printed, "2")
        );
    }
    assert_eq!(draft.warnings[0].code, "row-count-mismatch");
    assert_eq!(draft.warnings[0].message, "取組項目: 25 printed, 2 found");
}

#[test]
fn repeated_rows_count_only_where_the_number_says_so() {
    let mut items = rows(&["A", "B", "A"]);
    items[2].repeats = Some("i1".into());
    let mut draft = Draft {
        items,
        statements: vec![printed_count("項目", 2), printed_count("項目", 3)],
        ..Draft::default()
    };
    assert!(
        run(&mut draft)
            .iter()
            .all(|check| check.status == CheckStatus::Holds)
    );
}

/// Rows with these numbers, a new section at every `/`.
fn numbered(numbers: &str) -> Draft {
    let mut items = Vec::new();
    for (section, numbers) in numbers.split('/').enumerate() {
        for number in numbers.split_whitespace() {
            let mut item = item(items.len() + 1, number, Vec::new());
            item.section = Some(format!("s{section}"));
            items.push(item);
        }
    }
    Draft {
        items,
        ..Draft::default()
    }
}

#[test]
fn numbers_of_siblings_run_without_gap() {
    use CheckStatus::{Fails, Holds};
    type Series<'a> = &'a [(CheckStatus, &'a str, &'a str)];
    let cases: [(&str, Series); 11] = [
        (
            "1101 1102 1103 / 1201 1202 1203",
            &[
                (Holds, "1101–1103", "1101–1103"),
                (Holds, "1201–1203", "1201–1203"),
            ],
        ),
        ("1 2 3", &[(Holds, "1–3", "1–3")]),
        ("01 02 04", &[(Fails, "1, 2, 4", "1–4: 3 missing")]),
        (
            "(1) (2) (2) (3)",
            &[(Fails, "1, 2, 2, 3", "1–3: 2 more than once")],
        ),
        ("① ② ③", &[(Holds, "1–3", "1–3")]),
        ("Ⅰ Ⅱ Ⅳ", &[(Fails, "1, 2, 4", "1–4: 3 missing")]),
        ("1 2", &[]),
        ("12-1 12-2 12-3 13-1 13-2", &[(Holds, "1–3", "1–3")]),
        ("1 2 3 / 4 5 / 6 8", &[(Fails, "1–6, 8", "1–8: 7 missing")]),
        (
            "1 2 3 / 1 2 / 1 2 3",
            &[(Holds, "1–3", "1–3"), (Holds, "1–3", "1–3")],
        ),
        (
            "1 2 3 / 2 3 4",
            &[(Holds, "1–3", "1–3"), (Fails, "2–4", "1–4: 1 missing")],
        ),
    ];
    for (numbers, expected) in cases {
        let checks = of_rule(&run(&mut numbered(numbers)), CheckRule::Numbering);
        let checks: Vec<_> = checks
            .iter()
            .map(|(s, p, c)| (*s, p.as_str(), c.as_str()))
            .collect();
        assert_eq!(checks, expected, "{numbers}");
    }
}

#[test]
fn headings_are_numbered_as_well() {
    let heading = |index: usize, number: &str| Section {
        id: format!("s{index}"),
        level: Some("基本方針".into()),
        number: Some(number.into()),
        ..Section::default()
    };
    let mut draft = Draft {
        sections: vec![heading(1, "1"), heading(2, "3"), heading(3, "4")],
        ..Draft::default()
    };
    let checks = run(&mut draft);
    assert_eq!(
        (checks[0].subject.as_str(), checks[0].computed.as_str()),
        ("document", "1–4: 2 missing")
    );
}

#[test]
fn checks_follow_the_order_of_the_report() {
    let mut draft = numbered("1 2 3 / 1 2 3");
    draft.tallies = vec![tally(&[("A", 0)])];
    draft.sections = ["s0", "s1"]
        .map(|id| Section {
            id: id.into(),
            ..Section::default()
        })
        .to_vec();
    draft.statements = vec![printed_count("取組項目", 6)];
    let first = run(&mut draft.clone());
    let subjects: Vec<_> = first.iter().map(|check| check.subject.as_str()).collect();
    assert_eq!(subjects, ["document", "s0", "s1", "y1"]);
    assert_eq!(first, run(&mut draft));
}
