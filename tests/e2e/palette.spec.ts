import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/mock.ts';
import { inspect } from './fixtures/page.ts';
import { account, answers, foriiAccount, key, keys } from './fixtures/data.ts';

const open = async (page: Page) => {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: /Find an action/ })).toBeFocused();
};
const input = (page: Page) => page.getByRole('dialog').getByRole('combobox');
const options = (page: Page) => page.getByRole('dialog').getByRole('option');
const chosen = (page: Page) => options(page).and(page.locator('[aria-selected="true"]'));

test('the palette: found by typing, chosen by keyboard, told to assistive technology', async ({
  host,
  page,
}) => {
  await host.open();
  await page.getByRole('row', { name: /checkout-api/ }).focus();
  await open(page);
  await inspect(page, 'palette');

  const box = input(page);
  await expect(box).toHaveAttribute('aria-expanded', 'true');
  const listbox = page.getByRole('listbox');
  expect(await box.getAttribute('aria-controls')).toBe(await listbox.getAttribute('id'));
  const points = async () =>
    expect(await box.getAttribute('aria-activedescendant')).toBe(await chosen(page).getAttribute('id'));

  await page.keyboard.type('ops');
  await expect(options(page).first()).toContainText(/ops-admin.*Local · kh_Tt5v…02ee.*Key/);
  await expect(chosen(page)).toContainText('ops-admin');
  const count = await options(page).count();
  expect(count).toBeLessThan(5);
  await expect(page.getByRole('status').filter({ hasText: `${count} found` })).toBeVisible();
  await points();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'ops-admin' })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // What was used lately comes first.
  await open(page);
  await expect(options(page).first()).toContainText('ops-admin');
  await points();
  await page.keyboard.press('ArrowDown');
  await points();
  await expect(options(page).nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(options(page).last()).toHaveAttribute('aria-selected', 'true');
  await points();

  await page.keyboard.type('no such thing');
  await expect(page.getByText('Nothing matches “no such thing”.')).toBeVisible();
  expect(await box.getAttribute('aria-activedescendant')).toBeNull();
  await inspect(page, 'palette-nothing');
});

test('Escape and a click beside it close the palette, and the focus is where it was', async ({
  host,
  page,
}) => {
  await host.open();
  const row = page.getByRole('row', { name: /playground/ });
  await row.focus();
  await open(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(row).toBeFocused();
  await page.getByRole('button', { name: 'Command palette' }).click();
  await expect(input(page)).toBeFocused();
  await page.mouse.click(5, 5);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Command palette' })).toBeFocused();
});

test('it opens on every screen, and leads to every screen', async ({ host, page }) => {
  await host.open();
  for (const screen of ['Limits', 'Usage', 'Providers', 'Gateway', 'Activity', 'Settings', 'Keys']) {
    await open(page);
    await page.keyboard.type(screen);
    await page.getByRole('option', { name: new RegExp(`^${screen} .*Screen$`) }).click();
    await expect(page.getByRole('heading', { level: 1, name: screen })).toBeFocused();
  }
});

test('the keys of an account', async ({ host, page }) => {
  await host.open('#/settings');
  await open(page);
  await page.keyboard.type('keys of loc');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/keys\?account=acc_/);
  await expect(page.getByRole('combobox', { name: 'Account' })).toHaveValue(/^account=acc_/);
});

test('a key’s own actions; what destroys asks first', async ({ host, page }) => {
  await host.open('#/settings');
  await open(page);
  await page.keyboard.type('checkout');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('listbox', { name: 'Actions for checkout-api' })).toBeVisible();
  await expect(options(page)).toContainText([
    'Open',
    'Copy key',
    'Reveal once…',
    'Limits',
    'Snippets',
    'Activity',
    'Only keys of Local',
    'Revoke…',
  ]);
  await inspect(page, 'palette-key');

  await page.keyboard.press('Backspace');
  await expect(page.getByRole('listbox', { name: 'Command palette' })).toBeVisible();
  await page.keyboard.type('checkout');
  await page.getByRole('button', { name: /Actions for checkout-api/ }).click();
  await page.keyboard.type('revoke');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Revoke checkout-api' })).toBeVisible();
  expect(await host.asked('keys_revoke')).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();

  await open(page);
  await page.keyboard.type('checkout');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type('copy');
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('status').filter({ hasText: 'checkout-api is on the clipboard' }),
  ).toBeVisible();
  expect(await host.asked('keys_copy')).toEqual([{ key_id: keys[0]!.id }]);
  await inspect(page, 'palette-copied');
});

