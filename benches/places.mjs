// Data folders with many keys, made by khg as a user would.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const KHG = process.env.KEYHINGE_KHG;

/** Calls of khg or of the gateway at once. */
const AT_ONCE = 8;

export function folder() {
  const path = mkdtempSync(join(tmpdir(), 'keyhinge-bench-'));
  process.on('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
}

export const khg = async (dir, ...words) => (await run(KHG, ['--data-dir', dir, ...words])).stdout;

const nameOf = (number) => `service-${String(number).padStart(5, '0')}`;

/** The first alone: it makes the account. */
async function inParallel(count, make) {
  let number = 1;
  await make(nameOf(number));
  const work = async () => {
    while (number < count) {
      number += 1;
      await make(nameOf(number));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Keys with their secrets in the keychain. */
export async function withKeys(count) {
  const dir = folder();
  await inParallel(count, (name) => khg(dir, 'key', 'create', name, '--purpose', 'Production'));
  await expect(dir, count);
  return dir;
}

/** Keys that the gateway made over HTTP: by the thousand, since the keychain is not asked. */
export async function withGatewayKeys(count) {
  const dir = folder();
  const gateway = await serve(dir);
  await inParallel(count, async (name) => {
    const answer = await fetch(`${gateway.url}/v1/accounts/${gateway.account_id}/apiKeys`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.session_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    });
    if (answer.status !== 201)
      throw new Error(`The gateway made no key: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  });
  await gateway.stop();
  await expect(dir, count);
  return dir;
}

/** `khg gateway serve` on a free port: what it says when it is ready, and how to stop it. */
export async function serve(dir) {
  const child = spawn(KHG, ['--data-dir', dir, 'gateway', 'serve', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [text] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`khg gateway serve ended with ${code}`);
    }),
  ]);
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  return { ...JSON.parse(text), child, stop };
}

async function expect(dir, count) {
  const keys = JSON.parse(await khg(dir, '--json', 'call', 'keys_list'));
  if (keys.length !== count) throw new Error(`There are ${keys.length} keys and not ${count}.`);
}
