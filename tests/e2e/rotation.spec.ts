import type { KeySummary } from '../../ui/src/lib/api/contract.ts';
import {
  account,
  at,
  catalogue,
  diagnosis,
  foriiAccount,
  key,
  keys,
  keyTest,
  place,
  rotation,
} from './fixtures/data.ts';
import { expect, type MockHost, test } from './fixtures/mock.ts';
import { look } from './fixtures/page.ts';

const old = rotation({}).old;
const TAB = `#/keys/${old.id}/rotation`;
const next = key({ name: 'checkout-api 2', masked: 'kh_Nn2e…77w1', reveal: 'available', last_used_at: null });

/** The new key at a provider, as its last test left it. */
function tested(change: Partial<KeySummary>): KeySummary {
  return {
    ...next,
    origin: 'created',
    key_type: 'sdk',
    actions: ['test', 'rename', 'revoke', 'forget'],
    ...change,
  };
}

const step = (page: import('@playwright/test').Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 2, name: new RegExp(name) }) });

const open = async (host: MockHost) => {
  await host.open(TAB);
  await expect(host.page.getByRole('heading', { level: 1, name: old.name })).toBeVisible();
};

test('a rotation that has not begun says where the key went', async ({ host, page }) => {
  await open(host);
  await expect(step(page, 'Create')).toHaveAttribute('aria-current', 'step');
  await expect(step(page, 'Update').getByText('Where this key went')).toBeVisible();
  await expect(step(page, 'Update').getByText('Has this key')).toHaveCount(2);
  await expect(step(page, 'Update').getByRole('button')).toHaveCount(0);
  await expect(step(page, 'Delete').getByRole('button')).toHaveCount(0);
  await look(page, 'rotation-begin');
});

test('the new key is like the old one', async ({ host, page }) => {
  host.answer(
    'keys_list',
    keys.map((one) => (one.id === old.id ? old : one)),
  );
  await open(host);
  await page.getByRole('button', { name: 'Create the new key…' }).click();
  const dialog = page.getByRole('dialog', { name: `A key to take the place of ${old.name}` });
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('checkout-api 2');
  await expect(dialog.getByRole('radio', { name: /^Production/ })).toBeChecked();
  await expect(dialog.getByRole('radio', { name: '90 days' })).toBeChecked();
  await expect(dialog.getByRole('combobox', { name: 'Account' })).toHaveCount(0);
  await look(page, 'rotation-create');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByRole('dialog', { name: 'checkout-api is ready' })).toBeVisible();
  const [made] = await host.asked('keys_create');
  expect(made).toMatchObject({ name: 'checkout-api 2', permissions: ['read'], plan: 'Free' });
  expect(await host.asked('rotation_take')).toEqual([{ key_id: old.id, new_key_id: old.id }]);
});

test('a key that is here is taken', async ({ host, page }) => {
  await open(host);
  const create = step(page, 'Create');
  await expect(create.getByRole('button', { name: 'Take this key' })).toBeDisabled();
  await create.getByRole('combobox').selectOption(keys[2]!.id);
  host.fail('rotation_take', {
    code: 'busy',
    message: 'Another operation on this key is still running.',
    next_step: 'Wait.',
  });
  await create.getByRole('button', { name: 'Take this key' }).click();
  await expect(create.getByRole('alert')).toBeVisible();
  expect(await host.asked('rotation_take')).toEqual([{ key_id: old.id, new_key_id: keys[2]!.id }]);
});

