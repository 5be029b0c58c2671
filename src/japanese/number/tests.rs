use super::*;

fn number(text: &str) -> Number {
    match read_cell(text) {
        Cell::Number(number) => number,
        other => panic!("{text}: {other:?}"),
    }
}

fn value(text: &str) -> f64 {
    number(text).value
}

#[test]
fn full_width_digits_and_separators_read_as_one_figure() {
    for printed in [
        "1,234,567",
        "１，２３４，５６７",
        "1、234、567",
        "１,２３４,５６７千円",
    ] {
        assert_eq!(value(printed), 1_234_567.0, "{printed}");
        assert!(number(printed).exact, "{printed}");
    }
    assert_eq!(number("１２．５％").decimals, 1);
    assert_eq!(number("１２．５％").unit.as_deref(), Some("%"));
}

#[test]
fn every_negative_mark_is_a_minus() {
    for printed in [
        "▲1,234",
        "△ 1,234",
        "−1,234",
        "－１，２３４",
        "-1,234",
        "‐1,234",
        "（1,234）",
        "(1,234)",
        "▲ 1,234千円",
    ] {
        assert_eq!(value(printed), -1234.0, "{printed}");
    }
    assert_eq!(number("▲3.4%以下").negative_mark, Some('▲'));
    assert_eq!(number("（12）").negative_mark, Some('('));
    assert_eq!(value("+12"), 12.0);
}

#[test]
fn units_follow_the_figure() {
    for (printed, figure, unit) in [
        ("4,686千円", 4686.0, "千円"),
        ("27億円", 27.0, "億円"),
        ("95.5 ％", 95.5, "%"),
        ("12人", 12.0, "人"),
        ("3か所", 3.0, "か所"),
        ("3箇所", 3.0, "箇所"),
        ("360時間 / 年", 360.0, "時間/年"),
        ("約1,500件", 1500.0, "件"),
        ("¥1,200", 1200.0, "円"),
    ] {
        assert_eq!(
            (value(printed), number(printed).unit.as_deref()),
            (figure, Some(unit)),
            "{printed}"
        );
    }
}

#[test]
fn mixed_magnitudes_add_up() {
    assert_eq!(value("2億7,491万円"), 274_910_000.0);
    assert_eq!(number("2億7,491万円").unit.as_deref(), Some("円"));
    assert_eq!(value("1兆2億3万4千円"), 1_000_200_034_000.0);
    assert_eq!(value("▲1億500円"), -100_000_500.0);
    assert_eq!(value("2億7,491万5円"), 274_910_005.0);
}

#[test]
fn bounds_are_read_by_meaning() {
    for printed in [
        "90.0以下",
        "90％以内",
        "90未満",
        "90%を超えない範囲（※）",
        "90%を上回らない範囲",
    ] {
        assert_eq!(number(printed).qualifier, Some(Qualifier::AtMost), "{printed}");
        assert_eq!(value(printed), 90.0, "{printed}");
    }
    for printed in ["90.0以上", "90％を下回らない範囲", "90人以上(※2)"] {
        assert_eq!(number(printed).qualifier, Some(Qualifier::AtLeast), "{printed}");
    }
    assert_eq!(number("90人以上").unit.as_deref(), Some("人"));
}

#[test]
fn a_second_figure_in_parentheses_is_the_alternate() {
    for printed in ["37.0 (60.3)", "37.0％（60.3％）", "37.0 (60.3) ※1"] {
        assert_eq!(
            (value(printed), number(printed).alternate),
            (37.0, Some(60.3)),
            "{printed}"
        );
    }
}

#[test]
fn footnote_marks_fall_off() {
    assert_eq!(
        (value("93.1％（※）"), number("93.1％（※）").unit.as_deref()),
        (93.1, Some("%"))
    );
    assert_eq!(value("1 ※2"), 1.0);
    assert_eq!(read_cell("—※3"), Cell::Dash);
}

#[test]
fn dashes_of_all_sorts_say_nothing() {
    for printed in [
        "-", "‐", "–", "—", "―", "─", "－", "ー", "−", "_", "＿", "- -", "～",
    ] {
        assert_eq!(read_cell(printed), Cell::Dash, "{printed}");
    }
    assert_eq!(read_cell(" 　"), Cell::Blank);
}

#[test]
fn placeholders_keep_their_place() {
    for printed in ["○○%", "○○%(○○%)", "●月", "○", "〇〇億円"] {
        assert_eq!(read_cell(printed), Cell::Placeholder, "{printed}");
    }
}

#[test]
fn damaged_digits_are_read_but_not_exact() {
    assert_eq!((value("4 4"), number("4 4").exact), (44.0, false));
    assert_eq!((value("95,5"), number("95,5").exact), (955.0, false));
    assert_eq!(
        (value("1.234.567"), number("1.234.567").exact),
        (1_234_567.0, false)
    );
    assert_eq!((value("1, 234"), number("1, 234").exact), (1234.0, false));
}

#[test]
fn words_dates_and_several_figures_are_no_figure() {
    for printed in [
        "2,286 93.1",
        "93.1 2,286",
        "10～20",
        "1/2",
        "10:30",
        "5年度",
        "令和5年度",
        "3事業を実施",
        "A",
        "12\n34",
        "1-2",
        "新規",
        "第3回",
        "P.12",
        "1 総務課",
        "16 1 新規 会計課",
        "2 市税 納税課",
        "3総務課",
        "(注)",
        "5月",
        "42（5）（6）",
        "1、2",
        "1・2",
        "1,234千円 5千円",
        ".",
        ",5",
    ] {
        assert_eq!(read_cell(printed), Cell::Other, "{printed}");
    }
}

#[test]
fn a_remark_in_words_does_not_spoil_the_figure() {
    assert_eq!(value("95.0%(見込)"), 95.0);
    assert_eq!(read_cell("95.0%(前年度比3ポイント増)"), Cell::Other);
}

proptest::proptest! {
    #[test]
    fn what_is_told_without_reading_is_what_reading_tells(
        figure in "[0-9]{1,4}([,、.][0-9]{1,4}){0,4}",
        signed in "[ 　]?[△▲−-]?[ 　]?[0-9]{1,4}(,[0-9]{3}){0,3}([.][0-9]{0,6})?[ 　]?[%％]?[ 　]?",
        text in "[ 　]?[0-9,.△約計千あア一総円件(（]{1,12}[ 　]?",
    ) {
        for text in [figure, signed, text] {
            proptest::prop_assert_eq!(read_cell(&text), read_in_full(&text), "{}", text);
        }
    }
}
