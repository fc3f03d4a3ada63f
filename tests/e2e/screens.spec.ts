import { expect, test } from './fixtures/mock.ts';
import { inspect } from './fixtures/page.ts';
import { answers, key, keys } from './fixtures/data.ts';

const SCREENS = ['limits', 'usage', 'providers', 'gateway', 'activity', 'settings'] as const;

test('the list of keys', async ({ host, page }) => {
  await host.open();
  await expect(page.getByRole('grid', { name: 'Keys' })).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(keys.length + 1);
  await inspect(page, 'keys');
});

for (const screen of SCREENS) {
  test(`the screen ${screen}`, async ({ host, page }) => {
    await host.open(`#/${screen}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(new RegExp(screen, 'i'));
    await expect(page.getByText('Loading')).toHaveCount(0);
    await inspect(page, screen);
  });
}

for (const tab of ['overview', 'limits', 'snippets', 'rotation', 'activity']) {
  test(`an opened key: ${tab}`, async ({ host, page }) => {
    await host.open(`#/keys/${keys[0]!.id}/${tab}`);
    await expect(page.getByRole('heading', { level: 1, name: 'checkout-api' })).toBeVisible();
    await expect(page.getByText('Loading')).toHaveCount(0);
    await inspect(page, `key-${tab}`);
  });
}

test('the welcome', async ({ host, page }) => {
  host.answer('app_status', { ...answers.app_status!, first_start: true });
  await host.open();
  await expect(page.getByRole('button', { name: 'Start the local gateway' })).toBeVisible();
  await inspect(page, 'welcome');
});

test('no keys yet', async ({ host, page }) => {
  host.answer('keys_list', []);
  await host.open();
  await expect(page.getByRole('heading', { name: 'No keys yet' })).toBeVisible();
  await inspect(page, 'keys-empty');
});

test('the keys are loading', async ({ host, page }) => {
  host.hang('keys_list');
  await host.open();
  await expect(page.getByRole('status').filter({ hasText: 'Loading the keys' })).toBeVisible();
  await inspect(page, 'keys-loading');
});

test('creating a key', async ({ host, page }) => {
  await host.open();
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.getByRole('radio', { name: 'on a date' }).check();
  await page.getByRole('radio', { name: 'Enterprise' }).check();
  await inspect(page, 'create');
  await page.getByRole('button', { name: 'Create key' }).last().click();
  await expect(page.getByText('Give the key a name')).toBeVisible();
  await inspect(page, 'create-wrong');
});

test('revealing a key', async ({ host, page }) => {
  await host.open(`#/keys/${keys[0]!.id}`);
  host.answer('clipboard_status', {
    state: 'holding',
    key_id: keys[0]!.id,
    clears_at: new Date(Date.now() + 24_500).toISOString(),
    excluded_from_history: true,
  });
  await page.getByRole('button', { name: 'Reveal once…' }).click();
  await expect(page.getByRole('dialog', { name: 'checkout-api is ready' })).toBeVisible();
  await inspect(page, 'reveal');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByText(/kh_4tQ9mZaaaaaa_b/)).toBeVisible();
  await inspect(page, 'reveal-shown');
  await page.getByRole('button', { name: 'Choose where it goes' }).click();
  await inspect(page, 'reveal-menu');
});

test('revoking a key', async ({ host, page }) => {
  await host.open(`#/keys/${keys[0]!.id}`);
  await page.getByRole('button', { name: 'Revoke…' }).click();
  await expect(page.getByText('cannot be undone')).toBeVisible();
  await inspect(page, 'revoke');
});

