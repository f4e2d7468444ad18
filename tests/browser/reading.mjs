// reading.mjs FOLDER: what a reader does with pages, measured: prints from a wide window, jumps to a
// section, compares scenarios, reads a world that has names of its own, meets hostile texts, and
// looks whether what is drawn is what the program found.
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {launch} from './chromium.mjs';
import {eventually, painted, patience} from './wait.mjs';

const [folder] = process.argv.slice(2);
const problems = [];
const browser = await launch();

/** Opens a page as a reader has it: nothing is drawn before it is seen. */
async function open(name, width = 1440, more = {}) {
  const page = await browser.newPage({viewport: {width, height: 900}, colorScheme: 'light', ...more});
  page.setDefaultTimeout(patience);
  page.say = (text) => problems.push(`${name}, ${width} pixels: ${text}`);
  page.on('console', (message) => page.quiet || page.say(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => page.say(`error: ${error.message}`));
  page.on('request', (request) => { if (!/^file:/.test(request.url()) && request.url() !== 'data:,') page.say(`request: ${request.url()}`); });
  await page.goto(`file://${resolve(folder, name)}`);
  return page;
}

// ---- the jump ------------------------------------------------------------------------------------

/** The first click in the contents ends at the heading, though charts above were never drawn. */
async function jumps(name, width) {
  for (const heading of ['Losses', 'Market']) {
    const page = await open(name, width);
    await page.locator('#contents a', {hasText: heading}).first().click();
    // Charts that come near the window are drawn on the way, and may push the heading about.
    const look = () => page.evaluate((text) => {
      const section = [...document.querySelectorAll('section')].find((one) => one.querySelector('h3').textContent === text);
      const room = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop);
      const near = window.overbuild.charts().filter(({id}) => { const {top, bottom} = document.getElementById(id).getBoundingClientRect(); return bottom > -390 && top < innerHeight + 390; });
      return {off: Math.round(section.getBoundingClientRect().top - room), end: scrollY + innerHeight >= document.documentElement.scrollHeight - 2, drawn: near.every(({drawn}) => drawn)};
    }, heading);
    const there = ({off, end}) => Math.abs(off) <= 4 || end;
    const place = await eventually(look, (now) => there(now) && now.drawn);
    if (!there(place)) page.say(`the jump to ${heading} ends ${place.off} pixels off`);
    await page.close();
  }
}

/** No chart takes more or less room than was kept for it. */
async function room(name, width) {
  const page = await open(name, width);
  const heights = () => page.evaluate(() => Object.fromEntries([...document.querySelectorAll('.plot, figure')].map((one, at) => [one.id || `figure ${at}`, Math.round(one.getBoundingClientRect().height)])));
  const before = await heights();
  await page.evaluate(() => window.overbuild.draw_all());
  await painted(page);
  const after = await heights();
  for (const [id, height] of Object.entries(before)) {
    if (Math.abs(after[id] - height) > 1) page.say(`${id} grows from ${height} to ${after[id]} pixels when it is drawn`);
  }
  await page.close();
}

// ---- paper ---------------------------------------------------------------------------------------

const squeezed = (text) => text.normalize('NFKC').replace(/[\s\u2026\u00ad]+/g, '');

