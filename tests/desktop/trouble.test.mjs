// What breaks underneath: the window still opens, says what is wrong and what to do, and needs no restart.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { App, Place, picture } from './app.mjs';
import { dismissPrompt, lockKeychain, unlockKeychain } from './shell.mjs';
import { until } from './wait.mjs';

/** A place of its own for a test, and how to start the app in it; both end with the test. */
async function place(t) {
  const place = new Place();
  await place.choose();
  const apps = [];
  t.after(async () => {
    for (const app of apps) await app.stop();
    place.remove();
  });
  const start = async (environment) => {
    apps.push(await App.start(place, environment));
    return apps.at(-1);
  };
  return { data: place.data, root: place.root, start };
}

/** Goes through the welcome to the form for a key, filled in. */
async function fillIn(app, name) {
  await app.page.click('button', 'Start the local gateway');
  await app.page.click('button', 'Create key');
  const dialog = await app.page.inside('dialog', 'Create key');
  await dialog.fill('Name', name);
  return dialog;
}

const keys = (app) =>
  app.session.runAsync("return window.__TAURI_INTERNALS__.invoke('keys_list', { request: {} })");

test('a locked keychain: nothing is made, and trying again works once it is unlocked', async (t) => {
  const { data, root, start } = await place(t);
  const app = await start();
  const dialog = await fillIn(app, 'locked-out');
  lockKeychain();
  try {
    await dialog.click('button', 'Create key');
    await until('the locked keychain is told', async () => {
      dismissPrompt();
      return (await dialog.all('alert', /keychain/i)).length > 0;
    });
    await picture(app, 'keychain-locked');
    assert.deepEqual(await keys(app), []);
  } finally {
    unlockKeychain();
  }
  await dialog.click('button', 'Try again');
  await app.page.one('dialog', 'locked-out is ready');
  assert.equal((await keys(app)).length, 1);
});

test('no session bus at all: the window opens, and creating says that there is no keychain', async (t) => {
  const { data, root, start } = await place(t);
  const app = await start({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${root}/no-bus` });
  const dialog = await fillIn(app, 'nowhere-to-keep-it');
  await dialog.click('button', 'Create key');
  await dialog.one('alert', /keychain/i, 60);
  assert.deepEqual(await keys(app), []);
});

test('a database of a newer Keyhinge: refused and untouched, and opened once that is mended', async (t) => {
  const { data, root, start } = await place(t);
  const database = join(data, 'keyhinge.db');
  const sql = (text) => execFileSync('sqlite3', ['-bail', database, text]);
  const digest = () => createHash('sha256').update(readFileSync(database)).digest('hex');

  let app = await start();
  await app.page.one('heading', 'Welcome to Keyhinge');
  await app.stop();
  sql(`insert into _sqlx_migrations (version, description, success, checksum, execution_time)
      values (99990101000000, 'from the future', 1, x'00', 0); pragma wal_checkpoint(truncate);`);
  const before = digest();

  app = await start();
  await app.page.see(/newer/i);
  await picture(app, 'database-newer');
  assert.equal(digest(), before);

  sql('delete from _sqlx_migrations where version = 99990101000000; pragma wal_checkpoint(truncate);');
  await app.page.click('button', /again|retry/i);
  await app.page.one('heading', 'Welcome to Keyhinge');
});
