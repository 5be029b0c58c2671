'use strict';
const DATA = JSON.parse(document.getElementById('data').textContent);
let view = 'rows';

function say(text) { document.getElementById('said').textContent = text; }

function header() {
  const facts = [DATA.municipality, DATA.fiscal_year, DATA.name, 'SHA-256 ' + DATA.sha256.slice(0, 12) + '…', 'jigyo ' + DATA.version];
  const tab = (name, narrow) => el('button', { role: 'tab', class: narrow ? 'narrow' : '', 'data-tab': name, click: () => setView(name) }, t(name));
  return el('header', {}, el('h1', {}, DATA.title || DATA.name), el('div', { class: 'facts' }, facts.filter(Boolean).join(' · ')),
    el('div', { class: 'bar' }, el('span', { role: 'tablist' }, tab('rows'), ' ', tab('source', true), ' ', tab('charts')),
      el('button', { id: 'next', click: nextDoubt }, t('next')),
      el('label', {}, t('by'), ' ', el('input', { id: 'by', value: decider, autocomplete: 'name', change: (event) => { decider = event.target.value.trim(); keep(); } })),
      el('button', { id: 'undo', click: undone }, t('undo')),
      el('button', { id: 'export', click: download }, t('export')),
      el('button', { class: 'wide', click: () => document.getElementById('import').click() }, t('load')),
      el('input', { id: 'import', type: 'file', accept: '.json', hidden: true, 'aria-label': t('load'), change: load }),
      el('span', { id: 'said', role: 'status', class: 'why' }),
      el('span', { class: 'right' }),
      el('button', { class: 'wide', click: () => window.print() }, t('print')),
      el('button', { class: 'wide', click: help }, t('help')),
      el('button', { id: 'language', click: () => { language = language === 'ja' ? 'en' : 'ja'; draw(); } }, t('lang'))));
}

async function load(event) {
  try {
    take(JSON.parse(await event.target.files[0].text()).corrections);
    keep();
    draw();
  } catch (error) { say(String(error)); }
}

function undone() {
  if (undo()) DATA.rows.forEach((_, index) => redraw(index));
}

function help() {
  const dialog = el('dialog', { 'aria-label': t('help'), close: () => dialog.remove() },
    el('table', {}, ...t('keys').map(([key, what]) => el('tr', {}, el('td', {}, el('kbd', {}, key)), el('td', {}, what)))),
    el('button', { click: () => dialog.close() }, t('cancel')));
  document.body.append(dialog);
  dialog.showModal();
}

function setView(name) {
  view = name;
  document.body.dataset.view = name;
  const chosen = name === 'charts';
  document.getElementById('charts').hidden = !chosen;
  document.getElementById('source').hidden = chosen;
  document.getElementById('rows').hidden = chosen;
  if (chosen) document.getElementById('charts').replaceChildren(...charts(DATA));
  document.querySelectorAll('[data-tab]').forEach((tab) => tab.setAttribute('aria-selected', String(tab.dataset.tab === name)));
}

/** What a click on the source means: the row and value that were made of it. */
function pick(index, value) {
  if (view !== 'rows') setView('rows');
  show(index, value);
}

function draw() {
  const app = document.getElementById('app');
  document.documentElement.lang = language;
  document.title = (DATA.title || DATA.name) + ' – jigyo';
  document.querySelectorAll('[data-t]').forEach((element) => { element.textContent = t(element.dataset.t); });
  app.replaceChildren(header(), el('main', {},
    el('section', { id: 'source', class: 'review', 'aria-label': t('source'), tabindex: '0' }, ...drawSource(DATA, pick)),
    el('section', { id: 'rows', class: 'review', 'aria-label': t('rows') }, filters(), rowList()),
    el('section', { id: 'charts', hidden: true, 'aria-label': t('charts') })));
  current = -1;
  applyFilters();
  DATA.rows.forEach((_, index) => drawTags(index));
  setView(view);
}

function move(step) {
  const at = shownRows.indexOf(current);
  const index = shownRows[Math.min(Math.max(at + step, 0), shownRows.length - 1)];
  if (index === undefined) return;
  select(index);
  rowElements[index].querySelector('.head').focus();
  rowElements[index].scrollIntoView({ block: 'nearest' });
}

/** The value in hand: the one with the focus, else the first open doubt of the current row. */
function inHand() {
  if (current < 0) return null;
  const row = DATA.rows[current];
  const focused = Number(document.activeElement?.dataset?.value ?? -1);
  const at = focused >= 0 ? focused : row.values.indexOf(openDoubts(row)[0]);
  return row.values[at]?.field ? [current, at] : null;
}

const KEYS = {
  n: nextDoubt, j: () => move(1), k: () => move(-1), u: undone, '?': help,
  a: () => { const hand = inHand(); if (hand) accept(...hand); },
  e: () => { const hand = inHand(); if (hand) edit(...hand); },
  '/': () => document.getElementById('search').focus(),
};
document.addEventListener('keydown', (event) => {
  const writing = event.target.closest('input, select, textarea, dialog');
  if (writing && event.key === 'Escape') writing.blur?.();
  if (writing || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});
recall();
draw();
