// What is as long, as many and as strange as it may be, on every screen and in every dialog that shows it.

import type { Page } from '@playwright/test';
import type { Diagnosis, KeySummary } from '../../ui/src/lib/api/contract.ts';
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
} from './fixtures/data.ts';
import { expect, test } from './fixtures/mock.ts';
import { look } from './fixtures/page.ts';

const LONG = 'the account of a department with a long name and an even longer description'.padEnd(80, '.');
const HOST = `${'a-part-of-a-host'.repeat(3)}.`.repeat(4) + 'example';
const URL_OF = `https://${HOST}/v1/of/an/organisation`;
const STRANGE = '🔑 مفتاح الإنتاج schlüssel';
const WORD = 'x'.repeat(100);
const TEXT = 'What a provider writes when it has much to say, line after line. '.repeat(32);

const told: Diagnosis = diagnosis({
  sentence: TEXT.slice(0, 300),
  meaning: TEXT.slice(0, 700),
  next_step: TEXT.slice(0, 700),
  provider_says: `${WORD} ${TEXT.slice(0, 90)}`,
  code: WORD,
  request_id: WORD.repeat(2),
});

const troubled = accountOf({
  ...foriiAccount,
  name: LONG,
  base_urls: { openai: URL_OF, management: URL_OF },
  fields: { account_id: WORD },
  trouble: { at: at(-60_000), diagnosis: told },
});

function strange(change: Partial<KeySummary>): KeySummary {
  return key({
    name: STRANGE,
    id: 'key_strangestran',
    account_id: troubled.id,
    account_name: LONG,
    provider_id: 'forii',
    masked: 'sk-ant-admin01-…x81d',
    purpose: 'an own purpose of forty characters long.',
    origin: 'created',
    plan: '',
    limits: [],
    remote_id: WORD,
    as_of: at(-3 * 86_400_000),
    remote_facts: {
      permissions: [WORD, 'read'],
      spent: '1.23 USD',
      extra: { [WORD]: TEXT.slice(0, 200) },
    },
    last_test: keyTest({
      verdict: { verdict: 'refused', class: 'invalid_key' },
      diagnosis: told,
      explained: { [WORD]: WORD },
    }),
    actions: ['test', 'rename', 'disable', 'revoke', 'forget'],
    ...change,
  });
}

const own = strange({});
const pasted = strange({
  name: WORD,
  id: 'key_wordwordword',
  status: { kind: 'revocation_not_confirmed' },
  actions: ['test', 'revoke_guided', 'forget'],
});

const others = Array.from({ length: 30 }, (_, index) =>
  accountOf({
    id: `acc_other${index}`,
    provider_id: index % 2 ? 'groq' : 'forii',
    name: `${index} ${LONG}`,
  }),
);

test.beforeEach(({ host }) => {
  host
    .answer('accounts_list', [account, troubled, ...others])
    .answer('catalogue_get', {
      ...catalogue,
      // As most have it: one address, which is the provider's.
      providers: catalogue.providers.map((one) => ({
        ...one,
        api: { ...one.api, base_urls: one.api.base_urls.slice(0, 1) },
      })),
    })
    .answer('keys_list', [own, pasted, key({ name: 'MEGALLM_API_KEY' })])
    .answer('keys_revoke_consequences', {
      ...answers.keys_revoke_consequences!,
      key: own,
      holds: [{ ...answers.keys_revoke_consequences!.holds[0]!, name: WORD }],
    })
    .answer('activity_list', {
      entries: [
        {
          ...answers.activity_list!.entries[0]!,
          key_name: STRANGE,
          key_id: own.id,
        },
      ],
      older: null,
    })
    .answer('keys_test', own.last_test!);
});

const heading = (page: Page) => page.getByRole('heading', { level: 1 });

