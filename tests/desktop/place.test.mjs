// The window comes back where it was left, and never where nobody finds it.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { App, Place } from './app.mjs';
import { geometry, theWindow, xdotool } from './desk.mjs';
import { until } from './wait.mjs';

const SCREEN = { width: 1440, height: 1000 };

test('the place of the window', async (t) => {
  const place = new Place();
  await place.choose();
  t.after(() => place.remove());
  const file = join(place.data, 'window.json');
  const kept = () => JSON.parse(readFileSync(file, 'utf8'));
  let app;
  t.after(() => app?.stop());
  const restart = async () => {
    await app?.stop();
    app = await App.start(place);
    const window = await theWindow();
    await until('the window is at rest', () => geometry(window).width >= 900 && geometry(window));
    return window;
  };

  await t.test('size and place are kept', async () => {
    const window = await restart();
    xdotool('windowsize', window, '1010', '710');
    xdotool('windowmove', window, '205', '150');
    await until('they are kept', () => kept().width === 1010 && kept().height === 710 && kept().at[0] > 100);
    const before = geometry(window);
    const after = await until('it is there again', async () => {
      const found = geometry(await restart());
      return found.width === before.width && found;
    });
    assert.deepEqual(after, before);
  });

  await t.test('maximised it comes back so, and as large as before when it is not', async () => {
    /** A double click on its title bar, as its user does it. */
    const toggle = (window) => {
      xdotool('windowactivate', '--sync', window);
      xdotool('mousemove', '--window', window, '300', '0', 'mousemove_relative', '--', '0', '-8');
      xdotool('click', '--repeat', '2', '--delay', '60', '1');
    };
    const window = await restart();
    const before = geometry(window);
    toggle(window);
    await until('it is kept', () => kept().maximised);
    assert.deepEqual([kept().width, kept().height], [before.width, before.height]);
    const again = await restart();
    await until('it is maximised again', () => geometry(again).width === SCREEN.width);
    toggle(again);
    await until('it is as large as before', () => geometry(again).width === before.width);
    await until('that is kept', () => !kept().maximised);
  });

  for (const [what, text] of [
    ['a broken file', '{"width": 10'],
    ['a file of something else', '[1, 2, 3]'],
  ]) {
    await t.test(`${what}: the usual size`, async () => {
      await app.stop();
      writeFileSync(file, text);
      const { width, height } = geometry(await restart());
      assert.deepEqual([width, height], [1280, 800]);
    });
  }

  await t.test('a place on no screen, and a size too small: within reach and large enough', async () => {
    await app.stop();
    writeFileSync(file, JSON.stringify({ width: 10, height: 10, at: [5000, 5000], maximised: false }));
    const { x, y, width, height } = geometry(await restart());
    assert.deepEqual([width, height], [900, 600]);
    assert.ok(x >= 0 && y >= 0 && x < SCREEN.width - 120 && y < SCREEN.height - 24, `${x}, ${y}`);
  });
});
