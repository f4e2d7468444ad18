// The assumptions: sliders in groups, conditions as buttons, the search for any other parameter. Owns
// these elements; tells the page through `changed()` and reads the state.
import {element, fresh_id} from '../../../report/web/src/dom.js';
import {capital} from '../../../report/web/src/format.js';
import {Scale, ends_of, is_number, path_words, value_text} from './scale.js';
import {explain, term} from '../../../report/web/src/glossary.js';

const drawn_meaning = 'Nobody knows this number exactly, so every world draws a value of its own. The bar below the slider shows where nine of ten draws lie, its line the middle. Moving the slider fixes one value in all worlds.';

const group_titles = {belief: 'Belief', money: 'Money', technology: 'Technology', demand: 'Demand',
                      builders: 'Builders', added: 'Added by you'};

/** A slider's label without what stands in brackets behind it. */
const without_unit = (label) => label.replace(/ \([^()]*\)$/, '');

/** One row: a number with its slider, a flag, a choice or a text. */
class Row {
  constructor(controls, parameter, slider) {
    this.controls = controls;
    this.parameter = parameter;
    this.path = parameter.path;
    this.plain = slider?.label ?? path_words(parameter.path);  // in the program's own words
    this.label = slider ? controls.say(this.plain) : this.plain;
    this.short = without_unit(this.label);
    this.is_number = is_number(parameter);
    this.id = fresh_id('value');
    const [lo, hi] = slider ? [slider.lo, slider.hi] : is_number(parameter) ? ends_of(parameter) : [0, 1];
    this.scale = new Scale(lo, hi, parameter.kind === 'integer');
    this.output = element('output', {for: this.id});
    this.hint = element('p.hint');
    this.drawn = term('drawn', drawn_meaning);
    this.problem = element('p.problem', {role: 'alert', hidden: true});
    this.clear = element('button.small', {type: 'button', hidden: true, 'aria-label': `Reset: ${this.label}`, onclick: () => this.reset()}, 'reset');
    this.input = this.make_input();
    this.exact = is_number(parameter) ? this.make_exact() : null;
    const about = [controls.say(parameter.meaning), parameter.source ? `Source: ${parameter.source}${parameter.confidence ? ` (${parameter.confidence})` : ''}.` : ''].filter(Boolean).join('. ').replace('..', '.');
    this.element = element('div.row', {'data-path': this.path},
      element('div.head', {}, explain(element('label', {for: this.id}, capital(this.label)), controls.translate), this.drawn, this.output, this.clear),
      is_number(parameter) ? element('div.track', {}, this.prior_band(), this.input) : this.input,
      this.problem, this.hint,
      element('details.about', {}, element('summary', {}, 'about'), element('p', {}, about),
        element('p', {}, element('code', {}, this.path)), this.exact));
    this.show();
  }

  make_input() {
    const {parameter, id} = this;
    if (is_number(parameter)) {
      return element('input', {id, type: 'range', min: 0, max: this.scale.steps, step: 1,
        oninput: () => this.set(String(this.scale.value(Number(this.input.value))))});
    }
    if (parameter.kind === 'flag' || parameter.kind === 'choice') {
      const names = parameter.kind === 'flag' ? ['true', 'false'] : parameter.names;
      return element('select', {id, onchange: () => this.set(this.input.value)},
        names.map((name) => element('option', {value: name}, parameter.kind === 'flag' ? (name === 'true' ? 'yes' : 'no') : name.replaceAll('_', ' '))));
    }
    return element('input', {id, type: 'text', onchange: () => this.set(this.input.value)});
  }

  make_exact() {
    const id = fresh_id('exact');
    this.exact_input = element('input', {id, type: 'text', inputmode: 'decimal', autocomplete: 'off', onchange: () => {
      const text = this.exact_input.value.trim();
      if (text === '') this.reset(); else this.set(text);
    }});
    return element('p', {}, element('label', {for: id}, 'Exact value '), this.exact_input, ` ${this.parameter.unit === '1' ? '' : this.parameter.unit}`);
  }

  /** Where the prior draws 90 % of its values. */
  prior_band() {
    const {quantiles} = this.parameter;
    if (!quantiles) return null;
    const at = (text) => 100 * this.scale.position(Number(text)) / this.scale.steps;
    const [from, to] = [at(quantiles[0]), at(quantiles[4])];
    return element('span.prior', {'aria-hidden': 'true', style: `--from:${from}%;--to:${to}%;--mid:${at(quantiles[2])}%`});
  }

  set(text) {
    this.controls.state.touched.set(this.path, text);
    this.show();
    this.controls.changed(this.path);
  }

