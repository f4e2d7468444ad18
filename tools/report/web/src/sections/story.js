// Whether it paid, what drives it and how sure that is; then what happened: the sentences of the program.
import {element} from '../dom.js';
import {with_minus} from '../format.js';
import {certainty} from './ensemble.js';

const sentences_of = (run, keys) => {
  const all = run.findings.story?.sentences ?? [];
  return keys.map((key) => all.find((one) => one.key === key)?.text).filter(Boolean);
};

const paragraph = (kind, text) => element(kind, {'data-names': 'kept'}, with_minus(text));

/** The commands that give a range, where no ensemble is beside the run. */
function how_to_get_a_range(run) {
  if (certainty(run, 'losses')) return null;
  return element('p.note', {}, 'For a range, an ensemble: ', element('code', {}, run.packed.range_command), ', then ',
    element('code', {}, run.packed.range_report));
}

export function verdict_section(run) {
  const [verdict, ...more] = sentences_of(run, ['payoff', 'drivers']);
  if (!verdict) return [];
  return [element('div.story-sentences', {}, paragraph('p.verdict-first', verdict), more.map((text) => paragraph('p', text)),
    paragraph('p', run.packed.certainty), how_to_get_a_range(run))];
}

export function story_section(run) {
  const told = sentences_of(run, ['build_out', 'failures']);
  return told.length ? [element('div.story-sentences', {}, told.map((text) => paragraph('p', text)))] : [];
}
