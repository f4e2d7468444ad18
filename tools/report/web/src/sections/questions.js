// Questions put to many worlds: what each condition of a family carries (a tornado), how often each
// hypothesis held, and which inputs an outcome depends on.
import {figure} from '../chart.js';
import {ensembles, unit_of} from '../data.js';
import {data_table, element, fresh_id, strong, texts} from '../dom.js';
import {number, percent, plural, words} from '../format.js';

const outcomes = {
  sector: 'the whole sector pays off', builders: 'builders pay off', builders_at_rent: 'builders pay off with own use at the posted rent', labs: 'labs pay off', return: 'median return on capital',
};
const plain = (id) => capital_id(words(id));
const capital_id = (text) => text.replace(/^[A-Z]+\d* /, (code) => `${code.trim()}: `);
const points = (share) => `${share > 0 ? '+' : ''}${number(100 * share).replace('-', '\u2212')}`;

const families_of = (answer) => Object.entries(answer ?? {}).filter(([name]) => name.endsWith('_effects'))
  .map(([name, table]) => ({name: name.replace(/_effects$/, ''), rows: table.rows.filter((row) => row.effect !== null)})).filter(({rows}) => rows.length);

function effect_title(name, outcome, rows) {
  const most = rows.reduce((best, row) => (Math.abs(row.effect) > Math.abs(best.effect) ? row : best));
  const sure = most.low > 0 || most.high < 0;
  const subject = outcome === 'return' ? 'the median return' : `the chance that ${outcomes[outcome]}`;
  if (Math.abs(most.effect) < 0.005) return `${capital_id(words(name))}: no single condition moves ${subject} (${percent(rows[0].with)} with all)`;
  return `${capital_id(words(name))}: with all conditions ${subject} is ${percent(rows[0].with)}; without ${plain(most.condition)} it is ${percent(most.without)}${sure ? '' : ', within chance'}`;
}

