// playground.mjs FOLDER [firefox|chromium [PART]]: drives the pages in FOLDER; see playground.sh and
// playground_firefox.sh. Waits for what should come and never for a time.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {eventually, patience as timeout} from './wait.mjs';

const [work, browser_name = 'chromium', only] = process.argv.slice(2);
const {launch} = await import(`./${browser_name}.mjs`);
const browser = await launch();
const patience = {timeout};

/** A window that notes console messages, page errors and requests that leave the file, or the server
 * at `url`. */
async function open(file, {hash = '', url, before, ...options} = {}) {
  const page = await browser.newPage({viewport: {width: 1280, height: 900}, ...options});
  page.setDefaultTimeout(patience.timeout);
  page.complaints = [];
  page.on('console', (message) => page.complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => page.complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url()) && !(url && request.url().startsWith(url))) page.complaints.push(`request: ${request.url()}`);
  });
  if (before) await page.addInitScript(before);
  await page.goto(url ?? `file://${join(work, file)}${hash}`);
  return page;
}
const state = (page) => page.evaluate(() => window.playground.state());
/** Until all worlds of the settings as they are now are there, those that could not be simulated included,
 * the figures show them and the engine has repeated the first. */
const done = (page) => page.waitForFunction(() => {
  const now = window.playground?.state();
  return now && now.key === now.wanted && !/^Not yet/.test(document.getElementById('digest').textContent) && now.finished >= now.worlds && now.drawn >= now.finished && now.marks.every((marks) => marks > 0) &&
    document.getElementById('sliders').children.length > 0;
}, null, patience);
/** Where the keyboard is, once `read` of it gives `wanted`. */
const focused = (page, read, wanted) => eventually(() => page.evaluate(`(${read})(document.activeElement)`), (found) => found === wanted);
const until = (page, condition, given) => page.waitForFunction(condition, given, patience);
const silent = (page, what) => assert.deepEqual(page.complaints, [], what);