for (const [name, hash] of [
  ['keys', ''],
  ['key', `#/keys/${own.id}`],
  ['limits', '#/limits'],
  ['providers', '#/providers'],
  ['provider', '#/providers/forii'],
  ['account', `#/providers/accounts/${troubled.id}`],
  ['activity', '#/activity'],
  ['gateway', '#/gateway'],
] as const) {
  test(`the screen ${name}`, async ({ host, page }) => {
    await host.open(hash);
    await expect(heading(page)).toBeVisible();
    await expect(page.getByText('Loading')).toHaveCount(0);
    await look(page, `hostile-${name}`);
  });
}

test('the gateway’s own account is shown on its screen, wherever it stands among the others', async ({
  host,
  page,
}) => {
  host.answer('accounts_list', [troubled, account]);
  await host.open('#/gateway');
  await expect(page.getByText(`/v1/accounts/${account.id}/usage`)).toBeVisible();
  await expect(page.getByText(troubled.id)).toHaveCount(0);
});

test('a name is whole in the list of keys where there is room, and the end of a masked key always', async ({
  host,
  page,
}) => {
  await host.open();
  const name = page.getByRole('rowheader', { name: 'MEGALLM_API_KEY' });
  await expect(name).toBeVisible();
  expect(await name.evaluate((cell) => cell.scrollWidth - cell.clientWidth)).toBeLessThanOrEqual(0);
  for (const width of [1280, 900, 640]) {
    await page.setViewportSize({ width, height: 600 });
    const masked = page
      .getByRole('row')
      .filter({ hasText: STRANGE })
      .getByText('sk-ant-ad…x81d', { exact: true });
    await expect(masked).toHaveAttribute('title', 'sk-ant-admin01-…x81d');
    expect(await masked.evaluate((cell) => cell.scrollWidth - cell.clientWidth), `at ${width}`).toBe(0);
  }
});

test('no cell of the list reaches into the next, in either language', async ({ host, page }) => {
  host.answer('keys_list', answers.keys_list!);
  for (const language of ['en', 'de'] as const) {
    host.answer('settings_get', { ...answers.settings_get!, language });
    await host.open();
    await page.reload();
    await expect(page.getByRole('row')).toHaveCount(answers.keys_list!.length + 1);
    for (const width of [1280, 900, 640]) {
      await page.setViewportSize({ width, height: 600 });
      const wide = await page.evaluate(() =>
        [...document.querySelectorAll('[role="gridcell"], [role="columnheader"]')]
          .filter((cell) => {
            const range = document.createRange();
            range.selectNodeContents(cell);
            const cut = getComputedStyle(cell).overflowX !== 'visible' || cell.querySelector('.truncate');
            return !cut && range.getBoundingClientRect().right > cell.getBoundingClientRect().right + 1;
          })
          .map((cell) => cell.textContent.trim()),
      );
      expect(wide, `${language}, at ${width}`).toEqual([]);
    }
  }
});

