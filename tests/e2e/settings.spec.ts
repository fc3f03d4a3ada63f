import { expect, test } from './fixtures/mock.ts';
import { inspect } from './fixtures/page.ts';
import { settings } from './fixtures/data.ts';

test('each part of the settings is a link away, and takes the focus', async ({ host, page }) => {
  await host.open('#/settings');
  const index = page.getByRole('navigation', { name: 'Parts of the settings' });
  await expect(index.getByRole('link')).toHaveCount(9);
  const names = await index.getByRole('link').allTextContents();
  await page.setViewportSize({ width: 900, height: 600 });
  for (const name of names) {
    await index.getByRole('link', { name, exact: true }).click();
    const title = page.getByRole('heading', { level: 2, name, exact: true });
    await expect(title).toBeFocused();
    await expect(title).toBeInViewport();
  }
  // A link from elsewhere leads there, too.
  await page.evaluate(() => (location.hash = '#/keys'));
  await expect(page.getByRole('heading', { level: 1, name: 'Keys' })).toBeVisible();
  await page.evaluate(() => (location.hash = '#/settings/network'));
  await expect(page.getByRole('heading', { level: 2, name: 'Network' })).toBeFocused();
  await inspect(page, 'settings-network');
});

test('a proxy that cannot be used says why, and stays as it was typed', async ({ host, page }) => {
  host.fail('settings_change', {
    code: 'invalid',
    field: 'upstream_proxy',
    message: 'An address with a user name or password would lie readable in the settings file.',
    next_step: 'Change it and try again; nothing was saved.',
  });
  await host.open('#/settings/network');
  const proxy = page.getByRole('radiogroup', { name: 'Proxy to providers' });
  await expect(proxy.getByRole('radio', { name: 'As the system' })).toBeChecked();
  await proxy.getByRole('radio', { name: 'This one' }).check();
  expect(await host.asked('settings_change')).toEqual([]);
  const address = page.getByRole('textbox', { name: 'Address of the proxy' });
  await address.fill('http://ada:secret@proxy:3128');
  await address.press('Enter');
  await expect(page.getByRole('alert')).toContainText('would lie readable');
  await expect(address).toHaveValue('http://ada:secret@proxy:3128');
  await expect(address).toHaveAccessibleDescription(/would lie readable/);
  await inspect(page, 'settings-proxy');
  host.answer('settings_change', { ...settings, upstream_proxy: 'http://proxy:3128' });
  await address.fill('http://proxy:3128');
  await address.press('Enter');
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect((await host.asked('settings_change')).at(-1)).toEqual({ upstream_proxy: 'http://proxy:3128' });
  await expect(proxy.getByRole('radio', { name: 'This one' })).toBeChecked();
  await expect(address).toHaveValue('http://proxy:3128');
  host.answer('settings_change', { ...settings, upstream_proxy: 'none' });
  await proxy.getByRole('radio', { name: 'None' }).check();
  await expect(address).toHaveCount(0);
  await expect(proxy.getByRole('radio', { name: 'None' })).toBeChecked();
});

test('a number that cannot be saved stays as it was typed, with the reason beside it', async ({
  host,
  page,
}) => {
  host.fail('settings_change', {
    code: 'disk_full',
    message: 'The disk is full.',
    next_step: 'Free some space and try again.',
  });
  await host.open('#/settings');
  const age = page.getByRole('textbox', { name: 'Rotate keys after' });
  await age.fill('6');
  await expect(page.getByRole('alert')).toHaveText('A whole number from 7 to 3650.');
  await age.press('Enter');
  expect(await host.asked('settings_change')).toEqual([]);
  await age.fill('180');
  await age.press('Enter');
  await expect(page.getByRole('alert')).toContainText('The disk is full.');
  await expect(age).toHaveValue('180');
  await inspect(page, 'settings-unsaved');
  host.answer('settings_change', { ...settings, rotation_age_days: 180 });
  await age.press('Enter');
  await expect(page.getByRole('alert')).toHaveCount(0);
  // The saved filter goes by it.
  await page.evaluate(() => (location.hash = '#/keys'));
  await expect(page.getByRole('button', { name: 'Older than 180 days' })).toBeVisible();
});

test('every choice is saved under its own name', async ({ host, page }) => {
  host.answer('settings_change', (change) => ({ ...settings, ...change }) as typeof settings);
  await host.open('#/settings');
  const choose = (group: string, name: string) =>
    page.getByRole('radiogroup', { name: group, exact: true }).getByRole('radio', { name }).check();
  await choose('Closing the window', 'Keep running');
  await choose('Keep in the log', 'Details');
  await page.getByRole('checkbox', { name: 'Start Keyhinge at login' }).check();
  await page.getByRole('checkbox', { name: 'Notifications' }).uncheck();
  await choose('Language', 'Deutsch');
  await expect(page.getByRole('heading', { level: 1, name: 'Einstellungen' })).toBeVisible();
  await inspect(page, 'settings-german');
  expect(await host.asked('settings_change')).toEqual([
    { on_close: 'keep_running' },
    { log_level: 'debug' },
    { start_at_login: true },
    { notifications: false },
    { language: 'de' },
  ]);
});

test('a folder is opened by its name, and says why where it cannot be', async ({ host, page }) => {
  const long = '/home/ada/' + 'a-very-long-folder-name/'.repeat(12) + 'logs';
  host.answer('folders_get', {
    data: long,
    settings: '/home/ada/.config/keyhinge',
    logs: long,
    logs_bytes: 3_400_000,
    rust_log: true,
  });
  await host.open('#/settings/logs');
  await expect(page.getByText('RUST_LOG is set')).toBeVisible();
  await page.getByRole('button', { name: 'Open folder' }).last().click();
  await expect.poll(() => host.asked('folders_open')).toEqual([{ folder: 'logs' }]);
  host.fail('folders_open', {
    code: 'storage',
    message: 'No program on this computer could be asked to show the folder.',
    next_step: 'Copy its path instead.',
  });
  await page.getByRole('button', { name: 'Open folder' }).last().click();
  await expect(page.getByRole('alert')).toContainText('Copy its path instead.');
  await inspect(page, 'settings-folders');
});
