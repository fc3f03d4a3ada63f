import type { ImportFound, ImportTray } from '../../ui/src/lib/api/contract.ts';
import { answers, foriiAccount, key, keyTest } from './fixtures/data.ts';
import { expect, test } from './fixtures/mock.ts';
import { inspect } from './fixtures/page.ts';

const PASTED = 'MEGALLM_API_KEY=sk-mega-that-must-not-stay';

const one: ImportFound = {
  index: 0,
  masked: 'sk-mega-…4f2c',
  variable: 'MEGALLM_API_KEY',
  line: 12,
  file: '/home/mira/.bashrc',
  candidates: [{ provider_id: 'forii', key_type: 'sdk' }],
  accounts: [foriiAccount.id],
  problem: null,
  notes: [],
  same_as: null,
  already_here: null,
  removable: true,
  not_removable: null,
};
const found: ImportFound[] = [
  one,
  {
    ...one,
    index: 1,
    masked: 'sk-…9d1e',
    variable: 'API_KEY',
    line: 3,
    candidates: [
      { provider_id: 'openai', key_type: 'api' },
      { provider_id: 'forii', key_type: 'sdk' },
    ],
    accounts: [],
    notes: [{ kind: 'cleaned' }],
    removable: false,
    not_removable: {
      of: 'line',
      kind: 'shared_line',
      message: 'The line holds more than this key.',
      next_step: 'Edit the file yourself.',
    },
  },
  {
    ...one,
    index: 2,
    masked: '…',
    variable: 'GROQ_API_KEY',
    candidates: [],
    problem: {
      kind: 'placeholder',
      message: 'This is an example’s placeholder, not a key.',
      next_step: 'Put the real key in its place.',
    },
  },
];
const tray: ImportTray = { tray: 'tray_1', found, skipped: 2, problem: null, files: [] };

test('files are named before they are read, keys are chosen, moved and put back', async ({ host, page }) => {
  const files = ['/home/mira/.bashrc', '/home/mira/project/.env'];
  const taken = key({ name: 'MEGALLM_API_KEY', account_name: 'MegaLLM', actions: ['test'] });
  const line = { file: '/home/mira/.bashrc', done: true, problem: null };
  host
    .answer('accounts_list', [foriiAccount])
    .answer('import_places', { files })
    .answer('import_examine_files', tray)
    .answer('import_keys', [
      { index: 0, key: taken, already_here: false, error: null, line },
      {
        index: 1,
        key: null,
        already_here: false,
        error: { code: 'keychain_locked', message: 'The keychain is locked.', next_step: 'Unlock it.' },
        line: null,
      },
    ])
    .answer('keys_test', keyTest({}))
    .answer('import_undo', [{ index: 0, line, error: null }])
    .answer('import_forget', {});
  await host.open('#/keys');
  await page.getByRole('button', { name: 'Import keys…' }).first().click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('textbox', { name: 'Paste keys' })).toBeFocused();
  await inspect(page, 'import');
  await dialog.getByRole('button', { name: 'Which files are there?' }).click();
  await expect(dialog.getByText('2 files may hold keys. None was read yet.')).toBeVisible();
  await inspect(page, 'import-places');

  await dialog.getByRole('button', { name: 'Read these 2 files' }).click();
  const import_ = dialog.getByRole('button', { name: 'Import 2 keys' });
  await expect(import_).toBeDisabled();
  await expect(dialog.getByText('Several providers have keys like this. Say whose it is.')).toBeVisible();
  await expect(dialog.getByRole('checkbox', { name: /GROQ_API_KEY/ })).toBeDisabled();
  await expect(dialog.getByRole('checkbox', { name: /Take it out of the file/ })).toBeChecked();
  await inspect(page, 'import-found');
  await dialog.getByRole('combobox').nth(1).selectOption({ label: foriiAccount.name });
  await import_.click();
  await expect(dialog.getByText('Imported as “MEGALLM_API_KEY” at MegaLLM.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Test now MEGALLM_API_KEY' }).click();
  await expect(dialog.getByText('Works')).toBeVisible();
  expect(await host.asked('keys_test')).toEqual([{ key_id: taken.id }]);
  await inspect(page, 'import-done');
  await dialog.getByRole('button', { name: 'Undo' }).click();
  await expect(dialog.getByText('Undone: the key is out of Keyhinge again.')).toBeVisible();
});

test('a pasted text leaves the page once it was examined', async ({ host, page }) => {
  host.answer('import_examine', { ...tray, found: [one] }).answer('import_forget', {});
  await host.open('#/keys');
  await page.getByRole('button', { name: 'Import keys…' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Paste keys' }).fill(PASTED);
  await dialog.getByRole('button', { name: 'Find the keys' }).click();
  await expect(dialog.getByRole('button', { name: 'Import 1 key' })).toBeEnabled();
  await dialog.getByRole('button', { name: 'Back' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Paste keys' })).toHaveValue('');
  expect(await page.content()).not.toContain('must-not-stay');
});

test('the import in German', async ({ host, page }) => {
  host
    .answer('accounts_list', [foriiAccount])
    .answer('settings_get', { ...answers.settings_get!, language: 'de' })
    .answer('import_examine', tray)
    .answer('import_forget', {});
  await host.open('#/keys');
  await page.getByRole('button', { name: 'Schlüssel importieren…' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Schlüssel einfügen' }).fill(PASTED);
  await dialog.getByRole('button', { name: 'Schlüssel suchen' }).click();
  await expect(dialog.getByText('Das ist der Platzhalter eines Beispiels, kein Schlüssel.')).toBeVisible();
  await inspect(page, 'de-import-found');
});
