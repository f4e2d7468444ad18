// Workers that run worlds. Owns their lives and the order of tasks; refuses to know what a world is
// asked for. A worker that dies is replaced, and its task is tried once more.
import {bytes_of} from './bytes.js';

const gunzip = async (bytes) =>
  new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();

/** A promise of the engine, of what the page holds. */
export const compiled = async (wasm) => WebAssembly.compile(await gunzip(bytes_of(wasm)));

export const most_failures = 8;

export class Pool {
  /** next(member) -> {kind, ...} or null; heard(message, task); died(text, task, gave_up). */
  constructor({next, heard, died}) {
    Object.assign(this, {next, heard, died});
    this.members = [];
    this.failures = 0;  // since the last answer
  }

  /** Workers of another kind: make() -> what has the interface of a Worker. */
  start_with(make, count) {
    this.make = make;
    for (let at = 0; at < count; ++at) this.add();
  }

  /** Workers of this page: `module` is a promise of the engine, `script` what a worker runs. They start
   * while the engine is being compiled. */
  async start(module, script, count) {
    this.module = module;
    const url = URL.createObjectURL(new Blob([script], {type: 'text/javascript'}));
    this.start_with(() => new Worker(url), count);
    await module;
  }

  add() {
    const member = {worker: this.make(), task: null, ready: false};
    member.worker.onmessage = ({data}) => this.message(member, data);
    member.worker.onerror = (event) => {
      event.preventDefault?.();
      this.replace(member, event.message || 'it stopped without a word');
    };
    this.members.push(member);
    Promise.resolve(this.module).then((module) => member.worker.postMessage({kind: 'start', module}), () => {});  // start() tells
  }

  replace(member, text) {
    const at = this.members.indexOf(member);
    if (at < 0) return;
    this.members.splice(at, 1);
    member.worker.terminate();
    const {task} = member;
    const exhausted = ++this.failures > most_failures;
    const gave_up = !member.ready || exhausted || (task?.tries ?? 0) > 0;
    if (task && !gave_up) (this.again ??= []).push({...task, tries: 1});
    this.died(text, task, gave_up);
    if (member.ready && !exhausted) this.add();
  }

  message(member, data) {
    if (data.kind === 'ready') member.ready = true;
    else this.failures = 0;
    this.heard(data, member.task);
    if (data.kind === 'ready' || data.kind === member.task?.kind) {
      member.task = null;
      this.feed(member);
    }
  }

  feed(member) {
    if (member.task || !member.ready) return;
    const task = this.again?.shift() ?? this.next(member);
    if (!task) return;
    member.task = task;
    member.worker.postMessage(task);
  }

  /** There may be something to do. */
  wake() { for (const member of [...this.members]) this.feed(member); }
}
