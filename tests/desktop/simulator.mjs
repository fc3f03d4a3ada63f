// Simulated providers on this computer: the program of tests/simulator, and orders to it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export class Simulator {
  #process;

  constructor(process, description) {
    this.#process = process;
    /** Where they are, as `127.0.0.1:4123`. */
    this.host = new URL(description.url).host;
    /** For each provider `base_url`, `inference_url` and the `credential` that it takes. */
    this.providers = description.providers;
    this.control = description.control;
  }

  /** `run` says which program it is. */
  static async start() {
    const child = spawn(process.env.KEYHINGE_SIMULATOR, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface(child.stdout), 'line');
    return new Simulator(child, JSON.parse(line));
  }

  /** Makes a key as somebody would on the provider's own page. */
  make(provider, scope, name) {
    return this.#order('keys', { method: 'POST', body: JSON.stringify({ provider, scope, name }) });
  }

  /** Revokes one as somebody would on the provider's own page. */
  revoke(key) {
    return this.#order(`keys/${key.id}`, { method: 'DELETE' });
  }

  /** The keys that the providers know. */
  keys() {
    return this.#order('keys');
  }

  async #order(path, request) {
    const answer = await fetch(`${this.control}/${path}`, request);
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  }

  async stop() {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
  }
}
