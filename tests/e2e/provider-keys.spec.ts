import type { Page } from '@playwright/test';
import type { CommandError, KeySummary } from '../../ui/src/lib/api/contract.ts';
import { account, answers, at, catalogue, diagnosis, foriiAccount, key, keyTest } from './fixtures/data.ts';
import { expect, type MockHost, test } from './fixtures/mock.ts';
import { inspect } from './fixtures/page.ts';

/** A key at the account `foriiAccount`. */
function foriiKey(change: Partial<KeySummary> & { name: string }): KeySummary {
  return key({
    account_id: foriiAccount.id,
    account_name: foriiAccount.name,
    provider_id: 'forii',
    key_type: 'sdk',
    masked: 'forii_sk_…x81d',
    permissions: ['read'],
    plan: '',
    limits: [],
    expires_at: null,
    reveal: 'used',
    origin: 'created',
    remote_id: 'key_at_forii_1',
    as_of: at(-125_000),
    actions: ['test', 'disable', 'rename', 'revoke', 'forget'],
    ...change,
  });
}

const made = foriiKey({ name: 'forii-prod' });
const elsewhere = foriiKey({
  name: 'made-there',
  purpose: '',
  origin: 'elsewhere',
  secret_held: false,
  reveal: 'not_held',
  as_of: at(-3 * 86_400_000),
  remote_facts: { permissions: ['inference'], spent: '1.23 USD', extra: { workspace: 'main' } },
  actions: ['revoke', 'forget'],
});
const imported = foriiKey({
  name: 'pasted',
  origin: 'imported',
  remote_id: null,
  as_of: null,
  actions: ['test', 'rename', 'revoke_guided', 'forget'],
});
const refused = keyTest({
  verdict: { verdict: 'refused', class: 'invalid_key' },
  diagnosis: diagnosis({}),
});

test.beforeEach(({ host }) => {
  host
    .answer('accounts_list', [account, foriiAccount])
    .answer('keys_list', [made, elsewhere, imported, key({ name: 'checkout-api' })])
    .answer('keys_revoke_consequences', ({ key_id }) => {
      const of = [made, elsewhere, imported].find((one) => one.id === key_id) ?? made;
      return {
        ...answers.keys_revoke_consequences!,
        key: of,
        holds: [],
        sentences: [
          {
            about: 'final' as const,
            text: 'Forii will refuse the key from then on, and everything that uses it stops working. It cannot be undone.',
          },
          of.actions.includes('revoke_guided')
            ? { about: 'guided' as const, text: 'Forii has no API for this account to do it from here.' }
            : { about: 'manifest' as const, text: 'Acts at once: requests that are under way fail too.' },
          {
            about: 'passed_on' as const,
            text: 'Keyhinge does not see what calls the provider directly with it.',
          },
          ...(of.purpose === 'Production'
            ? [{ about: 'production' as const, text: 'It is a Production key: a service may depend on it.' }]
            : []),
          ...(of.secret_held
            ? [
                {
                  about: 'secret_deleted' as const,
                  text: 'Its secret is deleted from the vault of this computer.',
                },
              ]
            : []),
        ].map((sentence) => ({ consequence: null, ...sentence })),
      };
    });
});

async function choose(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function menuOf(page: Page, name: string): Promise<string[]> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  const items = await page.getByRole('menuitem').allInnerTexts();
  await page.keyboard.press('Escape');
  return items;
}

