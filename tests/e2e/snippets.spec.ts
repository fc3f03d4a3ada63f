import type { Page } from '@playwright/test';
import type { SnippetOffers } from '../../ui/src/lib/api/contract.ts';
import { expect, test, type MockHost } from './fixtures/mock.ts';
import { inspect, inspectZoomed } from './fixtures/page.ts';
import { key, keys, settings, snippetOf, targets } from './fixtures/data.ts';

const ID = keys[0]!.id;
const open = async (host: MockHost) => {
  await host.open(`#/keys/${ID}/snippets`);
  await expect(host.page.getByRole('listbox', { name: 'Where the key goes' })).toBeVisible();
};
const list = (page: Page) => page.getByRole('listbox', { name: 'Where the key goes' });
const option = (page: Page, name: string | RegExp) => list(page).getByRole('option', { name });
const form = (page: Page, name: string | RegExp) =>
  page.getByRole('radiogroup', { name: 'How it comes by the key' }).getByRole('radio', { name });
const text = (page: Page) => page.getByRole('group', { name: /^The text for/ });
const find = (page: Page) => page.getByRole('searchbox', { name: 'Find a target' });

test('the shell of this computer comes first, in its safest form', async ({ host, page }) => {
  await open(host);
  await expect(option(page, /^zsh here$/)).toHaveAttribute('aria-selected', 'true');
  await expect(form(page, 'Ask')).toBeChecked();
  await expect(page.getByText('No key in the text')).toBeVisible();
  await expect(text(page)).toHaveText(/^IFS= read/);
  await expect(text(page).locator('span.text-fine').first()).toBeVisible();
  await inspect(page, 'snippets-ask');
  await form(page, /With key/).check();
  await expect(text(page)).toHaveText(" export KEYHINGE_API_KEY='kh_4tQ9…9f2c'", { useInnerText: true });
  await expect(page.getByText('unless HIST_IGNORE_SPACE')).toBeVisible();
  await inspect(page, 'snippets-value');
  // The next target begins with its safest form again.
  await option(page, 'fish').click();
  await expect(form(page, 'Ask')).toBeChecked();
});

test('the host copies, and is told what', async ({ host, page }) => {
  await open(host);
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(page.getByText('Copied', { exact: true })).toBeVisible();
  await form(page, /With key/).check();
  await page.getByRole('textbox', { name: 'Variable' }).fill('MY_KEY');
  await expect(text(page)).toContainText('MY_KEY');
  await page.getByRole('button', { name: 'Copy with key' }).click();
  await page.getByRole('button', { name: 'Copy with placeholder' }).click();
  await expect(page.getByText('Copied', { exact: true })).toBeVisible();
  expect(await host.asked('keys_copy')).toEqual([
    { key_id: ID, target: 'zsh', form: 'ask' },
    { key_id: ID, target: 'zsh', form: 'value', variable: 'MY_KEY' },
    { key_id: ID, target: 'zsh', form: 'placeholder', variable: 'MY_KEY' },
  ]);
});

