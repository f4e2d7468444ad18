// findings.mjs RUN.json TERMINAL.txt PAGE.html RUN_DIRECTORY WHY.json...: fails where terminal, JSON,
// the page's data, the stories of failed firms and the tables of the run do not say the same.
import {readFileSync} from 'node:fs';
import {isDeepStrictEqual} from 'node:util';

const [run_file, terminal_file, page_file, directory, ...why_files] = process.argv.slice(2);
const problems = [];
const same = (what, one, other) => {
  if (!isDeepStrictEqual(one, other)) problems.push(`${what}: ${JSON.stringify(one)?.slice(0, 300)} is not ${JSON.stringify(other)?.slice(0, 300)}`);
};
const near = (what, one, other) => {
  if (!(Math.abs(one - other) <= 1e-9 * Math.max(Math.abs(one), Math.abs(other), 1))) problems.push(`${what}: ${one} is not ${other}`);
};
const sum = (values) => values.reduce((total, value) => total + (value ?? 0), 0);

const run = JSON.parse(readFileSync(run_file, 'utf8'));
const terminal = readFileSync(terminal_file, 'utf8');
const page = JSON.parse(/<script id="data" type="application\/json">(.*?)<\/script>/s.exec(readFileSync(page_file, 'utf8'))[1]).runs[0];
const csv = (name) => {
  const [head, ...rows] = readFileSync(`${directory}/${name}.csv`, 'utf8').trim().split('\n').map(cells);
  return rows.map((row) => Object.fromEntries(head.map((key, at) => [key, row[at]])));
};
function cells(line) {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell]) => cell.replace(/^"(.*)"$/, '$1').replaceAll('""', '"'));
}
const {shortfall, failures, losses, return: returned} = run.findings;
const metric = (name) => run.series[name].values;

// The same functions, the same answers.
same('findings of JSON and page', run.findings, page.findings);
same('losses of JSON and page', run.losses, page.loss_channels);
same('origins of losses of JSON and page', run.loss_origins, page.loss_origins);
same('years with failures of JSON and page', run.estates, page.estates);
for (const one of [shortfall, returned, failures, losses]) {
  if (!terminal.replace(/\s+/g, ' ').includes(`${one.value} ${one.label}. ${one.text} `.replace(/\s+/g, ' '))) problems.push(`the terminal does not say: ${one.value} ${one.label}. ${one.text}`);
}

// Failures are events, recoveries are of claims, and both agree with the tables.
const events = csv('events');
const defaults = events.filter((event) => event.kind === 'default');
same('failures', failures.count, defaults.length);
same('firms', failures.firms, new Set(defaults.map((event) => event.agent)).size);
same('failures by year', failures.count, sum(metric('defaults')));
failures.events.forEach((failure, at) => {
  const ending = events.find((event) => ['liquidation', 'reorganisation'].includes(event.kind) && event.agent === failure.agent && event.year === String(failure.year));
  same(`firm of failure ${at}`, failure.agent, defaults[at].agent);
  near(`claims of ${failure.agent} in ${failure.year}`, failure.claims_usd, Number(defaults[at].amount_usd));
  near(`recovered of ${failure.agent} in ${failure.year}`, failure.recovered_usd, Math.min(Number(ending.amount_usd), failure.claims_usd));
  const row = run.failures.rows[at];
  same(`recovery of ${failure.agent} in the table`, row.recovery, failure.recovery);
  same(`ending of ${failure.agent}`, row.ending, failure.ending);
  const shown = failure.recovery === null ? '-' : (100 * failure.recovery).toFixed(1);
  const line = terminal.split('\n').find((text) => text.startsWith(`${failure.year}  ${failure.label}  `) && text.endsWith(failure.cause));
  if (at < 20 && !line?.includes(` ${shown} `)) problems.push(`the terminal does not show ${shown} % recovered of ${failure.label} in ${failure.year}`);
});
metric('recovery_rate').forEach((rate, at) => {
  const of_year = failures.events.filter((failure) => failure.year === run.opening_year + at && failure.claims_usd > 0);
  if (rate !== null && of_year.length) near(`recovery in ${run.opening_year + at}`, sum(of_year.map((one) => one.recovered_usd)) / sum(of_year.map((one) => one.claims_usd)), rate);
});
const told = new Map();
for (const file of why_files) {
  const why = JSON.parse(readFileSync(file, 'utf8'));
  told.set(why.agent, why.failures.rows);
}
for (const failure of failures.events) {
  const row = told.get(failure.agent)?.find((one) => one.year === failure.year);
  if (!told.has(failure.agent)) continue;
  same(`why of ${failure.agent} in ${failure.year}`, row, run.failures.rows[failures.events.indexOf(failure)]);
}
for (const [agent, rows] of told) same(`failures of ${agent}`, rows.length, failures.events.filter((one) => one.agent === agent).length);

// The gap, counted again from the series.
const gaps = metric('ai_capex').map((capex, at) => (capex ?? 0) + (metric('debt_service')[at] ?? 0) - (metric('end_user_spend')[at] ?? 0));
const later = gaps.map((gap, at) => (at ? gap : -Infinity));
const widest = later.indexOf(Math.max(...later));
near('committed ahead', shortfall.total_usd, sum(later.map((gap) => Math.max(gap, 0))));
same('widest gap', shortfall.widest_year, later[widest] > 0 ? run.opening_year + widest : null);
const covered = later.findIndex((gap, at) => at > widest && gap <= 0);
same('first covered year after the widest gap', shortfall.covered_year, shortfall.widest_year === null || covered < 0 ? null : run.opening_year + covered);
if (covered > 0 && shortfall.covered_year) {
  const grew = metric('end_user_spend')[covered] - metric('end_user_spend')[widest];
  if (grew <= 0 && shortfall.title.includes('revenue catches up')) problems.push('revenue does not catch up where it falls');
}
const spending = metric('ai_capex').map((value, at) => (at ? value ?? 0 : 0));
const peak = spending.indexOf(Math.max(...spending));
same('year of the highest spending', returned.peak_year, spending[peak] > 0 ? run.opening_year + peak : null);
if (returned.peak_year) same('rate of that year', returned.rate, metric('cohort_irr')[peak]);

// Losses: each dollar once.
near('losses', losses.total_usd, sum(metric('losses')));
near('bearers', sum(losses.bearers.map((one) => one.usd)), losses.total_usd);

for (const problem of problems) console.error(`${directory}: ${problem}`);
console.log(`${directory}: ${failures.count} failures of ${failures.firms} firms, widest gap ${shortfall.widest_year}, covered ${shortfall.covered_year}`);
process.exit(problems.length ? 1 : 0);
