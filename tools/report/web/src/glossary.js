// Words of the program explained where they stand: a dotted underline, and one tooltip that comes on
// hover, on keyboard focus and on tap, and goes with Escape. The entries are the program's
// (sim/results/glossary.hpp); report and playground share this. Owns marks and tooltip; refuses to know
// charts.
import {element} from './dom.js';

const entries = JSON.parse(document.getElementById('glossary').textContent);

/** Forms that mean something else in plain English; explained only by `term`. */
const everyday = new Set(['app', 'claim', 'draw', 'draws', 'drawn', 'exposure', 'interval', 'point', 'reach', 'rank', 'round', 'rounds',
                          'route', 'spread', 'transfer', 'paired', 'retired', 'seed', 'market', 'capital', 'condition', 'conditions',
                          'family', 'families', 'gap', 'generation', 'generations', 'input', 'inputs', 'luck', 'margin', 'material',
                          'interaction', 'interactions', 'paid', 'unpaid', 'metric', 'metrics', 'outcome', 'outcomes', 'parameter', 'parameters', 'sales',
                          'score', 'skill', 'target', 'targets']);
const left_alone = 'h3, code, pre, button, a, summary, select, option, output, tbody td, tbody th, dd, svg, .plot, .spark, .brand, .term';

const letter_by_letter = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const plain = (text) => text.toLowerCase().replace(/[\s_-]+/g, ' ');

/** {pattern, entry_of}: the words that mean the same in a configuration that names things its own way. */
const known = new Map();
function words_under(translate) {
  if (known.has(translate)) return known.get(translate);
  const found = new Map();
  for (const entry of entries) {
    for (const form of [entry.word, ...entry.forms]) {
      if (!everyday.has(form) && (!translate || translate(form) === form) && !found.has(plain(form))) found.set(plain(form), entry);
    }
  }
  const longest_first = [...found.keys()].sort((a, b) => b.length - a.length).map((form) => letter_by_letter(form).replaceAll(' ', '[\\s_-]'));
  // Percentage points are no points of capability.
  const made = {entry_of: (text) => found.get(plain(text)),
                pattern: longest_first.length ? new RegExp(`(?<![\\w$/.-]|percentage )(?:${longest_first.join('|')})(?![\\w-]|\\.\\w)`, 'gi') : null};
  known.set(translate, made);
  return made;
}

const explained = new WeakMap();

/** A word with an explanation of its own, or with the glossary's. */
export function term(shown, meaning, word = shown) {
  const made = element('dfn.term', {tabindex: 0, 'aria-describedby': 'explanation'}, shown);
  explained.set(made, {word, meaning: meaning.replace(/`([^`]*)`/g, '“$1”')});
  return made;
}

/** The meaning of a word of the glossary; undefined where the page has none. */
export const meaning_of = (word) => entries.find((entry) => entry.word === word || entry.forms.includes(word))?.meaning;

function mark(node, {entry_of, pattern}, translate, seen) {
  const parts = [];
  let from = 0;
  for (const found of node.data.matchAll(pattern)) {
    const entry = entry_of(found[0]);
    if (!entry || seen.has(entry)) continue;
    seen.add(entry);
    const word = translate && translate(entry.word) !== entry.word ? found[0].toLowerCase() : entry.word;
    parts.push(node.data.slice(from, found.index), term(found[0], translate ? translate(entry.meaning) : entry.meaning, word));
    from = found.index + found[0].length;
  }
  if (parts.length) node.replaceWith(...parts, node.data.slice(from));
}

/** Marks each word of the glossary where it first stands in `root`; those in `seen` are told already. */
export function explain(root, translate = null, seen = new Set()) {
  const words = words_under(translate);
  if (!words.pattern) return root;
  const nodes = [], walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (!walker.currentNode.parentElement?.closest(left_alone)) nodes.push(walker.currentNode);
  for (const node of nodes) mark(node, words, translate, seen);
  return root;
}

// ---- the tooltip ---------------------------------------------------------------------------------

const tip = element('div', {id: 'explanation', role: 'tooltip', hidden: true});
let leaving = 0;

function show(word) {
  clearTimeout(leaving);
  const {word: name, meaning} = explained.get(word);
  tip.replaceChildren(element('b', {}, name), element('span', {}, meaning));
  tip.hidden = false;
  const at = word.getClientRects()[0] ?? word.getBoundingClientRect(), {offsetWidth: width, offsetHeight: height} = tip;
  tip.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8))}px`;
  tip.style.top = `${at.bottom + height + 12 > innerHeight && at.top > height + 12 ? at.top - height - 6 : at.bottom + 6}px`;
}

function hide() {
  clearTimeout(leaving);
  tip.hidden = true;
}

/** The mouse has time to reach the tooltip. */
function hide_soon() {
  clearTimeout(leaving);
  leaving = setTimeout(hide, 150);
}

const word_at = (event) => (event.target instanceof Element ? event.target.closest('.term') : null);

/** Once for a page. */
export function watch_words() {
  document.body.append(tip);
  document.addEventListener('pointerover', (event) => {
    if (word_at(event)) show(word_at(event));
    else if (tip.contains(event.target)) clearTimeout(leaving);
  });
  document.addEventListener('pointerout', (event) => { if ((word_at(event) || tip.contains(event.target)) && word_at(event) !== document.activeElement) hide_soon(); });
  document.addEventListener('focusin', (event) => (word_at(event) ? show(word_at(event)) : hide()));
  document.addEventListener('focusout', (event) => { if (word_at(event)) hide(); });
  document.addEventListener('click', (event) => {
    if (!word_at(event)) { if (!tip.contains(event.target)) hide(); return; }
    event.preventDefault();  // a label would pass the tap on to its slider
    show(word_at(event));
  });
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') hide(); });
  addEventListener('scroll', () => { if (!tip.hidden && !document.activeElement?.matches('.term')) hide(); }, {passive: true});
}
