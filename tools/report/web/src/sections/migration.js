// Who moves where: shares of jobs by mode, and which workloads leave the API and when.
import {figure} from '../chart.js';
import {data_table, strong, texts} from '../dom.js';
import {median, number, percent, plural, quantile} from '../format.js';
import {stack_option, year_table} from '../lines.js';
import {modes, theme} from '../theme.js';

function share_figure(run) {
  const parts = () => modes.map((mode) => ({name: mode.label, values: run.metric(mode.key), unit: '1', colour: theme().roles[mode.role]}));
  const [first, end] = [0, run.years.length - 1];
  const change = modes.map((mode) => ({mode, points: (run.metric(mode.key)[end] ?? 0) - (run.metric(mode.key)[first] ?? 0)}))
    .sort((a, b) => b.points - a.points);
  const winner = change[0], loser = change.at(-1);
  const told = {api: 'the labs’ API', app: 'applications', hosted_open: 'hosted open models', self_hosted: 'open models on own machines'};
  const in_a_sentence = ({mode}) => (run.names[`mode_${mode}`] === run.names.usual[`mode_${mode}`] ? told[mode] : run.mode(mode));
  const title = `A larger share of jobs goes to ${in_a_sentence(winner.mode)} ` +
    `(${percent(run.metric(winner.mode.key)[first])} to ${percent(run.metric(winner.mode.key)[end])}), mostly from ` +
    in_a_sentence(loser.mode);
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

/** Thirds of the workloads by a value: {of: workload -> 0, 1, 2, ends: [the two values between]}. */
function thirds(found, key) {
  const ends = [1 / 3, 2 / 3].map((part) => quantile(found.map((workload) => workload[key]), part));
  return {ends, of: (workload) => ends.filter((end) => workload[key] > end).length};
}

/** "up to 3.1", "3.1 to 4.2", "above 4.2" */
const third_text = ([low, high], at) => [`up to ${number(low)}`, `${number(low)} to ${number(high)}`, `above ${number(high)}`][at];

/** Cells of workloads by size (across) and difficulty (up): how many, how many left, in which year half of these had. */
function leaver_cells(found, size, difficulty) {
  return [0, 1, 2].flatMap((up) => [0, 1, 2].map((across) => {
    const all = found.filter((workload) => size.of(workload) === across && difficulty.of(workload) === up);
    const left = all.filter((workload) => workload.left !== null);
    return {across, up, all: all.length, left: left.length, share: left.length / all.length, year: left.length ? Math.round(median(left.map((workload) => workload.left))) : null};
  })).filter(({all}) => all);
}

function leaver_figure(run) {
  const found = leavers(run);
  const left = found.filter((workload) => workload.left !== null);
  if (!found.length) return null;
  const title = leaver_title(found, left);
  const size = thirds(found, 'volume'), difficulty = thirds(found, 'difficulty');
  const cells = leaver_cells(found, size, difficulty);
  const sizes = ['small', 'medium', 'large'].map((name, at) => `${name}:\n${third_text(size.ends, at)}`);
  const hard = ['easy', 'medium', 'hard'].map((name, at) => `${name}:\n${third_text(difficulty.ends, at)}`);
  const in_words = (cell) => `difficulty ${hard[cell.up].replace('\n', ' ')} points, size ${sizes[cell.across].replace('\n', ' ')} jobs a year`;
  const cell_text = (cell) => `${percent(cell.share)} have left`;
  return figure({
    title, height: 350,
    note: `A sample of ${found.length} workloads that used the API, in thirds by size (across, jobs a year) and by difficulty (up, points): how many have left it by ${run.years.at(-1)}, and the year in which half of these had.`,
    describe: () => `Heat map of ${found.length} workloads. ${title}. ${cells.map((cell) => `${in_words(cell)}: ${cell_text(cell)}`).join('; ')}.`,
    option: ({colours, narrow}) => {
      const axis = {type: 'category', axisTick: {show: false}, axisLine: {show: false}};
      const label = {color: colours.ink, fontSize: narrow ? 10 : 11, interval: 0, lineHeight: 13};
      return {
        grid: {left: 8, right: 8, top: 8, bottom: 8, containLabel: true},
        xAxis: {...axis, data: sizes, axisLabel: label},
        yAxis: {...axis, data: hard, axisLabel: label},
        visualMap: {show: false, min: 0, max: 1, dimension: 2, inRange: {color: colours.heat}},
        tooltip: {trigger: 'item', formatter: ({data: {cell}}) => texts(in_words(cell), [strong(`${cell.left} of ${plural(cell.all, 'workload')}`), ' have left'], ...(cell.year ? [`half of them by ${cell.year}`] : []))},
        series: [{
          type: 'heatmap', itemStyle: {borderColor: colours.surface, borderWidth: 2},
          data: cells.map((cell) => ({value: [cell.across, cell.up, cell.share], cell, label: {color: cell.share > (colours.dark ? 0.72 : 0.62) ? colours.heat_text_high : colours.heat_text}})),
          label: {show: true, fontSize: narrow ? 10 : 12, lineHeight: narrow ? 13 : 16, formatter: ({data: {cell}}) => `${cell_text(cell)}${cell.year ? `\nhalf by ${cell.year}` : ''}`},
        }],
      };
    },
    table: () => {
      const by_year = new Map();
      for (const workload of left) by_year.set(workload.left, [...by_year.get(workload.left) ?? [], workload]);
      return data_table('Workloads by year of leaving the API', ['Year', 'Workloads', 'Median difficulty, points', 'Median jobs a year', 'Went mostly to'],
        [...by_year].sort((a, b) => a[0] - b[0]).map(([year, rows]) => [
          String(year), String(rows.length), number(median(rows.map((row) => row.difficulty))), number(median(rows.map((row) => row.volume))), run.mode(most(rows))]));
    },
  });
}

function most(rows) {
  const counts = {};
  for (const row of rows) counts[row.to] = (counts[row.to] ?? 0) + 1;
  return Object.entries(counts).sort((a, b) => b[1] - a[1])[0][0];
}

export function migration_section(run) { return [share_figure(run), leaver_figure(run)]; }
