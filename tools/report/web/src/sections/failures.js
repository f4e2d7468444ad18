// Failures on a timeline with cause, cascade and recovery, and what debtors left unpaid in the worst year.
import {figure} from '../chart.js';
import {data_table, element, role_key, strong, texts} from '../dom.js';
import {billions, capital, list, percent, plural, sum, words} from '../format.js';
import {ramp_colour, role_colour} from '../theme.js';

/** Every failure as the program found it: claims, what creditors got for them, whom it left short. */
export const failures = (run) => run.findings.failures.events;

/** Creditors of a firm that goes on keep some of its debt or become owners; of one that is closed they get cash. */
const recovered = ({recovery, ending}) => (recovery === null ? 'nothing claimed' : `${percent(recovery)} recovered in ${ending === 'reorganised' ? 'cash, kept debt and shares' : 'cash'}`);
const cause = (failure) => failure.cause.split(',')[0];

/** On paper as many as fit on a sheet stand on one. */
const row_height = (rows, narrow, paper) => (paper ? Math.max(11, Math.min(28, 700 / rows)) : narrow ? 40 : 32);

function timeline(run, found) {
  const largest = Math.max(...found.map((failure) => failure.claims_usd));
  const {title} = run.findings.failures;
  const order = [...found].sort((a, b) => b.year - a.year || a.claims_usd - b.claims_usd);
  return figure({
    title, wide: true, height: ({narrow, paper}) => 60 + order.length * row_height(order.length, narrow, paper),
    note: `Each line is a failure: the area of the circle is the size of the claims, its colour the part of the claims that creditors recovered, in cash or, of a firm that was reorganised, in cash, kept debt and shares (dark red nothing, green all). ${cascade_text(run, found)}`,
    describe: () => `Timeline of failures. ${title}. ${found.map((failure) => `${failure.year} ${failure.label}, ${failure.cause}`).join('; ')}.`,
    option: ({colours, narrow, paper, width}) => {
      const span = run.years.length, axis_width = narrow ? 84 : paper ? 150 : 220;
      const letters = paper ? 9 : narrow ? 10 : 12, largest_circle = Math.min(30, 1.5 * row_height(order.length, narrow, paper));
      const on_right = ({year}) => year - run.years[0] < span * (narrow ? 0.62 : 0.5);
      // As much of what is told as has room between the circle and the edge.
      const told = (failure) => {
        if (narrow) return billions(failure.claims_usd);
        const share = (failure.year - run.years[0]) / Math.max(span - 1, 1);
        const room = (width - axis_width - 40) * (on_right(failure) ? 1 - share : share) - largest_circle;
        const forms = [`${billions(failure.claims_usd)} claimed, ${recovered(failure)}; ${cause(failure)}`,
          `${billions(failure.claims_usd)}, ${percent(failure.recovery)} recovered; ${cause(failure)}`, `${billions(failure.claims_usd)}, ${cause(failure)}`];
        return forms.find((text) => 0.56 * letters * text.length < room) ?? billions(failure.claims_usd);
      };
      return {
        grid: {left: 8, right: 20, top: 20, bottom: 6, containLabel: true},
        xAxis: {type: 'value', min: run.years[0], max: run.years.at(-1), interval: narrow ? 5 : 2, axisLabel: {formatter: String, color: colours.muted, fontSize: 11, hideOverlap: true, showMaxLabel: (run.years.at(-1) - run.years[0]) % (narrow ? 5 : 2) === 0},
                splitLine: {lineStyle: {color: colours.rule}}},
        yAxis: {type: 'category', data: order.map((failure) => failure.label), axisTick: {show: false}, axisLine: {show: false},
                axisLabel: {color: colours.ink, fontSize: letters, width: axis_width, overflow: 'truncate', interval: 0}},
        tooltip: {
          trigger: 'item',
          formatter: ({dataIndex}) => {
            const failure = order[dataIndex];
            return texts([strong(failure.label), `, ${failure.year}`], failure.cause, `${billions(failure.claims_usd)} claimed, ${recovered(failure)}; ${failure.ending}`,
              `creditors left short of what fell due: ${failure.creditors_short}`, ...(failure.pulled.length ? [`of whom failed too: ${failure.pulled.join(', ')}`] : []));
          },
        },
        series: [{
          type: 'scatter', data: order.map((failure, at) => ({value: [failure.year, at], failure})),
          markArea: run.years.at(-1) - run.first > 10 ? {
            silent: true, itemStyle: {color: colours.muted, opacity: 0.1}, data: [[{xAxis: run.first + 10.5}, {xAxis: run.years.at(-1)}]],
            label: {show: !narrow, position: 'top', distance: 3, color: colours.muted, fontSize: 10, formatter: 'extrapolation'},
          } : undefined,
          symbolSize: (value, {dataIndex}) => 0.3 * largest_circle + 0.7 * largest_circle * Math.sqrt(order[dataIndex].claims_usd / (largest || 1)),
          itemStyle: {color: ({dataIndex}) => recovery_colour(order[dataIndex].recovery, colours), opacity: 0.9, borderColor: colours.surface, borderWidth: 1},
          label: {
            show: true, color: colours.ink, fontSize: letters,
            formatter: ({dataIndex}) => told(order[dataIndex]),
          },
          labelLayout: ({rect, dataIndex}) => {
            const right = on_right(order[dataIndex]);
            return {x: right ? rect.x + rect.width + 8 : rect.x - 8, align: right ? 'left' : 'right', y: rect.y + rect.height / 2, verticalAlign: 'middle'};
          },
        }],
      };
    },
    table: () => data_table('Failures', ['Year', 'Firm', 'Role', 'Cause', 'Claims, $bn', 'Recovered, $bn', 'Recovered, %', 'Creditors short', 'Failed too', 'Then'],
      found.map((failure) => [String(failure.year), failure.label, failure.role, failure.cause, (failure.claims_usd / 1e9).toFixed(1), (failure.recovered_usd / 1e9).toFixed(1),
        failure.recovery === null ? '–' : (100 * failure.recovery).toFixed(1), String(failure.creditors_short), failure.pulled.join(', ') || '–', failure.ending]), 4),
  });
}

