//! PDFs: what stands on the pages, against the fixtures in `fixtures/pdf` and, where `JIGYO_SHARED` names the folder
//! that holds them, against a collection of made and real files that is not part of the project.
#![cfg(feature = "pdf")]
#![allow(missing_docs, clippy::expect_used, clippy::iter_over_hash_type)]

use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use jigyo::Failure;
use jigyo::layout::Grid;
use jigyo::model::UnreadReason;
use jigyo::source::pdf::{PdfOptions, read_pdf};
use jigyo::source::{Block, OcrMode, Reading};

fn read(path: &Path) -> Result<Reading, Failure> {
    let bytes = std::fs::read(path).expect("a readable file");
    let options = PdfOptions {
        ocr: OcrMode::Off,
        ..PdfOptions::default()
    };
    read_pdf(&bytes, &options)
}

/// The made and real files, when there are any.
fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("JIGYO_SHARED").map(PathBuf::from);
    if folder.is_none() {
        let required = std::env::var_os("JIGYO_REQUIRE_TOOLS").is_some_and(|value| value == "1");
        assert!(!required, "JIGYO_SHARED names no folder");
        eprintln!("skipped: JIGYO_SHARED names no folder");
    }
    folder
}

fn pdfs(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(pdfs(&path));
        } else if path.extension().is_some_and(|extension| extension == "pdf") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn cell(grid: &Grid, row: usize, column: usize) -> String {
    match grid.cell(row, column) {
        Some(cell) if grid.is_origin(row, column) => cell.text.as_str().replace('\n', "/"),
        _ => "<".into(),
    }
}

fn describe(grid: &Grid, indent: &str, out: &mut String) {
    let mut extra = String::new();
    if let Some(found) = grid.continues {
        extra.push_str(" continues");
        if found.repeated_rows > 0 {
            let _ = write!(extra, ", head of {} repeated", found.repeated_rows);
        }
        if found.cut_row {
            extra.push_str(", row cut");
        }
    }
    let _ = writeln!(out, "{indent}-- {} x {}{extra}", grid.rows(), grid.columns());
    for row in 0..grid.rows() {
        let cells: Vec<String> = (0..grid.columns())
            .map(|column| cell(grid, row, column))
            .collect();
        let _ = writeln!(out, "{indent}{}", cells.join("\t"));
        for inner in grid.origins(row).flat_map(|cell| &cell.nested) {
            describe(inner, "  ", out);
        }
    }
}

/// The reading as the fixtures' `.blocks` files have it, furniture last on its page.
fn blocks(reading: &Reading) -> String {
    let mut out = String::new();
    let mut page = 0;
    let furniture = |page: u32, out: &mut String| {
        for &(from, to) in reading
            .furniture
            .iter()
            .filter(|range| reading.canvas.row_of(range.0) == page)
        {
            let _ = writeln!(out, "~ {}", &reading.canvas.text[from as usize..to as usize]);
        }
    };
    for block in &reading.blocks {
        match block {
            Block::Page => {
                furniture(page, &mut out);
                page += 1;
                out.push_str("== page\n");
            }
            Block::Line(line) => {
                let _ = writeln!(out, "| {}", line.text.as_str());
            }
            Block::Table(grid) => describe(grid, "", &mut out),
            Block::Blank => {}
        }
    }
    furniture(page, &mut out);
    out
}

/// Furniture has no place among the blocks: both sides list it last on its page.
fn furniture_last(truth: &str) -> String {
    let mut out = String::new();
    for page in truth.split_inclusive("== page\n") {
        let (furniture, rest): (Vec<&str>, Vec<&str>) = page.lines().partition(|line| line.starts_with("~ "));
        let (head, tail) = match rest.split_last() {
            Some((&"== page", head)) => (head, "== page\n"),
            _ => (rest.as_slice(), ""),
        };
        for line in head.iter().chain(&furniture) {
            let _ = writeln!(out, "{line}");
        }
        out.push_str(tail);
    }
    out
}

#[test]
fn fixtures_are_read_block_for_block() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pdf");
    let files = pdfs(&folder);
    assert!(files.len() >= 11);
    for file in files {
        let truth = std::fs::read_to_string(file.with_extension("blocks")).expect("its true blocks");
        let reading = read(&file).expect("a readable PDF");
        assert_eq!(blocks(&reading), furniture_last(&truth), "{}", name(&file));
    }
}

#[test]
fn no_table_is_seen_in_running_text() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pdf");
    let reading = read(&folder.join("beside-text--tables.pdf")).expect("a readable PDF");
    let tables = reading.blocks.iter().filter_map(|block| match block {
        Block::Table(grid) => Some(grid),
        _ => None,
    });
    let cells = tables.flat_map(|grid| (0..grid.rows()).flat_map(|row| grid.origins(row)));
    let longest = cells
        .map(|cell| cell.text.as_str().split_whitespace().count())
        .max();
    assert_eq!(longest, Some(1));
    let text = &reading.canvas.text;
    let place = |words: &str| text.find(words).expect("a line of the fixture");
    // The left column of text is read to its end, over the table in it, before the right one begins.
    assert!(place("Park") < place("year because nobody knows how many there are"));
    assert!(
        place("year because nobody knows how many there are")
            < place("every year because nobody knows how many there")
    );
}

