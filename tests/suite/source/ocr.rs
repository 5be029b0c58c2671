//! What other OCR programs write, and scans.

use std::fs;
use std::path::{Path, PathBuf};

use jigyo::model::{CheckStatus, Engine, Outcome};
use jigyo::source::{Reading, read};
use jigyo::{Failure, ReadOptions};

use super::show::{read_bytes, show};
use crate::fixture::CONVERTER;
use crate::tools::{shared, tesseract};

const HEAD: &str = "事業名│担当課│事業費（千円）│<│増減額（千円）⏎^│^│令和６年度│令和５年度│^";
const BODY: &str = "公園の木の手入れ│みどり課│1,250│1,140│110⏎水路の清掃│下水道課│865│922│△57⏎\
    街路灯の取替え│道路課│3,471│3,118│353⏎花壇づくりの応援│みどり課│246│231│15";
const TITLE: &str = "公園と水路の事業一覧（令和６年度）";
const NOTE: &str = "この一覧は、担当の課が毎年つくり、議会に出す。";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/ocr")
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).expect("a fixture")
}

fn fixture(name: &str) -> Reading {
    read(&bytes(name), &ReadOptions::default()).expect("a readable file")
}

/// The blocks that say something.
fn blocks(reading: &Reading) -> Vec<String> {
    let mut blocks = show(reading);
    blocks.retain(|block| block != "blank" && block != "page");
    blocks
}

#[test]
fn what_other_ocr_programs_write_is_read_cell_for_cell() {
    for (name, media_type) in [
        ("sheet.hocr", "text/vnd.hocr+html"),
        ("sheet.alto.xml", "application/alto+xml"),
        ("ruled.tsv", "text/tab-separated-values"),
        ("sheet.docling.json", "application/json"),
    ] {
        let reading = fixture(name);
        assert_eq!(
            blocks(&reading),
            [TITLE.to_owned(), format!("[{HEAD}⏎{BODY}]"), NOTE.to_owned()],
            "{name}"
        );
        assert_eq!(reading.media_type, media_type);
        assert_eq!((reading.engine, reading.pages), (Engine::Ocr, Some(1)), "{name}");
    }
}

#[test]
fn tsv_without_ruling_lines_gives_every_word_in_its_row() {
    let reading = fixture("sheet.tsv");
    assert_eq!((reading.engine, reading.pages), (Engine::Ocr, Some(1)));
    assert_eq!(reading.media_type, "text/tab-separated-values");
    let text = blocks(&reading).join("⏎").replace('│', " ");
    for row in BODY.split('⏎') {
        assert!(text.contains(&row.replace('│', " ")), "{row}: {text}");
    }
}

#[test]
fn words_of_other_ocr_programs_keep_their_boxes_in_points() {
    for name in ["sheet.hocr", "sheet.alto.xml", "sheet.tsv", "sheet.docling.json"] {
        let reading = fixture(name);
        let at =
            u32::try_from(reading.canvas.text.find("下水道課").expect("a department")).expect("a short text");
        let trace = reading.canvas.trace(&[(at, at + 12)]);
        let [x0, y0, x1, y1] = trace.bbox.expect("a box");
        // The sheet's script sets it 6 points behind the wall at 190, its middle 175 below the top. Docling tells
        // only the box of the cell.
        let cell: f64 = if name.contains("docling") { 46.0 } else { 1.0 };
        assert_eq!(trace.page, Some(1), "{name}");
        assert!(
            (x0 - 196.0).abs() <= cell.min(7.0) && (x1 - 240.0).abs() <= cell,
            "{name}: {x0} {x1}"
        );
        assert!(((y0 + y1) / 2.0 - 175.0).abs() <= 1.0, "{name}: {y0} {y1}");
    }
}

#[test]
fn furniture_that_docling_names_is_furniture() {
    let reading = fixture("sheet.docling.json");
    let [(from, to)] = reading.furniture.as_slice() else {
        panic!("{:?}", reading.furniture);
    };
    assert_eq!(
        reading.canvas.text[*from as usize..*to as usize].replace(' ', ""),
        "－1－"
    );
}

