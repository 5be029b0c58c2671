//! What tests need from outside the repository; without it they are skipped, or fail where nothing may be skipped.

use std::path::PathBuf;

/// Whether Tesseract with its Japanese model is there.
pub fn tesseract() -> bool {
    there("tesseract", jigyo::source::ocr::is_installed())
}

/// The folder with made and real files.
pub fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("JIGYO_SHARED").map(PathBuf::from);
    there("JIGYO_SHARED", folder.is_some());
    folder
}

fn there(what: &str, found: bool) -> bool {
    if !found {
        assert!(
            std::env::var_os("JIGYO_REQUIRE_TOOLS").is_none(),
            "{what} missing"
        );
        println!("skipped: {what} missing");
    }
    found
}