/** How far failures spread, where the run says so. */
function cascade_text(run, found) {
  const depth = Math.max(...run.metric('cascade_depth').map((value) => value ?? 0), 0);
  const pulled = found.filter((failure) => failure.pulled.length);
  if (depth > 1) return `The longest cascade goes ${plural(depth, 'round')}. `;
  return pulled.length ? `${plural(pulled.length, 'failure')} left a creditor short that failed within a year. ` : 'No creditor left short by a failure failed within a year. ';
}

/** Heads of columns in the terminal's words. */
const estate_heads = {
  reorganisations: 'reorganised', cascade_depth: 'contagion rounds', auction_price_to_cost: 'resale price, % of original cost',
  utilisation_resold: 'resold capacity in use', recovery_secured: 'secured recovered in cash', recovery_senior: 'senior recovered in cash',
  recovery_subordinated: 'subordinated recovered in cash',
};

/** Years with failures as the terminal shows them: causes, recoveries by rank of the claim, sales. */
function estates(run) {
  const {columns, rows: all} = run.packed.estates;
  // Years in which nobody failed and nothing was sold say only how much of what was sold is in use.
  const rows = all.filter((row) => columns.some(({key}) => key !== 'year' && !key.startsWith('utilisation') && row[key]));
  if (!rows.length) return null;
  const shown = columns.filter(({key}) => rows.some((row) => row[key] !== null && row[key] !== 0));
  const is_share = ({key}) => /^(recovery|auction|utilisation)_/.test(key);
  const cell = (row, column) => (row[column.key] === null ? '–' : is_share(column) ? percent(row[column.key], 1) : String(row[column.key]));
  return element('figure.wide', {}, element('h4', {}, 'Years with failures: causes, what each rank of claims recovered in cash, and what was sold'),
    element('p.note', {}, 'Recoveries here are cash paid over claims at the failure, without the debt and shares that creditors of a reorganised firm keep; the resale price is of assets that bankruptcy estates sold, % of their original cost.'),
    data_table('Years with failures', shown.map(({key}) => capital(estate_heads[key] ?? words(key).replace(/^failures /, ''))),
      rows.map((row) => shown.map((column) => cell(row, column)))));
}

