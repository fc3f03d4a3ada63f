// No keychain at all, in the real window: the encrypted file is offered, chosen, locked by a restart and unlocked, and
// no secret and no passphrase is in clear anywhere.

import assert from 'node:assert/strict';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { App, Place, picture } from './app.mjs';
import { search } from './sentinel.mjs';
import { clipboard } from './shell.mjs';
import { until } from './wait.mjs';

const PASSPHRASE = 'correct horse battery staple';
const NAME = 'kept-in-a-file';

test('a key is made, shown and copied without any keychain, across a restart', async (t) => {
  const place = new Place();
  await place.choose();
  const without = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${place.root}/no-bus` };
  let app = await App.start(place, without);
  t.after(async () => {
    await app.stop();
    place.remove();
  });
  const file = join(place.data, 'vault.bin');

  // The welcome says it; so does a creation that fails, which is where it is chosen here.
  await app.page.one('button', 'Use an encrypted file instead…', 60);
  await picture(app, 'welcome-without-keychain');
  await app.page.click('button', 'Start the local gateway');
  await app.page.click('button', 'Create key');
  const create = await app.page.inside('dialog', 'Create key');
  await create.fill('Name', NAME);
  await create.click('button', 'Create key');
  await create.one('alert', /keychain/i, 60);
  assert.ok(!existsSync(file), 'never by itself');
  await create.click('button', 'Use an encrypted file instead…');
  const choose = await app.page.inside('dialog', 'Keep secrets in an encrypted file');
  await choose.fill('New passphrase', PASSPHRASE);
  await choose.fill('The same again', PASSPHRASE);
  await picture(app, 'vault-choose');
  await choose.click('button', 'Use the encrypted file');
  await (await app.page.inside('dialog', 'The vault is changed')).click('button', 'Close', 60);
  assert.ok(existsSync(file));
  await create.click('button', 'Try again');
  const reveal = await app.page.inside('dialog', `${NAME} is ready`);
  await reveal.click('button', 'Show');
  const secret = (await reveal.see(/kh_[0-9A-Za-z]+_[0-9A-Za-z]{40,}/))[0];
  await reveal.click('button', 'Done');
  await app.stop();

  app = await App.start(place, without);
  await app.page.see('The vault is locked.');
  await app.page.one('row', new RegExp(NAME));
  await picture(app, 'vault-locked');
  await app.page.click('button', 'Unlock');
  const unlock = await app.page.inside('dialog', 'Unlock the vault');
  await unlock.fill('Passphrase', 'not the passphrase');
  await unlock.click('button', 'Unlock');
  await unlock.see('That is not the passphrase of this vault.', 60);
  await unlock.fill('Passphrase', PASSPHRASE);
  await unlock.click('button', 'Unlock');
  await app.page.none('dialog', undefined, 60);
  await app.page.none('region', 'Vault');
  const copied = await app.session.runAsync(
    "const [key] = await window.__TAURI_INTERNALS__.invoke('keys_list', { request: {} });" +
      "return window.__TAURI_INTERNALS__.invoke('keys_copy', { request: { key_id: key.id } });",
  );
  assert.equal(copied.clipboard.state, 'holding');
  await until('the key is on the clipboard', async () => (await clipboard()) === secret);

  // A file that vanished is told, and the window stays useful.
  await app.stop();
  renameSync(file, `${file}.elsewhere`);
  app = await App.start(place, without);
  await app.page.see('The vault’s file is not where it was.');
  await picture(app, 'vault-file-missing');
  assert.ok(!existsSync(file), 'never made anew by itself');
  renameSync(`${file}.elsewhere`, file);
  await app.page.click('button', 'Look again');
  await app.page.see('The vault is locked.');
  await app.stop();

  const hits = search([secret, PASSPHRASE], [place.root]);
  assert.deepEqual(hits, []);
});
