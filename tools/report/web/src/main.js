// Puts the page together: a header, the runs side by side when there are several, a part for each
// run, and the contents. Sections are functions that return elements.
import {charts, draw_all, draw_for_paper, point_at_marks, redraw_all, reserve_all, speak} from './chart.js';
import {ensembles, hindcasts, page, runs} from './data.js';
import {element} from './dom.js';
import {explain, watch_words} from './glossary.js';
import {translate_element, translator} from './names.js';
import {force_theme, is_dark} from './theme.js';
import {answer_section} from './sections/answer.js';
import {compare_section} from './sections/compare.js';
import {ensemble_answers, ensemble_provenance, ensemble_verdict, failed_worlds_section, fan_section, known_section, probability_section} from './sections/ensemble.js';
import {failures_section} from './sections/failures.js';
import {firms_section} from './sections/firms.js';
import {flow_section} from './sections/flows.js';
import {hindcast_section} from './sections/hindcast.js';
import {losses_section} from './sections/losses.js';
import {margin_section} from './sections/margin.js';
import {capability_section, market_section} from './sections/market.js';
import {migration_section} from './sections/migration.js';
import {mismatch_section} from './sections/mismatch.js';
import {effects_section, predicates_section, ranking_section} from './sections/questions.js';
import {provenance_section} from './sections/provenance.js';
import {story_section, verdict_section} from './sections/story.js';

const run_sections = [
  ['verdict', 'Did it pay?', verdict_section],
  ['answer', 'Four numbers', answer_section],
  ['story', 'What happened', story_section],
  ['mismatch', 'Commitment and revenue', mismatch_section],
  ['flows', 'Flows', flow_section],
  ['market', 'Market', market_section],
  ['capability', 'Capability', capability_section],
  ['migration', 'Migration', migration_section],
  ['margin', 'Margin', margin_section],
  ['firms', 'Balance sheets', firms_section],
  ['failures', 'Failures', failures_section],
  ['losses', 'Losses', losses_section],
  ['provenance', 'Provenance', provenance_section],
];

const ensemble_sections = [
  ['paid', 'Did it pay?', ensemble_verdict],
  ['answer', 'Four numbers', ensemble_answers],
  ['known', 'What is known already', known_section],
  ['fans', 'Fans', fan_section],
  ['probability', 'Probabilities', probability_section],
  ['unfinished', 'Unfinished worlds', failed_worlds_section],
  ['provenance', 'Provenance', ensemble_provenance],
];

const question_sections = [
  ['load', 'What carries the bet', effects_section],
  ['predicates', 'Hypotheses', predicates_section],
  ['ranking', 'Inputs that matter', ranking_section],
  ['unfinished', 'Unfinished worlds', failed_worlds_section],
  ['provenance', 'Provenance', ensemble_provenance],
];

function section(id, heading, contents) {
  // A figure that would stand alone in its row takes all of it.
  contents.forEach((one, at) => {
    const narrow = (other) => other?.matches('figure:not(.wide)');
    let before = 0;
    while (narrow(contents[at - 1 - before])) ++before;
    if (narrow(one) && before % 2 === 0 && !narrow(contents[at + 1])) one.classList.add('wide');
  });
  return element('section', {id, 'aria-labelledby': `${id}-title`}, element('h3', {id: `${id}-title`}, heading), element('div.grid', {}, contents));
}

function part(id, title, subtitle, sections) {
  return element('article', {id, 'aria-labelledby': `${id}-title`},
    element('header.part', {}, element('h2', {id: `${id}-title`}, title), element('p', {}, subtitle)),
    sections.filter(([, , contents]) => contents.filter(Boolean).length).map(([name, heading, contents]) => section(`${id}-${name}`, heading, contents.filter(Boolean))));
}

