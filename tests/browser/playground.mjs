// Drives the playground's page; see playground.sh.
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {launch} from './chromium.mjs';

const work = process.argv[2];
const browser = await launch();
const patience = {timeout: 120000};

/** A window that fails on console messages, page errors and requests that leave the file. */
async function open(file, {hash = '', before, ...options} = {}) {
  const page = await browser.newPage({viewport: {width: 1280, height: 900}, ...options});
  page.complaints = [];
  page.on('console', (message) => page.complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => page.complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) page.complaints.push(`request: ${request.url()}`);
  });
  if (before) await page.addInitScript(before);
  await page.goto(`file://${join(work, file)}${hash}`);
  return page;
}
const state = (page) => page.evaluate(() => window.playground.state());
const done = (page) => page.waitForFunction(() => {
  const now = window.playground?.state();
  return now && (now.now ?? now.base) >= now.worlds && document.getElementById('sliders').children.length > 0;
}, null, patience);
const silent = (page, what) => assert.deepEqual(page.complaints, [], what);

async function moves_and_shares() {
  const page = await open('toy.html');
  await done(page);
  const first = await state(page);
  assert.equal(first.base, 20);
  assert.ok(first.marks.every((marks) => marks > 0), 'every chart has marks');
  assert.match(await page.textContent('#digest'), /^Checked: world 0 has the same digest/);
  assert.match(await page.textContent('#sentence'), /As configured, capital spending/);
  assert.match(await page.textContent('#statement'), /conditional simulation/);

  // The keyboard moves a slider; what it did is said with an interval.
  const row = page.locator('.row[data-path="expectations.neglect"]');
  await row.locator('input[type=range]').focus();
  for (let press = 0; press < 5; ++press) await page.keyboard.press('PageUp');
  await page.waitForFunction(() => window.playground.state().now !== null, null, patience);
  await done(page);
  await page.waitForFunction(() => /95 % interval .* 20 paired worlds/.test(document.getElementById('sentence').textContent), null, patience);
  assert.ok(await row.evaluate((element) => element.classList.contains('touched')));
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

  // A dot tells its world.
  const dots = page.locator('figure', {hasText: 'World by world'}).locator('.plot');
  await dots.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#story table', patience);
  assert.match(await page.textContent('#story h2'), /^World \d+, with your settings/);

  // Everything back.
  await page.click('#reset');
  await page.waitForFunction(() => window.playground.state().key === 'base' && !location.hash, null, patience);
  silent(page, 'moving and sharing');
  await page.close();
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
  assert.equal(await row.locator('.problem').textContent(),
    "'expectations.neglect' is 7, above the allowed range; expected a plain decimal number from 0 to 1");
  await row.locator('button', {hasText: 'reset'}).click();
  await page.waitForFunction(() => !window.playground.state().refused, null, patience);
  assert.ok(await row.locator('.problem').isHidden());
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

  const unknown = await open('toy.html', {hash: '#expectations.neglct=0.5'});
  await unknown.waitForFunction(() => window.playground?.state().refused && window.playground.state().base >= 20, null, patience);
  assert.match(await unknown.textContent('#controls > .problem'), /unknown key 'expectations.neglct'.*did you mean 'expectations.neglect'\?/);
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
  const now = await state(page);
  assert.equal(now.lost, 1);
  assert.equal(now.base, 20, 'its world was run by another');
  assert.match(await page.textContent('#status'), /A worker stopped .* and was started again/);
  await page.close();
}

async function hostile_names() {
  const page = await open('hostile.html');
  await done(page);
  assert.equal(await page.evaluate(() => window.hit), undefined);
  assert.equal(await page.locator('#top img, #controls svg, #controls img, #result img, #controls b').count(), 0);
  assert.match(await page.textContent('h1'), /<img src=x/);
  assert.match(await page.textContent('#controls'), /<svg onload/);
  const dots = page.locator('figure', {hasText: 'World by world'}).locator('.plot');
  await dots.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#story table', patience);
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
    await page.waitForTimeout(300);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `no sideways scrolling at ${width}`);
    const now = await state(page);
    assert.ok(now.marks.every((marks) => marks > 0), `every chart has marks at ${width}`);
    const unnamed = await page.$$eval('input, select, button, .plot', (elements) => elements.filter((element) =>
      !element.labels?.length && !element.getAttribute('aria-label') && !element.textContent.trim()).map((element) => element.outerHTML));
    assert.deepEqual(unnamed, [], 'everything has a name');
    silent(page, `${width} wide`);
    await page.close();
  }
  const bench = await open('toy.html', {hash: '#bench'});
  await bench.waitForFunction(() => /moved: 20 +\d+ ms/.test(document.getElementById('bench')?.textContent ?? ''), null, patience);
  console.log(await bench.textContent('#bench'));
  silent(bench, 'bench');
  await bench.close();
}

for (const part of [moves_and_shares, refusals, a_worker_dies, hostile_names, windows]) await part();
await browser.close();
