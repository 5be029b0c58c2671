//! What the bytes are, told by looking at them; file names are not trusted.

use super::foreign::OcrFormat;
use crate::Failure;

/// How far into a file a PDF header is looked for.
const PDF_HEADER_WITHIN: usize = 1024;
/// The same behind a web page that a server put in front.
const PDF_BEHIND_HTML_WITHIN: usize = 65_536;
/// Part of a container that is searched for the name of its main part.
const CONTAINER_PROBE: usize = 1 << 20;
/// How far into a file the marks of OCR programs are looked for.
const OCR_MARKS_WITHIN: usize = 8_192;
/// One NUL or other control character in so many bytes is still a text.
const BYTES_A_CONTROL: usize = 50;

/// What kind of reader an input needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Pdf,
    /// What an OCR program wrote.
    Ocr(OcrFormat),
    Text,
}

/// Looks at the bytes.
///
/// # Errors
/// [`Failure::Unsupported`] for known formats that are not read, [`Failure::Binary`] for unknown ones.
pub(super) fn sniff(bytes: &[u8], encoding: Option<&str>) -> Result<Format, Failure> {
    if is_pdf(bytes) {
        return Ok(Format::Pdf);
    }
    if let Some((format, way_out)) = container(bytes).or_else(|| by_magic(bytes)) {
        return Err(Failure::Unsupported {
            format: format.into(),
            way_out: way_out.into(),
        });
    }
    // UTF-16 is full of NULs; without its mark only the user can tell.
    let is_utf16 = bytes.starts_with(b"\xff\xfe")
        || bytes.starts_with(b"\xfe\xff")
        || encoding.is_some_and(|label| label.to_ascii_lowercase().contains("16"));
    match (is_utf16, first_of_too_many_controls(bytes)) {
        (false, Some(offset)) => Err(Failure::Binary { offset }),
        _ => Ok(ocr_format(bytes).map_or(Format::Text, Format::Ocr)),
    }
}

/// Looks for the marks of OCR programs, which are ASCII in every encoding but UTF-16.
fn ocr_format(bytes: &[u8]) -> Option<OcrFormat> {
    OcrFormat::of(&String::from_utf8_lossy(head(bytes, OCR_MARKS_WITHIN)))
}

