//! Lines, Markdown, pipes and tabs.

use jigyo::source::Origin;

use super::show::{blocks, passages, read_text};

#[test]
fn each_line_is_a_block_and_a_run_of_blank_lines_one() {
    assert_eq!(blocks("一\n二\n\n \n　\n三\n"), ["一", "二", "blank", "三"]);
    assert_eq!(blocks("一\r二\r\n\r\n三"), ["一", "二", "blank", "三"]);
}

#[test]
fn form_feeds_and_page_marks_start_a_page() {
    assert_eq!(blocks("一\u{c}二\n"), ["一", "page", "二"]);
    for mark in [
        "--- page 3 ---",
        "<!-- page 3 -->",
        "<!-- PageBreak -->",
        "<!-- PageNumber=\"3\" -->",
        "[Page 3]",
        "===== 3 =====",
        "--- Page 3 of 10 ---",
        "--- 3/10 ---",
        "=== ページ 3 ===",
        "{3}------------------------------------------------",
    ] {
        let text = format!("一\n{mark}\n二");
        assert_eq!(blocks(&text), ["一", "page", "二"], "{mark}");
    }
}

#[test]
fn comments_over_lines_are_markup() {
    assert_eq!(blocks("一\n<!-- 注\n二\n-->\n三"), ["一", "三"]);
    assert_eq!(blocks("<!-- 一\n二"), ["<!-- 一", "二"]);
}

#[test]
fn printed_numbers_and_rules_are_no_page_marks() {
    assert_eq!(blocks("- 3 -"), ["- 3 -"]);
    assert_eq!(blocks("[3]"), ["[3]"]);
    assert_eq!(blocks("[Pagoda 3]"), ["[Pagoda 3]"]);
    assert_eq!(blocks("--- 施策 3 ---"), ["--- 施策 3 ---"]);
    assert_eq!(blocks("題\n---\n文"), ["題", "blank", "文"]);
}

#[test]
fn headings_lists_and_emphasis_lose_their_marks() {
    assert_eq!(
        blocks("## 施策 1 ##\n# 計画\n###基本"),
        ["== 施策 1", "= 計画", "=== 基本"]
    );
    assert_eq!(blocks("#chofu\\_komae\n# \n#"), ["#chofu_komae", "#", "#"]);
    assert_eq!(blocks("- 一\n* 二\n+ 三  \n-四"), ["- 一", "- 二", "- 三", "-四"]);
    assert_eq!(blocks("**施策 1**\n__指標__ です"), ["! 施策 1", "指標 です"]);
    assert_eq!(blocks("## **施策 1**"), ["== 施策 1"]);
}

#[test]
fn emphasis_goes_over_lines_and_may_be_unbalanced() {
    assert_eq!(blocks("**施策 1  \n質の高い**"), ["! 施策 1", "! 質の高い"]);
    assert_eq!(blocks("__施策 1  \n質の高い__"), ["! 施策 1", "! 質の高い"]);
    assert_eq!(blocks("質の高い**\n次の行"), ["質の高い", "次の行"]);
    assert_eq!(blocks("**質の高い\n\n次の行"), ["! 質の高い", "blank", "次の行"]);
    assert_eq!(blocks("**一****二** 三"), ["一二 三"]);
}

#[test]
fn blanks_and_signs_that_look_like_emphasis_stay() {
    assert_eq!(
        blocks("氏名 ____ 印\n2 ** 3\n※* 注"),
        ["氏名 ____ 印", "2 ** 3", "※* 注"]
    );
    assert_eq!(blocks("file__name__x"), ["file__name__x"]);
}

#[test]
fn escapes_and_references_become_their_character() {
    assert_eq!(blocks(r"a\_b \*c\* \# \1,000"), [r"a_b *c* # \1,000"]);
    assert_eq!(
        blocks("&lt;p&gt; &amp;amp; &#12354;&#x3044;&nbsp;"),
        ["<p> &amp; あい"]
    );
    assert_eq!(blocks("AT&T &unknown; &#1; &"), ["AT&T &unknown; &#1; &"]);
}

#[test]
fn a_reference_stands_at_its_first_character() {
    let reading = read_text("a&lt;b");
    let places: Vec<_> = passages(&reading)[0].chars().collect();
    assert_eq!(places, [('a', 0), ('<', 1), ('b', 5)]);
    assert_eq!(reading.markup, [(2, 5)]);
}

#[test]
fn pipes_are_tables_with_and_without_outer_pipes() {
    assert_eq!(
        blocks("| a | b |\n|---|:-:|\n| c \\| d | e |\n後"),
        ["[a│b⏎c | d│e]", "後"]
    );
    assert_eq!(blocks("a | b\n---|---\nc | "), ["[a│b⏎c│]"]);
    assert_eq!(blocks("| a |  | b |\n|  | c | d |"), ["[a││b⏎│c│d]"]);
    assert_eq!(blocks("+---+---+\n| a | b |\n+---+---+"), ["[a│b]"]);
    assert_eq!(blocks("赤 | 青"), ["赤 | 青"]);
}

#[test]
fn pipe_rows_keep_their_empty_cells() {
    assert_eq!(blocks("|  | b |\n|---|---|\n| c |  |"), ["[│b⏎c│]"]);
}

#[test]
fn tabs_are_tables() {
    assert_eq!(blocks("前\na\tb\n\tc\t\nd\t\n後"), ["前", "[a│b│⏎│c│⏎d││]", "後"]);
    assert_eq!(blocks("a\tb\n\nc\td"), ["[a│b]", "blank", "[c│d]"]);
    assert_eq!(blocks("a\tb\n---------\t---\nc\td"), ["[a│b⏎c│d]"]);
    assert_eq!(blocks("a\tb\n事業費\t---"), ["[a│b⏎事業費│---]"]);
    assert_eq!(blocks("a\tb\n\t\nc\td\n\t\n"), ["[a│b⏎│⏎c│d]", "blank"]);
}

#[test]
fn a_cell_that_a_line_end_cut_goes_on() {
    assert_eq!(blocks("a\t<p>b\nc</p>\nd\te"), ["[a│b c⏎d│e]"]);
    assert_eq!(blocks("a\t\"b\nc\"\nd\te"), ["[a│\"b/c\"⏎d│e]"]);
    assert_eq!(blocks("a\t\"b\nc\"\td\ne\tf\tg"), ["[a│\"b/c\"│d⏎e│f│g]"]);
    assert_eq!(blocks("a\tb\nc\nd\te"), ["[a│b]", "c", "[d│e]"]);
    assert_eq!(blocks("a\t<ul style=\"x\">b\nc\nd\te"), ["[a│b]", "c", "[d│e]"]);
}

#[test]
fn huge_and_uneven_rows_stay_small() {
    let wide = "\t".repeat(3000) + "x\n";
    let many = format!("{wide}{}", "a\tb\n".repeat(5000));
    let reading = read_text(&many);
    assert!(reading.blocks.len() > 1);
    assert_eq!(
        passages(&reading)
            .iter()
            .filter(|text| text.as_str() == "a")
            .count(),
        5000
    );
    assert!(passages(&reading).iter().any(|text| text.as_str() == "x"));
}

#[test]
fn lines_are_counted_at_every_kind_of_end() {
    let reading = read_text("a\rb\r\nc\nd");
    let Origin::Text { lines, .. } = &reading.canvas.origin else {
        panic!("a text has text origin");
    };
    assert_eq!(
        lines.iter().map(|line| line.offset).collect::<Vec<_>>(),
        [0, 2, 5, 7]
    );
}
