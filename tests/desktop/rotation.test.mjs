// Another key takes the place of one, in the real window: create, update, test, delete. The gateway, `khg` and a file follow.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { App, BINARY, Place, picture } from './app.mjs';
import { clipboard } from './shell.mjs';
import { Simulator } from './simulator.mjs';
import { until } from './wait.mjs';

/** What `khg` answers in the app's data folder. */
async function khg(place, ...args) {
  const env = { ...process.env, KEYHINGE_DATA_DIR: place.data };
  const { stdout } = await promisify(execFile)(join(dirname(BINARY), 'khg'), args, { env, timeout: 60_000 });
  return stdout.trim();
}

async function begin(t) {
  const place = new Place();
  await place.choose();
  const app = await App.start(place);
  t.after(async () => {
    await app.stop();
    place.remove();
  });
  return { place, app, page: app.page };
}

const read = (app, element, property) =>
  app.session.run('return arguments[0][arguments[1]]', element, property);

const step = async (page, name) => page.inside('region', new RegExp(`${name}, (now|done|later)$`));

/** Types the key's name and revokes it. */
async function revoke(page, name) {
  const dialog = await page.inside('dialog', `Revoke ${name}`);
  await dialog.fill(`Type ${name} to confirm`, name);
  await dialog.click('button', 'Revoke now');
  await page.none('dialog', undefined, 60);
}