test('a key of a provider’s page is pasted, and what is wrong stands at its field', async ({
  host,
  page,
}) => {
  const theirs = {
    ...old,
    origin: 'imported' as const,
    provider_id: 'forii',
    account_id: foriiAccount.id,
    account_name: 'Forii',
  };
  host
    .answer('accounts_list', [account, foriiAccount])
    .answer('keys_list', [theirs])
    .answer('accounts_key_form', { can_create: false, options: [], consequence: null })
    .answer('rotation_get', rotation({ old: theirs, is_upstream: true, places: [], candidates: [] }));
  await open(host);
  const create = step(page, 'Create');
  await expect(create.getByRole('button', { name: 'Open its page' })).toBeVisible();
  await create.getByLabel('The new key').fill('nonsense');
  host.fail('rotation_paste', {
    code: 'invalid',
    field: 'key',
    message: 'This is not a key of Forii.',
    next_step: 'Change it and try again; nothing was saved.',
  });
  await create.getByRole('button', { name: 'Take it in' }).click();
  await expect(create.getByLabel('The new key')).toHaveAttribute('aria-invalid', 'true');
  await expect(
    step(page, 'Update').getByText('The gateway forwards to Forii with the new key.'),
  ).toBeVisible();
  await look(page, 'rotation-paste');
});

test('a new key that is refused at first is tested again, until that is stopped', async ({ host, page }) => {
  const refused = tested({
    last_test: keyTest({ verdict: { verdict: 'refused', class: 'invalid_key' }, diagnosis: diagnosis({}) }),
  });
  host.answer(
    'rotation_get',
    rotation({ stage: 'update', new: refused, proof: { kind: 'refused', until: at(3_600_000) } }),
  );
  await open(host);
  const create = step(page, 'Create');
  await expect(create.getByText(/it is tested again in \d seconds?\./)).toBeVisible();
  await expect(step(page, 'Update').getByRole('button', { name: 'Use the new key' })).toBeDisabled();
  await expect(step(page, 'Update').getByText('It was refused. Test it again, or take another.')).toBeVisible();
  await expect
    .poll(() => host.asked('keys_test').then((asked) => asked.length), { timeout: 30_000 })
    .toBeGreaterThan(1);
  await create.getByRole('button', { name: 'Stop' }).click();
  await expect(create.getByText(/it is tested again/)).toHaveCount(0);
  await look(page, 'rotation-refused');
});

test('where no test can tell, the user’s word is taken', async ({ host, page }) => {
  const doubtful = tested({
    actions: ['test_one_token'],
    last_test: keyTest({ verdict: { verdict: 'cannot_tell', doubt: 'answers_anyone' } }),
  });
  host.answer('rotation_get', rotation({ stage: 'update', new: doubtful, proof: { kind: 'cannot_tell' } }));
  await open(host);
  const update = step(page, 'Update');
  await expect(update.getByRole('button', { name: 'Use the new key' })).toBeDisabled();
  await update.getByRole('checkbox', { name: 'I know that the new key works' }).check();
  await look(page, 'rotation-cannot-tell');
  await update.getByRole('button', { name: 'Use the new key' }).click();
  expect(await host.asked('rotation_switch')).toEqual([{ key_id: old.id, unproved: true }]);
});

test('the new key goes where the old one went', async ({ host, page }) => {
  host.answer(
    'rotation_get',
    rotation({
      stage: 'delete',
      new: next,
      proof: { kind: 'works' },
      switched_at: at(-20_000),
      drains_until: at(40_000),
      places: [
        place({ kind: 'copied', name: 'bash', target: 'bash' }),
        place({
          kind: 'file',
          name: `/home/ada/${'deep/'.repeat(40)}.env`,
          variable: 'KEYHINGE_API_KEY',
          can_write: true,
        }),
        place({ kind: 'file', name: '/srv/app/.env', variable: 'K', state: 'updated' }),
        place({ kind: 'revealed' }),
        place({ kind: 'printed', state: 'follows' }),
        place({ kind: 'text', name: 'zsh', target: 'zsh', state: 'follows' }),
      ],
    }),
  );
  await open(host);
  const update = step(page, 'Update');
  await update.getByRole('button', { name: 'Copy the new key' }).click();
  expect(await host.asked('keys_copy')).toEqual([{ key_id: next.id, target: 'bash', form: 'value' }]);
  host.fail('rotation_write', {
    code: 'snippet_unconfirmed',
    message: 'A production key for development?',
    next_step: '',
  });
  await update.getByRole('button', { name: 'Write the new key' }).click();
  await expect(update.getByRole('alert')).toHaveText('A production key for development?');
  await look(page, 'rotation-places');
  await update.getByRole('button', { name: 'Write it all the same' }).click();
  const asked = await host.asked('rotation_write');
  expect(asked[1]).toMatchObject({ key_id: old.id, confirmed: true });
  await step(page, 'Delete').getByRole('button', { name: 'Revoke the old key…' }).click();
  await expect(page.getByRole('dialog', { name: `Revoke ${old.name}` })).toBeVisible();
});

