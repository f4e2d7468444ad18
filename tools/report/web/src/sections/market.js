// Price at fixed capability, utilisation, capacity by vintage; capability, its gap and belief.
import {figure} from '../chart.js';
import {data_table, strong, texts} from '../dom.js';
import {number, peak, percent, shown} from '../format.js';
import {axis_tooltip, lines_option, marker, shade, year_axes, year_table} from '../lines.js';
import {ramp_colour, theme} from '../theme.js';
import {unit_of} from '../data.js';

function factor_text(from, to) {
  if (!(from > 0) || !(to > 0)) return 'is not defined';
  const factor = to / from;
  if (factor >= 1) return `rises ${number(factor)}-fold`;
  return factor > 0.1 ? `falls by ${percent(1 - factor)}` : `falls ${number(1 / factor)}-fold`;
}

/** Whether units are those of the AI worlds, which need a word of explanation. */
const of_ai = (run) => (run.parameter('names.point') ?? 'points') === 'points';

const last = (values) => values.findLast?.((value) => value !== null) ?? [...values].reverse().find((value) => value !== null);

function price_figure(run) {
  const price = run.metric('price_fixed_capability'), frontier = run.metric('price_frontier');
  const by_tokens = run.parameter('blocks.buyers.tokens_per_job') === 'true' && run.parameter('technology.tokens_growth') !== '1';
  const what = by_tokens ? 'a million tokens' : 'a job';
  const title = `The price of ${what} at the best capability of ${run.first} ${factor_text(price[0], last(price))}`;
  const unit = by_tokens ? 'usd/million tokens' : unit_of('price_fixed_capability');
  const columns = (colours) => [
    {name: 'Fixed capability', values: price, unit, colour: colours?.series[0]},
    {name: 'Best offer', values: frontier, unit, colour: colours?.series[1], dashed: true},
  ];
  return figure({
    title, note: `Posted price of ${what}, $${by_tokens ? '' : ` per job${of_ai(run) ? ' (1 million reference tokens)' : ''}`}, logarithmic scale.`,
    describe: () => `Line chart on a logarithmic scale. ${title}, from ${shown(unit).text(price[0])} to ${shown(unit).text(last(price))}.`,
    option: (context) => lines_option(context, {years: run.years, lines: columns(context.colours), unit, log: true}),
    table: () => year_table('Prices', run.years, columns()),
  });
}

function rental_figure(run) {
  const rent = run.metric('rental_price'), cost = run.metric('full_cost');
  const unit = unit_of('rental_price');
  const below = rent.filter((value, at) => at && value !== null && cost[at] !== null && value < cost[at]).length;
  const title = `Rent is below the full cost of new capacity in ${below} of ${run.years.length - 1} years`;
  const columns = (colours) => [
    {name: 'Rent', values: rent, unit, colour: colours?.series[0]},
    {name: 'Full cost of new', values: cost, unit, colour: colours?.series[1], dashed: true},
  ];
  return figure({
    title, note: `Posted rent of capacity and hourly cost of new capacity at the hurdle rate, ${shown(unit).axis}, logarithmic scale.`,
    describe: () => `Line chart on a logarithmic scale. ${title}. Rent goes from ${shown(unit).text(rent[0])} to ${shown(unit).text(last(rent))}.`,
    option: (context) => lines_option(context, {years: run.years, lines: columns(context.colours), unit, log: true}),
    table: () => year_table('Rent and cost', run.years, columns()),
  });
}

function utilisation_figure(run) {
  const used = run.metric('utilisation'), potential = run.metric('utilisation_potential');
  const lowest = used.reduce((best, value, at) => (value !== null && (best < 0 || value < used[best]) ? at : best), -1);
  const title = `${percent(used[lowest])} of the installed hours were used in ${run.years[lowest]}, the lowest`;
  const columns = (colours) => [
    {name: 'Installed', values: used, unit: '1', colour: colours?.series[0]},
    {name: 'If all were newest', values: potential, unit: '1', colour: colours?.series[3], dashed: true},
  ];
  return figure({
    title, note: 'Hours sold or used, % of hours installed, and of the hours all shells would give with the newest equipment.',
    describe: () => `Line chart. ${title}. Utilisation is ${percent(used[0])} in ${run.first} and ${percent(last(used))} at the end.`,
    option: (context) => lines_option(context, {years: run.years, lines: columns(context.colours), unit: '1', min: 0, max: 100}),
    table: () => year_table('Utilisation', run.years, columns()),
  });
}