  reset() {
    this.controls.state.touched.delete(this.path);
    this.say('');
    this.show();
    this.controls.changed(null);
  }

  text_of(value) { return value_text(this.parameter, value, this.scale); }

  show() {
    const {parameter} = this;
    const touched = this.controls.state.touched.get(this.path);
    const value = touched ?? parameter.value;
    const text = this.text_of(value);
    if (is_number(parameter)) {
      const given = Number(value);
      if (Number.isFinite(given)) this.input.value = String(this.scale.position(given));
      this.input.setAttribute('aria-valuetext', text);
      if (this.exact_input) this.exact_input.value = touched ?? '';
      if (this.exact_input) this.exact_input.placeholder = parameter.value;
    } else {
      this.input.value = value;
    }
    const drawn = touched === undefined && Boolean(parameter.prior);
    this.output.textContent = drawn ? `middle ${text}` : text;
    this.drawn.hidden = !drawn;
    this.hint.textContent = touched === undefined ? '' :
      parameter.prior ? `Fixed at ${text}; the baseline draws it around ${this.text_of(parameter.value)}.` : `Baseline: ${this.text_of(parameter.value)}.`;
    this.hint.hidden = !this.hint.textContent;
    this.clear.hidden = touched === undefined;
    this.element?.classList.toggle('touched', touched !== undefined);
    this.element?.classList.toggle('drawn', drawn);
  }

  say(text) {
    this.problem.textContent = text;
    this.problem.hidden = !text;
    this.input.setAttribute('aria-invalid', String(Boolean(text)));
  }
}

/** A named condition with its choices, one of which may hold. */
class Condition {
  constructor(controls, condition) {
    this.controls = controls;
    this.condition = condition;
    const choices = [...condition.choices.map((choice) => choice.label)];
    const single = choices.length === 1;
    this.buttons = choices.map((label, at) => element('button.small', {
      type: 'button', 'aria-pressed': 'false', onclick: () => this.choose(at),
      title: condition.choices[at].sets.map(([path, text]) => `${path}=${text}`).join('\n'),
    }, single ? 'try it' : label));
    this.asis = element('button.small', {type: 'button', 'aria-pressed': 'true', onclick: () => this.choose(null)}, 'as configured');
    this.element = element('div.condition', {role: 'group', 'aria-label': condition.title, 'data-condition': condition.id},
      element('p', {}, condition.title), element('div.buttons', {}, this.buttons, this.asis));
    this.show();
  }

  choose(at) {
    const {chosen} = this.controls.state;
    if (at === null) chosen.delete(this.condition.id); else chosen.set(this.condition.id, at);
    this.show();
    this.controls.changed(null);
  }

  show() {
    const at = this.controls.state.chosen.get(this.condition.id);
    this.buttons.forEach((button, position) => button.setAttribute('aria-pressed', String(position === at)));
    this.asis.setAttribute('aria-pressed', String(at === undefined));
    this.element.classList.toggle('touched', at !== undefined);
  }
}

export class Controls {
  /** `changed(path or null)` after every change of the state, `added()` after a row was added by search. */
  constructor(state, page, changed, added) {
    Object.assign(this, {state, page, changed, added});
    this.told = [[], ''];
    this.say = (text) => text;  // in the words of the configuration, once they are known
    this.translate = null;      // the same, where it has words of its own
    this.rows = new Map();
    this.parameters = new Map();
    this.groups = new Map();
    this.reset_all = element('button', {type: 'button', id: 'reset', title: 'Back to the baseline; sliders that you have added stay', onclick: () => { this.state.reset(); this.show(); this.changed(null); }}, 'Reset all values');
    this.general = element('p.problem.general', {role: 'alert', hidden: true});
    this.sliders = element('div', {id: 'sliders'});
    this.conditions = page.conditions.map((condition) => new Condition(this, condition));
    const families = this.condition_groups();
    const to_conditions = families.length ? element('button.small', {type: 'button', onclick: () => this.go_to(families[0], families[0].querySelector('button'))}, `${this.conditions.length} conditions ↓`) : null;
    this.element = this.folded(element('div.bar', {}, element('h2', {}, 'Assumptions'), to_conditions, this.reset_all),
      this.general, this.sliders, this.make_search(), ...families);
  }

  /** On a phone the figures come first: assumptions open on a tap (style.css hides the line elsewhere). */
  folded(...children) {
    const narrow = matchMedia('(max-width: 760px)');
    const made = element('details.assumptions', {open: !narrow.matches}, element('summary', {}, 'Change the assumptions'), ...children);
    narrow.addEventListener('change', () => { made.open = !narrow.matches; });
    return made;
  }

