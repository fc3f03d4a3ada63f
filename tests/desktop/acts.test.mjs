// What a provider with more of an API lets be done with a key, in the smallest window: renamed, disabled and enabled, by
// keyboard where that is quicker. The provider is simulated.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { App, Place, picture } from './app.mjs';
import { Simulator } from './simulator.mjs';
import { until } from './wait.mjs';
import { Keys } from './webdriver.mjs';

test('a key is renamed, disabled and enabled at its provider', async (t) => {
  const simulator = await Simulator.start();
  const place = new Place();
  await place.choose();
  const app = await App.start(place);
  t.after(async () => {
    await app.stop();
    await simulator.stop();
    place.remove();
  });
  const { page } = app;
  const { base_url, inference_url, credential } = simulator.providers.openrouter;
  await simulator.make('open_router', undefined, 'made-there');
  await app.session.setSize(900, 600);

  await page.click('button', 'Add account');
  const choice = await page.inside('dialog', 'Add account');
  await choice.fill('Search providers', `openrouter${Keys.enter}`, 'searchbox');
  const dialog = await page.inside('dialog', 'Add an account at OpenRouter');
  await dialog.fill('Management key (optional)', credential);
  await dialog.click('button', 'Addresses');
  await dialog.fill('Base URL, OpenAI format (optional)', inference_url);
  await dialog.fill('Key management (optional)', base_url);
  await dialog.click('button', 'Save');
  await dialog.click('button', `Yes, send keys to ${simulator.host}`, 60);
  await page.none('dialog', undefined, 60);
  await page.click('link', 'made-there', 60);

  const act = async (item) => {
    await page.click('button', 'More');
    await page.click('menuitem', item);
  };
  const there = async (what, is) =>
    until(what, async () => {
      const [key] = await simulator.keys();
      return is(key);
    });

  await act('Rename…');
  const rename = await page.inside('dialog', 'Rename made-there');
  await picture(app, 'rename-at-provider');
  await rename.fill('New name', `renamed-here${Keys.enter}`);
  await page.one('heading', 'renamed-here', 60);
  await there('the provider has the new name', (key) => key.name === 'renamed-here');

  await act('Disable…');
  const disable = await page.inside('dialog', 'Disable renamed-here');
  await disable.see('refuses the key until it is enabled again');
  await picture(app, 'disable-at-provider');
  await disable.click('button', 'Disable key');
  await page.none('dialog', undefined, 60);
  await there('the provider has it disabled', (key) => key.disabled);
  await page.see('Disabled');
  await picture(app, 'disabled-at-provider');

  await act('Enable');
  await there('the provider has it enabled', (key) => !key.disabled);
  await page.see('Active', 60);
  assert.deepEqual(await page.all('button', 'Enable'), []);

  // Escape closes the dialog on top, and the focus is where it was.
  await act('Rename…');
  await page.one('dialog', 'Rename renamed-here');
  await app.session.press(Keys.escape);
  await page.none('dialog');
  assert.equal(await app.session.run('return document.activeElement.getAttribute("aria-label")'), 'More');
});
