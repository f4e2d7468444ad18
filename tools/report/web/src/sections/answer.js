// The answer in four numbers, how sure they are, and what was assumed.
import {page} from '../data.js';
import {element} from '../dom.js';
import {billions, list, peak, percent, plural, sum} from '../format.js';
import {certainty} from './ensemble.js';
import {mismatch} from './mismatch.js';
import {bearers} from './losses.js';
import {failures} from './failures.js';

/** The four numbers of one run; every text is computed. */
export function answers(run) {
  const gap = mismatch(run);
  const irr = run.metric('cohort_irr'), capex = run.metric('ai_capex');
  const top = peak(capex.map((value, at) => (at && irr[at] !== null ? value : null)));
  const failed = failures(run);
  const born = bearers(run);
  const recovered = sum(failed.map((failure) => failure.paid)), claimed = sum(failed.map((failure) => failure.due));
  const largest = born[0];
  return [
    {
      key: 'shortfall', value: billions(gap.short_total), label: 'committed ahead of revenue',
      text: gap.short_total === 0
        ? 'End users pay more than capital spending and debt service in every year.'
        : gap.covered
        ? `Sum of the years in which capital spending and debt service exceed what end users pay; revenue first covers the year's commitment in ${gap.covered}.`
        : 'Sum of the years in which capital spending and debt service exceed what end users pay; no year of this run covers its commitment.',
    },
    top < 0 ? {key: 'return', value: '–', label: 'return on capital', text: 'No capital was spent.'} : {
      key: 'return', value: `${percent(irr[top], Math.abs(irr[top]) < 1 ? 1 : 0)} a\u00a0year`, label: `return on the capital of ${run.years[top]}`,
      text: `The year of the highest capital spending (${billions(capex[top])}). All cohorts together: net present value ${billions(sum(run.metric('payoff_npv')))} at the builders' hurdle rate.`,
    },
    {
      key: 'failures', value: plural(failed.length, 'firm'), label: 'failed',
      text: failed.length
        ? `${list(failed.slice(0, 4).map((failure) => failure.label))}${failed.length > 4 ? ' and others' : ''}, owing ${billions(sum(failed.map((failure) => failure.claims)))}; ${claimed ? `creditors got ${percent(recovered / claimed)} of what was due` : 'nothing was due'}.`
        : 'Every firm met its obligations in every year.',
    },
    {
      key: 'losses', value: billions(sum(born.map((bearer) => bearer.usd))), label: 'of value destroyed',
      text: largest
        ? `${percent(largest.usd / sum(born.map((bearer) => bearer.usd)))} of it borne by ${largest.label}${born[1] ? `, ${percent(born[1].usd / sum(born.map((bearer) => bearer.usd)))} by ${born[1].label}` : ''}.`
        : 'No asset was impaired and no claim was written off.',
    },
  ];
}

export function answer_section(run) {
  const {manifest} = run;
  return [
    element('div.answers', {}, answers(run).map((answer) => element('div.answer', {},
      element('p.big', {}, answer.value), element('p.label', {}, answer.label),
      element('p', {}, answer.text),
      element('p.sure', {}, certainty(run, answer.key) ?? 'One world, no interval: an ensemble gives one.')))),
    element('h4', {}, 'What this world assumes'),
    assumptions(run, manifest),
  ];
}

function assumptions(run, manifest) {
  const grades = {A: 0, B: 0, C: 0, D: 0};
  const {columns} = run.table('parameters');
  columns.confidence.forEach((grade) => { if (grade in grades) ++grades[grade]; });
  const priors = columns.prior.filter((prior) => prior).length;
  const frozen = run.parameter('frozen_roles');
  return element('ul.facts', {},
    element('li', {}, `${run.years[0]} is the opening, taken from the record; ${run.years[1] ?? run.years[0]} to ${run.years.at(-1)} are simulated, one year at a time, in nominal US$.`),
    element('li', {}, `${plural(columns.path.length, 'input')}: ${grades.A} filed figures (A), ${grades.B} estimates with a method (B), ${grades.C} from secondary sources (C), ${grades.D} guesses of ours (D).`),
    priors ? element('li', {}, manifest.priors === 'drawn'
      ? `${plural(priors, 'open question')} drawn from their priors as replicate ${manifest.replicate}.`
      : `${plural(priors, 'open question')} set to the median of their priors.`) : null,
    manifest.overrides.length ? element('li', {}, 'Changed on the command line: ', element('code', {}, manifest.overrides.join(', '))) : null,
    frozen && frozen !== '[]' ? element('li', {}, `Frozen roles, which repeat their opening decision: ${frozen.replace(/[[\]]/g, '')}.`) : null,
    element('li', {}, page.statement));
}
