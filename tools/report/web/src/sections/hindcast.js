// A historical configuration against the record: every target with its band, and forecasts against
// naive rivals.
import {figure} from '../chart.js';
import {data_table, strong, texts} from '../dom.js';
import {list, number, plural, words} from '../format.js';
import {axis_tooltip} from '../lines.js';

const counted = (targets, split) => targets.filter((target) => target.split === split);
const passed = (targets) => targets.filter((target) => target.pass).length;

/** Where a value stands in the band: 0 at its lower end, 1 at its upper. */
const place = (target, value) => (value === null ? null : Math.min(Math.max((value - target.lo) / (target.hi - target.lo || 1), -1.4), 2.4));

function target_figure(card) {
  const test = counted(card.targets, 'test'), train = counted(card.targets, 'train');
  const missed = test.filter((target) => !target.pass).map((target) => words(target.id));
  const title = `${passed(test)} of ${plural(test.length, 'test target')} and ${passed(train)} of ${train.length} training targets are met` + (missed.length ? `; missed: ${list(missed.slice(0, 4))}${missed.length > 4 ? ' and others' : ''}` : '');
  const order = [...card.targets.filter((target) => target.split === 'input'), ...[...train].reverse(), ...[...test].reverse()];
  return figure({
    title, wide: true, height: ({narrow}) => 90 + order.length * (narrow ? 26 : 22),
    note: 'Where the simulated worlds stand in the band of each target, which is drawn from 0 (its lower end) to 1 (its upper): dot: median, line: 80% of the worlds, ring: the record. What lies far outside is drawn at the edge; the table has all values.',
    describe: () => `Interval chart of ${plural(order.length, 'target')}. ${title}.`,
    option: ({colours, narrow}) => {
      const colour = (target) => (target.split === 'input' ? colours.muted : target.pass ? colours.earned : colours.short);
      return {
        grid: {left: 8, right: 16, top: 34, bottom: 24, containLabel: true},
        legend: {top: 0, left: 0, textStyle: {color: colours.ink, fontSize: 11}, data: ['met', 'missed', 'fixed by inputs'], icon: 'circle', itemWidth: 10},
        xAxis: {type: 'value', min: -1.5, max: 2.5, interval: 0.5, name: 'band of the target: 0 to 1', nameLocation: 'middle', nameGap: 24,
                nameTextStyle: {color: colours.muted, fontSize: 11}, axisLabel: {color: colours.muted, fontSize: 11}, splitLine: {lineStyle: {color: colours.rule}}},
        yAxis: {type: 'category', data: order.map((target) => `${words(target.id)}${target.split === 'train' ? ' (training)' : ''}`), axisTick: {show: false}, axisLine: {show: false},
                axisLabel: {color: colours.ink, fontSize: narrow ? 9 : 11, width: narrow ? 120 : 300, overflow: 'truncate', interval: 0}},
        tooltip: {trigger: 'item', formatter: ({data}) => data.target ? texts([strong(words(data.target.id)), ` (${data.target.metric})`], `record ${number(data.target.observed)}, band ${number(data.target.lo)} to ${number(data.target.hi)}`, `worlds ${number(data.target.median)} (${number(data.target.q10)} to ${number(data.target.q90)})`) : ''},
        series: [
          {type: 'line', name: '\u0000band', data: [], markArea: {silent: true, itemStyle: {color: colours.earned, opacity: 0.1}, data: [[{xAxis: 0}, {xAxis: 1}]]}},
          {type: 'custom', name: '\u0000spread', silent: true, data: order.map((target, at) => [place(target, target.q10), place(target, target.q90), at]), encode: {x: [0, 1], y: 2},
           renderItem: (params, api) => {
             const target = order[params.dataIndex];
             if (target.q10 === null || target.q90 === null) return null;
             const [left, y] = api.coord([api.value(0), api.value(2)]), [right] = api.coord([api.value(1), api.value(2)]);
             return {type: 'line', shape: {x1: left, y1: y, x2: right, y2: y}, style: {stroke: colour(target), lineWidth: 3, opacity: 0.55}};
           }},
          {type: 'scatter', name: 'record', symbolSize: 10, itemStyle: {color: 'transparent', borderColor: colours.ink, borderWidth: 1.2},
           data: order.map((target, at) => ({value: [place(target, target.observed), at], target}))},
          ...[['met', (target) => target.split !== 'input' && target.pass, colours.earned], ['missed', (target) => target.split !== 'input' && !target.pass, colours.short],
              ['fixed by inputs', (target) => target.split === 'input', colours.muted]].map(([name, pass, color]) => ({
            type: 'scatter', name, symbolSize: 9, itemStyle: {color},
            data: order.map((target, at) => ({value: [place(target, target.median), at], target})).filter(({target}) => pass(target) && target.median !== null)})),
        ],
      };
    },
    table: () => data_table('Targets', ['Target', 'Split', 'Record', 'Band from', 'to', '10%', 'Median', '90%', 'Met'],
      [...test, ...train, ...counted(card.targets, 'input')].map((target) => [words(target.id), target.split, ...[target.observed, target.lo, target.hi, target.q10, target.median, target.q90].map(number), target.split === 'input' ? '–' : target.pass ? 'yes' : 'NO']), 2),
  });
}

