// With a tray: its menu shows how things stand and acts; a start with the session stays in it. The tray is a stand-in
// on the private session bus.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { App, Place, picture, processes } from './app.mjs';
import { Tray } from './bus.mjs';
import { clickAway, close, ended, start, theWindow, windows } from './desk.mjs';
import { until } from './wait.mjs';

test('with a tray', async (t) => {
  const place = new Place();
  await place.choose();
  const tray = await Tray.start(join(place.root, 'tray.log'));
  let app = await App.start(place);
  t.after(async () => {
    await app.stop();
    await tray.stop();
    place.remove();
  });
  const icon = await tray.icon();

  await t.test('the menu starts and stops the gateway, and says what it does', async () => {
    await app.page.one('heading', 'Welcome to Keyhinge');
    await icon.has('Gateway off');
    await icon.click('Start gateway');
    await icon.has(`Gateway on 127.0.0.1:${place.port}`);
    await app.page.see('Gateway on');
    await icon.click('Stop gateway');
    await icon.has('Gateway off');
    await icon.click('Start gateway');
    await app.page.see('Gateway on');
  });

  await t.test('it creates a key, and shows how near the key is to its limits', async () => {
    await icon.click('Create key…');
    const form = await app.page.inside('dialog', 'Create key');
    await form.fill('Name', 'in_the-tray');
    await form.click('button', 'Create key');
    const dialog = await app.page.inside('dialog', 'in_the-tray is ready');
    await dialog.click('button', 'Show');
    const secret = await until('the key is shown', async () => /kh_\w{30,}/.exec(await dialog.text())?.[0]);
    await dialog.click('button', 'Done');
    for (let call = 0; call < 30; call += 1) {
      await fetch(`http://127.0.0.1:${place.port}/v1/models`, {
        headers: { authorization: `Bearer ${secret}` },
      });
    }
    await icon.has(/^in_the-tray: 50 % of requests$/);
    await icon.click('in_the-tray: 50 % of requests');
    await until('the limits of the key are shown', async () =>
      /#\/keys\/key_\w+\/limits/.test(await app.session.run('return location.hash')),
    );
  });

  await t.test('kept running, the window comes back from the tray', async () => {
    await close(await theWindow());
    const question = await app.page.inside('dialog', 'The gateway is running');
    await picture(app, 'closing-tray');
    await clickAway(question, 'Keep running in the tray');
    await icon.click('Open Keyhinge');
    await theWindow();
    await icon.click('Quit');
    await until('the app has ended', () => processes(place.data).length === 0);
  });

  await t.test('a start with the session stays in the tray until it is asked for', async () => {
    const before = tray.calls('RegisterStatusNotifierItem').length;
    const hidden = start(place.data, '--hidden');
    await until('there is another icon', () => tray.calls('RegisterStatusNotifierItem').length > before);
    const icon = await tray.icon();
    await icon.has(`Gateway on 127.0.0.1:${place.port}`);
    assert.deepEqual(windows(), []);
    await icon.click('Open Keyhinge');
    await theWindow();
    await icon.click('Quit');
    assert.equal(await ended(hidden), 0);
  });
});
