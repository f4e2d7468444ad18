// Money flow of a year as a Sankey diagram, from who pays in to who is paid out.
import {figure} from '../chart.js';
import {data_table, strong, texts, year_slider} from '../dom.js';
import {billions, capital, percent, sum, words} from '../format.js';
import {role_colour} from '../theme.js';

// Left to right: a flow goes to a higher place, or comes from or ends in a copy of its sector.
const place = {
  enterprises: 0,
  apps: 1,
  labs: 2,
  open_labs: 2,
  builders: 3,
  utilities: 4,
  vendors: 4,
  lenders: 5,
  investors: 5,
  government: 5,
  rest_of_economy: 5,
  payments_bank: 5,
};
const stack = ['apps', 'labs', 'open_labs', 'builders', 'vendors', 'utilities'];
const financiers = ['lenders', 'investors', 'government', 'rest_of_economy'];
const left_out = ['reserves', 'fund_shares', 'interest_deposits'];
const source_names = {
  rest_of_economy: 'Rest of economy pays', lenders: 'New debt', investors: 'New equity',
  government: 'Public money', payments_bank: 'Cash drawn down',
};
const sink_names = {
  rest_of_economy: 'Rest of economy',
  lenders: 'Interest to lenders',
  investors: 'Dividends to investors',
  government: 'Taxes',
  payments_bank: 'Cash kept',
};
/** What a row is to those that get it, where it flows back. */
const row_names = {
  interest_deposits: 'Interest', estate_costs: 'Bankruptcy costs', loans: 'Repaid', bonds: 'Repaid', vendor_loans: 'Vendor loans', dividends: 'Dividends',
};
/** A sector of the stack that is paid by a later one: named by what it is paid for. */
const back_to = (receiver, row) => `${row_names[row] ?? capital(words(row))}: ${words(receiver)}`;

const row_sources = {
  consumer_subscriptions: 'Consumers', app_subscriptions: 'Consumers', core_receipts: 'Core business', equity_issuance: 'New equity',
};

/** Payer and receiver as node names, and the sector each stands for. */
function ends(payer, receiver, row) {
  if (financiers.includes(payer) && row in row_sources) return [row_sources[row], capital(words(receiver))];
  if ((place[payer] ?? 5) < (place[receiver] ?? 5) && !(payer in source_names)) {
    return [capital(words(payer)), stack.includes(receiver) ? capital(words(receiver)) : sink_names[receiver] ?? capital(words(receiver))];
  }
  if (financiers.includes(payer) || payer === 'payments_bank') return [source_names[payer] ?? capital(words(payer)), capital(words(receiver))];
  if (receiver in sink_names && !(receiver === 'investors' && row !== 'dividends')) return [capital(words(payer)), sink_names[receiver]];
  return [capital(words(payer)), back_to(receiver, row)];
}

/** Flows of a year between the stack and others: [{from, to, row, usd, payer, receiver}]. */
export function links(run, year) {
  const rows = new Map();
  for (const flow of run.table('flows').rows((flow) => flow.year === year && !left_out.includes(flow.row))) {
    if (!rows.has(flow.row)) rows.set(flow.row, []);
    rows.get(flow.row).push([flow.sector, flow.amount_usd]);
  }
  const found = [];
  for (const [row, cells] of rows) {
    const payers = cells.filter(([, usd]) => usd < 0), receivers = cells.filter(([, usd]) => usd > 0);
    const total = sum(receivers.map(([, usd]) => usd));
    for (const [payer, paid] of payers) {
      for (const [receiver, got] of receivers) {
        const usd = -paid * got / total;
        // A matrix tells who paid and who received, not who paid whom: shares are proportional.
        if (usd < 5e7 || !(stack.includes(payer) || stack.includes(receiver)) || row === 'deposits') continue;
        const [from, to] = ends(payer, receiver, row);
        if (from !== to) found.push({from, to, row, usd, payer, receiver});
      }
    }
  }
  for (const [sector, usd] of rows.get('deposits') ?? []) {
    if (!stack.includes(sector) || Math.abs(usd) < 5e7) continue;
    const firm = capital(words(sector));
    found.push(usd < 0 ? {from: firm, to: sink_names.payments_bank, row: 'kept as cash', usd: -usd, payer: sector, receiver: 'payments_bank'}
                       : {from: source_names.payments_bank, to: firm, row: 'cash drawn down', usd, payer: 'payments_bank', receiver: sector});
  }
  return found;
}

