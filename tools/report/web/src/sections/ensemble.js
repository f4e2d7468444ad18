// Many worlds: the four numbers with their spread, fans over the years, probabilities with their
// intervals, and worlds that did not end.
import {figure} from '../chart.js';
import {ensembles, page, unit_of} from '../data.js';
import {data_table, element, fresh_id, strong, texts} from '../dom.js';
import {billions, capital, number, peak, percent, plural, shown, words} from '../format.js';
import {fan_option, year_table} from '../lines.js';
import {scenario_colour} from '../theme.js';

const answer_text = {
  shortfall: billions, return: (value) => (typeof value === 'string' ? value : `${percent(value, Math.abs(value) < 1 ? 1 : 0)} a\u00a0year`), failures: (value) => String(Math.round(10 * value) / 10), losses: billions,
};

/** Below this many worlds no interval of 95% bounds the 10% and the 90% line: one end may hold none of the tenth beyond. */
const enough_worlds = 36;
const few = (count) => (count < enough_worlds ? ` With fewer than ${enough_worlds} worlds its ends are rough.` : '');

/** Quantiles of an answer over the worlds of a scenario, as the program found them. */
function spread(ensemble, scenario, key) {
  const at = (probability) => scenario.answers[key][ensemble.probability.indexOf(probability)];
  return {low: at(0.1), middle: at(0.5), high: at(0.9), count: key === 'return' ? scenario.rates : scenario.worlds};
}

/** What an ensemble of the run's configuration says about one of its four numbers; null without one. */
export function certainty(run, key) {
  const ensemble = ensembles.find((one) => one.config === run.manifest.config && one.scenarios.length);
  if (!ensemble) return null;
  const {low, high, count} = spread(ensemble, ensemble.scenarios[0], key);
  if (low === null) return null;
  // Worlds count failures; a firm that was reorganised can fail again.
  if (key === 'return' && run.findings.return.rate === null) return `In ${count} of ${plural(ensemble.scenarios[0].worlds, 'world')} the capital of the peak year has a rate of return: 80% interval ${answer_text[key](low)} to ${answer_text[key](high)}.${few(count)}`;
  const counted = key === 'failures' ? `${plural(run.findings.failures.count, 'failure')} in this run. ` : '';
  const of = key === 'failures' ? ' failures' : '';
  return `${counted}80% interval of ${plural(count, 'world')}: ${answer_text[key](low)} to ${answer_text[key](high)}${of}.${few(count)}`;
}

const answer_labels = {
  shortfall: ['committed ahead of revenue', 'Sum of the years in which capital spending in the stack and debt service exceed what end users pay.'],
  return: ['return on the capital of the peak year', 'Internal rate of return of the capital spent in the year of the highest spending in the stack; a rate above 300% or below −95% is only told as such, and worlds without any are left out.'],
  failures: ['failures', 'Of builders, labs, applications and others; a firm that was reorganised can fail again.'],
  losses: ['of value destroyed', 'Impairments, write-offs and bankruptcy costs, all years together.'],
};

const span = ({from, to}) => (from === to ? String(from) : `${from} to ${to}`);
const money = (usd) => `${usd > 0 ? '+' : ''}${billions(usd)}`;

/** In how many worlds investment was worth more than it cost, for whom, and how far apart worlds are. */
export function ensemble_verdict(ensemble) {
  const {paid} = ensemble.scenarios[0];
  if (!paid.length) return [];
  const at = (usd, probability) => usd[ensemble.probability.indexOf(probability)];
  const titles = {payoff_npv: 'paid for the sector as a whole', builder_payoff_npv: 'paid for builders',
                  builder_rent_npv: 'paid for builders at the market rent', lab_payoff_npv: 'paid for frontier labs'};
  const texts = {payoff_npv: 'Capital of all in the stack.', builder_payoff_npv: 'Their own use of capacity counted at what it is worth to them.',
                 builder_rent_npv: 'The same with their own use of capacity counted at its market rent.',
                 lab_payoff_npv: 'Their results from the first of these years on, with what they are worth at the end of the window.'};
  const of = (metric) => paid.find((row) => row.metric === metric);
  const [builders, at_rent] = [of('builder_payoff_npv'), of('builder_rent_npv')];
  const drivers = builders && at_rent && builders.above !== at_rent.above
    ? [element('p.note', {}, `What drives it: what builders' own use of capacity is worth to them. With it investment pays for them in ${builders.above} of ${builders.worlds} worlds, at the market rent in ${at_rent.above} of ${at_rent.worlds}. Which conditions decide beyond that, `, element('code', {}, 'overbuild hypotheses'), ' measures.')] : [];
  return [
    element('div.answers.verdicts', {}, paid.map(({metric, above, worlds, usd}) => element('div.answer', {},
      element('p.big', {}, `${above} of ${worlds}`), element('p.label', {}, `worlds in which it ${titles[metric]}`), element('p', {}, texts[metric]),
      element('p.sure', {}, `Net present value: median ${money(at(usd, 0.5))}, 80% interval ${money(at(usd, 0.1))} to ${money(at(usd, 0.9))}.`)))),
    element('p.note', {}, `Investment of ${span(paid[0])} paid where its net present value at the required return is above zero. Counted are worlds in which the window of at least one of these years is over. ` +
      'Net present value is what the capital of these years earns net; value destroyed, below, is gross losses of all years: both can be large.'),
    ...drivers,
    element('p.note', {}, `How sure one may be: spread ${ensemble.statement}. ${page.scorecard}`)];
}