test('an account’s and a provider’s own actions, and the vault’s', async ({ host, page }) => {
  host.answer('accounts_list', [account, foriiAccount]).answer('accounts_refresh', []);
  await host.open();
  const into = async (what: string) => {
    await open(page);
    await page.keyboard.type(what);
    await page.keyboard.press('ArrowRight');
  };
  await into('account forii');
  await expect(options(page)).toContainText([
    'Open',
    'Keys of Forii work',
    'Refresh',
    'Import keys…',
    'Change…',
    'Remove…',
  ]);
  await inspect(page, 'palette-account');
  await page.keyboard.type('refresh');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Forii work' })).toBeVisible();
  expect(await host.asked('accounts_refresh')).toEqual([{ account_id: foriiAccount.id }]);
  await into('account forii');
  await page.keyboard.type('remove');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Remove Forii work' })).toBeVisible();
  await page.keyboard.press('Escape');

  // The gateway’s own comes and goes with it.
  await into('account local');
  await expect(options(page)).toHaveCount(2);
  await page.keyboard.press('Escape');

  await open(page);
  await page.keyboard.type('provider groq');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Groq' })).toBeVisible();
  await into('provider groq');
  await page.keyboard.type('add');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Add an account at Groq' })).toBeVisible();
  await page.keyboard.press('Escape');

  for (const [typed, title] of [
    ['keep secrets', 'Keep secrets in an encrypted file'],
    ['restore', 'Restore a backup'],
    ['delete all', 'Delete all Keyhinge data'],
  ] as const) {
    await open(page);
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: title })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
});

test('what cannot be done now says why, and does nothing', async ({ host, page }) => {
  host.answer('gateway_status', { state: 'off', port: 4517 });
  await host.open();
  await open(page);
  await page.keyboard.type('stop gateway');
  await expect(chosen(page)).toHaveAttribute('aria-disabled', 'true');
  await expect(chosen(page)).toContainText('It is off');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(await host.asked('gateway_stop')).toEqual([]);
  await inspect(page, 'palette-blocked');
  await input(page).fill('old-laptop');
  await page.keyboard.press('ArrowRight');
  await expect(options(page).filter({ hasText: 'Revoke…' })).toContainText('It is revoked');
  await expect(options(page).filter({ hasText: 'Revoke…' })).toHaveAttribute('aria-disabled', 'true');
});

test('actions run from any screen, and say how they ended', async ({ host, page }) => {
  await host.open('#/limits');
  await open(page);
  await page.keyboard.type('list csv');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Saved as /home/ada' })).toBeVisible();

  host.fail('backup_create', {
    code: 'storage',
    message: 'The disk is full.',
    next_step: 'Make room, then try again.',
  });
  await open(page);
  await page.keyboard.type('back up');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('The disk is full.');
  await inspect(page, 'palette-failed');
  await page.getByRole('button', { name: 'Close this message' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);

  await open(page);
  await page.keyboard.type('theme dark');
  host.answer('settings_change', { ...answers.settings_change!, theme: 'dark' });
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');

  await open(page);
  await page.keyboard.type('create');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Create key' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Limits' })).toBeAttached();
});

test('never over another dialog, least of all the one that shows a key once', async ({ host, page }) => {
  await host.open(`#/keys/${keys[0]!.id}`);
  await page.getByRole('button', { name: 'Reveal once…' }).click();
  const reveal = page.getByRole('dialog', { name: 'checkout-api is ready' });
  await expect(reveal).toBeVisible();
  for (const keys of ['Control+k', '?', '/', 'c', 'g', 's', 'Escape']) await page.keyboard.press(keys);
  await expect(page.getByRole('dialog')).toHaveCount(1);
  await expect(reveal).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`#/keys/${keys[0]!.id}$`));
  await reveal.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('10,000 keys in the palette: few options exist, and the one that is meant is found', async ({
  host,
  page,
}) => {
  host.answer(
    'keys_list',
    Array.from({ length: 10_000 }, (_, index) => key({ name: `service-${index}`, id: `key_${index}` })),
  );
  await host.open();
  await expect(page.getByRole('grid')).toBeVisible();
  await open(page);
  await page.keyboard.type('service 99');
  await expect(options(page)).toHaveCount(50);
  await expect(page.getByRole('status').filter({ hasText: '50 of' })).toBeVisible();
  await input(page).fill('service-9999');
  await expect(options(page).first()).toContainText('service-9999');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'service-9999' })).toBeVisible();
});

test('what can be done with a key is found by its words, and first where the key is open', async ({
  host,
  page,
}) => {
  const [first, ...others] = keys;
  host.answer('keys_list', [{ ...first!, actions: ['rotate', 'revoke'] }, ...others]);
  await host.open('#/limits');
  await open(page);
  await page.keyboard.type('rotate check');
  await expect(options(page)).toHaveCount(1);
  await expect(chosen(page)).toContainText(/Rotate….*checkout-api.*Action/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`#/keys/${first!.id}/rotation$`));

  await open(page);
  await page.keyboard.type('rot');
  await expect(options(page)).toContainText([/Rotat.*checkout-api/, /Rotat.*checkout-api/]);
  await input(page).fill('revoke');
  await expect(chosen(page)).toContainText(/Revoke….*checkout-api/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Revoke checkout-api' })).toBeVisible();
  await page.keyboard.press('Escape');

  await page.evaluate(() => (location.hash = '#/keys'));
  await expect(page.getByRole('grid')).toBeVisible();
  await open(page);
  await page.keyboard.type('playground revoke');
  await expect(chosen(page)).toContainText(/Revoke….*playground/);
});
