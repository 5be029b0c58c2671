'use strict';
// The recovered rows: a list with filters; a row opens in place and shows its values, repairs and checks.
const WEIGHT = { fails: 3, undecidable: 2, repaired: 1 };
const rowElements = [];
let shownRows = []; // indexes in the order shown
let current = -1;

/** What the report prints for it, or the page's own word. */
const labelOf = (value) => [value.word && t(value.word), value.label].filter(Boolean).join(' ');
const doubtsOf = (row) => row.values.filter((value) => value.doubt);
const openDoubts = (row) => doubtsOf(row).filter((value) => !correctionOf(row, value));
const weight = (row) => Math.max(0, ...doubtsOf(row).map((value) => WEIGHT[value.doubt]), ...row.checks.map((check) => WEIGHT[check.status] || 0));

function rowElement(row, index) {
  const title = [row.number, row.name].filter(Boolean).join(' ') || t('nothing');
  const under = [row.kind, row.path.join(' > '), row.departments].filter(Boolean).join(' · ');
  const head = el('button', { class: 'head', 'aria-expanded': 'false', click: () => toggle(index) },
    el('span', { class: 'name' }, title),
    el('span', { class: 'yen' }, row.yen === null ? '' : `${format(row.yen)} ${t('yen')}`),
    el('span', { class: 'under' }, under),
    el('span', { class: 'tags' }));
  return el('li', { 'data-row': index }, head);
}

function drawTags(index) {
  const row = DATA.rows[index];
  const tags = rowElements[index].querySelector('.tags');
  const counts = {};
  const add = (status) => { counts[status] = (counts[status] || 0) + 1; };
  row.checks.filter((check) => check.status !== 'holds').forEach((check) => add(check.status));
  const decided = row.values.filter((value) => correctionOf(row, value)).length;
  tags.replaceChildren(...row.grades.slice(-1).map(([, grade]) => el('span', { class: 'tag' }, grade)),
    ...Object.entries(counts).map(([status, count]) => el('span', { class: 'tag ' + status }, `${t(status)} ${count}`)),
    ...(decided ? [el('span', { class: 'tag done' }, `${t('done')} ${decided}`)] : []));
}

function drawBody(index) {
  const row = DATA.rows[index];
  const item = rowElements[index];
  item.querySelector('.body')?.remove();
  const lines = row.values.map((value, at) => valueLine(row, value, index, at));
  const checks = row.checks.map((check) => el('li', { class: check.status },
    `${t(check.status)}: ${t('rules')[check.rule] || check.rule} — ${t('printed')} ${check.printed} / ${t('computed')} ${check.computed}`));
  item.append(el('div', { class: 'body' }, el('table', {}, el('tbody', {}, ...lines)), el('ul', { class: 'checks' }, ...checks)));
}

function shownValue(value) {
  if (value.value === null) return t('nothing');
  return value.numeric ? format(value.value) + (value.unit ? ` ${value.unit}` : '') : value.value || t('nothing');
}

function valueLine(row, value, index, at) {
  const correction = correctionOf(row, value);
  const doubt = value.doubt && !correction;
  const shown = correction ? { ...value, value: correction.value } : value;
  const why = [];
  if (value.repair) why.push(`${t('repaired')}: ${t('printed')} ${value.repair.printed || '–'} — ${value.repair.evidence}`);
  if (correction) why.push(`${t('done')}: ${correction.by}${correction.note ? ' — ' + correction.note : ''}`);
  const button = el('button', {
    class: ['value', value.numeric && 'number', doubt && 'doubt', correction && 'decided'].filter(Boolean).join(' '), 'data-value': at,
    'aria-label': `${labelOf(value)}: ${shownValue(shown)}${doubt ? ' – ' + t(value.doubt) : ''}`,
    click: () => markSource(value.place),
  }, shownValue(shown));
  const acts = value.field ? el('td', { class: 'acts' },
    doubt ? el('button', { class: 'accept', click: () => accept(index, at) }, t('accept')) : null,
    el('button', { class: 'edit', click: () => edit(index, at) }, t('edit'))) : el('td');
  return el('tr', {}, el('th', { scope: 'row' }, labelOf(value)),
    el('td', {}, button, ...(doubt ? [' ', el('span', { class: 'tag ' + value.doubt }, t(value.doubt))] : []),
      ...why.map((text) => el('div', { class: 'why' }, text))), acts);
}