/** One bar a condition: what it adds when all others hold, with its interval; the largest on top. */
function effect_figure({name, rows}) {
  const known = Object.keys(outcomes).filter((key) => rows.some((row) => row.outcome === key));
  // First what the conditions move most; returns only where no chance moves.
  const moved = (key) => Math.max(...rows.filter((row) => row.outcome === key).map((row) => Math.abs(row.effect)));
  const chances = known.filter((key) => key !== 'return');
  let outcome = chances.reduce((best, key) => (moved(key) > moved(best) ? key : best), chances[0]);
  if (moved(outcome) < 0.005) outcome = known.at(-1);
  const chosen = () => rows.filter((row) => row.outcome === outcome).sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect));
  const id = fresh_id('outcome');
  const count = rows.filter((row) => row.outcome === known[0]).length;
  const made = figure({
    title: effect_title(name, outcome, chosen()), wide: true, height: ({narrow}) => 76 + count * (narrow ? 58 : 44),
    note: 'What each condition adds while all the others hold, percentage points; the whisker is the 95% interval of paired worlds. A bar to the left means that the condition hurts.',
    controls: [element('div.filters', {}, element('label', {for: id}, 'Outcome'), element('select', {
      id, onchange: (event) => { outcome = known[event.target.selectedIndex]; made.change(effect_title(name, outcome, chosen())); },
    }, known.map((key) => element('option', {selected: key === outcome}, outcomes[key]))))],
    describe: () => `Tornado chart. ${effect_title(name, outcome, chosen())}. ${chosen().map((row) => `${plain(row.condition)} ${points(row.effect)}`).join(', ')}.`,
    option: ({colours, narrow}) => {
      const order = [...chosen()].reverse();
      const reach = Math.max(1, ...order.flatMap((row) => [row.low, row.high, row.effect].map((value) => Math.abs(100 * value))));
      const room = reach * (narrow ? 1.9 : 1.25);
      return {
        grid: {left: 8, right: 16, top: 10, bottom: 40, containLabel: true},
        xAxis: {type: 'value', min: -room, max: room, name: 'percentage points', nameLocation: 'middle', nameGap: 26, nameTextStyle: {color: colours.muted, fontSize: 11},
                axisLabel: {color: colours.muted, fontSize: 11, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: (value) => String(Number(value.toPrecision(6))).replace('-', '\u2212')}, splitNumber: narrow ? 4 : 8, splitLine: {lineStyle: {color: colours.rule}}},
        yAxis: {type: 'category', data: order.map((row) => plain(row.condition)), axisTick: {show: false}, axisLine: {show: false},
                axisLabel: {color: colours.ink, fontSize: narrow ? 10 : 12, width: narrow ? 104 : 260, overflow: 'break', lineHeight: 13, interval: 0}},
        tooltip: {trigger: 'item', formatter: ({data}) => texts(plain(data.row.condition), [strong(points(data.row.effect)), ` points (${points(data.row.low)} to ${points(data.row.high)})`], `with all ${percent(data.row.with, 1)}, without it ${percent(data.row.without, 1)}`)},
        series: [{
          type: 'bar', barMaxWidth: 20, data: order.map((row) => ({
            value: 100 * row.effect, row, itemStyle: {color: row.effect < 0 ? colours.short : colours.earned, opacity: row.low > 0 || row.high < 0 ? 1 : 0.45},
          })),
        }, {
          type: 'custom', silent: true, data: order.map((row, at) => [100 * row.low, 100 * row.high, at]), encode: {x: [0, 1], y: 2}, z: 5,
          renderItem: (params, api) => {
            const row = order[params.dataIndex];
            const [left, y] = api.coord([api.value(0), api.value(2)]), [right] = api.coord([api.value(1), api.value(2)]);
            const text = row.effect < 0 ? {x: left - 6, align: 'right'} : {x: right + 6, align: 'left'};
            return {type: 'group', children: [
              {type: 'line', shape: {x1: left, y1: y, x2: right, y2: y}, style: {stroke: colours.ink, lineWidth: 1.5}},
              {type: 'text', style: {...text, y, verticalAlign: 'middle', text: points(row.effect), fill: colours.ink, fontSize: 11}},
            ]};
          },
        }],
      };
    },
    table: () => data_table(`What each condition adds, ${outcomes[outcome]}`, ['Condition', 'With all', 'Without it', 'Effect, points', 'from', 'to'],
      chosen().map((row) => [plain(row.condition), percent(row.with, 1), percent(row.without, 1), points(row.effect), points(row.low), points(row.high)])),
  });
  return made;
}

export const effects_section = ({answer}) => families_of(answer).map(effect_figure);

export function predicates_section({answer}) {
  const rows = answer?.predicates?.rows ?? [];
  if (!rows.length) return [];
  return [element('figure.wide', {}, element('h4', {}, 'How often each hypothesis held'),
    element('p.note', {}, 'Share of worlds with its 95% interval (Wilson): as configured, with its whole family forced, forced alone while the others of its family are off, and with the family taken away.'),
    data_table('Hypotheses', ['Hypothesis', 'As configured', 'Family forced', 'It alone forced', 'Family off', 'Claim'],
      rows.map((row) => [plain(row.hypothesis), row.as_configured, row.all_on, row.alone ?? '–', row.all_off, element('span.long', {}, row.claim)]), 6))];
}

// ---- inputs --------------------------------------------------------------------------------------

const index_of = (row) => row.total ?? row.mu_star;
const described = (text) => {
  const [metric, statistic, years] = text.split(':');
  return `${words(metric)}, ${statistic === 'any' ? 'in any year of' : statistic} ${years.replace('-', ' to ')}`;
};

