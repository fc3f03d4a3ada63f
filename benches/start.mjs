// From the start of the process to the painted list of 100 keys, and the memory that everything then takes.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../tests/desktop/wait.mjs';
import { end, interleaved, line, program, tree } from './measure.mjs';
import { Look } from './screen.mjs';

/** Painted is a window when so much of its ink is on the screen. */
const PAINTED = 0.97;
/** Milliseconds between two looks at the screen. */
const PACE = 4;

export async function start({ screen, app, empty, dir, rounds }) {
  const subjects = {
    // The list in full has far more ink than a window that still says that it loads.
    app: { command: [app, '--data-dir', dir], least: 2_000 },
    empty: { command: [empty], least: 100 },
  };
  for (const subject of Object.values(subjects)) subject.look = await learn(screen, subject);
  // The first runs paid for reading everything from the disk.
  const measured = await interleaved(rounds, {
    app: () => once(screen, subjects.app),
    empty: () => once(screen, subjects.empty),
  });
  const of = (name, what) => measured[name].map((one) => one[what]);
  const baseline = (what) => ({ name: 'empty Tauri window', values: of('empty', what) });
  return [
    line('start to painted list, 100 keys', 'ms', of('app', 'painted'), baseline('painted'), {
      goalRatio: 1.2,
    }),
    line('memory of all its processes (PSS)', 'MiB', of('app', 'memory'), baseline('memory'), {
      goalRatio: 1.25,
    }),
  ];
}

const launch = ([command, ...args]) => spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore'] });

/** What the window looks like when nothing on the screen has changed for five seconds. */
async function learn(screen, { command, least }) {
  const blank = screen.pixels();
  const child = launch(command);
  try {
    let before = blank;
    let still = 0;
    return await until(
      'the window is done and still',
      async () => {
        await pause(250);
        const now = screen.pixels();
        still = Buffer.compare(Buffer.from(now.buffer), Buffer.from(before.buffer)) === 0 ? still + 1 : 0;
        before = now;
        const look = still >= 20 && new Look(screen, blank, now);
        return look?.size >= least && look;
      },
      60,
    );
  } finally {
    await end(child, until);
  }
}

async function once(screen, { look, command }) {
  await until('the screen is empty', () => look.seen(screen) < 0.1);
  const begun = performance.now();
  const child = launch(command);
  try {
    while (look.seen(screen) < PAINTED) {
      if (performance.now() - begun > 30_000)
        throw new Error(`${command[0]} painted nothing that it is known by`);
      await pause(PACE);
    }
    const painted = performance.now() - begun;
    return { painted, memory: await settledMemory(child.pid) };
  } finally {
    await end(child, until);
  }
}

/** MiB, once it has changed by less than one in a hundred for two seconds. */
async function settledMemory(pid) {
  let [before, calm] = [0, 0];
  return until('the memory has settled', async () => {
    await pause(500);
    const now = memory(pid);
    calm = Math.abs(now - before) < before / 100 ? calm + 1 : 0;
    before = now;
    return calm >= 4 && now;
  });
}

/** The proportional share of memory of a process and all below it, the web view's among them. */
function memory(pid) {
  const all = tree(pid);
  if (!all.some((one) => program(one)?.includes('WebKitWebProcess'))) {
    throw new Error('The web view has no process below the app; its memory would be missing.');
  }
  const kib = all.map((one) =>
    Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${one}/smaps_rollup`, 'utf8'))[1]),
  );
  return kib.reduce((sum, one) => sum + one, 0) / 1024;
}
