'use strict';
// What the person decides: kept by place and field, saved as corrections.json, undone in reverse order.
const corrections = new Map();
const undoing = [];
let decider = '';

const keyOf = (row, value) => JSON.stringify([row.subject, value.at, value.field]);
const correctionOf = (row, value) => corrections.get(keyOf(row, value));
const storeKey = () => 'jigyo:' + DATA.sha256;

function decide(row, value, decided, note) {
  const key = keyOf(row, value);
  undoing.push([key, corrections.get(key)]);
  const correction = { sha256: DATA.sha256, subject: row.subject, place: value.at, field: value.field, value: decided, by: decider };
  if (note) correction.note = note;
  corrections.set(key, correction);
  keep();
}

function undo() {
  const last = undoing.pop();
  if (!last) return false;
  const [key, before] = last;
  if (before) corrections.set(key, before); else corrections.delete(key);
  keep();
  return true;
}

/** Kept in the browser as well, where it allows that: a closed tab loses nothing. */
function keep() {
  try { localStorage.setItem(storeKey(), JSON.stringify({ by: decider, corrections: [...corrections.values()] })); } catch { /* a page from the disk may have no store */ }
}
function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(storeKey()));
    if (!kept) return;
    decider = String(kept.by || '');
    take(kept.corrections);
  } catch { /* nothing kept */ }
}
function take(list) {
  for (const one of list) if (one.sha256 === DATA.sha256) corrections.set(JSON.stringify([one.subject, one.place, one.field]), one);
}

function exported() {
  return JSON.stringify({ schema_version: DATA.schema_version, corrections: [...corrections.values()] }, null, 2) + '\n';
}
function download() {
  const link = el('a', { href: URL.createObjectURL(new Blob([exported()], { type: 'application/json' })), download: 'corrections.json' });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** What was typed as the value of a field: a number, a text, or null for nothing printed; undefined when it is neither. */
function typed(text, numeric) {
  const plain = text.normalize('NFKC').trim();
  if (!numeric) return text.trim() === '' ? null : text.trim();
  if (plain === '' || /^[-−–—―ー]$/.test(plain)) return null;
  const number = Number(plain.replace(/[,\s]/g, '').replace(/^[▲△−–]/, '-'));
  return Number.isFinite(number) ? number : undefined;
}
