// Runs side by side, counted from the year of the peak of capital spending that the largest fall follows.
import {figure} from '../chart.js';
import {data_table, element} from '../dom.js';
import {billions, list, percent, sum} from '../format.js';
import {axis_tooltip, lines_option, year_axes} from '../lines.js';
import {theme} from '../theme.js';
import {between, gap_series, mismatch} from './mismatch.js';

const capex_of = (run) => run.metric('ai_capex');

/** Position of the value after the first from which the largest fall follows; of the highest where none falls. */
export function peak_before_fall(values) {
  let best = null, lowest = Infinity;
  for (let at = values.length - 1; at > 0; --at) {
    const value = values[at];
    if (value === null) continue;
    if (!best || value - lowest > best.fall) best = {at, fall: Math.max(value - lowest, 0)};
    lowest = Math.min(lowest, value);
  }
  if (!best) return {at: 0, fall: 0};
  if (best.fall > 0) return best;
  let at = 0;
  values.forEach((value, place) => { if (place && value !== null && (at === 0 || value > values[at])) at = place; });
  return {at, fall: 0};
}

export const peak_of = (run) => (run.top ??= peak_before_fall(capex_of(run)).at);
const falls = (run) => peak_before_fall(capex_of(run)).fall > 0;

/** A run's values against years since its peak, from `from` to `to`. */
const aligned = (run, values, from, to) => {
  const top = peak_of(run), found = [];
  for (let year = from; year <= to; ++year) found.push(values[top + year] ?? null);
  return found;
};

const over_peak = (run, values) => {
  const at_peak = capex_of(run)[peak_of(run)];
  return values.map((value) => (value === null || !at_peak ? null : value / at_peak));
};

const running = (values) => { let total = 0; return values.map((value) => (total += value ?? 0)); };

const rebased = (run, values) => {
  const base = values[peak_of(run)];
  return values.map((value) => (value === null || !base ? null : value / base));
};

const pictures = [
  {title: (runs) => `After its peak, capital spending ${list(runs.map((run) => {
      const values = over_peak(run, capex_of(run)).slice(peak_of(run)).filter((value) => value !== null);
      return falls(run) ? `falls to ${percent(Math.min(...values))} (${run.short})` : `does not fall before the run ends (${run.short})`; }))}`,
   note: 'Capital spending, % of its peak.', of: (run) => over_peak(run, capex_of(run))},
  {title: (runs) => `In the peak year end users pay ${list(runs.map((run) => `${percent(over_peak(run, run.metric('end_user_spend'))[peak_of(run)])} (${run.short})`))} of capital spending`,
   note: 'End-user revenue, % of the capital spending of the peak year.', of: (run) => over_peak(run, run.metric('end_user_spend'))},
  {title: (runs) => `Lowest utilisation: ${list(runs.map((run) => `${percent(Math.min(...run.metric('utilisation').filter((value) => value !== null)))} (${run.short})`))}`,
   note: 'Hours sold or used, % of hours installed.', of: (run) => run.metric('utilisation')},
  {title: (runs) => `Five years after the peak, rent is ${list(runs.map((run) => {
      const share = rebased(run, run.metric('rental_price'))[peak_of(run) + 5];
      return share === undefined || share === null ? `not known (${run.short} ends before)` : `${percent(share)} of the peak year's (${run.short})`; }))}`, log: true,
   note: 'Posted rent of capacity, % of the peak year, logarithmic scale.', of: (run) => rebased(run, run.metric('rental_price'))},
  {title: (runs) => `Debt of failed firms sums to ${list(runs.map((run) => `${percent(sum(run.metric('defaulted_debt')) / capex_of(run)[peak_of(run)])} (${run.short})`))} of peak capital spending`,
   note: 'Debt of failed firms summed from the start, % of peak capital spending.', of: (run) => over_peak(run, running(run.metric('defaulted_debt')))},
];

