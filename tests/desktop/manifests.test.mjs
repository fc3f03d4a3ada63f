// A provider without a key API is one file: it is written into the folder that the screen Providers names, and an account of
// it is added in the real window. A broken file beside it is told with its line, and is no longer told once it is mended.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { App, Place, picture } from './app.mjs';
import { Simulator } from './simulator.mjs';

const MANIFEST = `id = "hamster"
name = "Hamster Cloud"
about = "Models on a wheel."
env_var = "HAMSTER_API_KEY"
steps = ["Open the page Keys.", "Create a key.", "Copy it and add it here."]

[links]
keys_page = "https://hamster.example/keys"

[api]
base_urls = [{ shape = "openai", url = "https://api.hamster.example/v1" }]
auth = ["bearer"]

[api.probe]
method = "GET"
shape = "openai"
path = "/models"
proves = [
  { status = 200, means = "The key works." },
  { status = 401, means = "The key is missing, wrong or revoked." },
]

[[key_types]]
id = "api"
name = "API key"
prefixes = ["ft-"]
scope = "full access"

[[diagnosis]]
status = 401
meaning = "The hamsters do not know this key."
next_step = "Ask the hamsters for another."
`;

test('a provider is one file', { timeout: 240_000 }, async () => {
  const place = new Place();
  let app;
  let simulator;
  try {
    simulator = await Simulator.start();
    const { secret } = await simulator.make('fortytwo', '', 'from its page');
    await place.choose();
    const folder = join(place.data, 'providers');
    mkdirSync(folder);
    writeFileSync(join(folder, 'hamster.toml'), MANIFEST);
    const broken = join(folder, 'broken.toml');
    writeFileSync(broken, 'id = "broken"\nnome = "Broken"\n');
    app = await App.start(place);
    await app.page.click('button', 'Add account');
    const choice = await app.page.inside('dialog', 'Add account');
    await choice.fill('Search providers', 'hamster', 'searchbox');
    await choice.click('button', /Hamster Cloud/);
    const dialog = await app.page.inside('dialog', 'Add an account at Hamster Cloud');
    await dialog.see('Keys and credentials go to api.hamster.example and nowhere else.');
    await dialog.fill(/^First key/, 'ft-nobody0nobody0nobody0nobody0');
    await dialog.click('button', 'Addresses');
    await dialog.fill(/^Base URL, OpenAI format/, simulator.providers.fortytwo.inference_url);
    await dialog.click('button', 'Test');
    await dialog.click('button', `Yes, send keys to ${simulator.host}`);
    // What the file says of a refusal.
    await dialog.see('The hamsters do not know this key.');
    await picture(app, 'manifest-refused');
    await dialog.fill(/^First key/, secret);
    await dialog.click('button', 'Test');
    await dialog.see('Works');
    await dialog.click('button', 'Save');
    await app.page.one('heading', 'Hamster Cloud');
    await app.page.none('dialog');
    await picture(app, 'manifest-account');

    const screens = await app.page.inside('navigation', 'Screens');
    await screens.click('link', 'Providers');
    await app.page.see('broken.toml, line 2');
    await app.page.see('Hamster Cloud');
    await picture(app, 'manifest-broken');
    writeFileSync(broken, MANIFEST.replace('"hamster"', '"mended"').replace('Hamster Cloud', 'Mended Cloud'));
    await screens.click('link', /^Keys/);
    await screens.click('link', 'Providers');
    await app.page.see('Mended Cloud');
    const text = await app.page.text();
    assert.doesNotMatch(text, /broken\.toml, line/);
  } catch (error) {
    if (app) await picture(app, 'failed-manifest').catch(() => undefined);
    console.error(readFileSync(place.log, 'utf8').split('\n').slice(-30).join('\n'));
    throw error;
  } finally {
    await app?.stop();
    await simulator?.stop();
    place.remove();
  }
});
