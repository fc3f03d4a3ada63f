import type { Locator, Page } from '@playwright/test';
import type { AccountTest, CommandError } from '../../ui/src/lib/api/contract.ts';
import {
  account,
  accountOf,
  answers,
  at,
  catalogue,
  diagnosis,
  foriiAccount,
  key,
  keyTest,
  provider,
} from './fixtures/data.ts';
import { expect, type MockHost, test } from './fixtures/mock.ts';
import { inspect } from './fixtures/page.ts';

const refused: CommandError = {
  code: 'provider',
  message: 'Forii refused the key (status 401).',
  next_step: 'For key management, paste a new session token.',
  diagnosis: diagnosis({}),
};
const unreachable: CommandError = {
  code: 'provider',
  message: 'Forii could not be reached.',
  next_step: 'Check the network, then try again.',
  diagnosis: diagnosis({
    class: 'unreachable',
    status: null,
    code: null,
    sentence: 'Forii could not be reached.',
    meaning: 'The network is down, or blocks the way. That says nothing about the key.',
    from_manifest: false,
    next_step: 'Check the network, then try again.',
    provider_says: null,
    request_id: null,
  }),
};
const tested: AccountTest = {
  hosts: ['api.forii.in'],
  keys: 3,
  gap: null,
  balance: foriiAccount.balance,
  key: keyTest({}),
};

/** Forii with one address, as it has in truth. */
const providers = catalogue.providers.map((one) =>
  one.id === 'forii' ? { ...one, api: { ...one.api, base_urls: one.api.base_urls.slice(0, 1) } } : one,
);

test.beforeEach(({ host }) => {
  host.answer('catalogue_get', { ...catalogue, providers });
});

const SESSION = 'session-token-that-must-not-stay';

async function addForii(host: MockHost, page: Page): Promise<Locator> {
  await host.open('#/providers');
  await page.getByRole('button', { name: 'Add account', exact: true }).click();
  const choice = page.getByRole('dialog', { name: 'Add account' });
  await expect(choice.getByRole('button', { name: /^Local/ })).toHaveCount(0);
  await choice.getByRole('searchbox').fill('forii');
  await page.keyboard.press('Enter');
  return page.getByRole('dialog', { name: 'Add an account at Forii' });
}

test('an account is chosen, tested and added', async ({ host, page }) => {
  host.answer('accounts_test', tested).answer('accounts_add', foriiAccount);
  await host.open('#/providers');
  await page.getByRole('button', { name: 'Add account', exact: true }).click();
  const choice = page.getByRole('dialog', { name: 'Add account' });
  await inspect(page, 'account-choose');
  await choice.getByRole('searchbox').fill('nothing like it');
  await expect(choice.getByText('No provider matches')).toBeVisible();
  await choice.getByRole('searchbox').fill('for');
  await page.keyboard.press('ArrowDown');
  await expect(choice.getByRole('button', { name: /^Forii/ })).toBeFocused();
  await page.keyboard.press('Enter');

  const dialog = page.getByRole('dialog', { name: 'Add an account at Forii' });
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
  const token = dialog.getByLabel('Session token (optional)');
  await expect(token).toHaveAttribute('type', 'password');
  await expect(dialog).toContainText('From a signed-in session of the dashboard.');
  await expect(dialog).toContainText('Keys and credentials go to api.forii.in and nowhere else.');
  await inspect(page, 'account-form');
  await token.fill(SESSION);
  await dialog.getByLabel('Account id').fill(' acct_12 ');
  await dialog.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(dialog.getByText('3 keys found.')).toBeVisible();
  await expect(dialog.getByText('₹412.50')).toBeVisible();
  await expect(dialog.getByText('142 ms')).toBeVisible();
  expect(await host.asked('accounts_add')).toEqual([]);
  await inspect(page, 'account-tested');
  host.answer('accounts_list', [account, foriiAccount]);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await host.asked('accounts_add')).toEqual([
    {
      account: {
        provider_id: 'forii',
        fields: { account_id: 'acct_12' },
        base_urls: {},
        confirmed_hosts: [],
        credential: SESSION,
      },
      untested: false,
    },
  ]);
  expect(page.url()).toContain(`#/providers/accounts/${foriiAccount.id}`);
  expect(await page.content()).not.toContain(SESSION);
});