/** Every word of every chart and table is on the paper, inside its edges. */
async function prints(name, width, format) {
  const page = await open(name, width);
  await painted(page);
  await page.evaluate(() => { window.printed = new Promise((done) => { addEventListener('afterprint', done, {once: true}); }).then(() => true); });
  const pdf = await page.pdf({format, margin: {top: '1cm', bottom: '1cm', left: '1cm', right: '1cm'}});
  await page.evaluate(() => window.printed);
  // What the page holds while it is printed; labels that stand askew are written letter by letter.
  const {wanted, wide} = await page.evaluate(() => {
    dispatchEvent(new Event('beforeprint'));
    const upright = (text) => { const {a, b, d} = text.getCTM(); return Math.abs(b) < 1e-6 && a > 0 && d > 0; };
    const held = {
      charts: [...document.querySelectorAll('.plot svg text')].filter(upright).map((text) => text.textContent),
      cells: [...document.querySelectorAll('table')].filter((table) => !table.closest('details:not([open])')).flatMap((table) => [...table.querySelectorAll('tr:not(.folded) > *')].map((cell) => cell.innerText)),
    };
    // A chart in full width leaves no part of its box outside the sheet's content.
    const beyond = [...document.querySelectorAll('.plot svg, table')].filter((one) => !one.closest('details:not([open])')).map((one) => Math.round(one.getBoundingClientRect().right - document.querySelector('main').getBoundingClientRect().right));
    dispatchEvent(new Event('afterprint'));
    return {wanted: held, wide: beyond.filter((pixels) => pixels > 1)};
  });
  const file = join(folder, 'printed.pdf');
  writeFileSync(file, pdf);
  const text = execFileSync('pdftotext', ['-bbox', file, '-'], {encoding: 'utf8', maxBuffer: 1 << 28});
  const decoded = (word) => word.replace(/&(lt|gt|quot|amp|apos|#39);/g, (all, name) => ({lt: '<', gt: '>', quot: '"', amp: '&', apos: "'", '#39': "'"})[name]);
  let all = '', pages = 0;
  for (const sheet of text.split('<page ').slice(1)) {
    const [, right, bottom] = /width="([\d.]+)" height="([\d.]+)"/.exec(sheet).map(Number);
    ++pages;
    for (const [, x0, y0, x1, y1, word] of sheet.matchAll(/<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)<\/word>/g)) {
      if (Number(x0) < 0 || Number(y0) < -1 || Number(x1) > right + 0.5 || Number(y1) > bottom + 1) page.say(`'${decoded(word)}' is printed beyond the edge of sheet ${pages}`);
      all += decoded(word);
    }
  }
  all = squeezed(all);
  for (const [kind, texts] of Object.entries(wanted)) {
    const words = texts.flatMap((one) => one.split(/\s+/)).map(squeezed).filter(Boolean);
    const lost = [...new Set(words)].filter((word) => !all.includes(word));
    if (lost.length) page.say(`printed on ${format}, ${lost.length} words of ${kind} are lost, for instance ${lost.slice(0, 5).join(' | ')}`);
    if (!words.length) page.say(`no ${kind} to print`);
  }
  if (wide.length) page.say(`${wide.length} charts or tables are up to ${Math.max(...wide)} pixels wider than the paper`);
  await page.close();
}

/** No two texts of a chart lie over each other, on the screen and on paper. */
async function apart(name) {
  for (const paper of [false, true]) {
    const page = await open(name);
    await page.evaluate(() => window.overbuild.draw_all());
    if (paper) {
      await page.emulateMedia({media: 'print'});
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    }
    const found = await page.evaluate(() => [...document.querySelectorAll('.plot')].flatMap((plot) => {
      const upright = (text) => { const {a, b, d} = text.getCTM(); return text.textContent.trim() && Math.abs(b) < 1e-6 && a > 0 && d > 0; };
      const texts = [...plot.querySelectorAll('svg text')].filter(upright).map((text) => ({told: text.textContent, box: text.getBoundingClientRect()}));
      const over = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
        Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 0.3 * Math.min(one.height, other.height);
      return texts.flatMap((one, at) => texts.slice(at + 1).filter((other) => over(one.box, other.box)).map((other) => `'${one.told}' lies over '${other.told}'`));
    }));
    for (const text of found.slice(0, 5)) page.say(`${paper ? 'on paper ' : ''}${text}`);
    await page.close();
  }
}

// ---- colours, names, zeros -----------------------------------------------------------------------

/** A scenario has one colour in all charts, whichever is chosen. */
async function colours(name) {
  const page = await open(name);
  const found = {};
  const scenarios = await page.evaluate(() => JSON.parse(document.getElementById('data').textContent).ensembles[0].scenarios.map((one) => one.name));
  for (let chosen = 0; chosen < scenarios.length; ++chosen) {
    const select = page.locator('select').first();
    await select.selectOption({index: chosen});
    await page.evaluate(() => window.overbuild.draw_all());
    for (const chart of await page.evaluate(() => window.overbuild.charts())) {
      for (const scenario of scenarios) if (chart.colours[scenario]) (found[scenario] ??= new Set()).add(chart.colours[scenario]);
    }
  }
  for (const scenario of scenarios) if (found[scenario]?.size !== 1) page.say(`scenario ${scenario} is drawn in ${[...found[scenario] ?? []].join(', ') || 'no colour'}`);
  if (new Set(scenarios.map((scenario) => [...found[scenario] ?? []][0])).size !== scenarios.length) page.say('two scenarios have one colour');
  await page.close();
}

/** Opens all, sorts and turns everything, points at everything, and reads it. */
async function all_texts(page) {
  await page.evaluate(() => { window.overbuild.draw_all(); document.querySelectorAll('details').forEach((one) => { one.open = true; }); });
  const closed = await eventually(() => page.evaluate(() => [...document.querySelectorAll('details')].filter((one) => one.children.length < 2).length), (count) => !count);
  if (closed) page.say(`${closed} opened details hold nothing`);
  const sort = page.locator('table.firms th button').nth(1);
  if (await sort.count()) {
    await sort.click();
    const order = () => page.locator('table.firms th').nth(1).getAttribute('aria-sort');
    if ((await eventually(order, (text) => text !== 'none')) === 'none') page.say('sorting does nothing');
  }
  const folded = page.locator('tr.folded button:visible');
  if (await folded.count()) {
    await folded.first().click();
    if ((await eventually(() => folded.first().getAttribute('aria-expanded'), (text) => text === 'true')) !== 'true') page.say('a click unfolds nothing');
  }
  const slider = page.locator('figure:has(.firms) input[type=range]').first();
  if (await slider.count()) {
    await slider.press('End');
    const [last, shown] = await eventually(() => slider.evaluate((input) => [input.max, input.value]), ([max, value]) => max === value);
    if (last !== shown) page.say(`the last year is ${last}, the slider is at ${shown}`);
  }
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  await page.locator('button.theme').click();
  if (!(await eventually(theme))) page.say('the colour switch does nothing');
  await page.evaluate(() => window.overbuild.draw_all());
  return page.evaluate(() => {
    const said = new Set();
    let hovers = 0;
    for (const chart of window.overbuild.charts()) {
      const plot = document.getElementById(chart.id);
      window.overbuild.point_at_marks(chart.id, () => {
        ++hovers;
        for (const tip of plot.querySelectorAll(':scope > div:not(:first-child)')) said.add(tip.textContent);
      });
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!node.parentElement.closest('script, style, code, .inputs, [aria-label="Inputs that matter"]')) said.add(node.data);
    }
    document.querySelectorAll('[aria-label]').forEach((one) => said.add(one.getAttribute('aria-label')));
    return {said: [...said], hovers};
  });
}

