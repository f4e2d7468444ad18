// Worlds as they come: series by metric, quantiles by year, outcomes, paired differences. Owns the
// arithmetic of what the page says; refuses to know elements and workers.
import {quantile} from '../../../report/web/src/format.js';

export const horizon = 10;  // years of "within ten years"

/** The worlds of one set of assumptions. */
export class Worlds {
  constructor(key, changes = []) {
    this.key = key;
    this.changes = changes;
    this.by_replicate = new Map();  // replicate -> {digest, values}
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
    this.width = metrics.length;
    this.positions ??= new Map(metrics.map(({name}, at) => [name, at]));
    this.by_replicate.set(answer.replicate, {digest: answer.digest, series: answer.series});
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
    const {series} = this.by_replicate.get(replicate);
    const column = this.positions.get(metric);
    return Array.from({length: this.years}, (_, year) => series[year * this.width + column]);
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

/** What a world comes to: a number by outcome. `share`: a yes or no whose mean is a frequency. */
export const outcomes = [
  {id: 'capex', label: 'Capital spending of the first ten years', unit: 'usd', noun: 'capital spending in the first ten years',
   of: (world) => total(world('ai_capex').slice(0, horizon))},
  {id: 'spend', label: 'What end users pay in the last year', unit: 'usd', noun: 'what end users pay in the last year',
   of: (world) => world('end_user_spend').at(-1)},
  {id: 'fails', label: 'A builder fails within ten years', unit: '1', share: true, noun: 'worlds in which a builder fails within ten years',
   of: (world) => Number(total(world('builder_defaults').slice(0, horizon)) > 0)},
  {id: 'losses', label: 'Value destroyed over all years', unit: 'usd', noun: 'value destroyed',
   of: (world) => total(world('losses'))},
  {id: 'rent', label: 'Rent of compute after five years', unit: 'usd/H100e-hour', noun: 'rent of compute after five years',
   of: (world) => world('rental_price')[Math.min(5, world('rental_price').length) - 1]},
  {id: 'open', label: 'Jobs served by open models in the last year', unit: '1', noun: 'share of jobs that open models serve in the last year',
   of: (world) => world('share_jobs_hosted_open').at(-1) + world('share_jobs_self_hosted').at(-1)},
];

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

/** Differences world by world: {pairs: [{replicate, base, now, difference}], mean, lo, hi}. */
export function paired(base, now, outcome) {
  const pairs = [];
  for (const replicate of now.by_replicate.keys()) {
    if (!base.by_replicate.has(replicate)) continue;
    const [before, after] = [outcome_of(base, replicate, outcome), outcome_of(now, replicate, outcome)];
    if (Number.isFinite(before) && Number.isFinite(after)) {
      pairs.push({replicate, base: before, now: after, difference: after - before});
    }
  }
  const differences = pairs.map((pair) => pair.difference);
  const middle = mean(differences), n = differences.length;
  const variance = total(differences.map((value) => (value - middle) ** 2)) / (n - 1);
  const half = n > 1 ? t_quantile(n - 1) * Math.sqrt(variance / n) : Infinity;
  return {pairs, mean: middle, lo: middle - half, hi: middle + half};
}
