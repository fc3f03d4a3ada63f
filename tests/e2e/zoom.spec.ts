import { expect, test } from './fixtures/mock.ts';
import { inspectZoomed, look } from './fixtures/page.ts';
import { account, answers, foriiAccount, keys } from './fixtures/data.ts';

// The window of 1280×800 at 200 %.
test.use({ viewport: { width: 640, height: 400 } });

for (const screen of ['keys', 'limits', 'usage', 'providers', 'gateway', 'activity', 'settings']) {
  test(`the screen ${screen}`, async ({ host, page }) => {
    await host.open(`#/${screen}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(new RegExp(screen, 'i'));
    await expect(page.getByText('Loading')).toHaveCount(0);
    await inspectZoomed(page, screen);
  });
}

for (const tab of ['overview', 'limits', 'snippets', 'rotation', 'activity']) {
  test(`an opened key: ${tab}`, async ({ host, page }) => {
    await host.open(`#/keys/${keys[0]!.id}/${tab}`);
    await expect(page.getByRole('heading', { level: 1, name: 'checkout-api' })).toBeVisible();
    await expect(page.getByText('Loading')).toHaveCount(0);
    await inspectZoomed(page, `key-${tab}`);
  });
}

test('the welcome', async ({ host, page }) => {
  host.answer('app_status', { ...answers.app_status!, first_start: true });
  await host.open();
  await expect(page.getByRole('button', { name: 'Start the local gateway' })).toBeVisible();
  await inspectZoomed(page, 'welcome');
});

test('the dialogs of a key', async ({ host, page }) => {
  await host.open(`#/keys/${keys[0]!.id}`);
  await page.getByRole('button', { name: 'Reveal once…' }).click();
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByText(/kh_4tQ9mZaaaaaa_b/)).toBeVisible();
  await inspectZoomed(page, 'reveal-shown');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Revoke…' }).click();
  await expect(page.getByText('cannot be undone')).toBeVisible();
  await inspectZoomed(page, 'revoke');
  await page.keyboard.press('Escape');
  await page.keyboard.press('c');
  await page.getByRole('radio', { name: 'on a date' }).check();
  await page.getByRole('radio', { name: 'Enterprise' }).check();
  await inspectZoomed(page, 'create');
});

test('the palette and the keyboard map', async ({ host, page }) => {
  await host.open();
  await expect(page.getByRole('grid')).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('option').nth(20)).toBeAttached();
  await inspectZoomed(page, 'palette');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await inspectZoomed(page, 'keyboard-map');
});

test('the menu of a row, and the list without a match', async ({ host, page }) => {
  await host.open();
  await page.getByRole('button', { name: 'Actions for checkout-api' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await inspectZoomed(page, 'keys-menu');
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox').fill('nothing like this');
  await expect(page.getByText('No key matches')).toBeVisible();
  await inspectZoomed(page, 'keys-no-match');
});

test('the welcome where there is no keychain and the port is taken', async ({ host, page }) => {
  host
    .answer('app_status', { ...answers.app_status!, first_start: true })
    .answer('vault_status', { ...answers.vault_status!, state: 'absent' })
    .fail('gateway_start', {
      code: 'port_taken',
      port: 4517,
      free_port: 4518,
      message: 'Port 4517 is used by another program.',
      next_step: 'Choose another port, or stop that program and try again.',
    });
  await host.open();
  await page.getByRole('button', { name: 'Start the local gateway' }).click();
  await expect(page.getByRole('button', { name: 'Use 4518' })).toBeVisible();
  await look(page, 'welcome-troubled');
  await page.setViewportSize({ width: 640, height: 400 });
  const title = page.getByRole('heading', { level: 1 });
  await title.scrollIntoViewIfNeeded();
  await expect(title).toBeInViewport();
});

test('the dialogs of the settings', async ({ host, page }) => {
  host.answer('vault_status', {
    kind: 'file',
    state: 'ready',
    file: '/home/ada/.local/share/keyhinge/vault.bin',
    message: 'Secrets are kept in an encrypted file; it is unlocked until Keyhinge closes.',
    next_step: '',
  });
  await host.open('#/settings');
  for (const [button, title] of [
    ['Change passphrase…', 'Change the passphrase'],
    ['Use the keychain…', 'Keep secrets in the keychain'],
    ['Restore…', 'Restore a backup'],
    ['Delete all Keyhinge data…', 'Delete all Keyhinge data'],
  ] as const) {
    await page.getByRole('button', { name: button }).click();
    await expect(page.getByRole('dialog', { name: title })).toBeVisible();
    await look(page, `settings-${title.replaceAll(' ', '-')}`);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.getByRole('button', { name: button })).toBeFocused();
  }
});

test('the vault’s file is gone', async ({ host, page }) => {
  host.answer('vault_status', { ...answers.vault_status!, kind: 'file', state: 'missing_file' });
  await host.open();
  await expect(page.getByRole('region', { name: 'Vault' })).toBeVisible();
  await look(page, 'vault-missing');
});

test('closing, importing and adding an account', async ({ host, page }) => {
  host
    .answer('accounts_list', [account, foriiAccount])
    .answer('import_places', { files: ['/home/ada/.zshrc'] });
  await host.open('#/providers');
  await page.getByRole('button', { name: 'Add an account at Forii' }).click();
  await expect(page.getByRole('dialog', { name: 'Add an account at Forii' })).toBeVisible();
  await look(page, 'zoom-account');
  await page.keyboard.press('Escape');
  await page.evaluate(() => (location.hash = '#/keys'));
  await page.getByRole('button', { name: 'Import keys…' }).click();
  await page.getByRole('button', { name: 'Which files are there?' }).click();
  await expect(page.getByText('1 file may hold keys')).toBeVisible();
  await look(page, 'zoom-import');
  await page.keyboard.press('Escape');
  host.answer('window_status', { asks_to_close: true, tray: true });
  await page.reload();
  await expect(page.getByRole('dialog', { name: 'The gateway is running' })).toBeVisible();
  await look(page, 'zoom-closing');
});
