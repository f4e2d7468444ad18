// The figures beside the assumptions: what each shows of the baseline's and the changed worlds. Owns
// the choice of metrics and their words; refuses to know workers and state.
import {element, fresh_id} from '../../../report/web/src/dom.js';
import {capital, percent, shown} from '../../../report/web/src/format.js';
import {explain} from '../../../report/web/src/glossary.js';
import {translate_element} from '../../../report/web/src/names.js';
import {modes, theme} from '../../../report/web/src/theme.js';
import {Figure, dots_option, fan_option, shares_option, speech} from './charts.js';
import {outcomes, paired} from './worlds.js';

const bands = (fan) => [{lo: fan[0.1], hi: fan[0.9], opacity: 0.13}, {lo: fan[0.25], hi: fan[0.75], opacity: 0.2}];
const faint = (fan) => [{lo: fan[0.1], hi: fan[0.9], opacity: 0.16}];

/** The value of a line in its last year, in words. */
const at_end = (values, unit) => speech.say(shown(unit).text(values.at(-1) / shown(unit).scale));

/** Fans of metrics; the baseline in grey behind them once something was changed. */
function fans(spec) {
  const drawn = (worlds) => spec.metrics.map(({metric, of}) => worlds.fan(metric, undefined, of?.(worlds)));
  const lines = ({base, now}, colours) => {
    const of_now = drawn(now ?? base);
    const made = spec.metrics.map(({name, colour}, at) => ({name: speech.say(name), values: of_now[at][0.5], colour: colour(colours), bands: bands(of_now[at])}));
    if (!now || !base.count) return made;
    return [...made, ...drawn(base).map((fan, at) => ({
      name: spec.metrics.length > 1 ? `${speech.say(spec.metrics[at].name)}, baseline` : 'baseline', values: fan[0.5], colour: colours.muted, dashed: true, bands: spec.metrics.length > 1 ? [] : faint(fan)}))];
  };
  return {
    ...spec,
    draw(figure, of) {
      const years = (of.now ?? of.base).year_list;
      const made = lines(of, theme());
      figure.update(fan_option(made, years, spec.unit, spec.limits),
        `${spec.title}. ${made.map((line) => `${line.name}: ${at_end(line.values, spec.unit)} in ${years.at(-1)}`).join('; ')}.`);
    },
    table(of) {
      const years = (of.now ?? of.base).year_list;
      const made = lines(of, theme());
      const cell = (value) => (Number.isFinite(value) ? shown(spec.unit).text(value / shown(spec.unit).scale) : '–');
      return [spec.title, ['Year', ...made.flatMap((line) => [`${line.name}, median`, ...(line.bands.length ? ['10 %', '90 %'] : [])])],
        years.map((year, at) => [String(year), ...made.flatMap((line) => [cell(line.values[at]), ...(line.bands.length ? [cell(line.bands[0].lo[at]), cell(line.bands[0].hi[at])] : [])])])];
    },
  };
}

/** Lines without bands: what `paths(worlds)` makes of all worlds of one kind. */
function curves(spec) {
  const lines = ({base, now}, colours) => {
    const spoken = (line) => ({...line, name: capital(speech.say(line.name)), bands: []});
    const of_now = spec.lines(now ?? base, colours).map(spoken);
    if (!now || !base.count) return of_now;
    return [...of_now, ...spec.lines(base, colours).map(spoken).map((line) => ({...line, name: `${line.name}, baseline`, dashed: true}))];
  };
  return {
    ...spec,
    draw(figure, of) {
      const years = (of.now ?? of.base).year_list;
      const made = lines(of, theme());
      figure.update(fan_option(made, years, spec.unit, spec.limits), `${spec.title}. ${made.map((line) => `${line.name}: ${at_end(line.values, spec.unit)} in ${years.at(-1)}`).join('; ')}.`);
    },
    table(of) {
      const years = (of.now ?? of.base).year_list;
      const made = lines(of, theme());
      return [spec.title, ['Year', ...made.map((line) => line.name)],
        years.map((year, at) => [String(year), ...made.map((line) => at_end([line.values[at]], spec.unit))])];
    },
  };
}

const median_lines = (keys) => (worlds, colours) => keys.map(({key, label, role}) =>
  ({name: capital(label), values: worlds.fan(key, [0.5])[0.5], colour: colours.roles[role]}));

/** [years] share of worlds in which one of the metric's firms has failed by then. */
const failed_by = (worlds, column) => worlds.mean((replicate) => {
  let any = false;
  return column(replicate).map((count) => Number(any = any || count > 0));
});

