// What drives the outcome: every slider at each of its ends and every condition imposed or taken away,
// one at a time, in the same worlds as the baseline. Owns which world is tried next and what came of it;
// refuses to know elements, workers and what the reader has changed.
import {Worlds, effect, outcome_of, outcomes} from './worlds.js';

/** Worlds for each change: in the first round as few as can say anything, then more. */
export const rounds = [6, 12, 20];

/** The worlds of one change: of a slider's end, of a condition's choice, or of both when they are the same. */
class Trial {
  constructor(changes) {
    this.changes = changes;
    this.key = JSON.stringify(changes);
    this.found = new Map();      // replicate -> {digest, values: by outcome}
    this.failed = new Map();     // replicate -> reason
    this.under_way = new Set();  // replicates
    this.refused = '';           // why the engine does not open it
    this.same = false;           // it is what the configuration says anyway
  }

  has(replicate) {
    return this.found.has(replicate) || this.failed.has(replicate) || this.under_way.has(replicate);
  }

  /** What the program has found when the page was made (tools/playground/drivers.hpp). */
  take_found({worlds = [], same = false, refused = ''}) {
    Object.assign(this, {same, refused});
    worlds.forEach((values, replicate) => {
      if (values) this.found.set(replicate, {values: values.map((value) => value ?? NaN)});
      else this.failed.set(replicate, 'could not be simulated');
    });
  }
}

export class Drivers {
  /** `found`: what the program has tried already, or nothing. */
  constructor(found) {
    this.given = found;
    this.rounds = found ? [found.worlds, ...rounds.filter((count) => count > found.worlds)] : rounds;
    this.items = [];          // {id, kind, label, about, sides: [{name, trial}]}
    this.trials = new Map();  // by key
  }

  /** `id` names it once; sides: [{name, changes}]; `kind` is 'input' or 'condition'; `about`: what it sets. */
  add(id, kind, label, about, sides) {
    if (this.knows(id)) return;
    this.items.push({id, kind, label, about, sides: sides.map((side, at) => this.side(id, side, at))});
  }

  /** Adds the sides of `id` to those of the item `to`, those aside that try the same; whether there is such an item. */
  join(to, id, about, sides) {
    const item = this.items.find((one) => one.id === to);
    if (!item) return false;
    if (item.joined?.includes(id)) return true;
    item.joined = [...item.joined ?? [], id];
    item.about = [item.about, about].filter(Boolean).join('; ');
    const keys = new Set(item.sides.map(({trial}) => trial.key));
    sides.forEach((side, at) => { if (!keys.has(JSON.stringify(side.changes))) item.sides.push(this.side(id, side, at)); });
    return true;
  }

  /** A side with its trial, and what the program has found for it. */
  side(id, {name, changes}, at) {
    const trial = this.trial(changes), given = this.given?.trials[id]?.[at];
    if (given && !trial.found.size) trial.take_found(given);
    return {name, trial};
  }

  knows(id) { return this.items.some((item) => item.id === id); }

  trial(changes) {
    const made = new Trial(changes);
    if (!this.trials.has(made.key)) this.trials.set(made.key, made);
    return this.trials.get(made.key);
  }

  /** How many worlds each round takes, of those that the baseline has. */
  targets(base) {
    return [...new Set(this.rounds.map((count) => Math.min(count, base.count)))];
  }

  /** What to try next: {trial, replicate} or null. A worker stays with the change it has open. */
  next(member, base) {
    const known = [...base.by_replicate.keys()].sort((a, b) => a - b);
    for (const target of this.targets(base)) {
      const wanted = (trial) => (trial.refused || trial.same ? undefined
        : known.slice(0, target).find((replicate) => !trial.has(replicate)));
      const open = [...this.trials.values()].filter((trial) => wanted(trial) !== undefined);
      const trial = open.find(({key}) => key === member.trying) ?? open.find(({under_way}) => !under_way.size) ?? open[0];
      if (!trial) continue;
      const replicate = wanted(trial);
      trial.under_way.add(replicate);
      member.trying = trial.key;
      return {trial, replicate};
    }
    return null;
  }

  /** The engine's answer, a world or why there is none. */
  take(key, answer, metrics) {
    const trial = this.trials.get(key);
    trial.under_way.delete(answer.replicate);
    if (answer.given_up || trial.refused) return;
    if (answer.error) {
      trial.failed.set(answer.replicate, answer.error);
      return;
    }
    const world = new Worlds(key);
    world.add(answer, metrics);
    trial.found.set(answer.replicate, {digest: answer.digest,
      values: outcomes.map((outcome) => outcome_of(world, answer.replicate, outcome))});
  }

  /** The effect of a change on an outcome over the worlds tried until now. */
  effect(trial, base, outcome) {
    const at = outcomes.indexOf(outcome);
    const before = (replicate) => this.given?.base[replicate]?.[at] ??
      (base.by_replicate.has(replicate) ? outcome_of(base, replicate, outcome) : NaN);
    return effect([...trial.found].map(([replicate, {values}]) => ({replicate, base: before(replicate), now: values[at]})), outcome);
  }

  /** Items with effects, those that are clear first, then by the size of the largest effect:
   * [{item, clear, sides: [{name, trial, effect}], size}]. */
  ranked(base, outcome) {
    const size_of = (sides) => Math.max(0, ...sides.map(({effect: {value}}) => Math.abs(value)).filter(Number.isFinite));
    return this.items.map((item) => {
      const sides = item.sides.filter(({trial}) => !trial.same).map((side) => ({...side, effect: this.effect(side.trial, base, outcome)}));
      const clear = sides.filter((side) => side.effect.clear);
      return {item, sides, clear: clear.length > 0, size: size_of(clear.length ? clear : sides)};
    }).filter(({sides}) => sides.some(({trial, effect: {n}}) => n || trial.refused))
      .sort((a, b) => Number(b.clear) - Number(a.clear) || b.size - a.size);
  }

  /** {tried, all: items, worlds: the fewest of those tried, most: the most of one, done}; what the engine refuses counts as tried. */
  progress(base) {
    const least = ({sides}) => Math.min(...sides.map(({trial}) =>
      (trial.refused || trial.same ? Infinity : trial.found.size + trial.failed.size)));
    const counts = this.items.map(least), tried = counts.filter((count) => count > 0);
    const target = this.targets(base).at(-1);
    const most = Math.max(0, ...this.items.flatMap(({sides}) => sides.map(({trial}) => trial.found.size + trial.failed.size)));
    return {tried: tried.length, all: counts.length, most, worlds: Math.min(...tried.map((count) => (Number.isFinite(count) ? count : target))),
            done: tried.length > 0 && counts.every((count) => count >= target)};
  }
}
