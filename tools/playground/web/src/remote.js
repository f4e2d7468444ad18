// The engine behind the server that sent this page, with the interface of a worker (worker.js): messages
// go out as questions and come back as lines of JSON. A question about settings that nobody wants any
// more is given up, and the server ends its world.
const current = {model: 'base'};

/** Questions about other models than these are given up from now on. */
export function only_about(model) {
  current.model = model;
  for (const worker of workers) worker.forget();
}

const workers = new Set();

export class RemoteWorker {
  constructor() {
    workers.add(this);
    this.onmessage = this.onerror = () => {};
  }

  postMessage(task) {
    if (task.kind === 'start') queueMicrotask(() => this.onmessage({data: {kind: 'ready'}}));
    else this.ask(task);
  }

  async ask({kind, model, changes, replicate, keep}) {
    this.task = {kind, model, replicate, keep, control: new AbortController()};
    const {task} = this;
    try {
      const response = await fetch('ask', {method: 'POST', signal: task.control.signal,
        body: JSON.stringify({kind, model, sets: Object.fromEntries(changes), replicate, ...(keep ? {keep} : {})})});
      const text = await response.text();
      if (!response.ok) throw new Error(text.trim());
      this.task = null;
      for (const line of text.trim().split('\n')) {
        const message = JSON.parse(line);
        if (message.series) message.series = Float64Array.from(message.series, (value) => value ?? NaN);
        this.onmessage({data: message});
      }
    } catch (error) {
      this.task = null;
      if (error.name === 'AbortError') this.onmessage({data: {kind, model, replicate, keep, given_up: true}});
      else this.onerror({message: `the server: ${error.message}`});
    }
  }

  forget() {
    if (this.task && this.task.model !== 'base' && this.task.model !== current.model) this.task.control.abort();
  }

  terminate() {
    workers.delete(this);
    this.task?.control.abort();
  }
}
