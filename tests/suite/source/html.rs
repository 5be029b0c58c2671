//! HTML in text, and whole pages.

use super::show::{blocks, passages, read_text, show};

#[test]
fn tables_on_one_line_and_over_several() {
    let table = "<table border=\"1\"><tr><th rowspan=2>a</th><TD>b</TD></tr><tr><td>c</td></tr></table>";
    assert_eq!(blocks(table), ["[a│b⏎^│c]"]);
    assert_eq!(blocks(&table.replace('<', "\n\t<")), ["blank", "[a│b⏎^│c]"]);
    assert_eq!(blocks(&format!("前 {table} 後")), ["前", "[a│b⏎^│c]", "後"]);
    let blank_lines = table.replace("</tr>", "</tr>\n\n");
    assert_eq!(blocks(&blank_lines), ["[a│b⏎^│c]"]);
}

#[test]
fn groups_captions_and_missing_end_tags() {
    let table = "<table><caption>表1</caption><thead><tr><th>a<th>b</thead><tbody><tr><td>c<td>d</table>";
    assert_eq!(blocks(table), ["表1", "[a│b⏎c│d]"]);
    assert_eq!(
        blocks("<table><tr><td>a</td><td>b\n\n後の文"),
        ["[a│b]", "blank", "後の文"]
    );
    assert_eq!(blocks("<tr><td>a</td><td>b</td></tr>\n後"), ["[a│b]", "後"]);
    assert_eq!(blocks("<table>迷子<tr><td>a</td></tr></table>"), ["[迷子⏎a]"]);
}

#[test]
fn spans_are_clamped_to_what_is_there() {
    let table =
        "<table><tr><td rowspan=100000>a</td><td colspan=-2>b</td></tr><tr><td rowspan=0>c</td></tr></table>";
    assert_eq!(blocks(table), ["[a│b⏎^│c]"]);
    let overlap = "<table><tr><td>a</td><td rowspan=2>b</td><td>c</td></tr><tr><td colspan=3>d</td><td>e</td></tr></table>";
    assert_eq!(blocks(overlap), ["[a│b│c⏎d│^│e]"]);
    let reading = read_text(&"<table><tr><td colspan=99999999999999999999>a</td></tr></table>\n".repeat(50));
    assert_eq!(
        passages(&reading)
            .iter()
            .filter(|text| text.as_str() == "a")
            .count(),
        50
    );
}

#[test]
fn tables_stand_inside_cells() {
    let table = "<table><tr><td>b</td><td>c</td></tr></table>";
    assert_eq!(
        blocks(&format!("a\t前{table}後\td\ne\tf")),
        ["[a│前/後[b│c]│d⏎e│f│]"]
    );
    assert_eq!(blocks(&format!("{table}\tb\t\nd\te")), ["[[b│c]│b│⏎d│e│]"]);
    let nested = format!("<table><tr><td>x{table}</td><td>y</td></tr></table>");
    assert_eq!(blocks(&nested), ["[x[b│c]│y]"]);
    assert_eq!(blocks(&format!("| a | {table} |\n|---|---|")), ["[a│[b│c]]"]);
}

#[test]
fn a_table_that_damage_cut_ends_with_its_cell() {
    assert_eq!(
        blocks("<table><tr><td>a\tb\nc\td\n<table><tr><td>e</td></tr></table>\tf"),
        ["[[a]│b⏎c│d⏎[e]│f]"]
    );
}

#[test]
fn emphasis_around_table_tags_is_read_once() {
    assert_eq!(blocks("</table><caption>__</caption>__#"), ["#"]);
    assert_eq!(
        blocks("<table><tr><td>**a</td><td>b**</td></tr></table>"),
        ["[a│b]"]
    );
}

#[test]
fn deep_nesting_is_flattened() {
    let deep = "<table><tr><td>x".repeat(20_000);
    let reading = read_text(&deep);
    let text: String = passages(&reading)
        .iter()
        .map(|text| text.as_str().replace('\n', ""))
        .collect();
    assert_eq!(text.len(), 20_000);
}

#[test]
fn blocks_break_lines_without_empty_ones() {
    assert_eq!(
        blocks("a\t<p>一</p> <p>二<br><br/>三</p><ul><li>四</li></ul>"),
        ["[a│一/二/三/四]"]
    );
    assert_eq!(
        blocks("<p><b>基本事業1</b></p> <p style=\"text-align: right;\"><b>指標</b>No</p>"),
        ["! 基本事業1", "指標No"]
    );
    assert_eq!(blocks("<ul><li>一</li><li>二</li></ul>"), ["- 一", "- 二"]);
    assert_eq!(
        blocks("広域行政 <b>圏協</b> 議会<sup>注</sup>"),
        ["広域行政 圏協 議会注"]
    );
}

#[test]
fn only_known_names_are_tags() {
    for text in [
        "<目標：年間40件>",
        "‹目標›",
        "＜目標：年間＞",
        "<市域>",
        "a < b",
        "a<b の場合 x>y",
        "<評価A>",
        "<A>",
        "評価は<B>です",
        "<foo>",
        "<p1>",
        "<b 目標>",
        "<>",
        "</>",
        "<",
    ] {
        assert_eq!(blocks(text), [text]);
    }
    assert_eq!(blocks("<B>太字</B>と<a href=\"x\">表</a>"), ["太字と表"]);
}

#[test]
fn a_tag_that_damage_cut_is_markup_when_an_attribute_shows_it() {
    assert_eq!(blocks("a\t<ul style=\"list-\nb\tc"), ["[a│⏎b│c]"]);
    assert_eq!(blocks("一 <ul style=\"list-style-type: none・二"), ["一", "・二"]);
    assert_eq!(
        blocks("一 <ul style=\"none>・二 \"三\" 四</ul>"),
        ["一", "・二 \"三\" 四"]
    );
    assert_eq!(blocks("一 <ul"), ["一 <ul"]);
}

#[test]
fn a_whole_page_is_read_by_its_elements() {
    let page = "\u{feff}<!DOCTYPE html>\n<html><head><title>題</title><style>p > a {}</style></head>\n<body>\n\
        <!-- 注 --><h1>施策\n報告書</h1><script>if (a < b) { x = \"<p>\"; }</script>\n<p>一&amp;二<br>三 **四** # 五</p>\n\
        <table>\n<tr>\n<td>a</td>\n<td>b\n<p>c</p></td>\n</tr>\n</table>\n\n<ol><li>六</ol>\n<pre>七\n八</pre></body></html>\n";
    let reading = read_text(page);
    assert_eq!(reading.media_type, "text/html");
    assert_eq!(
        show(&reading),
        [
            "= 施策 報告書",
            "一&二",
            "三 **四** # 五",
            "[a│b/c]",
            "- 六",
            "七",
            "八"
        ]
    );
}
