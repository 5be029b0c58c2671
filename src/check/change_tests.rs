use super::run;
use crate::model::{Budget, Change, Check, CheckRule, CheckStatus, Difference, Figure, Item, RatioKind};
use crate::recover::Draft;

/// A row as recovery leaves it: the cells to the letter, values only where they read at once.
pub(super) fn item(index: usize, [a, b, d, r]: [&str; 4]) -> Item {
    let plain = |cell: &str| cell.replace(',', "").replace("▲ ", "-").parse().ok().map(Figure);
    let budget = |year: i32, cell: &str| Budget {
        label: "事業費".into(),
        fiscal_year: Some(year),
        value: plain(cell),
        unit: Some("千円".into()),
        printed: cell.into(),
        ..Budget::default()
    };
    let column = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
    Item {
        id: format!("i{}", index + 1),
        budgets: vec![budget(2023, a), budget(2022, b)],
        change: Some(Change {
            difference: plain(d).map(|value| Difference {
                value: Some(value),
                unit: Some("千円".into()),
                yen: None,
            }),
            ratio_percent: plain(r),
            difference_printed: column(d),
            ratio_printed: column(r),
            ..Change::default()
        }),
        ..Item::default()
    }
}

pub(super) fn draft(rows: &[[&str; 4]]) -> Draft {
    Draft {
        items: rows
            .iter()
            .enumerate()
            .map(|(index, row)| item(index, *row))
            .collect(),
        ..Draft::default()
    }
}

pub(super) type Figures = [Option<f64>; 4];

pub(super) fn figures(item: &Item) -> Figures {
    let change = item.change.clone().unwrap_or_default();
    let amount = |index: usize| item.budgets[index].value.map(|figure| figure.0);
    let difference = change.difference.and_then(|difference| difference.value);
    [
        amount(0),
        amount(1),
        difference.map(|figure| figure.0),
        change.ratio_percent.map(|figure| figure.0),
    ]
}

fn status(checks: &[Check], subject: &str, rule: CheckRule) -> Option<CheckStatus> {
    let found = checks
        .iter()
        .find(|check| check.subject == subject && check.rule == rule);
    found.map(|check| check.status)
}

/// Sound rows that show a document's habits.
const HABITS: [[&str; 4]; 5] = [
    ["264", "-", "-", "-"],
    ["378", "0", "378", "-"],
    ["0", "0", "0", "-"],
    ["178,656", "1,917", "176,739", "9319.6"],
    ["139,220", "181,537", "▲ 42,317", "76.7"],
];

/// The last row among [`HABITS`].
pub(super) fn last(row: [&str; 4]) -> (Item, Vec<Check>) {
    let mut rows = HABITS.to_vec();
    rows.push(row);
    let mut draft = draft(&rows);
    let checks = run(&mut draft);
    let own = checks.into_iter().filter(|check| check.subject == "i6").collect();
    (draft.items.pop().unwrap(), own)
}

pub(super) fn statuses(checks: &[Check]) -> Vec<CheckStatus> {
    checks.iter().map(|check| check.status).collect()
}

#[test]
fn sound_rows_hold_and_carry_no_repair() {
    let mut draft = draft(&HABITS);
    let checks = run(&mut draft);
    assert_eq!(checks.len(), 10);
    assert!(
        checks.iter().all(|check| check.status == CheckStatus::Holds),
        "{checks:#?}"
    );
    assert!(draft.items.iter().all(|item| item.repairs.is_empty()));
    assert_eq!(checks[8].printed, "▲ 42,317");
    assert_eq!(checks[8].computed, "−42317");
    assert_eq!(checks[9].computed, "76.7");
}

#[test]
fn damaged_cells_with_one_answer_are_repaired() {
    let cases: [([&str; 4], Figures); 8] = [
        (["0", "0", "0", "1"], [Some(0.0), Some(0.0), Some(0.0), None]),
        (["152", "1", "1", "-"], [Some(152.0), None, None, None]),
        (
            ["936", "980", "<b>4</b> 4", "95,5"],
            [Some(936.0), Some(980.0), Some(-44.0), Some(95.5)],
        ),
        (
            ["183", "184", "<b>1</b>", "99.5"],
            [Some(183.0), Some(184.0), Some(-1.0), Some(99.5)],
        ),
        (
            ["51", "52", "<b>1</b>", "98.1"],
            [Some(51.0), Some(52.0), Some(-1.0), Some(98.1)],
        ),
        (
            ["33,636", "55,884", "▲ 22,248", "60,2"],
            [Some(33636.0), Some(55884.0), Some(-22248.0), Some(60.2)],
        ),
        (["0", "O", "0", "-"], [Some(0.0), Some(0.0), Some(0.0), None]),
        (
            ["152", "1", "152", "-"],
            [Some(152.0), Some(0.0), Some(152.0), None],
        ),
    ];
    for (row, expected) in cases {
        let (item, checks) = last(row);
        assert_eq!(figures(&item), expected, "{row:?}");
        assert!(
            statuses(&checks).contains(&CheckStatus::Repaired),
            "{row:?} {checks:?}"
        );
        assert!(!item.repairs.is_empty());
    }
}

#[test]
fn a_repair_shows_its_field_its_printed_form_and_its_reason() {
    let (item, _) = last(["936", "980", "<b>4</b> 4", "95,5"]);
    let [difference, ratio] = item.repairs.as_slice() else {
        panic!("{:?}", item.repairs)
    };
    assert_eq!(difference.field, "/change/difference/value");
    assert_eq!(
        (difference.printed.as_str(), difference.rule.as_str()),
        ("<b>4</b> 4", "difference")
    );
    assert_eq!(difference.value, serde_json::json!(-44));
    assert_eq!(difference.evidence, "936 − 980 = −44; 936 ÷ 980 = 95.5 %");
    assert_eq!(
        (ratio.field.as_str(), ratio.printed.as_str()),
        ("/change/ratio_percent", "95,5")
    );
    let json = serde_json::to_value(&item).unwrap();
    for repair in &item.repairs {
        assert_eq!(json.pointer(&repair.field), Some(&repair.value));
    }
}

