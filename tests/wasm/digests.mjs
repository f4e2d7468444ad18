// digests.mjs ENGINE_FOLDER ANSWERS.json...: asks the engine what the native one has answered.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {basename, join, resolve} from 'node:path';

const [folder, ...files] = process.argv.slice(2);
const wasmBinary = readFileSync(join(folder, 'engine.wasm'));
const engine = await createRequire(import.meta.url)(resolve(folder, 'engine.js'))({wasmBinary});
const call = (name, result, ...given) =>
  engine.ccall(name, result, given.map((one) => (typeof one === 'number' ? 'number' : 'string')), given);
const ask = (name, ...given) => JSON.parse(call(name, 'string', ...given));
const open = (request) => call('ov_open', 'number', JSON.stringify(request));

/** Fields of a table, numbers in one spelling: the two standard libraries write 2e+10 and 20000000000. */
const spelled = (csv) => csv.split(/[\n,]/).map((field) => (/^-?\d/.test(field) && Number.isFinite(Number(field)) ? String(Number(field)) : field));

let compared = 0;
for (const file of files) {
  const native = JSON.parse(readFileSync(file, 'utf8'));
  const model = open(native.request);
  assert.deepEqual(ask('ov_state', model), native.state, `${basename(file)}: state`);
  assert.deepEqual(ask('ov_parameters', model), native.parameters, `${basename(file)}: parameters`);
  for (const expected of native.worlds) {
    const keep = expected.tables !== undefined;
    const {seconds, ...told} = ask('ov_world', model, expected.replicate, Number(keep));
    const {tables = {}, ...world} = expected;
    for (const [name, table] of Object.entries(tables)) {
      const {csv, ...head} = ask('ov_table', model, name), {csv: expected_csv, ...expected_head} = table;
      assert.deepEqual(head, expected_head, `${basename(file)}: ${name}`);
      assert.deepEqual(spelled(csv), spelled(expected_csv), `${basename(file)}: ${name}`);
      assert.ok(csv.length > 1000, 'a table has rows');
    }
    assert.deepEqual(told, world, `${basename(file)}: world ${expected.replicate}`);
    assert.ok(seconds >= 0);
    if (expected.error) continue;
    const at = call('ov_series', 'number', model) / 8;
    const series = engine.HEAPF64.subarray(at, at + told.years * told.metrics);
    assert.ok(series.some((value) => value > 0), 'a world has numbers');
    ++compared;
  }
  call('ov_close', null, model);
}
assert.ok(compared >= 200, `${compared} worlds are fewer than 200`);

// Refusals in the program's words, and no more memory after many questions than after few.
const toy = JSON.parse(readFileSync(files.find((file) => basename(file) === 'toy.json'), 'utf8')).request;
const refused = open({...toy, sets: {'expectations.neglct': 0.5, 'expectations.neglect': '45%'}});
const {problems} = ask('ov_state', refused);
assert.equal(problems.length, 2);
assert.match(problems[0].text, /^--set expectations.neglct: unknown key 'expectations.neglct'; (.*; )?did you mean 'expectations.neglect'\?$/);
assert.match(problems[1].text, /^--set expectations.neglect: 'expectations.neglect' is '45%', which has a percent sign in it; expected /);
assert.ok(ask('ov_world', refused, 0, 0).error);
call('ov_close', null, refused);
assert.ok(ask('ov_state', open({config: 'toy.yaml'})).error.includes('trees'));
let early = 0;
for (let turn = 0; turn < 300; ++turn) {
  const model = open({...toy, sets: {'run.years': '1', 'expectations.neglect': String(turn / 300)}});
  if (turn % 50 === 0) ask('ov_world', model, 0, 1);
  call('ov_close', null, model);
  if (turn === 60) early = engine.HEAPF64.buffer.byteLength;
}
assert.equal(engine.HEAPF64.buffer.byteLength, early, 'memory grows from question to question');
console.log(`${compared} worlds have the digests of the native engine (${folder})`);
