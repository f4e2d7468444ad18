// Runs in a worker, behind the engine's own glue (which defines Overbuild). One message at a time:
//   start {module}                         -> ready
//   world {model, request, replicate, keep} -> opened {model, state, metrics} once a model, then
//                                             world {model, replicate, ..., series?, tables?}
//   parameters {model, request}            -> parameters {model, ...}
// An answer with `problems` or `error` says why there is nothing. What the engine throws (a trap, no
// memory) leaves as an error of the worker: its owner starts another one.
/* global Overbuild */
let engine = null;
const kept = new Map();  // model -> handle: the baseline's and the latest two
const most_kept = 3;

const ask = (name, types, ...given) => JSON.parse(engine.ccall(name, 'string', types, given));
const of_model = (name, handle) => ask(name, ['number'], handle);

function handle_of(model, request) {
  let handle = kept.get(model);
  if (handle) return handle;
  while (kept.size >= most_kept) {
    const [oldest] = [...kept.keys()].filter((name) => name !== 'base');
    if (oldest === undefined) break;
    engine.ccall('ov_close', null, ['number'], [kept.get(oldest)]);
    kept.delete(oldest);
  }
  handle = engine.ccall('ov_open', 'number', ['string'], [JSON.stringify(request)]);
  kept.set(model, handle);
  const state = of_model('ov_state', handle);
  const {metrics} = state.error ? {} : of_model('ov_metrics', handle);
  self.postMessage({kind: 'opened', model, state, metrics});
  return handle;
}

function series_of(handle, {years, metrics}) {
  const at = engine.ccall('ov_series', 'number', ['number'], [handle]) / 8;
  return engine.HEAPF64.slice(at, at + years * metrics);
}

const actions = {
  async start({module}) {
    engine = await Overbuild({
      instantiateWasm(imports, done) {
        WebAssembly.instantiate(module, imports).then((instance) => done(instance));
        return {};
      },
      print() {}, printErr() {},
    });
    self.postMessage({kind: 'ready'});
  },

  world({model, request, replicate, keep}) {
    const handle = handle_of(model, request);
    const began = performance.now();
    const world = ask('ov_world', ['number', 'number', 'number'], handle, replicate, keep ? 1 : 0);
    // A world that could not be simulated has a `kind` of its own: why.
    const answer = {...world, kind: 'world', model, keep, replicate, ms: performance.now() - began};
    if (!world.error) answer.series = series_of(handle, world);
    if (!world.error && keep) {
      answer.tables = Object.fromEntries(keep.map((name) =>
        [name, ask('ov_table', ['number', 'string'], handle, name)]));
    }
    self.postMessage(answer, answer.series ? [answer.series.buffer] : []);
  },

  parameters({model, request}) {
    self.postMessage({...of_model('ov_parameters', handle_of(model, request)), kind: 'parameters', model});
  },
};

// One after the other: `start` waits for the engine, and what comes next must not overtake it.
let turn = Promise.resolve();
self.onmessage = ({data}) => {
  turn = turn.then(() => actions[data.kind](data)).catch((error) => {
    setTimeout(() => { throw error; });
  });
};
