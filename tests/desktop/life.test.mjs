// The main job, in the real window: make a key, see it once, use it, revoke it. Each step goes on where the one
// before it ended, so the first failure ends the run.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Place, picture } from './app.mjs';
import { proveSearch, search } from './sentinel.mjs';
import { bash, clipboard, keychainEntries } from './shell.mjs';
import { until } from './wait.mjs';
import { Keys } from './webdriver.mjs';

const NAME = 'checkout-api';

const place = new Place();
let app;
let secret;
let snippet;
/** What the keychain held before, from other tests of this run. */
let foreign;
let failed = false;

/** The steps, in order; each is a test of its own. */
const steps = [];
const step = (name, body) => steps.push({ name, body });

const url = () => `http://127.0.0.1:${place.port}`;
const authorization = () => ({ authorization: `Bearer ${secret}` });
const invoke = (command, request) =>
  app.session.runAsync(
    'try { return { ok: await window.__TAURI_INTERNALS__.invoke(args[0], { request: args[1] }) }; } catch (error) { return { error }; }',
    command,
    request,
  );

step('1. the first start offers two doors, and the gateway adds the account Local', async () => {
  await place.choose();
  foreign = keychainEntries();
  app = await App.start(place);
  await app.page.one('heading', 'Welcome to Keyhinge');
  await app.page.one('heading', 'Keys in your shell files and .env?');
  await picture(app, 'welcome');
  await app.page.click('button', 'Start the local gateway');
  await app.page.see('Gateway on');
  await app.page.see(`127.0.0.1:${place.port}`);
  const { ok: accounts } = await invoke('accounts_list', {});
  assert.deepEqual(
    accounts.map((account) => account.name),
    ['Local'],
  );
});

step('2. the empty list teaches, and a key is made', async () => {
  await app.page.one('heading', 'No keys yet');
  await picture(app, 'keys-empty');
  await app.page.click('button', 'Create key');
  const dialog = await app.page.inside('dialog', 'Create key');
  await dialog.fill('Name', NAME);
  await dialog.click('radio', /^Development/);
  await dialog.click('radio', '60 days');
  await picture(app, 'create');
  await dialog.click('button', 'Create key');
});

step('3. the secret is shown once, and copied without being shown', async () => {
  const dialog = await app.page.inside('dialog', `${NAME} is ready`);
  assert.equal(keychainEntries(), foreign + 1, 'the secret is in the keychain before it can be shown');
  await picture(app, 'reveal-masked');

  await app.session.press(Keys.escape);
  await app.session.clickAt(20, 20);
  await dialog.one('button', 'Done');

  await dialog.click('button', 'Copy key');
  secret = await until('the key is on the clipboard', async () => {
    const text = await clipboard();
    return text?.startsWith('kh_') && text;
  });
  assert.match(await clipboard('TARGETS'), /^x-kde-passwordManagerHint$/m);
  assert.equal(await clipboard('x-kde-passwordManagerHint'), 'secret');
  await dialog.see(/Clears from the clipboard in \d+ s/);
  assert.ok(!(await app.session.run('return document.documentElement.outerHTML')).includes(secret));

  await dialog.click('button', 'Show');
  await dialog.see(secret);
  await picture(app, 'reveal-shown');

  await dialog.click('button', 'Choose where it goes');
  await app.page.click('menuitemradio', 'bash');
  snippet = await until('the snippet is on the clipboard', async () => {
    const text = await clipboard();
    return text?.includes('export') && text;
  });
  assert.ok(snippet.includes(secret));
  await dialog.click('button', 'Done');
  await app.page.none('dialog');
});

step('3. afterwards the page does not hold it, and a second showing is refused', async () => {
  const left = await app.session.runAsync(`
    const databases = await indexedDB.databases();
    return JSON.stringify([document.documentElement.outerHTML, document.title, location.href, history.state,
      { ...localStorage }, { ...sessionStorage }, document.cookie, databases]);
  `);
  assert.ok(!left.includes(secret));
  const { ok: keys } = await invoke('keys_list', {});
  const { error } = await invoke('keys_reveal_ticket', { key_id: keys[0].id });
  assert.equal(error.code, 'already_revealed');
});

step('4. the list shows the key masked, and the key works with the snippet', async () => {
  const row = await app.page.inside('row', new RegExp(NAME));
  const shown = await row.text();
  for (const word of [/kh_.*…/, /Development/, /read/, /Active/, /never/, /\d+ d left/])
    assert.match(shown, word);
  await picture(app, 'keys');

  const call = (path, body) => `curl -fsS ${url()}${path} -H "Authorization: Bearer $KEYHINGE_API_KEY" \
    ${body ? `-H 'Content-Type: application/json' -d '${JSON.stringify(body)}'` : ''}`;
  const messages = [{ role: 'user', content: 'Hello' }];
  const model = 'local/echo';
  const calls = {
    '/v1/models': [undefined],
    '/v1/chat/completions': [
      { model, messages },
      { model, messages, stream: true },
    ],
    '/v1/responses': [
      { model, input: 'Hello' },
      { model, input: 'Hello', stream: true },
    ],
    '/v1/embeddings': [{ model, input: 'Hello' }],
    '/v1/messages': [
      { model, messages, max_tokens: 50 },
      { model, messages, max_tokens: 50, stream: true },
    ],
    '/v1/messages/count_tokens': [{ model, messages }],
  };
  for (const [path, bodies] of Object.entries(calls)) {
    for (const body of bodies) {
      const answer = await bash(`${snippet}\n${call(path, body)}`);
      assert.ok(body?.stream ? answer.includes('data:') : JSON.parse(answer), `${path}: ${answer}`);
    }
  }
  await row.see(/just now|\d+ s ago/);
});

