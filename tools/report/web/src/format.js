// Numbers and names as people read them. Money is $bn everywhere, shares are per cent.

// Making a format takes much longer than using it.
const formats = new Map();

function grouped(value, digits) {
  if (!formats.has(digits)) formats.set(digits, new Intl.NumberFormat('en-US', {minimumFractionDigits: digits, maximumFractionDigits: digits}));
  return formats.get(digits).format(value);
}

/** Three significant digits at most, thousands separated; tiny numbers with as many zeros as needed. */
export function number(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 100) return minus(grouped(value, 0));
  if (size >= 10) return minus(grouped(value, 1));
  if (size >= 1) return minus(grouped(value, 2));
  if (size < 1e-9) return minus(value.toExponential(1));
  return minus(String(Number(value.toPrecision(3))).includes('e')
    ? value.toFixed(2 + Math.ceil(-Math.log10(size)))
    : String(Number(value.toPrecision(3))));
}

/** A line does not break behind the sign. */
const minus = (text) => text.replace(/^-(?=\$)/, '−\u2060').replace(/^-/, '−');

/** Sentences and cells of the program with the minus signs of the page, hyphens left. */
export const with_minus = (text) => text.replace(/(^|[\s(\[])-(?=[$£€]\d)/g, '$1−\u2060').replace(/(^|[\s(\[])-(?=\d)/g, '$1−');

/** A number that stands for dollars, in $bn. */
export function billions(usd) {
  if (usd === null || usd === undefined || !Number.isFinite(usd)) return '–';
  const bn = usd / 1e9;
  const text = Math.abs(bn) >= 100 ? grouped(bn, 0) : Math.abs(bn) >= 0.05 || bn === 0
    ? grouped(bn, 1) : grouped(bn, 2);
  return minus(text.startsWith('-') ? `-$${text.slice(1)}bn` : `$${text}bn`);
}

export function percent(share, digits = 0) {
  if (share === null || share === undefined || !Number.isFinite(share)) return '–';
  const value = share * 100;
  return minus(`${grouped(value, Math.abs(value) < 1 && value !== 0 ? Math.max(1, digits) : digits)}%`);
}

/** How values of a unit are shown: what they are divided by, what stands on the axis, their text. */
export function shown(unit) {
  if (unit === 'usd') return {scale: 1e9, axis: '$bn', text: (v) => billions(v * 1e9)};
  if (unit === '1') return {scale: 0.01, axis: '%', text: (v) => percent(v / 100, 1)};
  if (unit === 'usd/million tokens') return {scale: 1, axis: '$ per million tokens', text: (v) => `$${number(v)} per million tokens`};
  if (unit?.startsWith('usd/')) {
    const per = unit.slice(3);
    return {scale: 1, axis: `$${per}`, text: (v) => `$${number(v)}${per}`};
  }
  if (unit === 'H100e-hours') return {scale: 1e9, axis: 'bn H100e-hours', text: (v) => `${number(v)} bn h`};
  if (unit === 'jobs') return {scale: 1e9, axis: 'bn jobs', text: (v) => `${number(v)} bn jobs`};
  if (unit === 'H100e') return {scale: 1e6, axis: 'million H100e', text: (v) => `${number(v)} million`};
  return {scale: 1, axis: unit || '', text: (v) => `${number(v)}${unit ? ` ${unit}` : ''}`};
}

export const words = (name) => String(name).replaceAll('_', ' ');

export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export const plural = (count, one, many = `${one}s`) => `${grouped(count, 0)} ${count === 1 ? one : many}`;

/** "a, b and c" */
export function list(items) {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}

export const sum = (values) => values.reduce((total, value) => total + (value ?? 0), 0);

/** Position of the greatest defined value, -1 when there is none. */
export function peak(values) {
  let best = -1;
  values.forEach((value, index) => {
    if (Number.isFinite(value) && (best < 0 || value > values[best])) best = index;
  });
  return best;
}

/** Linear interpolation between order statistics, as the program does it; NaN of nothing. */
export function quantile(values, probability) {
  const sorted = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
  if (!sorted.length) return NaN;
  const place = probability * (sorted.length - 1), below = Math.floor(place);
  return sorted[below] + (place - below) * (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]);
}

export const median = (values) => quantile(values, 0.5);
