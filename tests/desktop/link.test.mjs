// Links of the form keyhinge://… open a screen, in the window that is there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { App, Place } from './app.mjs';
import { ended, start } from './desk.mjs';
import { until } from './wait.mjs';

test('links', async (t) => {
  const place = new Place();
  await place.choose();
  let app;
  t.after(async () => {
    await app?.stop();
    place.remove();
  });
  app = await App.start(place);
  await app.page.click('button', 'Start the local gateway');
  await app.page.see('Gateway on');
  await app.stop();
  const at = () => app.session.run('return location.hash');

  await t.test('the first start opens the screen of its link', async () => {
    app = await App.start(place, {}, ['keyhinge://activity']);
    await app.page.one('heading', 'Activity');
  });

  await t.test('a second start hands its link over', async () => {
    assert.equal(await ended(start(place.data, 'keyhinge://settings')), 0);
    await app.page.one('heading', 'Settings');
    assert.equal(await ended(start(place.data, 'keyhinge://keys/no_such_key/limits')), 0);
    await until('the route is there', async () => (await at()) === '#/keys/no_such_key/limits');
  });

  await t.test('a hostile link opens the first screen, and does nothing else', async () => {
    for (const link of [
      'keyhinge://keys/../../settings',
      'keyhinge://javascript:alert(1)',
      'keyhinge://settings%00',
      `keyhinge://${'x'.repeat(10_240)}`,
    ]) {
      assert.equal(await ended(start(place.data, 'keyhinge://limits')), 0);
      await app.page.one('heading', 'Limits');
      assert.equal(await ended(start(place.data, link)), 0);
      await until(`${link.slice(0, 40)} leads to the keys`, async () => (await at()) === '#/keys');
    }
  });

  await t.test('what is no link is refused', async () => {
    assert.equal(await ended(start(place.data, 'javascript:alert(1)')), 2);
  });
});
