'use strict';
// The source: text lines, or pages drawn from their glyphs. Each piece knows the values that were made of it.
const piecesOf = new Map(); // place -> elements

/** Draws the source; `pick(row, value)` is called with what a click means. */
function drawSource(data, pick) {
  piecesOf.clear();
  if (data.source.lines) return textLines(data, pick);
  if (data.source.pages) return pages(data, pick);
  return [el('p', { class: 'empty' }, t('missing'))];
}

function* values(data) {
  for (const [at, row] of data.rows.entries()) for (const value of row.values) yield [at, row, value];
}

function remember(place, element) {
  if (!piecesOf.has(place)) piecesOf.set(place, []);
  piecesOf.get(place).push(element);
}

function textLines(data, pick) {
  const marks = new Map(); // line -> [from, to, row, value]
  const add = (place, mark) => {
    for (const [line, from, to] of data.places[place] || []) {
      if (!marks.has(line)) marks.set(line, []);
      marks.get(line).push([from, to, ...mark]);
    }
  };
  for (const [at, , value] of values(data)) add(value.place, [at, value]);
  for (const [kind, place] of data.lost) add(place, [kind, null]);
  return data.source.lines.map((text, line) => {
    const body = el('span');
    for (const [from, to, own] of atoms(text.length, marks.get(line) || [])) {
      const piece = text.slice(from, to);
      const made = own.filter(([, , , value]) => value);
      if (made.length) {
        // Of values that share a place the one with the shortest piece is meant.
        made.sort((a, b) => a[1] - a[0] - (b[1] - b[0]));
        const [, , row, value] = made[0];
        const doubt = made.some(([, , , one]) => one.doubt);
        const span = el('span', { class: doubt ? 'has doubt' : 'has', click: () => pick(row, value) }, piece);
        made.forEach(([, , , one]) => remember(one.place, span));
        body.append(span);
      } else if (own.length) {
        body.append(el('span', { class: own[0][2] === 'unread' ? 'unread' : 'lost' }, piece));
      } else body.append(piece);
    }
    return el('div', { class: 'line' }, el('b', {}, String(line + 1)), body);
  });
}

/** Cuts a line where any mark begins or ends: [from, to, marks that cover it]. */
function atoms(length, marks) {
  const cuts = new Set([0, length]);
  for (const [from, to] of marks) { cuts.add(Math.min(from, length)); cuts.add(Math.min(to, length)); }
  const ordered = [...cuts].sort((a, b) => a - b);
  return ordered.slice(0, -1).map((from, at) => {
    const to = ordered[at + 1];
    return [from, to, marks.filter((mark) => mark[0] <= from && to <= mark[1])];
  });
}

function pages(data, pick) {
  const boxes = new Map(); // page -> [box, row, value]
  for (const [at, , value] of values(data)) {
    for (const [page, ...box] of data.places[value.place] || []) {
      if (!boxes.has(page)) boxes.set(page, []);
      boxes.get(page).push([box, at, value]);
    }
  }
  const notes = data.source.omitted ? [el('p', { class: 'empty' }, t('omitted'))] : [];
  return notes.concat(data.source.pages.map((page) => {
    const drawing = svg('svg', { viewBox: `0 0 ${page.width} ${page.height}`, role: 'img', 'aria-label': `${t('page')} ${page.number}` });
    for (const [x0, y0, x1, y1] of page.rules) drawing.append(svg('line', { x1: x0, y1: y0, x2: x1, y2: y1, stroke: '#999', 'stroke-width': 0.6 }));
    for (const [text, size, y, xs] of page.texts) drawing.append(svg('text', { x: xs.join(' '), y, 'font-size': size }, text));
    const areas = (boxes.get(page.number) || []).sort((a, b) => area(b[0]) - area(a[0]));
    for (const [[x0, y0, x1, y1], row, value] of areas) {
      const rect = svg('rect', { x: x0, y: y0, width: x1 - x0, height: y1 - y0, class: value.doubt ? 'has doubt' : 'has' });
      rect.addEventListener('click', () => pick(row, value));
      remember(value.place, rect);
      drawing.append(rect);
    }
    return el('div', { class: 'sheet' }, el('p', {}, `${t('page')} ${page.number}`), drawing);
  }));
}
const area = ([x0, y0, x1, y1]) => (x1 - x0) * (y1 - y0);

/** Marks the pieces of a place and brings the first into view. */
function markSource(place) {
  document.querySelectorAll('#source .on').forEach((element) => element.classList.remove('on'));
  const pieces = piecesOf.get(place) || [];
  pieces.forEach((piece) => piece.classList.add('on'));
  if (pieces[0]) pieces[0].scrollIntoView({ block: 'center' });
}