function failing(worlds, colours) {
  const path = (metric) => (replicate) => worlds.path(replicate, metric);
  const others = (replicate) => worlds.path(replicate, 'defaults').map((all, at) =>
    all - worlds.path(replicate, 'builder_defaults')[at] - worlds.path(replicate, 'lab_defaults')[at]);
  return [{name: 'Builders', values: failed_by(worlds, path('builder_defaults')), colour: colours.roles.builder},
          {name: 'Frontier labs', values: failed_by(worlds, path('lab_defaults')), colour: colours.roles.lab},
          {name: 'Others', values: failed_by(worlds, others), colour: colours.series[0]}];
}

const layers = [{key: 'margin_share_vendor', label: 'equipment vendors', role: 'vendor'},
                {key: 'margin_share_builder', label: 'builders', role: 'builder'},
                {key: 'margin_share_lab', label: 'frontier labs', role: 'lab'},
                {key: 'margin_share_app', label: 'applications', role: 'app'}];

/** Shares of losses over all worlds and years, weighted by the losses. */
function bearing(worlds) {
  const parts = {lender: 0, vendor: 0, all: 0};
  for (const replicate of worlds.by_replicate.keys()) {
    const [losses, lender, vendor] = ['losses', 'loss_share_lender', 'loss_share_vendor'].map((metric) => worlds.path(replicate, metric));
    losses.forEach((usd, at) => {
      if (!(usd > 0)) return;
      parts.all += usd;
      parts.lender += usd * (Number.isFinite(lender[at]) ? lender[at] : 0);
      parts.vendor += usd * (Number.isFinite(vendor[at]) ? vendor[at] : 0);
    });
  }
  const share = (usd) => (parts.all > 0 ? usd / parts.all : 0);
  const {say} = speech;
  const colours = theme();
  return [{name: say('Lenders'), value: share(parts.lender), colour: colours.roles.lender},
          {name: say('Equipment vendors'), value: share(parts.vendor), colour: colours.roles.vendor},
          {name: say('Builders and all others'), value: parts.all > 0 ? 1 - share(parts.lender) - share(parts.vendor) : 0, colour: colours.roles.investor}];
}

const bearers = {
  title: 'Who bears the loss', note: 'Shares of all value destroyed, in all worlds and years. All others: labs, applications, investors, utilities, enterprises and the rest of the economy.', height: 190,
  groups: ({base, now}) => (now && base.count ? [{name: 'baseline', parts: bearing(base)}, {name: 'yours', parts: bearing(now)}]
                                              : [{name: '', parts: bearing(now ?? base)}]),
  draw(figure, of) {
    const groups = bearers.groups(of);
    figure.update(shares_option(groups), `Who bears the loss. ${groups.map((group) => `${group.name} ${group.parts.map((part) => `${part.name} ${percent(part.value)}`).join(', ')}`).join('; ')}.`);
  },
  table: (of) => ['Who bears the loss', ['Worlds', ...bearers.groups(of)[0].parts.map((part) => part.name)],
    bearers.groups(of).map((group) => [group.name || 'all', ...group.parts.map((part) => percent(part.value))])],
};

const views = [
  fans({title: 'Money in, money out', note: 'Capital spending of builders against what end users pay. Line: median world; dark: half of the worlds; light: 80 %; grey, dashed: baseline.', unit: 'usd', wide: true, height: 280, limits: {min: 0},
        metrics: [{name: 'Capital spending', metric: 'ai_capex', colour: (colours) => colours.short}, {name: 'End users pay', metric: 'end_user_spend', colour: (colours) => colours.earned}]}),
  fans({title: 'Use of capacity', note: 'Hours sold or used over hours installed.', unit: '1', limits: {min: 0, max: 100, interval: 25},
        metrics: [{name: 'Utilisation', metric: 'utilisation', colour: (colours) => colours.series[0]}]}),
  fans({title: 'Rent of capacity', note: 'Posted rental price.', unit: 'usd/H100e-hour', limits: {min: 0},
        metrics: [{name: 'Rent', metric: 'rental_price', colour: (colours) => colours.series[2]}]}),
  curves({title: 'Who fails', note: 'Share of worlds in which at least one has failed by then; dashed: baseline.', unit: '1', limits: {min: 0, max: 100, interval: 25}, lines: failing}),
  bearers,
  curves({title: 'Ways of being served', note: 'Shares of enterprises’ jobs, median world; dashed: baseline.', unit: '1', limits: {min: 0, max: 100, interval: 25}, lines: median_lines(modes)}),
  curves({title: 'Who keeps the margin', note: 'Shares of the gross margin of the stack, median world; dashed: baseline.', unit: '1', lines: median_lines(layers)}),
];

