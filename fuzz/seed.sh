#!/usr/bin/env bash
# Fills the corpora from the fixtures. Large reports are cut: short inputs fuzz faster.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
for target in convert read_text read_html read_pdf recover numbers dates; do mkdir -p "corpus/$target"; done
for report in ../fixtures/reports/*.txt ../fixtures/layouts/*.txt; do
    name=$(basename "$report" .txt)
    for part in 0 1 2; do
        dd if="$report" bs=3000 skip=$((part * 3)) count=1 status=none of="corpus/convert/$name-$part"
    done
done
cp corpus/convert/* corpus/read_text/
cp corpus/convert/* corpus/read_html/
cp ../fixtures/pdf/*.pdf ../fixtures/hostile/self-form.pdf ../fixtures/hostile/circular-pages.pdf corpus/read_pdf/
for word in '12,500' '△1,234.5' '８O0千円' '十二億三千万' '(1) 事業'; do printf %s "$word" >"corpus/numbers/$(printf %s "$word" | sha256sum | head -c 12)"; done
for word in '令和5年度' '平成31（2019）年4月1日' 'R5.4.1～R6.3.31' '2023年度決算' '昭和六十三年'; do printf %s "$word" >"corpus/dates/$(printf %s "$word" | sha256sum | head -c 12)"; done