test('targets are found by typing, and walked with the arrows', async ({ host, page }) => {
  await open(host);
  await page.keyboard.press('/');
  await expect(find(page)).toBeFocused();
  await page.keyboard.type('openai py');
  await expect(list(page).getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(option(page, 'OpenAI SDK, Python')).toBeFocused();
  await expect(page.getByRole('heading', { name: 'OpenAI SDK, Python' })).toBeVisible();
  // Letters typed in the list go to the search.
  await page.keyboard.press('b');
  await expect(find(page)).toHaveValue('b');
  await expect(find(page)).toBeFocused();
  await page.keyboard.type('ash');
  await expect(page.getByRole('status').filter({ hasText: '1 target' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(find(page)).toHaveValue('');
  await page.keyboard.press('ArrowDown');
  await expect(option(page, 'OpenAI SDK, Python')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(option(page, 'bash')).toBeFocused();
  await expect(option(page, 'bash')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowUp');
  await expect(find(page)).toBeFocused();
  await page.keyboard.type('no such thing');
  await expect(page.getByText('No target matches “no such thing”.')).toBeVisible();
  await inspect(page, 'snippets-not-found');
});

test('target and platform are remembered', async ({ host, page }) => {
  await open(host);
  await expect(option(page, 'Command Prompt')).toHaveCount(0);
  await page.getByRole('combobox', { name: 'Platform' }).selectOption('windows');
  await expect(option(page, 'bash')).toHaveCount(0);
  // A shell of the other platform gives way to one of this.
  await expect(option(page, 'PowerShell')).toHaveAttribute('aria-selected', 'true');
  await option(page, 'Command Prompt').click();
  await page.reload();
  await page.evaluate((id) => (location.hash = `#/keys/${id}/snippets`), ID);
  await expect(option(page, 'Command Prompt')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('combobox', { name: 'Platform' })).toHaveValue('windows');
  // What is found may be used elsewhere, and says so.
  await find(page).fill('fish');
  await expect(option(page, 'fish Linux, macOS')).toBeVisible();
});

test('a program: its model, its format, and what installs it', async ({ host, page }) => {
  await open(host);
  await find(page).fill('litellm');
  await page.keyboard.press('Enter');
  await page
    .getByRole('textbox', { name: 'Model' })
    .or(page.getByRole('combobox', { name: 'Model' }))
    .fill('a/b');
  await expect(text(page)).toContainText('model="a/b"');
  await page.getByRole('combobox', { name: 'API format' }).selectOption('Anthropic');
  await expect(text(page)).toContainText('# anthropic');
  await expect(page.getByText('pip install openai')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Copy the line that installs it' })).toBeVisible();
  await inspect(page, 'snippets-code');
  await inspectZoomed(page, 'snippets-code');
});

test('a variable that another provider’s programs read, and one that cannot be', async ({ host, page }) => {
  await open(host);
  const variable = page.getByRole('textbox', { name: 'Variable' });
  await variable.fill('OPENAI_API_KEY');
  await expect(page.getByText('Programs take OPENAI_API_KEY for a key of OpenAI')).toBeVisible();
  await inspect(page, 'snippets-other-provider');
  host.fail('snippets_preview', {
    code: 'invalid',
    field: 'variable',
    message: "A variable's name has up to 64 letters, digits and _, and no digit in front.",
    next_step: 'Correct it and try again.',
  });
  await variable.fill('1_KEY');
  await expect(variable).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('alert')).toHaveText(/no digit in front/);
  await expect(page.getByRole('button', { name: /^Copy (with|$)/ })).toHaveCount(0);
  await inspect(page, 'snippets-wrong-variable');
  host.answer('snippets_preview', snippetOf);
  await variable.fill('KEY_1');
  await expect(text(page)).toContainText('KEY_1');
  // A target with a variable of its own.
  await find(page).fill('claude');
  await page.keyboard.press('Enter');
  await expect(variable).toHaveValue('ANTHROPIC_API_KEY');
  await expect(variable).not.toBeEditable();
  // A text that comes by the key without it.
  host.answer('snippets_preview', (request) => ({
    ...snippetOf(request),
    text: '{ "apiKeyHelper": "khg key print checkout-api" }',
  }));
  await page.reload();
  await page.evaluate((id) => (location.hash = `#/keys/${id}/snippets`), ID);
  await expect(text(page)).toContainText('apiKeyHelper');
  await expect(variable).toHaveCount(0);
  await expect(page.getByText('whatever else is set')).toHaveCount(0);
  // One that is chosen stays, whatever the text says.
  await option(page, 'zsh').click();
  await expect(variable).toBeEditable();
});

test('a production key for development is asked about, by name', async ({ host, page }) => {
  host.fail('keys_copy', {
    code: 'snippet_unconfirmed',
    message: '“checkout-api” is for production, and zsh is for development. Use it there?',
    next_step: 'Confirm it.',
  });
  await open(host);
  await form(page, /With key/).check();
  const copy = page.getByRole('button', { name: 'Copy with key' });
  await copy.click();
  const dialog = page.getByRole('dialog', { name: 'A production key for development?' });
  await expect(dialog).toContainText('“checkout-api” is for production, and zsh is for development.');
  await inspect(page, 'snippets-production');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(copy).toBeFocused();
  await copy.click();
  await expect(dialog).toBeVisible();
  host.answer('keys_copy', { clipboard: { state: 'empty' } });
  await dialog.getByRole('button', { name: 'Copy for zsh' }).click();
  await expect(dialog).toHaveCount(0);
  const asked = await host.asked('keys_copy');
  expect(asked.at(-1)).toEqual({ key_id: ID, target: 'zsh', form: 'value', confirmed: true });
  expect(asked.slice(0, -1).some((request) => 'confirmed' in (request as object))).toBe(false);
});

test('what a dialect cannot carry is refused, with the form that can', async ({ host, page }) => {
  host.fail('keys_copy', {
    code: 'snippet_refused',
    message: '.env file cannot carry this key: it holds a line break.',
    next_step: 'Choose another target.',
    instead: { target: 'powershell', name: 'PowerShell', form: 'value' },
  });
  await open(host);
  await option(page, '.env file').click();
  await form(page, /With key/).check();
  await page.getByRole('button', { name: 'Copy with key' }).click();
  await expect(page.getByRole('alert')).toContainText('it holds a line break');
  await inspect(page, 'snippets-refused');
  await page.getByRole('button', { name: 'Use PowerShell, “With key”' }).click();
  await expect(page.getByRole('heading', { name: 'PowerShell' })).toBeVisible();
  await expect(form(page, /With key/)).toBeChecked();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a target that cannot be for this key says why', async ({ host, page }) => {
  await open(host);
  await option(page, /GitHub Actions workflow/).click();
  await expect(page.getByText('nothing there reaches it')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Copy( with|$)/ })).toHaveCount(0);
  await inspect(page, 'snippets-unfit');
});

const without: SnippetOffers = {
  ...targets,
  targets: targets.targets.map((row) => ({
    ...row,
    forms: row.forms.map((one) =>
      one.form === 'value' || one.form === 'reference'
        ? { ...one, unfit: 'The secret of this key is not held here.' }
        : one,
    ),
  })),
};

test('a key whose secret is elsewhere: a placeholder works', async ({ host, page }) => {
  host
    .answer('keys_list', [key({ name: 'checkout-api', secret_held: false })])
    .answer('snippets_targets', without);
  await open(host);
  await form(page, /With key/).check();
  await expect(page.getByText('The secret of this key is not held here.', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Copy/ })).toHaveCount(0);
  await inspect(page, 'snippets-not-held');
  await page.getByRole('button', { name: 'Use the form “Ask”' }).click();
  await expect(form(page, 'Ask')).toBeChecked();
  await form(page, 'Placeholder').check();
  await page.getByRole('button', { name: 'Copy with placeholder' }).click();
  expect(await host.asked('keys_copy')).toEqual([{ key_id: ID, target: 'zsh', form: 'placeholder' }]);
});

test('a revoked key says so', async ({ host, page }) => {
  host
    .answer('keys_list', [key({ name: 'checkout-api', secret_held: false, status: { kind: 'revoked' } })])
    .answer('snippets_targets', without);
  await open(host);
  await expect(page.getByText('This key is revoked')).toBeVisible();
  await inspect(page, 'snippets-revoked');
});

test('a key of the gateway says that the gateway is off, and starts it', async ({ host, page }) => {
  host.answer('gateway_status', { state: 'off', port: 4517 });
  await open(host);
  await expect(page.getByText('The gateway is off: programs reach nothing at this address.')).toBeVisible();
  await inspect(page, 'snippets-gateway-off');
  await inspectZoomed(page, 'snippets-gateway-off');
  await page.getByRole('button', { name: 'Start gateway' }).click();
  expect(await host.asked('gateway_start')).toEqual([{}]);
});

test('another target is read from its beginning', async ({ host, page }) => {
  await page.setViewportSize({ width: 900, height: 300 });
  await open(host);
  const heading = page.getByRole('heading', { name: 'zsh' });
  // A text that was there before is there at once.
  await option(page, 'fish').click();
  await expect(page.getByRole('heading', { name: 'fish' })).toBeVisible();
  await option(page, 'zsh').click();
  await expect(heading).toBeVisible();
  await text(page).evaluate((element) => {
    for (let box = element.parentElement; box; box = box.parentElement) box.scrollTop = box.scrollHeight;
  });
  await expect(heading).not.toBeInViewport();
  await option(page, 'fish').click();
  await expect(page.getByRole('heading', { name: 'fish' })).toBeInViewport();
});

test('a text is written into a file that was looked at, and taken back', async ({ host, page }) => {
  await open(host);
  await option(page, '.env file').click();
  await expect(page.getByRole('button', { name: 'Write to a file…' })).toHaveCount(0);
  await form(page, /With key/).check();
  await page.getByRole('textbox', { name: 'Variable' }).fill('MY_KEY');
  await page.getByRole('button', { name: 'Write to a file…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Write this into the file?' });
  await expect(dialog).toContainText('/home/dev/shop/.env');
  await expect(dialog).toContainText('The line that sets MY_KEY is replaced');
  await expect(dialog).toContainText('kh_4tQ9…9f2c');
  await inspect(page, 'snippets-write');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  expect(await host.asked('snippets_write')).toEqual([]);

  await page.getByRole('button', { name: 'Write to a file…' }).click();
  await dialog.getByRole('button', { name: 'Write', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('Git does not ignore this file')).toBeVisible();
  await inspect(page, 'snippets-written');
  expect(await host.asked('snippets_write')).toEqual([
    {
      key_id: ID,
      target: 'dotenv',
      form: 'value',
      variable: 'MY_KEY',
      choice: '0123456789abcdef0123456789abcdef',
      confirmed: false,
    },
  ]);
  await page.getByRole('button', { name: 'Undo' }).click();
  const undone = page.getByText('Undone: what was written is out of /home/dev/shop/.env again.');
  await expect(undone).toBeVisible();
  // The button that was pressed is gone; the next Tab goes on from here.
  await expect(undone).toBeFocused();
  expect(await host.asked('snippets_write_undo')).toEqual([{ id: 1 }]);
});

test('a production key is written only after it was asked about, and nothing where it fails', async ({
  host,
  page,
}) => {
  host
    .answer('snippets_preview', (request) => ({ ...snippetOf(request), question: 'Use it there?' }))
    .fail('snippets_write', {
      code: 'invalid',
      field: 'file',
      message: 'The file has values that go on over several lines, so it cannot be told which line is meant.',
      next_step: 'Edit the file yourself.',
    });
  await open(host);
  await option(page, '.env file').click();
  await form(page, /With key/).check();
  await page.getByRole('button', { name: 'Write to a file…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Write this into the file?' });
  await expect(dialog).toContainText('“checkout-api” is for production, and .env file is for development.');
  await dialog.getByRole('button', { name: 'Write it all the same' }).click();
  await expect(dialog.getByRole('alert')).toContainText('go on over several lines');
  await inspect(page, 'snippets-write-failed');
  expect(await host.asked('snippets_write')).toEqual([expect.objectContaining({ confirmed: true })]);
  // Where the user chose no file, nothing happens.
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  host.answer('snippets_choose_file', { choice: null, path: null });
  await page.getByRole('button', { name: 'Write to a file…' }).click();
  await expect(page.getByRole('button', { name: 'Write to a file…' })).toBeEnabled();
  expect(await host.asked('snippets_choose_file')).toHaveLength(2);
  await expect(dialog).toHaveCount(0);
});

test('the palette and the gateway lead to the snippets of a key', async ({ host, page }) => {
  await host.open('#/settings');
  await page.getByRole('button', { name: 'Command palette' }).click();
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('snippet');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'For which key?' })).toBeFocused();
  await inspect(page, 'palette-snippet');
  await page.keyboard.type('checkout');
  await page.keyboard.press('Enter');
  await expect(list(page)).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`#/keys/${ID}/snippets$`));

  await page.evaluate(() => (location.hash = '#/gateway'));
  await page.getByRole('region', { name: 'Snippets' }).getByRole('link', { name: 'checkout-api' }).click();
  await expect(list(page)).toBeVisible();
});

