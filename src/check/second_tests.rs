use super::run;
use crate::model::{
    Budget, Check, CheckRule, CheckStatus, Evaluation, Figure, Indicator, IndicatorRole, IndicatorValue,
    Item, Section,
};
use crate::recover::{Draft, Statement};

fn amount(label: &str, part_of: Option<&str>, printed: &str) -> Budget {
    Budget {
        label: label.into(),
        part_of: part_of.map(str::to_owned),
        fiscal_year: Some(2024),
        value: printed.replace(',', "").parse().ok().map(Figure),
        unit: Some("千円".into()),
        printed: printed.into(),
        ..Budget::default()
    }
}

/// A row with a total and its funding sources.
pub(super) fn funded(index: usize, total: &str, parts: [&str; 3]) -> Item {
    let labels = ["国庫支出金", "地方債", "一般財源"];
    let parts = labels
        .iter()
        .zip(parts)
        .map(|(label, part)| amount(label, Some("事業費"), part));
    Item {
        id: format!("i{index}"),
        kind: "事業".into(),
        name: format!("事業{index}"),
        budgets: std::iter::once(amount("事業費", None, total))
            .chain(parts)
            .collect(),
        ..Item::default()
    }
}

fn with_items(items: Vec<Item>) -> Draft {
    Draft {
        items,
        ..Draft::default()
    }
}

fn statuses(checks: &[Check], rule: CheckRule) -> Vec<CheckStatus> {
    checks
        .iter()
        .filter(|check| check.rule == rule)
        .map(|check| check.status)
        .collect()
}

fn values(item: &Item) -> Vec<Option<f64>> {
    item.budgets
        .iter()
        .map(|budget| budget.value.map(|figure| figure.0))
        .collect()
}

#[test]
fn parts_add_up_to_their_total() {
    let mut draft = with_items(vec![funded(1, "12,345", ["2,000", "-", "10,345"])]);
    let checks = run(&mut draft);
    assert_eq!(statuses(&checks, CheckRule::Sum), [CheckStatus::Holds]);
    assert_eq!(
        (checks[0].printed.as_str(), checks[0].computed.as_str()),
        ("12,345", "12345")
    );
}

#[test]
fn a_damaged_part_with_one_answer_is_repaired() {
    let sound = funded(1, "12,345", ["2,000", "0", "10,345"]);
    for (damaged, expected) in [
        (
            funded(2, "50,000", ["2O,000", "-", "30,000"]),
            [Some(50000.0), Some(20000.0), None, Some(30000.0)],
        ),
        (
            funded(2, "52,744", ["22,744", "-", "80,000"]),
            [Some(52744.0), Some(22744.0), None, Some(30000.0)],
        ),
    ] {
        let mut draft = with_items(vec![sound.clone(), damaged]);
        let checks = run(&mut draft);
        assert_eq!(
            statuses(&checks, CheckRule::Sum),
            [CheckStatus::Holds, CheckStatus::Repaired]
        );
        assert_eq!(values(&draft.items[1]), expected);
        assert_eq!(draft.items[1].repairs[0].rule, "sum");
    }
}

#[test]
fn a_repair_of_a_sum_shows_the_sum() {
    let mut draft = with_items(vec![funded(2, "50,000", ["2O,000", "-", "30,000"])]);
    let _ = run(&mut draft);
    let repair = &draft.items[0].repairs[0];
    assert_eq!(
        repair.evidence,
        "国庫支出金 20000 + 地方債 – + 一般財源 30000 = 事業費 50000"
    );
    assert_eq!(
        (repair.field.as_str(), repair.printed.as_str()),
        ("/budgets/1/value", "2O,000")
    );
}

#[test]
fn a_sum_that_two_repairs_would_mend_is_undecidable() {
    let sound = funded(1, "12,345", ["2,000", "0", "10,345"]);
    let mut draft = with_items(vec![sound, funded(2, "53,000", ["23,000", "-", "35,000"])]);
    let checks = run(&mut draft);
    assert_eq!(
        statuses(&checks, CheckRule::Sum),
        [CheckStatus::Holds, CheckStatus::Undecidable]
    );
    assert!(draft.items[1].repairs.is_empty());
}

#[test]
fn rounding_is_neither_damage_nor_agreement() {
    let sound = funded(1, "12,345", ["2,000", "0", "10,345"]);
    let mut draft = with_items(vec![sound, funded(2, "54,001", ["24,000", "-", "30,000"])]);
    let checks = run(&mut draft);
    assert_eq!(
        statuses(&checks, CheckRule::Sum),
        [CheckStatus::Holds, CheckStatus::Undecidable]
    );
}