function parts() {
  const in_names_of = (one, make) => {
    const translate = translator(one);
    const article = speak(translate, make);
    if (translate) translate_element(article, translate);
    for (const one of article.querySelectorAll('section')) explain(one, translate);
    return article;
  };
  const of_run = (run) => in_names_of(run, () => part(`run${run.position + 1}`, run.title, run.name, run_sections.map(([name, heading, make]) => [name, heading, make(run)])));
  const of_ensemble = (ensemble) => in_names_of(ensemble, () => part(`ensemble${ensemble.position + 1}`, ensemble.label, `${ensemble.kind}, seed ${ensemble.seed}`,
    (ensemble.scenarios.length ? ensemble_sections : question_sections).map(([name, heading, make]) => [name, heading, make(ensemble)])));
  const of_hindcast = (card, at) => in_names_of(card, () => part(`hindcast${at + 1}`, hindcasts.length > 1 && card.title ? `Against the record: ${card.title}` : 'Against the record', card.title ? `${card.title}: ${card.file}` : card.file, [['targets', 'Scorecard', hindcast_section(card)]]));
  const many = [...ensembles.map(of_ensemble), ...hindcasts.map(of_hindcast)];
  if (runs.length < 2) return [...runs.map(of_run), ...many];
  const compared = part('compare', 'Side by side', 'Runs on one axis: years since the peak of capital spending before its largest fall.', [['peak', 'Years since the peak', compare_section(runs)]]);
  explain(compared);
  return [compared, ...many, ...runs.map(of_run)];
}

function contents(articles) {
  return element('ol', {}, articles.map((article) => {
    const links = [...article.querySelectorAll('section')].map((one) => element('li', {}, element('a', {href: `#${one.id}`}, one.querySelector('h3').textContent)));
    return articles.length > 1
      ? element('li', {}, element('a.part', {href: `#${article.id}`}, article.querySelector('h2').textContent), element('ol', {}, links))
      : links;
  }).flat());
}

function theme_button() {
  const button = element('button.theme', {type: 'button', onclick: () => { force_theme(is_dark() ? 'light' : 'dark'); name(); recolour(); }});
  const name = () => { button.textContent = is_dark() ? 'Light' : 'Dark'; button.setAttribute('aria-label', `Switch to ${is_dark() ? 'light' : 'dark'} colours`); };
  name();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { name(); recolour(); });
  return button;
}

function recolour() {
  redraw_all();
  document.dispatchEvent(new Event('themechange'));
}

/** Tables wider than a page are made smaller until they fit. */
function shrink_tables() {
  for (const box of document.querySelectorAll('.scroll')) {
    const table = box.querySelector('table');
    if (table.scrollWidth > box.clientWidth) table.style.zoom = String(box.clientWidth / table.scrollWidth);
  }
}

function print_well() {
  const root = document.documentElement;
  let before = null;
  addEventListener('beforeprint', () => {
    before = root.dataset.theme ?? null;
    force_theme('light');
    document.dispatchEvent(new Event('drawall'));
    document.dispatchEvent(new Event('themechange'));
    root.classList.add('paper');
    draw_for_paper();
    shrink_tables();
  });
  addEventListener('afterprint', () => {
    root.classList.remove('paper');
    for (const table of document.querySelectorAll('.scroll table')) table.style.zoom = '';
    force_theme(before);
    recolour();
    reserve_all();
  });
}

const title = runs.length > 1 ? `${['', '', 'Two', 'Three', 'Four'][runs.length] ?? runs.length} worlds side by side`
  : runs.length ? runs[0].title : ensembles.length ? `${ensembles[0].worlds} worlds of ${ensembles[0].config}` : 'Against the record';
document.title = `${title}: Overbuild report`;
const articles = parts();
document.getElementById('top').append(
  element('p.brand', {}, 'Overbuild'), theme_button(),
  element('h1', {}, title),
  element('p.lead', {}, page.statement));
if (articles.length === 1) articles[0].querySelector('header.part h2').classList.add('repeated');
document.getElementById('contents').append(contents(articles));
document.getElementById('main').append(...articles);
reserve_all();
document.getElementById('foot').append(element('p', {}, `Made by ${page.program}, ${page.created}. ${page.statement}`));
watch_words();
print_well();

// For tests and pictures: draw everything now, and say what was drawn.
window.overbuild = {
  draw_all: () => { document.dispatchEvent(new Event('drawall')); draw_all(); },
  charts, point_at_marks,
};
