// The review page in Chromium, as a person uses it: open, filter, click through to the source and back, correct, undo, save.
// review.mjs PAGE CORRECTIONS [SCREENSHOTS]: prints what it saw as JSON.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { strict as assert } from 'node:assert';

const [modules, file, saved, pictures] = process.argv.slice(2);
const { chromium } = createRequire(modules + '/')('playwright-core');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
  const faults = [];
  const asked = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('dialog', (dialog) => { faults.push('dialog ' + dialog.message()); dialog.dismiss(); });
  page.on('request', (request) => asked.push(request.url()));
  const began = Date.now();
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('#list > li');
  const loaded = Date.now() - began;
  const rows = await page.locator('#list > li').count();

  // Doubts come first; the next one opens its row and marks where it stands.
  await page.keyboard.press('n');
  await page.waitForSelector('#source .on');
  const doubt = {
    row: await page.locator('li.current .name').innerText(),
    source: await page.locator('#source .on').first().textContent(),
    value: await page.locator('li.current .value:focus').innerText(),
  };
  if (pictures) await page.screenshot({ path: pictures + '/review-1280.png' });

  // Nobody decides without a name.
  await page.keyboard.press('a');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'by');
  await page.fill('#by', '山田花子');
  await page.locator('li.current .value.doubt').first().focus();
  await page.keyboard.press('e');
  await page.fill('#new-value', '▲1,234');
  await page.fill('#new-note', '決算書 "12" 頁');
  await page.keyboard.press('Enter');
  assert.match(await page.locator('li.current .value.decided').innerText(), /▲1,234/);
  await page.keyboard.press('u');
  assert.equal(await page.locator('li.current .value.decided').count(), 0);
  await page.locator('li.current .value.doubt').first().focus();
  await page.keyboard.press('e');
  await page.fill('#new-value', '二百');
  await page.keyboard.press('Enter');
  assert.notEqual(await page.locator('dialog [role=alert]').innerText(), '');
  await page.fill('#new-value', '200');
  await page.fill('#new-note', '決算書 "12" 頁');
  await page.keyboard.press('Enter');

  // A click on the source finds the row.
  const piece = page.locator('#source .has').filter({ hasText: /^\d[\d,]*$/ }).first();
  await piece.click();
  const clicked = { source: await piece.textContent(), value: await page.locator('li.current .value:focus').innerText() };

  // Filters.
  await page.fill('#search', clicked.value.slice(0, 6));
  const found = await page.locator('#list > li:not([hidden])').count();
  const filtered = await page.evaluate(() => {
    const began = performance.now();
    document.getElementById('search').value = '1';
    applyFilters();
    document.body.getBoundingClientRect(); // layout is part of what a person waits for
    return Math.round(performance.now() - began);
  });
  await page.fill('#search', '');
  await page.check('#only');
  const doubtful = await page.locator('#list > li:not([hidden])').count();
  await page.uncheck('#only');

  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#export')]);
  await download.saveAs(saved);

  // The same in English, the pictures, and on a telephone.
  await page.click('#language');
  const english = await page.locator('#export').innerText();
  await page.click('[data-tab=charts]');
  const charts = await page.locator('#charts figure').count();
  if (pictures) await page.screenshot({ path: pictures + '/charts-1280.png' });
  await page.setViewportSize({ width: 390, height: 800 });
  await page.click('[data-tab=rows]');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (pictures) await page.screenshot({ path: pictures + '/review-390.png' });
  await page.click('[data-tab=source]');
  const narrow = { source: await page.locator('#source').isVisible(), rows: await page.locator('#rows').isVisible(), wide };
  if (pictures) await page.screenshot({ path: pictures + '/source-390.png' });

  const unnamed = await page.evaluate(() => [...document.querySelectorAll('button, input, select')]
    .filter((one) => !(one.textContent.trim() || one.getAttribute('aria-label') || one.labels?.length)).length);
  const state = await page.evaluate(() => ({
    pwned: window.pwned ?? null,
    scripts: document.querySelectorAll('script').length,
    images: document.images.length,
    names: [...document.querySelectorAll('#list .name')].map((name) => name.textContent),
  }));
  const remote = asked.filter((url) => !url.startsWith('file:') && !url.startsWith('blob:'));
  process.stdout.write(JSON.stringify({ loaded, rows, doubt, clicked, found, filtered, doubtful, english, charts, narrow, unnamed, faults, remote, ...state }));
} finally {
  await browser.close();
}
