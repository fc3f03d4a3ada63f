// Snippets in the real window: every form of every target is shown without the key, and what the host copies works.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { App, Place, picture } from './app.mjs';
import { chooseFolder } from './desk.mjs';
import { search } from './sentinel.mjs';
import { bash, clipboard } from './shell.mjs';
import { until } from './wait.mjs';

/** Chooses the targets of the list one after the other, and each form of them; answers with all that the page showed. */
const WALK = `
  const shown = [];
  const until = async (ready) => {
    for (;;) {
      await new Promise(requestAnimationFrame);
      const found = ready();
      if (found) return found;
    }
  };
  const main = document.querySelector('main');
  const text = () => main.querySelector('pre')?.textContent;
  for (const { id } of [...main.querySelectorAll('[role="option"][id]')]) {
    const option = document.getElementById(id);
    const name = option.firstElementChild.textContent;
    option.click();
    // The text, or the reason why there is none.
    const card = await until(() => [...main.querySelectorAll('section section')].find((card) =>
      card.querySelector('h2').textContent === name && (card.querySelector('[role="status"] p, div[role="status"]')
        || card.querySelector('pre')?.getAttribute('aria-label') === 'The text for ' + name)));
    const forms = card.querySelector('pre') ? [...card.querySelectorAll('[role="radiogroup"] label')] : [];
    for (const form of forms.length ? forms : [null]) {
      if (form && !form.querySelector('input').checked) {
        const before = text();
        form.click();
        await until(() => text() !== undefined && text() !== before);
      }
      shown.push({ name, form: form?.textContent.trim() ?? '', text: text() ?? '',
        page: document.documentElement.outerHTML,
        fields: [...document.querySelectorAll('input')].map((input) => input.value).join(' ') });
    }
  }
  return shown;
`;

const EVERYTHING = `
  return JSON.stringify([document.documentElement.outerHTML, document.title, location.href, history.state,
    [...document.querySelectorAll('input')].map((input) => input.value), { ...localStorage }, { ...sessionStorage },
    document.cookie, await indexedDB.databases()]);
`;

test('snippets show no key, and the host copies it', async (t) => {
  const place = new Place();
  await place.choose();
  let app = await App.start(place, { SHELL: '/bin/bash' });
  t.after(async () => {
    await app?.stop();
    place.remove();
  });
  const { page } = app;
  const invoke = (command, request) =>
    app.session.runAsync(
      'return window.__TAURI_INTERNALS__.invoke(args[0], { request: args[1] });',
      command,
      request,
    );

  await page.click('button', 'Start the local gateway', 60);
  await page.one('heading', 'No keys yet');
  const [account] = await invoke('accounts_list', {});
  const create = (name, purpose) =>
    invoke('keys_create', {
      account_id: account.id,
      name,
      purpose,
      permissions: ['read', 'write'],
      generate: true,
      plan: 'Free',
      expiry: { kind: 'never' },
    });
  await create('agents', 'Development');
  const { key: production } = await create('checkout', 'Production');
  await invoke('keys_copy', { key_id: production.id });
  const sentinel = await until('the key is on the clipboard', clipboard);
  assert.match(sentinel, /^kh_/);
  const inside = sentinel.slice(sentinel.lastIndexOf('_') + 1);

  await page.click('rowheader', 'checkout');
  await (await page.inside('navigation', 'About this key')).click('link', 'Snippets');
  const list = await page.inside('listbox', 'Where the key goes');
  await list.one('option', 'bash here');
  await picture(app, 'snippets');

  await t.test('every form of every target', async () => {
    const seen = [];
    for (const platform of ['unix', 'windows']) {
      await app.session.run(
        `const select = document.querySelector('select'); select.value = arguments[0];
         select.dispatchEvent(new Event('change', { bubbles: true }));`,
        platform,
      );
      seen.push(...(await app.session.runAsync(WALK)));
    }
    const { targets } = await invoke('snippets_targets', { key_id: production.id });
    const names = new Set(seen.map(({ name }) => name));
    assert.deepEqual(
      targets.map(({ name }) => name).filter((name) => !names.has(name)),
      [],
    );
    for (const { name, form, text, page, fields } of seen) {
      for (const shown of [text, page, fields])
        assert.ok(!shown.includes(inside), `${name}, ${form}: the key is in the page`);
      if (/^With key/.test(form)) assert.ok(text.includes('…'), `${name}, ${form}: ${text}`);
    }
    assert.ok(seen.filter(({ form }) => /^With key/.test(form)).length > 15);
  });

  await t.test('a production key is asked about, then copied by the host', async () => {
    await page.fill('Find a target', 'bash', 'searchbox');
    await page.click('option', /^bash/);
    await page.fill('Variable', 'MY_KEY');
    await page.click('radio', /^With key/);
    await page.click('button', 'Copy with key');
    const dialog = await page.inside('dialog', 'A production key for development?');
    await dialog.see('“checkout” is for production, and bash is for development.');
    await picture(app, 'snippets-production');
    await dialog.click('button', 'Copy for bash');
    const copied = await until('the text is on the clipboard', async () => {
      const text = await clipboard();
      return text?.includes('export MY_KEY=') && text;
    });
    assert.equal(await bash(`${copied}\nprintf %s "$MY_KEY"`), sentinel);
    await page.click('button', 'Copy with placeholder');
    await until('the placeholder is on the clipboard', async () =>
      (await clipboard())?.includes("MY_KEY='your-api-key-here'"),
    );
    assert.ok(!(await app.session.runAsync(EVERYTHING)).includes(inside), 'the page has no key');
    await picture(app, 'snippets-copied');
  });

  await t.test('a line goes into the file of a chosen folder, and is taken back', async () => {
    const folder = join(place.root, 'my project');
    mkdirSync(folder);
    const file = join(folder, '.env');
    writeFileSync(file, '# mine\nMY_KEY=old\nOTHER=1\n', { mode: 0o644 });
    await page.fill('Find a target', '.env file', 'searchbox');
    await page.click('option', /^\.env file/);
    await page.click('radio', /^With key/);
    await page.click('button', 'Write to a file…');
    await chooseFolder('Choose the folder of the file', folder);
    const dialog = await page.inside('dialog', 'Write this into the file?');
    await dialog.see(file);
    await picture(app, 'snippets-write');
    await dialog.click('button', 'Write it all the same');
    await page.see(`MY_KEY was replaced in ${file}.`);
    await picture(app, 'snippets-written');
    const text = readFileSync(file, 'utf8');
    assert.match(text, /^# mine\nMY_KEY=.*\nOTHER=1\n$/);
    assert.ok(text.includes(sentinel));
    assert.equal(statSync(file).mode & 0o777, 0o600);
    await page.click('button', 'Undo');
    await page.see(`Undone: what was written is out of ${file} again.`);
    assert.equal(readFileSync(file, 'utf8'), '# mine\nMY_KEY=old\nOTHER=1\n');
    assert.ok(!(await app.session.runAsync(EVERYTHING)).includes(inside), 'the page has no key');
  });

  await t.test('the key is nowhere in what the run wrote', async () => {
    await app.stop();
    app = undefined;
    assert.deepEqual(search([sentinel, inside], [place.root]), []);
  });
});
