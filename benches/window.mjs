// Inside the real window: what a key stroke in the filter of 10,000 keys takes, and what a command takes there and back.

import { spawn } from 'node:child_process';
import { freePort } from '../tests/desktop/app.mjs';
import { until } from '../tests/desktop/wait.mjs';
import { Session } from '../tests/desktop/webdriver.mjs';
import { end, line, percentile, program, tree } from './measure.mjs';

/** What is typed into the filter, and how many keys of 10,000 are left in the end. */
const TYPED = 'service-0042';
const LEFT = 10;
const BACKSPACE = '\uE003';

/** Commands per reading: the clock of a page ticks in milliseconds. */
const BATCH = 20;
const BATCHES = 50;

export async function keystrokes({ app, empty, dir }) {
  const ours = await driven(app, ['--data-dir', dir], async (session) => {
    await until('the list is there', () => rows(session, 10_000));
    const times = await typed(session, 'input[role="searchbox"]', () => rows(session, LEFT));
    await until('the filter is empty again', () => rows(session, 10_000));
    return times;
  });
  const floor = await driven(empty, [], async (session) => {
    await session.run('document.body.append(document.createElement("input"))');
    return typed(session, 'input', () =>
      session.run('return document.querySelector("input").value === arguments[0]', TYPED),
    );
  });
  const baseline = { name: 'a bare input in the empty window', values: floor };
  return [
    line('keystroke to frame, window, 10,000 keys, p50', 'ms', ours, baseline, { goal: 50 }),
    line('keystroke to frame, window, 10,000 keys, p95', 'ms', ours, baseline, {
      summary: (values) => percentile(values, 95),
      goal: 50,
    }),
  ];
}

/** For a page's own clock: from the key event to the callback of the second frame, when the first one is out. */
export const WATCH = `
  window.benchFrames = [];
  addEventListener('keydown', () => {
    const pressed = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => window.benchFrames.push(performance.now() - pressed)));
  }, { capture: true });
`;

async function typed(session, input, arrived) {
  await session.run(`document.querySelector(arguments[0]).focus(); ${WATCH}`, input);
  const frames = () => session.run('return window.benchFrames.length');
  const press = async (key, count) => {
    await session.press(key);
    await until('the frame is out', async () => (await frames()) === count);
  };
  let count = 0;
  for (let round = 0; round < 3; round += 1) {
    for (const letter of TYPED) await press(letter, (count += 1));
    await until('what was typed has arrived', arrived);
    for (let left = TYPED.length; left > 0; left -= 1) await press(BACKSPACE, (count += 1));
  }
  return session.run('return window.benchFrames');
}

const rows = (session, count) =>
  session.run(
    'return document.querySelector(\'[role="grid"]\')?.ariaRowCount === arguments[0]',
    String(count + 1),
  );

export async function roundTrips({ app, empty, dir }) {
  const floor = await driven(empty, [], (session) => calls(session, 'nothing'));
  return driven(app, ['--data-dir', dir], async (session) => {
    await until('the list is there', () => rows(session, 100));
    const lines = [];
    for (const command of ['app_status', 'keys_list']) {
      const ours = await calls(session, command);
      for (const [name, values] of Object.entries(ours)) {
        const summary = (all) => percentile(all, name === 'p50' ? 50 : 99);
        const baseline = { name: 'an empty command of Tauri', values: floor[name] };
        lines.push(
          line(`${command} there and back, window, 100 keys, ${name}`, 'ms', values, baseline, { summary }),
        );
      }
    }
    return lines;
  });
}

/** p50 out of batches, which are finer than the clock; p99 out of single calls. */
function calls(session, command) {
  return session.runAsync(
    `const [command, batch, batches] = args;
     const invoke = () => window.__TAURI_INTERNALS__.invoke(command, { request: {} });
     for (let i = 0; i < batch; i += 1) await invoke();
     const p50 = [], p99 = [];
     for (let i = 0; i < batches; i += 1) {
       const begun = performance.now();
       for (let j = 0; j < batch; j += 1) {
         const one = performance.now();
         await invoke();
         p99.push(performance.now() - one);
       }
       p50.push((performance.now() - begun) / batch);
     }
     return { p50, p99 };`,
    command,
    BATCH,
    BATCHES,
  );
}

/** Runs `use` with a session in the window of a program, and ends both. */
async function driven(application, args, use) {
  const [port, native] = [await freePort(), await freePort()];
  const driver = spawn('tauri-driver', ['--port', String(port), '--native-port', String(native)], {
    stdio: 'ignore',
  });
  try {
    const url = `http://127.0.0.1:${port}`;
    await until('the driver answers', async () => (await fetch(`${url}/status`)).ok);
    const session = await Session.start(url, application, args);
    await until('the page is up', () => session.run('return document.readyState === "complete"'));
    return await use(session);
  } finally {
    // As the end of a desktop session does; the driver leaves the program behind.
    const ours = tree(driver.pid).filter((pid) => program(pid) === application);
    for (const pid of ours) process.kill(pid, 'SIGTERM');
    await until('the window has ended', () => ours.every((pid) => program(pid) !== application));
    await end(driver, until);
  }
}
