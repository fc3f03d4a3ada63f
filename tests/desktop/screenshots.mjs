// Takes the pictures of the documentation: the real window with keys as a developer has them. `make screenshots`.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Place } from './app.mjs';
import { bash, clipboard } from './shell.mjs';
import { until } from './wait.mjs';

const KEYS = [
  ['old-laptop', 'Development', ['read', 'write'], true, 'Free', 30],
  ['ops-admin', 'Admin', ['read', 'write', 'admin'], true, 'Starter', 30],
  ['ci-readonly', 'Read-only', ['read'], false, 'Free', 6],
  ['playground', 'Development', ['read', 'write'], true, 'Free', 60],
  ['agents-nightly', 'nightly agents', ['read', 'write'], true, 'Starter', 90],
  ['checkout-api', 'Production', ['read', 'write'], true, 'Pro', 90],
];

/** Requests made with a key, to move its meters. */
const CALLS = { playground: 53, 'agents-nightly': 12, 'checkout-api': 25 };

const folder = join(import.meta.dirname, '..', '..', 'docs', 'screenshots');
mkdirSync(folder, { recursive: true });
const place = new Place();
await place.choose({ gateway_port: 4517 });
const app = await App.start(place);

const invoke = (command, request) =>
  app.session.runAsync(
    'return window.__TAURI_INTERNALS__.invoke(args[0], { request: args[1] });',
    command,
    request,
  );

async function keep(name) {
  await app.session.runAsync(
    'await document.fonts.ready; for (let i = 0; i < 2; i += 1) await new Promise(requestAnimationFrame);',
  );
  writeFileSync(join(folder, `${name}.png`), await app.session.picture());
}

try {
  await app.page.one('heading', 'Welcome to Keyhinge');
  await keep('welcome');
  await app.page.click('button', 'Start the local gateway');
  await app.page.one('heading', 'No keys yet');
  const [account] = await invoke('accounts_list', {});
  for (const [name, purpose, permissions, generate, plan, days] of KEYS) {
    const { key } = await invoke('keys_create', {
      account_id: account.id,
      name,
      purpose,
      permissions,
      generate,
      plan,
      expiry: { kind: 'in_days', days },
    });
    if (name === 'old-laptop') await invoke('keys_revoke', { key_id: key.id, typed_name: name });
    if (!CALLS[name]) continue;
    await invoke('keys_copy', { key_id: key.id });
    const secret = await until('the key is on the clipboard', clipboard);
    const body = {
      model: 'local/echo',
      messages: [{ role: 'user', content: 'Which keys expire this month?' }],
    };
    await bash(`for i in $(seq ${CALLS[name]}); do
      curl -fsS http://127.0.0.1:4517/v1/chat/completions -H 'Authorization: Bearer ${secret}' \
        -H 'Content-Type: application/json' -d '${JSON.stringify(body)}' >/dev/null
    done`);
  }
  await (await app.page.inside('row', /playground/)).see(/8\d%/);
  await keep('keys');
  await app.page.click('rowheader', 'playground');
  await (await app.page.inside('navigation', 'About this key')).click('link', 'Limits');
  await app.page.see('Requests per minute');
  await keep('limits');

  await (await app.page.inside('navigation', 'About this key')).click('link', 'Snippets');
  const targets = await app.page.inside('listbox', 'Where the key goes');
  await targets.click('option', /^zsh/);
  await app.page.click('radio', /^With key/);
  await app.page.see('unless HIST_IGNORE_SPACE is set');
  await keep('snippets');

  await (await app.page.inside('navigation', 'Screens')).click('link', /^Keys/);
  await app.page.click('button', 'Create key');
  const create = await app.page.inside('dialog', 'Create key');
  await create.fill('Name', 'search-index');
  await keep('create');
  await create.click('button', 'Create key');
  const reveal = await app.page.inside('dialog', 'search-index is ready');
  await keep('reveal');
  await reveal.click('button', 'Done');
  await app.page.click('rowheader', 'agents-nightly');
  await app.page.click('button', 'Revoke…');
  const revoke = await app.page.inside('dialog', 'Revoke agents-nightly');
  await revoke.see('cannot be undone');
  await keep('revoke');
  await revoke.click('button', 'Keep the key');
  await (await app.page.inside('navigation', 'Screens')).click('link', 'Activity');
  await app.page.see('Copied');
  await keep('activity');
} finally {
  await app.stop();
  place.remove();
}
