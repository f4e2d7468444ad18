// Who moves where: shares of jobs by mode, and which workloads leave the API and when.
import {figure} from '../chart.js';
import {data_table, texts} from '../dom.js';
import {list, median, number, percent, words} from '../format.js';
import {stack_option, year_table} from '../lines.js';
import {modes, ramp_colour, theme} from '../theme.js';

function share_figure(run) {
  const parts = () => modes.map((mode) => ({name: mode.label, values: run.metric(mode.key), unit: '1', colour: theme().roles[mode.role]}));
  const [first, end] = [0, run.years.length - 1];
  const change = modes.map((mode) => ({mode, points: (run.metric(mode.key)[end] ?? 0) - (run.metric(mode.key)[first] ?? 0)}))
    .sort((a, b) => b.points - a.points);
  const winner = change[0], loser = change.at(-1);
  const title = `Jobs move to ${winner.mode.label.replace('inside an application', 'applications')} ` +
    `(${percent(run.metric(winner.mode.key)[first])} to ${percent(run.metric(winner.mode.key)[end])}), mostly from ` +
    `${loser.mode.label.replace('API of a frontier lab', 'the labs’ API')}`;
  return figure({
    title, height: 350, note: 'Enterprise jobs served, % by mode.',
    describe: () => `Stacked areas. ${title}.`,
    option: (context) => stack_option(context, {years: run.years, parts: parts(), unit: '1', min: 0, max: 100}),
    table: () => year_table('Share of jobs by mode', run.years, parts()),
  });
}

/** Workloads that were on the API at some time, with the year in which they first left it. */
export function leavers(run) {
  const by_workload = new Map();
  for (const row of run.table('workloads').rows()) {
    const key = row.enterprise * 4096 + row.workload;
    if (!by_workload.has(key)) by_workload.set(key, []);
    by_workload.get(key).push(row);
  }
  const found = [];
  for (const rows of by_workload.values()) {
    rows.sort((a, b) => a.year - b.year);
    let on_api = rows[0].first_mode === 'api', was = on_api, left = null, to = null;
    for (const row of rows) {
      if (on_api && row.mode !== 'api' && left === null) { left = row.year; to = row.mode; }
      on_api = row.mode === 'api';
      was ||= on_api;
    }
    if (was) found.push({volume: rows[0].volume, difficulty: rows[0].difficulty, class: rows[0].class, left, to});
  }
  return found.filter((workload) => workload.volume > 0);
}

function leaver_title(found, left) {
  const stay = found.filter((workload) => workload.left === null);
  const early = [...left].sort((a, b) => a.left - b.left).slice(0, Math.max(1, Math.ceil(left.length / 3)));
  if (left.length < 5 || stay.length < 5) return `${left.length} of ${found.length} sampled workloads leave the API`;
  const of = (rows, key) => median(rows.map((row) => row[key]));
  const easier = of(early, 'difficulty') < of(stay, 'difficulty');
  const larger = of(early, 'volume') > of(stay, 'volume');
  return `The first to leave the API are ${easier ? 'easier' : 'harder'} (median ${number(of(early, 'difficulty'))} against ` +
    `${number(of(stay, 'difficulty'))} points for those that stay) and ${larger ? 'larger' : 'smaller'} ` +
    `(${number(of(early, 'volume'))} against ${number(of(stay, 'volume'))} jobs a year)`;
}

function leaver_figure(run) {
  const found = leavers(run);
  const left = found.filter((workload) => workload.left !== null);
  if (!found.length) return null;
  const title = leaver_title(found, left);
  const [first, end] = [run.years[1] ?? run.years[0], run.years.at(-1)];
  return figure({
    title, height: 350,
    note: `A sample of workloads that used the API. Across: jobs a year (logarithmic); up: difficulty in points; colour: year of leaving, ${first} (dark) to ${end} (bright); grey rings: never left.`,
    describe: () => `Scatter plot of ${found.length} workloads. ${title}.`,
    walk: 1,
    option: ({colours}) => {
      const axis = {axisLabel: {color: colours.muted, fontSize: 11, hideOverlap: true}, axisTick: {show: false},
                    splitLine: {lineStyle: {color: colours.rule}}, nameTextStyle: {color: colours.muted, fontSize: 11}};
      const dot = (workload) => ({value: [workload.volume, workload.difficulty], workload});
      return {
        grid: {left: 8, right: 16, top: 34, bottom: 24, containLabel: true},
        xAxis: {...axis, type: 'log', name: 'jobs a year', nameLocation: 'middle', nameGap: 26,
                axisLabel: {...axis.axisLabel, formatter: (value) => (value >= 1 ? value.toLocaleString('en-US') : String(value))}},
        yAxis: {...axis, type: 'value', name: 'difficulty, points', nameGap: 14, scale: true,
                nameTextStyle: {...axis.nameTextStyle, align: 'left', padding: [0, 0, 0, -20]}},
        tooltip: {
          trigger: 'item',
          formatter: ({data: {workload}}) => texts(`${words(workload.class)}: ${number(workload.volume)} jobs a year, ${number(workload.difficulty)} points`,
            workload.left ? `left in ${workload.left} for ${words(workload.to)}` : 'never left'),
        },
        visualMap: {
          show: true, seriesIndex: 1, dimension: 2, type: 'continuous', min: first, max: Math.max(end, first + 1), orient: 'horizontal',
          right: 8, top: 0, itemWidth: 10, itemHeight: 110, text: [String(end), String(first)], textStyle: {color: colours.muted, fontSize: 11},
          inRange: {color: colours.ramp}, calculable: false, hoverLink: false,
        },
        series: [
          {type: 'scatter', name: 'never left', symbolSize: 5, silent: true, data: found.filter((workload) => workload.left === null).map(dot),
           itemStyle: {color: 'transparent', borderColor: colours.muted, borderWidth: 0.8, opacity: 0.45}},
          {type: 'scatter', name: 'left', symbolSize: 6, data: left.map((workload) => ({...dot(workload), value: [workload.volume, workload.difficulty, workload.left]})),
           itemStyle: {opacity: 0.85}},
        ],
      };
    },
    table: () => {
      const by_year = new Map();
      for (const workload of left) {
        if (!by_year.has(workload.left)) by_year.set(workload.left, []);
        by_year.get(workload.left).push(workload);
      }
      return data_table('Workloads by year of leaving the API', ['Year', 'Workloads', 'Median difficulty, points', 'Median jobs a year', 'Went mostly to'],
        [...by_year].sort((a, b) => a[0] - b[0]).map(([year, rows]) => [
          String(year), String(rows.length), number(median(rows.map((row) => row.difficulty))), number(median(rows.map((row) => row.volume))), words(most(rows))]));
    },
  });
}

function most(rows) {
  const counts = {};
  for (const row of rows) counts[row.to] = (counts[row.to] ?? 0) + 1;
  return Object.entries(counts).sort((a, b) => b[1] - a[1])[0][0];
}

export function migration_section(run) { return [share_figure(run), leaver_figure(run)]; }