  /** Brings an element to where it is seen, and the keyboard to what in it can be moved. */
  go_to(place, input) {
    for (let at = place.closest('details'); at; at = at.parentElement.closest('details')) at.open = true;
    place.scrollIntoView({block: 'center'});
    input.focus({preventScroll: true});
  }

  /** The slider of a path, or the condition of "~id". */
  show_item(id) {
    const condition = this.conditions.find((one) => `~${one.condition.id}` === id);
    if (condition) this.go_to(condition.element, condition.buttons[0]);
    else this.go_to(this.rows.get(id).element, this.rows.get(id).input);
  }

  condition_groups() {
    const families = [...new Set(this.page.conditions.map((condition) => condition.family))];
    return families.map((family) => element('details.family', {open: true}, element('summary', {}, family),
      this.conditions.filter(({condition}) => condition.family === family).map((one) => one.element)));
  }

  /** The engine's answer to ov_parameters. */
  know({parameters}) {
    for (const parameter of parameters) this.parameters.set(parameter.path, parameter);
    const order = Object.keys(group_titles);
    for (const slider of [...this.page.sliders].sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group))) {
      this.add(slider.path, slider.group, slider);
    }
    this.show();
  }

  group(name) {
    if (!this.groups.has(name)) {
      const made = element('fieldset', {'data-group': name}, element('legend', {}, group_titles[name] ?? capital(name)));
      this.groups.set(name, made);
      this.sliders.append(made);
    }
    return this.groups.get(name);
  }

  add(path, group, slider) {
    const parameter = this.parameters.get(path);
    if (!parameter || this.rows.has(path)) return this.rows.get(path);
    const row = new Row(this, parameter, slider);
    this.rows.set(path, row);
    this.group(group).append(row.element);
    return row;
  }

  make_search() {
    const id = fresh_id('search');
    this.search = element('input', {id, type: 'search', autocomplete: 'off', placeholder: 'for instance: debt, price, leap',
      oninput: () => this.find(false), onkeydown: (event) => { if (event.key === 'Enter') { event.preventDefault(); this.find(true); } }});
    this.found = element('ul.found', {'aria-label': 'Parameters found'});
    return element('div.search', {}, element('label', {for: id}, 'Add any other parameter'), this.search, this.found);
  }

  find(take_first) {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = !words.length ? [] : [...this.parameters.values()].filter((parameter) => {
      const text = `${parameter.path} ${parameter.meaning}`.toLowerCase();
      return !this.rows.has(parameter.path) && !['numbers', 'texts'].includes(parameter.kind) && words.every((word) => text.includes(word));
    });
    const take = (parameter) => {
      this.search.value = '';
      this.found.replaceChildren();
      const row = this.add(parameter.path, 'added');
      row.element.scrollIntoView?.({block: 'nearest'});
      row.input.focus();
      this.added();
    };
    if (take_first && hits.length) return take(hits[0]);
    this.found.replaceChildren(...hits.slice(0, 12).map((parameter) => element('li', {},
      element('button', {type: 'button', onclick: () => take(parameter)}, path_words(parameter.path),
        element('small', {}, this.say(parameter.meaning))))),
      ...(hits.length > 12 ? [element('li.more', {}, `and ${hits.length - 12} more`)] : []),
      ...(words.length && !hits.length ? [element('li.more', {}, 'nothing of that name')] : []));
  }

  /** Rows for what an address brought, and all of them as the state has it. */
  show() {
    for (const path of this.state.touched.keys()) this.add(path, 'added');
    for (const row of this.rows.values()) row.show();
    for (const condition of this.conditions) condition.show();
    this.reset_all.disabled = !this.state.changed;
    this.problems(...this.told);
  }

  /** The program's own diagnostics, each beside the row it is about. */
  problems(problems, rest) {
    this.told = [problems, rest];
    for (const row of this.rows.values()) row.say('');
    const loose = rest ? [rest] : [];
    for (const problem of problems) {
      const named = [...this.rows.values()].find((row) => problem.file === `--set ${row.path}`) ??
        [...this.rows.values()].find((row) => this.state.touched.has(row.path) && problem.message.includes(`'${row.path}'`));
      if (named) named.say([named.problem.textContent, problem.text.replace(/^--set [^:]*: /, '')].filter(Boolean).join('\n'));
      else loose.push(problem.text);
    }
    this.general.textContent = loose.join('\n');
    this.general.hidden = !loose.length;
    this.reset_all.disabled = !this.state.changed;
  }
}