/// Whether a text is a whole web page.
pub(super) fn is_html(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    // An XML declaration and comments may stand in front of the document type.
    while let Some(after) = rest
        .strip_prefix("<?xml")
        .and_then(|inner| inner.split_once("?>"))
        .or_else(|| {
            rest.strip_prefix("<!--")
                .and_then(|inner| inner.split_once("-->"))
        })
    {
        rest = after.1.trim_start();
    }
    ["<!doctype html", "<html", "<head>", "<body"]
        .iter()
        .any(|start| {
            rest.get(..start.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(start))
        })
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

fn head(bytes: &[u8], length: usize) -> &[u8] {
    bytes.get(..length).unwrap_or(bytes)
}

/// Whether the bytes are a PDF's.
pub(crate) fn is_pdf(bytes: &[u8]) -> bool {
    // A digit must follow: a text may speak of `%PDF-`.
    let header = |within: &[u8]| {
        find(within, b"%PDF-").filter(|at| within.get(at + 5).is_some_and(u8::is_ascii_digit))
    };
    if header(head(bytes, PDF_HEADER_WITHIN + 6)).is_some() {
        return true;
    }
    let starts_as_page = bytes.trim_ascii_start().starts_with(b"<");
    starts_as_page
        && header(head(bytes, PDF_BEHIND_HTML_WITHIN))
            .and_then(|at| bytes.get(at..))
            .is_some_and(|rest| find(head(rest, 4096), b" obj").is_some())
}

const SAVE_EXCEL: &str = "save it as PDF or tab-separated text and give that";
const SAVE_WORD: &str = "save it as PDF or plain text and give that";
const UNPACK: &str = "unpack it and give the files in it";
const RECOGNISE: &str = "make a PDF or text of it with OCR and give that";

/// Archives and office documents, which share their first bytes.
fn container(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let probe = head(bytes, CONTAINER_PROBE);
    let tail = bytes
        .get(bytes.len().saturating_sub(65_536)..)
        .unwrap_or_default();
    let names = |name: &[u8]| find(probe, name).or_else(|| find(tail, name)).is_some();
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(match () {
            () if names(b"xl/") || names(b"opendocument.spreadsheet") => ("Excel workbook", SAVE_EXCEL),
            () if names(b"word/") || names(b"opendocument.text") => ("Word document", SAVE_WORD),
            () if names(b"ppt/") || names(b"opendocument.presentation") => ("presentation", SAVE_WORD),
            () => ("ZIP archive", UNPACK),
        });
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        // The directory of this container holds names in UTF-16.
        return Some(match () {
            () if names(b"W\0o\0r\0k\0b\0o\0o\0k\0") || names(b"B\0o\0o\0k\0") => {
                ("Excel workbook", SAVE_EXCEL)
            }
            () if names(b"P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0") => ("presentation", SAVE_WORD),
            () if names(b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0") => ("Word document", SAVE_WORD),
            () => ("office document of the old kind", SAVE_WORD),
        });
    }
    None
}

fn by_magic(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const MAGIC: [(&[u8], &str, &str); 16] = [
        (b"\x89PNG\r\n", "PNG image", RECOGNISE),
        (b"\xff\xd8\xff", "JPEG image", RECOGNISE),
        (b"GIF87a", "GIF image", RECOGNISE),
        (b"GIF89a", "GIF image", RECOGNISE),
        (b"II*\0", "TIFF image", RECOGNISE),
        (b"MM\0*", "TIFF image", RECOGNISE),
        (b"\0\0\0\x0cjP  ", "JPEG 2000 image", RECOGNISE),
        (b"\x1f\x8b", "gzip file", UNPACK),
        (b"BZh", "bzip2 file", UNPACK),
        (b"\xfd7zXZ\0", "xz file", UNPACK),
        (b"\x28\xb5\x2f\xfd", "Zstandard file", UNPACK),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip archive", UNPACK),
        (b"Rar!\x1a\x07", "RAR archive", UNPACK),
        (b"{\\rtf", "RTF document", SAVE_WORD),
        (b"%!PS", "PostScript file", "convert it to PDF and give that"),
        (
            b"\xc5\xd0\xd3\xc6",
            "PostScript file",
            "convert it to PDF and give that",
        ),
    ];
    let known = MAGIC.iter().find(|(magic, ..)| bytes.starts_with(magic));
    if let Some(&(_, format, way_out)) = known {
        return Some((format, way_out));
    }
    let at = |offset: usize, word: &[u8]| bytes.get(offset..).is_some_and(|rest| rest.starts_with(word));
    match () {
        () if at(0, b"RIFF") && at(8, b"WEBP") => Some(("WebP image", RECOGNISE)),
        () if at(0, b"BM") && at(6, b"\0\0\0\0") => Some(("BMP image", RECOGNISE)),
        () if at(4, b"ftyp") && at(0, b"\0\0") => Some(("HEIF image or video", RECOGNISE)),
        () if bytes.contains(&0x1b) && find(head(bytes, CONTAINER_PROBE), b"\x1b$B").is_some() => {
            Some(("ISO-2022-JP text", "convert it to UTF-8 and give that"))
        }
        () => None,
    }
}

/// Offset of the first control character when there are more than any text has.
fn first_of_too_many_controls(bytes: &[u8]) -> Option<u64> {
    let is_control = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b);
    let count = bytes.iter().filter(|&&byte| is_control(byte)).count();
    if count <= bytes.len() / BYTES_A_CONTROL {
        return None;
    }
    bytes
        .iter()
        .position(|&byte| is_control(byte))
        .map(|offset| offset as u64)
}