function redraw(index) {
  drawTags(index);
  if (rowElements[index].querySelector('.body')) drawBody(index);
  drawCount();
}

function toggle(index, wanted) {
  const head = rowElements[index].querySelector('.head');
  const open = wanted ?? head.getAttribute('aria-expanded') !== 'true';
  head.setAttribute('aria-expanded', String(open));
  if (open) drawBody(index); else rowElements[index].querySelector('.body')?.remove();
  select(index);
}

function select(index) {
  rowElements[current]?.classList.remove('current');
  current = index;
  rowElements[index].classList.add('current');
}

/** Opens a row and puts the focus on one of its values, and marks where it stands. */
function show(index, value) {
  if (rowElements[index].hidden) clearFilters();
  toggle(index, true);
  rowElements[index].scrollIntoView({ block: 'nearest' });
  const at = value ? DATA.rows[index].values.indexOf(value) : -1;
  const button = rowElements[index].querySelector(`[data-value="${at}"]`);
  (button || rowElements[index].querySelector('.head')).focus();
  button?.scrollIntoView({ block: 'nearest' });
  if (value) markSource(value.place); else if (DATA.rows[index].place !== null) markSource(DATA.rows[index].place);
}

function nameGiven() {
  decider = document.getElementById('by').value.trim();
  if (decider) return true;
  document.getElementById('by').focus();
  say(t('wantName'));
  return false;
}

function accept(index, at) {
  const row = DATA.rows[index];
  if (!nameGiven()) return;
  decide(row, row.values[at], row.values[at].value);
  redraw(index);
  rowElements[index].querySelector(`[data-value="${at}"]`)?.focus();
}

function edit(index, at) {
  const row = DATA.rows[index];
  const value = row.values[at];
  const correction = correctionOf(row, value);
  const before = correction ? correction.value : value.value;
  const long = !value.numeric && (before || '').length > 40;
  const input = el(long ? 'textarea' : 'input', { id: 'new-value', 'aria-label': labelOf(value), inputmode: value.numeric ? 'decimal' : 'text' });
  input.value = before === null ? '' : String(before);
  const note = el('input', { id: 'new-note', 'aria-label': t('note'), placeholder: t('note') });
  const wrong = el('p', { role: 'alert' });
  const dialog = el('dialog', { 'aria-label': `${t('edit')}: ${labelOf(value)}`, close: () => dialog.remove() });
  const save = (event) => {
    event.preventDefault();
    const decided = typed(input.value, value.numeric);
    if (decided === undefined) { wrong.textContent = t('wantNumber'); return; }
    dialog.close();
    decide(row, value, decided === null && value.required ? '' : decided, note.value.trim());
    redraw(index);
    rowElements[index].querySelector(`[data-value="${at}"]`)?.focus();
  };
  dialog.append(el('form', { submit: save }, el('h2', {}, `${row.name} – ${labelOf(value)}`), el('p', {}, input), el('p', {}, note), wrong,
    el('div', { class: 'bar' }, el('button', { type: 'submit' }, t('save')), el('button', { type: 'button', click: () => dialog.close() }, t('cancel')))));
  if (!nameGiven()) return;
  document.body.append(dialog);
  dialog.showModal();
  input.focus();
  input.select();
}

