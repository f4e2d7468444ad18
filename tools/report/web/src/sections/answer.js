// The answer in four numbers, which the program found, how sure they are, and what was assumed.
import {page} from '../data.js';
import {element} from '../dom.js';
import {number, plural, sum, with_minus} from '../format.js';
import {certainty, different_settings} from './ensemble.js';

const keys = ['shortfall', 'return', 'failures', 'losses'];

export function answer_section(run) {
  const {manifest} = run;
  return [
    element('div.answers', {}, keys.map((key) => [key, run.findings[key]]).map(([key, answer]) => element('div.answer', {},
      element('p.big', {'data-names': 'kept'}, with_minus(answer.value)), element('p.label', {'data-names': 'kept'}, answer.label),
      element('p', {'data-names': 'kept'}, with_minus(answer.text)),
      element('p.sure', {}, certainty(run, key) ?? 'A single run; run an ensemble for a range.')))),
    ...warning(run),
    element('h4', {}, 'What this world assumes'),
    assumptions(run, manifest),
  ];
}

/** A run is no draw from an ensemble of other settings. */
function warning(run) {
  const found = different_settings(run), most = 5;
  if (!found.length) return [];
  const told = found.slice(0, most).map(({path, run: here, ensemble: there}) => `${path} (${here} here, ${there} there)`).join(', ');
  return [element('p.note', {}, element('strong', {}, 'This run and the ensemble have different settings'), `, so that the intervals are not about this run: ${told}${found.length > most ? ` and ${found.length - most} more` : ''}.`)];
}

function assumptions(run, manifest) {
  const grades = {A: 0, B: 0, C: 0, D: 0};
  const {columns} = run.table('parameters');
  columns.confidence.forEach((grade) => { if (grade in grades) ++grades[grade]; });
  const priors = columns.prior.filter((prior) => prior).length;
  const frozen = run.parameter('frozen_roles');
  return element('ul.facts', {},
    element('li', {}, `${run.years[0]} is the start, taken from the record; ${run.years[1] ?? run.years[0]} to ${run.years.at(-1)} are simulated, one year at a time, in nominal US$.`),
    element('li', {}, `${number(sum(Object.values(grades)))} of ${plural(columns.path.length, 'input')} are graded: ${grades.A} filed figures (A), ${grades.B} estimates with a method (B), ${grades.C} from secondary sources (C), ${grades.D} guesses of ours (D). The rest are switches, names and counts.`),
    priors ? element('li', {}, manifest.priors === 'drawn'
      ? `${plural(priors, 'open question')} drawn from their priors as replicate ${manifest.replicate}.`
      : `${plural(priors, 'open question')} set to the median of their priors.`) : null,
    manifest.overrides.length ? element('li', {}, 'Changed on the command line: ', element('code', {}, manifest.overrides.join(', '))) : null,
    frozen && frozen !== '[]' ? element('li', {}, `Frozen roles, which repeat their first decision: ${frozen.replace(/[[\]]/g, '')}.`) : null,
    element('li', {}, page.statement));
}
