//! Docling's JSON: forms, and whatever else carries text.

use serde_json::{Value, json};

use jigyo::model::{Report, Trace};
use jigyo::source::Reading;
use jigyo::{Failure, ReadOptions};

use super::show::{read_bytes, show};
use crate::fixture::CONVERTER;

/// A text ten points high.
fn text(words: &str, x: f64, y: f64) -> Value {
    json!({"label": "text", "text": words, "orig": words, "prov": [place(words, x, y)], "children": []})
}

fn place(words: &str, x: f64, y: f64) -> Value {
    let width = 10.0 * words.chars().count() as f64;
    json!({"page_no": 1, "charspan": [0, words.chars().count()],
        "bbox": {"l": x, "t": 842.0 - y, "r": x + width, "b": 832.0 - y, "coord_origin": "BOTTOMLEFT"}})
}

/// Labels with their values behind them, as a model that reads forms writes them.
fn form(pairs: &[(&str, &str, f64, f64)]) -> Value {
    let mut cells = Vec::new();
    let mut links = Vec::new();
    for (id, (label, value, x, y)) in pairs.iter().enumerate() {
        let behind = x + 10.0 * label.chars().count() as f64 + 20.0;
        cells.push(
            json!({"cell_id": 2 * id, "label": "key", "text": label, "orig": label,
            "prov": place(label, *x, *y)}),
        );
        cells.push(
            json!({"cell_id": 2 * id + 1, "label": "value", "text": value, "orig": value,
            "prov": place(value, behind, *y)}),
        );
        links.push(json!({"label": "to_value", "source_cell_id": 2 * id, "target_cell_id": 2 * id + 1}));
        links.push(json!({"label": "to_key", "source_cell_id": 2 * id + 1, "target_cell_id": 2 * id}));
    }
    json!({"label": "key_value_region", "graph": {"cells": cells, "links": links}, "prov": [], "children": []})
}

/// A document of one page; its body has the texts, then the tables, pictures and forms.
fn document(parts: Value) -> Value {
    let mut document = json!({"schema_name": "DoclingDocument", "version": "1.7.0", "name": "x",
        "pages": {"1": {"size": {"width": 595.0, "height": 842.0}, "page_no": 1}}});
    let mut children = Vec::new();
    for kind in ["texts", "tables", "pictures", "form_items", "key_value_items"] {
        let entries = parts.get(kind).and_then(Value::as_array).map_or(0, Vec::len);
        children.extend((0..entries).map(|index| json!({"$ref": format!("#/{kind}/{index}")})));
    }
    document["body"] = json!({"self_ref": "#/body", "children": children});
    for (kind, entries) in parts.as_object().expect("parts") {
        document[kind] = entries.clone();
    }
    document
}

fn read(document: &Value) -> Result<Reading, Failure> {
    read_bytes(document.to_string().as_bytes(), None)
}

fn blocks(document: &Value) -> Vec<String> {
    let mut blocks = show(&read(document).expect("a readable file"));
    blocks.retain(|block| block != "blank" && block != "page");
    blocks
}

fn report(document: &Value) -> Report {
    CONVERTER
        .convert("x.json", document.to_string().as_bytes(), &ReadOptions::default())
        .expect("a readable file")
}

const CARD: [(&str, &str, f64, f64); 3] = [
    ("事業名", "水路の清掃", 40.0, 80.0),
    ("担当課", "下水道課", 40.0, 110.0),
    ("決算額（千円）", "2,105", 40.0, 140.0),
];

