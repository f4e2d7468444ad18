// Commitment against revenue: what was committed each year beside what end users pay.
import {figure} from '../chart.js';
import {billions} from '../format.js';
import {area_series, axis_tooltip, shade, year_axes, year_table} from '../lines.js';

/** Commitment and gap as the program found them, beside what they are made of. */
export function mismatch(run) {
  const found = run.findings.shortfall;
  return {
    capex: run.metric('ai_capex'), service: run.metric('debt_service'), earned: run.metric('end_user_spend'),
    committed: found.committed_usd, gap: found.gap_usd, short_total: found.total_usd, title: found.title,
    worst: found.widest_year === null ? -1 : found.widest_year - run.first,
  };
}

/** The area between two lines as polygons, cut where the lines cross; no area where one is missing. */
export function between(upper, lower) {
  const areas = [];
  let area = null;
  const close = () => { if (area && area.top.length > 1) areas.push(area); area = null; };
  for (let at = 0; at < upper.length; ++at) {
    if (upper[at] === null || lower[at] === null) { close(); continue; }
    const difference = upper[at] - lower[at];
    if (area && Math.sign(difference) * Math.sign(upper[at - 1] - lower[at - 1]) < 0) {
      const before = upper[at - 1] - lower[at - 1];
      const share = before / (before - difference);
      const crossing = [at - 1 + share, upper[at - 1] + share * (upper[at] - upper[at - 1])];
      area.top.push(crossing);
      area.bottom.push(crossing);
      close();
      area = {short: difference > 0, top: [crossing], bottom: [crossing]};
    }
    area ??= {short: difference > 0, top: [], bottom: []};
    area.top.push([at, upper[at]]);
    area.bottom.push([at, lower[at]]);
  }
  close();
  return areas;
}

export const gap_series = (areas, colours) => area_series(areas, (area) => ({
  fill: area.short ? colours.short : colours.over, opacity: area.short ? 0.22 : 0.18,
}));

export function mismatch_section(run) {
  const found = mismatch(run);
  const {years} = run;
  const {title} = found;
  const bn = (values) => values.map((value) => (value === null ? null : value / 1e9));
  return [figure({
    title, wide: true, height: ({narrow}) => (narrow ? 340 : 440), walk: 1,
    note: 'Capital spending in the stack and debt service of builders, labs and applications, beside what end users pay; $bn a year, nominal. Shaded red: commitments ahead of revenue; green: revenue ahead of commitments.',
    describe: () => `Line chart, ${years[0]} to ${years.at(-1)}. ${title}. Commitments go from ${billions(found.committed[0])} to ${billions(found.committed.at(-1))} a year, end-user revenue from ${billions(found.earned[0])} to ${billions(found.earned.at(-1))}.`,
    option: (context) => {
      const {colours, narrow, width} = context;
      const line = (name, values, colour, more = {}) => ({
        type: 'line', name, data: bn(values), showSymbol: false, symbol: 'circle', symbolSize: 7, z: 3,
        lineStyle: {width: 3, color: colour}, itemStyle: {color: colour}, emphasis: {disabled: true},
        endLabel: {show: !narrow, formatter: '{a}', color: colour, fontSize: 12, lineHeight: 15, fontWeight: 600, distance: 8},
        labelLayout: {moveOverlap: 'shiftY'}, ...more,
      });
      const {worst} = found;
      const told = narrow ? `${billions(found.gap[worst])} short` : `${years[worst]}: ${billions(found.gap[worst])} ahead of revenue`;
      // The line rises to its widest gap, so the words have room above it, before that year, if they fit there.
      const room = (width - (narrow ? 60 : 210)) * worst / Math.max(years.length - 1, 1);
      const before = worst > 0.3 * years.length && room > 7.5 * told.length;
      return {
        ...year_axes(context, {years, unit: 'usd', min: 0, right: 150}),
        legend: {show: narrow, top: 0, left: 0, itemWidth: 16, itemHeight: 8, icon: 'roundRect',
                 data: ['Capex and debt service', 'End-user revenue', 'Debt service'],
                 textStyle: {color: colours.ink, fontSize: 11}},
        tooltip: axis_tooltip((point) => billions(point.value * 1e9)),
        series: [
          gap_series(between(bn(found.committed), bn(found.earned)), colours),
          line('Capex and debt service', found.committed, colours.short, worst > 0 ? {
            markPoint: {
              symbol: 'circle', symbolSize: 9, silent: true, itemStyle: {color: colours.short},
              label: {show: true, position: before ? 'left' : 'right', distance: 10, textBorderColor: colours.surface, textBorderWidth: 3, color: colours.short, fontSize: narrow ? 11 : 13, fontWeight: 700,
                      formatter: told},
              data: [{coord: [String(years[worst]), found.committed[worst] / 1e9]}],
            },
          } : {}),
          line('End-user revenue', found.earned, colours.earned),
          line('Debt service', found.service, colours.muted, {lineStyle: {width: 1.5, color: colours.muted, type: [4, 4]}}),
          ...shade(context, years),
        ],
      };
    },
    table: () => year_table('Commitment and revenue', years, [
      {name: 'Capital spending', unit: 'usd', values: found.capex},
      {name: 'Debt service', unit: 'usd', values: found.service},
      {name: 'End-user revenue', unit: 'usd', values: found.earned},
      {name: 'Gap', unit: 'usd', values: found.gap},
    ]),
  })];
}