const recovery_colour = (share, colours) =>
  share === null ? colours.muted : ramp_colour(share, colours.dark ? ['#ff5a3c', '#f3b73a', '#2fc79b'] : ['#a3200d', '#d08f00', '#008a63']);

/** The year with the largest unpaid amount. */
function worst_year(run) {
  const unpaid = new Map();
  for (const row of run.table('obligations').rows()) unpaid.set(row.year, (unpaid.get(row.year) ?? 0) + row.due_usd - row.paid_usd);
  const [year, usd] = [...unpaid].sort((a, b) => b[1] - a[1])[0] ?? [null, 0];
  return usd > 0.5 ? {year, usd} : null;
}

/** What was due between firms in a year, by debtor and creditor. */
function dues(run, year) {
  const merged = new Map();
  for (const row of run.table('obligations').rows((row) => row.year === year)) {
    const key = `${row.debtor}\u0000${row.creditor}`;
    if (!merged.has(key)) merged.set(key, {debtor: row.debtor, creditor: row.creditor, due: 0, paid: 0});
    merged.get(key).due += row.due_usd;
    merged.get(key).paid += row.paid_usd;
  }
  return [...merged.values()].map((edge) => ({...edge, unpaid: Math.max(edge.due - edge.paid, 0)})).sort((a, b) => b.unpaid - a.unpaid || b.due - a.due);
}

const most_debtors = 14;
/** Unpaid amounts below this are rounding. */
const smallest_unpaid = 5e6;

/** Those who left most unpaid, the largest first; the rest in one row. */
function debtors_of(run, edges) {
  const by_debtor = new Map();
  for (const edge of edges) by_debtor.set(edge.debtor, [...by_debtor.get(edge.debtor) ?? [], edge]);
  const row = (label, own) => ({label, edges: own.filter((edge) => edge.unpaid > smallest_unpaid), due: sum(own.map((edge) => edge.due)), unpaid: sum(own.map((edge) => edge.unpaid))});
  const all = [...by_debtor].map(([agent, own]) => row(short_label(run.label(agent)), own)).filter((one) => one.unpaid > smallest_unpaid).sort((a, b) => b.unpaid - a.unpaid);
  if (all.length <= most_debtors) return all;
  const rest = all.slice(most_debtors - 1);
  return [...all.slice(0, most_debtors - 1), {label: `${rest.length} others`, edges: rest.flatMap((one) => one.edges), due: sum(rest.map((one) => one.due)), unpaid: sum(rest.map((one) => one.unpaid))}];
}

/** "A, B and 3 others" */
function creditors_in_words(run, edges, most) {
  const names = [...new Set([...edges].sort((a, b) => b.unpaid - a.unpaid).map((edge) => short_label(run.label(edge.creditor))))];
  return list(names.length > most + 1 ? [...names.slice(0, most), `${names.length - most} others`] : names);
}