test('an old key that is still used, and one whose end is not confirmed', async ({ host, page }) => {
  const switched = {
    stage: 'delete' as const,
    new: next,
    proof: { kind: 'works' as const },
    switched_at: at(-7_200_000),
  };
  host.answer('rotation_get', rotation({ ...switched, used_since_switch: true, old_requests: 12 }));
  await open(host);
  await expect(
    page.getByText('The old key was used since: something has not been moved over.'),
  ).toBeVisible();
  await look(page, 'rotation-still-used');
  const unsure = { ...old, status: { kind: 'revocation_not_confirmed' as const } };
  host.answer('rotation_get', rotation({ ...switched, old: unsure })).answer('keys_list', [unsure, next]);
  await page.reload();
  await expect(page.getByText('That the old one is revoked is not confirmed.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Go back to the old key' })).toHaveCount(0);
  await look(page, 'rotation-not-confirmed');
});

test('a finished rotation, from either key, with long names', async ({ host, page }) => {
  const long = 'the-key-of-the-nightly-agents-that-nobody-has-looked-at-since-the-winter '.repeat(2).trim();
  const ended = { ...old, name: long, status: { kind: 'revoked' as const }, actions: [], secret_held: false };
  const after = {
    ...next,
    name: `${long} 2`,
    rotation: { role: 'new' as const, other_key_id: old.id, stage: 'done' as const },
  };
  host
    .answer('keys_list', [
      { ...ended, rotation: { role: 'old', other_key_id: next.id, stage: 'done' } },
      after,
    ])
    .answer('rotation_get', rotation({ stage: 'done', old: ended, new: after, switched_at: at(-7_200_000) }));
  await host.open(`#/keys/${next.id}`);
  await page.getByRole('link', { name: 'Open the rotation' }).click();
  await expect(page.getByText(/is revoked\..* has its place/)).toBeVisible();
  expect(await host.asked('rotation_get')).toEqual([{ key_id: old.id }]);
  await look(page, 'rotation-done');
});

test('a key that is being replaced says so in the list, and an old one offers it', async ({ host, page }) => {
  const aged = { ...keys[1]!, actions: [...keys[1]!.actions, 'rotate' as const] };
  host.answer('keys_list', [
    { ...old, rotation: { role: 'old', other_key_id: next.id, stage: 'update' } },
    { ...next, rotation: { role: 'new', other_key_id: old.id, stage: 'update' } },
    aged,
  ]);
  await host.open();
  await expect(page.getByRole('row', { name: /checkout-api / }).getByText('being replaced')).toBeVisible();
  await expect(page.getByText('replaces another')).toBeVisible();
  await look(page, 'rotation-list');
  await host.page.goto(`${new URL(page.url()).origin}/#/keys/${aged.id}`);
  await expect(page.getByText('It is 96 days old.')).toBeVisible();
  await page.getByRole('link', { name: 'Rotate it…' }).click();
  await expect(page.getByRole('heading', { name: /Create/ })).toBeVisible();
});

