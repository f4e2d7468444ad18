// What happened, in the sentences of the program.
import {element} from '../dom.js';
import {page} from '../data.js';

export function story_section(run) {
  const sentences = run.findings.story?.sentences ?? [];
  if (!sentences.length) return [];
  return [element('div.story-sentences', {}, sentences.map(({text}) => element('p', {'data-names': 'kept'}, text)),
    run.years.at(-1) - run.first > 10 ? element('p.note', {}, `${page.extrapolation} They are shaded.`) : null)];
}
