// What happens to a copied secret afterwards, on the real clipboard.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { App, Place } from './app.mjs';
import { clipboard } from './shell.mjs';
import { until } from './wait.mjs';

/** The shortest that the settings allow. */
const SECONDS = 10;

test('a copied key leaves the clipboard', async (t) => {
  const place = new Place();
  await place.choose({ clipboard_clear_seconds: SECONDS });
  t.after(() => place.remove());
  const app = await App.start(place);
  t.after(() => app.stop());

  await app.page.click('button', 'Start the local gateway');
  await app.page.click('button', 'Create key');
  const form = await app.page.inside('dialog', 'Create key');
  await form.fill('Name', 'copied');
  await form.click('button', 'Create key');
  await (await app.page.inside('dialog', 'copied is ready')).click('button', 'Done');
  const copy = async () => {
    await app.page.click('button', 'Actions for copied');
    await app.page.click('menuitem', 'Copy key');
    return until('the key is on the clipboard', async () => (await clipboard())?.startsWith('kh_'));
  };

  await t.test('it is cleared after its time, with a visible countdown', async () => {
    await copy();
    const start = performance.now();
    const [, seconds] = await app.page.see(/Clears from the clipboard in (\d+) s/);
    assert.ok(Number(seconds) <= SECONDS);
    await app.page.see('The clipboard was cleared.');
    const passed = (performance.now() - start) / 1000;
    assert.ok(passed > SECONDS - 2 && passed < SECONDS + 3, `after ${passed} s`);
    assert.equal(await clipboard(), undefined);
  });

  await t.test('what was copied meanwhile is left alone', async () => {
    await copy();
    spawnSync('xclip', ['-selection', 'clipboard', '-i'], {
      input: 'a recipe',
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await app.page.see('Something else was copied since');
    assert.equal(await clipboard(), 'a recipe');
  });

  await t.test('it is cleared when the window is closed', async () => {
    await copy();
    await app.stop();
    assert.equal(await clipboard(), undefined);
  });
});