function score_figure(card) {
  const scores = card.scores.filter((score) => score.crps !== null && score.crps_persistence !== null);
  if (!scores.length) return null;
  const better = scores.filter((score) => score.crps < score.crps_persistence && (score.crps_trend === null || score.crps < score.crps_trend)).length;
  const title = `On ${better} of ${scores.length} series the worlds forecast better than both naive rivals`;
  return figure({
    title, wide: true, height: ({narrow}) => 80 + scores.length * (narrow ? 46 : 40),
    note: 'Continuous ranked probability score over the test years, % of the score of “nothing changes”; smaller is better, below 100 beats it.',
    describe: () => `Bar chart of forecast scores. ${title}.`,
    option: ({colours, narrow}) => {
      const order = [...scores].reverse();
      const bar = (name, key, color) => ({type: 'bar', name, barMaxWidth: 12, itemStyle: {color},
        data: order.map((score) => (score[key] === null ? null : 100 * score[key] / score.crps_persistence)),
        label: {show: true, position: 'right', color: colours.ink, fontSize: 10, formatter: ({value}) => (value === null ? '' : number(value))}});
      return {
        grid: {left: 8, right: 50, top: 34, bottom: 24, containLabel: true},
        legend: {top: 0, left: 0, icon: 'roundRect', itemWidth: 14, itemHeight: 10, textStyle: {color: colours.ink, fontSize: 11}},
        xAxis: {type: 'value', min: 0, name: '% of “nothing changes”', nameLocation: 'middle', nameGap: 24, nameTextStyle: {color: colours.muted, fontSize: 11}, axisLabel: {color: colours.muted, fontSize: 11}, splitLine: {lineStyle: {color: colours.rule}}},
        yAxis: {type: 'category', data: order.map((score) => words(score.series)), axisTick: {show: false}, axisLine: {show: false}, axisLabel: {color: colours.ink, fontSize: narrow ? 9 : 11, width: narrow ? 110 : 240, overflow: 'truncate', interval: 0}},
        tooltip: {...axis_tooltip(({value}) => (value === null || value === undefined ? '–' : `${number(value)}%`)), axisPointer: {type: 'shadow'}},
        series: [bar('log-linear trend', 'crps_trend', colours.muted), {...bar('worlds', 'crps', colours.earned),
          markLine: {silent: true, symbol: 'none', label: {show: false}, lineStyle: {color: colours.short, type: [4, 3], width: 1.5}, data: [{xAxis: 100}]}}],
      };
    },
    table: () => data_table('Scores', ['Series', 'Worlds', 'Nothing changes', 'Trend'], card.scores.map((score) => [words(score.series), ...[score.crps, score.crps_persistence, score.crps_trend].map(number)])),
  });
}

export function hindcast_section(card) { return [target_figure(card), score_figure(card)]; }
