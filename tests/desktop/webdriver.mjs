// A W3C WebDriver client: only what the tests of the real window need.

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** A failure that the driver reported; `code` is the standard's error code. */
export class DriverError extends Error {
  constructor(code, message) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** One open window under a driver. */
export class Session {
  #base;

  constructor(base) {
    this.#base = base;
  }

  /** Starts `application` through the driver that listens at `driver`. */
  static async start(driver, application, args) {
    const capabilities = { alwaysMatch: { 'tauri:options': { application, args } } };
    const { sessionId } = await send(driver, 'POST', '/session', { capabilities });
    return new Session(`${driver}/session/${sessionId}`);
  }

  /** Runs `body`, a function body, in the page; elements come back as elements. */
  async run(body, ...args) {
    return this.#revive(
      await send(this.#base, 'POST', '/execute/sync', { script: body, args: args.map(wire) }),
    );
  }

  /** Like `run`, for a body that awaits. */
  async runAsync(body, ...args) {
    const script = `const done = arguments[arguments.length - 1]; (async (...args) => { ${body} })(...arguments)
      .then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value, error } = await send(this.#base, 'POST', '/execute/async', {
      script,
      args: args.map(wire),
    });
    if (error) throw new Error(error);
    return value;
  }

  /** A PNG of what the window shows. */
  async picture() {
    return Buffer.from(await send(this.#base, 'GET', '/screenshot'), 'base64');
  }

  /** Presses keys wherever the focus is; `keys` may hold the standard's code points (see `Keys`). */
  async press(keys) {
    const actions = [...keys].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await send(this.#base, 'POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  /** Clicks at a point of the page, in CSS pixels. */
  async clickAt(x, y) {
    const actions = [
      { type: 'pointerMove', x, y, duration: 0 },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    await send(this.#base, 'POST', '/actions', {
      actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }],
    });
  }

  async setSize(width, height) {
    await send(this.#base, 'POST', '/window/rect', { width, height });
  }

  #revive(value) {
    if (Array.isArray(value)) return value.map((item) => this.#revive(item));
    return value?.[ELEMENT] ? new Element(this.#base, value[ELEMENT]) : value;
  }
}

/** One element of the page. */
export class Element {
  #base;
  #path;

  constructor(base, id) {
    this.#base = base;
    this.#path = `/element/${id}`;
    this.id = id;
  }

  click() {
    return send(this.#base, 'POST', `${this.#path}/click`, {});
  }

  /** Replaces what a field holds. */
  async fill(text) {
    await send(this.#base, 'POST', `${this.#path}/clear`, {});
    await send(this.#base, 'POST', `${this.#path}/value`, { text });
  }

  text() {
    return send(this.#base, 'GET', `${this.#path}/text`);
  }

  isEnabled() {
    return send(this.#base, 'GET', `${this.#path}/enabled`);
  }

  wire() {
    return { [ELEMENT]: this.id };
  }
}

export const Keys = { escape: '\uE00C', enter: '\uE007', tab: '\uE004', end: '\uE010' };

function wire(value) {
  return value instanceof Element ? value.wire() : value;
}

/** Longer than anything that the driver does; a driver that waits for a window that never comes does not answer. */
const PATIENCE_MS = 60_000;

async function send(base, method, path, body) {
  const response = await fetch(base + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const { value } = await response.json();
  if (!response.ok) throw new DriverError(value.error, value.message);
  return value;
}