function ranking_figure(text, table, method) {
  const rows = table.rows.filter((row) => index_of(row) !== null && !row.input.startsWith('(')).slice(0, 15);
  if (!rows.length) return null;
  if (!(index_of(rows[0]) > 0)) return element('p.note', {}, `${described(text)}: the same in every world of this design.`);
  const sobol = rows[0].total !== undefined;
  const [low, high] = sobol ? ['total_lo', 'total_hi'] : ['mu_star_lo', 'mu_star_hi'];
  const title = `${described(text)} depends most on ${rows[0].input}${rows[1] ? ` and ${rows[1].input}` : ''}`;
  const order = [...rows].reverse();
  return figure({
    title, wide: true, height: ({narrow}) => 70 + rows.length * (narrow ? 26 : 22),
    note: sobol ? `Total Sobol index (share of the variance that an input has a part in) with its 95% interval; ${method}.`
                : `Mean size of the effect over the range of each input (Morris \u03bc*), ${unit_of(text.split(':')[0]) === '1' ? 'share' : 'in the outcome\u2019s unit'}, with its 95% interval; ${method}.`,
    describe: () => `Bar chart. ${title}.`,
    option: ({colours, narrow}) => ({
      grid: {left: 8, right: 30, top: 6, bottom: 24, containLabel: true},
      xAxis: {type: 'value', min: 0, axisLabel: {color: colours.muted, fontSize: 11, hideOverlap: true}, splitLine: {lineStyle: {color: colours.rule}}},
      yAxis: {type: 'category', data: order.map((row) => row.input), axisTick: {show: false}, axisLine: {show: false},
              axisLabel: {color: colours.ink, fontSize: narrow ? 9 : 11, width: narrow ? 150 : 320, overflow: 'truncate', interval: 0}},
      tooltip: {trigger: 'item', formatter: ({data}) => texts(data.row.input, [strong(number(index_of(data.row))), ` (${number(data.row[low])} to ${number(data.row[high])})`])},
      series: [{type: 'bar', barMaxWidth: 14, itemStyle: {color: colours.series[0]}, data: order.map((row) => ({value: index_of(row), row}))},
        {type: 'custom', silent: true, data: order.map((row, at) => [row[low] ?? 0, row[high] ?? 0, at]), encode: {x: [0, 1], y: 2}, z: 5,
         renderItem: (params, api) => {
           const [left, y] = api.coord([api.value(0), api.value(2)]), [right] = api.coord([api.value(1), api.value(2)]);
           return {type: 'line', shape: {x1: left, y1: y, x2: right, y2: y}, style: {stroke: colours.ink, lineWidth: 1.5}};
         }}],
    }),
    table: () => data_table(title, ['Input', sobol ? 'Total index' : '\u03bc*', 'from', 'to'], table.rows.map((row) => [row.input, ...[index_of(row), row[low], row[high]].map(number)])),
  });
}

export const ranking_section = ({answer}) => Object.entries(answer?.outcomes ?? {}).map(([text, table]) => ranking_figure(text, table, answer.method)).filter(Boolean);

/** The inputs of low confidence that matter most to the outcomes of a sensitivity result. */
export function weak_inputs(run) {
  const found = ensembles.find((one) => one.config === run.manifest.config && one.answer?.outcomes);
  if (!found) return null;
  const by_path = Object.fromEntries(run.table('parameters').rows().map((row) => [row.path, row]));
  const best = {};
  for (const [text, {rows}] of Object.entries(found.answer.outcomes)) {
    // What may be chance is no effect.
    const inputs = rows.filter((row) => index_of(row) !== null && by_path[row.input] && (row.total_lo ?? row.mu_star_lo) > 0);
    const most = Math.max(...inputs.map(index_of));
    inputs.forEach((row) => {
      const share = most > 0 ? index_of(row) / most : 0;
      if (!(best[row.input]?.share >= share)) best[row.input] = {share, text, input: by_path[row.input]};
    });
  }
  const weak = Object.values(best).filter(({input}) => 'CD'.includes(input.confidence || 'D')).sort((a, b) => b.share - a.share).slice(0, 10);
  if (!weak.length) return null;
  return element('figure.wide', {}, element('h4', {}, `The ${plural(weak.length, 'input')} of low confidence that matter most`),
    element('p.note', {}, `Graded C or D, by their share of the largest effect on an outcome; ${found.answer.method}, ${found.file}.`),
    data_table('Inputs of low confidence that matter most', ['Input', 'Effect', 'Matters most to', 'Conf.', 'Prior', 'Source'],
      weak.map(({share, text, input}) => [element('code', {}, input.path), percent(share), described(text), input.confidence || 'none', element('span.long', {}, input.prior || '\u2013'), element('span.long', {}, input.source || '\u2013')]), 6));
}
