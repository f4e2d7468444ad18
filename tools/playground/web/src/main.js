// The playground: puts assumptions, worlds and figures together. Owns the order of questions to the
// engine: the latest settings first, paired with the baseline world by world.
import {element} from '../../../report/web/src/dom.js';
import {capital} from '../../../report/web/src/format.js';
import {explain, watch_words} from '../../../report/web/src/glossary.js';
import {translator} from '../../../report/web/src/names.js';
import {force_theme, is_dark} from '../../../report/web/src/theme.js';
import {Controls} from './controls.js';
import {Drivers} from './drivers.js';
import {limits} from './limits.js';
import {Pool, compiled, most_failures} from './pool.js';
import {Ranking} from './ranking.js';
import {RemoteWorker, only_about} from './remote.js';
import {path_words} from './scale.js';
import {sentence} from './sentence.js';
import {State} from './state.js';
import {story} from './story.js';
import {Views} from './views.js';
import {Worlds} from './worlds.js';

const json_of = (id) => JSON.parse(document.getElementById(id).textContent);
const page = json_of('data');
const module = page.served ? null : compiled(json_of('engine').wasm);  // while the page is built
const by_id = (id) => document.getElementById(id);
const story_tables = ['events', 'agents'];

const state = new State(page);
state.from_address(location.hash);
const marks = {begin: performance.now()};
const mark = (name) => { marks[name] ??= performance.now() - marks.begin; };

let metrics = null;          // of ov_metrics
let base = new Worlds('base');
if (page.baseline) base.take_found(page.baseline);
let checked = false;         // world 0 was asked of this engine
let now = null;              // of the changed settings
let telling = null;          // the world whose story was asked for
let translate = (text) => text;
let asked_parameters = false;
let refused = false;         // the engine refuses the settings
let notice = '';
let workers_lost = 0;
let base_digest = '';        // of the configuration
let digest_text = 'Not yet checked against the program.';

// ---------------------------------------------------------------------------- questions to the engine

const task = (kind, model, more, changes = model === 'base' ? [] : now.changes) => {  // not those of a slider that has moved on since
  return {kind, model, ...more, ...(page.served ? {changes} : {request: state.request(changes)})};
};
/** The worlds that figures and stories are about. */
const shown = () => (now && !refused ? now : base);
const under_way = new Set();
const place = (model, replicate) => `${replicate} ${model}`;

/** The next world that nobody runs: yours before the baseline's of the same draws. */
function next_world() {
  for (let replicate = 0; replicate < state.worlds; ++replicate) {
    for (const worlds of now && !refused ? [now, base] : [base]) {
      if (worlds.has(replicate) || under_way.has(place(worlds.key, replicate))) continue;
      under_way.add(place(worlds.key, replicate));
      return task('world', worlds.key, {replicate});
    }
  }
  return null;
}

/** Once nobody waits for a figure: what drives the outcome. */
function next_trial(member) {
  if (bench_wanted || !metrics || !controls.rows.size) return null;
  const found = drivers.next(member, base);
  return found && task('world', found.trial.key, {replicate: found.replicate, trial: found.trial.key}, found.trial.changes);
}

function next(member) {
  if (!checked && base.has(0)) {
    checked = true;
    return task('world', 'base', {replicate: 0});
  }
  if (!asked_parameters && base.count) {
    asked_parameters = true;
    return task('parameters', 'base', {});
  }
  if (telling && !telling.asked && shown().count) {
    telling.asked = true;
    return task('world', shown().key, {replicate: telling.replicate, keep: story_tables});
  }
  return next_world() ?? next_trial(member);
}

