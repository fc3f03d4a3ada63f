import { expect, test } from './fixtures/mock.ts';
import { inspect } from './fixtures/page.ts';
import { at, key, keys, meter } from './fixtures/data.ts';

const many = Array.from({ length: 10_000 }, (_, index) =>
  key({ name: `service-${String(index).padStart(5, '0')}`, id: `key_${String(index).padStart(12, '0')}` }),
);

test('10,000 keys: few rows exist, all are reachable, and the filter finds', async ({ host, page }) => {
  host.answer('keys_list', many);
  await host.open();
  const grid = page.getByRole('grid', { name: 'Keys' });
  await expect(grid).toHaveAttribute('aria-rowcount', '10001');
  expect(await page.getByRole('row').count()).toBeLessThan(60);

  await page.getByRole('row', { name: /service-00000/ }).focus();
  await page.keyboard.press('End');
  await expect(page.getByRole('row', { name: /service-09999/ })).toBeFocused();
  await expect(page.getByRole('row', { name: /service-09999/ })).toHaveAttribute('aria-rowindex', '10001');
  await page.keyboard.press('Home');
  await expect(page.getByRole('row', { name: /service-00000/ })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('row', { name: /service-00001/ })).toBeFocused();

  await page.getByRole('searchbox').fill('0999');
  await expect(grid).toHaveAttribute('aria-rowcount', '12');
  await inspect(page, 'keys-10000-filtered');
});

