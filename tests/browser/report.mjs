// report.mjs PAGE...: opens the first page in all windows, the others on a phone, and fails on anything a reader would not
// want: console messages, network requests, a chart without marks, text that is no text, a page
// wider than its window, controls that do nothing.
import {resolve} from 'node:path';
import {launch} from './chromium.mjs';
import {eventually, patience} from './wait.mjs';

const windows = [
  {name: 'desktop', width: 1280, height: 900, scheme: 'light'},
  {name: 'dark', width: 1280, height: 900, scheme: 'dark'},
  {name: 'phone', width: 360, height: 740, scheme: 'light'},
];
const laptop = {name: 'laptop', width: 1440, height: 900, scheme: 'light'};
const problems = [];
const browser = await launch();
let checked = 0;

const files = process.argv.slice(2);
for (const file of files) {
  for (const window of windows.slice(file === files[0] ? 0 : -1)) {
    const say = (text) => problems.push(`${file}, ${window.name}: ${text}`);
    const page = await browser.newPage({viewport: window, colorScheme: window.scheme, reducedMotion: 'reduce'});
    page.setDefaultTimeout(patience);
    page.on('console', (message) => say(`console ${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => say(`error: ${error.message}`));
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) say(`network request: ${request.url()}`);
    });
    await page.goto(`file://${resolve(file)}`);
    await page.evaluate(() => window.overbuild.draw_all());
    for (const text of await settled(page)) say(text);
    checked += (await page.evaluate(() => window.overbuild.charts())).length;
    if (window.name !== 'dark') await use(page, say);
    if (file !== files[0]) await print(page, say);
    await page.close();
  }
}
for (const file of files) {
  const page = await browser.newPage({viewport: laptop, reducedMotion: 'reduce'});
  page.setDefaultTimeout(patience);
  await page.goto(`file://${resolve(file)}`);
  for (const text of await eventually(() => page.evaluate(first_screen), (found) => !found.length)) problems.push(`${file}, ${laptop.name}: ${text}`);
  await page.close();
}
await browser.close();
if (!checked) problems.push('no chart was found');
console.log(`${checked} charts drawn in ${files.length} pages`);
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);

/** What is still wrong once the page has laid itself out. */
function settled(page) { return eventually(() => page.evaluate(inspect), (found) => !found.length); }

/** Runs in the page. */
function inspect() {
  const found = [];
  for (const chart of window.overbuild.charts()) {
    const plot = document.getElementById(chart.id);
    const title = plot.closest('figure').querySelector('h4').textContent;
    if (!chart.drawn || !plot.querySelector('svg')) found.push(`not drawn: ${title}`);
    else if (chart.marks < 1) found.push(`no marks: ${title}`);
    if (title.length < 10) found.push(`no title: '${title}'`);
    if ((plot.getAttribute('aria-label') ?? '').length < 20) found.push(`no alternative text: ${title}`);
    if (plot.tabIndex !== 0) found.push(`not reachable by keyboard: ${title}`);
  }
  const text = document.body.innerText + [...document.querySelectorAll('svg text')].map((one) => one.textContent).join(' ');
  for (const wrong of ['NaN', 'undefined', '[object', 'Infinity', 'null']) {
    const at = text.indexOf(wrong);
    if (at >= 0) found.push(`text: ...${text.slice(Math.max(0, at - 60), at + 30)}...`);
  }
  // Names of a preset are put in once: no word stands twice.
  for (const line of [...document.body.innerText.split('\n'), ...[...document.querySelectorAll('svg text')].map((one) => one.textContent)]) {
    const twice = /(?<![\w-])([A-Za-z]{2,}) \1(?![\w-])/i.exec(line);
    if (twice) found.push(`a word twice: ${line.slice(Math.max(0, twice.index - 40), twice.index + 40)}`);
  }
  const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) found.push(`id twice: ${id}`);
  for (const link of document.querySelectorAll('nav a')) {
    if (!document.querySelector(link.getAttribute('href'))) found.push(`link to nowhere: ${link.textContent}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push(`${document.documentElement.scrollWidth - innerWidth} pixels wider than the window`);
  return found;
}

/** Runs in the page: what it paid stands on the first screen, and no link of the contents beyond its edge. */
function first_screen() {
  const found = [];
  for (const link of document.querySelectorAll('#contents a')) {
    const {right, width} = link.getBoundingClientRect();
    if (width && right > innerWidth) found.push(`beyond the edge: ${link.textContent}`);
  }
  const [first, ...others] = document.querySelectorAll('#main > article');
  if (others.length) return found;
  const [section] = first.querySelectorAll('section');
  if (section.querySelector('h3').textContent !== 'Did it pay?') found.push(`the first section is ${section.querySelector('h3').textContent}`);
  if (section.getBoundingClientRect().bottom > innerHeight) found.push('whether it paid takes more than the first screen');
  if (!/paid|not known/.test(section.innerText) || !section.innerText.includes('How sure')) found.push('it is not said whether it paid, or how sure that is');
  return found;
}

/** Sliders, sorting, the tables beside charts, arrow keys, colours. */
async function use(page, say) {
  const slider = page.locator('figure:has(.plot) input[type=range]').first();
  if (await slider.count() && (await slider.getAttribute('max')) !== '0') {
    const title = page.locator('figure:has(input[type=range]) h4').first();
    const before = await title.textContent();
    await slider.focus();
    await page.keyboard.press((await slider.inputValue()) === (await slider.getAttribute('max')) ? 'Home' : 'End');
    if ((await eventually(() => title.textContent(), (now) => now !== before)) === before) say('the year slider changes nothing');
  }
  const sort = page.locator('table.firms th button').first();
  if (await sort.count()) {
    await sort.focus();
    await page.keyboard.press('Enter');
    const order = () => page.locator('table.firms th').first().getAttribute('aria-sort');
    if ((await eventually(order, (now) => now === 'ascending')) !== 'ascending') say('sorting does nothing');
  }
  await page.evaluate(() => [...document.querySelectorAll('details')].filter((one, at, all) => at < 6 || at === all.length - 1).forEach((one) => { one.open = true; }));
  const tables = await settled(page);
  const without_rows = () => page.evaluate(() => [...document.querySelectorAll('details[open]')].filter((one) => !one.querySelector('tbody tr')).length);
  const empty = await eventually(without_rows, (count) => !count);
  if (empty) say(`${empty} tables without rows`);
  for (const text of tables) say(`with tables open, ${text}`);
  const plot = page.locator('.plot').first();
  await plot.focus();
  await page.keyboard.press('ArrowRight');
  const shown = () => plot.locator('div').last().innerText();
  if (!(await eventually(async () => (await shown()).trim()))) say('arrow keys show no values');
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await background();
  await page.locator('button.theme').focus();
  await page.keyboard.press('Enter');
  if ((await eventually(background, (now) => now !== before)) === before) say('the colour switch does nothing');
}

async function print(page, say) {
  await page.emulateMedia({media: 'print'});
  const pdf = await page.pdf({format: 'A4'});
  if (pdf.length < 20000) say('nothing to print');
}