function vintage_figure(run) {
  const fleet = run.table('fleet').rows((row) => row.layer === 'equipment');
  if (!fleet.length) return null;
  const vintages = [...new Set(fleet.map((row) => row.vintage))].sort((a, b) => a - b);
  const by_vintage = new Map(vintages.map((vintage) => [vintage, new Array(run.years.length).fill(0)]));
  for (const row of fleet) by_vintage.get(row.vintage)[row.year - run.first] += row.units;
  const total = run.years.map((year, at) => vintages.reduce((sum, vintage) => sum + by_vintage.get(vintage)[at], 0));
  const share = (age) => {
    const at = run.years.length - 1;
    return vintages.reduce((sum, vintage) => sum + (run.years[at] - vintage >= age ? by_vintage.get(vintage)[at] : 0), 0) / total[at];
  };
  const {scale, axis} = shown('H100e');
  const title = `Installed capacity grows ${number(total.at(-1) / total[0])}-fold; at the end ${percent(share(4))} of it is older than three years`;
  return figure({
    title, note: `Builders' equipment at the end of the year, % of its capacity, by year of its generation: dark is old, bright is new. The table holds ${axis}${of_ai(run) ? ' (one unit does the work of one H100)' : ''}.`,
    describe: () => `Stacked bars. ${title}.`,
    option: (context) => {
      const {colours} = context;
      const colour = (at) => ramp_colour(vintages.length > 1 ? at / (vintages.length - 1) : 1, colours.ramp);
      return {
        ...year_axes(context, {years: run.years, unit: '1', bars: true, min: 0, max: 100}),
        tooltip: {
          ...axis_tooltip(String),
          formatter: (points) => {
            const rows = points.filter((point) => point.value > 0).sort((a, b) => b.seriesIndex - a.seriesIndex).slice(0, 8);
            return texts(`${points[0].axisValueLabel}: ${number(total[points[0].dataIndex] / scale)} million`,
              ...rows.map((point) => [marker(point.color), `of ${point.seriesName} `, strong(percent(point.value / 100))]));
          },
        },
        series: [...vintages.map((vintage, at) => ({
          type: 'bar', name: String(vintage), stack: 'fleet', data: by_vintage.get(vintage).map((units, year) => (total[year] ? 100 * units / total[year] : 0)),
          itemStyle: {color: colour(at)}, barCategoryGap: '18%', emphasis: {disabled: true},
        })), ...shade(context, run.years, true)],
      };
    },
    table: () => data_table('Installed equipment by vintage, million H100e', ['Year', ...vintages.map(String)],
      run.years.map((year, at) => [String(year), ...vintages.map((vintage) => number(by_vintage.get(vintage)[at] / scale))])),
  });
}

export function market_section(run) {
  return [price_figure(run), rental_figure(run), utilisation_figure(run), vintage_figure(run)];
}

function capability_figure(run) {
  const frontier = run.metric('frontier_capability'), open = run.metric('open_capability');
  const gap = run.metric('gap_capability');
  const closed = gap.findIndex((value, at) => at && value !== null && value <= 0.05);
  const leaps = run.years.filter((year, at) => run.metric('leaps')[at] > 0);
  const title = closed > 0
    ? `Open models come within 0.05 points of the frontier in ${run.years[closed]}${gap.at(-1) > 0.1 ? `, and are ${number(gap.at(-1))} points behind at the end` : ''}`
    : `Open models stay behind: ${number(gap[0])} points in ${run.first}, ${number(gap.at(-1))} at the end`;
  const columns = (colours) =>
      [{name: 'Frontier', values: frontier, unit: 'points', colour: colours?.roles.lab},
       {name: 'Open', values: open, unit: 'points', colour: colours?.roles.builder, dashed: true},
  ];
  return figure({
    title, note: `Capability of the best proprietary and the best open model${of_ai(run) ? '; one point is ten times the effective training compute' : ''}.${leaps.length ? ` Leaps arrive in ${leaps.join(', ')} (dotted).` : ''}`,
    describe: () => `Line chart. ${title}.`,
    option: (context) => lines_option(context, {
      years: run.years, lines: columns(context.colours), unit: 'points', name: 'points',
      marks: leaps.map((year) => ({year, name: ''})),
    }),
    table: () => year_table('Capability', run.years, [...columns(), {name: 'Gap', values: gap, unit: 'points'},
                                                     {name: 'Leaps', values: run.metric('leaps'), unit: ''}]),
  });
}

function gap_figure(run) {
  const months = run.metric('gap_months');
  const most = peak(months);
  const known = (value) => value !== null && value !== undefined;  // the frontier may not have had it in the years that are known
  const first = months.findIndex(known);
  const title = first < 0 ? 'The open model has a capability that the frontier never had'
    : `The open model is ${number(months[first])} months behind in ${run.years[first]}, ${number(months[most])} at most, in ${run.years[most]}, and ${number(last(months))} at the end`;
  const columns = (colours) => [{name: 'Months behind', values: months, unit: 'months', colour: colours?.series[0]}];
  return figure({
    title, note: 'Months since the frontier had the capability of the best open model. Where the frontier stood still, many months can be few points.',
    describe: () => `Line chart. ${title}.`,
    option: (context) => lines_option(context, {years: run.years, lines: columns(context.colours), unit: 'months', min: 0}),
    table: () => year_table('Gap', run.years, columns()),
  });
}

function belief_figure(run) {
  const belief = run.metric('leap_belief');
  const title = `Builders' belief in a leap goes from ${percent(belief[0], 1)} to ${percent(last(belief), 1)} a year`;
  const columns = (colours) => [{name: 'Rate believed', values: belief, unit: '1', colour: colours?.series[2]}];
  return figure({
    title, note: 'Mean posterior rate of a qualitative leap among builders, % a year.',
    describe: () => `Line chart. ${title}.`,
    option: (context) => lines_option(context, {years: run.years, lines: columns(context.colours), unit: '1', min: 0}),
    table: () => year_table('Belief', run.years, columns()),
  });
}

export function capability_section(run) {
  return [capability_figure(run), run.has('gap_months') ? gap_figure(run) : null, Math.max(...run.metric('leap_belief').map((value) => value ?? 0)) > 0.001 ? belief_figure(run) : null];
}
