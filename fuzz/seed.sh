#!/usr/bin/env bash
# Fills the corpora from the fixtures. Large reports are cut: short inputs fuzz faster.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
for target in convert read_text read_html read_markdown read_csv read_pdf read_ocr recover numbers dates; do
    mkdir -p "corpus/$target"
done
for report in ../fixtures/reports/*.txt ../fixtures/layouts/*.txt; do
    name=$(basename "$report" .txt)
    for part in 0 1 2; do
        dd if="$report" bs=3000 skip=$((part * 3)) count=1 status=none of="corpus/convert/$name-$part"
        [[ -s corpus/convert/$name-$part ]] || rm "corpus/convert/$name-$part"
    done
done
for target in read_text read_html read_markdown read_csv; do cp corpus/convert/* "corpus/$target/"; done
cp ../fixtures/pdf/*.pdf ../fixtures/sheets/*.pdf ../fixtures/ocr/scan.pdf corpus/read_pdf/
cp ../fixtures/hostile/{self-form,deep-array,circular-pages}.pdf corpus/read_pdf/
cp ../fixtures/ocr/sheet.* corpus/read_ocr/

# words TARGET WORD…: each word as an input of its own.
words() {
    local target=$1 word
    shift
    for word; do printf %s "$word" >"corpus/$target/$(printf %s "$word" | sha256sum | head -c 12)"; done
}
words numbers '12,500' '△1,234.5' '８O0千円' '十二億三千万' '(1) 事業' 'Ⅳ 12' '▲98.5％' '1.234,56' '（1,200）' '②－3' '約3万5千円'
words dates '令和5年度' '平成31（2019）年4月1日' 'R5.4.1～R6.3.31' '2023年度決算' '昭和六十三年' '令和元年度～令和4年度' 'H30' '5年度' '大正15年12月25日'