#[test]
fn labels_and_values_of_a_form_are_an_item_where_they_stand() {
    let title = text("令和６年度事業評価シート", 40.0, 40.0);
    let note = text("水路にたまった土砂を取り除く。", 40.0, 300.0);
    for kind in ["key_value_items", "form_items"] {
        let mut parts = json!({"texts": [title, note]});
        parts[kind] = json!([form(&CARD)]);
        let document = document(parts);
        assert_eq!(
            blocks(&document),
            [
                "令和６年度事業評価シート",
                "[事業名│水路の清掃⏎担当課│下水道課⏎決算額（千円）│2,105]",
                "水路にたまった土砂を取り除く。"
            ],
            "{kind}"
        );
        let report = report(&document);
        let [item] = report.items.as_slice() else {
            panic!("{kind}: {:?}", report.items);
        };
        let [budget] = item.budgets.as_slice() else {
            panic!("{kind}: {:?}", item.budgets);
        };
        assert_eq!(
            (item.name.as_str(), item.departments[0].name.as_str()),
            ("水路の清掃", "下水道課")
        );
        assert_eq!((budget.yen, budget.fiscal_year), (Some(2_105_000), Some(2024)));
        assert_eq!(budget.trace.bbox, Some([130.0, 140.0, 180.0, 150.0]), "{kind}");
    }
}

#[test]
fn what_a_form_says_of_the_texts_around_it_is_read_once() {
    let doubled = [
        text("事業名：水路の清掃", 40.0, 80.0),
        text("担当課", 40.0, 110.0),
        text("下水道課", 100.0, 110.0),
    ];
    let blocks = blocks(&document(json!({"texts": doubled, "form_items": [form(&CARD)],
        "key_value_items": [form(&CARD)]})));
    let [card] = blocks.as_slice() else {
        panic!("{blocks:?}");
    };
    assert_eq!(card, "[事業名│水路の清掃⏎担当課│下水道課⏎決算額（千円）│2,105]");
}

#[test]
fn cards_side_by_side_are_read_one_after_the_other() {
    let cards = form(&[
        ("事業名", "橋の塗装", 40.0, 80.0),
        ("予算額（千円）", "4,000", 40.0, 100.0),
        ("事業名", "堤の補強", 320.0, 80.0),
        ("予算額（千円）", "5,000", 320.0, 100.0),
    ]);
    let report = report(&document(json!({"texts": [text("令和６年度予算", 40.0, 40.0)],
        "key_value_items": [cards]})));
    let amounts: Vec<(&str, Option<i64>)> = report
        .items
        .iter()
        .map(|item| (item.name.as_str(), item.budgets[0].yen))
        .collect();
    assert_eq!(
        amounts,
        [("橋の塗装", Some(4_000_000)), ("堤の補強", Some(5_000_000))]
    );
}

#[test]
fn labels_under_labels_and_what_belongs_to_none_stay() {
    let cell = |id: usize, label: &str, words: &str, x: f64, y: f64| {
        json!({"cell_id": id, "label": label,
        "text": words, "orig": words, "prov": place(words, x, y)})
    };
    let link = |label: &str, from: usize, to: usize| json!({"label": label, "source_cell_id": from, "target_cell_id": to});
    let cells = [
        cell(0, "key", "事業費（千円）", 40.0, 80.0),
        cell(1, "key", "令和５年度", 140.0, 80.0),
        cell(2, "value", "4,100", 240.0, 80.0),
        cell(3, "key", "令和６年度", 140.0, 100.0),
        cell(4, "value", "4,350", 240.0, 100.0),
        cell(5, "key", "備考", 40.0, 130.0),
        cell(6, "value", "写真は別紙", 300.0, 300.0),
        // Two that say they are each under the other.
        cell(7, "key", "甲", 40.0, 400.0),
        cell(8, "key", "乙", 40.0, 420.0),
    ];
    let links = [
        link("to_child", 0, 1),
        link("to_parent", 3, 0),
        link("to_value", 1, 2),
        link("to_value", 3, 4),
        link("to_child", 7, 8),
        link("to_child", 8, 7),
        link("to_value", 0, 99),
    ];
    assert_eq!(
        blocks(&document(
            json!({"form_items": [{"graph": {"cells": cells, "links": links}}]})
        )),
        [
            "[事業費（千円）│令和５年度│4,100⏎^│令和６年度│4,350⏎備考│<│]",
            "写真は別紙",
            "甲",
            "乙"
        ]
    );
}