#[test]
fn parts_that_are_only_some_of_many_make_no_check() {
    let mut some = with_items(vec![funded(1, "90,000", ["2,000", "-", "10,345"])]);
    assert!(run(&mut some).is_empty());
    let mut more = with_items(vec![funded(1, "5,000", ["2,777", "-", "10,345"])]);
    assert_eq!(statuses(&run(&mut more), CheckRule::Sum), [CheckStatus::Fails]);
}

fn total(printed: &str, over: &[&str]) -> Statement {
    Statement::Total {
        is_change: false,
        label: "合計".into(),
        over: over.iter().map(|id| (*id).to_owned()).collect(),
        budget_label: "事業費".into(),
        fiscal_year: Some(2024),
        value: printed.replace(',', "").parse().ok(),
        printed: printed.into(),
        trace: Default::default(),
    }
}

#[test]
fn a_total_row_is_the_sum_of_its_rows() {
    let plain = |index: usize, value: &str| Item {
        id: format!("i{index}"),
        name: format!("事業{index}"),
        section: Some("s1".into()),
        budgets: vec![amount("事業費", None, value)],
        ..Item::default()
    };
    let mut draft = with_items(vec![plain(1, "1,000"), plain(2, "-"), plain(3, "2,500")]);
    draft.statements = vec![
        total("3,500", &["i1", "i2", "i3"]),
        total("9,876", &["i1", "i3"]),
        total("5", &["i9"]),
    ];
    let checks = run(&mut draft);
    assert_eq!(
        statuses(&checks, CheckRule::Sum),
        [CheckStatus::Holds, CheckStatus::Fails]
    );
    assert_eq!(checks[0].subject, "s1");
    assert_eq!(
        (checks[1].printed.as_str(), checks[1].computed.as_str()),
        ("9,876", "3500")
    );
}

fn listed(kind: Option<&str>, number: Option<&str>, name: &str) -> Statement {
    Statement::Listed {
        kind: kind.map(str::to_owned),
        number: number.map(str::to_owned),
        name: name.into(),
        subject: None,
        trace: Default::default(),
    }
}

#[test]
fn contents_name_what_the_body_has() {
    use CheckStatus::{Fails, Holds};
    let section = |id: &str, number: &str, name: &str| Section {
        id: id.into(),
        level: Some("基本方針".into()),
        number: Some(number.into()),
        name: name.into(),
        ..Section::default()
    };
    let sections = vec![
        section("s1", "1", "地域とともにあるまちづくり"),
        section("s2", "2", "市民総合交流拠点施設の整備"),
        section("s3", "3", "未来につなぐ財政"),
    ];
    let kind = Some("基本方針");
    for (statement, status, subject) in [
        (listed(kind, Some("1"), "地域とともにあるまちづくり"), Holds, "s1"),
        (
            listed(kind, Some("01"), "地域とともにあるまち づくリ"),
            Holds,
            "s1",
        ),
        (listed(None, None, "未来につなぐ財政"), Holds, "s3"),
        (listed(kind, Some("2"), "市民総合交流拠点の整備"), Fails, "s2"),
        (listed(kind, Some("4"), "未来につなぐ財政"), Fails, "s3"),
        (
            listed(kind, Some("4"), "だれもが安心して暮らせるまち"),
            Fails,
            "document",
        ),
    ] {
        let mut draft = Draft {
            sections: sections.clone(),
            statements: vec![statement],
            ..Draft::default()
        };
        let checks = run(&mut draft);
        let check = checks
            .iter()
            .find(|check| check.rule == CheckRule::Contents)
            .unwrap();
        assert_eq!(
            (check.status, check.subject.as_str()),
            (status, subject),
            "{check:?}"
        );
        assert_eq!(draft.warnings.is_empty(), subject != "document");
    }
}

fn graded(grade: Option<&str>) -> Evaluation {
    Evaluation {
        label: "評価".into(),
        fiscal_year: Some(2024),
        grade: grade.map(str::to_owned),
        printed: grade.unwrap_or("—").into(),
        ..Evaluation::default()
    }
}

