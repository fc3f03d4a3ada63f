// What the desktop is told while nobody looks. The daemon is a stand-in on the private session bus.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { App, Place } from './app.mjs';
import { Notifications } from './bus.mjs';
import { clickAway, close, theWindow, windows } from './desk.mjs';
import { until } from './wait.mjs';

test('notifications', async (t) => {
  const place = new Place();
  await place.choose();
  const log = join(place.root, 'notifications.log');
  const desktop = await Notifications.start(log);
  const app = await App.start(place);
  t.after(async () => {
    await app.stop();
    await desktop.stop();
    place.remove();
  });

  await app.page.click('button', 'Start the local gateway');
  await app.page.click('button', 'Create key');
  const form = await app.page.inside('dialog', 'Create key');
  await form.fill('Name', 'told');
  await form.click('button', 'Create key');
  const dialog = await app.page.inside('dialog', 'told is ready');
  await dialog.click('button', 'Show');
  const secret = await until('the key is shown', async () => /kh_\w{30,}/.exec(await dialog.text())?.[0]);
  await dialog.click('button', 'Done');
  const call = async (times) => {
    for (let n = 0; n < times; n += 1) {
      await fetch(`http://127.0.0.1:${place.port}/v1/models`, {
        headers: { authorization: `Bearer ${secret}` },
      });
    }
  };

  await t.test('a limit that is nearly used up is told, and one that is', async () => {
    await call(50);
    await desktop.told('told is close to a limit');
    await call(10);
    await desktop.told('told has reached a limit');
  });

  await t.test('that it runs on without a window is told', async () => {
    await close(await theWindow());
    await clickAway(await app.page.inside('dialog', 'The gateway is running'), 'Keep running');
    await desktop.told('Start Keyhinge again to bring the window back.');
  });

  await t.test('a click on one brings the window back, at what it is about', async () => {
    desktop.click('told has reached a limit');
    await theWindow();
    await until('the limits of the key are shown', async () =>
      /#\/keys\/key_\w+\/limits/.test(await app.session.run('return location.hash')),
    );
  });

  await t.test('no notification carries the key', () => {
    assert.ok(!readFileSync(log, 'utf8').includes(secret.slice(0, 20)));
  });
});

test('switched off, nothing is told', async (t) => {
  const place = new Place();
  await place.choose({ gateway_enabled: true, on_close: 'keep_running', notifications: false });
  const desktop = await Notifications.start(join(place.root, 'notifications.log'));
  const app = await App.start(place);
  t.after(async () => {
    await app.stop();
    await desktop.stop();
    place.remove();
  });
  await app.page.see('Gateway on');
  await close(await theWindow());
  await until('the window is gone', () => windows().length === 0);
  await until('it is noted that it was told', () =>
    readFileSync(join(place.data, 'told.json'), 'utf8').includes('true'),
  );
  assert.deepEqual(desktop.calls('Notify'), []);
});