/** Differences (or, before anything was changed, values) world by world; a click tells the world. */
class Differences {
  constructor(open) {
    this.outcome = outcomes[0];
    const id = fresh_id('outcome');
    this.select = element('select', {id, onchange: () => { this.outcome = outcomes.find((one) => one.id === this.select.value); this.again(); }},
      outcomes.map((one) => element('option', {value: one.id}, one.label)));
    this.figure = new Figure({title: 'World by world', wide: true, height: 210, controls: [element('p.choose', {}, element('label', {for: id}, 'Outcome '), this.select)],
                              table: () => this.numbers()});
    this.figure.click = ({dataIndex}) => open(this.points[dataIndex].replicate);
    this.figure.plot.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && this.points?.[this.figure.at ?? 0]) open(this.points[this.figure.at ?? 0].replicate);
    });
  }

  text(value, sign = '') {
    const {unit, share} = this.outcome;
    const text = share && !sign ? (value ? 'yes' : 'no') : shown(unit).text(value / shown(unit).scale);
    return sign && value > 0 ? `+${text}` : text;
  }

  draw(of) {
    this.again = () => this.draw(of);
    const {base, now, open} = of;
    const worlds = now ?? base;
    if (!worlds.count) return;
    const found = now ? paired(base, now, this.outcome) : null;
    const pairs = found?.pairs ?? paired(worlds, worlds, this.outcome).pairs;
    this.points = pairs.map((pair) => ({...pair, value: now ? pair.difference : pair.now, open: pair.replicate === open})).sort((a, b) => a.value - b.value);
    const note = now ? `Each dot is one world: the same draws and the same luck, with your settings less without. Shaded: 95 % interval of the mean. Click a dot, or press Enter on it, to read that world.`
                     : 'Each dot is one world. Click a dot, or press Enter on it, to read that world. Change an assumption, and the dots show what it does to each world.';
    this.figure.note.textContent = note;
    const text = (point) => (now ? `World ${point.replicate}\n${this.text(point.difference, '+')}\nbaseline ${this.text(point.base)}, yours ${this.text(point.now)}` : `World ${point.replicate}\n${this.text(point.now)}`);
    this.figure.update(dots_option(this.points, this.outcome.unit, text, found && Number.isFinite(found.lo) ? [found.lo, found.hi] : null),
      `${this.outcome.label}, world by world. ${now ? `Mean difference ${this.text(found.mean, '+')}` : ''} ${this.points.length} worlds.`);
  }

  numbers() {
    return [this.outcome.label, ['World', 'Baseline', 'Yours', 'Difference'],
      (this.points ?? []).map((point) => [String(point.replicate), this.text(point.base), this.text(point.now), this.text(point.difference, '+')])];
  }
}

/** All figures; `open(replicate)` is asked for when a world is clicked; `second` is shown behind the first. */
export class Views {
  constructor(open, second) {
    this.differences = new Differences(open);
    this.figures = views.map((view) => [view, new Figure({...view, table: () => view.table(this.of)})]);
    this.drawers = [...this.figures.map(([view, figure]) => ({figure, draw: (of) => view.draw(figure, of)})),
                    {figure: this.differences.figure, draw: (of) => this.differences.draw(of)}];
    this.element = element('div.grid', {}, this.figures.slice(0, 1).map(([, figure]) => figure.element), second, this.differences.figure.element,
      this.figures.slice(1).map(([, figure]) => figure.element));
  }

  /** From now on in the words of the configuration, where it has its own; those of the program explained. */
  speak(translate) {
    if (translate) speech.say = translate;
    if (translate) translate_element(this.element, translate);
    explain(this.element, translate);
  }

  /** Axes alone, while the engine is compiled: with the first world the chart library is warm. */
  draw_axes() {
    const [spec, figure] = this.figures[0];
    const empty = ({name, colour}) => ({name: speech.say(name), values: [], colour: colour(theme()), bands: [{lo: [], hi: [], opacity: 0}]});
    figure.update(fan_option(spec.metrics.map(empty), [], spec.unit, spec.limits), `${spec.title}. No world is finished yet.`);
  }

  /** At once the first figure alone: while the engine warms up, drawing all of them takes a while. */
  draw_first(of) {
    this.of = of;
    if (of.base.count) this.drawers[0].draw(of);
  }

  /** Draws what is on the screen, and the rest with `everything`; what is left waits to be seen. */
  draw(of, everything) {
    this.of = of;
    if (!(of.now ?? of.base).count) return;
    // Looked at before anything is drawn: each look behind a drawing would lay out the page again.
    const now = this.drawers.filter(({figure}) => everything || figure.in_view());
    this.waiting = new Set(this.drawers.filter((drawer) => !now.includes(drawer)));
    for (const drawer of now) drawer.draw(of);
  }

  /** The reader has moved on. */
  seen() {
    for (const drawer of this.waiting ?? []) {
      if (!drawer.figure.in_view()) continue;
      this.waiting.delete(drawer);
      drawer.draw(this.of);
    }
  }

  redraw() {
    for (const [, figure] of this.figures) figure.draw();
    this.differences.figure.draw();
  }

  get all() { return [...this.figures.map(([, figure]) => figure), this.differences.figure]; }
}