const heard = {
  ready() {
    if (!base.count) views.draw_axes();  // while the first world runs
    mark('ready');
  },

  opened({model, state: opened, metrics: known}, asked) {
    metrics ??= known;
    if (asked?.trial) {
      const trial = drivers.trials.get(asked.trial);
      if (opened.error) trial.refused = opened.error;
      trial.same = opened.config_digest === base_digest && !opened.error;
      rank_soon();
      return;
    }
    if (model === 'base' && !opened.error) base_digest = opened.config_digest;
    const current = model === (now?.key ?? 'base');
    if (opened.error) {
      if (!current) return;
      refused = true;
      controls.problems(opened.problems ?? [], opened.problems ? '' : opened.error);
      show_status();
      return;
    }
    if (current && now) controls.problems([], '');
  },

  world(answer, asked) {
    if (asked?.trial) {
      drivers.take(asked.trial, answer, metrics);
      rank_soon();
      return;
    }
    const {model, replicate, keep, given_up} = answer;
    under_way.delete(place(model, replicate));
    if (given_up) return;
    if (keep) {
      if (telling?.replicate === replicate && model === shown().key) tell(answer);
      return;
    }
    const worlds = model === 'base' ? base : now?.key === model ? now : null;
    if (!worlds || !metrics) return;
    if (answer.error && worlds === now && refused) return;
    worlds.add(answer, metrics);
    if (model === 'base') {
      mark('engine: first');
      if (base.count === 1 && !now) draw_first();
      mark_worlds();
      if (replicate === 0) check_digest(answer);
    } else {
      moved.first ??= performance.now() - moved.at;
      if (now.finished >= state.worlds) moved.all ??= performance.now() - moved.at;
    }
    draw_soon();
  },

  parameters(answer) {
    if (answer.error) return;
    controls.know(answer);
    know_drivers();
    rank_soon();
    draw_soon();
  },
};

const pool = new Pool({
  next,
  heard: (data, asked) => heard[data.kind](data, asked),
  died(text, lost, gave_up) {
    ++workers_lost;
    if (lost?.trial) {
      if (gave_up) drivers.take(lost.trial, {replicate: lost.replicate, error: text}, metrics);
    } else if (lost?.kind === 'world') under_way.delete(place(lost.model, lost.replicate));
    notice = `A worker stopped (${text})${pool.failures > most_failures ? '; too often: please reload the page' : gave_up && !pool.members.length ? '' : ' and was started again'}.`;
    if (gave_up && lost?.kind === 'world' && !lost.keep && !lost.trial) {
      (lost.model === 'base' ? base : now?.key === lost.model ? now : null)?.add({replicate: lost.replicate, error: text}, metrics ?? []);
    }
    if (gave_up && lost?.keep) telling = null;
    show_status();
  },
});

function draw_first() {
  views.draw_first({base, now: null, open: null});
  mark('first figure');
}

function mark_worlds() {
  if (base.count >= 10) mark('10 worlds');
  if (base.finished >= Math.min(50, state.worlds)) mark(`${Math.min(50, state.worlds)} worlds`);
}

function check_digest(answer) {
  const same = answer.digest === page.digest;
  digest_text = same ? `Checked: world 0 has the same digest as the program's own run (${answer.digest}).`
    : `World 0 has digest ${answer.digest}, the program's own run ${page.digest}: please report this browser.`;
  by_id('digest').textContent = digest_text;
  by_id('digest').classList.toggle('problem', !same);
}

// ------------------------------------------------------------------------------------------- changes

const moved = {at: 0};
let timer = 0;

/** After a change of the state: a new question, soon; a slider that is being moved asks at most so often. */
function changed() {
  controls.reset_all.disabled = !state.changed;
  moved.at = performance.now();
  moved.first = moved.all = undefined;
  clearTimeout(timer);
  timer = setTimeout(ask, 90);
}

function ask() {
  refused = false;
  controls.problems([], '');
  const {key} = state;
  if (key === 'base') now = null;
  else if (now?.key !== key) now = new Worlds(key, state.changes());
  if (state.world === null) close_story(); else open_story({focus: false});  // of the new settings
  history.replaceState(null, '', state.to_address());
  if (page.served) only_about(now?.key ?? 'base');
  draw_soon();
  rank_soon();
  pool.wake();
}

addEventListener('hashchange', () => {
  if (location.hash === state.to_address()) return;
  state.from_address(location.hash);
  controls.show();
  count.value = String(state.worlds);
  ask();
});

// -------------------------------------------------------------------------------------------- drivers

const drivers = new Drivers(page.drivers);

