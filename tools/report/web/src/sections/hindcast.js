// A historical configuration against the record: every target with its band, and forecasts against
// naive rivals.
import {figure} from '../chart.js';
import {data_table, element, strong, texts} from '../dom.js';
import {capital, number, percent, plural, shown, words} from '../format.js';
import {axis_tooltip} from '../lines.js';

const counted = (targets, split) => targets.filter((target) => target.split === split);
const passed = (targets) => targets.filter((target) => target.pass).length;

/** A number of a target in its unit; scorecards of earlier programs name none. */
function in_unit(unit, value) {
  if (value === null || value === undefined) return 'no value';
  if (unit === 'year') return String(Math.round(10 * value) / 10);
  if (unit === 'years' || unit === 'firms') return `${number(value)} ${unit}`;
  if (unit === 'times') return `${number(value)} times`;
  if (unit === 'ln') return `${number(value)} (natural log)`;
  if (unit === '1' && Math.abs(value) >= 10) return `${number(value)} times`;
  if (unit === '1') return percent(value, Math.abs(value) < 0.1 ? 1 : 0);
  return unit ? shown(unit).text(value / shown(unit).scale) : number(value);
}

const called = (target) => capital(target.what ?? words(target.id));

/** The value, with more digits where it would read as an end of the band and is none. */
function beside_band({unit, lo, hi}, value) {
  const text = in_unit(unit, value);
  if (![lo, hi].some((end) => end !== value && in_unit(unit, end) === text)) return text;
  return unit === '1' ? percent(value, 3) : unit === 'year' ? String(Math.round(100 * value) / 100) : `${text} (${Number(value.toPrecision(5))})`;
}
const middle = (target) => target.mean ?? target.median;
const within = (unit, low, high) => `${in_unit(unit, low)} to ${in_unit(unit, high)}`;
const verdicts = {true: 'Met', false: 'Missed'};

/** "Capital spending in 2000: $92bn on record, $88bn in the median world (80% interval ...); met." */
function target_sentence(target) {
  const {unit, observed, lo, hi, q10, q90} = target;
  const worlds = middle(target) === null ? 'no world has a value'
    : `${beside_band(target, middle(target))} in the ${target.mean === undefined ? 'median world' : 'mean of the worlds'} (80% interval ${within(unit, q10, q90)})`;
  const verdict = target.split === 'input' ? 'Given to the model' : verdicts[target.pass];
  return element('li', {}, element(target.pass || target.split === 'input' ? 'span.verdict' : 'span.verdict.missed', {}, verdict), `: ${called(target)}: ${in_unit(unit, observed)} on record, ${worlds}; the band is ${within(unit, lo, hi)}.`);
}

const split_titles = {test: 'Years after the training years', train: 'Training years', input: 'Given to the model, not counted', known: 'Known when the run is made, not counted'};

/** Every target as a sentence, misses first. */
function sentences(card) {
  const parts = Object.keys(split_titles).map((split) => [split, counted(card.targets, split)]).filter(([, targets]) => targets.length);
  return element('figure.wide', {}, element('h4', {}, 'Target by target'), parts.flatMap(([split, targets]) => [
    element('p.note', {}, split_titles[split]),
    element('ul.sentences', {}, [...targets].sort((a, b) => Number(a.pass) - Number(b.pass)).map(target_sentence))]));
}

/** Where a value stands in the band: 0 at its lower end, 1 at its upper. */
const place = (target, value) => (value === null ? null : Math.min(Math.max((value - target.lo) / (target.hi - target.lo || 1), -1.4), 2.4));

