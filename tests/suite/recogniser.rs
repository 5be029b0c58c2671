//! An OCR program that fails: each page says so and stays unread, and the run goes on.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::fixture::folder;
use super::program::{Place, assert_code, said};

/// A program called tesseract that answers what it is and then does `this` (`$1`: the list of pictures, `$2`: where
/// its answer goes, without the ending): the folder that holds it.
fn tesseract(place: &Place, this: &str) -> PathBuf {
    let script = format!(
        "#!/bin/sh\ncase $1 in --version) echo tesseract 5.0;; --list-langs) echo jpn;; *) {this};; esac\n"
    );
    place.write("bin/tesseract", script);
    let mode = fs::Permissions::from_mode(0o755);
    fs::set_permissions(place.path("bin/tesseract"), mode).unwrap();
    place.path("bin")
}

/// The document that a scan of two pages gives with it, and what was said.
fn converted(this: &str, pages: &str) -> (Value, String) {
    let place = Place::new();
    let path = format!("{}:/usr/bin:/bin", tesseract(&place, this).display());
    let scan = folder().join("ocr/scan.pdf");
    let output = place
        .command()
        .args(["convert", "--pages", pages])
        .arg(scan)
        .env("PATH", path)
        .output()
        .unwrap();
    assert_code(&output, 1);
    (serde_json::from_slice(&output.stdout).unwrap(), said(&output))
}

#[track_caller]
fn assert_unread(document: &Value, pages: &[u32], reason: &str) {
    assert_eq!(document["outcome"], "partial");
    let unread: Vec<Value> = pages
        .iter()
        .map(|page| json!({"page": page, "why": "no-text-layer"}))
        .collect();
    assert_eq!(document["unread_pages"], json!(unread));
    let warnings = document["warnings"].as_array().unwrap();
    for page in pages {
        let told = warnings.iter().any(|warning| {
            let message = warning["message"].as_str().unwrap();
            warning["code"] == "ocr-failed"
                && warning["trace"]["page"] == *page
                && message.starts_with(&format!("page {page}: tesseract 5.0 failed"))
                && message.contains(reason)
        });
        assert!(told, "{reason}: {warnings:?}");
    }
    assert_eq!(
        (&document["items"], &document["tables"]),
        (&json!([]), &json!([]))
    );
}

#[test]
fn a_recognition_that_crashes_or_writes_nonsense_leaves_its_pages_unread_and_says_why() {
    for (this, reason) in [
        ("exit 3", "exit status: 3"),
        ("kill -9 $$", "signal: 9"),
        ("exit 0", "its answer could not be read"),
        ("echo nonsense > $2.tsv", "its answer could not be read: line 1"),
        (
            "printf '\\377\\376\\001' > $2.tsv",
            "its answer could not be read",
        ),
        ("head -c 100000 /dev/urandom >&2; exit 1", "exit status: 1"),
    ] {
        let (document, said) = converted(this, "1-2");
        assert_unread(&document, &[1, 2], reason);
        assert!(said.contains(reason), "{this}: {said}");
    }
}

#[test]
fn a_recognition_that_hangs_is_ended() {
    let (document, _) = converted("exec sleep 1000", "2");
    assert_unread(&document, &[2], "it took longer than 30 seconds");
}