/** A bar for each debtor that left dues unpaid, in parts by who was owed. */
function unpaid_figure(run) {
  const worst = worst_year(run);
  if (!worst) return null;
  const edges = dues(run, worst.year), debtors = debtors_of(run, edges);
  if (!debtors.length) return null;
  const roles = [...new Set(debtors.flatMap((one) => one.edges.map((edge) => run.role(edge.creditor))))];
  const short = edges.filter((edge) => edge.unpaid > smallest_unpaid);
  const title = `${worst.year}: ${billions(worst.usd)} of what falls due stays unpaid, owed by ${list([...debtors.slice(0, 3).map(({label}) => label), ...(debtors.length > 3 ? ['others'] : [])])} to ${plural(new Set(short.map((edge) => edge.creditor)).size, 'creditor')}`;
  const rows_of = ({narrow, paper}) => (narrow && !paper ? 44 : 34);
  return figure({
    title, wide: true, height: (context) => 60 + Math.max(2, debtors.length) * rows_of(context),
    controls: [role_key(roles.map((role) => ({role, label: `owed to ${run.many(role)}`})))],
    note: `What debtors left unpaid in ${worst.year}, the year with the largest unpaid amount, $bn, by who was owed. Of a firm that was liquidated it is all that was claimed at the failure, of others what fell due in the year.`,
    describe: () => `Stacked bars. ${title}. ${debtors.map((one) => `${one.label} ${billions(one.unpaid)} of ${billions(one.due)}`).join(', ')}.`,
    option: ({colours, narrow, paper}) => {
      const order = [...debtors].reverse();
      const told = (one) => (narrow && !paper ? `${billions(one.unpaid)} of ${billions(one.due)}` : `${billions(one.unpaid)} of ${billions(one.due)} due, to ${creditors_in_words(run, one.edges, paper ? 1 : 2)}`);
      const unpaid = (one, role) => sum(one.edges.filter((edge) => run.role(edge.creditor) === role).map((edge) => edge.unpaid)) / 1e9;
      const letters = narrow ? 10 : 12, most = Math.max(...debtors.map((one) => one.unpaid)) / 1e9;
      return {
        grid: {left: 8, right: 12, top: 4, bottom: 40, containLabel: true},
        // The words beside the longest bar need as much room as that bar.
        xAxis: {type: 'value', min: 0, max: most * (narrow ? 2 : paper ? 3 : 2.1), show: true, axisLabel: {color: colours.muted, fontSize: 11, hideOverlap: true, showMaxLabel: false}, name: '$bn', nameLocation: 'middle', nameGap: 24,
                nameTextStyle: {color: colours.muted, fontSize: 11}, splitLine: {lineStyle: {color: colours.rule}}},
        yAxis: {type: 'category', data: order.map(({label}) => label), axisTick: {show: false}, axisLine: {show: false},
                axisLabel: {color: colours.ink, fontSize: letters, width: narrow ? 92 : 200, overflow: 'truncate', interval: 0}},
        tooltip: {trigger: 'item', formatter: ({dataIndex}) => texts([strong(order[dataIndex].label), `: ${billions(order[dataIndex].unpaid)} of ${billions(order[dataIndex].due)} due stayed unpaid`],
          ...order[dataIndex].edges.slice(0, 8).map((edge) => `${run.label(edge.creditor)}: ${billions(edge.unpaid)} of ${billions(edge.due)}`))},
        series: [...roles.map((role) => ({
          type: 'bar', name: run.many(role), stack: 'unpaid', barMaxWidth: 20, itemStyle: {color: role_colour(role)}, data: order.map((one) => unpaid(one, role)),
        })), {
          type: 'bar', name: '\u0000told', stack: 'unpaid', silent: true, barMaxWidth: 20, data: order.map(() => 0),
          label: {show: true, position: 'right', color: colours.ink, fontSize: letters, formatter: ({dataIndex}) => told(order[dataIndex])},
        }],
      };
    },
    table: () => data_table(`What fell due in ${worst.year}, $bn`, ['Debtor', 'Creditor', 'Due', 'Paid', 'Unpaid'],
      edges.slice(0, Math.max(60, short.length)).map((edge) => [run.label(edge.debtor), run.label(edge.creditor), (edge.due / 1e9).toFixed(2), (edge.paid / 1e9).toFixed(2), (edge.unpaid / 1e9).toFixed(2)]), 2),
  });
}

const short_label = (label) => label.replace(/ \(.*\)$/, '');

export function failures_section(run) {
  const found = failures(run);
  if (!found.length) return [text_figure(`${run.findings.failures.title}.`)];
  return [timeline(run, found), estates(run), unpaid_figure(run)];
}

function text_figure(text) {
  const made = document.createElement('p');
  made.className = 'nothing';
  made.textContent = text;
  return made;
}
