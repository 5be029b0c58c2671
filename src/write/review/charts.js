'use strict';
// Bars in colours that any eye tells apart (Okabe and Ito), with the numbers on hover and in a table.
const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#cc79a7', '#56b4e9', '#f0e442', '#999999'];

// How a check ended has the same colour everywhere.
const STATUSES = () => [['holds', '#0072b2'], ['repaired', '#e69f00'], ['undecidable', '#cc79a7'], ['fails', '#d55e00']]
  .map(([status, colour]) => [status, t(status), colour]);
const byRule = (checks) => Object.entries(checks).map(([rule, counts]) => [t('rules')[rule] || rule, counts]);

/** Bars side by side: `rows` of [label, number…], one number a series. */
function bars(title, series, rows, unit) {
  if (!rows.length) return null;
  const most = Math.max(1, ...rows.flatMap(([, ...numbers]) => numbers.map(Math.abs)));
  const high = 13 * series.length + 9;
  const drawing = svg('svg', { viewBox: `0 0 520 ${rows.length * high + 4}`, role: 'img', 'aria-label': title });
  rows.forEach(([label, ...numbers], index) => {
    const top = index * high + 2;
    const short = label.length > 14 ? label.slice(0, 13) + '…' : label;
    drawing.append(svg('text', { x: 176, y: top + high / 2 + 1, 'text-anchor': 'end' }, short, svg('title', {}, label)));
    numbers.forEach((number, at) => {
      const width = Math.max(0.5, (Math.abs(number) / most) * 230);
      const y = top + at * 13;
      const told = `${label}${series.length > 1 ? ' ' + series[at] : ''}: ${format(number)} ${unit}`;
      const fill = series.length > 1 ? COLOURS[at] : COLOURS[0];
      drawing.append(svg('rect', { x: 182, y, width, height: 12, fill }, svg('title', {}, told)));
      drawing.append(svg('text', { x: 186 + width, y: y + 10.5 }, format(number)));
    });
  });
  return figure(title, drawing, series.map((name, at) => [name, COLOURS[at]]), [['', ...series], ...rows.map(([label, ...numbers]) => [label, ...numbers.map(format)])]);
}

/** One bar of parts a row: `parts` of [key, name, colour], `rows` of [label, {key: number}]. */
function stacks(title, named, rows, unit) {
  const parts = named.map(([part, name, colour], at) => [part, name, colour || COLOURS[at % COLOURS.length]]);
  const height = rows.length * 26 + 4;
  const drawing = svg('svg', { viewBox: `0 0 520 ${height}`, role: 'img', 'aria-label': title });
  const most = Math.max(1, ...rows.map(([, counts]) => Object.values(counts).reduce((sum, count) => sum + count, 0)));
  rows.forEach(([label, counts], index) => {
    let x = 116;
    const y = index * 26 + 2;
    drawing.append(svg('text', { x: 110, y: y + 15, 'text-anchor': 'end' }, label.length > 10 ? label.slice(0, 9) + '…' : label, svg('title', {}, label)));
    parts.forEach(([part, name, fill]) => {
      const count = counts[part] || 0;
      if (!count) return;
      const width = (count / most) * 390;
      drawing.append(svg('rect', { x, y, width, height: 22, fill, stroke: '#fff' },
        svg('title', {}, `${label} ${name}: ${format(count)} ${unit}`)));
      x += width;
    });
  });
  const table = [['', ...parts.map(([, name]) => name)],
    ...rows.map(([label, counts]) => [label, ...parts.map(([part]) => format(counts[part] || 0))])];
  return figure(title, drawing, parts.map(([, name, colour]) => [name, colour]), table);
}

function figure(title, drawing, series, table) {
  const keys = series.length > 1 ? series.map(([name, colour]) => el('span', { class: 'key' }, el('i', { style: `background:${colour}` }), name)) : [];
  const [head, ...body] = table;
  return el('figure', {}, el('figcaption', {}, title), el('div', {}, ...keys), drawing,
    el('details', {}, el('summary', {}, t('table')),
      el('table', {}, el('thead', {}, el('tr', {}, ...head.map((cell) => el('th', { scope: 'col' }, cell)))),
        el('tbody', {}, ...body.map((row) => el('tr', {}, ...row.map((cell) => el('td', {}, cell))))))));
}

/** Sums by label, the largest first, what is beyond `most` together. */
function summed(pairs, most) {
  const sums = new Map();
  for (const [label, ...numbers] of pairs) {
    const sum = sums.get(label) || numbers.map(() => 0);
    sums.set(label, sum.map((value, at) => value + (numbers[at] || 0)));
  }
  const rows = [...sums].map(([label, numbers]) => [label, ...numbers]).sort((a, b) => b[1] - a[1]);
  if (rows.length <= most) return rows;
  const rest = rows.slice(most).reduce((sum, [, ...numbers]) => sum.map((value, at) => value + numbers[at]), rows[0].slice(1).map(() => 0));
  return [...rows.slice(0, most), [t('others'), ...rest]];
}

function charts(data) {
  const counted = data.rows.filter((row) => row.subject === 'item' && row.countable);
  const money = (label) => summed(counted.filter((row) => row.yen !== null).map((row) => [label(row) || t('nothing'), row.yen, row.previous || 0]), 12);
  const grades = new Map();
  const names = new Set();
  for (const row of counted) {
    for (const [year, grade] of row.grades) {
      const key = year === null ? t('nothing') : String(year);
      const counts = grades.get(key) || {};
      counts[grade] = (counts[grade] || 0) + 1;
      grades.set(key, counts);
      names.add(grade);
    }
  }
  const series = [t('thisYear'), t('lastYear')];
  const coverage = Object.entries(data.coverage).filter(([part, count]) => part !== 'characters' && count > 0);
  return [
    bars(t('byDepartment'), series, money((row) => row.departments), t('yen')),
    bars(t('bySection'), series, money((row) => row.path[0]), t('yen')),
    grades.size ? stacks(t('byGrade'), [...names].sort().slice(0, 8).map((name) => [name, name]), [...grades].sort(), t('count')) : null,
    Object.keys(data.checks).length ? stacks(t('byCheck'), STATUSES(), byRule(data.checks), t('count')) : null,
    bars(t('coverage'), [t('characters')], coverage.map(([part, count]) => [t('parts')[part] || part, count]).sort((a, b) => b[1] - a[1]), t('characters')),
  ].filter(Boolean);
}
