// One window per data folder.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { App, Place } from './app.mjs';
import { ended, start, windows, xdotool } from './desk.mjs';
import { until } from './wait.mjs';

const place = new Place();
const other = new Place();

test('one window per data folder', async (t) => {
  t.after(() => [place, other].forEach((one) => one.remove()));
  const app = await App.start(place);
  t.after(() => app.stop());

  await t.test('a second start brings the first to the front, and leaves', async () => {
    const [window] = await until('the window is there', () => windows().length > 0 && windows());
    xdotool('windowminimize', window);
    await until('the window is away', () => !windows().includes(window));
    assert.equal(await ended(start(place.data)), 0);
    await until('the window is in front', () => xdotool('getactivewindow') === window);
  });

  await t.test('another data folder has a window of its own', async () => {
    const before = windows();
    const second = start(other.data);
    await until('there is one window more', () => windows().length === before.length + 1);
    await until('it has the focus', () => !before.includes(xdotool('getwindowfocus')));
    xdotool('key', 'alt+F4');
    assert.equal(await ended(second), 0, 'closing the window ends it');
  });

  await t.test('of twenty starts at once, one stays', async () => {
    const starts = Array.from({ length: 20 }, () => start(other.data));
    const codes = await until('nineteen have left', () => {
      const left = starts.filter((process) => process.exitCode !== null);
      return left.length === 19 && left.map((process) => process.exitCode);
    });
    assert.deepEqual(new Set(codes), new Set([0]));
    await until('the one has its window', () => windows().length === 2);
    const [winner] = starts.filter((process) => process.exitCode === null);
    winner.kill('SIGTERM');
    assert.equal(await ended(winner), 0);
  });
});
