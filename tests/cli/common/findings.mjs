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
same('how sure, of JSON and page', run.certainty, page.certainty);
same('losses of JSON and page', run.losses, page.loss_channels);
same('origins of losses of JSON and page', run.loss_origins, page.loss_origins);
same('years with failures of JSON and page', run.estates, page.estates);
const spoken = terminal.replace(/\s+/g, ' ');
if (!spoken.includes(run.certainty)) problems.push(`the terminal does not say: ${run.certainty}`);
if (run.certainty.includes('extrapolated') !== run.years.rows.length > 11) problems.push(`extrapolation: ${run.certainty}`);
for (const one of [shortfall, returned, failures, losses]) {
  if (!spoken.includes(`${one.value} ${one.label}. ${one.text} `.replace(/\s+/g, ' '))) problems.push(`the terminal does not say: ${one.value} ${one.label}. ${one.text}`);
}

// What happened, in sentences: each on the terminal, each number of it found again in the tables.
const sentences = Object.fromEntries(run.findings.story.sentences.map((sentence) => [sentence.key, sentence]));
for (const {key, text} of Object.values(sentences)) {
  if (!spoken.includes(text.replace(/\s+/g, ' '))) problems.push(`the terminal does not say ${key}: ${text}`);
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
  const [first] = failure.label.split(' ');
  const lines = terminal.split('\n').filter((text) => text.startsWith(`${failure.year}  ${first}`));
  if (at < 20 && !lines.some((line) => line.includes(` ${shown} `))) problems.push(`the terminal does not show ${shown} % recovered of ${failure.label} in ${failure.year}`);
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

// The build-out, its peak and where it stops falling; what held orders back is a sum of plans.csv.
const built = sentences.build_out;
const capital = metric('ai_capex');
const billions = (usd) => {
  const size = Math.abs(usd) / 1e9;
  const digits = size >= 100 ? 0 : size >= 0.05 || size === 0 ? 1 : 2;
  return size.toFixed(digits).replace(/\B(?=(\d{3})+$)/g, digits ? '' : ',');
};
if (spending[peak] > 0) {
  same('peak of the story', built.peak_year, run.opening_year + peak);
  near('spending at the peak', built.peak_usd, capital[peak]);
  if (!built.text.includes(billions(built.peak_usd))) problems.push(`the story does not say ${billions(built.peak_usd)}`);
  let low = peak;
  while (low + 1 < capital.length && capital[low + 1] < capital[low]) ++low;
  same('low of the story', built.low_year, low === peak ? null : run.opening_year + low);
  const plans = csv('plans');
  const steps = ['missing_units', 'paying_units', 'programme_units', 'powered_units', 'ordered_units'];
  const names = ['required return', 'programme', 'power', 'money', 'delivery'];
  const total = (year, column) => sum(plans.filter((row) => Number(row.year) === year).map((row) => Number(row[column])));
  // Orders are of the year before, or of the year itself where vendors shipped within it.
  const at_once = new Set(csv('events').filter((row) => row.kind === 'early_delivery').map((row) => Number(row.year)));
  const placed = (year) => at_once.has(year) ? year : year - 1;
  const kept = (year) => [0, 1, 2, 3].map((k) => total(placed(year), steps[k]) - total(placed(year), steps[k + 1])).concat(total(year, 'late_units'));
  if (built.limit_at_peak !== null) {
    const most = Math.max(...kept(built.peak_year));
    const limit = most > 0.05 * total(placed(built.peak_year), 'missing_units') ? names[kept(built.peak_year).indexOf(most)] : 'demand';
    same('what held orders back at the peak', built.limit_at_peak, limit);
  }
  if (built.cause_of_fall !== null) {
    const year = built.steepest_year;
    const drops = [total(placed(year - 1), 'missing_units') - total(placed(year), 'missing_units'), ...kept(year).map((units, k) => units - kept(year - 1)[k])];
    same('why spending fell', built.cause_of_fall, ['demand', ...names][drops.indexOf(Math.max(...drops))]);
  }
}
same('leaps', built.leaps.length, sum(metric('leaps').slice(1)));
same('firms of the story', sentences.failures.firms, failures.firms);
same('failures of the story', sentences.failures.failures, failures.count);
same('recovery of the story', sentences.failures.recovery, failures.recovery);
// The largest and those that failed again, each once, by their claims; all named in the sentence.
const ranked = [...failures.events].sort((a, b) => b.claims_usd - a.claims_usd);
const once = (list) => [...new Set(list.map((one) => one.agent))];
same('the largest of those that failed', sentences.failures.largest, once(ranked).slice(0, 3));
const often = (agent) => failures.events.filter((one) => one.agent === agent).length;
same('those that failed more than once', sentences.failures.repeated, once(ranked).filter((agent) => often(agent) > 1));
for (const agent of sentences.failures.largest) {
  const {label} = failures.events.find((one) => one.agent === agent);
  if (!sentences.failures.text.includes(label)) problems.push(`the story does not name ${label}`);
}
near('value destroyed in the story', sentences.failures.destroyed_usd, sum(metric('losses')));
if (metric('payoff_npv').some((value) => value !== null)) {
  near('net present value of the story', sentences.payoff.npv_usd, sum(metric('payoff_npv')));
  near('net present value of builders', sentences.payoff.builders_npv_usd, sum(metric('builder_payoff_npv')));
  near('the same at the market rent', sentences.payoff.builders_npv_at_rent_usd, sum(metric('builder_rent_npv')));
  const judged = metric('payoff_npv').map((value, at) => (value === null ? null : at)).filter((at) => at !== null);
  const ends = (name) => { const of = judged.map((at) => metric(name)[at]).filter((value) => value !== null); return of.length ? [Math.min(...of), Math.max(...of)] : null; };
  same('returns of the sector', sentences.payoff.sector_rates, ends('cohort_irr'));
  same('returns of builders', sentences.payoff.builder_rates, ends('builder_cohort_irr'));
  same('required returns', sentences.payoff.required_returns, ends('hurdle_rate'));
  near('what own use is worth beyond the rent', sentences.drivers.own_use_usd, sum(metric('builder_payoff_npv')) - sum(metric('builder_rent_npv')));
  for (const [who, usd] of [['sector', sentences.payoff.npv_usd], ['builders', sentences.payoff.builders_npv_usd], ['builders at the rent', sentences.payoff.builders_npv_at_rent_usd]]) {
    if (!sentences.payoff.text.includes(billions(usd))) problems.push(`the verdict does not say ${billions(usd)} of ${who}`);
  }
  same('what it hangs on', sentences.payoff.hangs_on === 'own use', sentences.payoff.builders_npv_usd > 0 !== sentences.payoff.builders_npv_at_rent_usd > 0);
} else {
  same('a payoff that nobody knows', sentences.payoff.npv_usd, undefined);
}

for (const problem of problems) console.error(`${directory}: ${problem}`);
console.log(`${directory}: ${failures.count} failures of ${failures.firms} firms, widest gap ${shortfall.widest_year}, covered ${shortfall.covered_year}`);
process.exit(problems.length ? 1 : 0);
