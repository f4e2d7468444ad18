// Failures on a timeline with cause, cascade and recovery, and the obligations of the worst year.
import {figure} from '../chart.js';
import {data_table, element, role_key, strong, texts} from '../dom.js';
import {billions, list, percent, plural, words} from '../format.js';
import {ramp_colour, role_colour} from '../theme.js';

/** Every failure as the program found it: claims, what creditors got for them, whom it left short. */
export const failures = (run) => run.findings.failures.events;

const recovered = ({recovery}) => (recovery === null ? 'nothing claimed' : `${percent(recovery)} recovered`);
const cause = (failure) => failure.cause.split(',')[0];

function timeline(run, found) {
  const largest = Math.max(...found.map((failure) => failure.claims_usd));
  const {title} = run.findings.failures;
  const order = [...found].sort((a, b) => b.year - a.year || a.claims_usd - b.claims_usd);
  return figure({
    title, wide: true, height: ({narrow}) => 60 + order.length * (narrow ? 40 : 32),
    note: `Each line is a failure: the area of the circle is the size of the claims, its colour the part of the claims that creditors recovered (dark red nothing, green all). ${cascade_text(run, found)}`,
    describe: () => `Timeline of failures. ${title}. ${found.map((failure) => `${failure.year} ${failure.label}, ${failure.cause}`).join('; ')}.`,
    option: ({colours, narrow, width}) => {
      const span = run.years.length;
      return {
        grid: {left: 8, right: 20, top: 8, bottom: 6, containLabel: true},
        xAxis: {type: 'value', min: run.years[0], max: run.years.at(-1), interval: narrow ? 5 : 2, axisLabel: {formatter: String, color: colours.muted, fontSize: 11},
                splitLine: {lineStyle: {color: colours.rule}}},
        yAxis: {type: 'category', data: order.map((failure) => failure.label), axisTick: {show: false}, axisLine: {show: false},
                axisLabel: {color: colours.ink, fontSize: narrow ? 10 : 12, width: narrow ? 84 : 220, overflow: 'truncate'}},
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
          symbolSize: (value, {dataIndex}) => 9 + 21 * Math.sqrt(order[dataIndex].claims_usd / (largest || 1)),
          itemStyle: {color: ({dataIndex}) => recovery_colour(order[dataIndex].recovery, colours), opacity: 0.9, borderColor: colours.surface, borderWidth: 1},
          label: {
            show: true, color: colours.ink, fontSize: narrow ? 10 : 12,
            formatter: ({dataIndex}) => {
              const failure = order[dataIndex];
              return narrow ? billions(failure.claims_usd) : `${billions(failure.claims_usd)} claimed, ${recovered(failure)}; ${cause(failure)}`;
            },
          },
          labelLayout: ({rect, dataIndex}) => {
            const right = order[dataIndex].year - run.years[0] < span * (narrow ? 0.62 : 0.5);
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

/** Years with failures as the terminal shows them: causes, recoveries by rank of the claim, sales. */
function estates(run) {
  const {columns, rows} = run.packed.estates;
  if (!rows.length) return null;
  const shown = columns.filter(({key}) => rows.some((row) => row[key] !== null && row[key] !== 0));
  const cell = (row, {key, unit}) => (row[key] === null ? '–' : key === 'year' ? String(row[key]) : unit === '1' && key !== 'cascade_depth' ? percent(row[key], 1) : String(row[key]));
  return element('figure.wide', {}, element('h4', {}, 'Years with failures: causes, what each rank of claims recovered, and what was sold'),
    element('p.note', {}, 'Recoveries are cash paid over claims at failure; price over cost is of assets that estates sold.'),
    data_table('Years with failures', shown.map(({key}) => words(key).replace(/^failures |^recovery /, '').replace(/^./, (letter) => letter.toUpperCase())),
      rows.map((row) => shown.map((column) => cell(row, column)))));
}

const recovery_colour = (share, colours) =>
  share === null ? colours.muted : ramp_colour(share, colours.dark ? ['#ff5a3c', '#f3b73a', '#2fc79b'] : ['#a3200d', '#d08f00', '#008a63']);

/** The year in which most was due and not paid. */
function worst_year(run) {
  const unpaid = new Map();
  for (const row of run.table('obligations').rows()) unpaid.set(row.year, (unpaid.get(row.year) ?? 0) + row.due_usd - row.paid_usd);
  const [year, usd] = [...unpaid].sort((a, b) => b[1] - a[1])[0] ?? [null, 0];
  return usd > 0.5 ? {year, usd} : null;
}

function network(run) {
  const worst = worst_year(run);
  if (!worst) return null;
  const merged = new Map();
  for (const row of run.table('obligations').rows((row) => row.year === worst.year)) {
    const key = `${row.debtor}\u0000${row.creditor}`;
    if (!merged.has(key)) merged.set(key, {debtor: row.debtor, creditor: row.creditor, due: 0, paid: 0});
    merged.get(key).due += row.due_usd;
    merged.get(key).paid += row.paid_usd;
  }
  const edges = [...merged.values()].map((edge) => ({...edge, unpaid: Math.max(edge.due - edge.paid, 0)}));
  const short = edges.filter((edge) => edge.unpaid > 5e6).sort((a, b) => b.unpaid - a.unpaid);
  const rest = edges.filter((edge) => edge.unpaid <= 5e6).sort((a, b) => b.due - a.due).slice(0, Math.max(0, 45 - short.length));
  const shown = [...short.slice(0, 45), ...rest];
  const debtors = [...new Set(short.map((edge) => edge.debtor))];
  const title = `${worst.year}: ${billions(worst.usd)} of what falls due stays unpaid, owed by ${list(debtors.slice(0, 3).map((agent) => run.label(agent)))}${debtors.length > 3 ? ' and others' : ''} to ${plural(new Set(short.map((edge) => edge.creditor)).size, 'creditor')}`;
  return figure({
    title, wide: true, height: ({narrow}) => (narrow ? 420 : 620),
    controls: [role_key([...new Set(shown.flatMap((edge) => [run.role(edge.debtor), run.role(edge.creditor)]))].map((role) => ({role, label: run.one(role)})))],
    note: `Who owed whom in ${worst.year}, the year in which most of what fell due stayed unpaid, $bn; claims that were not yet due are not in it. Lines run from debtor to creditor and are as wide as what was due; red is what was not fully paid.`,
    describe: () => `Network of obligations. ${title}. The table below lists them.`,
    option: ({colours, narrow}) => {
      const size = new Map();
      for (const edge of shown) for (const agent of [edge.debtor, edge.creditor]) size.set(agent, (size.get(agent) ?? 0) + edge.due);
      const biggest = Math.max(...size.values()), widest = Math.max(...shown.map((edge) => edge.due));
      const in_order = [...size.keys()].sort((a, b) => run.role(a).localeCompare(run.role(b)) || size.get(b) - size.get(a));
      const named = new Set([...in_order].sort((a, b) => size.get(b) - size.get(a)).slice(0, narrow ? 9 : 60));
      for (const edge of short.slice(0, narrow ? 6 : 45)) named.add(edge.debtor);
      return {
        tooltip: {
          trigger: 'item',
          formatter: ({dataType, data}) => dataType === 'node' ? texts(strong(run.label(data.agent)), run.one(run.role(data.agent)))
            : texts(`${run.label(data.edge.debtor)} to ${run.label(data.edge.creditor)}`, ['due ', strong(billions(data.edge.due)), ', unpaid ', strong(billions(data.edge.unpaid))]),
        },
        series: [{
          type: 'graph', layout: 'circular', circular: {rotateLabel: true}, roam: false, top: narrow ? 72 : 140, bottom: narrow ? 72 : 140, left: narrow ? 72 : 150, right: narrow ? 72 : 150,
          edgeSymbol: ['none', 'arrow'], edgeSymbolSize: 7, emphasis: {focus: 'adjacency'},
          label: {show: true, position: 'right', color: colours.ink, fontSize: narrow ? 9 : 11, width: narrow ? 62 : 130, overflow: 'truncate',
                  formatter: ({data}) => (named.has(data.agent) ? short_label(run.label(data.agent)) : '')},
          data: in_order.map((agent) => ({name: agent, agent, symbolSize: 8 + 24 * Math.sqrt(size.get(agent) / biggest),
            itemStyle: {color: role_colour(run.role(agent)), borderColor: debtors.includes(agent) ? colours.short : colours.surface, borderWidth: debtors.includes(agent) ? 3 : 1}})),
          links: shown.map((edge) => ({source: edge.debtor, target: edge.creditor, value: edge.due / 1e9, edge,
            lineStyle: {color: edge.unpaid > 5e6 ? colours.short : colours.muted, opacity: edge.unpaid > 5e6 ? 0.85 : 0.25,
                        width: 1 + 9 * Math.sqrt(edge.due / widest), curveness: 0.25}})),
        }],
      };
    },
    table: () => data_table(`Obligations in ${worst.year}, $bn`, ['Debtor', 'Creditor', 'Due', 'Paid', 'Unpaid'],
      [...short, ...rest].map((edge) => [run.label(edge.debtor), run.label(edge.creditor), (edge.due / 1e9).toFixed(2), (edge.paid / 1e9).toFixed(2), (edge.unpaid / 1e9).toFixed(2)]), 2),
  });
}

const short_label = (label) => label.replace(/ \(.*\)$/, '');

export function failures_section(run) {
  const found = failures(run);
  if (!found.length) return [text_figure(`${run.findings.failures.title}.`)];
  return [timeline(run, found), estates(run), network(run)];
}

function text_figure(text) {
  const made = document.createElement('p');
  made.className = 'nothing';
  made.textContent = text;
  return made;
}