/** The sliders' ends, those of added ones too, and the conditions' choices. */
function know_drivers() {
  for (const row of controls.rows.values()) {
    if (!row.is_number) continue;
    drivers.add(row.path, 'input', row.short, '', [row.scale.lo, row.scale.hi].map((end) =>
      ({name: `at ${row.text_of(end)}`, changes: [[row.path, String(end)]]})));
  }
  for (const {id, title, choices} of page.conditions) {
    const [only, ...more] = new Set(choices.flatMap(({sets}) => sets.map(([path]) => path)));
    const sides = choices.map(({label, sets}) => ({name: choices.length > 1 || label !== 'on' ? `condition ${label}` : 'condition', changes: sets}));
    // A condition that sets a slider's number and no other is told beside the slider's ends.
    if (!more.length && drivers.join(only, `~${id}`, `also set by “${controls.say(title)}”`, sides)) continue;
    const numbers = [...new Set(choices.flatMap(({sets}) => sets.map(([path]) => path_words(path))))];
    const about = `sets ${numbers.length > 3 ? `${numbers.slice(0, 3).join('; ')} and ${numbers.length - 3} more` : numbers.join('; ')}`;
    drivers.add(`~${id}`, 'condition', controls.say(title), about, choices.map(({label, sets}) =>
      ({name: choices.length > 1 || label !== 'on' ? `switched ${label}` : 'applied', changes: sets})));
  }
}

let ranking_due = false;

function rank_soon() {
  if (ranking_due) return;
  ranking_due = true;
  setTimeout(() => {
    ranking_due = false;
    const found = ranking.draw({base, drivers, changed: state.changed});
    by_id('driver').textContent = ranking.headline(found);
    if (found.done) mark('what drives it');
  }, 400);
}

// ---------------------------------------------------------------------------------------------- story

const story_box = element('section.story', {id: 'story', tabindex: -1, hidden: true, 'aria-label': 'One world'});

function open_story({focus}) {
  if (state.world === null) return;
  telling = {replicate: state.world, focus};
  story_box.hidden = false;
  story_box.replaceChildren(element('p', {}, `Reading world ${state.world}…`));
  pool.wake();
}

function choose_world(replicate) {
  state.world = replicate;
  history.replaceState(null, '', state.to_address());
  draw_soon();
  open_story({focus: true});
  story_box.scrollIntoView({block: 'nearest'});
}

function close_story() {
  telling = null;
  story_box.hidden = true;
}

function tell(answer) {
  const whose = answer.model === 'base' ? 'as configured' : 'with your settings';
  const close = element('button', {type: 'button', onclick: () => { state.world = null; history.replaceState(null, '', state.to_address()); close_story(); draw_soon(); }}, 'Close');
  const parts = answer.error ? [element('p.problem', {}, answer.error)] : story(answer, translate);
  story_box.replaceChildren(element('div.bar', {}, element('h2', {}, `World ${answer.replicate}, ${whose}`), close),
    element('p.note', {}, 'Real names only mark which public data were used.'), ...parts);
  explain(story_box, controls.translate);
  if (telling.focus) story_box.focus({preventScroll: true});
}

// ---------------------------------------------------------------------------------------------- page

const controls = new Controls(state, page, () => changed(), () => {
  know_drivers();
  pool.wake();
});
const ranking = new Ranking({made: page.drivers, go: (item) => controls.show_item(item.id), changed: rank_soon});
const views = new Views(choose_world, ranking.element);

/** Everything in the words of the configuration, before anything is read. */
function call_by(names) {
  const words = translator({names});
  if (words) controls.say = ranking.say = translate = words;
  controls.translate = words;
  views.speak(words);
}

const count = element('input', {id: 'worlds', type: 'number', min: 1, max: 10000, value: String(state.worlds), onchange: () => {
  const wanted = Math.round(Number(count.value));
  state.worlds = Number.isFinite(wanted) ? Math.min(Math.max(wanted, 1), 10000) : page.worlds;
  count.value = String(state.worlds);
  history.replaceState(null, '', state.to_address());
  pool.wake();
  show_status();
}});

function download() {
  const link = element('a', {href: URL.createObjectURL(new Blob([state.overlay()], {type: 'text/yaml'})), download: `${page.name}-playground.yaml`});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function copy_address(event) {
  const button = event.currentTarget;
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Copy it from the address bar';
  }
  setTimeout(() => { button.textContent = 'Copy link'; }, 2500);
}