#[test]
fn every_character_has_its_box_on_the_page() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pdf");
    let reading = read(&folder.join("form--cells.pdf")).expect("a readable PDF");
    let at = reading.canvas.text.find("みどり課").expect("a department") as u32;
    let trace = reading.canvas.trace(&[(at, at + 12)]);
    assert_eq!(trace.page, Some(1));
    // Four characters of ten points that start at x = 185, base line at y = 130.
    let [x0, y0, x1, y1] = trace.bbox.expect("a box");
    assert!((x0 - 185.0).abs() < 1.0 && (x1 - 225.0).abs() < 1.0, "{x0} {x1}");
    assert!((y0 - 121.2).abs() < 1.0 && (y1 - 131.2).abs() < 1.0, "{y0} {y1}");
}

#[test]
fn damaged_bytes_are_one_typed_outcome() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pdf");
    assert_eq!(read_pdf(b"", &PdfOptions::default()).err(), Some(Failure::Empty));
    assert!(matches!(
        read_pdf(b"%PDF-1.7\n", &PdfOptions::default()),
        Err(Failure::Damaged { .. })
    ));
    // Seeded mutations: whatever comes out, it comes out.
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    let fixtures = pdfs(&folder);
    for round in 0..240 {
        let mut mutated = std::fs::read(&fixtures[round % fixtures.len()]).expect("a fixture");
        for _ in 0..12 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let at = (state >> 33) as usize % mutated.len();
            mutated[at] = (state >> 17) as u8;
        }
        mutated.truncate(mutated.len() - (state >> 40) as usize % 400);
        let _ = read_pdf(&mutated, &PdfOptions::default());
    }
}

#[test]
fn pages_can_be_chosen_and_are_limited() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pdf");
    let bytes = std::fs::read(folder.join("over-pages--continues.pdf")).expect("a fixture");
    let second = PdfOptions {
        pages: vec![2..=2],
        ..PdfOptions::default()
    };
    let reading = read_pdf(&bytes, &second).expect("a readable PDF");
    assert!(reading.canvas.text.contains("水路の清掃") && !reading.canvas.text.contains("街路灯"));
    assert_eq!(reading.pages, Some(3));
    let few = PdfOptions {
        limits: jigyo::Limits {
            pages: 2,
            ..jigyo::Limits::DEFAULT
        },
        ..PdfOptions::default()
    };
    assert!(matches!(
        read_pdf(&bytes, &few),
        Err(Failure::Limit {
            what: jigyo::limits::Limited::Pages,
            found: 3,
            ..
        })
    ));
}

fn counts(text: &str) -> HashMap<char, usize> {
    let mut counts = HashMap::new();
    for character in text.chars().filter(|character| !character.is_whitespace()) {
        *counts.entry(character).or_insert(0) += 1;
    }
    counts
}

/// F1 of the characters.
fn agreement(truth: &str, text: &str) -> f64 {
    let (truth, text) = (counts(truth), counts(text));
    let total: usize = truth.values().chain(text.values()).sum();
    let same: usize = truth
        .iter()
        .map(|(c, n)| (*n).min(text.get(c).copied().unwrap_or(0)))
        .sum();
    if total == 0 {
        1.0
    } else {
        2.0 * same as f64 / total as f64
    }
}

#[test]
fn made_files_give_their_text_or_say_why_not() {
    let Some(shared) = shared() else { return };
    // No ToUnicode and no table in the font, or a wrong one: nothing to read without OCR.
    let unreadable = ["09a", "09c", "09d", "11c"];
    // Some glyphs of these are drawings without any character.
    let partly = ["09b"];
    for file in pdfs(&shared.join("made")) {
        let truth = std::fs::read_to_string(file.with_extension("txt")).expect("its true text");
        let name = name(&file);
        let outcome = read(&file);
        if truth.trim().is_empty() {
            continue;
        }
        let reading = outcome.unwrap_or_else(|failure| panic!("{name}: {failure}"));
        let kind = name.get(..3).unwrap_or_default();
        if unreadable.contains(&kind) {
            assert_eq!(
                reading.unread_pages.len() as u32,
                reading.pages.unwrap_or(0),
                "{name}"
            );
            let why = [UnreadReason::UnmappedGlyphs, UnreadReason::ImplausibleText];
            assert!(
                reading.unread_pages.iter().all(|page| why.contains(&page.why)),
                "{name}"
            );
        } else {
            let least = if partly.contains(&kind) { 0.98 } else { 0.995 };
            let found = agreement(&truth, &reading.canvas.text);
            assert!(found >= least, "{name}: {found}");
        }
    }
}