step('5. the meters moved with the calls', async () => {
  await app.session.run('arguments[0].focus()', await app.page.one('row', new RegExp(NAME)));
  await app.session.press(Keys.enter);
  const about = await app.page.inside('navigation', 'About this key');
  await about.click('link', 'Limits');
  const requests = await app.page.inside('group', /^Requests/);
  await requests.see(/[1-9]\d* *\/ *60/);
  await requests.see(/Resets in/);
  await requests.see(/gateway ·/);
  for (const metric of [/^Prompt/, /^Completion/]) {
    await (await app.page.inside('group', metric)).see(/[1-9][\d,.\u202f]* *\//);
  }
  await picture(app, 'limits');
});

step('5. everything is there again after a restart', async () => {
  await app.stop();
  app = await App.start(place);
  await app.page.see('Gateway on');
  await (await app.page.inside('row', new RegExp(NAME))).see('Active');
  const answer = await fetch(`${url()}/v1/models`, { headers: authorization() });
  assert.equal(answer.status, 200);
});

step('6. revoking says what breaks, and ends the key at once', async () => {
  const stream = await fetch(`${url()}/v1/chat/completions`, {
    method: 'POST',
    headers: { ...authorization(), 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'local/echo',
      stream: true,
      messages: [{ role: 'user', content: 'word '.repeat(20_000) }],
    }),
  });
  assert.equal(stream.status, 200);
  // Read all the time: what is unread when a stream breaks is lost.
  let received = '';
  let broken;
  const reading = (async () => {
    for await (const piece of stream.body.pipeThrough(new TextDecoderStream())) received += piece;
  })().catch(() => (broken = performance.now()));
  await until('the stream has begun', () => received.includes('word'));

  await app.page.click('button', `Actions for ${NAME}`);
  await app.page.click('menuitem', 'Revoke…');
  const dialog = await app.page.inside('dialog', `Revoke ${NAME}`);
  await dialog.see('immediate and cannot be undone');
  await dialog.see(/Requests in the last 24 h\s+\d+/);
  const confirm = await dialog.one('button', 'Revoke now');
  assert.equal(await confirm.isEnabled(), false, 'the name has to be typed');
  await dialog.fill(`Type ${NAME} to confirm`, NAME);
  await picture(app, 'revoke');
  const clicked = performance.now();
  await confirm.click();

  await reading;
  assert.ok(broken - clicked < 1500, 'the open stream is broken off within a second');
  assert.ok(received.includes('REVOKED_API_KEY') && !received.includes('[DONE]'), received.slice(-500));
  const refused = await until('the gateway refuses the key', async () => {
    const answer = await fetch(`${url()}/v1/models`, { headers: authorization() });
    return answer.status === 401 && answer.json();
  });
  assert.equal(refused.error.code, 'REVOKED_API_KEY');
  await (await app.page.inside('row', new RegExp(NAME))).see('Revoked');
  await until('the secret has left the keychain', () => keychainEntries() === foreign);
  await picture(app, 'keys-revoked');
});

step('7. the activity tells the whole life', async () => {
  await (await app.page.inside('navigation', 'Screens')).click('link', 'Activity');
  const table = await app.page.inside('table');
  for (const word of ['Created', 'Revealed', 'Copied', 'First used', 'Revoked']) await table.see(word);
  await picture(app, 'activity');
});

step('the other screens, in both themes', async () => {
  const rail = await app.page.inside('navigation', 'Screens');
  for (const theme of ['Light', 'Dark']) {
    await rail.click('link', 'Settings');
    await app.page.click('radio', theme);
    await picture(app, `settings-${theme.toLowerCase()}`);
    for (const screen of ['Keys', 'Limits', 'Usage', 'Providers', 'Gateway']) {
      await rail.click('link', new RegExp(`^${screen}`));
      await app.page.one('heading', screen);
      await picture(app, `${screen.toLowerCase()}-${theme.toLowerCase()}`);
    }
  }
});

step('the clipboard is empty again', async () => {
  await until('the snippet is gone', async () => !(await clipboard())?.includes(secret), 40);
});

step('the secret is nowhere in what the run wrote', async () => {
  await app.stop();
  app = undefined;
  const home = process.env.HOME;
  const folders = [
    place.root,
    home,
    ...['DATA', 'CONFIG', 'CACHE', 'STATE'].map((kind) => process.env[`XDG_${kind}_HOME`]),
  ];
  proveSearch(secret, place.data);
  assert.ok(readdirSync(place.data).includes('keyhinge.db'));
  assert.ok(readFileSync(place.log, 'utf8').length > 0, 'the log was kept');
  const inside = secret.slice(secret.lastIndexOf('_') + 1);
  assert.deepEqual(search([secret, inside], folders), []);
  assert.ok(readdirSync(join(place.data, 'webview')).length > 0, 'the webview data was searched');
});

test('a key, from its making to its end', async (t) => {
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
    if (failed) console.error(readFileSync(place.log, 'utf8').split('\n').slice(-60).join('\n'));
    place.remove();
  }
});
