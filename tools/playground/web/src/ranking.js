// The ranked bars of "What drives the boom": one row an input or a condition, one bar each of its ends or
// choices. Owns these elements and their sentence; refuses to know workers.
import {element, fresh_id} from '../../../report/web/src/dom.js';
import {percent, plural, shown} from '../../../report/web/src/format.js';
import {outcomes} from './worlds.js';

const rows_at_first = 8;
const minus = (text) => text.replace(/^-/, '−');

/** "+$12.3bn", "−4.0 percentage points" */
function difference_text({unit}, value) {
  if (!Number.isFinite(value)) return '–';
  const text = unit === '1' ? `${minus((100 * value).toFixed(Math.abs(value) < 0.0995 && value !== 0 ? 1 : 0))} percentage points`
    : shown(unit).text(value / shown(unit).scale);
  return value > 0 ? `+${text}` : text;
}

/** "−45%" of the baseline for amounts, "45% to 57%" for shares. */
function relative_text({unit}, {value, before}) {
  if (unit === '1') return `${percent(before)} to ${percent(before + value)}`;
  if (!(before > 0)) return '';
  return `${value > 0 ? '+' : ''}${percent(value / before)}`;
}

const short_text = (outcome, effect) => relative_text(outcome, effect) || difference_text(outcome, effect.value);

/** Makes `children` those of `parent`; what stays in its place is left alone. */
function put_in_order(parent, children) {
  children.forEach((child, at) => { if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] ?? null); });
  while (parent.children.length > children.length) parent.lastChild.remove();
}

/** The side of a row that moves most, clear ones first. */
const strongest = ({sides}) => sides.filter(({effect}) => effect.n)
  .sort((a, b) => Number(b.effect.clear) - Number(a.effect.clear) || Math.abs(b.effect.value) - Math.abs(a.effect.value))[0];

export class Ranking {
  /** `go(item)` leads to the slider or condition of a row; `changed()` after another outcome was chosen. */
  constructor({go, changed, made}) {
    Object.assign(this, {go, changed});
    this.say = (text) => text;  // in the words of the configuration, once they are known
    this.outcome = outcomes[0];
    this.whole = false;
    const id = fresh_id('driven');
    this.select = element('select', {id, onchange: () => { this.outcome = outcomes.find((one) => one.id === this.select.value); changed(); }},
      outcomes.map((one) => element('option', {value: one.id}, one.label)));
    this.answer = element('p.finding', {}, 'Every input and condition is tried alone once the worlds above are there.');
    this.around = element('p.note', {hidden: true}, 'All of it is around the baseline: what you have changed plays no part here.');
    this.rows = element('ol.ranking', {});
    this.made = new Map();  // item -> its element, which stays: a click on it that has begun is not lost
    this.more = element('button', {type: 'button', hidden: true, onclick: () => { this.whole = !this.whole; changed(); }}, 'Show all');
    this.element = element('figure.wide.drivers', {id: 'drivers', tabindex: -1},
      element('h3', {}, 'What drives the boom'),
      element('p.choose', {}, element('label', {for: id}, 'Outcome '), this.select),
      this.answer, this.around,
      element('p.note', {}, 'Each slider at its low and at its high end, each condition switched on or off: one at a time, in the same worlds, all else as drawn. Bar: the median change of a world (of a yes or no: the change of its frequency); thin line: 95 % interval. Grey: the interval holds zero, so it may be chance. ' +
        (made ? `The program has tried them in ${plural(made.worlds, 'world')} each; the page tries more, and what you add, whenever no other figure waits for worlds.` : 'They are tried in this page, whenever no other figure waits for worlds.')),
      this.rows, this.more,
      element('details', {}, element('summary', {}, 'Read with care'), element('ul.note', {}, [
        'A slider with ends far apart moves more than one with ends close together: the ends are choices of whoever made the page.',
        'Of twenty that do nothing, one looks clear by chance.',
        'Two changes together may do more or less than each alone: move both sliders to see.',
        'A condition sets the numbers that its buttons show on hover; the program checks nowhere that the world then fulfils it.'].map((text) => element('li', {}, text)))));
  }

  describe({base, drivers}) {
    const {outcome} = this;
    const ranked = drivers.ranked(base, outcome);
    const progress = drivers.progress(base);
    return {ranked, ...progress, clear: ranked.filter((row) => row.clear)};
  }

  /** "“Belief” at 0% (−45%)" */
  name_of(row) {
    const {name, effect} = strongest(row);
    return `“${row.item.label}” ${name} (${short_text(this.outcome, effect)})`;
  }

