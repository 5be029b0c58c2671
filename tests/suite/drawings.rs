//! Drawings of pages, and pages for programs.

use std::path::Path;

use super::program::{Place, assert_code, said};

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name)
        .display()
        .to_string()
}

#[test]
fn a_page_is_drawn_with_layers_that_can_be_switched() {
    let place = Place::new();
    let file = fixture("pdf/form--cells.pdf");
    assert_code(
        &place.run(&[
            "inspect",
            &file,
            "--page",
            "1",
            "--draw",
            "out.svg",
            "--layers",
            "cells,order",
        ]),
        0,
    );
    let svg = place.text("out.svg");
    let shown = |layer: &str| {
        svg.contains(&format!("<g id=\"{layer}\" class=\"layer {layer}\">"))
            || svg.contains(&format!("<g id=\"{layer}\" class=\"layer {layer}\" transform"))
    };
    for layer in ["page", "roles", "text", "glyphs", "lines", "cells", "order"] {
        assert!(svg.contains(&format!("<g id=\"{layer}\"")), "{layer}");
        assert!(svg.contains(&format!("data-layer=\"{layer}\"")), "{layer}");
        assert_eq!(shown(layer), ["cells", "order"].contains(&layer), "{layer}");
    }
    // みどり課 stands at x = 185 on the base line y = 130, in type of 10 points.
    assert!(svg.contains("<rect x=\"185.00\" y=\"121.20\" width=\"10.00\" height=\"10.00\""));
    assert!(svg.contains("み U+307F 10.0 pt"));
    let opened = svg.matches("<g").count();
    assert_eq!(opened, svg.matches("</g>").count());
    assert!(
        svg.contains("data:image/png;base64,"),
        "the page itself is in the drawing"
    );
}

#[test]
fn a_ring_around_a_word_is_drawn_with_the_lines() {
    let place = Place::new();
    let file = fixture("sheets/sheet--rings-and-marks.pdf");
    let drawn = |layers: &str| {
        let arguments = ["inspect", &file, "--draw", "out.svg", "--layers", layers];
        assert_code(&place.run(&arguments), 0);
        place.text("out.svg")
    };
    assert!(drawn("lines").contains("<title>ring</title>"));
}

#[test]
fn a_page_is_drawn_as_a_picture() {
    let place = Place::new();
    let file = fixture("pdf/form--cells.pdf");
    let draw = |out: &str, layers: &str| {
        assert_code(
            &place.run(&["inspect", &file, "--draw", out, "--layers", layers]),
            0,
        );
        std::fs::read(place.path(out)).unwrap()
    };
    let (bare, full) = (draw("bare.png", "page"), draw("full.png", "page,cells,glyphs"));
    assert!(bare.starts_with(b"\x89PNG\r\n"));
    // A4 at two pixels a point.
    let side = |at: usize| u32::from_be_bytes(bare[at..at + 4].try_into().unwrap());
    assert_eq!((side(16), side(20)), (1190, 1683));
    assert_ne!(bare, full);
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let place = Place::with(&["a.txt"]);
    let file = fixture("pdf/form--cells.pdf");
    let refused = |arguments: &[&str], code: i32, words: &str| {
        let output = place.run(arguments);
        assert_code(&output, code);
        assert!(said(&output).contains(words), "{}", said(&output));
    };
    refused(
        &["inspect", &file, "--page", "9", "--draw", "o.svg"],
        1,
        "no page 9",
    );
    refused(&["inspect", &file, "--draw", "o.gif"], 2, ".svg or .png");
    refused(
        &["inspect", &file, "--draw", "o.svg", "--layers", "ink"],
        2,
        "layers are page",
    );
    refused(&["inspect", "a.txt", "--draw", "o.svg"], 1, "no page 1");
    assert!(place.files(".").iter().all(|name| !name.ends_with("svg")));
}

