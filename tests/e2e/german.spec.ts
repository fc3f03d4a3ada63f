import type { Page } from '@playwright/test';
import { answers, key, keys } from './fixtures/data.ts';
import { expect, test } from './fixtures/mock.ts';
import { inspect, inspectZoomed } from './fixtures/page.ts';

/** German is longer than English: every screen and dialog is looked at in it. */
test.beforeEach(({ host }) => {
  host.answer('settings_get', { ...answers.settings_get!, language: 'de' });
});

const heading = (page: Page) => page.getByRole('heading', { level: 1 });

const SCREENS = {
  limits: 'Limits',
  usage: 'Nutzung',
  providers: 'Anbieter',
  gateway: 'Gateway',
  activity: 'Aktivität',
  settings: 'Einstellungen',
};

for (const [screen, title] of Object.entries(SCREENS)) {
  test(`the screen ${screen}`, async ({ host, page }) => {
    await host.open(`#/${screen}`);
    await expect(heading(page)).toHaveText(title);
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page.getByText('wird geladen')).toHaveCount(0);
    await inspect(page, `de-${screen}`);
    await inspectZoomed(page, `de-${screen}`);
  });
}

test('the list of keys', async ({ host, page }) => {
  await host.open();
  await expect(heading(page)).toHaveText('Schlüssel');
  await expect(page.getByRole('row')).toHaveCount(keys.length + 1);
  await expect(page.getByRole('button', { name: 'Schlüssel erstellen' })).toBeVisible();
  await inspect(page, 'de-keys');
  await page.getByRole('button', { name: 'Aktionen für checkout-api' }).click();
  await expect(page.getByRole('menuitem', { name: 'Widerrufen…' })).toBeVisible();
  await inspect(page, 'de-keys-menu');
});

test('every status', async ({ host, page }) => {
  const statuses = [
    [{ kind: 'active' }, 'Aktiv'],
    [{ kind: 'old', days: 112 }, 'Wechseln: 112 Tage alt'],
    [{ kind: 'expires_soon', days: 3 }, 'Läuft in 3 Tagen ab'],
    [{ kind: 'limit_reached', until: null }, 'Limit erreicht'],
    [{ kind: 'expired' }, 'Abgelaufen'],
    [{ kind: 'refused' }, 'Im Test abgelehnt'],
    [{ kind: 'pending' }, 'Wird erstellt'],
    [{ kind: 'revocation_not_confirmed' }, 'Widerruf nicht bestätigt'],
    [{ kind: 'revoked' }, 'Widerrufen'],
  ] as const;
  host.answer(
    'keys_list',
    statuses.map(([status], index) => key({ id: `key_status00000${index}`, name: `agent-${index}`, status })),
  );
  await host.open();
  for (const [index, [, word]] of statuses.entries())
    await expect(
      page.getByRole('row', { name: `agent-${index}` }).getByText(word, { exact: true }),
    ).toBeVisible();
  await inspect(page, 'de-keys-statuses');
  await inspectZoomed(page, 'de-keys-statuses');
  const long = page.getByText('Widerruf nicht bestätigt', { exact: true });
  expect(await long.evaluate((word) => word.scrollWidth - word.clientWidth)).toBe(0);
});

test('no keys yet', async ({ host, page }) => {
  host.answer('keys_list', []);
  await host.open();
  await expect(page.getByRole('heading', { name: 'Noch keine Schlüssel' })).toBeVisible();
  await inspect(page, 'de-keys-empty');
});

const TABS = {
  overview: 'Übersicht',
  limits: 'Limits',
  snippets: 'Snippets',
  activity: 'Aktivität',
};

for (const [tab, name] of Object.entries(TABS)) {
  test(`an opened key: ${tab}`, async ({ host, page }) => {
    await host.open(`#/keys/${keys[0]!.id}/${tab}`);
    await expect(
      page.getByRole('link', { name, exact: true }).and(page.locator('[aria-current]')),
    ).toBeVisible();
    await expect(page.getByText('geladen…')).toHaveCount(0);
    await inspect(page, `de-key-${tab}`);
  });
}

test('every action of a key is there at 200 % in a small window', async ({ host, page }) => {
  const pasted = key({
    name: 'a-key-with-quite-a-long-name',
    origin: 'imported',
    reveal: 'available',
    status: { kind: 'revocation_not_confirmed' },
    actions: ['test', 'rename', 'revoke_guided'],
  });
  host.answer('keys_list', [pasted]);
  await host.open(`#/keys/${pasted.id}`);
  await expect(page.getByRole('button', { name: 'Widerruf fortsetzen…' })).toBeVisible();
  await inspectZoomed(page, 'de-key-actions');
  await page.setViewportSize({ width: 450, height: 300 });
  for (const name of ['Schlüssel kopieren', 'Testen…', 'Widerruf fortsetzen…', 'Mehr'])
    await expect(page.getByRole('button', { name })).toBeInViewport({ ratio: 1 });
});

