'use strict';
// The page of a run: its documents, the worst first, and the run's pictures.
const DATA = JSON.parse(document.getElementById('data').textContent);

function draw() {
  document.documentElement.lang = language;
  document.title = 'jigyo';
  document.querySelectorAll('[data-t]').forEach((element) => { element.textContent = t(element.dataset.t); });
  const heads = ['document', 'items', 'fails', 'undecidable', 'repaired', 'done'];
  const rows = DATA.documents.map((one) => el('tr', {}, el('td', {}, el('a', { href: one.href }, one.title || one.document), el('div', { class: 'why' }, one.document)),
    ...[one.items, one.fails, one.undecidable, one.repaired, one.decided].map((number) => el('td', { class: 'num' }, format(number)))));
  const money = summed(DATA.money.map((one) => [`${one.fiscal_year ?? t('nothing')} ${one.label}`, one.yen]), 16);
  const pictures = [money.length ? bars(t('yen'), [t('yen')], money, t('yen')) : null,
    Object.keys(DATA.checks).length ? stacks(t('byCheck'), STATUSES(), byRule(DATA.checks), t('count')) : null].filter(Boolean);
  document.getElementById('app').replaceChildren(
    el('header', {}, el('h1', {}, 'jigyo'), el('div', { class: 'bar' },
      el('span', { class: 'facts' }, `${DATA.documents.length} ${t('document')} · ${format(DATA.items)} ${t('items')}`), el('span', { class: 'right' }),
      el('button', { id: 'language', click: () => { language = language === 'ja' ? 'en' : 'ja'; draw(); } }, t('lang')))),
    el('div', { id: 'index' }, el('table', { id: 'list' }, el('thead', {}, el('tr', {}, ...heads.map((head) => el('th', { scope: 'col' }, t(head))))),
      el('tbody', {}, ...rows)), el('div', { id: 'charts' }, ...pictures)));
}
draw();