test('the row menu', async ({ host, page }) => {
  await host.open();
  await page.getByRole('button', { name: 'Actions for checkout-api' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await inspect(page, 'keys-menu');
});

test('long names and markup', async ({ host, page }) => {
  const long = 'a-very-long-name-'.repeat(6);
  host.answer('keys_list', [
    key({ name: long, account_name: long, purpose: 'an own purpose of forty characters long.' }),
    key({ name: '<img src=x onerror=alert(1)>', purpose: '<b>bold</b>' }),
  ]);
  await host.open();
  await expect(page.getByText('<img src=x onerror=alert(1)>')).toBeVisible();
  await inspect(page, 'keys-long');
});

test('the port is taken', async ({ host, page }) => {
  host.answer('app_status', { ...answers.app_status!, first_start: true });
  host.fail('gateway_start', {
    code: 'port_taken',
    port: 4517,
    free_port: 4518,
    message: 'Port 4517 is used by another program.',
    next_step: 'Choose another port, or stop that program and try again.',
  });
  await host.open();
  await page.getByRole('button', { name: 'Start the local gateway' }).click();
  await expect(page.getByRole('button', { name: 'Use 4518' })).toBeVisible();
  await inspect(page, 'welcome-port-taken');
});

test('the keychain is locked', async ({ host, page }) => {
  host.fail('keys_create', {
    code: 'keychain_locked',
    message: 'Your keychain is locked.',
    next_step: 'Unlock it, then try again. Nothing was created.',
  });
  await host.open();
  await page.getByRole('button', { name: 'Create key' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('checkout-api');
  await page.getByRole('button', { name: 'Create key' }).last().click();
  await expect(page.getByText('Your keychain is locked.')).toBeVisible();
  await inspect(page, 'create-keychain-locked');
});

test('the keys cannot be read', async ({ host, page }) => {
  host.fail('keys_list', {
    code: 'database_busy',
    message: 'The database is busy.',
    next_step: 'Try again in a moment.',
  });
  await host.open();
  await expect(page.getByRole('alert')).toContainText('The database is busy.');
  await inspect(page, 'keys-error');
});

test('the gateway is off', async ({ host, page }) => {
  host.answer('gateway_status', { state: 'off', port: 4517 });
  await host.open('#/gateway');
  await expect(page.getByRole('heading', { name: 'The gateway is off' })).toBeVisible();
  await inspect(page, 'gateway-off');
});

test('the gateway failed', async ({ host, page }) => {
  host.answer('gateway_status', {
    state: 'failed',
    port: 4517,
    message: 'Port 4517 is used by another program.',
    next_step: 'Choose another port.',
  });
  await host.open('#/gateway');
  await expect(page.getByRole('alert')).toContainText('Port 4517 is used by another program.');
  await expect(page.getByRole('link', { name: /^Gateway failed/ })).toBeVisible();
  await inspect(page, 'gateway-failed');
});

test('the gateway runs elsewhere', async ({ host, page }) => {
  host.answer('gateway_status', { state: 'elsewhere', url: 'http://127.0.0.1:4517' });
  await host.open('#/gateway');
  await expect(page.getByText('Another process runs the gateway')).toBeVisible();
  await expect(page.getByRole('button', { name: /Stop gateway|Copy session token/ })).toHaveCount(0);
  await inspect(page, 'gateway-elsewhere');
});

test('nothing yet: limits and activity', async ({ host, page }) => {
  host.answer('keys_list', []).answer('activity_list', { entries: [], older: null });
  await host.open('#/limits');
  await expect(page.getByRole('heading', { name: 'No key has limits yet' })).toBeVisible();
  await inspect(page, 'limits-empty');
  await page.evaluate(() => (location.hash = '#/activity'));
  await expect(page.getByText('Nothing yet.')).toBeVisible();
  await inspect(page, 'activity-empty');
});

const BROKEN = {
  code: 'storage',
  message: 'The database could not be read.',
  next_step: 'Try again.',
} as const;

for (const [screen, command] of [
  ['limits', 'accounts_list'],
  ['providers', 'catalogue_get'],
  ['gateway', 'gateway_status'],
  ['activity', 'activity_list'],
  ['settings', 'settings_get'],
  ['settings', 'doctor'],
  [`keys/${keys[0]!.id}/limits`, 'keys_limits'],
  [`keys/${keys[0]!.id}/snippets`, 'snippets_preview'],
] as const) {
  test(`${command} fails on the screen ${screen}, and works on the next try`, async ({ host, page }) => {
    host.fail(command, BROKEN);
    await host.open(`#/${screen}`);
    await expect(page.getByRole('alert')).toContainText('The database could not be read. Try again.');
    await inspect(page, `error-${command}`);
    host.answer(command, answers[command] as never);
    await page.getByRole('alert').getByRole('button', { name: 'Retry' }).click();
    await expect(page.getByRole('alert')).toHaveCount(0);
  });
}

test('the settings file has a problem, and a change is refused', async ({ host, page }) => {
  host.answer('app_status', {
    ...answers.app_status!,
    settings_problems: ['“theme” is not one of system, light and dark; system is used.'],
  });
  host.fail('settings_change', {
    code: 'disk_full',
    message: 'The disk is full.',
    next_step: 'Free some space and try again.',
  });
  await host.open('#/settings');
  await expect(page.getByText('is not one of system')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Start the gateway with Keyhinge' }).click();
  await expect(page.getByRole('alert')).toContainText('The disk is full.');
  await expect(page.getByRole('checkbox', { name: 'Start the gateway with Keyhinge' })).toBeChecked();
  await inspect(page, 'settings-problems');
});

test('a long name on every screen that shows one', async ({ host, page }) => {
  const name = 'a-very-long-name-'.repeat(6).slice(0, 100);
  const long = key({ name, id: 'key_longlonglong', account_name: name, reveal: 'available' });
  host.answer('keys_list', [long]);
  host.answer('accounts_list', [{ ...answers.accounts_list![0]!, name }]);
  host.answer('keys_reveal_ticket', { key: long, ticket: 'ab'.repeat(16) });
  host.answer('keys_revoke_consequences', { ...answers.keys_revoke_consequences!, key: long });
  host.answer('activity_list', {
    entries: [{ ...answers.activity_list!.entries[0]!, key_name: name, key_id: long.id }],
    older: null,
  });
  for (const place of ['limits', 'activity', `keys/${long.id}`]) {
    if (place === 'limits') await host.open(`#/${place}`);
    else await page.evaluate((hash) => (location.hash = hash), `#/${place}`);
    await expect(page.getByText(name).first()).toBeVisible();
    await inspect(page, `long-${place.split('/')[0]}`);
  }
  await page.getByRole('button', { name: 'Revoke…' }).click();
  await expect(page.getByRole('dialog', { name: `Revoke ${name}` })).toBeVisible();
  await inspect(page, 'long-revoke');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Reveal once…' }).click();
  await expect(page.getByRole('dialog', { name: `${name} is ready` })).toBeVisible();
  await inspect(page, 'long-reveal');
});

test('the list of keys as a file, and a report', async ({ host, page }) => {
  await host.open('#/settings');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  await expect(page.getByText('keyhinge-keys-20261121T070000Z.csv')).toBeVisible();
  expect(await host.asked('keys_export_save')).toEqual([{ format: 'csv' }]);
  await page.getByRole('button', { name: 'Make a report' }).click();
  await expect(page.getByRole('region', { name: 'The report' })).toContainText('keychain: ok');
  await page.getByRole('region', { name: 'The report' }).scrollIntoViewIfNeeded();
  await inspect(page, 'settings-data');
  host.fail('keys_export_save', BROKEN);
  await page.getByRole('button', { name: 'Save as JSON' }).click();
  await expect(page.getByRole('alert')).toContainText('The database could not be read.');
});

test('restoring a backup that was found, or another file', async ({ host, page }) => {
  await host.open('#/settings');
  await page.getByRole('button', { name: 'Restore…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Restore a backup' });
  const restore = dialog.getByRole('button', { name: 'Restore', exact: true });
  await expect(dialog.getByRole('status')).toContainText('It holds 12 keys');
  await inspect(page, 'restore');

  await dialog.getByLabel('Backup').selectOption('Another file…');
  await expect(restore).toBeDisabled();
  host.fail('backup_look', {
    code: 'database_foreign',
    message: 'The file /home/ada/recipes.txt is not a backup of Keyhinge.',
    next_step: 'Choose a file that Keyhinge wrote as a backup.',
  });
  await dialog.getByLabel('Its whole path').fill('/home/ada/recipes.txt');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('not a backup of Keyhinge');
  await expect(restore).toBeDisabled();
  await inspect(page, 'restore-refused');

  host.answer('backup_look', { created_at: null, version: '0.1.0', keys: 1 });
  await dialog.getByLabel('Its whole path').fill('/media/stick/mine.khbackup');
  await dialog.getByRole('button', { name: 'Look at it' }).click();
  await expect(dialog.getByRole('status')).toContainText('It holds 1 key,');
  host.fail('backup_restore', {
    code: 'database_busy',
    message: 'Another program has the data folder open. Nothing was changed.',
    next_step: 'End it, then try again.',
  });
  await restore.click();
  await expect(dialog.getByRole('alert')).toContainText('Another program');
  await inspect(page, 'restore-failed');
  host.answer('backup_restore', { keys: 1, still_revoked: 1, left_out: 0, kept: '/data/before.khbackup' });
  await restore.click();
  const done = page.getByRole('dialog', { name: 'The backup is restored' });
  await expect(done).toContainText('Keys there are now: 1.');
  expect((await host.asked('backup_restore')).at(-1)).toEqual({ path: '/media/stick/mine.khbackup' });
  await page.keyboard.press('Escape');
  await expect(done).toBeVisible();
  await inspect(page, 'restored');
  await done.getByRole('button', { name: 'Quit Keyhinge' }).click();
  await expect.poll(() => host.asked('window_close')).toEqual([{ choice: 'quit', remember: false }]);
});

test('backing up, and deleting everything once it was typed', async ({ host, page }) => {
  host.answer('backup_create', { path: '/data/exports/keyhinge-20261121T070000Z.khbackup' });
  await host.open('#/settings');
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(page.getByText('keyhinge-20261121T070000Z.khbackup')).toBeVisible();
  await page.getByRole('button', { name: 'Delete all Keyhinge data…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete all Keyhinge data' });
  const now = dialog.getByRole('button', { name: 'Delete everything' });
  await expect(now).toBeDisabled();
  await dialog.getByRole('textbox').fill('delete all');
  await expect(now).toBeDisabled();
  host.fail('data_delete_all', {
    code: 'keychain_locked',
    message: 'Secrets are still in the keychain, so nothing more was deleted: “checkout-api”.',
    next_step: 'Unlock your keychain, then try again.',
  });
  await dialog.getByRole('textbox').fill('Delete all Keyhinge data');
  await now.click();
  await expect(dialog.getByRole('alert')).toContainText('checkout-api');
  await inspect(page, 'delete-all');
  host.answer('data_delete_all', { secrets: 2, left: ['/data/keyhinge/logs/keyhinge.log'] });
  await now.click();
  await expect(page.getByRole('dialog', { name: 'Everything is deleted' })).toContainText('2 secrets');
  expect((await host.asked('data_delete_all')).at(-1)).toEqual({ typed: 'Delete all Keyhinge data' });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Everything is deleted' })).toBeVisible();
  await inspect(page, 'deleted-all');
});