test('what happened is read whole', async ({ host, page }) => {
  const entry = answers.activity_list!.entries[0]!;
  host.answer('activity_list', {
    entries: [{ ...entry, kind: 'written', target: '/home/ada/projects/checkout/deploy/.env' }],
    older: null,
  });
  await host.open('#/activity');
  const said = page.getByText('Geschrieben in /home/ada/projects/checkout/deploy/.env');
  for (const width of [1280, 900, 640]) {
    await page.setViewportSize({ width, height: 600 });
    await expect(said).toBeVisible();
    expect(await said.evaluate((text) => text.scrollWidth - text.clientWidth)).toBe(0);
  }
});

test('targets are named in German', async ({ host, page }) => {
  await host.open(`#/keys/${keys[0]!.id}/snippets`);
  await page.getByRole('option', { name: '.env-Datei' }).click();
  await expect(page.getByRole('heading', { level: 2, name: '.env-Datei' })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Der Text für .env-Datei' })).toBeVisible();
});

test('creating a key, and what is wrong with it', async ({ host, page }) => {
  await host.open();
  await page.getByRole('button', { name: 'Schlüssel erstellen' }).click();
  const dialog = page.getByRole('dialog', { name: 'Schlüssel erstellen' });
  await dialog.getByRole('radio', { name: 'an einem Datum' }).check();
  await dialog.getByRole('radio', { name: 'Enterprise' }).check();
  await inspect(page, 'de-create');
  await dialog.getByRole('button', { name: 'Schlüssel erstellen' }).click();
  await expect(dialog.getByText('Dem Schlüssel einen Namen geben')).toBeVisible();
  await inspect(page, 'de-create-wrong');
});

test('a failure says in German what to do', async ({ host, page }) => {
  host.fail('keys_create', {
    code: 'keychain_locked',
    message: 'The keychain is locked.',
    next_step: 'Unlock your keychain, then try again.',
  });
  await host.open();
  await page.getByRole('button', { name: 'Schlüssel erstellen' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('checkout-api');
  await dialog.getByRole('button', { name: 'Schlüssel erstellen' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Der Schlüsselbund ist gesperrt.');
  await expect(dialog.getByRole('alert')).not.toContainText('The keychain');
  await inspect(page, 'de-create-keychain-locked');
});

test('revealing a key', async ({ host, page }) => {
  host.answer('clipboard_status', {
    state: 'holding',
    key_id: keys[0]!.id,
    clears_at: new Date(Date.now() + 24_500).toISOString(),
    excluded_from_history: true,
  });
  await host.open(`#/keys/${keys[0]!.id}`);
  await page.getByRole('button', { name: 'Einmal anzeigen…' }).click();
  const dialog = page.getByRole('dialog', { name: 'checkout-api ist bereit' });
  await expect(dialog.getByText('Verlässt die Zwischenablage')).toBeVisible();
  await inspect(page, 'de-reveal');
  await dialog.getByRole('button', { name: 'Anzeigen' }).click();
  await expect(dialog.getByText(/kh_4tQ9mZaaaaaa_b/)).toBeVisible();
  await inspect(page, 'de-reveal-shown');
});

test('revoking a key', async ({ host, page }) => {
  await host.open(`#/keys/${keys[0]!.id}`);
  await page.getByRole('button', { name: 'Widerrufen…' }).click();
  const dialog = page.getByRole('dialog', { name: 'checkout-api widerrufen' });
  await expect(dialog.getByText('lässt sich nicht rückgängig machen')).toBeVisible();
  await expect(dialog.getByText('brechen binnen einer Sekunde ab')).toBeVisible();
  await inspect(page, 'de-revoke');
});

test('the welcome, and a port that is taken', async ({ host, page }) => {
  host.answer('app_status', { ...answers.app_status!, first_start: true });
  host.fail('gateway_start', {
    code: 'port_taken',
    port: 4517,
    free_port: 4518,
    message: 'Port 4517 is used by another program.',
    next_step: 'Choose another port, or stop that program and try again.',
  });
  await host.open();
  await page.getByRole('button', { name: 'Lokales Gateway starten' }).click();
  await expect(page.getByRole('button', { name: '4518 nehmen' })).toBeVisible();
  await inspect(page, 'de-welcome-port-taken');
});

test('the language changes without a restart, and is remembered for the first paint', async ({
  host,
  page,
}) => {
  host.answer('settings_get', { ...answers.settings_get!, language: 'en' });
  await host.open();
  await expect(heading(page)).toHaveText('Keys');
  host.answer('settings_get', { ...answers.settings_get!, language: 'de' });
  await page.reload();
  await expect(heading(page)).toHaveText('Schlüssel');
  host.hang('settings_get');
  await page.reload();
  await expect(heading(page)).toHaveText('Schlüssel');
});
