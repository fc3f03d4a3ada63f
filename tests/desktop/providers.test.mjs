// A provider with a key API, in the real window: connect an account, make a key there and see it once, find one that was
// made elsewhere, test it, revoke it and be sure. Each step goes on where the one before it ended.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { App, Place, picture } from './app.mjs';
import { proveSearch, search } from './sentinel.mjs';
import { keychainEntries } from './shell.mjs';
import { Simulator } from './simulator.mjs';
import { until } from './wait.mjs';

const ACCOUNT = 'acct_tour';
const NAME = 'tour-key';

const place = new Place();
let app;
let simulator;
let dialog;
let secret;
let foreign;
let failed = false;

const steps = [];
const step = (name, body) => steps.push({ name, body });

const pageHolds = async (text) =>
  (await app.session.run('return document.documentElement.outerHTML')).includes(text);

step('a wrong credential gets its diagnosis, after the host was agreed to', async () => {
  simulator = await Simulator.start();
  await simulator.make('forii', ACCOUNT, 'made-there');
  await place.choose();
  foreign = keychainEntries();
  app = await App.start(place);
  await app.page.click('button', 'Add account');
  const choice = await app.page.inside('dialog', 'Add account');
  await choice.fill('Search providers', 'forii', 'searchbox');
  await picture(app, 'account-choose');
  await choice.click('button', /^F?\s*Forii/);

  dialog = await app.page.inside('dialog', 'Add an account at Forii');
  await dialog.see('Keys and credentials go to api.forii.in and nowhere else.');
  await dialog.fill('Session token (optional)', 'a-wrong-session-token');
  await dialog.fill('Account id', ACCOUNT);
  await dialog.click('button', 'Addresses');
  const { base_url, inference_url } = simulator.providers.forii;
  await dialog.fill('Base URL, OpenAI format (optional)', inference_url);
  await dialog.fill('Key management (optional)', base_url);
  await dialog.click('button', 'Test');
  await dialog.see(`${simulator.host} is not an address of Forii.`);
  await picture(app, 'account-confirm-host');
  await dialog.click('button', `Yes, send keys to ${simulator.host}`);
  const told = await dialog.inside('alert');
  await told.see('Forii refused the key');
  await told.see('paste a new session token');
  await picture(app, 'account-refused');
  assert.deepEqual(await dialog.all('button', 'Save without a test'), []);
});

step('the right one is tested, then saved; the page does not keep it', async () => {
  await dialog.fill('Session token (optional)', simulator.providers.forii.credential);
  await dialog.click('button', 'Test');
  await dialog.see('1 key found.');
  await picture(app, 'account-tested');
  await dialog.click('button', 'Save');
  await app.page.one('heading', 'Forii');
  await app.page.none('dialog');
  assert.equal(await pageHolds(simulator.providers.forii.credential), false);
  assert.equal(keychainEntries(), foreign + 1, 'the credential is in the keychain');
});

step('its page shows the balance, and a key that was made elsewhere', async () => {
  await app.page.see('₹50.00');
  await app.page.see('made-there');
  await picture(app, 'account');
  await app.page.click('link', 'made-there');
  await app.page.see('Made elsewhere');
  await app.page.see('Whoever made it has its secret');
  await picture(app, 'key-made-elsewhere');
});

step('a key is made there, and seen once', async () => {
  await (await app.page.inside('navigation', 'Screens')).click('link', /^Keys/);
  await app.page.click('button', 'Create key');
  const create = await app.page.inside('dialog', 'Create key');
  await create.fill('Name', NAME);
  await picture(app, 'create-at-provider');
  await create.click('button', 'Create key');
  const reveal = await app.page.inside('dialog', `${NAME} is ready`);
  await reveal.see('Saved in your keychain and read back.');
  const made = (await simulator.keys()).find((key) => key.name.startsWith(NAME));
  secret = made.secret;
  assert.equal(await pageHolds(secret), false);
  await reveal.click('button', 'Show');
  await reveal.see(secret);
  await picture(app, 'reveal-at-provider');
  await reveal.click('button', 'Done');
  await app.page.none('dialog');
  assert.equal(await pageHolds(secret), false);
});

step('it is tested, and offered is only what Forii can do', async () => {
  await app.page.click('button', `Actions for ${NAME}`);
  const menu = await app.page.inside('menu', `Key ${NAME}`);
  const items = await menu.text();
  assert.match(items, /Test…/);
  assert.doesNotMatch(items, /Rename|Disable/);
  await menu.click('menuitem', 'Test…');
  const tested = await app.page.inside('dialog', `Test ${NAME}`);
  await tested.see('Works');
  await tested.see(/\d+ ms/);
  await picture(app, 'key-test');
  await tested.click('button', 'Close');
});

step('revoking says what breaks, and is proved by the provider', async () => {
  const before = keychainEntries();
  await app.page.click('button', `Actions for ${NAME}`);
  await app.page.click('menuitem', 'Revoke…');
  const revoke = await app.page.inside('dialog', `Revoke ${NAME}`);
  await revoke.see('Acts at once: requests that are under way fail too.');
  await revoke.fill(`Type ${NAME} to confirm`, NAME);
  await picture(app, 'revoke-at-provider');
  await revoke.click('button', 'Revoke now');
  await (await app.page.inside('row', new RegExp(NAME))).see('Revoked');
  const left = await simulator.keys();
  assert.deepEqual(
    left.map((key) => key.name),
    ['made-there'],
  );
  await until('its secret has left the keychain', () => keychainEntries() === before - 1);
  await picture(app, 'provider-keys');
});

step('an account is removed by its name, with its credential', async () => {
  await (await app.page.inside('navigation', 'Screens')).click('link', 'Providers');
  const accounts = await app.page.inside('region', 'Accounts');
  await picture(app, 'providers-with-account');
  await accounts.click('link', /^F\s*Forii$/);
  await app.page.click('button', 'Remove…');
  const remove = await app.page.inside('dialog', 'Remove Forii');
  const before = keychainEntries();
  await remove.see('the keys go on working there until you revoke them');
  await remove.fill('Type Forii to confirm', 'Forii');
  await remove.click('button', 'Remove account');
  await app.page.none('dialog');
  await until('the credential has left the keychain', () => keychainEntries() === before - 1);
});

step('neither secret is in what the run wrote', async () => {
  await app.stop();
  app = undefined;
  proveSearch(secret, place.data);
  assert.deepEqual(
    search([secret, simulator.providers.forii.credential], [place.root, process.env.HOME]),
    [],
  );
});

test('a provider with a key API', async (t) => {
  try {
    for (const { name, body } of steps) {
      await t.test(name, { timeout: 120_000, skip: failed && 'an earlier step failed' }, async () => {
        try {
          await body();
        } catch (error) {
          failed = true;
          await picture(app, `failed-${name.replace(/\W+/g, '-')}`).catch(() => undefined);
          throw error;
        }
      });
    }
  } finally {
    await app?.stop();
    await simulator?.stop();
    if (failed) console.error(readFileSync(place.log, 'utf8').split('\n').slice(-40).join('\n'));
    place.remove();
  }
});