#[test]
fn broken_files_of_ocr_programs_are_damaged_and_say_how() {
    let cut = |name: &str, at: &str| {
        let text = String::from_utf8(bytes(name)).expect("UTF-8");
        text.split(at).next().expect("a start").as_bytes().to_vec()
    };
    let edited = |name: &str, from: &str, to: &str| {
        String::from_utf8(bytes(name))
            .expect("UTF-8")
            .replace(from, to)
            .into_bytes()
    };
    for (format, file) in [
        ("hOCR", cut("sheet.hocr", "水路の清掃")),
        ("ALTO", cut("sheet.alto.xml", "</PrintSpace>")),
        ("ALTO", edited("sheet.alto.xml", "HPOS=\"141\"", "")),
        ("TSV", edited("sheet.tsv", "\t88.5\t", "\tmany\t")),
        ("Docling", cut("sheet.docling.json", "\"tables\"")),
        ("Docling", edited("sheet.docling.json", "\"l\": 40,", "")),
        (
            "hOCR",
            b"<html><head><meta name='ocr-system' content='x'/></head><body/></html>".to_vec(),
        ),
    ] {
        let failure = read_bytes(&file, None).expect_err(format);
        let message = failure.to_string();
        assert!(
            matches!(failure, Failure::Damaged { .. }) && message.contains(format),
            "{format}: {message}"
        );
    }
}

/// An ALTO page of one line of these words.
fn alto_line(line: &str, words: &str) -> Vec<u8> {
    format!(
        "<alto xmlns=\"http://www.loc.gov/standards/alto/ns-v4#\"><Description><MeasurementUnit>pixel\
         </MeasurementUnit></Description><Layout><Page WIDTH=\"2479\" HEIGHT=\"3508\"><PrintSpace><TextBlock>\
         <TextLine {line}>{words}</TextLine></TextBlock></PrintSpace></Page></Layout></alto>"
    )
    .into_bytes()
}

#[test]
fn words_of_alto_without_boxes_share_those_of_their_outlines_or_lines() {
    let place = "HPOS=\"300\" VPOS=\"600\" WIDTH=\"600\" HEIGHT=\"50\"";
    let outline = "<Shape><Polygon POINTS=\"300,600 900,600 900,650 300,650\"/></Shape>";
    let word = "<String CONTENT=\"水路の清掃の概要です\"/>";
    let drawn = format!("<String CONTENT=\"水路の清掃の概要です\">{outline}</String>");
    for (line, words) in [
        (place, word.to_owned()),
        ("", format!("{outline}{word}")),
        ("", drawn),
    ] {
        let reading = read_bytes(&alto_line(line, &words), None).expect("a readable file");
        assert_eq!(blocks(&reading), ["水路の清掃の概要です"]);
        // Its second half, from pixels of 300 an inch.
        let trace = reading.canvas.trace(&[(15, 30)]);
        let [x0, _, x1, _] = trace.bbox.expect("a box");
        assert!(
            (x0 - 144.0).abs() < 1.0 && (x1 - 216.0).abs() < 1.0,
            "{words}: {x0} {x1}"
        );
    }
    let nowhere = read_bytes(&alto_line("", word), None).expect_err("no box");
    assert!(nowhere.to_string().contains("has no box"), "{nowhere}");
}

#[test]
fn a_page_of_guesses_is_told() {
    let words = |confidence: &str| {
        let word = |text: &str, x: u32, wc: &str| {
            format!(
                "<String CONTENT=\"{text}\" HPOS=\"{x}\" VPOS=\"600\" WIDTH=\"200\" HEIGHT=\"50\" WC=\"{wc}\"/>"
            )
        };
        word("水路の清掃", 300, "0.95") + &word("lakewoga", 700, confidence)
    };
    let warnings = |confidence: &str| {
        let bytes = alto_line(
            "HPOS=\"300\" VPOS=\"600\" WIDTH=\"600\" HEIGHT=\"50\"",
            &words(confidence),
        );
        read_bytes(&bytes, None).expect("a readable file").warnings
    };
    let told = warnings("0.1");
    let [warning] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(
        (warning.code.as_str(), warning.trace.page),
        ("ocr-uncertain", Some(1))
    );
    assert!(warning.message.contains("lakewoga"), "{}", warning.message);
    assert!(warnings("0.9").is_empty());
}

#[test]
fn wherever_a_file_of_an_ocr_program_is_cut_one_typed_outcome_remains() {
    for name in ["sheet.hocr", "sheet.alto.xml", "sheet.tsv", "sheet.docling.json"] {
        let whole = bytes(name);
        for end in (1..whole.len()).step_by(61) {
            match read_bytes(&whole[..end], None) {
                Ok(_)
                | Err(
                    Failure::Damaged { .. }
                    | Failure::Empty
                    | Failure::Encoding { .. }
                    | Failure::Binary { .. },
                ) => {}
                Err(other) => panic!("{name} cut at {end}: {other}"),
            }
        }
    }
}