test('where the key went is listed, the latest first', async ({ host, page }) => {
  const entry = {
    actor: 'app' as const,
    account_id: null,
    key_id: ID,
    key_name: 'checkout-api',
    kind: 'copied' as const,
  };
  host.answer('activity_list', {
    entries: [
      { ...entry, id: 3, at: '2025-09-02T10:00:00Z', target: 'zsh' },
      { ...entry, id: 2, at: '2025-08-18T10:00:00Z', target: '.env file' },
    ],
    older: null,
  });
  await open(host);
  await expect(page.getByText(/^It went to:/)).toHaveText(/zsh\s+2 Sep 2025\s+·\s+\.env file\s+18 Aug 2025/);
});

test('in German', async ({ host, page }) => {
  host.answer('settings_get', { ...settings, language: 'de' });
  await host.open(`#/keys/${ID}/snippets`);
  const search = page.getByRole('searchbox', { name: 'Ziel suchen' });
  await search.fill('werkzeuge');
  const targets = page.getByRole('listbox', { name: 'Wohin der Schlüssel kommt' });
  await expect(targets.getByRole('option')).toHaveCount(1);
  await search.fill('ruft ein modell auf');
  await expect(targets.getByRole('option', { name: 'OpenAI SDK, Python' })).toBeVisible();
  await search.fill('');
  await targets.getByRole('option', { name: /zsh/ }).click();
  await page.getByRole('radio', { name: /Mit Schlüssel/ }).check();
  await expect(page.getByText('zsh behält die Zeile im Verlauf')).toBeVisible();
  await page.getByRole('textbox', { name: 'Variable' }).fill('OPENAI_API_KEY');
  await expect(
    page.getByText('Programme halten OPENAI_API_KEY für einen Schlüssel von OpenAI'),
  ).toBeVisible();
  await inspect(page, 'de-snippets');
  await targets.getByRole('option', { name: /GitHub/ }).click();
  await expect(page.getByText('Von dort ist nichts zu erreichen')).toBeVisible();
  await inspect(page, 'de-snippets-unfit');
});

test('what is there only for those who hear it does not stretch the page', async ({ host, page }) => {
  const unfit = targets.targets.find((target) => target.unfit !== null)!;
  const more = Array.from({ length: 40 }, (_, at) => ({ ...unfit, id: `more_${at}`, name: `More ${at}` }));
  host.answer('snippets_targets', { ...targets, targets: [...targets.targets, ...more] });
  await open(host);
  const tab = page.getByRole('region', { name: 'Snippets' });
  for (const height of [800, 400]) {
    await page.setViewportSize({ width: 1280, height });
    expect(await list(page).evaluate((box) => box.scrollHeight > box.clientHeight)).toBe(true);
    expect(await tab.evaluate((box) => box.scrollHeight - box.clientHeight)).toBe(0);
  }
});
