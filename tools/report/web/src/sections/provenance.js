// Where everything comes from: how to repeat the run, and every input with source and confidence.
import {element, fresh_id} from '../dom.js';
import {plural} from '../format.js';
import {weak_inputs} from './questions.js';

const shell = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

function command_of({manifest}) {
  const parts = ['overbuild run', manifest.config, '--seed', manifest.seed];
  if (manifest.priors === 'drawn') parts.push('--replicate', manifest.replicate);
  for (const override of manifest.overrides) parts.push('--set', shell(override));
  return parts.join(' ');
}

const grades = {A: 'A, filed', B: 'B, estimate with a method', C: 'C, secondary', D: 'D, our guess', '': 'no grade'};

function inputs_table(run) {
  const rows = run.table('parameters').rows();
  const id = fresh_id('inputs');
  const body = element('tbody'), count = element('p.note', {role: 'status'});
  const filter = element('input', {id: `${id}-find`, type: 'search', placeholder: 'for instance lender, or builders.oracle', oninput: () => fill()});
  const grade = element('select', {id: `${id}-grade`, onchange: () => fill()}, element('option', {value: 'all'}, 'any confidence'),
    ['A', 'B', 'C', 'D'].map((letter) => element('option', {value: letter}, grades[letter])),
    element('option', {value: 'prior'}, 'drawn from a prior'), element('option', {value: 'given'}, 'given, not default'));
  const fill = () => {
    const wanted = filter.value.trim().toLowerCase();
    const shown = rows.filter((row) => (!wanted || `${row.path} ${row.source} ${row.origin}`.toLowerCase().includes(wanted)) &&
      (grade.value === 'all' || (grade.value === 'prior' ? row.prior : grade.value === 'given' ? row.origin !== 'default' : row.confidence === grade.value)));
    count.textContent = `${plural(shown.length, 'input')} of ${rows.length}`;
    body.replaceChildren(...shown.map((row) => element('tr', {},
      element('th.text', {scope: 'row'}, element('code', {}, row.path)), element('td', {}, row.value), element('td.text', {}, row.unit),
      element('td.text', {title: grades[row.confidence]}, row.confidence), element('td.text.source', {}, row.source || '–'),
      element('td.text', {}, row.origin), element('td.text', {}, row.prior || '–'))));
  };
  fill();
  return element('div', {},
    element('div.filters', {}, element('label', {for: filter.id}, 'Find'), filter, element('label', {for: grade.id}, 'Confidence'), grade), count,
    element('div.scroll.tall', {tabindex: 0, role: 'region', 'aria-label': 'Inputs'}, element('table.inputs', {},
      element('thead', {}, element('tr', {}, ['Input', 'Value', 'Unit', 'Conf.', 'Source', 'Given in', 'Prior'].map((text, at) =>
        element(at === 1 ? 'th' : 'th.text', {scope: 'col'}, text)))), body)));
}

export function provenance_section(run) {
  const {manifest} = run;
  const facts = [
    ['Configuration', `${manifest.config}, digest ${manifest.config_digest}`],
    ['Seed, replicate', `${manifest.seed}, ${manifest.priors === 'drawn' ? manifest.replicate : '0 (priors at their medians)'}`],
    ['Result digest', manifest.result_digest],
    ['Audit', `${plural(manifest.identities_checked, 'accounting identity', 'accounting identities')} compared, all exact`],
    ['Program', `overbuild ${manifest.version} (${manifest.commit ? `commit ${manifest.commit}, ` : ''}sources ${manifest.sources}), ${manifest.compiler}, ${manifest.started}`],
    ['Made with', Object.entries(manifest.dependencies).map(([name, version]) => `${name} ${version}`).join(', ')],
    ['Directory', run.directory],
  ];
  const details = element('details.data', {ontoggle: () => {
    if (details.open && details.children.length === 1) details.append(inputs_table(run));
  }}, element('summary', {}, 'Every input with its value, source and confidence'));
  return [
    element('p', {}, 'The same bits again, on any number of threads:'),
    element('pre', {tabindex: 0}, element('code', {}, `${command_of(run)}\n# or, from the run's own record of every value:\noverbuild run ${shell(`${run.directory}/config.yaml`)}\n# expected digest: ${manifest.result_digest}`)),
    element('dl', {}, facts.map(([name, value]) => [element('dt', {}, name), element('dd', {}, value)])),
    weak_inputs(run),
    details,
  ].filter(Boolean);
}