async function moves_and_shares() {
  const page = await open('toy.html');
  await done(page);
  const first = await state(page);
  assert.equal(first.base, 20);
  const order = Object.keys(first.times);
  assert.ok(order.includes('20 worlds') && order.indexOf('20 worlds') < order.indexOf('ready'), 'figures stand before the engine does');
  assert.match(await page.textContent('#digest'), /^Checked: world 0 has the same digest/);
  assert.match(await page.textContent('#sentence'), /As configured, capital spending/);
  assert.match(await page.textContent('#statement'), /conditional simulation/);

  // The keyboard moves a slider; what it did is said with an interval.
  const row = page.locator('.row[data-path="expectations.neglect"]');
  await row.locator('input[type=range]').focus();
  for (let press = 0; press < 5; ++press) await page.keyboard.press('PageUp');
  await page.waitForFunction(() => window.playground.state().now !== null, null, patience);
  await done(page);
  await page.waitForFunction(() => /\d of 20 paired worlds \(95 % interval \d+% to \d+%\).*median .*half of the worlds between/.test(document.getElementById('sentence').textContent), null, patience);
  assert.ok(await eventually(() => row.evaluate((element) => element.classList.contains('touched'))));
  const moved = await state(page);
  assert.notEqual(moved.digests.now, first.digests.base, 'a moved slider changes worlds');
  assert.equal(moved.digests.base, first.digests.base);

  // Quick moves end with the last one.
  await row.locator('input[type=range]').evaluate(async (input) => {
    for (let at = 0; at < 40; ++at) {
      input.value = String(300 + 10 * at);
      input.dispatchEvent(new Event('input'));
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  });
  await page.waitForFunction(() => window.playground.state().key.includes('0.69'), null, patience);
  await done(page);
  const last = await state(page);
  assert.equal(last.key, '[["expectations.neglect","0.69"]]');

  // The address alone brings it back.
  const again = await open('toy.html', {hash: new URL(page.url()).hash});
  await done(again);
  assert.deepEqual((await state(again)).digests, last.digests);
  silent(again, 'a shared address');
  await again.close();

  // The overlay goes to the shell, which runs it.
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
  await download.saveAs(join(work, 'settings.yaml'));
  writeFileSync(join(work, 'digest'), last.digests.now);

  await tells_a_world(page);

  // A condition is a button; it holds beside the slider, and the last word of each is kept apart.
  const button = page.locator('.condition button').first();
  await button.click();
  const pressed = await eventually(() => button.getAttribute('aria-pressed'), (text) => text === 'true');
  assert.equal(pressed, 'true');
  await until(page, (digest) => { const {digests} = window.playground.state(); return digests.now && digests.now !== digest; }, last.digests.now);

  // Everything back.
  await page.click('#reset');
  await page.waitForFunction(() => window.playground.state().key === 'base' && !location.hash, null, patience);
  silent(page, 'moving and sharing');
  await page.close();
}

/** A dot tells its world, in the words of the report; a slider that moves keeps the keyboard. */
async function tells_a_world(page) {
  const dots = page.locator('figure', {hasText: 'World by world'}).locator('.plot');
  await dots.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#story table', patience);
  const changed = (await state(page)).key !== 'base';
  assert.match(await page.textContent('#story h2'), changed ? /^World \d+, with your settings/ : /^World \d+, as configured/);
  assert.match(await page.textContent('#story .findings'), /end users pay/i);
  assert.equal(await focused(page, ({id}) => id, 'story'), 'story');
  const slider = page.locator('#sliders input[type=range]').first();
  await slider.focus();
  const {key} = await state(page);
  await page.keyboard.press('ArrowRight');
  await until(page, (before) => window.playground.state().key !== before, key);
  await page.waitForSelector('#story table', patience);
  await done(page);
  assert.equal(await slider.evaluate((input) => document.activeElement === input), true, 'the story takes the keyboard from a slider');
}

/** The change of an outcome in each world by the program's own runs: capital spending of ten years. */
function natively(changes, replicates) {
  const spending = (sets, replicate) => {
    const run = join(work, 'native');
    execFileSync(process.env.OVERBUILD, ['run', process.env.TOY, '--replicate', String(replicate), '-o', run, '--force',
      ...sets.flatMap(([path, text]) => ['--set', `${path}=${text}`])], {stdio: 'ignore'});
    const rows = readFileSync(join(run, 'series.csv'), 'utf8').split('\n').map((line) => line.split(','));
    return rows.filter(([, metric]) => metric === 'ai_capex').slice(0, 10).reduce((sum, row) => sum + Number(row[3]), 0);
  };
  return replicates.map((replicate) => spending(changes, replicate) - spending([], replicate));
}

/** Inputs and conditions tried one at a time, ranked: as the program's runs say, after the figures only. */
async function what_drives() {
  const page = await open('toy.html', {before: () => {
    window.posted = [];  // of each world that a worker is given: a trial's key, or the settings'
    const Real = window.Worker;
    window.Worker = class extends Real {
      postMessage(message, ...rest) {
        if (message.kind === 'world') window.posted.push(message.trial ? 'trial' : message.model);
        super.postMessage(message, ...rest);
      }
    };
  }});
  await done(page);
  const found = () => page.evaluate(() => window.playground.drivers());
  await until(page, () => window.playground.drivers().tried > 2);

  // A slider that moves goes first: between its first and its last world no trial is begun.
  const slider = page.locator('.row[data-path="expectations.neglect"] input[type=range]');
  await slider.focus();
  await page.keyboard.press('PageUp');
  await until(page, () => window.playground.state().now >= 20);
  const {posted, key} = await page.evaluate(() => ({posted: window.posted, key: window.playground.state().key}));
  const of_slider = posted.slice(posted.indexOf(key), posted.lastIndexOf(key) + 1);
  assert.ok(posted.includes('trial') && of_slider.length === 20, `${of_slider.length} worlds for twenty of a moved slider`);

  // Hundreds of worlds: for as long as there are more and more of them.
  const progress = () => page.evaluate(() => ({done: window.playground.drivers().done, posted: window.posted.length}));
  assert.ok((await eventually(progress, ({done}) => done)).done, 'not everything is tried');
  const {rows, tried, all, worlds} = await found();
  assert.deepEqual({tried, worlds}, {tried: all, worlds: 20});
  assert.ok(all >= 15 && rows.length >= 15, `${rows.length} of ${all}`);
  // Sorted: those with a clear effect first, each part by size; and so they stand in the page.
  assert.ok(rows.every((row, at) => at === 0 || Number(rows[at - 1].clear) > Number(row.clear) || (rows[at - 1].clear === row.clear && rows[at - 1].size >= row.size)));
  assert.ok(rows[0].clear && rows.some((row) => !row.clear));
  await page.click('#drivers > button');
  await until(page, (count) => document.querySelectorAll('#drivers .ranking li').length === count, rows.length);
  const drawn = await page.$$eval('#drivers .ranking li', (items) => items.map((item) => ({id: item.dataset.item, unclear: item.classList.contains('unclear'), text: item.textContent})));
  assert.deepEqual(drawn.map(({id}) => id), rows.map(({id}) => id));
  assert.deepEqual(drawn.map(({unclear}) => unclear), rows.map(({clear}) => !clear));
  assert.ok(drawn.filter(({unclear}) => unclear).every(({text}) => /may be chance|no change in most worlds/.test(text)));
  assert.match(await page.textContent('#drivers .finding'), new RegExp(`^Among the 7 inputs and 15 conditions tried, one at a time, “${rows[0].label.slice(0, 20)}.* have no clear effect\\.$`));
  assert.match(await page.textContent('#driver'), new RegExp(`^What moves capital spending in the first ten years most: “${rows[0].label.slice(0, 20)}`));

  // The program's own runs say the same: the median of the differences and its interval, to the bit.
  for (const side of [rows[0].sides[0], rows.findLast((row) => !row.clear).sides[0]]) {
    const replicates = side.digests.map(([replicate]) => replicate);
    const differences = natively(side.changes, replicates).sort((a, b) => a - b);
    assert.equal(differences.length, 20);
    assert.deepEqual([side.effect.value, side.effect.lo, side.effect.hi], [differences[9] + 0.5 * (differences[10] - differences[9]), differences[5], differences[14]], JSON.stringify(side.changes));
  }

  // And so does the table that the program puts into a page, of which nothing is left to be tried.
  const made = await open('drivers.html');
  await until(made, () => window.playground?.drivers().done);
  const in_page = ({rows: of}) => of.map((row) => ({...row, sides: row.sides.map(({digests, ...side}) => ({...side, worlds: digests.length}))}));
  const tried_before = await made.evaluate(() => window.playground.drivers());
  assert.deepEqual(in_page(tried_before), in_page(await found()));
  assert.ok(tried_before.rows.every(({sides}) => sides.every(({digests}) => digests.every(([, digest]) => !digest))), 'the page tries again what the program has tried');
  await done(made);
  await made.fill('input[type=search]', 'tax rate');
  await made.keyboard.press('Enter');
  await until(made, () => window.playground.drivers().rows.some(({id, sides}) => id === 'capex.tax_rate' && sides.every(({effect}) => effect.n === 20)));
  silent(made, 'a page with what drives the boom');
  await made.close();

  // Another outcome is another order, of the same worlds; a row leads to what it is about.
  await page.selectOption('#drivers select', 'fails');
  await until(page, () => window.playground.drivers().outcome === 'fails' && /worlds in which a builder fails/.test(document.querySelector('#drivers .finding').textContent));
  const input = rows.find(({id}) => !id.startsWith('~'));
  const name = page.locator('#drivers .name', {hasText: input.label});
  const path_of = (one) => one.closest('.row')?.dataset.path;
  await name.click();
  assert.equal(await focused(page, path_of, input.id), input.id);
  await page.click('#to_drivers');
  assert.equal(await focused(page, ({id}) => id, 'drivers'), 'drivers');
  await stays_under_the_mouse(page, name);

  // Words are explained where they stand.
  const term = page.locator('#sliders .term', {hasText: 'leap'}).first();
  await term.hover();
  assert.match(await page.locator('#explanation:visible').textContent(), /^leap.*sudden rise in what models can do/);
  await page.keyboard.press('Escape');
  assert.ok(await page.locator('#explanation').isHidden(), 'Escape leaves the explanation');
  await term.focus();
  assert.ok(await page.locator('#explanation').isVisible(), 'the keyboard is told nothing');
  silent(page, 'what drives the boom');
  await page.close();
}

/** What a click has begun on is there for its end, though the ranking and the dots are drawn again meanwhile. */
async function stays_under_the_mouse(page, name) {
  await name.evaluate((button) => {
    window.pressed = button;
    window.before = document.querySelector('#drivers .side');
    document.querySelector('#drivers select').dispatchEvent(new Event('change'));
  });
  await until(page, () => !window.before.isConnected);
  assert.ok(await page.evaluate(() => window.pressed.isConnected), 'rows of the ranking are made anew');

  const dots = page.locator('figure', {hasText: 'World by world'});
  const [before, held] = await dots.evaluate((figure) => {
    const plot = figure.querySelector('.plot'), select = figure.querySelector('select');
    const drawn = () => plot.querySelector('svg').innerHTML;
    window.before = drawn();
    plot.dispatchEvent(new PointerEvent('pointerdown', {bubbles: true}));
    select.selectedIndex = 1;
    select.dispatchEvent(new Event('change'));
    const held = drawn();
    plot.dispatchEvent(new PointerEvent('pointerup', {bubbles: true}));
    window.drawn = drawn;
    return [window.before, held];
  });
  assert.equal(held, before, 'dots are drawn anew under the mouse');
  await until(page, () => window.drawn() !== window.before);
}

async function refusals() {
  const page = await open('toy.html');
  await done(page);
  const before = (await state(page)).digests.base;
  const row = page.locator('.row[data-path="expectations.neglect"]');
  await row.locator('summary').click();
  await row.locator('details input').fill('7');
  await row.locator('details input').press('Enter');
  await page.waitForFunction(() => window.playground.state().refused, null, patience);
  assert.equal(await eventually(() => row.locator('.problem').textContent()),
    "'expectations.neglect' is 7, above the allowed range; expected a plain decimal number from 0 to 1");
  await row.locator('button', {hasText: 'reset'}).click();
  await page.waitForFunction(() => !window.playground.state().refused, null, patience);
  assert.ok(await eventually(() => row.locator('.problem').isHidden()));
  assert.equal((await state(page)).digests.base, before);

  // Any other parameter can be found and added.
  await page.fill('input[type=search]', 'tax rate');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.row[data-path="capex.tax_rate"]', patience);
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => window.playground.state().key.includes('capex.tax_rate'), null, patience);
  await done(page);
  silent(page, 'refusals');
  await page.close();

  // What does not fit together is said beside the slider that was moved.
  const pair = await open('toy.html', {hash: '#population.workloads_lo=90'});
  await pair.waitForFunction(() => window.playground?.state().refused && window.playground.state().base >= 20, null, patience);
  assert.match(await pair.locator('.row[data-path="population.workloads_lo"] .problem').textContent(), /workloads/);
  assert.match(await pair.textContent('#announcement'), /refuses these settings/);
  silent(pair, 'settings that do not fit together');
  await pair.close();

  // Worlds whose draws do not fit together are counted and told, the others shown.
  const some = await open('some.html');
  await done(some);
  const {base, finished} = await state(some);
  assert.ok(base > 0 && base < 20 && finished === 20, `${base} of ${finished} worlds`);
  assert.match(await some.textContent('#status'), new RegExp(`^${base} of 20 worlds\\. ${20 - base} could not be simulated: .*workloads`));
  silent(some, 'worlds that are refused');
  await some.close();

  // Addresses by somebody else change nothing but what the engine judges.
  const wild = await open('toy.html', {hash: '#~worlds=1e9&~world=-1&~nothing=on&__proto__.x=1&x=%3Cimg%20src%3Dx%3E&a.b=%3Cimg%20src%3Dx%20onerror%3D%22window.hit%3D1%22%3E'});
  await wild.waitForFunction(() => window.playground?.state().refused && window.playground.state().base >= 20, null, patience);
  assert.equal((await state(wild)).worlds, 20);
  assert.match(await wild.textContent('#controls .problem.general'), /unknown key 'a'/);
  assert.equal(await wild.evaluate(() => window.hit ?? {}.x ?? document.querySelector('#controls img')), null);
  silent(wild, 'a wild address');
  await wild.close();

  const unknown = await open('toy.html', {hash: '#expectations.neglct=0.5'});
  await unknown.waitForFunction(() => window.playground?.state().refused && window.playground.state().base >= 20, null, patience);
  assert.match(await unknown.textContent('#controls .problem.general'), /unknown key 'expectations.neglct'.*did you mean 'expectations.neglect'\?/);
  silent(unknown, 'an unknown key in the address');
  await unknown.close();
}

