// overlays.mjs ENGINE_FOLDER PROGRAM CONFIG PAGE WORK: every condition of a page, alone and with a number
// moved, as the engine for browsers simulates it and as the program repeats it from the downloaded overlay.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join, resolve} from 'node:path';

const [folder, program, config, page_file, work] = process.argv.slice(2);
const engine = await createRequire(import.meta.url)(resolve(folder, 'engine.js'))({wasmBinary: readFileSync(join(folder, 'engine.wasm'))});
const call = (name, result, ...given) =>
  engine.ccall(name, result, given.map((one) => (typeof one === 'number' ? 'number' : 'string')), given);
// A source of the page, which node would take for an older kind of script by its name.
const {State} = await import(`data:text/javascript,${encodeURIComponent(readFileSync('tools/playground/web/src/state.js', 'utf8'))}`);
const page = JSON.parse(readFileSync(page_file, 'utf8').match(/<script id="data" type="application\/json">(.*?)<\/script>/s)[1]);

function in_page(state) {
  const model = call('ov_open', 'number', JSON.stringify(state.request()));
  const opened = JSON.parse(call('ov_state', 'string', model));
  assert.ok(!opened.error, `${state.to_address()}: ${opened.error}`);
  const {digest, error} = JSON.parse(call('ov_world', 'string', model, 0, 0));
  call('ov_close', null, model);
  return error ? null : digest;  // what was drawn need not fit every condition
}

function in_program(state) {
  const overlay = join(work, 'overlay.yaml');
  writeFileSync(overlay, state.overlay());
  execFileSync(program, ['run', config, '--overlay', overlay, '--replicate', '0', '-o', join(work, 'run'), '--force'], {stdio: ['ignore', 'ignore', 'pipe']});
  return JSON.parse(readFileSync(join(work, 'run', 'manifest.json'), 'utf8')).result_digest;
}

const digests = new Set([page.digest]);
let compared = 0;
const compare = (state) => {
  const expected = in_page(state);
  if (expected === null) return;
  assert.equal(in_program(state), expected, `${state.to_address()}\n${state.overlay()}`);
  // The address brings the same back.
  const again = new State(page);
  again.from_address(state.to_address());
  assert.equal(again.key, state.key);
  digests.add(expected);
  ++compared;
};

const slider = page.sliders[0];
const middle = String(Number((slider.lo + 0.3 * (slider.hi - slider.lo)).toPrecision(3)));
for (const condition of page.conditions) {
  for (let at = 0; at < condition.choices.length; ++at) {
    const state = new State(page);
    state.chosen.set(condition.id, at);
    if (compared % 3 === 2) state.touched.set(slider.path, middle);
    compare(state);
  }
}
// Values in every form that a page may send.
for (const [path, text] of [[slider.path, middle], ['population.enterprises', '150'], ['capex.tax_rate', '2e-1'],
                            [slider.path, `{"dist": "uniform", "lo": ${slider.lo}, "hi": ${slider.hi}}`]]) {
  const state = new State(page);
  state.touched.set(path, text);
  compare(state);
}
assert.ok(digests.size > compared / 2, 'conditions change worlds');
console.log(`${compared} overlays of ${config} have the digests of the page`);