test('calling it off, and what fails', async ({ host, page }) => {
  host.answer('rotation_get', rotation({ stage: 'update', new: next, proof: { kind: 'works' } }));
  await open(host);
  host.fail('rotation_switch', {
    code: 'rotation_unproved',
    refused: true,
    message: 'The new key “checkout-api 2” does not work, so nothing was moved over to it.',
    next_step: 'Test it again, or take another key. The old one works on.',
  });
  await page.getByRole('button', { name: 'Use the new key' }).click();
  await expect(page.getByRole('alert')).toContainText('does not work');
  await look(page, 'rotation-failed');
  await page.getByRole('button', { name: 'Call the rotation off' }).click();
  expect(await host.asked('rotation_cancel')).toEqual([{ key_id: old.id }]);
});

test('its failures say what to do, and a provider is asked whether the old key was used', async ({
  host,
  page,
}) => {
  host.fail('rotation_get', {
    code: 'storage',
    message: 'The database could not be used.',
    next_step: 'Try again.',
  });
  await host.open(TAB);
  await expect(page.getByRole('alert')).toContainText('The database could not be used.');
  const theirs = { ...old, origin: 'created' as const, as_of: at(-60_000) };
  host.answer('catalogue_get', catalogue).answer(
    'rotation_get',
    rotation({
      stage: 'delete',
      old: theirs,
      new: tested({}),
      proof: { kind: 'works' },
      switched_at: at(-600_000),
    }),
  );
  await page.getByRole('button', { name: 'Retry' }).click();
  await page.getByRole('button', { name: 'Ask the provider' }).click();
  expect(await host.asked('accounts_refresh')).toEqual([{ account_id: old.account_id }]);
});

test('a new key that ended after the switch is told first, and the way back with it', async ({
  host,
  page,
}) => {
  const ended = { ...next, status: { kind: 'revoked' as const }, secret_held: false };
  const switched = {
    stage: 'delete' as const,
    new: ended,
    proof: { kind: 'unusable' as const },
    switched_at: at(-600_000),
  };
  host.answer(
    'rotation_get',
    rotation({ ...switched, can_go_back: true }),
  );
  await open(host);
  await expect(step(page, 'Delete').getByText('checkout-api 2 does not work any more')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Revoke the old key…' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Go back to the old key' })).toBeVisible();
  await look(page, 'rotation-new-ended');
  const unsure = { ...old, status: { kind: 'revocation_not_confirmed' as const } };
  host.answer('rotation_get', rotation({ ...switched, old: unsure })).answer('keys_list', [unsure, ended]);
  await page.reload();
  await expect(step(page, 'Delete').getByText(/Make another key, and name it/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Go back to the old key' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Go on…' })).toBeVisible();
});

test('a key that does not work any more is not replaced', async ({ host, page }) => {
  const over = { ...old, status: { kind: 'revoked' as const }, actions: [] };
  host.answer('rotation_get', rotation({ old: over })).answer('keys_list', [over]);
  await open(host);
  await expect(page.getByText('This key does not work any more, so no other takes its place.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create the new key…' })).toHaveCount(0);
  await look(page, 'rotation-not-now');
});

test('a weaker key that takes the place is told apart, and one that holds another place too', async ({
  host,
  page,
}) => {
  const weaker = { ...next, generate: false, limits: [{ ...old.limits[0]!, amount: 1 }] };
  host.answer(
    'rotation_get',
    rotation({
      stage: 'update',
      new: weaker,
      may_less: true,
      tighter: true,
      proof: { kind: 'works' },
      places: [
        place({ kind: 'file', name: '/srv/.env', variable: 'K', state: 'holds_other', can_write: true }),
      ],
    }),
  );
  await open(host);
  await expect(page.getByText('It may not do all that the old one may.')).toBeVisible();
  await expect(page.getByText('Its limits are lower than those of the old one.')).toBeVisible();
  await expect(page.getByText('Holds another key')).toBeVisible();
  host.fail('rotation_write', { code: 'snippet_unconfirmed', message: 'For development?', next_step: '' });
  await page.getByRole('button', { name: 'Write the new key: /srv/.env' }).click();
  await expect(page.getByRole('alert')).toHaveText('For development?');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await look(page, 'rotation-weaker');
});