function fill_page() {
  const title = page.title.replace(/ \(conditional simulation[^)]*\)$/, '');  // said right below
  document.title = `${title} – playground`;
  by_id('top').append(
    element('p.brand', {}, 'Overbuild playground'),
    element('button.theme', {type: 'button', onclick: () => { force_theme(is_dark() ? 'light' : 'dark'); views.redraw(); draw_soon(); }}, 'Light or dark'),
    element('h1', {}, title),
    element('p.lead', {}, `Change an assumption and watch the boom change, world by world: the real engine runs ${page.served ? 'on this machine' : 'in this page'}. Grey is the baseline.`));
  by_id('statement').textContent = page.statement;
  by_id('to_drivers').addEventListener('click', (event) => {
    event.preventDefault();  // the address holds the settings
    ranking.element.scrollIntoView({block: 'start'});
    ranking.element.focus({preventScroll: true});
  });
  by_id('controls').append(controls.element);
  by_id('result').append(views.element, story_box, element('section.share', {},
    element('h2', {}, 'Keep and share'),
    element('p', {}, element('button', {type: 'button', onclick: copy_address}, 'Copy link'), ' ',
      element('button', {type: 'button', id: 'download', onclick: download}, 'Download the settings (YAML)'), ' ',
      element('label', {for: 'worlds'}, 'Worlds '), count),
    element('p.note', {}, 'The address of this page holds your settings. The downloaded file repeats them in the program, to the bit:'),
    element('pre', {}, element('code', {}, `${page.command} --overlay ${page.name}-playground.yaml --replicate 0`)),
    element('p', {id: 'digest'}, digest_text)));
  by_id('foot').append(
    element('details', {id: 'limits'}, element('summary', {}, 'What this cannot tell you'),
      element('ul', {}, limits.map((text) => element('li', {}, text)))),
    element('p', {}, `${page.program}. ${page.note ?? ''}`));
  explain(by_id('limits'), controls.translate);
}

/** Light colours and figures as wide as the paper's column (style.css); what was open stays open. */
function on_paper(paper) {
  const root = document.documentElement;
  if (paper) on_paper.dark = is_dark();
  if (on_paper.dark) force_theme(paper ? 'light' : 'dark');
  root.classList.toggle('paper', paper);
  if (paper) controls.element.open = true;  // what was changed is printed
  views.redraw();
}

function show_status() {
  const worlds = shown();
  const failed = worlds.failed.size;
  const lines = [refused ? 'The engine refuses these settings (see beside the slider); the figures show the baseline.'
    : `${worlds.count} of ${state.worlds} worlds${now ? ', paired with the baseline' : ''}`,
    failed ? `${failed} could not be simulated: ${[...worlds.failed.values()][0].trim()}` : '', notice];
  by_id('status').textContent = lines.filter(Boolean).map((line) => line.replace(/\.$/, '')).join('. ') + '.';
  by_id('status').classList.toggle('problem', refused || failed > 0);
  announce();
}

/** Says to who listens what has come out, once and not world by world. */
function announce() {
  const worlds = shown();
  if (!refused && worlds.finished < state.worlds) return;
  const text = `${refused ? '' : by_id('sentence').textContent} ${by_id('status').textContent}`.trim();
  if (by_id('announcement').textContent !== text) by_id('announcement').textContent = text;
}

let due = false, last_cost = 0, last_draw = 0, drawn = 0;

/** At most four times a second, and less where drawing is slow: it takes from the workers' processors. */
function draw_soon() {
  if (due) return;
  due = true;
  const wait = Math.max(0, Math.max(250, 8 * last_cost) - (performance.now() - last_draw));
  setTimeout(() => {
    // With the next picture of the window; soon in any case, as a window may make none for a while.
    requestAnimationFrame(() => due && draw());
    setTimeout(() => due && draw(), 400);
  }, base.count < 2 ? 0 : wait);
}

function draw() {
  due = false;
  const began = performance.now();
  const of = {base, now: now?.count && !refused ? now : null};
  const said = sentence({...of, state, controls});
  const text = now && !now.finished && !refused ? null : said;
  if (text) by_id('sentence').textContent = capital(translate(text)).replaceAll('−$', '−\u2060$');  // not broken between them
  show_status();
  const finished = (now ?? base).finished >= state.worlds && base.finished >= state.worlds;
  // Until then only what is on the screen is drawn; what the reader scrolls to is drawn then.
  const everything = finished || refused;
  // While worlds are still coming, yours are compared with the baseline's of the same draws alone.
  views.draw({...of, base: of.now ? base.among(of.now) : base, open: state.world}, everything);
  drawn = (now ?? base).finished;
  last_draw = performance.now();
  last_cost = last_draw - began;
  if (base.count) mark('all figures');
  if (location.hash === '#bench' || bench_wanted) show_bench();
}

