// What the reader has changed: values by key and chosen conditions. Owns its forms: the address, the
// engine's settings and the YAML overlay. Refuses to know the engine and the page's elements.

const json_text = (text) => {
  try { return JSON.parse(text); } catch { return undefined; }
};

/** A value as YAML reads it: plain words, numbers, lists and maps as they are, other texts in quotes. */
const yaml_scalar = (text) => (/^[A-Za-z0-9_.+-]+$|^~$/.test(text) || json_text(text) !== undefined ? text : JSON.stringify(text));

/** {a: {b: text}} of [["a.b", text]...]; a key that is a value and a group keeps the later one. */
function nested(settings) {
  const root = new Map();
  for (const [path, text] of settings) {
    const parts = path.split('.');
    let at = root;
    for (const part of parts.slice(0, -1)) {
      if (!(at.get(part) instanceof Map)) at.set(part, new Map());
      at = at.get(part);
    }
    at.set(parts[parts.length - 1], text);
  }
  return root;
}

function yaml_lines(map, depth = 0) {
  return [...map].flatMap(([key, value]) => {
    const head = `${'  '.repeat(depth)}${/^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) ? key : JSON.stringify(key)}:`;
    return value instanceof Map ? [head, ...yaml_lines(value, depth + 1)] : [`${head} ${yaml_scalar(value)}`];
  });
}

export class State {
  /** conditions: [{id, choices: [{label, sets: [[path, text]...]}]}] of the page. */
  constructor(page) {
    this.page = page;
    this.conditions = new Map(page.conditions.map((condition) => [condition.id, condition]));
    this.touched = new Map();  // path -> text
    this.chosen = new Map();   // condition -> position among its choices
    this.worlds = page.worlds;
    this.world = null;         // the one whose story is open
  }

  get changed() { return this.touched.size > 0 || this.chosen.size > 0; }

  reset() {
    this.touched.clear();
    this.chosen.clear();
    this.world = null;
  }

  /** [[path, text]...] over the page's configuration: conditions first, then single values. */
  changes() {
    const all = new Map();
    for (const [id, at] of this.chosen) {
      for (const [path, text] of this.conditions.get(id).choices[at].sets) all.set(path, text);
    }
    for (const [path, text] of this.touched) all.set(path, text);
    return [...all];
  }

  /** What the engine is asked to open. */
  request(changes = this.changes()) {
    const {config, trees, overlays, sets, seed} = this.page;
    return {config, trees, overlays, ...(seed === undefined ? {} : {seed}),
            sets: Object.fromEntries([...sets, ...changes])};
  }

  get key() { return this.changed ? JSON.stringify(this.changes()) : 'base'; }

  to_address() {
    const query = new URLSearchParams();
    for (const [id, at] of this.chosen) query.set(`~${id}`, this.conditions.get(id).choices[at].label);
    for (const [path, text] of this.touched) query.set(path, text);
    if (this.worlds !== this.page.worlds) query.set('~worlds', this.worlds);
    if (this.world !== null) query.set('~world', this.world);
    const text = query.toString();
    return text ? `#${text}` : '#';
  }

  /** Takes over an address; what it does not understand stays out, values are judged by the engine. */
  from_address(address) {
    this.reset();
    this.worlds = this.page.worlds;
    const whole = (text, most) => (/^\d{1,6}$/.test(text) && Number(text) <= most ? Number(text) : null);
    for (const [key, text] of new URLSearchParams(address.replace(/^#/, ''))) {
      if (key === '~worlds') this.worlds = Math.max(1, whole(text, 10000) ?? this.worlds);
      else if (key === '~world') this.world = whole(text, 9999);
      else if (key.startsWith('~')) {
        const choices = this.conditions.get(key.slice(1))?.choices ?? [];
        const at = choices.findIndex((choice) => choice.label === text);
        if (at >= 0) this.chosen.set(key.slice(1), at);
      } else if (/^[A-Za-z0-9_.-]{1,200}$/.test(key) && key.includes('.') && text.length <= 2000) {
        this.touched.set(key, text);
      }
    }
  }

  /** The overlay that `overbuild run` repeats everything with. */
  overlay() {
    const {title, command, statement, sets, seed} = this.page;
    const one_line = (text) => text.replace(/\s+/g, ' ');
    const settings = [...sets, ...(seed === undefined ? [] : [['run.seed', String(seed)]]), ...this.changes()];
    return [
      `# Settings of a playground page over: ${one_line(title)}`,
      `# ${one_line(command)} --overlay THIS_FILE --replicate 0`,
      `# repeats its world 0 to the bit. ${one_line(statement)}`,
      ...yaml_lines(nested(settings)), ''].join('\n');
  }
}
