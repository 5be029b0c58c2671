'use strict';
// Words of the page in both languages, and small helpers. Whatever a report says reaches the page as text nodes only.
const WORDS = {
  ja: {
    skip: '行の一覧へ', review: '照合', charts: '図', source: '原文', rows: '行', lang: 'English', export: '訂正を保存',
    import: '訂正を読み込む', undo: '元に戻す', by: '判断した人', search: '検索', section: '体系', department: '担当', grade: '評価',
    all: 'すべて', doubts: '要確認を先に', only: '要確認だけ', next: '次の要確認', accept: 'この値でよい', edit: '直す', save: '確定',
    cancel: 'やめる', fails: '不一致', repaired: '補正', undecidable: '判定不能', holds: '一致', done: '判断済み', printed: '原文',
    computed: '計算', change: '増減', name: '名称', number: '番号', text: '本文', nothing: '（なし）', shown: '件を表示', of: '全',
    missing: '原文のファイルが見つからないか、変わっています。入力のあるフォルダで実行してください。', page: '頁', note: '理由（任意）',
    help: 'キー操作', wantName: '先に「判断した人」に名前を入れてください。', wantNumber: '数を入れてください（印字がなければ空）。',
    thisYear: '最新年度', lastYear: '前年度', byDepartment: '担当別の金額', bySection: '体系別の金額', byGrade: '年度別の評価',
    byCheck: '検算の結果', coverage: '原文の文字の行き先', others: 'その他', table: '数値の表', yen: '円', count: '件', characters: '字',
    document: '文書', items: '行', decided: '判断', saved: '件の訂正', print: '印刷', omitted: '行のある頁だけを載せています。',
    open: '要確認の値', load: '訂正を読み込む', filter: '絞り込み',
    rules: { difference: '増減額', ratio: '前年度比', sum: '合計', tally: '評価の集計', count: '件数', numbering: '番号', contents: '目次', duplicate: '再度の記載' },
    keys: [['n', '次の要確認'], ['j / k', '次・前の行'], ['Enter', '行を開く・閉じる'], ['a', 'この値でよい'], ['e', '直す'],
      ['u', '元に戻す'], ['/', '検索'], ['?', 'この一覧']],
    parts: { document: '文書', sections: '体系', items: '行', indicators: '指標', tallies: '集計', legend: '凡例', tables: 'その他の表',
      markup: '記号', prose: '文章', furniture: '柱・頁番号', unread: '未読' },
  },
  en: {
    skip: 'To the rows', review: 'Review', charts: 'Charts', source: 'Source', rows: 'Rows', lang: '日本語', export: 'Save corrections',
    import: 'Load corrections', undo: 'Undo', by: 'Decided by', search: 'Search', section: 'Section', department: 'Department',
    grade: 'Grade', all: 'All', doubts: 'Doubts first', only: 'Doubts only', next: 'Next doubt', accept: 'Accept', edit: 'Correct',
    save: 'Save', cancel: 'Cancel', fails: 'fails', repaired: 'repaired', undecidable: 'undecidable', holds: 'holds', done: 'decided',
    printed: 'printed', computed: 'computed', change: 'Change', name: 'Name', number: 'Number', text: 'Text', nothing: '(none)',
    shown: 'shown', of: 'of', missing: 'The source file is missing or has changed: run this where the input is.', page: 'Page',
    note: 'Why (optional)', help: 'Keys', wantName: 'First say who decides.', wantNumber: 'A number is wanted (empty if nothing is printed).',
    thisYear: 'newest year', lastYear: 'year before', byDepartment: 'Money by department', bySection: 'Money by section',
    byGrade: 'Grades by year', byCheck: 'Checks', coverage: 'Where the characters went', others: 'others', table: 'The numbers',
    yen: 'yen', count: 'rows', characters: 'characters', document: 'Document', items: 'Rows', decided: 'decided',
    saved: 'corrections', print: 'Print', omitted: 'Only pages that hold rows or doubts are here.',
    open: 'open doubts', load: 'Load corrections', filter: 'Filter',
    rules: { difference: 'difference', ratio: 'ratio', sum: 'sum', tally: 'tally', count: 'count', numbering: 'numbering', contents: 'contents', duplicate: 'duplicate' },
    keys: [['n', 'next doubt'], ['j / k', 'next, previous row'], ['Enter', 'open or close a row'], ['a', 'accept the value'],
      ['e', 'correct the value'], ['u', 'undo'], ['/', 'search'], ['?', 'this list']],
    parts: { document: 'document', sections: 'sections', items: 'rows', indicators: 'indicators', tallies: 'tallies', legend: 'legend',
      tables: 'other tables', markup: 'markup', prose: 'prose', furniture: 'furniture', unread: 'unread' },
  },
};
let language = 'ja';
const t = (key) => WORDS[language][key];

/** An element with attributes, listeners (functions) and children; texts become text nodes. */
function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}
function svg(tag, attributes, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
const format = (number) => (number < 0 ? '▲' : '') + Math.abs(number).toLocaleString('en-US', { maximumFractionDigits: 6 });