function target_figure(card) {
  const test = counted(card.targets, 'test'), train = counted(card.targets, 'train');
  const missed = test.filter((target) => !target.pass).map((target) => called(target).replace(/^./, (letter) => letter.toLowerCase()));
  const title = `${passed(test)} of ${plural(test.length, 'test target')} and ${passed(train)} of ${train.length} training targets are met` + (missed.length ? `; missed: ${missed.slice(0, 2).join('; ')}${missed.length > 2 ? `; and ${missed.length - 2} more` : ''}` : '');
  const means = card.targets.some((target) => target.mean !== undefined);
  const order = [...card.targets.filter((target) => target.split === 'input'), ...[...train].reverse(), ...[...test].reverse()];
  return figure({
    title, wide: true, height: ({narrow}) => 90 + order.length * (narrow ? 64 : 32),
    note: 'Where the simulated worlds stand in the band of each target, which is drawn from 0 (its lower end) to 1 (its upper): dot: median (or mean, where that is tested), line: 80% of the worlds, ring: the record. What lies far outside is drawn at the edge; the table has all values.' + (card.coverage ? ` Thin line: 80% of the worlds with each target’s error. ${card.coverage.sentence}` : ''),
    describe: () => `Interval chart of ${plural(order.length, 'target')}. ${title}.`,
    option: ({colours, narrow}) => {
      const colour = (target) => (target.split === 'input' ? colours.muted : target.pass ? colours.earned : colours.short);
      return {
        grid: {left: 8, right: 16, top: 34, bottom: 24, containLabel: true},
        legend: {top: 0, left: 0, textStyle: {color: colours.ink, fontSize: 11}, data: ['met', 'missed', 'fixed by inputs'], icon: 'circle', itemWidth: 10},
        xAxis: {type: 'value', min: -1.5, max: 2.5, interval: 0.5, name: 'band of the target: 0 to 1', nameLocation: 'middle', nameGap: 24,
                nameTextStyle: {color: colours.muted, fontSize: 11}, axisLabel: {color: colours.muted, fontSize: narrow ? 9 : 11, hideOverlap: true}, splitLine: {lineStyle: {color: colours.rule}}},
        yAxis: {type: 'category', data: order.map((target) => `${called(target)}${target.split === 'train' ? ' (training)' : ''}`), axisTick: {show: false}, axisLine: {show: false},
                axisLabel: {color: colours.ink, fontSize: narrow ? 9 : 11, lineHeight: narrow ? 11 : 13, width: narrow ? 150 : 340, overflow: 'break', interval: 0}},
        tooltip: {trigger: 'item', formatter: ({data}) => data.target ? texts(strong(called(data.target)), `record ${in_unit(data.target.unit, data.target.observed)}, band ${within(data.target.unit, data.target.lo, data.target.hi)}`, `worlds ${beside_band(data.target, middle(data.target))} (${within(data.target.unit, data.target.q10, data.target.q90)})`) : ''},
        series: [
          {type: 'line', name: '\u0000band', data: [], markArea: {silent: true, itemStyle: {color: colours.earned, opacity: 0.1}, data: [[{xAxis: 0}, {xAxis: 1}]]}},
          ...[['spread', 'q10', 'q90', 3], ['error', 'q10_with_error', 'q90_with_error', 1]].map(([name, low, high, lineWidth]) => ({
            type: 'custom', name: `\u0000${name}`, silent: true, data: order.map((target, at) => [place(target, target[low] ?? null), place(target, target[high] ?? null), at]), encode: {x: [0, 1], y: 2},
            renderItem: (params, api) => {
              const target = order[params.dataIndex];
              if ([target[low], target[high]].some((end) => end === null || end === undefined)) return null;
              const [left, y] = api.coord([api.value(0), api.value(2)]), [right] = api.coord([api.value(1), api.value(2)]);
              return {type: 'line', shape: {x1: left, y1: y, x2: right, y2: y}, style: {stroke: colour(target), lineWidth, opacity: 0.55}};
            }})),
          {type: 'scatter', name: 'record', symbolSize: 10, itemStyle: {color: 'transparent', borderColor: colours.ink, borderWidth: 1.2},
           data: order.map((target, at) => ({value: [place(target, target.observed), at], target}))},
          ...[['met', (target) => target.split !== 'input' && target.pass, colours.earned], ['missed', (target) => target.split !== 'input' && !target.pass, colours.short],
              ['fixed by inputs', (target) => target.split === 'input', colours.muted]].map(([name, pass, color]) => ({
            type: 'scatter', name, symbolSize: 9, itemStyle: {color},
            data: order.map((target, at) => ({value: [place(target, middle(target)), at], target})).filter(({target}) => pass(target) && middle(target) !== null)})),
        ],
      };
    },
    table: () => data_table('Targets', ['Target', 'Split', 'Record', 'Band from', 'to', '10%', 'Median', '90%', ...(means ? ['Mean, where tested'] : []), 'Met', ...(card.coverage ? ['10% with error', '90% with error'] : [])],
      [...test, ...train, ...counted(card.targets, 'input')].map((target) => [called(target), target.split, ...[target.observed, target.lo, target.hi, target.q10].map((value) => in_unit(target.unit, value)), target.median === null ? 'no value' : beside_band(target, target.median), in_unit(target.unit, target.q90),
        ...(means ? [target.mean === undefined ? '' : in_unit(target.unit, target.mean)] : []), target.split === 'input' ? '–' : target.pass ? 'yes' : 'NO', ...(card.coverage ? [target.q10_with_error, target.q90_with_error].map((value) => in_unit(target.unit, value)) : [])]), 2),
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
        yAxis: {type: 'category', data: order.map((score) => capital(score.what ?? words(score.series))), axisTick: {show: false}, axisLine: {show: false}, axisLabel: {color: colours.ink, fontSize: narrow ? 9 : 11, lineHeight: 13, width: narrow ? 120 : 260, overflow: 'break', interval: 0}},
        tooltip: {...axis_tooltip(({value}) => (value === null || value === undefined ? '–' : `${number(value)}%`)), axisPointer: {type: 'shadow'}},
        series: [bar('log-linear trend', 'crps_trend', colours.muted), {...bar('worlds', 'crps', colours.earned),
          markLine: {silent: true, symbol: 'none', label: {show: false}, lineStyle: {color: colours.short, type: [4, 3], width: 1.5}, data: [{xAxis: 100}]}}],
      };
    },
    table: () => data_table('Scores', ['Series', 'Worlds', 'Nothing changes', 'Trend'], card.scores.map((score) => [capital(score.what ?? words(score.series)), ...[score.crps, score.crps_persistence, score.crps_trend].map(number)])),
  });
}

/** Preset, settings and number of worlds, where the scorecard names them. */
function made_from(card) {
  const facts = [card.config ? ['Configuration', card.config] : null, card.worlds ? ['Worlds', String(card.worlds)] : null,
                 card.settings?.length ? ['Settings', card.settings.join(', ')] : null, card.command ? ['Again with', element('code', {}, card.command)] : null].filter(Boolean);
  return facts.length ? element('dl', {}, facts.map(([name, value]) => [element('dt', {}, name), element('dd', {}, value)])) : null;
}

export function hindcast_section(card) { return [made_from(card), target_figure(card), sentences(card), score_figure(card)]; }
