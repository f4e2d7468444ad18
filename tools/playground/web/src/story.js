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

/** Kinds of events in words, some with the other side; failures are told by themselves, and what happens
 * every year to many stays out of the list. */
const kinds = {
  covenant_breach: 'breaches a covenant', rollover_refused: 'cannot refinance its debt', down_round: 'raises money at a lower value',
  funding_round: 'raises money', entry: 'enters the market', exit: 'leaves the market', leap: 'finds a leap of capability',
  vendor_loan: 'borrows from', vendor_stake: 'sells shares to', vendor_backstop: 'gets a guarantee of', vendor_facility: 'is promised a loan of', compute_contract: 'signs for compute of', commitment_cap: 'may sign for no more compute', contract_cut: 'cuts its contract with', renegotiation: 'pays later to',
  cancellation: 'cancels orders', early_delivery: 'takes delivery within the year from', site: 'buys sites',
};
const with_other = new Set(['early_delivery', 'vendor_loan', 'vendor_stake', 'vendor_backstop', 'vendor_facility', 'compute_contract', 'contract_cut', 'renegotiation']);
const left_out = new Set(['default', 'reorganisation', 'liquidation', 'scrap', 'open_release', 'asset_sale', 'unsold_lot', 'early_delivery', 'site', 'compute_contract']);

function events_table(events, label, translate) {
  const what = ({kind, counterparty}) => `${translate(kinds[kind] ?? words(kind))}${with_other.has(kind) ? ` ${label(counterparty)}` : ''}`;
  const rows = events.filter((event) => !left_out.has(event.kind)).map((event) =>
    [event.year, label(event.agent), what(event), translate(event.detail || '–'), number_of(event.amount_usd) ? billions(number_of(event.amount_usd)) : '–']);
  return rows.length ? data_table('What else happened', ['Year', 'Who', 'What', 'In detail', 'Amount'], rows, 4)
                     : element('p', {}, 'No firm entered or raised money in this world.');
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

/** What happened in sentences, then the four findings, in the words of `overbuild run` and of the report. */
const findings_list = ({story, ...findings}) => [
  ...(story?.sentences ?? []).map(({text}) => element('p.happened', {}, text)),
  element('ul.findings', {}, Object.values(findings).map(({value, label, text}) => element('li', {}, element('b', {}, `${value} ${label}. `), text)))];

function failures_table({events}) {
  return events.length ? data_table('Who fails', ['Year', 'Firm', 'Role', 'Cause', 'Claims', 'Recovered', 'Then'], events.map((failure) =>
    [String(failure.year), failure.label, failure.role, failure.cause, billions(failure.claims_usd), percent(failure.recovery), failure.ending]), 4) : null;
}

/** A world's answer with its tables events and agents. */
export function story({findings, tables}, translate = (text) => text) {
  const [events, agents] = ['events', 'agents'].map((name) => csv_rows(tables[name].csv));
  const labels = new Map(agents.map((row) => [row.agent, row.label]));
  const label = (agent) => labels.get(agent) || words(agent ?? '');
  return [...findings_list(findings), failures_table(findings.failures), events_table(events, label, translate), firms_table(agents, events, translate)].filter(Boolean);
}