test('the list by keyboard: open, back to the same row, menu, search', async ({ host, page }) => {
  await host.open();
  await expect(page.getByRole('grid', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('ops');
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('row')).toHaveCount(keys.length + 1);

  await page.getByRole('row', { name: /checkout-api/ }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'agents-nightly' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('row', { name: /agents-nightly/ })).toBeFocused();

  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitem', { name: 'Open' })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('menuitem', { name: 'Revoke…' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('row', { name: /agents-nightly/ })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('button', { name: 'Actions for agents-nightly' })).toBeFocused();
});

test('the saved filters', async ({ host, page }) => {
  await host.open();
  const shown = async (filter: RegExp | string, names: string[]) => {
    await page.getByRole('button', { name: filter }).click();
    await expect(page.getByRole('rowheader')).toHaveText(names);
  };
  await shown(/^Needs attention 5$/, [
    'agents-nightly',
    'ci-readonly',
    'billing-sync',
    'legacy-bot',
    'forgotten',
  ]);
  await shown('Expiring', ['ci-readonly']);
  await shown('Older than 90 days', ['agents-nightly', 'legacy-bot']);
  await shown('Unused 30 days', ['legacy-bot']);
  await shown('Full access', ['ops-admin']);
  await page.getByRole('searchbox').fill('nothing like this');
  await expect(page.getByText('No key matches “nothing like this” under “Full access”.')).toBeVisible();
  await inspect(page, 'keys-no-match');
  await page.getByRole('button', { name: `Show all ${keys.length}` }).click();
  await expect(page.getByRole('row')).toHaveCount(keys.length + 1);
});

test('a search begun on another screen goes on in the list', async ({ host, page }) => {
  await host.open('#/settings');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('ops');
  await expect(page.getByRole('searchbox')).toHaveValue('ops');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await expect(page.getByRole('rowheader')).toHaveText(['ops-admin']);
});

test('the keychain fails, then works: nothing typed is lost, and nothing is sent twice', async ({
  host,
  page,
}) => {
  host.fail('keys_create', {
    code: 'keychain_locked',
    message: 'Your keychain is locked.',
    next_step: 'Unlock it, then try again. Nothing was created.',
  });
  await host.open();
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create key' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('checkout-api');
  await dialog.getByRole('radio', { name: /^Admin/ }).check();
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Unlock it, then try again.');
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('checkout-api');

  host.hang('keys_create');
  const before = (await host.asked('keys_create')).length;
  const submit = dialog.getByRole('button', { name: 'Try again' });
  await submit.click();
  const busy = dialog.getByRole('button', { name: 'Creating…' });
  await busy.click({ force: true });
  await dialog.getByRole('textbox', { name: 'Name' }).press('Enter');
  expect(await host.asked('keys_create')).toHaveLength(before + 1);
  expect((await host.asked('keys_create')).at(-1)).toMatchObject({
    name: 'checkout-api',
    permissions: ['read', 'write', 'admin'],
  });
});

test('a failed list is read again on demand, without a restart', async ({ host, page }) => {
  host.fail('keys_list', {
    code: 'database_busy',
    message: 'The database is busy.',
    next_step: 'Try again in a moment.',
  });
  await host.open();
  await expect(page.getByRole('alert')).toContainText('The database is busy.');
  host.answer('keys_list', keys);
  await page.getByRole('button', { name: 'Retry' }).click();
  await expect(page.getByRole('grid')).toBeVisible();
});

test('the app cannot open its data', async ({ host, page }) => {
  host.fail('app_status', {
    code: 'database_newer',
    message: 'This database was written by a newer Keyhinge.',
    next_step: 'Update Keyhinge, or start it with another data folder. The file was left as it is.',
  });
  await host.open();
  await expect(page.getByRole('alert')).toContainText('newer Keyhinge');
  await inspect(page, 'app-database-newer');
});

test('meters fall by themselves', async ({ host, page }) => {
  await page.clock.install();
  const now = await page.evaluate(() => Date.now());
  const soon = (ms: number) => new Date(now + ms).toISOString();
  const requests = { ...meter('requests', 60, 60), resets_at: soon(50_000), read_at: soon(0) };
  host.answer('keys_limits', [
    {
      ...requests,
      steps: [
        { at: soon(20_000), used: 50 },
        { at: soon(50_000), used: 0 },
      ],
    },
  ]);
  await host.open(`#/keys/${keys[0]!.id}/limits`);
  const group = page.getByRole('group', { name: 'Requests per minute' });
  await expect(group).toContainText('Limit reached');
  await expect(group).toContainText(/Try again in 0:(20|1\d)/);
  await page.clock.runFor(21_000);
  await expect(group).toContainText('50 / 60');
  await expect(group).toContainText('Close to the limit');
  await page.clock.runFor(31_000);
  await expect(group).toContainText('0 / 60');
  await expect(group).toContainText('Fine');
  expect(await host.asked('keys_limits')).toHaveLength(1);
});

test('what became of the clipboard is said', async ({ host, page }) => {
  host.answer('clipboard_status', {
    state: 'holding',
    key_id: keys[0]!.id,
    clears_at: at(60_000),
    excluded_from_history: false,
  });
  await host.open();
  await expect(page.getByText('keeps a clipboard history')).toBeVisible();
  await inspect(page, 'clipboard-history');
  host.answer('clipboard_status', {
    state: 'clear_failed',
    message: 'The clipboard is held by another program.',
  });
  await page.reload();
  await host.page.goto('http://localhost:9/#token=again');
  await expect(page.getByRole('alert')).toContainText('could not be cleared');
  await inspect(page, 'clipboard-failed');
});

test('a key that is not here, and one whose secret is not held', async ({ host, page }) => {
  await host.open('#/keys/key_nothinghere');
  await expect(page.getByText('There is no such key here.')).toBeVisible();
  await inspect(page, 'key-missing');
  await page.evaluate((id) => (location.hash = `#/keys/${id}`), keys.at(-1)!.id);
  await expect(page.getByText('Deleted from this computer when the key was revoked')).toBeVisible();
  await expect(page.getByRole('button', { name: /Copy key|Reveal|Revoke/ })).toHaveCount(0);
  await inspect(page, 'key-revoked');
});

test('a refused revocation is told and can be tried again', async ({ host, page }) => {
  host.fail('keys_revoke', {
    code: 'keychain_dismissed',
    message: 'The keychain prompt was dismissed.',
    next_step: 'Try again and unlock it.',
  });
  await host.open(`#/keys/${keys[0]!.id}`);
  await page.getByRole('button', { name: 'Revoke…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('checkout-api');
  await dialog.getByRole('button', { name: 'Revoke now' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Try again and unlock it.');
  await inspect(page, 'revoke-failed');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});

test('a reveal that is refused says why', async ({ host, page }) => {
  host.fail('keys_reveal', {
    code: 'already_revealed',
    message: 'The key has already been shown.',
    next_step: 'It can still be copied.',
  });
  await host.open(`#/keys/${keys[0]!.id}`);
  await page.getByRole('button', { name: 'Reveal once…' }).click();
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByRole('alert')).toContainText('already been shown');
  await inspect(page, 'reveal-refused');
});

test('older activity is loaded on demand', async ({ host, page }) => {
  const entries = (from: number) =>
    Array.from({ length: 3 }, (_, index) => ({
      id: from - index,
      at: at(-60_000 * (100 - from + index)),
      kind: 'copied' as const,
      actor: 'app' as const,
      account_id: null,
      key_id: null,
      key_name: `key-${from - index}`,
      target: '.env file',
    }));
  host.answer('activity_list', ({ before }) =>
    before === undefined ? { entries: entries(9), older: 7 } : { entries: entries(6), older: null },
  );
  await host.open('#/activity');
  await expect(page.getByText('key-9')).toBeVisible();
  await expect(page.getByText('Copied for .env file').first()).toBeVisible();
  await page.getByRole('button', { name: 'Show older' }).click();
  await expect(page.getByText('key-4')).toBeVisible();
  expect(await host.asked('activity_list')).toEqual([{ limit: 100 }, { limit: 100, before: 7 }]);
  await expect(page.getByRole('button', { name: 'Show older' })).toHaveCount(0);
});

test('a locked vault blocks nothing but secrets, and is unlocked where something needs it', async ({
  host,
  page,
}) => {
  const locked = {
    kind: 'file',
    state: 'locked',
    file: '/home/ada/.local/share/keyhinge/vault.bin',
    message: 'The vault is locked.',
    next_step: 'Unlock the vault, then try again.',
  } as const;
  host.answer('vault_status', locked).fail('keys_copy', {
    code: 'vault_locked',
    message: 'The vault is locked. Nothing was created or changed.',
    next_step: 'Unlock the vault, then try again.',
  });
  await host.open('#/settings');
  const bar = page.getByRole('region', { name: 'Vault' });
  await expect(bar).toContainText('The vault is locked.');
  await expect(page.getByRole('group', { name: 'Secrets are kept in' })).toContainText('In an encrypted file: locked');
  await inspect(page, 'vault-locked');
  await bar.getByRole('button', { name: 'Unlock' }).click();
  const dialog = page.getByRole('dialog', { name: 'Unlock the vault' });
  host.fail('vault_unlock', {
    code: 'wrong_passphrase',
    message: 'That is not the passphrase of this vault. Nothing was created or changed.',
    next_step: 'Type it again; capital letters and blanks count.',
  });
  await dialog.getByLabel('Passphrase').fill('wrong');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Passphrase')).toHaveAttribute('aria-invalid', 'true');
  await inspect(page, 'vault-unlock');
  const ready = { ...locked, state: 'ready', next_step: '' } as const;
  host.answer('vault_unlock', ready).answer('vault_status', ready);
  await dialog.getByLabel('Passphrase').fill('correct horse battery staple');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(bar).toBeHidden();
});

test('choosing the encrypted file says what it means, and leaves nothing behind unasked', async ({
  host,
  page,
}) => {
  host.fail('vault_choose_file', {
    code: 'secrets_unmoved',
    message: 'These secrets cannot be taken along, so the vault was not changed: “checkout-api”.',
    next_step: 'Make the vault that holds them usable and try again.',
  });
  await host.open('#/settings');
  await page.getByRole('button', { name: 'Use an encrypted file instead…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Keep secrets in an encrypted file' });
  await dialog.getByLabel('New passphrase').fill('short');
  await dialog.getByRole('button', { name: 'Use the encrypted file' }).click();
  await expect(dialog.getByText('This needs at least 12 characters')).toBeVisible();
  expect(await host.asked('vault_choose_file')).toEqual([]);
  await dialog.getByLabel('New passphrase').fill('correct horse battery staple');
  await dialog.getByLabel('The same again').fill('correct horse battery staples');
  await expect(dialog.getByText('The two are not the same.')).toBeVisible();
  await dialog.getByLabel('The same again').fill('correct horse battery staple');
  await dialog.getByRole('button', { name: 'Use the encrypted file' }).click();
  const leave = dialog.getByLabel(/Go on without these secrets/);
  await expect(leave).not.toBeChecked();
  await inspect(page, 'vault-choose');
  host.answer('vault_choose_file', {
    status: { kind: 'file', state: 'ready', file: '/home/ada/vault.bin', message: '', next_step: '' },
    moved: 2,
    left: 1,
  });
  await leave.check();
  await dialog.getByRole('button', { name: 'Use the encrypted file' }).click();
  await expect(page.getByRole('dialog', { name: 'The vault is changed' })).toContainText('2 secrets moved.');
  expect((await host.asked('vault_choose_file')).at(-1)).toEqual({
    passphrase: 'correct horse battery staple',
    leave_secrets: true,
  });
});