test('what is typed does not stay when the dialog is left', async ({ host, page }) => {
  const dialog = await addForii(host, page);
  await dialog.getByLabel('Session token (optional)').fill(SESSION);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Add an account at Forii' }).click();
  await expect(dialog.getByLabel('Session token (optional)')).toHaveValue('');
});

test('a refused credential has its diagnosis, and is not saved untested', async ({ host, page }) => {
  host.fail('accounts_test', refused).fail('accounts_add', refused);
  const dialog = await addForii(host, page);
  await dialog.getByLabel('Session token (optional)').fill('wrong');
  await dialog.getByRole('button', { name: 'Test', exact: true }).click();
  const told = dialog.getByRole('alert');
  for (const words of [
    'Forii refused the key',
    'paste a new session token',
    'Invalid session token',
    'req_7Hq2',
  ])
    await expect(told).toContainText(words);
  await expect(dialog.getByRole('button', { name: 'Save without a test' })).toHaveCount(0);
  await inspect(page, 'account-refused');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(told).toContainText('Forii refused the key');
  await expect(dialog.getByRole('button', { name: 'Save without a test' })).toHaveCount(0);
});

test('an outage is no refusal: the account can be saved without a test', async ({ host, page }) => {
  host.fail('accounts_add', unreachable);
  const dialog = await addForii(host, page);
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('could not be reached');
  host.answer('accounts_add', foriiAccount);
  await dialog.getByRole('button', { name: 'Save without a test' }).click();
  await expect(dialog).toHaveCount(0);
  expect((await host.asked('accounts_add')).map((one) => (one as { untested: boolean }).untested)).toEqual([
    false,
    true,
  ]);
});

test('another host is named and confirmed before anything goes there', async ({ host, page }) => {
  host.fail('accounts_test', {
    code: 'host_unconfirmed',
    hosts: ['proxy.corp.example'],
    message: 'The key would be sent to proxy.corp.example.',
    next_step: 'Confirm the host.',
  });
  const dialog = await addForii(host, page);
  await dialog.getByText('Addresses', { exact: true }).click();
  await dialog.getByLabel('Key management').fill('http://proxy.corp.example/forii');
  await expect(dialog).toContainText('proxy.corp.example (not encrypted)');
  await dialog.getByRole('button', { name: 'Test', exact: true }).click();
  const asked = dialog.getByRole('alert');
  await expect(asked).toContainText('proxy.corp.example is not an address of Forii.');
  await expect(asked).toContainText('The way to proxy.corp.example is not encrypted.');
  await inspect(page, 'account-confirm-host');
  host.answer('accounts_test', { ...tested, keys: 0, key: null });
  await asked.getByRole('button', { name: 'Yes, send keys to proxy.corp.example' }).click();
  await expect(dialog.getByText('0 keys found.')).toBeVisible();
  expect((await host.asked('accounts_test')).at(-1)).toMatchObject({
    base_urls: { management: 'http://proxy.corp.example/forii' },
    confirmed_hosts: ['proxy.corp.example'],
  });
});

