// One world told: what happened year by year and what became of each firm, from its own tables.
import {data_table, element} from '../../../report/web/src/dom.js';
import {billions, percent, words} from '../../../report/web/src/format.js';

/** Rows as objects; quoted fields, doubled quotes. */
export function csv_rows(text) {
  const rows = [[]];
  let field = '', quoted = false;
  for (let at = 0; at < text.length; ++at) {
    const letter = text[at];
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (text[at + 1] === '"') { field += '"'; ++at; }
      else quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === ',' || letter === '\n') {
      rows[rows.length - 1].push(field);
      field = '';
      if (letter === '\n') rows.push([]);
    } else if (letter !== '\r') field += letter;
  }
  rows.pop();
  const [head, ...body] = rows;
  return body.map((row) => Object.fromEntries(head.map((name, at) => [name, row[at]])));
}

const number_of = (text) => (text === '' || text === undefined ? NaN : Number(text));

/** Kinds of events in words; those that happen every year to many stay out of the list. */
const kinds = {
  default: 'fails', reorganisation: 'goes on with less debt', liquidation: 'is liquidated', covenant_breach: 'breaches a covenant',
  rollover_refused: 'could not refinance', down_round: 'raises money at a lower value', funding_round: 'raises money', entry: 'enters',
};
const frequent = new Set(['scrap', 'open_release', 'asset_sale', 'unsold_lot']);

function events_table(events, label) {
  const told = events.filter((event) => !frequent.has(event.kind));
  const rows = told.map((event) => [event.year, label(event.agent), kinds[event.kind] ?? words(event.kind), event.detail || '–',
    number_of(event.amount_usd) ? billions(number_of(event.amount_usd)) : '–']);
  return rows.length ? data_table('What happened', ['Year', 'Who', 'What', 'In detail', 'Amount'], rows, 4)
                     : element('p', {}, 'No firm failed, entered or raised money in this world.');
}

function firms_table(agents, events, translate) {
  const firms = new Map();
  for (const row of agents) {
    const firm = firms.get(row.agent) ?? {label: row.label || row.agent, role: row.role, values: {}};
    (firm.values[row.column] ??= new Map()).set(Number(row.year), number_of(row.value));
    firms.set(row.agent, firm);
  }
  const years = [...new Set(agents.map((row) => Number(row.year)))].sort((a, b) => a - b);
  const [first, last] = [years[0], years.at(-1)];
  const failed = new Map(events.filter((event) => event.kind === 'default').map((event) => [event.agent, event.year]).reverse());
  const at = (firm, column, year) => firm.values[column]?.get(year) ?? NaN;
  const rows = [...firms].filter(([, firm]) => firm.values.debt || firm.values.cash)
    .map(([id, firm]) => [firm.label, translate(words(firm.role)), failed.get(id) ?? '–',
      ...['cash', 'debt', 'equity_value'].flatMap((column) => [first, last].map((year) => billions(at(firm, column, year)))) ]);
  return data_table(`Firms: ${first} and ${last}`, ['Firm', 'Role', 'Failed', `Cash ${first}`, `Cash ${last}`, `Debt ${first}`, `Debt ${last}`, `Market value ${first}`, `Market value ${last}`], rows, 3);
}

/** Memo channels shift value and destroy none. */
function losses_text(losses, roles, memo, translate) {
  const sums = new Map();
  let total = 0;
  for (const {bearer, channel, amount_usd} of losses) {
    if (memo.includes(channel)) continue;
    const who = words(roles.get(bearer) ?? bearer);
    sums.set(who, (sums.get(who) ?? 0) + Number(amount_usd));
    total += Number(amount_usd);
  }
  if (!(total > 0)) return element('p', {}, 'No asset was impaired and no claim was written off.');
  const parts = [...sums].sort((a, b) => b[1] - a[1]).slice(0, 4).map(([who, usd]) => `${translate(who)} ${percent(usd / total)}`);
  return element('p', {}, `Value destroyed: ${billions(total)}. Borne by: ${parts.join(', ')}.`);
}

/** tables: {events, agents, losses} of ov_table; memo: channels of losses that destroy nothing. */
export function story(tables, memo, translate = (text) => text) {
  const [events, agents, losses] = ['events', 'agents', 'losses'].map((name) => csv_rows(tables[name].csv));
  const labels = new Map(agents.map((row) => [row.agent, row.label]));
  const roles = new Map(agents.map((row) => [row.agent, row.role]));
  const label = (agent) => labels.get(agent) || words(agent ?? '');
  return [losses_text(losses, roles, memo, translate), events_table(events, label), firms_table(agents, events, translate)];
}
