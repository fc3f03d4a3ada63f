import { expect as hostExpect, test as hostTest } from './fixtures/host.ts';
import { expect, test } from './fixtures/mock.ts';
import { inspect } from './fixtures/page.ts';
import { answers, catalogue, keyType, provider } from './fixtures/data.ts';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

test('a provider of each kind is found, opened and left with the keyboard', async ({ host, page }) => {
  await host.open('#/providers');
  const managed = page.getByRole('region', { name: 'With a key-management API' });
  await expect(managed.getByRole('row', { name: /Forii/ })).toContainText('yes');
  const search = page.getByRole('searchbox', { name: 'Search providers' });
  await search.fill('gsk_');
  await expect(page.getByRole('status').filter({ hasText: '1 provider' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Groq' })).toBeVisible();
  await search.fill('nothing like it');
  await expect(page.getByText('No provider matches “nothing like it”.')).toBeVisible();
  await inspect(page, 'providers-none');
  await search.press('Escape');
  await managed.getByRole('link', { name: /^Local/ }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(managed.getByRole('link', { name: 'Forii' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Forii' })).toBeFocused();
  for (const part of ['Addresses', 'Keys', 'Plans', 'Test', 'When a call fails'])
    await expect(page.getByRole('heading', { level: 2, name: part, exact: true })).toBeVisible();
  await expect(page.getByRole('row', { name: /Starter/ })).toContainText('Coming soon');
  await expect(page.getByRole('row', { name: /^402/ })).toContainText('Do not retry');
  await expect(page.getByText('https://app.forii.in/dashboard/keys')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Copy Keys page' })).toBeVisible();
  // The window goes nowhere.
  await expect(page.locator('main a[href^="http"]')).toHaveCount(0);
  await inspect(page, 'provider');
  await page.getByRole('link', { name: 'Providers', exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Providers' })).toBeVisible();
});

test('a provider without a key-management API says so', async ({ host, page }) => {
  await host.open('#/providers/groq');
  await expect(page.getByText('No key-management API is known')).toBeVisible();
  await inspect(page, 'provider-import');
});

test('a provider that is not there', async ({ host, page }) => {
  await host.open('#/providers/nobody');
  await page.getByRole('link', { name: 'Show all providers' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Providers' })).toBeVisible();
});

test('manifests of the user, good, broken and long', async ({ host, page }) => {
  const long = 'A-very-long-word-without-any-place-to-break-'.repeat(4);
  host.answer('catalogue_get', {
    ...catalogue,
    providers: [
      ...catalogue.providers,
      provider({
        id: 'mine',
        name: long.slice(0, 100),
        about: long.repeat(3),
        env_var: long.replaceAll('-', '_').slice(0, 100),
        steps: [long],
        api: {
          ...provider({}).api,
          base_urls: [{ shape: 'openai', url: `https://example.org/${long}`, editable: false }],
        },
        key_types: [keyType({ name: long, prefixes: [long.slice(0, 40)], scope: long })],
        cannot: [{ ability: 'create', why: `${long} <img src=x onerror=alert(1)>` }],
      }),
    ],
    user_manifests: [
      { provider_id: 'mine', file: 'mine.toml', replaces: false },
      { provider_id: 'groq', file: 'groq.toml', replaces: true },
    ],
    providers_problems: [
      { file: 'broken.toml', line: 3, reason: 'Unknown field `nome`.' },
      { file: 'huge.toml', line: null, reason: 'The file is larger than 64 KiB.' },
    ],
  });
  await host.open('#/providers');
  await expect(page.getByText('2 of your manifests are not used')).toBeVisible();
  await expect(page.getByText('broken.toml, line 3')).toBeVisible();
  await expect(page.getByText('Replaced by your file groq.toml')).toBeVisible();
  await inspect(page, 'providers-own');
  await page.getByRole('link', { name: /^A-very-long/ }).click();
  await expect(page.getByText('<img src=x onerror=alert(1)>')).toBeVisible();
  await inspect(page, 'provider-long');
});

test('the providers in German', async ({ host, page }) => {
  host.answer('settings_get', { ...answers.settings_get!, language: 'de' });
  await host.open('#/providers');
  await expect(page.getByRole('heading', { level: 1, name: 'Anbieter' })).toBeVisible();
  await inspect(page, 'providers-german');
  await page.getByRole('link', { name: 'Forii' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Adressen' })).toBeVisible();
  await inspect(page, 'provider-german');
});

hostTest('every embedded provider, and one that is dropped into the folder', async ({ host, page }) => {
  await host.call('gateway_start', {});
  await host.call('keys_create', {
    account_id: 'local',
    name: 'first',
    purpose: 'Development',
    permissions: ['read'],
    generate: true,
    expiry: { kind: 'never' },
    plan: 'Free',
  });
  await host.open(page, '#/providers');
  await hostExpect(page.getByRole('link', { name: 'Fortytwo' })).toBeVisible();
  await inspect(page, 'providers-real');
  const { providers, providers_folder } = await host.call('catalogue_get', {});
  for (const { id, name } of providers) {
    await page.evaluate((hash) => (location.hash = hash), `#/providers/${id}`);
    await hostExpect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
    if (['generic', 'openai'].includes(id)) await inspect(page, `provider-real-${id}`);
  }
  await mkdir(providers_folder);
  await writeFile(
    join(providers_folder, 'mine.toml'),
    'id = "mine"\nname = "Mine"\nenv_var = "MINE_API_KEY"\n[api]\nauth = ["bearer"]\n' +
      'base_urls = [{ shape = "openai", url = "https://mine.example/v1" }]\n' +
      '[[key_types]]\nid = "api"\nname = "API key"\nscope = "all"\n',
  );
  await writeFile(join(providers_folder, 'broken.toml'), 'id = "broken"\nnome = "Broken"\n');
  await page.evaluate(() => (location.hash = '#/providers'));
  await hostExpect(page.getByRole('link', { name: 'Mine' })).toBeVisible();
  await hostExpect(page.getByText('broken.toml, line 2')).toBeVisible();
});