#[test]
fn a_table_of_docling_whose_cells_overlap_loses_no_text() {
    let text = String::from_utf8(bytes("sheet.docling.json")).expect("UTF-8");
    // 令和５年度 claims the slot of 令和６年度.
    let (before, after) = text.split_once("\"令和５年度\"").expect("a cell");
    let after = after.replacen("\"start_col_offset_idx\": 3", "\"start_col_offset_idx\": 2", 1);
    let reading =
        read_bytes(format!("{before}\"令和５年度\"{after}").as_bytes(), None).expect("a readable file");
    let table = blocks(&reading).join("");
    assert!(table.contains("令和６年度/令和５年度"), "{table}");
}

/// Characters of `text` in any order, blanks apart.
fn characters(text: &str) -> Vec<char> {
    use unicode_normalization::UnicodeNormalization;
    let mut characters: Vec<char> = text
        .nfkc()
        .filter(|character| character.is_alphanumeric())
        .collect();
    characters.sort_unstable();
    characters
}

/// F1 of the characters.
fn agreement(truth: &str, text: &str) -> f64 {
    let (truth, text) = (characters(truth), characters(text));
    let mut rest = text.clone();
    let same = truth.iter().filter(|character| {
        let place = rest.iter().position(|other| other == *character);
        place.map(|place| rest.swap_remove(place)).is_some()
    });
    2.0 * same.count() as f64 / (truth.len() + text.len()) as f64
}

#[test]
fn a_scan_is_read_with_its_table() {
    if !tesseract() {
        return;
    }
    let report = CONVERTER
        .convert("scan.pdf", &bytes("scan.pdf"), &ReadOptions::default())
        .expect("a readable file");
    assert_eq!(report.outcome, Outcome::Converted);
    assert_eq!(report.source.engine, Engine::Ocr);
    assert!(
        report
            .program
            .ocr
            .as_deref()
            .is_some_and(|name| name.starts_with("tesseract "))
    );
    // Both pages, the straight one and the one askew, have the ruled table.
    for page in [1, 2] {
        let table = report
            .tables
            .iter()
            .find(|table| table.trace.page == Some(page))
            .expect("a table");
        assert_eq!(
            (table.rows.len(), table.rows[0].len()),
            (6, 5),
            "{:?}",
            table.rows
        );
        let text = table.rows.concat().concat();
        let found = agreement(&format!("{HEAD}{BODY}"), &text);
        assert!(found >= 0.96, "page {page}: {found} {text}");
    }
    let row = report
        .items
        .iter()
        .find(|item| item.name == "花壇づくりの応援")
        .expect("a row");
    let values: Vec<Option<f64>> = row
        .budgets
        .iter()
        .map(|budget| budget.value.map(|value| value.0))
        .collect();
    assert_eq!(values, [Some(246.0), Some(231.0)]);
    assert_eq!(row.departments[0].name, "みどり課");
    // Boxes are those of the page as displayed, also where it stands askew.
    let [x0, y0, ..] = row.trace.bbox.expect("a box");
    assert!((x0 - 46.0).abs() <= 3.0 && (y0 - 230.0).abs() <= 6.0, "{x0} {y0}");
}

#[test]
fn a_coarse_scan_that_stands_askew_gives_its_rows() {
    if !tesseract() {
        return;
    }
    let report = CONVERTER
        .convert("coarse.pdf", &bytes("coarse.pdf"), &ReadOptions::default())
        .expect("a readable file");
    let names: Vec<&str> = report.items.iter().map(|item| item.name.as_str()).collect();
    let found = agreement(
        "公園の木の手入れ水路の清掃街路灯の取替え花壇づくりの応援",
        &names.concat(),
    );
    assert!(names.len() == 4 && found >= 0.9, "{names:?}");
    // Commas are no full stops, and the triangle is a minus: the difference of each row holds.
    let values: Vec<Vec<Option<f64>>> = report
        .items
        .iter()
        .map(|item| {
            item.budgets
                .iter()
                .map(|budget| budget.value.map(|value| value.0))
                .collect()
        })
        .collect();
    let truth = [[1250.0, 1140.0], [865.0, 922.0], [3471.0, 3118.0], [246.0, 231.0]];
    assert_eq!(values, truth.map(|row| row.map(Some).to_vec()));
    let differences: Vec<Option<f64>> = report
        .items
        .iter()
        .map(|item| {
            item.change
                .as_ref()?
                .difference
                .as_ref()?
                .value
                .map(|value| value.0)
        })
        .collect();
    assert_eq!(differences, [110.0, -57.0, 353.0, 15.0].map(Some));
    assert!(
        report
            .checks
            .iter()
            .all(|check| check.status == CheckStatus::Holds),
        "{:?}",
        report.checks
    );
}

