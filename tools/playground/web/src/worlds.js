// Worlds as they come: series by metric, quantiles by year, outcomes, paired differences. Owns the
// arithmetic of what the page says; refuses to know elements and workers.
import {median, quantile} from '../../../report/web/src/format.js';
import {bytes_of} from './bytes.js';
import definitions from './outcomes.json';

/** The column of each metric of a list, found once for a list. */
const columns_of = (() => {
  const known = new WeakMap();
  return (metrics) => {
    if (!known.has(metrics)) known.set(metrics, new Map(metrics.map(({name}, at) => [name, at])));
    return known.get(metrics);
  };
})();

/** The worlds of one set of assumptions. */
export class Worlds {
  constructor(key, changes = []) {
    this.key = key;
    this.changes = changes;
    this.by_replicate = new Map();  // replicate -> {digest, series: [years][columns], columns: name -> column}
    this.failed = new Map();        // replicate -> reason
    this.first_year = 0;
    this.years = 0;
    this.version = 0;
  }

  add(answer, metrics) {
    ++this.version;
    if (answer.error) {
      this.failed.set(answer.replicate, answer.error);
      return;
    }
    this.first_year = answer.first_year;
    this.years = answer.years;
    this.by_replicate.set(answer.replicate, {digest: answer.digest, series: answer.series, columns: columns_of(metrics)});
  }

  /** Those that the program has run when the page was made (tools/playground/baseline.hpp). */
  take_found({worlds, metrics}) {
    const named = metrics.map((name) => ({name}));
    worlds.forEach(({series, ...world}, replicate) => {
      this.add({...world, replicate, series: series && new Float64Array(bytes_of(series).buffer)}, named);
    });
  }

  /** Those whose draws `other` has simulated, too: what is shown beside it. */
  among(other) {
    const these = Object.assign(new Worlds(this.key, this.changes), this);
    these.by_replicate = new Map([...this.by_replicate].filter(([replicate]) => other.by_replicate.has(replicate)));
    return these;
  }

  has(replicate) { return this.by_replicate.has(replicate) || this.failed.has(replicate); }

  get count() { return this.by_replicate.size; }

  /** With those that could not be simulated. */
  get finished() { return this.by_replicate.size + this.failed.size; }

  get year_list() { return Array.from({length: this.years}, (_, at) => this.first_year + at); }

  /** [years] of one world; NaN where undefined. */
  path(replicate, metric) {
    const {series, columns} = this.by_replicate.get(replicate);
    if (!columns.has(metric)) throw new Error(`world ${replicate} has no ${metric}`);
    const column = columns.get(metric);
    return Array.from({length: this.years}, (_, year) => series[year * columns.size + column]);
  }

  /** {probability: [years]} of a metric, or of what `of` makes of each world's path. */
  fan(metric, probabilities = [0.1, 0.25, 0.5, 0.75, 0.9], of = (path) => path) {
    const paths = [...this.by_replicate.keys()].map((replicate) => of(this.path(replicate, metric), replicate));
    return Object.fromEntries(probabilities.map((probability) => [probability,
      Array.from({length: this.years}, (_, year) => quantile(paths.map((path) => path[year]), probability))]));
  }

  /** [years] mean over worlds of what `of` makes of a replicate. */
  mean(of) {
    const paths = [...this.by_replicate.keys()].map(of);
    return Array.from({length: this.years}, (_, year) => mean(paths.map((path) => path[year])));
  }
}

export function mean(values) {
  const defined = values.filter(Number.isFinite);
  return defined.length ? defined.reduce((total, value) => total + value, 0) / defined.length : NaN;
}

const total = (values) => values.reduce((sum, value) => sum + (Number.isFinite(value) ? value : 0), 0);

/** Ways to take one number from the paths of an outcome's metrics; tools/playground/outcomes.cpp does the
 * same in the same order. */
const takes = {
  total: ([path]) => total(path),
  greatest: ([path]) => Math.max(...path.filter(Number.isFinite)),
  last: (paths) => paths.reduce((sum, path) => sum + path.at(-1), 0),
  any: ([path]) => Number(total(path) > 0),
  share: ([shares, weights]) => total(shares.map((share, year) => share * weights[year])) / total(weights),
};

