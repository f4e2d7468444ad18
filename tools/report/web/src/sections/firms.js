// Balance sheets by firm: a table to sort, of any year, with the path of what they own.
import {sparkline} from '../chart.js';
import {element, fresh_id, year_slider} from '../dom.js';
import {billions, capital, list, plural} from '../format.js';
import {role_colour, theme} from '../theme.js';
import {failures} from './failures.js';

const columns = [
  {key: 'cash', label: 'Cash'},
  {key: 'fixed', label: 'Equipment and shells'},
  {key: 'debt', label: 'Debt'},
  {key: 'commitments_payable', label: 'Commitments to pay'},
  {key: 'own', label: 'Assets less debt'},
  {key: 'equity_value', label: 'Market value'},
  {key: 'operating_result', label: 'Operating result'},
];
/** Sponsors own what these have. */
const left_out = ['open_lab'];

/** Below this an amount is shown as 0.00. */
const smallest_shown = 5e6;

const short_bn = (usd) => (usd === null || usd === undefined ? '–' : billions(usd).replace('$', '').replace('bn', ''));

function firm_rows(run) {
  // A firm that was reorganised goes on; what counts is its last failure.
  const failed = new Map(), times = new Map(), left = new Map();
  for (const {agent, year} of failures(run)) { failed.set(agent, year); times.set(agent, [...times.get(agent) ?? [], year]); }
  for (const {agent, year} of run.table('events').rows(({kind}) => kind === 'exit')) if (!failed.has(agent)) left.set(agent, year);
  const tag = (agent) => (failed.has(agent) ? `failed ${list([...new Set(times.get(agent))])}` : left.has(agent) ? `left ${left.get(agent)}` : null);
  return Object.entries(run.states)
    .filter(([agent]) => !left_out.includes(run.role(agent)))
    .map(([agent, state]) => {
      const none = new Array(run.years.length).fill(null);
      const fixed = run.years.map((year, at) => (state.equipment_book?.[at] ?? 0) + (state.shells_book?.[at] ?? 0));
      // What owners hold is their claim, not a debt: it is added back.
      const own = run.years.map((year, at) => (state.net_worth?.[at] ?? null) === null ? null
        : state.net_worth[at] + (state.equity_value?.[at] ?? 0));
      const values = {...state, fixed, own: own.some((usd) => Math.abs(usd ?? 0) > 1e6) ? own : state.capital ?? none};
      return {agent, label: run.label(agent), role: run.role(agent), called: run.one(run.role(agent)), failed: failed.get(agent) ?? null, gone: failed.get(agent) ?? left.get(agent) ?? null, tag: tag(agent),
              values: Object.fromEntries(columns.map(({key}) => [key, values[key] ?? none]))};
    });
}

export function firms_section(run) {
  const firms = firm_rows(run);
  if (!firms.length) return [];
  let at = run.years.length > 1 ? 1 : 0, sort = 'debt', down = true;
  const value = (firm, key) => (key === 'label' ? firm.label : key === 'role' ? firm.called : firm.values[key][at]);
  const body = element('tbody');
  const heads = new Map();
  let open = false;
  const is_empty = (firm) => columns.every(({key}) => Math.abs(firm.values[key][at] ?? 0) < smallest_shown);
  const sparks = new Map(firms.map(({agent}) => [agent, element('span.spark')]));
  // Stays while rows come and go: a click that has begun on it is not lost, nor is the keyboard's place.
  const unfold = element('button', {type: 'button', onclick: () => { open = !open; fill(); }});
  const folded = element('tr.folded', {}, element('td.text', {colspan: columns.length + 3}, unfold));

  const show_folded = (empty) => {
    folded.hidden = !empty.length;
    unfold.textContent = `${open ? 'Hide' : 'Show'} ${plural(empty.length, 'firm')} with nothing on the balance sheet in ${run.years[at]}`;
    unfold.setAttribute('aria-expanded', String(open));
  };
  const row = (firm) => {
    const gone = firm.gone !== null && run.years[at] >= firm.gone;
    return element(gone ? 'tr.gone' : 'tr', {},
      element('th.text', {scope: 'row'}, element('span.dot', {style: `background:${role_colour(firm.role)}`, 'aria-hidden': 'true'}), firm.label,
        firm.tag === null ? '' : ' ', firm.tag === null ? '' : element(firm.failed === null ? 'span.failed.left' : 'span.failed', {}, firm.tag)),
      element('td.text', {}, firm.called),
      columns.map(({key}) => element('td', {}, short_bn(firm.values[key][at]))),
      element('td', {}, sparks.get(firm.agent)));
  };
  const fill = () => {
    const order = [...firms].sort((a, b) => {
      const [x, y] = [value(a, sort), value(b, sort)];
      const difference = typeof x === 'string' ? x.localeCompare(y) : (x ?? -Infinity) - (y ?? -Infinity);
      return down ? -difference : difference;
    });
    // Firms of other years stand as rows of zeros otherwise.
    show_folded(order.filter(is_empty));
    body.replaceChildren(...order.filter((firm) => open || !is_empty(firm)).map(row));
    for (const [key, head] of heads) head.setAttribute('aria-sort', key !== sort ? 'none' : down ? 'descending' : 'ascending');
  };
  let drawn = false;
  const draw_sparks = () => {
    drawn = true;
    for (const firm of firms) {
      const {childNodes} = sparkline(firm.values.own.map((usd) => (usd === null ? null : usd / 1e9)), role_colour(firm.role),
                                     firm.failed === null ? -1 : firm.failed - run.first);
      sparks.get(firm.agent).replaceChildren(...childNodes);
    }
  };
  const head = (key, label, text) => {
    const made = element(text ? 'th.text' : 'th', {scope: 'col'}, element('button', {
      type: 'button', onclick: () => { down = key === sort ? !down : !text; sort = key; fill(); },
    }, label));
    heads.set(key, made);
    return made;
  };
  const id = fresh_id('firms');
  const table = element('table.firms', {id},
    element('caption', {}, element('span.caption', {}, 'End of the year, $bn; headings sort. The line is assets less debt (of lenders: their capital) over the whole run, a dot marks the last failure.')),
    element('thead', {}, element('tr', {}, head('label', 'Firm', true), head('role', 'Role', true),
      columns.map(({key, label}) => head(key, label, false)), element('th', {scope: 'col'}, 'Assets less debt, path'))), body, element('tbody', {}, folded));
  // Lines are drawn when the table is first seen: most readers come here late or never.
  const near = new IntersectionObserver((seen) => {
    if (!seen.some((entry) => entry.isIntersecting)) return;
    near.disconnect();
    draw_sparks();
  }, {rootMargin: '300px'});
  near.observe(table);
  document.addEventListener('themechange', () => {
    fill();
    if (drawn) draw_sparks();
  });
  document.addEventListener('drawall', () => { if (!drawn) draw_sparks(); });
  fill();
  const owing = [...firms].filter((firm) => firm.role !== 'lender').sort((a, b) => (b.values.debt[at] ?? 0) - (a.values.debt[at] ?? 0))[0];
  return [element('figure.wide', {},
    element('h4', {}, capital(`${owing.label} ends ${run.years[at]} with the largest debt of a firm: ${billions(owing.values.debt[at])}`)),
    element('p.note', {}, 'Balance sheets of every named firm and fund.'),
    year_slider('Year', run.years, at, (position) => { at = position; fill(); }),
    element('div.scroll', {tabindex: 0, role: 'region', 'aria-label': 'Balance sheets by firm'}, table))];
}