test('the dialogs of a key', async ({ host, page }) => {
  await host.open(`#/keys/${own.id}`);
  for (const [name, open] of [
    ['test', () => page.getByRole('button', { name: 'Test…' }).click()],
    ['revoke', () => page.getByRole('button', { name: 'Revoke…' }).click()],
    ['rename', () => more('Rename…')],
    ['disable', () => more('Disable…')],
    ['forget', () => more('Remove from Keyhinge…')],
  ] as const) {
    await open();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expect(page.getByRole('dialog').getByText(/^(Looking|Asking)/)).toHaveCount(0);
    await look(page, `hostile-${name}`);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  async function more(item: string) {
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  }
});

test('what is longer than a dialog is scrolled by keyboard', async ({ host, page }) => {
  await page.setViewportSize({ width: 900, height: 600 });
  await host.open(`#/keys/${own.id}`);
  await page.getByRole('button', { name: 'Test…' }).click();
  const body = page.getByRole('dialog').getByRole('group', { name: `Test ${STRANGE}` });
  await expect(body).toHaveAttribute('tabindex', '0');
  await body.focus();
  await page.keyboard.press('End');
  await expect.poll(() => body.evaluate((body) => body.scrollTop)).toBeGreaterThan(0);
  host.answer('keys_test', keyTest({}));
  await page.getByRole('button', { name: 'Test again' }).click();
  await expect(page.getByRole('dialog').getByText('Works')).toBeVisible();
  await expect(page.getByRole('dialog').locator('[tabindex="0"]')).toHaveCount(0);
});

test('revoking by hand', async ({ host, page }) => {
  host.answer('keys_revoke_confirm', {
    key: pasted,
    test: keyTest({
      verdict: { verdict: 'cannot_tell', doubt: 'another_reason' },
      diagnosis: told,
    }),
  });
  await host.open(`#/keys/${pasted.id}`);
  await page.getByRole('button', { name: 'Go on revoking…' }).click();
  const dialog = page.getByRole('dialog', { name: `Revoke ${WORD}` });
  await dialog.getByRole('button', { name: /test now/ }).click();
  const seen = dialog.getByRole('button', {
    name: 'It is revoked: I have seen it',
  });
  await expect(seen).toBeInViewport();
  await look(page, 'hostile-guided');
});

test('the dialogs of an account', async ({ host, page }) => {
  host.fail('accounts_change', {
    code: 'provider',
    message: TEXT,
    next_step: TEXT,
    diagnosis: told,
  });
  await host.open(`#/providers/accounts/${troubled.id}`);
  await page.getByRole('button', { name: 'Change…' }).click();
  const change = page.getByRole('dialog', { name: `Change ${LONG}` });
  await expect(change).toBeVisible();
  await look(page, 'hostile-change');
  await change.getByRole('button', { name: 'Save' }).click();
  await expect(change.getByRole('alert')).toBeVisible();
  await look(page, 'hostile-change-refused');
  host.fail('accounts_change', {
    code: 'host_unconfirmed',
    hosts: [HOST],
    message: 'It is not an address of Forii.',
    next_step: 'Confirm it.',
  });
  await change.getByRole('button', { name: 'Save' }).click();
  await expect(change.getByRole('button', { name: /^Yes, send keys/ })).toBeVisible();
  await look(page, 'hostile-change-host');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Remove…' }).click();
  await expect(page.getByRole('dialog', { name: `Remove ${LONG}` })).toBeVisible();
  await look(page, 'hostile-remove');
});

test('making a key, and choosing a provider', async ({ host, page }) => {
  host
    .answer('accounts_key_form', {
      can_create: true,
      options: ['expires', 'permissions', 'spend_limit', 'requests_per_minute', 'tokens_per_minute'],
      consequence: 'deletes_service_account',
    })
    .fail('keys_create_at_provider', {
      code: 'provider',
      message: TEXT,
      next_step: TEXT,
      diagnosis: told,
    });
  await host.open(`#/keys?account=${troubled.id}`);
  await page.getByRole('button', { name: 'Create key' }).click();
  const create = page.getByRole('dialog', { name: 'Create key' });
  await create.getByRole('textbox', { name: 'Name' }).fill(STRANGE);
  await create.getByRole('button', { name: 'Create key' }).click();
  await expect(create.getByRole('alert')).toBeVisible();
  await look(page, 'hostile-create');
  await page.keyboard.press('Escape');
  host.answer('catalogue_get', {
    ...catalogue,
    providers: catalogue.providers.flatMap((one) =>
      Array.from({ length: 10 }, (_, index) => ({
        ...one,
        id: `${one.id}${index}`,
        name: `${LONG} ${index}`,
      })),
    ),
  });
  await page.reload();
  await page.evaluate(() => (location.hash = '#/providers'));
  await page.getByRole('button', { name: 'Add account', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Add account' })).toBeVisible();
  await look(page, 'hostile-choose');
});

test('the palette reaches accounts and keys with such names', async ({ host, page }) => {
  await host.open();
  await expect(heading(page)).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('department');
  await expect(page.getByRole('dialog').getByRole('option').first()).toContainText(LONG);
  await look(page, 'hostile-palette');
});