test('a virtual key is replaced, and what asked for it by name goes on', async (t) => {
  const { place, app, page } = await begin(t);
  await page.click('button', 'Start the local gateway');
  await page.click('button', 'Create key');
  const first = await page.inside('dialog', 'Create key');
  await first.fill('Name', 'ci');
  await first.click('radio', /^Read-only/);
  await first.click('button', 'Create key');
  const shown = await page.inside('dialog', 'ci is ready');
  await shown.click('button', 'Copy key');
  const old = await until('the key is on the clipboard', async () => {
    const text = await clipboard();
    return text?.startsWith('kh_') && text;
  });
  await shown.click('button', 'Done');
  const file = join(place.root, 'project', '.env');
  mkdirSync(dirname(file));
  writeFileSync(file, '# mine\nOTHER=1\n', { mode: 0o600 });
  await khg(place, 'env', 'write', file, '--key', 'ci', '--form', 'value');
  assert.match(readFileSync(file, 'utf8'), new RegExp(`^# mine\nOTHER=1\n\\w+=.*${old}`));

  await page.click('button', 'Actions for ci');
  await page.click('menuitem', 'Rotate…');
  await page.one('heading', 'ci');
  const create = await step(page, 'Create');
  await picture(app, 'rotation-begin');
  await create.click('button', 'Create the new key…');
  const dialog = await page.inside('dialog', 'A key to take the place of ci');
  assert.equal(await read(app, await dialog.one('textbox', 'Name'), 'value'), 'ci 2');
  assert.ok(await read(app, await dialog.one('radio', /^Read-only/), 'checked'), 'it is like the old one');
  await dialog.click('button', 'Create key');
  await (await page.inside('dialog', 'ci 2 is ready')).click('button', 'Done');
  await page.none('dialog');

  const update = await step(page, 'Update');
  await update.see('2 places still hold the old key.');
  await picture(app, 'rotation-update');
  await update.click('button', 'Use the new key');
  await update.see('Moved over:');
  assert.notEqual(
    await app.session.run('return document.activeElement.localName'),
    'body',
    'the focus is not lost',
  );
  const next = await khg(place, 'key', 'print', 'ci');
  assert.notEqual(next, old, 'who asks for the old key by name is given the new one');
  assert.equal(next, await khg(place, 'key', 'print', 'ci 2'));
  await update.click('button', 'Go back to the old key');
  await update.one('button', 'Use the new key');
  assert.equal(await khg(place, 'key', 'print', 'ci'), old);
  await update.click('button', 'Use the new key');
  await update.see('Moved over:');

  await update.click('button', /^Write the new key/);
  await until('the file has the new key', () => readFileSync(file, 'utf8').includes(next));
  assert.match(readFileSync(file, 'utf8'), /^# mine\nOTHER=1\n\w+=.*\n$/, 'the rest is as it was');
  assert.ok(!readFileSync(file, 'utf8').includes(old));
  assert.equal(statSync(file).mode & 0o777, 0o600);
  await update.see('Has the new key');
  await update.click('button', 'Undo');
  await until('the file has the old key again', () => readFileSync(file, 'utf8').includes(old));
  await update.click('button', /^Write the new key/);
  await update.see('1 place still holds the old key.');
  await update.click('button', /^Copy the new key/);
  await until('the new key is on the clipboard', async () => (await clipboard()) === next);
  await update.see('Nothing that Keyhinge knows of holds the old key any more.');

  const watch = await step(page, 'Test');
  await watch.see('The old key was not used since.');
  const models = (key) =>
    fetch(`http://127.0.0.1:${place.port}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
  assert.equal((await models(old)).status, 200, 'the old key works until it is revoked');
  await watch.see('The old key was used since: something has not been moved over.', 60);
  await picture(app, 'rotation-still-used');

  await (await step(page, 'Delete')).click('button', 'Revoke the old key…');
  await revoke(page, 'ci');
  await page.see('ci is revoked. ci 2 has its place, and who asks for ci is given it.', 60);
  await picture(app, 'rotation-done');
  assert.equal((await models(old)).status, 401);
  assert.equal(await khg(place, 'key', 'print', 'ci'), next);
  const html = await app.session.run('return document.documentElement.outerHTML');
  assert.ok(!html.includes(next) && !html.includes(old), 'the page has neither key');

  // The new key is replaced in its turn.
  await (await step(page, 'Create')).click('link', 'ci 2');
  await page.one('heading', 'ci 2');
  await page.see('It has taken the place of ci.');
  await page.click('link', 'Rotation');
  await page.see('This key has taken the place of another.');
  await (await step(page, 'Create')).one('button', 'Create the new key…');
  await khg(place, 'key', 'rotate', 'ci 2');
  await page.see('Moved over:', 60);
  assert.equal(await khg(place, 'key', 'print', 'ci'), await khg(place, 'key', 'print', 'ci 3'));
  await page.click('link', 'Snippets');
  await page.see('ci 3 has the place of this key.');
  await picture(app, 'rotation-superseded-snippets');
});

test('a key that is made on the provider’s page is pasted, tested and used by the gateway', async (t) => {
  const simulator = await Simulator.start();
  t.after(() => simulator.stop());
  const { place, app, page } = await begin(t);
  await app.session.setSize(900, 600);
  const { inference_url } = simulator.providers.fortytwo;
  const [old, next] = [
    await simulator.make('fortytwo', '', 'mine'),
    await simulator.make('fortytwo', '', 'next'),
  ];
  await page.click('button', 'Add account');
  const choice = await page.inside('dialog', 'Add account');
  await choice.fill('Search providers', 'fortytwo', 'searchbox');
  await choice.click('button', /Fortytwo/);
  const dialog = await page.inside('dialog', 'Add an account at Fortytwo');
  await dialog.fill('First key (optional)', old.secret);
  await dialog.click('button', 'Addresses');
  await dialog.fill('Base URL, OpenAI format (optional)', inference_url);
  await dialog.click('button', 'Save');
  await dialog.click('button', `Yes, send keys to ${simulator.host}`, 60);
  await page.none('dialog', undefined, 60);

  const { ok: keys } = await app.session.runAsync(
    'return { ok: await window.__TAURI_INTERNALS__.invoke("keys_list", { request: {} }) };',
  );
  const [key] = keys;
  await app.session.run('location.hash = arguments[0]', `#/keys/${key.id}/rotation`);
  const create = await step(page, 'Create');
  await create.fill('The new key', 'not a key');
  await create.click('button', 'Take it in');
  await create.one('alert');
  await create.fill('The new key', next.secret);
  await picture(app, 'rotation-paste');
  await create.click('button', 'Take it in');
  await create.see('Works', 60);
  const update = await step(page, 'Update');
  await update.see('The gateway forwards to');
  await update.click('button', 'Use the new key');
  await update.see('Moved over:');
  await picture(app, 'rotation-switched-small');
  const account = async () => {
    const { ok } = await app.session.runAsync(
      'return { ok: await window.__TAURI_INTERNALS__.invoke("accounts_list", { request: {} }) };',
    );
    return ok.find(({ id }) => id === key.account_id);
  };
  assert.notEqual((await account()).upstream_key_id, key.id, 'the gateway forwards with the new key');
  const html = await app.session.run('return document.documentElement.outerHTML');
  assert.ok(!html.includes(next.secret), 'the page does not keep what was pasted');

  await simulator.revoke(old);
  await (await step(page, 'Delete')).click('button', 'Revoke the old key…');
  const guided = await page.inside('dialog', `Revoke ${key.name}`);
  await guided.fill(`Type ${key.name} to confirm`, key.name);
  await guided.click('button', 'Go on');
  await guided.click('button', 'I have revoked it there: test now', 60);
  await guided.see('It is revoked: the provider refuses it', 60);
  await guided.click('button', 'Close');
  await page.see(`${key.name} is revoked.`, 60);
  await picture(app, 'rotation-done-small');
});
