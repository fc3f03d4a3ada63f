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

export const khg = async (dir, ...words) =>
  (await run(KHG, ['--data-dir', dir, ...words], { maxBuffer: 64 << 20 })).stdout;

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

/** Keys by the thousand: one, made by khg, and copies of it in the database that hold no secret. */
export async function withManyKeys(count) {
  const dir = folder();
  await khg(dir, 'key', 'create', nameOf(1), '--purpose', 'Production');
  const copies = `
    CREATE TEMP TABLE copies AS
      WITH RECURSIVE numbers (n) AS (VALUES (2) UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
      SELECT n, keys.* FROM keys, numbers;
    UPDATE copies SET id = printf('key_%012d', n), public_id = printf('%012d', n),
      name = printf('service-%05d', n), created_at = created_at + n, vault_entry = NULL;
    CREATE TEMP TABLE copied_limits AS SELECT copies.id, key_limits.* FROM copies, key_limits;
    ALTER TABLE copies DROP COLUMN n;
    UPDATE copied_limits SET key_id = id;
    ALTER TABLE copied_limits DROP COLUMN id;
    INSERT INTO keys SELECT * FROM copies;
    INSERT INTO key_limits SELECT * FROM copied_limits;`;
  await run('sqlite3', ['-bail', join(dir, 'keyhinge.db'), copies]);
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
