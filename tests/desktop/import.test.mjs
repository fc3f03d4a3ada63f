// Keys that exist already, in the real window: moved out of a shell's start file and back, pasted, tested with the provider,
// refused with its diagnosis, and revoked with a proof. The providers are simulated; one of them is the user's own file.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { App, Place, picture } from './app.mjs';
import { search } from './sentinel.mjs';
import { Simulator } from './simulator.mjs';
import { Keys } from './webdriver.mjs';

test('keys are taken in from a file and by paste, tested, refused and revoked', async (t) => {
  const simulator = await Simulator.start();
  t.after(() => simulator.stop());
  const place = new Place();
  await place.choose();
  const home = join(place.root, 'home');
  const folder = join(place.data, 'providers');
  mkdirSync(home);
  mkdirSync(folder);
  // As a user would who has a stand-in for a provider: its manifest, with another address.
  for (const [id, url] of [
    ['fortytwo', 'https://api.fortytwo.network/v1'],
    ['megallm', 'https://ai.megallm.io/v1'],
  ]) {
    const manifest = readFileSync(`crates/core/providers/${id}.toml`, 'utf8');
    assert.ok(manifest.includes(`"${url}"`));
    writeFileSync(
      join(folder, `${id}.toml`),
      manifest.replace(`"${url}"`, `"${simulator.providers[id].inference_url}"`),
    );
  }
  const make = (provider) => simulator.make(provider, undefined, 'by a test');
  const [fortytwo, mega] = [await make('fortytwo'), await make('mega_llm')];
  const rc = join(home, '.bashrc');
  const text = `alias ll='ls -l'\nexport MEGALLM_API_KEY='${mega.secret}'\nexport PORT=3000\n`;
  writeFileSync(rc, text);
  const app = await App.start(place, { HOME: home });
  t.after(async () => {
    await app.stop();
    place.remove();
  });
  const { page } = app;

  await page.click('button', 'Bring your keys…', 60);
  await page.click('button', 'Which files are there?');
  await page.see(rc);
  await picture(app, 'import-places');
  await page.click('button', 'Read this file');
  await page.see('1 key found');
  assert.ok(!(await page.text()).includes(mega.secret));
  await picture(app, 'import-found');
  await page.click('button', 'Import 1 key');
  await page.see(`Taken out of ${rc}`, 60);
  assert.ok(!readFileSync(rc, 'utf8').includes(mega.secret));
  await page.click('button', 'Undo');
  await page.see('Undone');
  assert.equal(readFileSync(rc, 'utf8'), text);
  await page.click('button', 'Done');
  writeFileSync(rc, '');

  await page.click('button', /Bring your keys|Import keys/, 60);
  await page.fill(
    'Paste keys',
    `FORTYTWO_API_KEY=${fortytwo.secret}${Keys.enter}MEGALLM_API_KEY=${mega.secret}`,
  );
  await page.click('button', 'Find the keys');
  await page.click('button', 'Import 2 keys');
  await page.see('2 keys in the vault', 60);
  await page.click('button', 'Test now MEGALLM_API_KEY');
  await page.see(/Works\s+\d+ ms/, 60);
  await picture(app, 'import-done');
  await page.click('button', 'Done');

  await page.click('button', 'Actions for MEGALLM_API_KEY');
  await page.click('menuitem', 'Test…');
  await page.see('x-debug-auth-result', 60);
  await picture(app, 'test-explained');
  await page.click('button', 'Close');

  await page.click('button', 'Import keys…');
  await page.fill('Paste keys', `MEGALLM_API_KEY=sk-mega-${'0aZ9'.repeat(8)}`);
  await page.click('button', 'Find the keys');
  await page.click('button', 'Import 1 key');
  await page.click('button', 'Done', 60);
  await page.click('button', 'Actions for MEGALLM_API_KEY 2');
  await page.click('menuitem', 'Test…');
  await page.see(/refused/i, 60);
  await picture(app, 'test-refused');
  await page.click('button', 'Close');

  await page.click('button', 'Actions for FORTYTWO_API_KEY');
  await page.click('menuitem', 'Revoke…');
  const revoke = await page.inside('dialog', /FORTYTWO_API_KEY/);
  await (await revoke.one('textbox')).fill('FORTYTWO_API_KEY');
  await revoke.click('button', 'Go on');
  await revoke.click('button', 'I have revoked it there: test now', 60);
  await revoke.see('The provider still accepts the key', 60);
  await simulator.revoke(fortytwo);
  await revoke.click('button', 'I have revoked it there: test now');
  await revoke.see('It is revoked', 60);
  await picture(app, 'revoked-guided');
  await revoke.click('button', 'Close');

  await app.stop();
  assert.deepEqual(search([fortytwo.secret, mega.secret], [place.root]), []);
});