function filters() {
  const pick = (id, options) => el('label', { class: 'more' }, t(id), ' ', el('select', { id, change: applyFilters }, el('option', { value: '' }, t('all')),
    ...[...new Set(options)].filter(Boolean).sort().map((option) => el('option', { value: option }, option.length > 30 ? option.slice(0, 29) + '…' : option))));
  return el('div', { id: 'filters' }, el('div', { class: 'bar', role: 'search' },
    el('label', {}, t('search'), ' ', el('input', { id: 'search', type: 'search', input: applyFilters })),
    el('button', { class: 'narrow', 'aria-expanded': 'false', click: (event) => {
      const open = document.getElementById('filters').classList.toggle('open');
      event.target.setAttribute('aria-expanded', String(open));
    } }, t('filter')),
    pick('section', DATA.rows.map((row) => row.path.join(' > '))),
    pick('department', DATA.rows.flatMap((row) => row.departments ? row.departments.split('／') : [])),
    pick('grade', DATA.rows.flatMap((row) => row.grades.map(([, grade]) => grade))),
    el('label', { class: 'more' }, el('input', { id: 'first', type: 'checkbox', checked: true, change: applyFilters }), ' ', t('doubts')),
    el('label', { class: 'more' }, el('input', { id: 'only', type: 'checkbox', change: applyFilters }), ' ', t('only')),
    el('span', { id: 'count', role: 'status' })));
}

function clearFilters() {
  for (const id of ['search', 'section', 'department', 'grade']) document.getElementById(id).value = '';
  document.getElementById('only').checked = false;
  applyFilters();
}

function applyFilters() {
  const get = (id) => document.getElementById(id).value;
  const words = get('search').normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  const [section, department, grade] = [get('section'), get('department'), get('grade')];
  const only = document.getElementById('only').checked;
  const fits = (row) => words.every((word) => row.searched.includes(word))
    && (!section || row.path.join(' > ') === section)
    && (!department || row.departments.split('／').includes(department))
    && (!grade || row.grades.some(([, one]) => one === grade))
    && (!only || row.weight > 0);
  const ordered = [...DATA.rows.keys()];
  const first = document.getElementById('first').checked;
  if (first) ordered.sort((a, b) => DATA.rows[b].weight - DATA.rows[a].weight || a - b);
  const list = document.getElementById('list');
  // Moving thousands of rows costs more than hiding them: only another order moves any.
  if (list.dataset.first !== String(first)) list.append(...ordered.map((index) => rowElements[index]));
  list.dataset.first = String(first);
  shownRows = ordered.filter((index) => fits(DATA.rows[index]));
  const shown = new Set(shownRows);
  rowElements.forEach((element, index) => { if (element.hidden === shown.has(index)) element.hidden = !shown.has(index); });
  drawCount();
}

function drawCount() {
  const doubts = DATA.rows.reduce((sum, row) => sum + openDoubts(row).length, 0);
  document.getElementById('count').textContent = `${shownRows.length} ${t('shown')} / ${DATA.rows.length} · ${t('open')} ${doubts} · ${corrections.size} ${t('saved')}`;
}

/** The next value that nobody has decided about, after where we are, in the order shown. */
function nextDoubt() {
  const start = Math.max(0, shownRows.indexOf(current));
  for (let step = 0; step <= shownRows.length; step += 1) {
    const index = shownRows[(start + step) % shownRows.length];
    const open = index === undefined ? [] : openDoubts(DATA.rows[index]);
    const focused = Number(document.activeElement?.dataset?.value ?? -1);
    const value = open.find((one) => step > 0 || DATA.rows[index].values.indexOf(one) > focused);
    if (value) return show(index, value);
  }
  return undefined;
}

function rowList() {
  rowElements.length = 0;
  DATA.rows.forEach((row, index) => {
    row.weight = weight(row);
    row.searched ||= [row.number, row.name, row.kind, row.departments, ...row.path, ...row.values.flatMap(({ value, numeric }) => (numeric && value !== null ? [String(value), format(value)] : [value ?? '']))]
      .join(' ').normalize('NFKC').toLowerCase();
    rowElements.push(rowElement(row, index));
  });
  return el('ol', { id: 'list', 'aria-label': t('rows') }, ...rowElements);
}
