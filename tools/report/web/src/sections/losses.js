// Who bore the losses: from where the value was destroyed to whom it hit.
import {figure} from '../chart.js';
import {data_table, strong, texts} from '../dom.js';
import {billions, capital, percent, words} from '../format.js';

/** The table of the program, bearers down and columns across, as cells, without the row and column of sums. */
function cells_of(run, {columns, rows}) {
  const keys = columns.map(({key}) => key).slice(1, -1);
  const cells = rows.slice(0, -1).flatMap((row) => keys.map((key) => ({across: row.bearer, down: key, usd: row[key]}))).filter(({usd}) => usd > 0);
  const order = (sums) => [...sums].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  const sums = rows.at(-1);
  return {cells, across: order(rows.slice(0, -1).map((row) => [row.bearer, row.all_channels])),
          down: order(keys.map((key) => [key, sums[key]])), total: sums.all_channels, sums};
}

function heat_map(run, {cells, across, down: origins}, name, title, note) {
  const down = [...origins].reverse();
  const highest = Math.max(...cells.map(({usd}) => usd)) / 1e9;
  const data = cells.map((cell) => ({value: [across.indexOf(cell.across), down.indexOf(cell.down), cell.usd / 1e9], usd: cell.usd}));
  const amount = new Map(cells.map((cell) => [`${cell.across}\u0000${cell.down}`, cell.usd]));
  const askew = (width) => (width - 170) / across.length < 105;
  // Names across take this much above the rows, the longest one askew.
  const above = ({narrow, width}) => (askew(width) ? 14 + 0.4 * (narrow ? 10 : 12) * Math.max(...across.map((bearer) => bearer.length)) : 46);
  return figure({
    title, note, wide: true, height: (context) => Math.max(120, 12 + above(context) + down.length * (context.narrow ? 40 : 38)),
    describe: () => `Heat map. ${title}. The table below holds every cell.`,
    option: ({colours, narrow, width}) => ({
      // Names across stand askew where they would touch.
      grid: {left: 8, right: 8, top: 4, bottom: 8, containLabel: true},
      xAxis: {type: 'category', data: across.map(capital), position: 'top', axisTick: {show: false}, axisLine: {show: false},
              axisLabel: {color: colours.ink, fontSize: narrow ? 10 : 12, interval: 0, rotate: askew(width) ? 45 : 0, lineHeight: 14, width: askew(width) ? undefined : 110, overflow: askew(width) ? 'none' : 'break'}},
      yAxis: {type: 'category', data: down.map((key) => capital(name(key))), axisTick: {show: false}, axisLine: {show: false},
              axisLabel: {color: colours.ink, fontSize: narrow ? 10 : 12, interval: 0, lineHeight: narrow ? 12 : 14, width: narrow ? 88 : 160, overflow: 'break'}},
      visualMap: {show: false, min: 0, max: Math.sqrt(highest), dimension: 3, inRange: {color: colours.heat}},
      tooltip: {trigger: 'item', formatter: ({data}) => texts([`${capital(name(down[data.value[1]]))}, borne by ${across[data.value[0]]}: `, strong(billions(data.usd))])},
      series: [{
        type: 'heatmap',
        // The colour follows the square root, so that small losses can be seen beside large ones.
        data: data.map((cell) => {
          const share = Math.sqrt(cell.value[2] / highest);
          return {...cell, value: [...cell.value, Math.sqrt(cell.value[2])],
                  label: {color: share > (colours.dark ? 0.72 : 0.62) ? colours.heat_text_high : colours.heat_text}};
        }),
        itemStyle: {borderColor: colours.surface, borderWidth: 2},
        label: {show: true, fontSize: narrow ? 9 : 12, formatter: ({data}) => (narrow ? billions(data.usd).replace('$', '').replace('bn', '') : billions(data.usd))},
      }],
    }),
    table: () => data_table(title, ['Origin', ...across.map((bearer) => `${capital(bearer)}, $bn`)],
      origins.map((key) => [capital(name(key)), ...across.map((bearer) => ((amount.get(`${bearer}\u0000${key}`) ?? 0) / 1e9).toFixed(1))])),
  });
}

export function losses_section(run) {
  const {loss_channels, loss_origins} = run.packed;
  if (!loss_channels.rows.length) return [];
  const {bearers, value, total_usd: total} = run.findings.losses;
  const span = `${run.years[1]} to ${run.years.at(-1)}, all years together, $bn; the colour follows the square root of the amount.`;
  const by_origin = cells_of(run, loss_origins), by_channel = cells_of(run, loss_channels);
  const [largest] = by_channel.down;
  return [
    heat_map(run, by_origin, (key) => run.many(key), `${capital(bearers[0].bearer)} bear ${percent(bearers[0].usd / total)} of the ${value} destroyed`,
      `Value destroyed by where it arose (rows) and who held the claim or asset (columns), ${span}`),
    heat_map(run, by_channel, words, `${capital(words(largest))} is the largest channel: ${percent(by_channel.sums[largest] / total)} of all losses`,
      `The same by channel (rows) and bearer (columns), ${span}`),
  ];
}