/** The first worker gets a message it does not know, in the place of its third world. */
async function a_worker_dies() {
  const page = await open('toy.html', {before: () => {
    const Real = window.Worker;
    let made = 0;
    window.Worker = class extends Real {
      constructor(...given) { super(...given); this.mine = ++made; this.posted = 0; }
      postMessage(message, ...rest) {
        const broken = this.mine === 1 && message.kind === 'world' && ++this.posted === 3;
        super.postMessage(broken ? {kind: 'nonsense'} : message, ...rest);
      }
    };
  }});
  await done(page);
  await until(page, () => window.playground.state().lost === 1);
  await page.locator('.row[data-path="expectations.neglect"] input[type=range]').press('PageUp');
  await page.waitForFunction(() => window.playground.state().now !== null, null, patience);
  await done(page);
  assert.equal((await state(page)).now, 20, 'its world was run by another');
  assert.match(await page.textContent('#status'), /A worker stopped .* and was started again/);
  await page.close();
}

/** A page of another world speaks its words, from the first moment on and in a world's story. */
async function its_own_words() {
  const page = await open('telecom.html');
  const foreign = /\b(inference|compute|frontier labs?|builders?|equipment vendors?|open models?|H100e|hosted open|APIs?)\b/i;
  const wrong = async (selector) => (await page.locator(selector).allInnerTexts()).flatMap((text) => text.split('\n')).filter((text) => foreign.test(text));
  await page.waitForFunction(() => document.querySelector('#result figure'), null, patience);
  assert.deepEqual(await wrong('#result'), [], 'before the engine is there');
  await done(page);
  assert.deepEqual(await wrong('#result, #sentence, #status'), [], 'once it is');
  await page.locator('.search input').fill('price');
  assert.deepEqual(await wrong('.search small'), [], 'in what is found');
  await tells_a_world(page);
  assert.deepEqual(await wrong('#story'), [], 'in a story');
  silent(page, 'its own words');
  await page.close();
}