/** One above the other on one axis: commitment, revenue and the gap of every run. */
function mismatch_figure(runs, from, to, ticks) {
  const found = runs.map((run) => {
    const {committed, earned, short_total} = mismatch(run);
    return {run, short: short_total / capex_of(run)[peak_of(run)],
            committed: aligned(run, over_peak(run, committed), from, to), earned: aligned(run, over_peak(run, earned), from, to)};
  });
  const title = `The gap adds up to ${list(found.map((one) => `${percent(one.short)} of peak annual spending (${one.run.short})`))}`;
  const each = ({narrow}) => (narrow ? 190 : 230), above = ({narrow}) => (narrow ? 20 : 0);  // the legend's own line on a phone
  return figure({
    title, wide: true, walk: 1, height: (context) => 50 + above(context) + runs.length * each(context),
    note: `Capital spending and debt service (red) and end-user revenue (blue), % of peak capital spending, by years since the peak that the largest fall follows (${peak_years(runs)}). Shaded red: commitments ahead of revenue; green: revenue ahead.`,
    describe: () => `A line chart for each of ${runs.length} runs over years since peak capital spending. ${title}.`,
    option: (context) => {
      const {colours, narrow} = context;
      const highest = Math.max(...found.flatMap((one) => [...one.committed, ...one.earned]).map((value) => value ?? 0)) * 100;
      const axes = runs.map((run, at) => {
        const {grid, xAxis, yAxis} = year_axes(context, {years: ticks, unit: '1', min: 0, max: Math.ceil(highest / 50) * 50});
        const last = at === runs.length - 1;
        return {
          grid: {...grid, containLabel: false, left: 44, right: 16, top: 30 + above(context) + at * each(context), height: each(context) - 50, bottom: undefined},
          xAxis: {...xAxis, gridIndex: at, ...(last ? {name: 'years since peak', nameLocation: 'middle', nameGap: 24, nameTextStyle: {color: colours.muted, fontSize: 11}} : {})},
          yAxis: {...yAxis, axisLabel: {...yAxis.axisLabel, showMaxLabel: false}, gridIndex: at, name: `% ${run.short}`, nameTextStyle: {...yAxis.nameTextStyle, color: colours.ink, fontWeight: 600, fontSize: 12}},
        };
      });
      const line = (at, name, values, colour) => ({
        type: 'line', name, xAxisIndex: at, yAxisIndex: at, data: values.map((value) => (value === null ? null : value * 100)), showSymbol: false,
        lineStyle: {width: 2.5, color: colour}, itemStyle: {color: colour}, emphasis: {disabled: true}, z: 3,
      });
      const percents = (values) => values.map((value) => (value === null ? null : value * 100));
      return {
        grid: axes.map((one) => one.grid), xAxis: axes.map((one) => one.xAxis), yAxis: axes.map((one) => one.yAxis),
        legend: {top: 0, right: 8, itemWidth: 22, itemHeight: 8, textStyle: {color: colours.ink, fontSize: 12}, data: ['Commitment', 'Revenue']},
        axisPointer: {link: [{xAxisIndex: 'all'}]},
        tooltip: axis_tooltip((point) => (point.value === null || point.value === undefined ? '–' : percent(point.value / 100))),
        series: found.flatMap((one, at) => [
          {...gap_series(between(percents(one.committed), percents(one.earned)), colours), xAxisIndex: at, yAxisIndex: at},
          line(at, 'Commitment', one.committed, colours.short), line(at, 'Revenue', one.earned, colours.earned)]),
      };
    },
    table: () => data_table(title, ['Years since peak', ...found.flatMap((one) => [`${one.run.short}: commitment, %`, `${one.run.short}: revenue, %`])],
      ticks.map((tick, at) => [tick, ...found.flatMap((one) => [one.committed[at], one.earned[at]]).map((value) => (value === null ? '–' : (value * 100).toFixed(1)))])),
  });
}

/** What each run came to, in the same words as on its own first screen. */
function side_by_side(runs) {
  const rows = ['shortfall', 'return', 'failures', 'losses'];
  const heads = {shortfall: 'Committed ahead of revenue', return: 'Return', failures: 'Failures', losses: 'Value destroyed'};
  const payoff = (run) => run.findings.story?.sentences.find(({key}) => key === 'payoff') ?? {};
  const worth = (run, key) => { const usd = payoff(run)[key]; return usd === undefined || usd === null ? 'not known' : `${usd > 0 ? '+' : ''}${billions(usd)}`; };
  const years = (run) => (payoff(run).first_year ? `${payoff(run).first_year} to ${payoff(run).last_year}` : 'none');
  const said = (run, key) => { const {value, label} = run.findings[key]; return key === 'shortfall' || key === 'losses' ? value : `${value} ${label}`; };
  return element('figure.wide', {}, element('h4', {}, 'The numbers side by side'),
    element('p.note', {}, 'Net present value is of the capital of the years judged, at the required return; value destroyed is gross losses of all years.'),
    data_table('By run', ['', ...runs.map((run) => run.short)], [
      ['Net present value, sector', ...runs.map((run) => worth(run, 'npv_usd'))],
      ['Net present value, builders', ...runs.map((run) => worth(run, 'builders_npv_usd'))],
      ['Builders at the market rent', ...runs.map((run) => worth(run, 'builders_npv_at_rent_usd'))],
      ['Net present value, labs', ...runs.map((run) => worth(run, 'labs_npv_usd'))],
      ['Years judged', ...runs.map(years)],
      ...rows.map((key) => [heads[key], ...runs.map((run) => said(run, key))])]));
}

const peak_years = (runs) => list(runs.map((run) => `${run.short}: ${run.years[peak_of(run)]}`));

export function compare_section(runs) {
  const shortest = (run) => {
    const same = runs.filter((other) => other.manifest.config === run.manifest.config).length;
    return same > 1 ? run.directory.split('/').filter(Boolean).at(-1) : run.manifest.config;
  };
  for (const run of runs) run.short = shortest(run);
  const from = Math.min(...runs.map((run) => -peak_of(run)));
  const to = Math.max(...runs.map((run) => run.years.length - 1 - peak_of(run)));
  const years = Array.from({length: to - from + 1}, (_, at) => from + at);
  const ticks = years.map((year) => (year > 0 ? `+${year}` : String(year).replace('-', '−')));
  return [side_by_side(runs), mismatch_figure(runs, from, to, ticks), ...pictures.map((picture) => {
    const lines = () => runs.map((run, at) => ({name: run.short, colour: theme().series[at % theme().series.length], dashed: at > 0,
                                                values: aligned(run, picture.of(run), from, to)}));
    if (lines().every((line) => line.values.every((value) => value === null))) return null;
    const title = picture.title(runs);
    return figure({
      title, height: 280, note: `${picture.note} Across: years since that peak.`,
      describe: () => `Line chart of ${runs.length} runs over years since peak capital spending. ${title}.`,
      option: (context) => {
        const option = lines_option(context, {years: ticks, lines: lines(), unit: '1', log: picture.log, marks: [{year: '0', name: 'peak'}]});
        option.xAxis.name = 'years since peak';
        option.xAxis.nameLocation = 'middle';
        option.xAxis.nameGap = 24;
        option.xAxis.nameTextStyle = {color: context.colours.muted, fontSize: 11};
        option.grid.bottom = 26;
        return option;
      },
      table: () => data_table(title, ['Years since peak', ...runs.map((run) => `${run.short}, %`)],
        ticks.map((tick, at) => [tick, ...lines().map((line) => (line.values[at] === null ? '–' : (line.values[at] * 100).toFixed(1)))])),
    });
  })];
}
