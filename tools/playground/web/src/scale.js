// Numbers of the configuration as people read and move them: the text of a value, and the scale of a
// slider. Refuses to know elements.
import {capital, number, percent, shown} from '../../../report/web/src/format.js';

export const is_number = (parameter) => parameter.kind === 'number' || parameter.kind === 'integer';

/** A value of the configuration in words, without zeros that say nothing; the ends of its slider tell rates
 * of all sizes from shares. */
export function value_text(parameter, value, slider) {
  if (!is_number(parameter) || value === '' || !Number.isFinite(Number(value))) return String(value);
  return number_text(parameter, Number(value), slider).replace(/(\d)\.0+(?!\d)/, '$1');
}

function number_text(parameter, given, slider) {
  const {unit} = parameter;
  const digits = given !== 0 && Math.abs(given) < 0.1 ? 1 : 0;
  if (unit === '1') {
    const share = parameter.lo >= -1 && parameter.hi <= 1;
    return share ? percent(given, digits) : number(given);
  }
  if (unit === '1/year') return `${Math.max(Math.abs(slider?.lo ?? 2), Math.abs(slider?.hi ?? 2)) <= 1 ? percent(given, digits) : number(given)} a year`;
  if (unit === 'ln/year') return `${number(given)} a year in logs`;
  const {scale, text} = shown(unit);
  return unit === 'usd' && Math.abs(given) < 1e7 ? `$${Math.round(given).toLocaleString('en-US')}` : text(given / scale);
}

const steps = 1000;

/** Values along a slider of 0 to 1000: logarithmic when the ends are far apart. */
export class Scale {
  constructor(lo, hi, whole) {
    Object.assign(this, {lo, hi, whole});
    this.logarithmic = lo > 0 && hi / lo > 30;
  }

  get steps() { return this.whole && this.hi - this.lo < steps ? this.hi - this.lo : steps; }

  value(position) {
    const share = position / this.steps;
    const value = this.logarithmic ? this.lo * (this.hi / this.lo) ** share : this.lo + share * (this.hi - this.lo);
    if (this.whole) return Math.round(value);
    // Three digits of the span: what a slider of this length can say.
    const step = 10 ** (Math.floor(Math.log10(this.logarithmic ? value : this.hi - this.lo)) - 2);
    return Number((Math.round(value / step) * step).toPrecision(6));
  }

  position(value) {
    const share = this.logarithmic ? Math.log(value / this.lo) / Math.log(this.hi / this.lo) : (value - this.lo) / (this.hi - this.lo);
    return Math.min(Math.max(Math.round(share * this.steps), 0), this.steps);
  }
}

/** Ends for a number that has no note: its prior's 5 to 95 %, else half to double, within its range. */
export function ends_of(parameter) {
  const {lo = -Infinity, hi = Infinity, quantiles, value} = parameter;
  const within = (given) => Math.min(Math.max(given, lo), hi);
  const now = Number(value);
  if (quantiles) {
    const [from, to] = [Number(quantiles[0]), Number(quantiles[4])];
    if (from < to) return [within(from - (to - from) / 4), within(to + (to - from) / 4)].map((end) => Number(end.toPrecision(3)));
  }
  if (lo >= 0 && hi <= 1) return [lo, hi];
  if (now !== 0) {
    const ends = [now / 2, now * 2].sort((a, b) => a - b).map(within);
    if (ends[0] < ends[1]) return ends;
  }
  return Number.isFinite(hi - lo) && lo < hi ? [lo, hi] : [within(0), within(1)];
}

/** The last parts of a path as words: "builders.bold.debt.secured" -> "Builders bold: debt, secured". */
export function path_words(path) {
  const parts = path.split('.').map((part) => part.replaceAll('_', ' '));
  return capital(parts.length < 3 ? parts.join(': ') : `${parts.slice(0, -2).join(' ')}: ${parts.slice(-2).join(', ')}`);
}