#[test]
fn pages_are_told_to_programs_with_their_words_in_reading_order() {
    let place = Place::new();
    let output = place.run(&[
        "inspect",
        &fixture("pdf/form--cells.pdf"),
        "--json",
        "--page",
        "1",
    ]);
    assert_code(&output, 0);
    let inspection: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let [page] = inspection["pages"].as_array().unwrap().as_slice() else {
        panic!("{inspection}");
    };
    assert_eq!((&page["page"], &page["readable"]), (&1.into(), &true.into()));
    assert!((page["width"].as_f64().unwrap() - 595.28).abs() < 0.1);
    assert!((page["height"].as_f64().unwrap() - 841.89).abs() < 0.1);
    let words: Vec<&str> = page["words"]
        .as_array()
        .unwrap()
        .iter()
        .map(|word| word["text"].as_str().unwrap())
        .collect();
    let place_of = |text: &str| {
        words
            .iter()
            .position(|word| *word == text)
            .unwrap_or_else(|| panic!("{text}"))
    };
    assert!(place_of("事業評価シート（令和６年度）") < place_of("担当課"));
    assert!(place_of("担当課") < place_of("みどり課"));
    let bbox: Vec<f64> = page["words"][place_of("みどり課")]["box"]
        .as_array()
        .unwrap()
        .iter()
        .map(|value| value.as_f64().unwrap())
        .collect();
    for (found, truth) in bbox.iter().zip([185.0, 121.2, 225.0, 131.2]) {
        assert!((found - truth).abs() < 1.0, "{bbox:?}");
    }
    assert_code(
        &place.run(&["inspect", &fixture("pdf/form--cells.pdf"), "--page", "2"]),
        1,
    );
}

#[test]
fn the_half_of_a_list_on_the_facing_page_is_told_by_its_own_columns() {
    let place = Place::new();
    let file = fixture("sheets/list--facing-pages.pdf");
    let output = place.run(&["inspect", &file, "--json"]);
    assert_code(&output, 0);
    let inspection: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let half = &inspection["readings"][1];
    assert_eq!(half["read_as"], "rows");
    let columns = half["columns"].as_array().unwrap();
    let told = |column: &serde_json::Value| (column["label"].clone(), column["role"].clone());
    let told: Vec<_> = columns.iter().map(told).collect();
    assert_eq!(told.first(), Some(&("番号".into(), "number".into())));
    assert_eq!(told.get(1), Some(&("総合評価".into(), "evaluation".into())));
    assert_eq!(told.len(), 4, "{columns:?}");
}

/// The program where no other program can be found.
fn alone(place: &Place, arguments: &[&str]) -> std::process::Output {
    std::fs::create_dir_all(place.path("bin")).unwrap();
    place
        .command()
        .env("PATH", place.path("bin"))
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn without_the_ocr_program_scans_are_partial_and_the_way_to_install_it_is_told() {
    let place = Place::new();
    let output = alone(&place, &["convert", &fixture("ocr/scan.pdf")]);
    assert_code(&output, 1);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["outcome"], "partial");
    assert_eq!(document["program"]["ocr"], serde_json::Value::Null);
    let unread =
        serde_json::json!([{"page": 1, "why": "no-text-layer"}, {"page": 2, "why": "no-text-layer"}]);
    assert_eq!(document["unread_pages"], unread);
    let words = said(&output);
    assert!(
        words.contains("pages 1, 2")
            && [
                "apt-get install tesseract-ocr",
                "macOS: brew install",
                "Windows: winget install"
            ]
            .iter()
            .all(|way| words.contains(way)),
        "{words}"
    );
}

#[test]
fn ocr_can_be_switched_off_and_is_missed_only_where_it_was_asked_for() {
    let place = Place::new();
    let output = alone(&place, &["convert", &fixture("ocr/scan.pdf"), "--ocr", "off"]);
    assert_code(&output, 1);
    assert!(!said(&output).contains("apt-get"), "{}", said(&output));
    let output = alone(&place, &["convert", &fixture("ocr/scan.pdf"), "--ocr", "force"]);
    assert!(output.stdout.is_empty() && !output.status.success());
    assert!(
        said(&output).contains("--ocr force needs it: apt-get install"),
        "{}",
        said(&output)
    );
}

#[cfg(unix)]
#[test]
fn an_ocr_program_that_fails_leaves_its_pages_unread_and_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let script = "#!/bin/sh\ncase $1 in\n--version) echo tesseract 9.9.9;;\n--list-langs) echo jpn;;\n*) exit 3;;\nesac\n";
    place.write("bin/tesseract", script);
    std::fs::set_permissions(
        place.path("bin/tesseract"),
        std::fs::Permissions::from_mode(0o755),
    )
    .unwrap();
    let output = alone(&place, &["convert", &fixture("ocr/scan.pdf")]);
    assert_code(&output, 1);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (
            &document["outcome"],
            document["unread_pages"].as_array().unwrap().len()
        ),
        (&"partial".into(), 2)
    );
    assert!(
        said(&output).contains("tesseract 9.9.9 failed"),
        "{}",
        said(&output)
    );
}
