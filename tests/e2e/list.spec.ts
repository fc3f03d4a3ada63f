import { expect, test } from './fixtures/mock.ts';
import { inspect } from './fixtures/page.ts';
import { account, at, catalogue, key, keys, meter } from './fixtures/data.ts';

const work = { ...account, id: 'acc_work', name: 'Work', provider_id: 'forii', live_keys: 2 };
const home = { ...account, id: 'acc_home', name: 'Home', provider_id: 'forii', live_keys: 1 };
const owned = (owner: typeof work) => ({
  account_id: owner.id,
  account_name: owner.name,
  provider_id: owner.provider_id,
});
const elsewhere = [
  key({ name: 'work-one', ...owned(work), expires_at: at(86_400_000), tightest: meter('requests', 55, 60) }),
  key({ name: 'work-two', ...owned(work), expires_at: null, permissions: ['admin'] }),
  key({ name: 'home-one', ...owned(home), last_used_at: null }),
];

test('the account filter narrows the list, survives going away and coming back, and is cleared', async ({
  host,
  page,
}) => {
  host
    .answer('keys_list', [...keys, ...elsewhere])
    .answer('accounts_list', [account, work, home])
    .answer('catalogue_get', {
      ...catalogue,
      providers: [
        ...catalogue.providers.filter(({ id }) => id !== 'forii'),
        { ...catalogue.providers[0]!, id: 'forii', name: 'Forii' },
      ],
    });
  await host.open();
  const filter = page.getByRole('combobox', { name: 'Account' });
  const names = page.getByRole('rowheader');
  await expect(filter.getByRole('option')).toHaveText([
    `All accounts (${keys.length + 3} keys)`,
    `Local (${keys.length})`,
    'All at Forii (3)',
    'Work (2)',
    'Home (1)',
  ]);

  await filter.selectOption({ label: 'Work (2)' });
  await expect(names).toHaveText(['work-one', 'work-two']);
  await expect(page).toHaveURL(/#\/keys\?account=acc_work$/);
  await expect(page.getByRole('button', { name: /^All 2$/ })).toBeVisible();
  await inspect(page, 'keys-of-an-account');

  // With a saved filter and a search on top.
  await page.getByRole('button', { name: 'Full access' }).click();
  await expect(names).toHaveText(['work-two']);
  await page.getByRole('button', { name: 'Full access' }).click();
  await page.getByRole('searchbox').fill('one');
  await expect(names).toHaveText(['work-one']);
  await page.getByRole('searchbox').fill('checkout');
  await expect(page.getByText('No key matches “checkout”')).toBeVisible();
  await page.getByRole('searchbox').fill('');

  // Every way back leads to the same keys.
  await page.getByRole('row', { name: /work-two/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'work-two' })).toBeVisible();
  await page.goBack();
  await expect(names).toHaveText(['work-one', 'work-two']);
  await page.getByRole('row', { name: /work-one/ }).click();
  await page.getByRole('navigation', { name: 'Way back' }).getByRole('link').click();
  await expect(names).toHaveText(['work-one', 'work-two']);
  await page.getByRole('link', { name: 'Limits' }).click();
  await page.getByRole('link', { name: /^Keys/ }).click();
  await expect(names).toHaveText(['work-one', 'work-two']);

  await filter.selectOption({ label: 'All at Forii (3)' });
  await expect(names).toHaveText(['work-one', 'work-two', 'home-one']);
  await page.getByRole('button', { name: 'Show all accounts' }).click();
  await expect(names).toHaveCount(keys.length + 3);
  await expect(filter).toHaveValue('');
});