/** What a world comes to: a number by outcome. `share`: a yes or no whose mean is a frequency. */
export const outcomes = definitions.map((given) => ({...given, share: given.take === 'any',
  of: (world) => takes[given.take](given.metrics.map((metric) => world(metric).slice(0, given.years)))}));

export const outcome_named = (wanted) => outcomes.find(({id}) => id === wanted);

/** Years of "within ten years". */
export const horizon = outcome_named('fails').years;

export const outcome_of = (worlds, replicate, outcome) =>
  outcome.of((metric) => worlds.path(replicate, metric));

/** Student's t at 97.5 % by degrees of freedom (Cornish and Fisher's expansion; exact below three). */
export function t_quantile(freedom) {
  if (freedom < 1) return Infinity;
  if (freedom === 1) return 12.706204736;
  if (freedom === 2) return 4.302652730;
  const z = 1.959963985, n = freedom;
  return z + (z ** 3 + z) / (4 * n) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * n ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * n ** 3) +
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / (92160 * n ** 4);
}

/** The 95 % interval of a share of n by Wilson's method: {lo, hi}. */
export function wilson(count, n) {
  const z = 1.959963985, share = count / n, scale = 1 + z * z / n;
  const middle = (share + z * z / (2 * n)) / scale;
  const half = z * Math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / scale;
  return {lo: middle - half, hi: middle + half};
}

/** The interval of a median that the signs of the values alone give, of at least 95 %: {lo, hi}; without
 * bounds below six values. */
export function median_interval(values) {
  const sorted = [...values].sort((a, b) => a - b), n = sorted.length;
  let below = 0, chance = 0.5 ** n, tail = chance;  // that so few, or fewer, of n coins show heads
  while (2 * tail <= 0.05) {
    ++below;
    chance *= (n - below + 1) / below;
    tail += chance;
  }
  return below ? {lo: sorted[below - 1], hi: sorted[n - below]} : {lo: -Infinity, hi: Infinity};
}

/** Differences world by world: {pairs: [{replicate, base, now, difference}], mean, lo, hi}, the interval
 * that of the mean. */
export function paired(base, now, outcome) {
  const found = [...now.by_replicate.keys()].filter((replicate) => base.by_replicate.has(replicate));
  return differences_of(found.map((replicate) =>
    ({replicate, base: outcome_of(base, replicate, outcome), now: outcome_of(now, replicate, outcome)})));
}

/** The same of pairs [{replicate, base, now}]; those without a number on either side are left out. */
export function differences_of(given) {
  const pairs = given.filter((pair) => Number.isFinite(pair.base) && Number.isFinite(pair.now))
    .map((pair) => ({...pair, difference: pair.now - pair.base}));
  const differences = pairs.map((pair) => pair.difference);
  const middle = mean(differences), n = differences.length;
  const variance = total(differences.map((value) => (value - middle) ** 2)) / (n - 1);
  const half = n > 1 ? t_quantile(n - 1) * Math.sqrt(variance / n) : Infinity;
  return {pairs, mean: middle, lo: middle - half, hi: middle + half};
}

/** What a change does to an outcome: of a yes or no the change of its frequency with the interval of a
 * mean, of an amount the median change with the interval of a median, which no single world can move far:
 * {n, value, lo, hi, clear, before, after, up, down}. Before: the baseline's frequency or median. */
export function effect(given, outcome) {
  const found = differences_of(given);
  const differences = found.pairs.map((pair) => pair.difference);
  const middle = outcome.share ? mean : median;
  const {lo, hi} = outcome.share ? found : median_interval(differences);
  const before = middle(found.pairs.map((pair) => pair.base));
  return {n: differences.length, value: middle(differences), lo, hi, clear: lo > 0 || hi < 0,
          before, after: middle(found.pairs.map((pair) => pair.now)),
          up: differences.filter((value) => value > 0).length, down: differences.filter((value) => value < 0).length};
}