#[test]
fn a_summary_repeats_the_grades_of_the_sheets() {
    let mut draft = with_items(vec![Item {
        id: "i1".into(),
        evaluations: vec![graded(Some("A"))],
        ..Item::default()
    }]);
    let says = |grade: Option<&str>, year: i32| Statement::Grade {
        subject: "i1".into(),
        label: Some("評価".into()),
        fiscal_year: Some(year),
        grade: grade.map(str::to_owned),
        trace: Default::default(),
    };
    draft.statements = vec![
        says(Some("A"), 2024),
        says(Some("B"), 2024),
        says(None, 2024),
        says(Some("A"), 2022),
    ];
    let checks = run(&mut draft);
    let expected = [CheckStatus::Holds, CheckStatus::Fails, CheckStatus::Fails];
    assert_eq!(statuses(&checks, CheckRule::Duplicate), expected);
    assert_eq!(
        (checks[2].printed.as_str(), checks[2].computed.as_str()),
        ("—", "A")
    );
}

fn indicator(values: &[(i32, f64, &str)]) -> Indicator {
    let value = |(year, value, unit): &(i32, f64, &str)| IndicatorValue {
        fiscal_year: Some(*year),
        value: Some(Figure(*value)),
        unit: Some((*unit).into()),
        ..IndicatorValue::default()
    };
    Indicator {
        id: "k1".into(),
        values: values.iter().map(value).collect(),
        ..Indicator::default()
    }
}

fn says_value(year: i32, value: f64, unit: &str) -> Statement {
    Statement::Value {
        subject: "k1".into(),
        fiscal_year: Some(year),
        role: IndicatorRole::Actual,
        value,
        unit: Some(unit.into()),
        trace: Default::default(),
    }
}

#[test]
fn values_agree_when_one_is_the_other_rounded_or_cut() {
    for (value, unit, second, second_unit, status) in [
        (9_249_275.0, "千円", 9_249_275_327.0, "円", CheckStatus::Holds),
        (8_454_830.0, "千円", 8_454_830_582.0, "円", CheckStatus::Holds),
        (8_454_831.0, "千円", 8_454_830_582.0, "円", CheckStatus::Holds),
        (8_454_833.0, "千円", 8_454_830_582.0, "円", CheckStatus::Fails),
        (92.5, "億円", 9_249_275.0, "千円", CheckStatus::Holds),
        (40.3, "%", 40.2, "%", CheckStatus::Fails),
        (40.3, "%", 40.3, "%", CheckStatus::Holds),
        (727.0, "人", 729.0, "人", CheckStatus::Fails),
    ] {
        let mut draft = Draft {
            indicators: vec![indicator(&[(2024, value, unit)])],
            statements: vec![says_value(2024, second, second_unit), says_value(2020, 1.0, "円")],
            ..Draft::default()
        };
        let checks = run(&mut draft);
        assert_eq!(
            statuses(&checks, CheckRule::Duplicate),
            [status],
            "{value}{unit} {second}{second_unit}"
        );
    }
}

#[test]
fn a_unit_that_neighbours_and_the_second_place_contradict_is_repaired() {
    let mut draft = Draft {
        indicators: vec![indicator(&[
            (2022, 8_100_000.0, "千円"),
            (2023, 8_447_029.0, "円"),
            (2024, 8_454_830.0, "千円"),
        ])],
        statements: vec![says_value(2023, 8_447_028_953.0, "円")],
        ..Draft::default()
    };
    let checks = run(&mut draft);
    assert_eq!(statuses(&checks, CheckRule::Duplicate), [CheckStatus::Repaired]);
    let indicator = &draft.indicators[0];
    assert_eq!(indicator.values[1].unit.as_deref(), Some("千円"));
    let json = serde_json::to_value(indicator).unwrap();
    assert_eq!(
        json.pointer(&indicator.repairs[0].field),
        Some(&indicator.repairs[0].value)
    );
}

#[test]
fn a_repeated_row_says_the_same() {
    let row = |id: &str, grade: &str, cost: &str| Item {
        id: id.into(),
        evaluations: vec![graded(Some(grade))],
        budgets: vec![amount("事業費", None, cost)],
        ..Item::default()
    };
    let again = |row: Item| Item {
        repeats: Some("i1".into()),
        ..row
    };
    let mut draft = with_items(vec![
        row("i1", "A", "500"),
        again(row("i2", "A", "500")),
        again(row("i3", "B", "500")),
        again(row("i4", "A", "501")),
    ]);
    let checks = run(&mut draft);
    let expected = [CheckStatus::Holds, CheckStatus::Fails, CheckStatus::Fails];
    assert_eq!(statuses(&checks, CheckRule::Duplicate), expected);
    assert_eq!(
        (checks[2].printed.as_str(), checks[2].computed.as_str()),
        ("事業費 501", "事業費 500")
    );
}
