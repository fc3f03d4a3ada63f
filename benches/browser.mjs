// The same UI in Chromium over the HTTP host, and the host's own round trips.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { until } from '../tests/desktop/wait.mjs';
import { end, interleaved, line, percentile } from './measure.mjs';
import { WATCH } from './window.mjs';

const { chromium } = createRequire(new URL('../tests/e2e/package.json', import.meta.url))('@playwright/test');

const TYPED = 'service-0042';

export async function browser({ host, ui, many, hundred }) {
  const lines = await hosted(host, ui, many, (url) => keystrokes(url));
  return [...lines, ...(await hosted(host, ui, hundred, roundTrips))];
}

async function keystrokes(url) {
  const open = await chromium.launch({
    executablePath: process.env.KEYHINGE_CHROMIUM,
    args: ['--disable-dev-shm-usage', ...(process.getuid() === 0 ? ['--no-sandbox'] : [])],
  });
  try {
    const page = await open.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(url);
    const left = (count) => page.locator(`[role="grid"][aria-rowcount="${count + 1}"]`).waitFor();
    await left(10_000);
    const ours = await typed(page, '[role="searchbox"]', () => left(10));
    await left(10_000);
    const bare = await open.newPage({ viewport: { width: 1280, height: 800 } });
    await bare.setContent('<!doctype html><input />');
    const floor = await typed(bare, 'input', () => {});
    const baseline = { name: 'a bare input in Chromium', values: floor };
    return [
      line('keystroke to frame, Chromium, 10,000 keys, p50', 'ms', ours, baseline, { goal: 50 }),
      line('keystroke to frame, Chromium, 10,000 keys, p95', 'ms', ours, baseline, {
        summary: (values) => percentile(values, 95),
        goal: 50,
      }),
    ];
  } finally {
    await open.close();
  }
}

async function typed(page, input, arrived) {
  await page.evaluate(WATCH);
  await page.locator(input).focus();
  let count = 0;
  const press = async (key) => {
    await page.keyboard.press(key);
    count += 1;
    await page.waitForFunction((count) => window.benchFrames.length === count, count);
  };
  for (let round = 0; round < 3; round += 1) {
    for (const letter of TYPED) await press(letter);
    await arrived();
    for (let left = TYPED.length; left > 0; left -= 1) await press('Backspace');
  }
  return page.evaluate(() => window.benchFrames);
}

/** p50 and p99 of the host, beside a server of Node's that answers with nothing. */
async function roundTrips(url) {
  const { origin, hash } = new URL(url);
  const bare = createServer((request, response) => request.resume().on('end', () => response.end('{}')));
  await once(bare.listen(0, '127.0.0.1'), 'listening');
  const headers = {
    authorization: `Bearer ${hash.replace('#token=', '')}`,
    'content-type': 'application/json',
  };
  const call = (address) => async () => {
    const begun = performance.now();
    const response = await fetch(address, { method: 'POST', headers, body: '{}' });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${address} answered ${response.status}`);
    return performance.now() - begun;
  };
  const subjects = {
    app_status: call(`${origin}/rpc/app_status`),
    keys_list: call(`${origin}/rpc/keys_list`),
    bare: call(`http://127.0.0.1:${bare.address().port}/`),
  };
  try {
    await interleaved(20, subjects);
    const measured = await interleaved(500, subjects);
    const baseline = { name: 'a bare server of Node', values: measured.bare };
    return ['app_status', 'keys_list'].flatMap((command) =>
      [50, 99].map((percent) => {
        const summary = (values) => percentile(values, percent);
        return line(`${command} over HTTP, 100 keys, p${percent}`, 'ms', measured[command], baseline, {
          summary,
        });
      }),
    );
  } finally {
    bare.close();
    bare.closeAllConnections();
  }
}

/** Runs `use` with the address of the HTTP host on a data folder. */
async function hosted(host, ui, dir, use) {
  const child = spawn(host, ['--data-dir', dir, '--ui', ui, '--vault', 'memory'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [text] = await once(createInterface(child.stdout), 'line');
    return await use(JSON.parse(text).url);
  } finally {
    await end(child, until, 'SIGINT');
  }
}