async function names(name, marks) {
  const page = await open(name);
  const {said, hovers} = await all_texts(page);
  const foreign = /\b(frontier labs?|app(?:lication)? vendors?|builders?|equipment vendors?|open labs?|open models?|H100e|hosted open|self hosted|APIs?|inference|compute)\b/i;
  const wrong = said.filter((text) => foreign.test(text));
  for (const text of wrong.slice(0, 6)) page.say(`names of another world: ${text.trim().slice(0, 160)}`);
  if (hovers < marks) page.say(`only ${hovers} marks were pointed at`);
  await page.close();
}

/** Rows of nothing are folded, and can be unfolded. */
async function zeros(name) {
  const page = await open(name);
  const empty = () => page.evaluate(() => [...document.querySelectorAll('table.firms tbody tr:not(.folded)')].filter((row) => [...row.querySelectorAll('td:not(.text)')].slice(0, -1).every((cell) => /^(–|[−-]?0(\.0+)?)$/.test(cell.textContent.trim()))).length);
  if (await empty()) page.say(`${await empty()} rows of zeros`);
  const button = page.locator('tr.folded button:visible');
  if (!(await button.count())) page.say('nothing to unfold');
  else {
    await button.click();
    if (!(await eventually(empty))) page.say('unfolding shows nothing');
    // A click counts whatever is drawn while the mouse is down, and the keyboard stays where it was.
    await button.hover();
    await page.mouse.down();
    await page.evaluate(() => document.dispatchEvent(new Event('themechange')));
    await page.mouse.up();
    if (await eventually(empty, (rows) => !rows)) page.say('a click is lost when the table is drawn again');
    await button.press('Enter');
    if (!(await eventually(empty))) page.say('the keyboard unfolds nothing');
    if (!(await button.evaluate((one) => one === document.activeElement))) page.say('unfolding takes the keyboard away');
  }
  await page.close();
}

