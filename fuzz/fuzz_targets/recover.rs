//! Outline and table recovery: each byte picks a piece of a report, so that what comes out looks like one.
#![no_main]

use libfuzzer_sys::fuzz_target;

const PIECES: [&str; 64] = [
    "\n", "\n\n", "\t", "|", "|---|---|---|\n", "| ", " |\n", "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>",
    "<td rowspan=\"3\">", "<td colspan=\"2\">", "<br>", "# ", "## ", "**", "- ", "令和5年度", "令和6年度決算額", "平成31年度予算額",
    "基本目標1", "施策", "基本事業2", "事務事業名", "取組項目", "（1）", "①", "2-1", "担当課", "企画調整課", "市民課、道路課", "所管部署",
    "事業費", "（単位：千円）", "千円", "国庫支出金", "一般財源", "合計", "小計", "増減額", "前年度比", "12,500", "△1,234", "8O0", "－", "0", "98.5%",
    "評価", "A", "B", "順調", "●", "○", "新規", "【再掲】", "指標名", "目標値", "実績値", "目次", "公園の維持管理事業", "健診を進める。",
];

fuzz_target!(|bytes: &[u8]| {
    let text: String = bytes.iter().map(|byte| PIECES[usize::from(byte % 64)]).collect();
    let _ = jigyo_fuzz::convert(text.as_bytes());
});
