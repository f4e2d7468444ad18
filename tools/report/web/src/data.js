// What the program put into the page, as objects with the columns of a run directory.

import {words} from './format.js';

export const page = JSON.parse(document.getElementById('data').textContent);

/** A packed table: columns of numbers, or {names, at} of repeated texts. */
class Table {
  constructor(packed) {
    this.columns = Object.fromEntries(
      Object.entries(packed ?? {}).map(([name, column]) => [
        name, Array.isArray(column) ? column : column.at.map((at) => column.names[at])]));
    this.length = Object.values(this.columns)[0]?.length ?? 0;
  }

  has(column) { return column in this.columns; }

  /** Rows as objects, those that pass. */
  rows(pass = () => true) {
    const names = Object.keys(this.columns);
    const found = [];
    for (let at = 0; at < this.length; ++at) {
      const row = {};
      for (const name of names) row[name] = this.columns[name][at];
      if (pass(row)) found.push(row);
    }
    return found;
  }
}

const table_names = ['series', 'agents', 'events', 'flows', 'obligations', 'fleet', 'workloads', 'parameters'];

export class Run {
  constructor(packed, position) {
    this.position = position;
    this.directory = packed.directory;
    this.manifest = packed.manifest;
    this.agents_by_id = packed.agent_names;
    this.packed = packed;
    this.tables = {};
    this.metrics = {};
    const series = this.table('series');
    this.years = [...new Set(series.columns.year)].sort((a, b) => a - b);
    this.first = this.years[0];
    for (let at = 0; at < series.length; ++at) {
      const name = series.columns.metric[at];
      this.metrics[name] ??= new Array(this.years.length).fill(null);
      this.metrics[name][series.columns.year[at] - this.first] = series.columns.value[at];
    }
    this.title = this.parameter('title')?.split(' (')[0] || this.manifest.config;
  }

  table(name) { return (this.tables[name] ??= new Table(this.packed[name])); }

  /** Values by year, null where undefined. */
  metric(name) { return this.metrics[name] ?? new Array(this.years.length).fill(null); }

  has(name) { return this.metrics[name]?.some((value) => value !== null && value !== 0) ?? false; }

  label(agent) { return this.agents_by_id[agent]?.label ?? words(agent); }

  /** What a role is called, and all of a role. */
  one(role) { return this.packed.names[role === 'enterprises' ? 'enterprise' : role] ?? words(role); }
  many(role) { return this.packed.names.many[role === 'enterprises' ? 'enterprise' : role] ?? words(role); }

  get names() { return this.packed.names; }
  get labels() { return Object.values(this.agents_by_id).map(({label}) => label); }

  /** What terminal and JSON say of this run too: numbers and sentences made by the program. */
  get findings() { return this.packed.findings; }

  role(agent) { return this.agents_by_id[agent]?.role ?? agent; }

  parameter(path) {
    const {columns} = this.table('parameters');
    const at = columns.path.indexOf(path);
    if (at < 0) return undefined;
    return columns.value[at].replace(/^"(.*)"$/, '$1');
  }

  /** {agent: {column: values by year}} */
  get states() {
    if (this.all_states) return this.all_states;
    const {columns} = this.table('agents');
    const states = {};
    columns.agent.forEach((agent, at) => {
      const state = (states[agent] ??= {});
      const values = (state[columns.column[at]] ??= new Array(this.years.length).fill(null));
      values[columns.year[at] - this.first] = columns.value[at];
    });
    return (this.all_states = states);
  }

  get name() {
    const {config, seed, replicate, priors} = this.manifest;
    return `${config}, seed ${seed}${priors === 'drawn' ? `, replicate ${replicate}` : ''}`;
  }
}

export const runs = page.runs.map((packed, position) => new Run(packed, position));

/** Many worlds of one configuration: quantiles of every metric, and some metrics world by world. */
export class Ensemble {
  constructor(packed, position) {
    Object.assign(this, packed, {position});
    for (const scenario of this.scenarios) {
      scenario.all_years = Array.from({length: scenario.years}, (_, at) => scenario.first_year + at);
    }
  }

  get label() { return `${this.config}: ${this.worlds} worlds`; }

  /** [years] of a metric at one of the stored probabilities. */
  band(scenario, metric, probability) { return scenario.quantiles[metric]?.[this.probability.indexOf(probability)] ?? []; }
}

export const ensembles = (page.ensembles ?? []).map((packed, position) => new Ensemble(packed, position));
export const hindcasts = page.hindcasts ?? [];

export const unit_of = (metric) => page.metrics[metric]?.unit ?? '';
