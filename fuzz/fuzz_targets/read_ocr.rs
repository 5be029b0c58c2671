//! What other OCR programs write (hOCR, ALTO, TSV, Docling): the first byte says which, and all of it is converted.
#![no_main]

use libfuzzer_sys::fuzz_target;

const STARTS: [&str; 8] = [
    "",
    "<html><body><div class='ocr_page' title='bbox 0 0 2479 1750'>",
    "<html><body><div class='ocr_page' title='bbox 0 0 2479 1750'><span class='ocr_line' title='bbox 1 2 3 4'>",
    "<alto><Layout><Page WIDTH=\"2099\" HEIGHT=\"1482\"><PrintSpace>",
    "<alto><Layout><Page WIDTH=\"2099\" HEIGHT=\"1482\"><PrintSpace><TextLine HPOS=\"1\" VPOS=\"2\">",
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n",
    "{\"schema_name\": \"DoclingDocument\", ",
    "{\"schema_name\": \"DoclingDocument\", \"body\": {\"children\": [{\"$ref\": \"#/tables/0\"}]}, \"tables\": [",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((&first, rest)) = bytes.split_first() else {
        return;
    };
    // A whole file of the corpus begins with its own `<` or `{` or letter.
    let input = match STARTS.get(usize::from(first)) {
        Some(start) => [start.as_bytes(), rest].concat(),
        None => bytes.to_vec(),
    };
    if !input.windows(5).any(|window| window == b"%PDF-") {
        let _ = jigyo_fuzz::convert(&input);
    }
});