test('the list says where keys come from, and offers exactly what can be done', async ({ host, page }) => {
  host.answer('accounts_list', [
    account,
    { ...foriiAccount, trouble: { at: at(-60_000), diagnosis: diagnosis({}) } },
  ]);
  await host.open();
  await expect(page.getByRole('row', { name: /made-there/ })).toContainText('as of 3 d ago');
  await expect(page.getByRole('row', { name: /forii-prod/ })).toContainText(/as of \d+ min ago/);
  await expect(page.getByRole('row', { name: /checkout-api/ })).not.toContainText('as of');
  expect(await menuOf(page, 'made-there')).toEqual([
    'Open',
    'Limits',
    'Activity',
    'Revoke…',
    'Remove from Keyhinge…',
  ]);
  const offered = await menuOf(page, 'forii-prod');
  for (const item of ['Test…', 'Rename…', 'Disable…', 'Revoke…', 'Remove from Keyhinge…'])
    expect(offered).toContain(item);
  expect(offered).not.toContain('Enable');
  await inspect(page, 'provider-keys');
  await page.getByRole('row', { name: /made-there/ }).click();
  const main = page.getByRole('main');
  for (const words of [
    'Made elsewhere',
    'Whoever made it has its secret',
    'inference',
    '1.23 USD',
    'main',
    'as of',
  ])
    await expect(main.getByText(words).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Copy key' })).toHaveCount(0);
  await inspect(page, 'provider-key');
});

test('a test tells verdict, latency, limits and how the key was read', async ({ host, page }) => {
  host.answer(
    'keys_test',
    keyTest({
      readings: [
        {
          metric: 'requests',
          name: null,
          window_seconds: 60,
          limit: 60,
          unlimited: false,
          remaining: 6,
          resets_at: at(40_000),
          source: 'response_header',
          read_at: at(-1_000),
        },
        {
          metric: 'tokens',
          name: 'daily',
          window_seconds: 86_400,
          limit: null,
          unlimited: true,
          remaining: null,
          resets_at: null,
          source: 'response_header',
          read_at: at(-1_000),
        },
      ],
      explained: { 'x-debug-auth-method': 'bearer', 'x-debug-auth-prefix': 'forii_sk_' },
    }),
  );
  await host.open();
  await choose(page, 'forii-prod', 'Test…');
  const dialog = page.getByRole('dialog', { name: 'Test forii-prod' });
  for (const words of ['Works', '142 ms', '6 of 60 left', 'no limit', 'x-debug-auth-method', 'bearer'])
    await expect(dialog.getByText(words).first()).toBeVisible();
  await inspect(page, 'key-test');
  host.answer('keys_test', refused);
  await dialog.getByRole('button', { name: 'Test again' }).click();
  await expect(dialog.getByText('Refused', { exact: true })).toBeVisible();
  await expect(dialog).toContainText('paste a new session token');
  // What has to change first is said; that the same call fails again goes without saying.
  await expect(dialog.getByText('Do not retry')).toHaveCount(0);
  await inspect(page, 'key-test-refused');
  host.answer('keys_test', keyTest({ verdict: { verdict: 'cannot_tell', doubt: 'answers_anyone' } }));
  await dialog.getByRole('button', { name: 'Test again' }).click();
  await expect(dialog.getByText('Cannot tell', { exact: true })).toBeVisible();
  await expect(dialog).toContainText('the same answer without a key');
  await expect(dialog).not.toContainText('one token');
});

test('where a probe cannot tell, a call of one token is offered and never made unasked', async ({
  host,
  page,
}) => {
  const doubtful = keyTest({
    verdict: { verdict: 'cannot_tell', doubt: 'answers_anyone' },
    offers_one_token: true,
  });
  host.answer('keys_test', doubtful);
  await host.open();
  await choose(page, 'forii-prod', 'Test…');
  const dialog = page.getByRole('dialog', { name: 'Test forii-prod' });
  await expect(dialog).toContainText('it costs about one token');
  await inspect(page, 'key-test-one-token');
  expect(await host.asked('keys_test')).toEqual([{ key_id: made.id }]);
  host.fail('keys_test', {
    code: 'invalid',
    field: 'model',
    message: 'The provider lists no model to call: name one.',
    next_step: 'Correct it and try again.',
  });
  const now = dialog.getByRole('button', { name: 'Call it for one token' });
  await now.click();
  await expect(dialog.getByText('lists no model to call')).toBeVisible();
  host.answer('keys_test', keyTest({ called: 'small-1' }));
  await dialog.getByRole('textbox', { name: 'Model' }).fill(' small-1 ');
  await now.click();
  await expect(dialog.getByText('Works', { exact: true })).toBeVisible();
  await expect(dialog).toContainText('called small-1');
  expect((await host.asked('keys_test')).at(-1)).toEqual({
    key_id: made.id,
    one_token: true,
    model: 'small-1',
  });
});

test('a key of a provider without a probe is asked of nobody before the user says so', async ({
  host,
  page,
}) => {
  const blind = foriiKey({ name: 'blind', actions: ['test_one_token', 'revoke_guided'] });
  host.answer('keys_list', [blind]).answer('keys_test', keyTest({ called: 'small-1' }));
  await host.open();
  await choose(page, 'blind', 'Test…');
  const dialog = page.getByRole('dialog', { name: 'Test blind' });
  await expect(dialog).toContainText('it costs about one token');
  await expect(dialog.getByRole('button', { name: 'Test again' })).toHaveCount(0);
  expect(await host.asked('keys_test')).toEqual([]);
  await dialog.getByRole('button', { name: 'Call it for one token' }).click();
  await expect(dialog.getByText('Works', { exact: true })).toBeVisible();
  expect(await host.asked('keys_test')).toEqual([{ key_id: blind.id, one_token: true }]);
});

test('a limit that is reached counts down, and a used-up quota says not to retry', async ({ host, page }) => {
  const limited = diagnosis({
    class: 'rate_limited',
    do_not_retry: false,
    status: 429,
    metric: 'requests',
    retry_at: new Date(Date.now() + 600_000).toISOString(),
    sentence: 'Forii was called too often (status 429).',
  });
  host.answer(
    'keys_test',
    keyTest({ verdict: { verdict: 'works_later', class: 'rate_limited' }, diagnosis: limited }),
  );
  await host.open();
  await choose(page, 'forii-prod', 'Test…');
  const dialog = page.getByRole('dialog', { name: 'Test forii-prod' });
  await expect(dialog.getByText('Works, but not now')).toBeVisible();
  await expect(dialog.getByText(/Can be tried again in \d+:\d\d/)).toBeVisible();
  host.answer(
    'keys_test',
    keyTest({
      verdict: { verdict: 'works_later', class: 'payment_required' },
      diagnosis: diagnosis({ class: 'payment_required', status: 402, do_not_retry: true }),
    }),
  );
  await dialog.getByRole('button', { name: 'Test again' }).click();
  await expect(dialog.getByText('Do not retry.')).toBeVisible();
  await inspect(page, 'key-test-402');
});

test('renaming, disabling, enabling and taking out', async ({ host, page }) => {
  const off = foriiKey({
    name: 'asleep',
    status: { kind: 'disabled' },
    actions: ['enable', 'revoke', 'forget'],
  });
  host
    .answer('keys_list', [made, off])
    .answer('keys_rename', made)
    .answer('keys_disable', made)
    .answer('keys_enable', off);
  await host.open();
  await choose(page, 'forii-prod', 'Rename…');
  const rename = page.getByRole('dialog', { name: 'Rename forii-prod' });
  await expect(rename).toContainText('The provider shows the new name, too.');
  await rename.getByRole('textbox').fill('forii-main');
  await inspect(page, 'key-rename');
  await rename.getByRole('button', { name: 'Rename' }).click();
  await expect(rename).toHaveCount(0);
  expect(await host.asked('keys_rename')).toEqual([{ key_id: made.id, name: 'forii-main' }]);

  await choose(page, 'forii-prod', 'Disable…');
  const disable = page.getByRole('dialog', { name: 'Disable forii-prod' });
  await expect(disable).toContainText('refuses the key until it is enabled again');
  await expect(disable).toContainText('Requests in the last 24 h');
  await inspect(page, 'key-disable');
  await disable.getByRole('button', { name: 'Disable key' }).click();
  await expect(disable).toHaveCount(0);

  await choose(page, 'asleep', 'Enable');
  await expect.poll(() => host.asked('keys_enable')).toEqual([{ key_id: off.id }]);

  await choose(page, 'forii-prod', 'Remove from Keyhinge…');
  const forget = page.getByRole('dialog', { name: 'Remove forii-prod from Keyhinge' });
  await expect(forget).toContainText('nothing changes');
  await expect(forget).toContainText('The next refresh brings it back');
  await inspect(page, 'key-forget');
  host.answer('keys_forget', {});
  await forget.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(forget).toHaveCount(0);
});

const unreachable: CommandError = {
  code: 'provider',
  message: 'Forii refused the key (status 401).',
  next_step: 'Paste a new session token.',
  diagnosis: diagnosis({}),
};

test('revoking says what the core knows, and is looked at again until it is proved', async ({
  host,
  page,
}) => {
  const unproved = {
    ...made,
    status: { kind: 'revocation_not_confirmed' } as const,
    actions: ['revoke' as const],
  };
  host.answer('keys_revoke', unproved).fail('keys_revoke_confirm', unreachable);
  await host.open();
  await choose(page, 'forii-prod', 'Revoke…');
  const revoke = page.getByRole('dialog', { name: 'Revoke forii-prod' });
  await expect(revoke).toContainText('Forii work will refuse the key from then on');
  await expect(revoke).toContainText('Acts at once: requests that are under way fail too.');
  await revoke.getByRole('textbox').fill('forii-prod');
  await inspect(page, 'provider-revoke');
  // A revocation that could not even be asked for says so before why.
  host.fail('keys_revoke', unreachable);
  await revoke.getByRole('button', { name: 'Revoke now' }).click();
  await expect(revoke.getByRole('alert').first()).toHaveText('Not revoked: the key still works.');
  await expect(revoke.getByRole('alert').last()).toContainText('Forii refused the key');
  await inspect(page, 'provider-revoke-failed');
  host.answer('keys_revoke', unproved);
  await revoke.getByRole('button', { name: 'Revoke now' }).click();
  const check = page.getByRole('dialog', { name: 'Is forii-prod revoked?' });
  await expect(check.getByRole('alert')).toContainText('Forii refused the key');
  host.answer('keys_revoke_confirm', { key: unproved, test: null });
  await check.getByRole('button', { name: 'Check again' }).click();
  await expect(check).toContainText('It is not confirmed yet.');
  await inspect(page, 'revoke-check');
  host.answer('keys_revoke_confirm', { key: { ...made, status: { kind: 'revoked' } }, test: null });
  await check.getByRole('button', { name: 'Check again' }).click();
  await expect(check).toContainText('the provider confirms it');
  await check.getByRole('button', { name: 'Close' }).click();
});

test('where there is no API, revoking is guided until the probe proves it', async ({ host, page }) => {
  const begun: KeySummary = { ...imported, status: { kind: 'revocation_not_confirmed' } };
  host
    .answer('keys_revoke', begun)
    .answer('provider_page_open', {})
    .answer('keys_revoke_confirm', { key: begun, test: keyTest({}) });
  await host.open();
  await choose(page, 'pasted', 'Revoke…');
  const dialog = page.getByRole('dialog', { name: 'Revoke pasted' });
  await expect(dialog.getByRole('listitem').filter({ hasText: 'What breaks' })).toHaveAttribute(
    'aria-current',
    'step',
  );
  const go = dialog.getByRole('button', { name: 'Go on' });
  await expect(go).toBeDisabled();
  await dialog.getByRole('textbox').fill('pasted');
  await inspect(page, 'guided-1');
  await go.click();
  await dialog.getByRole('button', { name: 'Open its page' }).click();
  await expect
    .poll(() => host.asked('provider_page_open'))
    .toEqual([{ provider_id: 'forii', page: 'keys_page' }]);
  await dialog.getByRole('button', { name: 'I have revoked it there: test now' }).click();
  await expect(dialog).toContainText('The provider still accepts the key');
  // Bad news here, and it does not look like good news.
  await expect(dialog.locator('.text-danger', { hasText: /^\s*Works\s*$/ })).toBeVisible();
  await inspect(page, 'guided-2');
  host.answer('keys_revoke_confirm', {
    key: { ...imported, status: { kind: 'revoked' } },
    test: refused,
  });
  await dialog.getByRole('button', { name: 'I have revoked it there: test now' }).click();
  await expect(dialog).toContainText('It is revoked: the provider refuses it');
  await expect(dialog.getByText('Forii refused the key')).toHaveCount(0);
  await inspect(page, 'guided-3');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toHaveCount(0);
});

test('what no probe can prove is taken on the user’s word, or kept after all', async ({ host, page }) => {
  const begun: KeySummary = { ...imported, status: { kind: 'revocation_not_confirmed' } };
  host
    .answer('keys_list', [begun])
    .answer('keys_revoke_confirm', {
      key: begun,
      test: keyTest({ verdict: { verdict: 'cannot_tell', doubt: 'answers_anyone' } }),
    })
    .answer('keys_revoke_by_hand', { ...imported, status: { kind: 'revoked' } })
    .answer('keys_revoke_cancel', imported);
  await host.open();
  await choose(page, 'pasted', 'Go on revoking…');
  const dialog = page.getByRole('dialog', { name: 'Revoke pasted' });
  await dialog.getByRole('button', { name: /test now/ }).click();
  await expect(dialog).toContainText('This test cannot prove it.');
  const seen = dialog.getByRole('button', { name: 'It is revoked: I have seen it' });
  await expect(seen).toBeDisabled();
  await dialog.getByRole('textbox').fill('pasted');
  await inspect(page, 'guided-by-hand');
  await seen.click();
  await expect(dialog).toContainText('on your word');
  expect(await host.asked('keys_revoke_by_hand')).toEqual([{ key_id: imported.id, typed_name: 'pasted' }]);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await choose(page, 'pasted', 'Go on revoking…');
  await dialog.getByRole('button', { name: 'Keep it after all' }).click();
  await expect(dialog).toHaveCount(0);
  expect(await host.asked('keys_revoke_cancel')).toEqual([{ key_id: imported.id }]);
});

async function createAtForii(host: MockHost, page: Page) {
  await host.open(`#/keys?account=${foriiAccount.id}`);
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create key' });
  await expect(dialog.getByRole('combobox', { name: 'Account' })).toHaveValue(foriiAccount.id);
  return dialog;
}

test('a key is made at a provider with what that offers', async ({ host, page }) => {
  host
    .answer('accounts_key_form', {
      can_create: true,
      options: ['expires', 'permissions', 'spend_limit'],
      consequence: 'makes_service_account',
    })
    .answer('keys_create_at_provider', {
      key: foriiKey({ name: 'new-key', reveal: 'available' }),
      ticket: 'ab'.repeat(16),
      kept: true,
    });
  const dialog = await createAtForii(host, page);
  await expect(dialog).toContainText('A service account is made in the project');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('new-key');
  await dialog.getByRole('textbox', { name: 'Permissions' }).fill('read  write');
  await dialog.getByRole('textbox', { name: 'Spending limit' }).fill('much');
  await inspect(page, 'create-at-provider');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await expect(dialog.getByText('Type a number')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Spending limit' }).fill('12.5');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const reveal = page.getByRole('dialog', { name: 'new-key is ready' });
  await expect(reveal).toContainText('Saved in your keychain');
  expect(await host.asked('keys_create_at_provider')).toEqual([
    {
      account_id: foriiAccount.id,
      name: 'new-key',
      purpose: 'Development',
      expiry: { kind: 'in_days', days: 30 },
      options: {
        permissions: ['read', 'write'],
        spend_limit: 12.5,
        requests_per_minute: null,
        tokens_per_minute: null,
      },
    },
  ]);
});

test('a secret that the vault did not take is not lost: try again, or revoke', async ({ host, page }) => {
  const unkept = foriiKey({ name: 'new-key', reveal: 'available', secret_held: false });
  host
    .answer('keys_create_at_provider', { key: unkept, ticket: 'ab'.repeat(16), kept: false })
    .fail('keys_keep', {
      code: 'keychain_locked',
      message: 'Your keychain is locked.',
      next_step: 'Unlock your keychain, then try again.',
    });
  const dialog = await createAtForii(host, page);
  await dialog.getByRole('textbox', { name: 'Name' }).fill('new-key');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const reveal = page.getByRole('dialog', { name: 'new-key is ready' });
  await expect(reveal.getByRole('alert')).toContainText('The vault did not take this key.');
  await reveal.getByRole('button', { name: 'Try again to keep it' }).click();
  await expect(reveal.getByText('Your keychain is locked.')).toBeVisible();
  await inspect(page, 'reveal-unkept');
  host.answer('keys_keep', made);
  await reveal.getByRole('button', { name: 'Try again to keep it' }).click();
  await expect(reveal).toContainText('Saved in your keychain');
});

test('an answer that was lost is settled by a refresh, and a lost secret by revoking', async ({
  host,
  page,
}) => {
  host
    .fail('keys_create_at_provider', {
      code: 'creation_unknown',
      message: 'Whether Forii made the key “new-key” is not known: its answer was lost.',
      next_step: 'Refresh the account in a moment.',
    })
    .answer('accounts_refresh', [
      {
        account_id: foriiAccount.id,
        account_name: foriiAccount.name,
        refreshed: { account_id: foriiAccount.id, keys: 3, new: 1, gone: 0, gap: null },
        error: null,
        cancelled: false,
      },
    ]);
  const dialog = await createAtForii(host, page);
  await dialog.getByRole('textbox', { name: 'Name' }).fill('new-key');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await expect(dialog.getByRole('alert')).toContainText('is not known');
  await dialog.getByRole('button', { name: 'Refresh the account' }).click();
  await expect(dialog.getByText('Look for the key in the list')).toBeVisible();
  await inspect(page, 'create-unknown');
  host.fail('keys_create_at_provider', {
    code: 'secret_lost',
    key_id: made.id,
    message: 'Forii made the key “forii-prod”, but the answer with its secret was lost.',
    next_step: 'Nobody can use this key. Revoke it, then create another.',
  });
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await dialog.getByRole('button', { name: 'Revoke that key…' }).click();
  await expect(page.getByRole('dialog', { name: 'Revoke forii-prod' })).toBeVisible();
});

test('where keys cannot be made from here, the steps are shown', async ({ host, page }) => {
  host
    .answer('accounts_list', [account, { ...foriiAccount, credential_held: false }])
    .answer('accounts_key_form', { can_create: false, options: [], consequence: null })
    .answer('provider_page_open', {});
  const dialog = await createAtForii(host, page);
  await expect(dialog).toContainText('this account has no credential for it');
  await expect(dialog).toContainText('Open the dashboard and choose Keys.');
  await expect(dialog.getByRole('button', { name: 'Create key' })).toBeDisabled();
  await inspect(page, 'create-by-hand');
  await dialog.getByRole('button', { name: 'Open its page' }).click();
  await expect.poll(() => host.asked('provider_page_open')).toHaveLength(1);
});

test('keys of providers in German', async ({ host, page }) => {
  host
    .answer('settings_get', { ...answers.settings_get!, language: 'de' })
    .answer('keys_test', refused)
    .answer('catalogue_get', catalogue);
  await host.open();
  await page.getByRole('button', { name: 'Aktionen für forii-prod' }).click();
  await page.getByRole('menuitem', { name: 'Testen…' }).click();
  const dialog = page.getByRole('dialog', { name: 'forii-prod testen' });
  await expect(dialog).toContainText('Der Anbieter lehnt den Schlüssel ab (Status 401).');
  await inspect(page, 'de-key-test');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Aktionen für pasted' }).click();
  await page.getByRole('menuitem', { name: 'Widerrufen…' }).click();
  await expect(page.getByRole('dialog')).toContainText('wird auf der Seite des Anbieters widerrufen');
  await inspect(page, 'de-guided-1');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Aktionen für made-there' }).click();
  await page.getByRole('menuitem', { name: 'Widerrufen…' }).click();
  await expect(page.getByRole('dialog')).toContainText(
    'Wirkt sofort: Auch Anfragen, die gerade laufen, schlagen fehl.',
  );
});