// ---- hostile texts -------------------------------------------------------------------------------

async function hostile(name) {
  const page = await open(name);
  const title = await page.title();
  await page.evaluate(() => { window.refused = 0; document.addEventListener('securitypolicyviolation', () => { ++window.refused; }); });
  const {said, hovers} = await all_texts(page);
  // Real movements too, over the middle of every chart.
  for (const plot of await page.locator('.plot').all()) {
    await plot.scrollIntoViewIfNeeded();
    await plot.hover();
  }
  await painted(page);
  const look = () => page.evaluate(() => ({title: document.title, refused: window.refused, made: document.querySelectorAll('img, iframe, object, embed, [onerror], [onload], body b > i.hostile').length}));
  const after = await look();
  if (after.title !== title || /^script ran/.test(after.title)) page.say(`a text ran as script: the title is '${after.title}'`);
  if (after.made) page.say(`${after.made} elements were made of a text`);
  if (after.refused) page.say(`the policy had to stop ${after.refused} things`);
  if (said.filter((text) => text.includes('<img src=')).length < 20) page.say('hostile texts are not shown as they are');
  if (hovers < 50) page.say(`only ${hovers} marks were pointed at`);
  // The policy itself: what gets into the page by another way does not run either.
  page.quiet = true;
  const inline = await page.evaluate(async () => {
    const box = document.createElement('div');
    box.innerHTML = '<img src="data:," onerror="window.ran = true">';
    const failed = new Promise((done) => { box.firstChild.addEventListener('error', done); });
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(box, script);
    await failed;
    box.remove();
    return {ran: Boolean(window.ran)};
  });
  const refused = await eventually(() => page.evaluate(() => window.refused), (count) => count > after.refused);
  if (inline.ran || !(refused > after.refused)) page.say('the policy lets foreign script run');
  // An image of an earlier text would have failed by now, too.
  const late = await look();
  if (late.title !== title || late.made) page.say(`a text ran as script later: the title is '${late.title}'`);
  await page.close();
}

// ---- what is drawn -------------------------------------------------------------------------------

/** The page shows the numbers that the program put into it. */
async function drawn(name) {
  const page = await open(name);
  await page.evaluate(() => window.overbuild.draw_all());
  const found = await page.evaluate(() => {
    const {findings} = JSON.parse(document.getElementById('data').textContent).runs[0];
    const answers = [...document.querySelectorAll('#run1-answer .answer')].map((one) => [...one.querySelectorAll('p')].slice(0, 3).map((text) => text.textContent));
    const plot = document.querySelector('#run1-mismatch .plot');
    const place = (text) => { const one = [...plot.querySelectorAll('svg text')].find((each) => each.textContent === text || each.textContent.startsWith(text)); return one?.getBoundingClientRect(); };
    const {shortfall} = findings;
    const label = shortfall.widest_year && place(`${shortfall.widest_year}: `);
    const axis = [...plot.querySelectorAll('svg text')].filter((each) => each.textContent === String(shortfall.widest_year)).map((each) => each.getBoundingClientRect())[0];
    return {findings, answers, title: document.querySelector('#run1-mismatch h4').textContent, failures: document.querySelector('#run1-failures h4, #run1-failures .nothing')?.textContent ?? null,
            label: label && axis ? Math.min(...[label.left, label.right].map((edge) => Math.abs(edge - axis.left - axis.width / 2))) : null};
  });
  const {findings} = found;
  ['shortfall', 'return', 'failures', 'losses'].forEach((key, at) => {
    const {value, label, text} = findings[key];
    if (JSON.stringify(found.answers[at].slice(0, 1)) !== JSON.stringify([value]) || found.answers[at][2] !== text) page.say(`${key}: shows ${found.answers[at]}, not ${value} ${label}. ${text}`);
  });
  if (found.title !== findings.shortfall.title) page.say(`the gap's chart says '${found.title}', not '${findings.shortfall.title}'`);
  if (findings.failures.count && found.failures.toLowerCase() !== findings.failures.title.toLowerCase()) page.say(`the failures' chart says '${found.failures}'`);
  if (findings.shortfall.widest_year && !(found.label < 30)) page.say(`the label of the gap hangs ${found.label} pixels from its year`);
  await page.close();
}