test('a link to an account that is not here shows none, and the way out', async ({ host, page }) => {
  await host.open('#/keys?account=acc_gone');
  await expect(page.getByText('No key matches')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Account' })).toHaveValue('account=acc_gone');
  await page.getByRole('button', { name: `Show all ${keys.length}` }).click();
  await expect(page.getByRole('rowheader')).toHaveCount(keys.length);
});

test('the column headers sort', async ({ host, page }) => {
  await host.open();
  const names = page.getByRole('rowheader');
  const header = (name: string) => page.getByRole('columnheader', { name });
  const made = keys.map((key) => key.name);
  await expect(names).toHaveText(made);
  await expect(header('Name')).toHaveAttribute('aria-sort', 'none');
  expect(await header('Purpose').getAttribute('aria-sort')).toBeNull();

  await header('Name').getByRole('button').press('Enter');
  await expect(header('Name')).toHaveAttribute('aria-sort', 'ascending');
  await expect(names).toHaveText(made.toSorted());
  await header('Name').getByRole('button').press('Enter');
  await expect(header('Name')).toHaveAttribute('aria-sort', 'descending');
  await expect(names.first()).toHaveText('playground');

  await header('Last used').getByRole('button').click();
  await expect(header('Name')).toHaveAttribute('aria-sort', 'none');
  await expect(header('Last used')).toHaveAttribute('aria-sort', 'descending');
  await expect(names.first()).toHaveText('billing-sync');
  await expect(names.last()).toHaveText('forgotten');
  await inspect(page, 'keys-sorted');

  await header('Status').getByRole('button').click();
  await expect(names.first()).toHaveText('legacy-bot');
  await expect(names.last()).toHaveText('old-laptop');

  // The order holds while a key is open, and the third press takes it back.
  await page.getByRole('row', { name: /legacy-bot/ }).click();
  await page.goBack();
  await expect(header('Status')).toHaveAttribute('aria-sort', 'ascending');
  await header('Status').getByRole('button').click();
  await header('Status').getByRole('button').click();
  await expect(names).toHaveText(made);
});

test('↓ goes from the search to the list', async ({ host, page }) => {
  await host.open();
  await page.getByRole('searchbox').fill('ops');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('row', { name: /ops-admin/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'ops-admin' })).toBeVisible();
});

test('what a copy says does not push the list about, and stands in one place', async ({ host, page }) => {
  await host.open();
  const grid = page.getByRole('grid');
  await expect(grid).toBeVisible();
  const before = await grid.boundingBox();
  host.answer('clipboard_status', {
    state: 'holding',
    key_id: keys[0]!.id,
    // By the clock of now: the file is long read when this runs.
    clears_at: new Date(Date.now() + 24_500).toISOString(),
    excluded_from_history: false,
  });
  await page.reload();
  const note = page.getByText('Clears from the clipboard');
  await expect(note).toBeVisible();
  const after = await grid.boundingBox();
  expect({ x: after!.x, y: after!.y }).toEqual({ x: before!.x, y: before!.y });
  for (const screen of [`keys/${keys[0]!.id}`, 'gateway']) {
    await page.evaluate((screen) => (location.hash = `#/${screen}`), screen);
    await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Keys');
    await expect(note).toHaveCount(1);
  }
  // The dialog that shows a key says it itself.
  await page.evaluate((id) => (location.hash = `#/keys/${id}`), keys[0]!.id);
  await page.getByRole('button', { name: 'Reveal once…' }).click();
  await expect(page.getByRole('dialog').getByText('Clears from the clipboard')).toBeVisible();
  await expect(note).toHaveCount(1);
});

test('all permissions of a key are read in the list', async ({ host, page }) => {
  host.answer('keys_list', [
    key({ name: 'everything', permissions: ['read', 'write', 'admin'] }),
    key({ name: 'monitor', permissions: ['read'], generate: false }),
  ]);
  await host.open();
  for (const text of ['read write admin', 'read, no generation']) {
    const cell = page.getByRole('gridcell', { name: text });
    await expect(cell).toBeVisible();
    expect(await cell.evaluate((box) => box.scrollHeight - box.clientHeight)).toBe(0);
  }
});