#[test]
fn heads_of_a_font_without_characters_are_read_where_they_stand() {
    if !tesseract() {
        return;
    }
    let report = CONVERTER
        .convert("nameless.pdf", &bytes("nameless.pdf"), &ReadOptions::default())
        .expect("a readable file");
    let years: Vec<Vec<Option<i32>>> = report
        .items
        .iter()
        .map(|item| item.budgets.iter().map(|budget| budget.fiscal_year).collect())
        .collect();
    assert_eq!(years, vec![vec![Some(2024), Some(2023)]; 4]);
    assert!(
        report.items.iter().all(|item| item.departments.len() == 1),
        "{:?}",
        report.items
    );
    // The page's own text stays what it is; what was recognised is told.
    assert_eq!(report.source.engine, Engine::PdfText);
    let codes: Vec<&str> = report
        .warnings
        .iter()
        .map(|warning| warning.code.as_str())
        .collect();
    assert_eq!(codes, ["ocr-nameless"], "{:?}", report.warnings);
    assert!(report.program.ocr.is_some());
}

#[test]
fn figures_of_scans_are_confirmed_by_a_law_or_said_to_be_uncertain() {
    if !tesseract() {
        return;
    }
    let report = CONVERTER
        .convert("scan.pdf", &bytes("scan.pdf"), &ReadOptions::default())
        .expect("a readable file");
    assert!(!report.checks.is_empty());
    assert!(
        report
            .checks
            .iter()
            .all(|check| check.status != CheckStatus::Fails),
        "{:?}",
        report.checks
    );
    let confirmed = |id: &str| {
        let good = |status| matches!(status, CheckStatus::Holds | CheckStatus::Repaired);
        report
            .checks
            .iter()
            .any(|check| check.subject == id && good(check.status))
    };
    for item in &report.items {
        let doubted = report
            .warnings
            .iter()
            .any(|warning| warning.code == "unconfirmed-figures" && warning.message.starts_with(&item.name));
        assert!(confirmed(&item.id) || doubted, "{}", item.name);
    }
}

#[test]
fn the_same_scan_gives_the_same_report() {
    if !tesseract() {
        return;
    }
    let convert = || {
        let report = CONVERTER.convert("scan.pdf", &bytes("scan.pdf"), &ReadOptions::default());
        serde_json::to_string(&report.expect("a readable file")).expect("JSON")
    };
    assert_eq!(convert(), convert());
}

#[test]
fn made_scans_are_read() {
    let (true, Some(shared)) = (tesseract(), shared()) else {
        return;
    };
    let truth = fs::read_to_string(shared.join("made/02a_lo_xlsx.txt")).expect("a text");
    for name in ["06a_scan_jpeg", "06b_scan_g4"] {
        let file = fs::read(shared.join("made").join(name).with_extension("pdf")).expect("a file");
        let reading = read(&file, &ReadOptions::default()).expect("a readable file");
        assert_eq!(reading.engine, Engine::Ocr);
        // The scan holds the first two pages of the text.
        let length = characters(&reading.canvas.text).len();
        let start: String = truth
            .chars()
            .filter(|character| character.is_alphanumeric())
            .take(length)
            .collect();
        let found = agreement(&start, &reading.canvas.text);
        assert!(found >= 0.95, "{name}: {found}");
    }
}

#[test]
fn an_invisible_text_layer_is_used_with_the_lines_of_its_picture() {
    let Some(shared) = shared() else { return };
    let file = fs::read(shared.join("made/06c_scan_ocrlayer.pdf")).expect("a file");
    let reading = read(&file, &ReadOptions::default()).expect("a readable file");
    assert_eq!(
        (reading.engine, reading.recogniser.as_deref()),
        (Engine::Ocr, None)
    );
    let table = blocks(&reading)
        .into_iter()
        .find(|block| block.split_whitespace().collect::<String>().contains("所管課"))
        .expect("the table");
    let columns: Vec<usize> = table.split('⏎').map(|row| row.split('│').count()).collect();
    assert_eq!(columns, [8; 8], "{table}");
}

#[test]
fn a_real_scan_is_read() {
    let (true, Some(shared)) = (tesseract(), shared()) else {
        return;
    };
    let file = fs::read(shared.join("real/scanned/nankoku_saiken_houki_scan.pdf")).expect("a file");
    let reading = read(&file, &ReadOptions::default()).expect("a readable file");
    assert!(reading.unread_pages.is_empty());
    let text: String = reading.canvas.text.split_whitespace().collect();
    for part in [
        "住宅使用料等滞納対策における現在の取り組みについて",
        "計画的な文書による催告の実行",
        "議会報告の件数は調定件数で",
        "分納期間が1年を超えるものについては",
    ] {
        assert!(text.contains(part), "{part}");
    }
}