/** Bands that are known already, and how many worlds lie in them, as the terminal says it. */
export function known_section({known}) {
  if (!known?.rows?.length) return [];
  const cell = (row, {key}) => (typeof row[key] !== 'number' ? row[key] ?? '–' : Math.abs(row[key]) >= 1e9 ? `${number(row[key] / 1e9)} bn` : number(row[key]));
  return [element('figure.wide', {}, element('h4', {}, 'Bands of what is known already, and how many worlds lie inside'), element('p.note', {}, known.sentence),
    data_table('What is known already, and how near the worlds come', known.columns.map(({key}) => ({id: 'known', lo: 'band from', hi: 'band to', q10: '10%', q90: '90%'})[key] ?? words(key)),
      known.rows.map((row) => known.columns.map((column) => cell(row, column)))))];
}

/** Values by path of a configuration as the program writes it: a key a line, two spaces a level, and
 * where it says whence a value is, {value: 400, source: …}. */
function settings_of(text) {
  const settings = {}, keys = [];
  for (const line of text.split('\n')) {
    const found = /^((?: {2})*)([^\s#:]+): ?(.*)$/.exec(line);
    if (!found) continue;
    keys.length = found[1].length / 2;
    keys.push(found[2]);
    const value = /^\{value: ([^,}]+)/.exec(found[3])?.[1] ?? found[3];
    if (value) settings[keys.join('.')] = value.replace(/^"(.*)"$/, '$1');
  }
  return settings;
}

/** Inputs without a prior that a run and an ensemble beside it have at different values. */
export function different_settings(run) {
  const ensemble = ensembles.find((one) => one.config === run.manifest.config && one.scenarios.length);
  if (!ensemble) return [];
  const settings = settings_of(ensemble.scenarios[0].configuration), {columns} = run.table('parameters');
  const same = (one, other) => one === other || (one !== '' && other !== '' && Number(one) === Number(other));
  return columns.path.map((path, at) => ({path, run: run.parameter(path), ensemble: settings[path], prior: columns.prior[at]}))
    .filter(({path, prior, run: here, ensemble: there}) => !prior && there !== undefined && here !== undefined && !path.startsWith('run.') && /^[-+\w.]+$/.test(there) && /^[-+\w.]+$/.test(here) && !same(here, there));
}

export function ensemble_answers(ensemble) {
  const scenario = ensemble.scenarios[0];
  return [element('div.answers', {}, Object.keys(answer_labels).map((key) => {
    const {low, middle, high, count} = spread(ensemble, scenario, key);
    const [label, text] = answer_labels[key];
    return element('div.answer', {}, element('p.big', {}, middle === null ? 'no rate' : answer_text[key](middle)), element('p.label', {}, label), element('p', {}, text),
      element('p.sure', {}, middle === null ? 'No world has one.' : `Median of ${key === 'return' && count < scenario.worlds ? `the ${count} of ${plural(scenario.worlds, 'world')} that have one` : plural(count, 'world')}; 80% interval ${answer_text[key](low)} to ${answer_text[key](high)}.${few(count)}`));
  })), element('p.note', {}, `Spread ${ensemble.statement}.${scenario.years > 11 ? ` ${page.extrapolation} They are shaded.` : ''}`)];
}

const fans = [
  {metric: 'end_user_spend', title: 'End-user revenue', min: 0},
  {metric: 'ai_capex', title: 'Capital spending in the stack', min: 0},
  {metric: 'price_fixed_capability', title: 'Price at fixed capability', log: true},
  {metric: 'rental_price', title: 'Rent of capacity', log: true},
  {metric: 'utilisation', title: 'Utilisation', min: 0, max: 100},
  {metric: 'debt', title: 'Debt', min: 0},
  {metric: 'share_jobs_api', title: 'Share of jobs on an API', min: 0, max: 100},
  {metric: 'gap_months', title: 'Open model behind', min: 0},
];

function scenario_choice(scenarios, change) {
  if (scenarios.length < 2) return [];
  const id = fresh_id('scenario');
  return [element('div.filters', {}, element('label', {for: id}, 'Scenario'),
    element('select', {id, onchange: (event) => change(scenarios[event.target.selectedIndex])}, scenarios.map((scenario) => element('option', {}, scenario.name))))];
}

function fan_figure(ensemble, fan, of_section) {
  let chosen = ensemble.scenarios[0];
  const {scenarios} = ensemble;
  const unit = unit_of(fan.metric), {text, scale} = shown(unit);
  const of = (scenario, probability) => ensemble.band(scenario, fan.metric, probability);
  const title = () => {
    const last = chosen.years - 1, show = (probability) => text(of(chosen, probability)[last] / scale);
    if (of(chosen, 0.5)[last] === null) return fan.title;
    return `${fan.title} in ${chosen.all_years[last]}: ${show(0.5)} in the median world, 80% interval ${show(0.1)} to ${show(0.9)}`;
  };
  if (!of(chosen, 0.5).some((value) => value !== null)) return null;
  const made = figure({
    title: title(), height: 280, note: `${shown(unit).axis || 'Number'}; line: median, dark: half of the worlds, light: 80%, of ${plural(chosen.worlds, 'world')}.${few(chosen.worlds)}${fan.log ? ' Logarithmic scale.' : ''}${scenarios.length > 1 ? ' Dashed: medians of the other scenarios.' : ''}`,
    describe: () => `Fan chart of ${plural(chosen.worlds, 'world')}. ${title()}.`,
    option: (context) => {
      return fan_option(context, {
        years: chosen.all_years, unit, log: fan.log, min: fan.min, max: fan.max, colour: scenario_colour(chosen.name), name: chosen.name, median: of(chosen, 0.5),
        bands: [{lower: of(chosen, 0.1), upper: of(chosen, 0.9), opacity: 0.16}, {lower: of(chosen, 0.25), upper: of(chosen, 0.75), opacity: 0.26}],
        others: scenarios.filter((scenario) => scenario !== chosen).slice(0, 5).map((scenario) => ({name: scenario.name, values: of(scenario, 0.5), colour: scenario_colour(scenario.name), dashed: true})),
      });
    },
    table: () => year_table(`${fan.title}, ${chosen.name}`, chosen.all_years, ensemble.probability.map((probability) => ({name: `${percent(probability)} quantile`, unit, values: of(chosen, probability)}))),
  });
  of_section.push((scenario) => { chosen = scenario; made.change(title()); });
  return made;
}

/** Commitment less revenue by year over the worlds. */
function gap_figure(ensemble, of_section) {
  let chosen = ensemble.scenarios[0];
  const {scenarios} = ensemble;
  const bands_of = (scenario) => Object.fromEntries(ensemble.probability.map((probability, at) => [probability, scenario.gap_usd[at]]));
  const title = () => {
    const bands = bands_of(chosen), worst = peak(bands[0.5]);
    if (worst < 0) return 'No world has ended';
    const closes = bands[0.5].findIndex((value, at) => at > worst && value !== null && value <= 0);
    return `The median gap is widest in ${chosen.all_years[worst]}: ${billions(bands[0.5][worst])} (80% interval ${billions(bands[0.1][worst])} to ${billions(bands[0.9][worst])})` +
      (closes > 0 ? `; it closes in ${chosen.all_years[closes]}` : '; it never closes');
  };
  const made = figure({
    title: title(), wide: true, height: ({narrow}) => (narrow ? 300 : 380),
    note: `Capital spending and debt service less end-user revenue, $bn a year; line: median, dark: half of the worlds, light: 80%, of ${plural(chosen.worlds, 'world')}.${few(chosen.worlds)} Above zero commitments are ahead of revenue.`,
    describe: () => `Fan chart of ${plural(chosen.worlds, 'world')}. ${title()}.`,
    option: (context) => {
      const bands = bands_of(chosen);
      const option = fan_option(context, {
        years: chosen.all_years, unit: 'usd', colour: scenario_colour(chosen.name), name: chosen.name, median: bands[0.5],
        bands: [{lower: bands[0.1], upper: bands[0.9], opacity: 0.16}, {lower: bands[0.25], upper: bands[0.75], opacity: 0.26}],
        others: scenarios.filter((scenario) => scenario !== chosen).slice(0, 5).map((scenario) => ({name: scenario.name, values: bands_of(scenario)[0.5], colour: scenario_colour(scenario.name), dashed: true})),
      });
      option.xAxis.axisLine.onZero = true;
      option.xAxis.axisLabel.margin = 8;
      option.xAxis.position = 'bottom';
      option.xAxis.axisLine.lineStyle.width = 1.5;
      return option;
    },
    table: () => year_table(`Gap, ${chosen.name}`, chosen.all_years, ensemble.probability.map((probability) => ({name: `${percent(probability)} quantile`, unit: 'usd', values: bands_of(chosen)[probability]}))),
  });
  of_section.push((scenario) => { chosen = scenario; made.change(title()); });
  return made;
}

/** One choice of scenario for all fans. */
export function fan_section(ensemble) {
  const of_section = [];
  const figures = [gap_figure(ensemble, of_section), ...fans.map((fan) => fan_figure(ensemble, fan, of_section))];
  return [...scenario_choice(ensemble.scenarios, (scenario) => of_section.forEach((change) => change(scenario))), ...figures];
}

/** Shares of worlds in per cent with their intervals, by event, then by scenario. */
function shares_of(ensemble) {
  const by_event = new Map();
  for (const {event, scenario, successes, trials, value, low, high} of ensemble.event_counts) {
    if (!by_event.has(event)) by_event.set(event, {});
    by_event.get(event)[scenario] = {successes, trials, value: 100 * value, low: 100 * low, high: 100 * high};
  }
  return [...by_event].map(([what, of]) => ({what, of: ensemble.scenarios.map((scenario) => (of[scenario.name]?.trials ? of[scenario.name] : null))})).filter((row) => row.of[0]);
}
/** In words; a share of a finite number of worlds is never told as 0 or 100 %. */
const share_text = ({successes, trials, value, low, high}) => (successes === 0 ? `less than ${number(high)}%`
  : successes === trials ? `more than ${number(low)}%` : `${number(value)}%`);
/** The same in a sentence: what was counted, then how far it can be trusted. */
const share_told = ({successes, trials, value, low, high}) => (successes === 0 ? `in none of ${trials} worlds (95%: less than ${number(high)}%)`
  : successes === trials ? `in all ${trials} worlds (95%: more than ${number(low)}%)` : `in ${number(value)}% of worlds`);
const share_in_full = (one) => (one ? `${share_text(one)}, ${one.successes} of ${one.trials} worlds, 95% interval ${number(one.low)} to ${number(one.high)}%` : '\u2013');

/** The intervals of a scenario on its bars, each with its share beyond its end. */
function whiskers(order, at, scenarios, colours) {
  return {
    type: 'custom', name: '\u0000interval', silent: true, z: 5, encode: {x: [0, 1], y: 2}, tooltip: {show: false},
    data: order.map((row, place) => (row.of[at] ? [row.of[at].low, row.of[at].high, place] : [0, 0, place])),
    renderItem: (params, api) => {
      const one = order[params.dataIndex].of[at];
      if (!one) return null;
      const {offsetCenter} = api.barLayout({count: scenarios, barMaxWidth: 16})[at];
      const [left, middle] = api.coord([one.low, api.value(2)]), [right] = api.coord([one.high, api.value(2)]), y = middle + offsetCenter;
      return {type: 'group', children: [
        {type: 'line', shape: {x1: left, y1: y, x2: right, y2: y}, style: {stroke: colours.ink, lineWidth: 1.5}},
        {type: 'text', style: {x: right + 6, y, align: 'left', verticalAlign: 'middle', text: share_text(one), ...(right > api.getWidth() - 66 ? {x: left - 6, align: 'right'} : {}), fill: colours.ink, fontSize: 11}},
      ]};
    },
  };
}

/** Bars with their intervals. */
export function probability_section(ensemble) {
  const rows = shares_of(ensemble);
  if (!rows.length) return [];
  const likely = rows.reduce((best, row) => (row.of[0].value > best.of[0].value ? row : best));
  const other = rows.find((row) => row !== likely);
  const title = capital(`${share_told(likely.of[0])} ${likely.what}${other ? `; ${share_told(other.of[0])} ${other.what}` : ''}`);
  const names = ensemble.scenarios.map((scenario) => scenario.name);
  return [figure({
    title, wide: true, height: ({narrow}) => 70 + rows.length * ((narrow ? 44 : 24) + 16 * names.length) + (narrow ? 20 : 0),
    note: `Share of worlds in which it happens in at least one year, %, ${ensemble.statement}; the whisker is the 95% interval (Wilson). A share of 0 or 100% of so many worlds is told as the interval's other end.`,
    describe: () => `Bar chart. ${rows.map((row) => `${row.what}: ${row.of.map((one, at) => `${names[at]} ${share_in_full(one)}`).join(', ')}`).join('; ')}.`,
    option: (context) => {
      const {colours, narrow} = context;
      const order = [...rows].reverse();
      return {
        grid: {left: 8, right: narrow ? 60 : 90, top: names.length > 1 ? 34 : 10, bottom: 26, containLabel: true},
        legend: {show: names.length > 1, top: 0, left: 0, icon: 'roundRect', itemWidth: 14, itemHeight: 10, textStyle: {color: colours.ink, fontSize: 11}, data: names},
        xAxis: {type: 'value', min: 0, max: 100, name: '% of worlds', nameLocation: 'middle', nameGap: 24, nameTextStyle: {color: colours.muted, fontSize: 11},
                axisLabel: {color: colours.muted, fontSize: 11}, splitLine: {lineStyle: {color: colours.rule}}},
        yAxis: {type: 'category', data: order.map((row) => row.what), axisTick: {show: false}, axisLine: {show: false},
                axisLabel: {color: colours.ink, fontSize: narrow ? 10 : 12, lineHeight: 13, width: narrow ? 100 : 250, overflow: 'break', interval: 0}},
        tooltip: {trigger: 'item', formatter: ({name, seriesName, data}) => texts(name, `${seriesName}: ${share_in_full(data.one)}`)},
        series: [...names.map((name, at) => ({
          type: 'bar', name, barMaxWidth: 16, itemStyle: {color: scenario_colour(name)}, data: order.map((row) => ({value: row.of[at]?.value ?? 0, one: row.of[at]})),
        })), ...names.map((name, at) => whiskers(order, at, names.length, colours))],
      };
    },
    table: () => data_table('Probabilities, % of worlds', ['Event', ...names.flatMap((name) => [name, 'from', 'to'])],
      rows.map((row) => [row.what, ...row.of.flatMap((one) => (one ? [share_text(one), one.low.toFixed(1), one.high.toFixed(1)] : ['–', '–', '–']))])),
  })];
}

export function failed_worlds_section(ensemble) {
  const {rows} = ensemble.failed_worlds;
  if (!rows.length) return [];
  return [element('figure.wide', {}, element('h4', {}, `${plural(rows.length, 'world')} did not end and ${rows.length === 1 ? 'is' : 'are'} not in these pictures`),
    data_table('Worlds that did not end', ['Scenario', 'Replicate', 'Status', 'Reason', 'Again with'],
      rows.slice(0, 50).map((row) => [row.scenario, String(row.replicate), row.status, row.reason, element('code', {}, row.command)]), 5))];
}

export function ensemble_provenance(ensemble) {
  const facts = [['File', ensemble.file], ['Configuration', ensemble.config], ['Seed', ensemble.seed], ['Worlds', String(ensemble.worlds)],
                 ensemble.scenarios.length ? ['Scenarios', ensemble.scenarios.map((scenario) => `${words(scenario.name)} (${scenario.worlds})`).join(', ')] : null, ['Content digest', ensemble.content_digest || 'not finished'], ensemble.command ? ['Again with (priors as shipped)', element('code', {}, ensemble.command)] : null, ['Program', (ensemble.builds ?? []).join('; ')],
                 ensemble.made_with ? ['Made with', ensemble.made_with] : null];
  return [element('dl', {}, facts.filter(Boolean).map(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]))];
}