test('an address that every account has to give is asked for', async ({ host, page }) => {
  host.answer('catalogue_get', {
    ...catalogue,
    providers: [
      ...providers,
      provider({
        id: 'custom',
        name: 'Custom',
        api: {
          ...provider({}).api,
          base_urls: [{ shape: 'openai', url: null, editable: true }],
        },
      }),
    ],
  });
  await host.open('#/providers');
  await page.getByRole('button', { name: 'Add an account at Custom' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add an account at Custom' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByLabel('Base URL, OpenAI format')).toBeFocused();
  await expect(dialog.getByRole('alert')).toContainText('This provider has no address of its own');
  expect(await host.asked('accounts_add')).toEqual([]);
});

test('a field that the core refuses is marked', async ({ host, page }) => {
  host.fail('accounts_add', {
    code: 'invalid',
    field: 'account_id',
    message: 'It is missing.',
    next_step: 'Change it and try again; nothing was saved.',
  });
  const dialog = await addForii(host, page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByLabel('Account id')).toBeFocused();
  await expect(dialog.getByLabel('Account id')).toHaveAttribute('aria-invalid', 'true');
});

const troubled = accountOf({
  id: 'acc_Troubled0001',
  provider_id: 'forii',
  name: 'Forii at home',
  live_keys: 4,
  credential_held: true,
  refreshed_at: at(-3 * 3_600_000),
  trouble: { at: at(-60_000), diagnosis: diagnosis({}) },
});

test('accounts are listed and refreshed; the failure of one hides nothing of another', async ({
  host,
  page,
}) => {
  host.answer('accounts_list', [account, foriiAccount, troubled]).answer('accounts_refresh', [
    {
      account_id: foriiAccount.id,
      account_name: 'Forii work',
      refreshed: {
        account_id: foriiAccount.id,
        keys: 2,
        new: 1,
        gone: 0,
        gap: null,
      },
      error: null,
      cancelled: false,
    },
    {
      account_id: troubled.id,
      account_name: troubled.name,
      refreshed: null,
      error: refused,
      cancelled: false,
    },
  ]);
  await host.open('#/providers');
  const list = page.getByRole('region', { name: 'Accounts' });
  await expect(list.getByRole('row', { name: /Forii work/ })).toContainText('Fine');
  await expect(list.getByRole('row', { name: /Forii at home/ })).toContainText('Not refreshed');
  await expect(list.getByRole('row', { name: /Forii at home/ })).toContainText('as of 3 h ago');
  await inspect(page, 'accounts');
  await list.getByRole('button', { name: 'Refresh all' }).click();
  await expect(list.getByText('1 account read: 2 keys, 1 new, 0 gone.')).toBeVisible();
  await expect(list.getByText('Not read: Forii at home.')).toBeVisible();
  await inspect(page, 'accounts-refreshed');
});

test('a refresh that runs says how far it is, and can be stopped', async ({ host, page }) => {
  host
    .answer('accounts_list', [account, foriiAccount, troubled])
    .answer('accounts_refresh_status', {
      running: [foriiAccount.id],
      done: 1,
      total: 2,
    })
    .answer('accounts_refresh_cancel', { running: [], done: 2, total: 2 });
  await host.open('#/providers');
  const list = page.getByRole('region', { name: 'Accounts' });
  await expect(list.getByText('Refreshing: 1 of 2 done')).toBeVisible();
  await expect(list.getByRole('row', { name: /Forii work/ })).toContainText('Refreshing');
  await inspect(page, 'accounts-refreshing');
  await list.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => host.asked('accounts_refresh_cancel')).toEqual([{}]);
});

test('the page of an account, its trouble, and the key of the gateway', async ({ host, page }) => {
  const own = {
    account_id: troubled.id,
    account_name: troubled.name,
    provider_id: 'forii',
  } as const;
  host
    .answer('accounts_list', [account, { ...troubled, fields: { account_id: 'acct_9' }, plan: 'Free' }])
    .answer('keys_list', [
      key({ name: 'forii-prod', ...own, origin: 'created' }),
      key({
        name: 'made-there',
        ...own,
        origin: 'elsewhere',
        secret_held: false,
        status: { kind: 'gone' },
      }),
    ])
    .answer('accounts_set_upstream', troubled);
  await host.open('#/providers');
  await page.getByRole('link', { name: 'Forii at home' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Forii at home' })).toBeFocused();
  const main = page.getByRole('main');
  for (const words of [
    'Forii refused the key',
    'acct_9',
    'this account',
    'made-there',
    'Gone from the provider',
  ])
    await expect(main.getByText(words).first()).toBeVisible();
  await expect(main.getByRole('link', { name: 'Show 2 keys' })).toHaveAttribute(
    'href',
    `#/keys?account=${troubled.id}`,
  );
  await inspect(page, 'account');
  const gateway = page.getByRole('combobox', {
    name: 'The gateway forwards with',
  });
  await expect(gateway.getByRole('option')).toHaveCount(2);
  await gateway.selectOption({ index: 1 });
  await expect
    .poll(() => host.asked('accounts_set_upstream'))
    .toEqual([{ account_id: troubled.id, key_id: 'key_foriiprodxxx' }]);
});

test('an account is changed without typing its credential again, and removed by its name', async ({
  host,
  page,
}) => {
  host
    .answer('accounts_list', [account, foriiAccount])
    .answer('accounts_change', foriiAccount)
    .answer('accounts_remove', { keys: 2, secrets: 3 });
  await host.open(`#/providers/accounts/${foriiAccount.id}`);
  await page.getByRole('button', { name: 'Change…' }).click();
  const change = page.getByRole('dialog', { name: 'Change Forii work' });
  await expect(change).toContainText('Leave this empty to keep it.');
  await expect(change.getByRole('button', { name: 'Test', exact: true })).toHaveCount(0);
  await change.getByRole('textbox', { name: 'Name' }).fill('Forii team');
  await change.getByRole('button', { name: 'Save' }).click();
  await expect(change).toHaveCount(0);
  expect(await host.asked('accounts_change')).toEqual([
    {
      account_id: foriiAccount.id,
      account: {
        provider_id: 'forii',
        name: 'Forii team',
        fields: { account_id: 'acct_12' },
        base_urls: {},
        confirmed_hosts: [],
      },
      untested: false,
    },
  ]);
  await page.getByRole('button', { name: 'Remove…' }).click();
  const remove = page.getByRole('dialog', { name: 'Remove Forii work' });
  await expect(remove).toContainText('the keys go on working there until you revoke them');
  const now = remove.getByRole('button', { name: 'Remove account' });
  await expect(now).toBeDisabled();
  await inspect(page, 'account-remove');
  await remove.getByRole('textbox').fill('Forii work');
  await now.click();
  await expect(page.getByRole('heading', { level: 1, name: 'Providers' })).toBeVisible();
  expect(await host.asked('accounts_remove')).toEqual([
    { account_id: foriiAccount.id, typed_name: 'Forii work' },
  ]);
});

test('accounts in German', async ({ host, page }) => {
  host
    .answer('settings_get', { ...answers.settings_get!, language: 'de' })
    .answer('accounts_list', [account, foriiAccount, troubled])
    .fail('accounts_test', unreachable);
  await host.open('#/providers');
  await expect(page.getByRole('region', { name: 'Konten' })).toContainText('Nicht gelesen');
  await inspect(page, 'de-accounts');
  await page.getByRole('button', { name: 'Konto bei Forii hinzufügen' }).click();
  const dialog = page.getByRole('dialog', {
    name: 'Konto bei Forii hinzufügen',
  });
  // What Forii's manifest asks for is asked for in German.
  await expect(dialog.getByLabel('Sitzungstoken (optional)')).toBeVisible();
  await expect(dialog.getByRole('textbox', { name: 'Konto-ID' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Testen' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Der Anbieter war nicht zu erreichen.');
  await expect(dialog.getByRole('alert')).toContainText('Das Netz prüfen');
  await inspect(page, 'de-account-form');
  await page.keyboard.press('Escape');
  await page.evaluate((hash) => (location.hash = hash), `#/providers/accounts/${troubled.id}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Forii at home');
  await inspect(page, 'de-account');
});

test('an account that is not there', async ({ host, page }) => {
  await host.open('#/providers/accounts/acc_nobody');
  await page.getByRole('link', { name: 'Show all providers' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Providers' })).toBeVisible();
});