#[test]
fn fields_are_labels_with_values() {
    let said = |label: &str, words: &str, x: f64| {
        json!({"label": label, "text": words, "orig": words,
        "prov": [place(words, x, 80.0)], "children": []})
    };
    let mut document = document(json!({
        "texts": [said("field_key", "事業名", 40.0), said("field_value", "市史の編さん", 140.0)],
        "field_regions": [{"children": [{"$ref": "#/field_items/0"}]}],
        "field_items": [{"children": [{"$ref": "#/texts/0"}, {"$ref": "#/texts/1"}]}],
    }));
    document["body"]["children"] = json!([{"$ref": "#/field_regions/0"}]);
    assert_eq!(blocks(&document), ["[事業名│市史の編さん]"]);
}

#[test]
fn texts_are_read_as_printed() {
    let kind = |label: &str, words: &str, printed: &str, y: f64| {
        let mut text = text(printed, 40.0, y);
        text["label"] = json!(label);
        text["text"] = json!(words);
        text
    };
    assert_eq!(
        blocks(&document(json!({"texts": [
            kind("checkbox_selected", "継続", "継続", 40.0),
            kind("checkbox_unselected", "廃止", "廃止", 60.0),
            kind("list_item", "苗木を配った。", "■ 苗木を配った。", 80.0),
            kind("formula", "", "達成率＝実績÷目標", 100.0),
        ]}))),
        ["☑ 継続", "☐ 廃止", "■ 苗木を配った。", "達成率＝実績÷目標"]
    );
}

#[test]
fn a_caption_above_its_table_comes_before_it() {
    let caption = text("事業一覧（単位：千円）", 40.0, 60.0);
    let note = text("注 概数", 40.0, 200.0);
    let cell = |row: usize, words: &str| {
        json!({"text": words, "start_row_offset_idx": row,
        "end_row_offset_idx": row + 1, "start_col_offset_idx": 0, "end_col_offset_idx": 1})
    };
    let table = json!({"data": {"table_cells": [cell(0, "事業名"), cell(1, "水路の清掃")]},
        "prov": [{"page_no": 1, "bbox": {"l": 40, "t": 100, "r": 300, "b": 160, "coord_origin": "TOPLEFT"}}],
        "children": [{"$ref": "#/texts/1"}, {"$ref": "#/texts/0"}]});
    let mut document = document(json!({"texts": [caption, note], "tables": [table]}));
    document["body"]["children"] = json!([{"$ref": "#/tables/0"}]);
    assert_eq!(
        blocks(&document),
        ["事業一覧（単位：千円）", "[事業名⏎水路の清掃]", "注 概数"]
    );
}

#[test]
fn what_is_not_read_is_said() {
    let picture = json!({"prov": [place("図", 40.0, 100.0)], "children": [],
        "meta": {"description": {"text": "予算は増えている。", "created_by": "a model"},
            "classification": {"predictions": [{"class_name": "bar_chart"}]}}});
    let mut document = document(json!({"texts": [text("前文", 40.0, 40.0)], "pictures": [picture]}));
    document["stamps"] = json!([{"text": "済"}]);
    let reading = read(&document).expect("a readable file");
    let told: Vec<(&str, &Trace)> = reading
        .warnings
        .iter()
        .map(|warning| (warning.code.as_str(), &warning.trace))
        .collect();
    let place = Trace {
        page: Some(1),
        bbox: Some([40.0, 100.0, 50.0, 110.0]),
        ..Trace::default()
    };
    assert_eq!(
        told,
        [("docling-made", &place), ("docling-unread", &Trace::default())]
    );
    assert!(
        reading.warnings[0].message.ends_with(": 予算は増えている。"),
        "{:?}",
        reading.warnings
    );
    assert!(
        reading.warnings[1].message.contains("`stamps`"),
        "{:?}",
        reading.warnings
    );
    assert!(!reading.canvas.text.contains("増えて"));
}

#[test]
fn a_text_without_a_place_has_a_page_and_no_box() {
    let mut said = text("事業の説明", 0.0, 0.0);
    said["prov"] = json!([]);
    let reading = read(&document(json!({"texts": [said]}))).expect("a readable file");
    let trace = reading.canvas.trace(&[(0, 15)]);
    assert_eq!((trace.page, trace.bbox), (Some(1), None));
}