function merged(found) {
  const by_ends = new Map();
  for (const link of found) {
    const key = `${link.from}\u0000${link.to}`;
    if (!by_ends.has(key)) by_ends.set(key, {...link, usd: 0, rows: []});
    const one = by_ends.get(key);
    one.usd += link.usd;
    one.rows.push(link);
  }
  // Two sectors may pay each other under different heads; what is left of a cycle is its balance.
  for (const [key, link] of by_ends) {
    const back = by_ends.get(`${link.to}\u0000${link.from}`);
    if (!back || back.usd > link.usd || !by_ends.has(key)) continue;
    link.usd -= back.usd;
    link.rows.push(...back.rows.map((row) => ({...row, usd: -row.usd})));
    by_ends.delete(`${back.from}\u0000${back.to}`);
  }
  return [...by_ends.values()].filter((link) => link.usd > 0);
}

function title_of(run, year, found) {
  const paid = run.metric('end_user_spend')[year - run.first];
  const hardware = sum(found.filter((link) => link.row === 'equipment' && link.receiver === 'vendors').map((link) => link.usd));
  if (!paid) return `No end user pays in ${year}`;
  return `${year}: for every dollar that end users pay, vendors get ${(hardware / paid).toFixed(2)}; ` +
    `new debt and equity bring ${billions(sum(found.filter((link) => ['New debt', 'New equity'].includes(link.from)).map((link) => link.usd)))}`;
}

export function flow_section(run) {
  const years = [...new Set(run.table('flows').columns.year)].sort((a, b) => a - b);
  if (!years.length) return [];
  const vendors = run.metric('equipment_capex');
  let at = years.reduce((best, year, position) => ((vendors[year - run.first] ?? 0) > (vendors[years[best] - run.first] ?? 0) ? position : best), 0);
  let found = links(run, years[at]);
  const total = (name, key) => sum(merged(found).filter((link) => link[key] === name).map((link) => link.usd));
  const made = figure({
    title: title_of(run, years[at], found), wide: true, height: ({narrow}) => (narrow ? 680 : 560),
    note: 'Payments of a year between the sectors, $bn; the width is the amount. Left: where money comes from; right: where it ends. Amounts below $0.05bn are left out.',
    controls: [year_slider('Year', years, at, (position) => {
      at = position;
      found = links(run, years[at]);
      made.change(title_of(run, years[at], found));
    })],
    describe: () => `Sankey diagram of ${years[at]}. ${title_of(run, years[at], found)}. The table below lists every flow.`,
    option: ({colours, narrow: screen, paper}) => {
      const narrow = screen || paper;
      const shown = merged(found);
      const nodes = new Map();
      for (const link of shown) {
        nodes.set(link.from, role_colour(link.payer));
        if (!nodes.has(link.to)) nodes.set(link.to, role_colour(link.receiver));
      }
      // On a narrow screen small nodes keep their name for the tooltip and the table.
      const largest = Math.max(...shown.map((link) => link.usd));
      const label_of = (name) => (!narrow ? {} : {show: value(name) > 0.03 * largest, position: name === 'Builders' ? 'left' : 'right'});
      const value = (name) => Math.max(total(name, 'from'), total(name, 'to'));
      return {
        tooltip: {
          trigger: 'item',
          formatter: ({dataType, data, name}) => dataType === 'node'
            ? texts(name, ['in ', strong(billions(total(data.key, 'to'))), ', out ', strong(billions(total(data.key, 'from')))])
            : texts([`${data.source} to ${data.target}: `, strong(billions(data.usd))], ...data.rows.map((row) => `${words(row.row)} ${billions(row.usd)}`)),
        },
        series: [{
          type: 'sankey', left: 4, right: narrow ? 86 : 186, top: 8, bottom: 8, nodeWidth: narrow ? 10 : 14, nodeGap: paper ? 26 : narrow ? 16 : 18,
          nodeAlign: 'justify', draggable: false, layoutIterations: 64, emphasis: {focus: 'adjacency'},
          // Of labels that would lie over each other the smaller are left to tooltip and table.
          labelLayout: {hideOverlap: true},
          label: {color: colours.ink, width: narrow ? 72 : 178, overflow: 'break', fontSize: narrow ? 9.5 : 12, lineHeight: narrow ? 11 : 14, formatter: ({name, data}) => (narrow && ['Applications', 'Labs', 'Open labs', 'Utilities', 'Consumers'].includes(data.key) ? name : `${name}${narrow ? '\n' : ' '}${billions(value(data.key))}`),
                  textBorderColor: colours.surface, textBorderWidth: 2},
          data: [...nodes].map(([name, color]) => ({name, key: name, itemStyle: {color, borderWidth: 0}, label: label_of(name)})),
          links: shown.map((link) => ({source: link.from, target: link.to, value: link.usd / 1e9, usd: link.usd, rows: link.rows,
                                        lineStyle: {color: role_colour(link.payer), opacity: colours.dark ? 0.4 : 0.3}})),
        }],
      };
    },
    table: () => data_table(`Payments in ${years[at]}, $bn`, ['From', 'To', 'For', '$bn'],
      [...found].sort((a, b) => b.usd - a.usd).map((link) => [link.from, link.to, words(link.row), (link.usd / 1e9).toFixed(1)]), 3),
  });
  return [made];
}