async function hostile_names() {
  const page = await open('hostile.html');
  await done(page);
  assert.equal(await page.evaluate(() => window.hit), undefined);
  assert.equal(await page.locator('#top img, #controls svg, #controls img, #result img, #controls b').count(), 0);
  assert.match(await page.textContent('h1'), /<img src=x/);
  assert.match(await page.textContent('#controls'), /<svg onload/);
  await tells_a_world(page);
  assert.match(await page.textContent('#story'), /<img src=x onerror=window.hit=1>/);
  assert.equal(await page.locator('#story img').count(), 0);
  assert.equal(await page.evaluate(() => window.hit), undefined);
  silent(page, 'hostile names');
  await page.close();
}

async function windows() {
  for (const [width, height, colorScheme] of [[1440, 900, 'light'], [1024, 768, 'dark'], [390, 844, 'light']]) {
    const page = await open('toy.html', {viewport: {width, height}, colorScheme});
    await done(page);
    assert.ok(await eventually(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)), `no sideways scrolling at ${width}`);
    const unnamed = await page.$$eval('input, select, button, .plot', (elements) => elements.filter((element) =>
      !element.labels?.length && !element.getAttribute('aria-label') && !element.textContent.trim()).map((element) => element.outerHTML));
    assert.deepEqual(unnamed, [], 'everything has a name');
    silent(page, `${width} wide`);
    await page.close();
  }
  const paper = await open('toy.html', {colorScheme: 'dark', hash: '#expectations.neglect=0.9&~world=1'});
  await done(paper);
  await paper.waitForSelector('#story table', patience);
  await paper.emulateMedia({media: 'print', colorScheme: 'dark'});
  await paper.evaluate(() => dispatchEvent(new Event('beforeprint')));
  const look = () => paper.evaluate(() => ({
    widest: Math.max(...[...document.querySelectorAll('svg, table, #said p')].map((one) => one.getBoundingClientRect().right)),
    rows: [...document.querySelectorAll('.row')].filter((row) => row.offsetHeight).map((row) => row.dataset.path),
    cut: [...document.querySelectorAll('.story .scroll')].filter((box) => box.scrollHeight > box.clientHeight + 2).length,
    theme: document.documentElement.dataset.theme}));
  const printed = await eventually(look, ({widest}) => widest <= 660);
  assert.ok(printed.widest <= 660, `a page of paper is narrower than ${printed.widest}`);
  assert.deepEqual({rows: printed.rows, cut: printed.cut, theme: printed.theme}, {rows: ['expectations.neglect'], cut: 0, theme: 'light'});
  await paper.evaluate(() => dispatchEvent(new Event('afterprint')));
  assert.equal(await paper.evaluate(() => document.documentElement.className), '');
  silent(paper, 'paper');
  await paper.close();

  const bench = await open('toy.html', {hash: '#bench'});
  await bench.waitForFunction(() => /moved: 20 +\d+ ms/.test(document.getElementById('bench')?.textContent ?? ''), null, patience);
  console.log(await bench.textContent('#bench'));
  assert.equal(await bench.evaluate(() => window.playground.drivers().tried), 0, 'a benchmark measures the fans alone');
  silent(bench, 'bench');
  await bench.close();
}