  sentence({ranked, clear, tried, all, worlds, most, done}, kinds) {
    if (tried < all && !clear.length) return `Tried so far: ${tried} of ${all}.`;
    if (!ranked.length) return 'Every input and condition is tried alone once the worlds above are there.';
    const noun = this.say(this.outcome.noun);
    const so_far = done ? '' : tried < all ? `So far (${tried} of ${all} tried): a` : `So far (${most > worlds ? `${worlds} to ${most} worlds` : plural(worlds, 'world')} each): a`;
    const among = `${so_far ? `${so_far}mong` : 'Among'} the ${kinds} tried, one at a time,`;
    if (!clear.length) return `${among} none moves ${noun} clearly.`;
    const then = clear.slice(1, 3).map((row) => this.name_of(row));
    const unclear = (done ? all : tried) - clear.length;
    return `${among} ${this.name_of(clear[0])} moves ${noun} most${then.length ? `; next: ${then.join('; ')}` : ''}. ` +
      (unclear ? `${unclear} of ${done ? all : tried} have no clear effect.` : 'All of them have a clear effect.');
  }

  draw(of) {
    const found = this.describe(of);
    const {ranked} = found;
    const count = (kind) => of.drivers.items.filter((item) => item.kind === kind).length;
    this.answer.textContent = this.sentence(found, [[count('input'), 'input'], [count('condition'), 'condition']]
      .filter(([number]) => number).map(([number, word]) => plural(number, word)).join(' and '));
    this.around.hidden = !of.changed;
    const widest = 1.15 * Math.max(...ranked.map(({size}) => size), Number.MIN_VALUE);
    const seen = this.whole ? ranked : ranked.slice(0, rows_at_first);
    const focused = this.rows.contains(document.activeElement) ? document.activeElement.dataset.item : null;
    put_in_order(this.rows, seen.map((row) => this.row(row, widest, found.worlds)));
    if (focused) this.rows.querySelector(`button[data-item="${CSS.escape(focused)}"]`)?.focus({preventScroll: true});
    this.more.hidden = ranked.length <= rows_at_first;
    this.more.textContent = this.whole ? 'Show the first only' : `Show all ${ranked.length}`;
    return found;
  }

  row({item, sides, clear}, widest, worlds) {
    if (!this.made.has(item)) this.made.set(item, this.head(item));
    const made = this.made.get(item);
    made.classList.toggle('unclear', !clear);
    while (made.children.length > 1) made.lastChild.remove();
    made.append(...sides.map((side) => this.bar(side, widest, worlds)));
    return made;
  }

  head(item) {
    return element('li', {'data-item': item.id},
      element('div.who', {}, element('button.name', {type: 'button', 'data-item': item.id, title: 'Go to it', onclick: () => this.go(item)}, item.label),
        item.about ? element('small', {}, item.about) : null));
  }

  bar({name, trial, effect}, widest, worlds) {
    const {outcome} = this;
    const at = (value) => 50 + 50 * Math.min(Math.max(value / widest, -1), 1);
    const span = (from, to) => `left:${Math.min(from, to).toFixed(2)}%;width:${Math.abs(to - from).toFixed(2)}%`;
    const failed = trial.failed.size;
    if (trial.refused || !effect.n) {
      return element('div.side.unclear', {title: trial.refused}, element('span.what', {}, name),
        element('span.effect', {}, trial.refused ? 'refused by the program' : trial.found.size ? 'no number in any world' : failed ? 'no world could be simulated' : 'not tried yet'));
    }
    const interval = Number.isFinite(effect.lo) ? `95 % interval ${difference_text(outcome, effect.lo)} to ${difference_text(outcome, effect.hi)}` : '';
    const relative = relative_text(outcome, effect);
    const told = effect.clear ? '' : effect.lo === 0 && effect.hi === 0 && effect.value === 0 ? 'no change in most worlds' : 'may be chance';
    return element(effect.clear ? 'div.side' : 'div.side.unclear', {},
      element('span.what', {}, name),
      element('span.gauge', {'aria-hidden': 'true'},
        element('span.zero'),
        element('span.fill', {style: span(at(0), at(effect.value))}),
        Number.isFinite(effect.lo) ? element('span.reach', {style: span(at(effect.lo), at(effect.hi))}) : null),
      element('span.effect', {}, element('b', {}, difference_text(outcome, effect.value)), relative ? ` (${relative})` : '',
        element('small', {}, [told, interval, effect.n === worlds ? '' : plural(effect.n, 'world'), failed ? `${failed} could not be simulated` : ''].filter(Boolean).join(', '))));
  }

  /** One line for the top of the page. */
  headline({clear, ranked, tried, all, done}) {
    if (!ranked.length) return '';
    if (tried < all) return `What drives the boom is being tried: ${tried} of ${all}.`;
    if (!clear.length) return done ? `Nothing tried moves ${this.say(this.outcome.noun)} clearly.` : '';
    return `What moves ${this.say(this.outcome.noun)} most${done ? '' : ' so far'}: ${this.name_of(clear[0])}.`;
  }
}
