// Closing the window: with the gateway off it ends everything; while it runs, the user is asked, and there is always a
// way back.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { App, Place, picture, processes } from './app.mjs';
import { clickAway, close, ended, start, taskBar, theWindow, windows, xdotool } from './desk.mjs';
import { until } from './wait.mjs';

async function place(t, settings = {}) {
  const place = new Place();
  await place.choose(settings);
  const apps = [];
  t.after(async () => {
    for (const app of apps) await app.stop();
    place.remove();
  });
  const open = async (words) => {
    apps.push(await App.start(place, {}, words));
    return apps.at(-1);
  };
  return { data: place.data, url: () => `http://127.0.0.1:${place.port}`, open };
}

const gone = (data) => until('the app has ended', () => processes(data).length === 0);
const answers = (url) => fetch(`${url}/v1/models`).then((answer) => answer.status === 401);
const silent = (url) =>
  fetch(`${url}/v1/models`).then(
    () => false,
    () => true,
  );
const settings = (data) => readFileSync(join(data, 'settings.toml'), 'utf8');

test('with the gateway off, closing ends everything without a question', async (t) => {
  const { data, open } = await place(t);
  const app = await open();
  await app.page.one('heading', 'Welcome to Keyhinge');
  await close(await theWindow());
  await gone(data);
});

test('with the gateway on, closing asks; kept running it serves on, and a second start brings the window back', async (t) => {
  const { data, url, open } = await place(t);
  const app = await open();
  await app.page.click('button', 'Start the local gateway');
  await app.page.see('Gateway on');
  const window = await theWindow();

  await close(window);
  let question = await app.page.inside('dialog', 'The gateway is running');
  await question.see('Start Keyhinge again to bring the window back.');
  await picture(app, 'closing');
  await close(window);
  await app.page.one('dialog', 'The gateway is running');
  await question.click('button', 'Cancel');
  await app.page.none('dialog');
  assert.equal(processes(data).length > 0, true);

  await close(window);
  question = await app.page.inside('dialog', 'The gateway is running');
  await clickAway(question, 'Keep running');
  assert.ok(await answers(url()), 'the gateway serves on');

  assert.equal(await ended(start(data)), 0);
  const back = await theWindow();
  assert.equal(back, window);
  await app.page.none('dialog');
  // A click with the mouse, since a window that was hidden could be dead to it.
  const box = await app.session.run(`
    const link = [...document.querySelectorAll('nav a')].find((link) => link.textContent.includes('Settings'));
    const { x, y, width, height } = link.getBoundingClientRect();
    return [Math.round(x + width / 2), Math.round(y + height / 2)];
  `);
  xdotool('mousemove', '--window', back, ...box.map(String), 'click', '1');
  await app.page.one('heading', 'Settings');

  await close(back);
  question = await app.page.inside('dialog', 'The gateway is running');
  await question.click('checkbox', /Remember this choice/);
  await question.click('button', 'Quit').catch(() => undefined);
  await gone(data);
  assert.ok(await silent(url()));
  assert.match(settings(data), /on_close = "quit"/);
});

test('what is remembered is not asked again, and a session that ends never asks', async (t) => {
  const { data, url, open } = await place(t, { gateway_enabled: true, on_close: 'keep_running' });
  const app = await open();
  await until('the gateway serves', () => answers(url()));
  await close(await theWindow());
  await until('the window is gone', () => windows().length === 0);
  assert.ok(await answers(url()));
  await app.stop();
  assert.ok(await silent(url()), 'a signal ends it, hidden as it is');
});

test('a start with the session where there is no tray lies in the task bar, and comes to the front', async (t) => {
  const { data } = await place(t);
  const hidden = start(data, '--hidden');
  t.after(() => hidden.kill());
  await until('it is in the task bar only', () => taskBar().length === 1 && windows().length === 0);
  assert.equal(await ended(start(data)), 0);
  await close(await theWindow());
  assert.equal(await ended(hidden), 0);
});

test('a key that was just made is not lost by closing under its dialog', async (t) => {
  const { data, open } = await place(t);
  let app = await open();
  await app.page.click('button', 'Start the local gateway');
  await app.page.click('button', 'Create key');
  const form = await app.page.inside('dialog', 'Create key');
  await form.fill('Name', 'not-lost');
  await form.click('button', 'Create key');
  await app.page.one('dialog', 'not-lost is ready');
  await close(await theWindow());
  const question = await app.page.inside('dialog', 'The gateway is running');
  await picture(app, 'closing-over-reveal');
  await question.click('button', 'Quit').catch(() => undefined);
  await gone(data);

  app = await open();
  await app.page.click('button', 'Actions for not-lost');
  await app.page.click('menuitem', 'Reveal once…');
  const dialog = await app.page.inside('dialog', 'not-lost is ready');
  await dialog.click('button', 'Show');
  await dialog.see(/kh_\w{12}/);
});