/// The cells of all tables, head rows that repeat and rows cut in two put right, blanks removed.
fn cells(reading: &Reading) -> Vec<String> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for block in &reading.blocks {
        let Block::Table(grid) = block else { continue };
        let (skip, cut) = grid
            .continues
            .map_or((0, false), |found| (found.repeated_rows, found.cut_row));
        for row in skip..grid.rows() {
            let texts = (0..grid.columns()).map(|column| cell(grid, row, column).replace(['/', ' '], ""));
            match rows.last_mut().filter(|_| cut && row == skip) {
                Some(above) => above
                    .iter_mut()
                    .zip(texts)
                    .for_each(|(text, more)| text.push_str(&more)),
                None => rows.push(texts.collect()),
            }
        }
    }
    rows.into_iter()
        .flatten()
        .filter(|text| !text.is_empty() && text != "<")
        .collect()
}

#[test]
fn made_tables_are_recovered_cell_for_cell() {
    let Some(shared) = shared() else { return };
    for file in pdfs(&shared.join("made")) {
        let name = name(&file);
        let kinds = [
            "01a", "01b", "01c", "02a", "02b", "08", "11a", "11b", "11d", "11f", "11g",
        ];
        if !kinds.iter().any(|kind| name.starts_with(kind)) {
            continue;
        }
        let truth = std::fs::read_to_string(file.with_extension("txt")).expect("its true text");
        // The first line is the title; then one cell a line.
        let truth: Vec<String> = truth
            .lines()
            .skip(1)
            .map(|line| line.split_whitespace().collect::<String>().replace('/', ""))
            .filter(|line| !line.is_empty())
            .collect();
        assert_eq!(cells(&read(&file).expect("a readable PDF")), truth, "{name}");
    }
}

#[test]
fn odd_files_end_in_one_typed_outcome() {
    let Some(shared) = shared() else { return };
    for file in pdfs(&shared.join("corpora")) {
        match read(&file) {
            Ok(reading) => assert!(reading.pages.unwrap_or(0) > 0, "{}", name(&file)),
            Err(failure) => {
                let codes = ["damaged", "encrypted", "limit", "empty"];
                assert!(codes.contains(&failure.code()), "{}: {failure}", name(&file));
            }
        }
    }
}

/// Rows of a CSV file.
fn csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    for character in text.trim_start_matches('\u{FEFF}').chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            '\r' => {}
            other => field.push(other),
        }
    }
    if !field.is_empty() || !row.is_empty() {
        row.push(field);
        rows.push(row);
    }
    rows
}

/// Widths, blanks and the two wave dashes do not count.
fn plain(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let wave = |character| {
        if matches!(character, '~' | '〜' | '～') {
            '~'
        } else {
            character
        }
    };
    text.nfkc()
        .filter(|character| !character.is_whitespace())
        .map(wave)
        .collect()
}

fn grid_rows(reading: &Reading) -> Vec<Vec<String>> {
    let grids = reading.blocks.iter().filter_map(|block| match block {
        Block::Table(grid) => Some(grid),
        _ => None,
    });
    let row = |grid: &Grid, row| {
        (0..grid.columns())
            .map(|column| plain(&raw(grid, row, column)))
            .collect()
    };
    grids
        .flat_map(|grid| (0..grid.rows()).map(move |r| row(grid, r)))
        .collect()
}

fn raw(grid: &Grid, row: usize, column: usize) -> String {
    let cell = grid.cell(row, column).filter(|_| grid.is_origin(row, column));
    cell.map_or(String::new(), |cell| cell.text.as_str().to_owned())
}

#[test]
fn real_lists_equal_their_csv() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("real/lists");
    for name in ["mhlw_05_akita", "mhlw_12_chiba"] {
        let truth = std::fs::read_to_string(folder.join(name).with_extension("csv")).expect("a CSV file");
        let found = grid_rows(&read(&folder.join(name).with_extension("pdf")).expect("a readable PDF"));
        for row in csv(&truth) {
            let row: Vec<String> = row.iter().map(|text| plain(text)).collect();
            assert!(found.contains(&row), "{name}: {row:?}");
        }
    }
}

#[test]
fn real_projects_keep_the_law_of_their_funding() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("real/lists");
    for (name, projects) in [
        ("nankoku_r3_3gatsu_hosei_omona_jigyo", 8),
        ("nankoku_r4_shinki_jigyo", 19),
    ] {
        let found = grid_rows(&read(&folder.join(name).with_extension("pdf")).expect("a readable PDF"));
        let figure = |text: &String| {
            text.replace(',', "")
                .replace('△', "-")
                .parse::<i64>()
                .unwrap_or(0)
        };
        let numbered: Vec<&Vec<String>> = found.iter().filter(|row| row[0].parse::<u32>().is_ok()).collect();
        assert_eq!(numbered.len(), projects, "{name}");
        for row in numbered {
            assert_eq!(
                figure(&row[4]),
                row[5..10].iter().map(figure).sum::<i64>(),
                "{name}: {row:?}"
            );
            assert!(!row[1].is_empty() && !row[2].is_empty() && !row[3].is_empty() && !row[10].is_empty());
        }
    }
}