// ---------------------------------------------------------------------------------------------- bench

const bench_wanted = location.hash === '#bench';
const bench_box = element('pre', {id: 'bench', hidden: !bench_wanted});

/** Times of this page in this browser, printed; a slider is moved once the baseline is done. */
function show_bench() {
  if (base.finished >= state.worlds && !now && controls.rows.size && !moved.at) {
    const row = [...controls.rows.values()][0];
    row.set(String(row.scale.value(Math.round(0.8 * row.scale.steps))));
  }
  const rows = Object.entries(marks).filter(([name]) => name !== 'begin').map(([name, ms]) => `${name.padEnd(14)} ${ms.toFixed(0).padStart(7)} ms after the script began`);
  if (moved.first) rows.push(`${'moved: first'.padEnd(14)} ${moved.first.toFixed(0).padStart(7)} ms after the slider moved`);
  if (moved.all) rows.push(`${`moved: ${state.worlds}`.padEnd(14)} ${moved.all.toFixed(0).padStart(7)} ms after the slider moved`);
  bench_box.textContent = [`${pool.members.length} workers, drawing takes ${last_cost.toFixed(0)} ms`, ...rows].join('\n');
}

function workers_wanted() {
  const cores = navigator.hardwareConcurrency || 2;
  return Math.min(Math.max(cores > 2 ? cores - 1 : cores, 1), 12);
}

call_by(page.names);
fill_page();
watch_words();
by_id('foot').append(bench_box);
document.querySelector('[data-skip]').addEventListener('click', (event) => { event.preventDefault(); by_id('result').focus(); });
let room = 0;
new ResizeObserver(([{contentRect: {width}}]) => {
  if (width !== room) views.redraw();  // it also grows longer, with every figure that is drawn
  room = width;
}).observe(by_id('result'));
new ResizeObserver(() => document.documentElement.style.setProperty('--said', `${by_id('said').offsetHeight}px`)).observe(by_id('said'));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { views.redraw(); draw_soon(); });
addEventListener('scroll', () => requestAnimationFrame(() => views.seen()), {passive: true});
addEventListener('beforeprint', () => on_paper(true));
addEventListener('afterprint', () => on_paper(false));
if (base.count) {
  draw_first();
  mark_worlds();
  draw_soon();
}
if (state.key !== 'base') now = new Worlds(state.key, state.changes());
const started = page.served ? Promise.resolve(pool.start_with(() => new RemoteWorker(), Math.min(workers_wanted(), 6)))
                            : pool.start(module, json_of('engine').worker, workers_wanted());
started.then(() => {
  mark('compiled');
  open_story({focus: false});
}).catch((error) => {
  by_id('sentence').textContent = 'The engine could not be started: this browser lacks WebAssembly with SIMD and exceptions, or workers.';
  notice = String(error);
  show_status();
});

/** What the browser test asks. */
window.playground = {
  state: () => ({key: now?.key ?? 'base', wanted: state.key, base: base.count, now: now?.count ?? null, finished: (now ?? base).finished, drawn,
                 worlds: state.worlds, refused, lost: workers_lost,
                 digests: {base: base.by_replicate.get(0)?.digest, now: now?.by_replicate.get(0)?.digest},
                 marks: views.all.map((figure) => figure.marks()), times: {...marks, ...moved}}),
  overlay: () => state.overlay(),
  drivers: () => ({...drivers.progress(base), outcome: ranking.outcome.id, rows: drivers.ranked(base, ranking.outcome).map(({item, clear, size, sides}) =>
    ({id: item.id, label: item.label, clear, size, sides: sides.map(({name, trial, effect}) =>
      ({name, changes: trial.changes, refused: trial.refused, digests: [...trial.found].map(([replicate, {digest}]) => [replicate, digest]), effect}))}))}),
};
