// What the change did and how sure that is, in words that are computed. Refuses to know elements.
import {billions, list, median, percent, quantile} from '../../../report/web/src/format.js';
import {horizon, mean, outcome_named, paired, wilson} from './worlds.js';
import {path_words, value_text} from './scale.js';

const [spending, failing] = ['capex', 'fails'].map(outcome_named);

/** "«Belief in a leap» at 20% (baseline 8%)" for up to three changes. */
function changes_in_words(state, controls) {
  const said = [...state.chosen].map(([id, at]) => {
    const {title, choices} = state.conditions.get(id);
    return `“${title}” ${choices.length > 1 ? choices[at].label : 'applied'}`;
  });
  for (const [path, text] of state.touched) {
    const row = controls.rows.get(path);
    const parameter = controls.parameters.get(path);
    said.push(`“${(row?.plain ?? path_words(path)).replace(/ \([^()]*\)$/, '')}” at ${parameter ? value_text(parameter, text, row?.scale) : text}`);
  }
  return said.length > 3 ? `${said.slice(0, 2).join(', ')} and ${said.length - 2} other changes` : list(said);
}

/** A share of n worlds, of few as a count. */
const share_of = (share, n) => (n > 100 ? percent(share) : String(Math.round(share * n)));
const of_worlds = (share, n) => (share === 1 ? (n === 1 ? 'the only world so far' : `all ${n} worlds`) : share === 0 ? `none of ${n} world${n === 1 ? '' : 's'}`
  : `${share_of(share, n)} of ${n} worlds`);

/** The baseline alone. */
function baseline(worlds) {
  const capex = worlds.fan('ai_capex');
  const top = capex[0.5].reduce((best, value, at) => (value > capex[0.5][best] ? at : best), 0);
  const fails = mean([...worlds.by_replicate.keys()].map((replicate) => failing.of((metric) => worlds.path(replicate, metric))));
  const range = worlds.count > 4 ? ` (80 % interval ${billions(capex[0.1][top])} to ${billions(capex[0.9][top])})` : '';
  return `As configured, capital spending of the median world is highest in ${worlds.first_year + top}: ${billions(capex[0.5][top])}${range}. ` +
    `A builder fails within ${horizon} years in ${of_worlds(fails, worlds.count)}.`;
}

/** What the change did to an amount: how many worlds go which way, the middle one and the middle half. */
function moved(found, noun, change) {
  const differences = found.pairs.map((pair) => pair.difference), n = differences.length;
  const up = differences.filter((value) => value > 0).length, down = differences.filter((value) => value < 0).length;
  const middle = median(differences), before = median(found.pairs.map((pair) => pair.base));
  const relative = before > 0 ? ` (${middle > 0 ? '+' : ''}${percent(middle / before, 1)})` : '';
  const amount = `${middle > 0 ? '+' : ''}${billions(middle)}${relative}`;
  if (n === 1) return `With ${change}, ${noun}: ${amount} in the one pair of worlds so far.`;
  const most = Math.max(up, down);
  const {lo, hi} = wilson(most, n);
  const range = n > 3 ? `, half of the worlds between ${billions(quantile(differences, 0.25))} and ${billions(quantile(differences, 0.75))}` : '';
  const [way, ways] = up >= down ? ['higher', 'raises'] : ['lower', 'lowers'];
  const counted = `${most} of ${n} paired worlds (95 % interval ${percent(lo)} to ${percent(hi)})`;
  const rest = up + down < n ? `, the same in ${n - up - down}` : '';
  // Of the worlds that change at all, more go one way than chance would send there.
  const clear = up + down > 0 && wilson(most, up + down).lo > 0.5;
  return clear ? `${change} ${ways} ${noun} in ${counted}${rest}: median ${amount}${range}.`
    : `With ${change}, no clear change of ${noun}: ${way} in ${counted}${rest}; median ${amount}${range}.`;
}

export function sentence({base, now, state, controls}) {
  if (!(now ?? base).count) return null;
  if (!now) return baseline(base);
  const change = changes_in_words(state, controls);
  const found = paired(base, now, spending), fails = paired(base, now, failing);
  const n = found.pairs.length;
  if (!n) return `With ${change}: waiting for the first pair of worlds.`;
  const [was, is] = [mean(fails.pairs.map((pair) => pair.base)), mean(fails.pairs.map((pair) => pair.now))];
  const failed = was === is ? `A builder fails in ${of_worlds(is, n)}, as in the baseline.`
    : `A builder fails in ${of_worlds(is, n)} against ${share_of(was, n)}${n > 1 && (fails.lo > 0 || fails.hi < 0) ? '' : ', a difference that may be chance'}.`;
  return `${moved(found, spending.noun, change)} ${failed}`;
}
