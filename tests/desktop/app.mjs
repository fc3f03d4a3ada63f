// Starts the real app under tauri-driver, as a user would: with a data folder, a keychain and a display.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Page } from './page.mjs';
import { until } from './wait.mjs';
import { Session } from './webdriver.mjs';

/** The app that is tried; `run` says which. */
export const BINARY = process.env.KEYHINGE_APP;

/** A data folder of its own, with everything else that a run may write to beside it. */
export class Place {
  constructor() {
    this.root = mkdtempSync(join(tmpdir(), 'keyhinge-desktop-'));
    this.data = join(this.root, 'data');
    this.tmp = join(this.root, 'tmp');
    this.log = join(this.root, 'output.log');
    mkdirSync(this.data, { mode: 0o700 });
    mkdirSync(this.tmp);
  }

  /** Writes the settings: a free port for the gateway, so that nothing outside the test is in its way, and `others`. */
  async choose(others = {}) {
    this.port = await freePort();
    const settings = Object.entries({ gateway_port: this.port, ...others });
    const text = settings.map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`).join('');
    writeFileSync(join(this.data, 'settings.toml'), text, { mode: 0o600 });
  }

  remove() {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The running app. */
export class App {
  #driver;
  #place;
  #stopped = false;

  constructor(session, driver, place) {
    this.session = session;
    this.page = new Page(session);
    this.#driver = driver;
    this.#place = place;
  }

  /** Starts it in a place, with further words on its command line; all that it and the driver print goes to the place's log. */
  static async start(place, environment = {}, words = []) {
    const [port, native] = [await freePort(), await freePort()];
    const log = openSync(place.log, 'a');
    const driver = spawn('tauri-driver', ['--port', String(port), '--native-port', String(native)], {
      env: { ...process.env, TMPDIR: place.tmp, RUST_LOG: 'trace', RUST_BACKTRACE: '1', ...environment },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const url = `http://127.0.0.1:${port}`;
    await until('the driver answers', async () => (await fetch(`${url}/status`)).ok);
    const session = await Session.start(url, BINARY, ['--data-dir', place.data, ...words]).catch((error) => {
      driver.kill('SIGTERM');
      throw error;
    });
    await until('the page is up', () => session.run('return document.readyState === "complete"'));
    return new App(session, driver, place);
  }

  /**
   * Ends the app as the end of a desktop session does, and waits until it has ended. (Ending the WebDriver session
   * would kill it, sometimes only its page.)
   */
  async stop() {
    if (this.#stopped) return;
    this.#stopped = true;
    const all = () => processes(this.#place.data);
    for (const pid of all()) process.kill(pid, 'SIGTERM');
    try {
      await until('the app has ended', () => all().length === 0);
    } finally {
      // One that stays must not hold up all that comes after.
      for (const pid of all()) process.kill(pid, 'SIGKILL');
      const ended = once(this.#driver, 'exit');
      this.#driver.kill('SIGTERM');
      await ended;
    }
  }
}

/** The processes of the app that have this data folder. */
export function processes(data) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const [program, ...words] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return program === BINARY && words.includes(data);
      } catch {
        // It has ended since the folder was read.
        return false;
      }
    });
}

let pictures = 0;

/** Keeps a picture of the window, numbered in the order of the tour. */
export async function picture(app, name) {
  const folder = process.env.KEYHINGE_PICTURES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  pictures += 1;
  // The page may know more than has been painted yet.
  await app.session.runAsync(
    'await document.fonts.ready; for (let i = 0; i < 2; i += 1) await new Promise(requestAnimationFrame);',
  );
  const number = String(pictures).padStart(2, '0');
  writeFileSync(join(folder, `${number}-${name}.png`), await app.session.picture());
}

/** A port that was free a moment ago. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
