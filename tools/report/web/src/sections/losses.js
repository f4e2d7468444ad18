// Who bore the losses: from where the value was destroyed to whom it hit.
import {figure} from '../chart.js';
import {page} from '../data.js';
import {data_table} from '../dom.js';
import {billions, capital, percent, sum, words} from '../format.js';
import {theme} from '../theme.js';

const names = {
  builder: 'builders',
  lab: 'frontier labs',
  app: 'applications',
  vendor: 'equipment vendors',
  open_lab: 'open labs',
  lender: 'lenders',
  investor: 'investors',
  utility: 'utilities',
  rest_of_economy: 'rest of economy',
};
const group = (run, agent) => names[run.role(agent)] ?? words(run.role(agent));

const destroyed = (run) => run.table('losses').rows((row) => row.amount_usd > 0 && !page.memo_channels.includes(row.channel));

/** Groups by what they bore, the largest first. */
export function bearers(run) {
  const totals = new Map();
  for (const row of destroyed(run)) totals.set(group(run, row.bearer), (totals.get(group(run, row.bearer)) ?? 0) + row.amount_usd);
  return [...totals].map(([label, usd]) => ({label, usd})).sort((a, b) => b.usd - a.usd);
}

function heat_map(run, rows, title, note, from) {
  const cells = new Map(), origins = new Map(), bearing = new Map();
  for (const row of rows) {
    const origin = from(row), bearer = group(run, row.bearer);
    cells.set(`${origin}\u0000${bearer}`, (cells.get(`${origin}\u0000${bearer}`) ?? 0) + row.amount_usd);
    origins.set(origin, (origins.get(origin) ?? 0) + row.amount_usd);
    bearing.set(bearer, (bearing.get(bearer) ?? 0) + row.amount_usd);
  }
  const by_size = (totals) => [...totals].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  const down = by_size(origins).reverse(), across = by_size(bearing);
  const highest = Math.max(...cells.values()) / 1e9;
  const data = [...cells].map(([key, usd]) => {
    const [origin, bearer] = key.split('\u0000');
    return {value: [across.indexOf(bearer), down.indexOf(origin), usd / 1e9], usd};
  });
  return figure({
    title, note, wide: true, height: ({narrow}) => (narrow ? 110 + down.length * 48 : 60 + down.length * 38),
    describe: () => `Heat map. ${title}. The table below holds every cell.`,
    option: ({colours, narrow}) => ({
      grid: {left: 8, right: 8, top: narrow ? 84 : 40, bottom: 8, containLabel: true},
      xAxis: {type: 'category', data: across.map(capital), position: 'top', axisTick: {show: false}, axisLine: {show: false},
              axisLabel: {color: colours.ink, fontSize: narrow ? 10 : 12, interval: 0, rotate: narrow ? 45 : 0, lineHeight: 14, width: narrow ? undefined : 110, overflow: narrow ? 'none' : 'break'}},
      yAxis: {type: 'category', data: down.map((name) => capital(words(name))), axisTick: {show: false}, axisLine: {show: false},
              axisLabel: {color: colours.ink, fontSize: narrow ? 10 : 12, interval: 0, lineHeight: narrow ? 12 : 14, width: narrow ? 88 : 160, overflow: 'break'}},
      visualMap: {show: false, min: 0, max: Math.sqrt(highest), dimension: 3, inRange: {color: colours.heat}},
      tooltip: {trigger: 'item', formatter: ({data}) => `${capital(words(down[data.value[1]]))}, borne by ${across[data.value[0]]}: <b>${billions(data.usd)}</b>`},
      series: [{
        type: 'heatmap',
        // The colour follows the square root, so that small losses can be seen beside large ones.
        data: data.map((cell) => {
          const share = Math.sqrt(cell.value[2] / highest);
          return {...cell, value: [...cell.value, Math.sqrt(cell.value[2])],
                  label: {color: share > (colours.dark ? 0.72 : 0.62) ? colours.heat_text_high : colours.heat_text}};
        }),
        itemStyle: {borderColor: colours.surface, borderWidth: 2},
        label: {show: true, fontSize: narrow ? 10 : 12, formatter: ({data}) => billions(data.usd).replace('bn', narrow ? '' : 'bn')},
      }],
    }),
    table: () => data_table(title, ['Origin', ...across.map((name) => `${capital(name)}, $bn`)],
      [...down].reverse().map((origin) => [capital(words(origin)), ...across.map((bearer) => ((cells.get(`${origin}\u0000${bearer}`) ?? 0) / 1e9).toFixed(1))])),
  });
}

export function losses_section(run) {
  const rows = destroyed(run);
  if (!rows.length) return [];
  const born = bearers(run), total = sum(born.map((bearer) => bearer.usd));
  const span = `${run.years[1]} to ${run.years.at(-1)}, all years together, $bn; the colour follows the square root of the amount.`;
  const made = [heat_map(run, rows, `${capital(born[0].label)} bear ${percent(born[0].usd / total)} of the ${billions(total)} destroyed`,
    `Value destroyed by where it arose (rows) and who held the claim or asset (columns), ${span}`, (row) => group(run, row.origin))];
  const channels = new Map();
  for (const row of rows) channels.set(row.channel, (channels.get(row.channel) ?? 0) + row.amount_usd);
  const [largest, usd] = [...channels].sort((a, b) => b[1] - a[1])[0];
  made.push(heat_map(run, rows, `${capital(words(largest))} is the largest channel: ${percent(usd / total)} of all losses`,
    `The same by channel (rows) and bearer (columns), ${span}`, (row) => row.channel));
  return made;
}
