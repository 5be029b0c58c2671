//! Compiles the dictionary: unpacks `data/ipadic/source.tar.xz` (UTF-8), builds it for the segmenter and leaves the
//! result in `OUT_DIR/ipadic`, which `src/japanese/embedded.rs` puts into the binary. Needs no network.

use std::error::Error;
use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use lindera_dictionary::builder::DictionaryBuilder;
use lindera_dictionary::dictionary::metadata::Metadata;

const ARCHIVE: &str = "data/ipadic/source.tar.xz";
const METADATA: &str = "data/ipadic/metadata.json";

fn main() -> Result<(), Box<dyn Error>> {
    for input in ["build.rs", ARCHIVE, METADATA] {
        println!("cargo::rerun-if-changed={input}");
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: run cargo")?);
    // Read by `embedded_dictionary!`.
    println!("cargo::rustc-env=LINDERA_WORKDIR={}", out.display());

    let source = out.join("ipadic-source");
    unpack(&source)?;
    let metadata: Metadata = serde_json::from_slice(&fs::read(METADATA)?)?;
    DictionaryBuilder::new(metadata).build_dictionary(&source, &out.join("ipadic"))?;
    // 65 MB that nothing reads again.
    fs::remove_dir_all(&source)?;
    Ok(())
}

fn unpack(target: &Path) -> Result<(), Box<dyn Error>> {
    if target.exists() {
        fs::remove_dir_all(target)?;
    }
    fs::create_dir_all(target)?;
    let mut unpacked = Vec::new();
    lzma_rs::xz_decompress(&mut BufReader::new(fs::File::open(ARCHIVE)?), &mut unpacked)
        .map_err(|error| format!("{ARCHIVE}: {error:?}"))?;
    tar::Archive::new(unpacked.as_slice()).unpack(target)?;
    Ok(())
}