#[test]
fn yen_follows_a_repaired_amount() {
    let (item, _) = last(["4,636", "2,443", "2,243", "191.8"]);
    assert_eq!(item.budgets[0].yen, Some(4_686_000));
    let (item, _) = last(["51", "52", "<b>1</b>", "98.1"]);
    assert_eq!(item.change.unwrap().difference.unwrap().yen, Some(-1000));
}

#[test]
fn a_stroke_for_last_year_follows_the_habit_of_the_other_rows() {
    let zero = [
        ["264", "-", "264", "-"],
        ["37", "-", "37", "-"],
        ["152", "1", "152", "-"],
    ];
    let mut counted = draft(&zero);
    let _ = run(&mut counted);
    let b = figures(&counted.items[2])[1];
    assert_eq!(
        b, None,
        "where a dash counts as zero, only a dash or zero fits and the stroke is a dash"
    );
}

#[test]
fn without_a_habit_a_stroke_that_may_be_dash_or_zero_stays() {
    let mut draft = draft(&[["152", "1", "152", "-"], ["4,686", "2,443", "2,243", "191.8"]]);
    let checks = run(&mut draft);
    assert_eq!(
        status(&checks, "i1", CheckRule::Difference),
        Some(CheckStatus::Undecidable)
    );
    assert_eq!(figures(&draft.items[0])[1], Some(1.0));
}

#[test]
fn figures_that_no_reading_reconciles_stand_and_fail() {
    let (item, checks) = last(["500", "980", "77", "12.0"]);
    assert_eq!(statuses(&checks), [CheckStatus::Fails, CheckStatus::Fails]);
    assert_eq!(figures(&item), [Some(500.0), Some(980.0), Some(77.0), Some(12.0)]);
    assert_eq!(
        (checks[0].printed.as_str(), checks[0].computed.as_str()),
        ("77", "−480")
    );
    assert_eq!(checks[1].computed, "51.0");
}

#[test]
fn a_digit_is_repaired_when_both_laws_agree() {
    let (item, checks) = last(["4,686", "2,443", "2,213", "191.8"]);
    assert_eq!(figures(&item)[2], Some(2243.0));
    assert_eq!(statuses(&checks), [CheckStatus::Repaired, CheckStatus::Holds]);
}

#[test]
fn a_digit_that_several_cells_may_have_lost_is_undecidable() {
    let mut draft = draft(&[["4,686", "2,443", "2,213", ""]]);
    let checks = run(&mut draft);
    assert_eq!(statuses(&checks), [CheckStatus::Undecidable]);
    assert!(draft.items[0].repairs.is_empty());
}

#[test]
fn an_off_by_one_may_be_rounding_and_stands() {
    let (item, checks) = last(["4,686", "2,443", "2,244", "191.8"]);
    assert_eq!(figures(&item)[2], Some(2244.0));
    assert_eq!(statuses(&checks), [CheckStatus::Undecidable, CheckStatus::Holds]);
}

#[test]
fn a_lost_minus_is_repaired_without_a_ratio() {
    let mut draft = draft(&[["936", "980", "44", ""]]);
    let checks = run(&mut draft);
    assert_eq!(statuses(&checks), [CheckStatus::Repaired]);
    assert_eq!(figures(&draft.items[0])[2], Some(-44.0));
}

#[test]
fn the_kind_of_ratio_is_learnt_from_the_rows() {
    let mut growth = draft(&[
        ["120", "100", "20", "20.0"],
        ["90", "100", "▲ 10", "▲ 10.0"],
        ["50", "100", "▲ 50", "50.0"],
    ]);
    let checks = run(&mut growth);
    let kinds = growth
        .items
        .iter()
        .map(|item| item.change.as_ref().unwrap().ratio_kind);
    assert!(kinds.into_iter().all(|kind| kind == Some(RatioKind::Growth)));
    assert_eq!(figures(&growth.items[2])[3], Some(-50.0), "{checks:?}");
}

#[test]
fn a_dash_stands_for_a_growth_that_rounds_to_nothing_and_for_no_other() {
    let rows = |last: [&'static str; 4]| {
        let mut growth = draft(&[
            ["120", "100", "20", "20.0"],
            ["90", "100", "▲ 10", "▲ 10.0"],
            ["150", "100", "50", "50.0"],
            last,
        ]);
        let checks = run(&mut growth);
        status(&checks, "i4", CheckRule::Ratio)
    };
    assert_eq!(rows(["10,003", "10,000", "3", "－"]), Some(CheckStatus::Holds));
    assert_eq!(rows(["10,030", "10,000", "30", "－"]), Some(CheckStatus::Fails));
}

#[test]
fn no_check_without_the_figures_that_it_needs() {
    let mut blank = draft(&[["936", "", "44", "95.5"], ["936", "980", "", ""]]);
    blank.items[1].change = None;
    assert!(run(&mut blank).is_empty());
}

#[test]
fn rows_rounded_after_subtracting_are_left_as_printed() {
    let mut late = draft(&[
        ["4,686", "2,443", "2,244", "191.8"],
        ["1,000", "500", "499", "199.9"],
        ["10", "7", "3", "150.0"],
        ["300", "200", "100", "150.0"],
    ]);
    let checks = run(&mut late);
    assert!(
        checks.iter().all(|check| check.status == CheckStatus::Holds),
        "{checks:#?}"
    );
}