/** The page of `--serve`: the same figures from the native engine. */
async function served() {
  const url = process.env.SERVED;
  const page = await open('', {url});
  await done(page);
  assert.match(await page.textContent('#digest'), /^Checked: world 0 has the same digest/);
  assert.match(await page.textContent('.lead'), /on this machine/);
  const before = await state(page);
  const slider = page.locator('.row[data-path="expectations.neglect"] input[type=range]');
  await slider.focus();
  for (let press = 0; press < 4; ++press) await page.keyboard.press('PageDown');
  await until(page, () => window.playground.state().now !== null);
  await done(page);
  const moved = await state(page);
  assert.notEqual(moved.digests.now, before.digests.base);
  assert.equal(moved.lost, 0);
  await tells_a_world(page);
  silent(page, 'the served page');
  await page.close();
}

/** What another browser has to show as well. */
async function the_same_elsewhere() {
  const page = await open('toy.html');
  await done(page);
  assert.match(await page.textContent('#digest'), /^Checked: world 0 has the same digest/);
  const first = await state(page);
  const slider = page.locator('.row[data-path="expectations.neglect"] input[type=range]');
  await slider.focus();
  for (let press = 0; press < 4; ++press) await page.keyboard.press('PageUp');
  await until(page, () => window.playground.state().now !== null);
  await done(page);
  const moved = await state(page);
  assert.notEqual(moved.digests.now, first.digests.base, 'a moved slider changes worlds');
  await until(page, () => /\d of 20 paired worlds \(95 % interval \d+% to \d+%\).*median .*half of the worlds between/.test(document.getElementById('sentence').textContent));
  const again = await open('toy.html', {hash: new URL(page.url()).hash});
  await done(again);
  assert.deepEqual((await state(again)).digests, moved.digests);
  silent(again, 'a shared address');
  await again.close();
  await tells_a_world(page);
  silent(page, browser_name);
  await page.close();
  console.log(`${browser_name} ${browser.version()}: ${JSON.stringify(moved.times)}`);
}

const parts = browser_name === 'chromium' ? [moves_and_shares, what_drives, refusals, a_worker_dies, its_own_words, hostile_names, windows, served] : [the_same_elsewhere];
for (const part of parts.filter(({name}) => !only || name === only)) {
  console.log(`${part.name}`);
  await part();
}
await browser.close();
