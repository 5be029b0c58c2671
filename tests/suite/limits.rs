//! What is more than allowed is told, with both numbers and the way out, and never cut in silence.

use super::fixture::folder;
use super::program::{Place, assert_code, said};

/// A place with one input and what a run with these flags says of it.
fn message(name: &str, bytes: &[u8], flags: &[&str]) -> String {
    let place = Place::new();
    place.write(format!("in/{name}"), bytes);
    let output = place.run(&[&["convert", "in", "--out", "out"], flags].concat());
    assert_code(&output, 1);
    let line = &place.lines()[0];
    assert_eq!(
        (line["outcome"].as_str(), line["code"].as_str()),
        (Some("failed"), Some("limit")),
        "{line}"
    );
    assert!(place.documents("out").is_empty());
    let message = line["message"].as_str().unwrap().to_owned();
    assert!(message.contains(flags[0]), "{message}");
    message
}

fn three_pages() -> Vec<u8> {
    std::fs::read(folder().join("pdf/over-pages--continues.pdf")).unwrap()
}

const TABLE: &str = "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>";

#[test]
fn pages() {
    let message = message("a.pdf", &three_pages(), &["--max-pages", "2"]);
    assert!(message.starts_with("limit: pages 3 > 2: "), "{message}");
}

#[test]
fn what_a_stream_unpacks_to() {
    let bomb = std::fs::read(folder().join("hostile/memory-bomb.pdf")).unwrap();
    let message = message("a.pdf", &bomb, &["--max-unpacked-bytes", "1G"]);
    assert!(
        message.starts_with("limit: unpacked bytes of a stream 1073741825 > 1073741824: "),
        "{message}"
    );
}

#[test]
fn cells_also_of_tables_in_tables() {
    let message_of = |text: &str| message("a.html", text.as_bytes(), &["--max-cells", "3"]);
    assert!(message_of(TABLE).starts_with("limit: cells a table 4 > 3: "));
    assert!(
        message_of(&format!("<table><tr><td>{TABLE}</td></tr></table>"))
            .starts_with("limit: cells a table 4 > 3")
    );
}

#[test]
fn output() {
    let message = message("a.html", TABLE.as_bytes(), &["--max-output-bytes", "1K"]);
    assert!(message.starts_with("limit: bytes of output "), "{message}");
}

#[test]
fn glyphs_of_a_page_make_that_page_unread() {
    let place = Place::new();
    place.write("in/a.pdf", three_pages());
    assert_code(
        &place.run(&["convert", "in", "--out", "out", "--max-glyphs", "20"]),
        1,
    );
    assert_eq!(place.lines()[0]["outcome"], "partial");
    let unread = place.json("out/a.pdf.json")["unread_pages"].clone();
    assert_eq!(unread[0], serde_json::json!({"page": 1, "why": "limit"}));
}

#[test]
fn glyphs_of_a_page_that_another_program_recognised() {
    for name in ["sheet.hocr", "sheet.alto.xml", "sheet.tsv", "sheet.docling.json"] {
        let place = Place::new();
        place.write(
            format!("in/{name}"),
            std::fs::read(folder().join("ocr").join(name)).unwrap(),
        );
        let output = place.run(&["convert", "in", "--out", "out", "--max-glyphs", "20"]);
        assert_code(&output, 1);
        assert_eq!(place.lines()[0]["outcome"], "partial", "{name}");
        let unread = place.json(&format!("out/{name}.json"))["unread_pages"].clone();
        assert_eq!(unread, serde_json::json!([{"page": 1, "why": "limit"}]), "{name}");
    }
}

#[test]
fn tables_nested_too_deep_are_text_and_that_is_told() {
    let nested = "<table><tr><td>甲".repeat(5) + &"</td></tr></table>".repeat(5);
    let place = Place::new();
    place.write("a.html", format!("<html><body>{nested}</body></html>"));
    let convert = |flags: &[&str]| {
        let output = place.run(&[&["convert", "a.html"], flags].concat());
        assert_code(&output, 0);
        let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (document, said(&output))
    };
    let (document, words) = convert(&["--max-nesting", "3"]);
    assert_eq!(document["warnings"][0]["code"], "limit");
    assert!(
        words.contains("limit: nesting of tables > 3") && words.contains("--max-nesting"),
        "{words}"
    );
    // Nothing is lost: all five are there.
    assert_eq!(
        document["tables"].to_string().matches('甲').count(),
        5,
        "{document:#}"
    );
    let (document, _) = convert(&[]);
    assert_eq!(document["warnings"], serde_json::json!([]));
}

#[test]
fn a_limit_that_is_no_number_is_wrong_usage() {
    let place = Place::with(&["a.txt"]);
    for flags in [
        ["--max-bytes", "much"],
        ["--max-bytes", "2G"],
        ["--timeout", "0"],
        ["--memory-limit", "1T"],
    ] {
        let output = place.run(&[&["convert", "a.txt"], &flags[..]].concat());
        assert_code(&output, 2);
        assert!(said(&output).contains(flags[0]), "{}", said(&output));
    }
}