// ---- words and years -----------------------------------------------------------------------------

/** Words are explained by one tooltip: on hover, on keyboard focus, in the names of the configuration. */
async function explains(name) {
  const page = await open(name);
  const tip = page.locator('#explanation');
  const terms = page.locator('#main .term');
  if (!(await terms.count())) page.say('no word is explained');
  const shown = (text) => eventually(() => tip.evaluate((one) => (one.hidden ? '' : one.textContent)), (found) => Boolean(found) === text);
  await terms.first().hover();
  if (!((await shown(true)).length > 30)) page.say('hover explains nothing');
  await page.keyboard.press('Escape');
  if (await shown(false)) page.say('Escape leaves the explanation');
  await terms.last().focus();
  const text = await shown(true);
  if (!(text.length > 30) || text.includes('`')) page.say(`focus explains: '${text}'`);
  const odd = await page.evaluate(() => [...document.querySelectorAll('.term')].filter((one) => one.tabIndex !== 0 || one.getAttribute('aria-describedby') !== 'explanation' || one.closest('svg, pre, h3')).length);
  if (odd) page.say(`${odd} words cannot be reached, or stand where none should`);
  if (await page.locator('[role=tooltip]').count() !== 1) page.say('there is not one tooltip');
  await page.close();
}

/** Years beyond ten from the start are shaded and said, and only those. */
async function extrapolates(name, wanted) {
  const page = await open(name);
  await page.evaluate(() => window.overbuild.draw_all());
  const shaded = await page.evaluate(() => window.overbuild.charts().filter(({colours}) => '\u0000extrapolation' in colours).length);
  if (wanted ? shaded < 5 : shaded) page.say(`${shaded} charts have shaded years`);
  if (/are extrapolat(ed|ion)/.test(await page.textContent('#main')) !== wanted) page.say('extrapolation is not told as it is shaded');
  await page.close();
}

/** Targets of a scorecard are sentences with units. */
async function targets(name) {
  const page = await open(name);
  const told = await page.locator('.sentences li').allTextContents();
  const {targets: all} = await page.evaluate(() => JSON.parse(document.getElementById('data').textContent).hindcasts[0]);
  if (told.length !== all.length || told.length < 10) page.say(`${told.length} sentences for ${all.length} targets`);
  for (const text of told) if (/_|\d{4},\d|undefined|NaN/.test(text) || !/on record.*band is/.test(text)) page.say(`a target is told as '${text}'`);
  if (!told.some((text) => text.includes('$118bn on record'))) page.say('no target is told in dollars');
  await page.close();
}

await explains('telecom.html');
await explains('worlds.html');
await extrapolates('telecom.html', true);
await extrapolates('telecom-worlds.html', false);
await targets('targets.html');
await jumps('telecom.html', 1440);
await jumps('telecom.html', 390);
await room('telecom.html', 1440);
await room('worlds.html', 390);
await prints('telecom.html', 1440, 'A4');
await prints('worlds.html', 1440, 'Letter');
for (const name of ['telecom.html', 'toy.html', 'worlds.html']) await apart(name);
await colours('worlds.html');
await names('telecom.html', 200);
await names('telecom-worlds.html', 30);
await zeros('telecom.html');
await hostile('hostile.html');
await drawn('telecom.html');
await drawn('toy.html');
await browser.close();
for (const problem of problems) console.error(problem);
console.log(problems.length ? `${problems.length} problems` : 'read, printed, pointed at: no problem');
process.exit(problems.length ? 1 : 0);
