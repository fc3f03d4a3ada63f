// What the page can and cannot do, in the real webview.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { App, Place, processes } from './app.mjs';
import { until } from './wait.mjs';

test('the page is locked in', async (t) => {
  const place = new Place();
  await place.choose();
  t.after(() => place.remove());
  const app = await App.start(place);
  t.after(() => app.stop());
  await app.page.one('heading', 'Welcome to Keyhinge');

  await t.test('injected scripts do not run, nothing is fetched, and the policy says so', async () => {
    await app.session.runAsync(`
      window.violated = [];
      addEventListener('securitypolicyviolation', (event) => window.violated.push(event.effectiveDirective));
      const add = (tag, properties) => document.body.append(Object.assign(document.createElement(tag), properties));
      add('script', { textContent: 'window.ran = "inline"' });
      add('script', { src: 'https://example.com/x.js' });
      add('div', { innerHTML: '<img src="x" onerror="window.ran = \\'handler\\'">' });
      add('img', { src: 'https://example.com/x.png' });
      add('iframe', { src: 'https://example.com/' });
      const fetched = await fetch('https://example.com/').then(() => true, () => false);
      if (fetched) window.ran = 'fetch';
    `);
    // Two scripts from outside and inside, a handler, a picture, a frame and a request.
    for (const directive of ['script-src-elem', 'script-src-attr', 'img-src', 'connect-src', 'frame-src']) {
      await until(`a violation of ${directive}`, async () =>
        (await app.session.run('return window.violated')).includes(directive),
      );
    }
    assert.equal(await app.session.run('return window.ran ?? null'), null);
  });

  await t.test('it goes nowhere and opens nothing', async () => {
    const before = await app.session.run('return location.href');
    await app.session.run(`
      window.opened = window.open('https://example.com/');
      location.href = 'https://example.com/';
    `);
    await app.page.one('heading', 'Welcome to Keyhinge');
    assert.equal(await app.session.run('return location.href'), before);
  });

  await t.test('it calls the contract only, and a request of the wrong shape is refused', async () => {
    const refused = (command, request) =>
      app.session.runAsync(
        `return window.__TAURI_INTERNALS__.invoke(args[0], args[1]).then(() => null, (error) => JSON.stringify(error))`,
        command,
        request,
      );
    for (const command of [
      'plugin:window|close',
      'plugin:app|version',
      'plugin:event|emit',
      'no_such_command',
    ]) {
      assert.match(await refused(command, {}), /not allowed|not found/, command);
    }
    for (const request of [{}, { request: 1 }, { request: { ticket: 7 } }]) {
      assert.notEqual(await refused('keys_reveal', request), null);
    }
    assert.equal(await app.session.run('return typeof window.__TAURI__'), 'undefined');
  });

  await t.test('neither the app nor the processes of its webview leave a core file', () => {
    const own = processes(place.data);
    const all = [...own, ...own.flatMap(children)];
    assert.ok(all.length > 1, 'WebKit runs in processes of its own');
    for (const pid of all) {
      assert.match(readFileSync(`/proc/${pid}/limits`, 'utf8'), /^Max core file size +0 +0 /m);
    }
  });
});

test('a chosen theme holds from the start', async (t) => {
  for (const theme of ['dark', 'light']) {
    await t.test(theme, async (t) => {
      const place = new Place();
      await place.choose({ theme });
      const app = await App.start(place);
      t.after(async () => {
        await app.stop();
        place.remove();
      });
      const colour = { dark: 'rgb(19, 19, 22)', light: 'rgb(251, 251, 252)' }[theme];
      await until(`the page is ${theme}`, async () => {
        const painted = await app.session.run(
          'return getComputedStyle(document.documentElement).backgroundColor',
        );
        return painted === colour;
      });
    });
  }
});

/** The processes that `pid` has started. */
function children(pid) {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}
