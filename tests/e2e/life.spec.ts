import type { Page } from '@playwright/test';
import { expect, type Host, test } from './fixtures/host.ts';
import { inspect } from './fixtures/page.ts';

const NAME = 'checkout-api';

/** Everything that a page could keep a secret in. */
function kept(page: Page): Promise<string> {
  return page.evaluate(async () =>
    JSON.stringify([
      document.documentElement.outerHTML,
      document.title,
      location.href,
      history.state,
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      await indexedDB.databases(),
    ]),
  );
}

async function startGateway(host: Host, page: Page): Promise<void> {
  await host.open(page);
  await page.getByRole('button', { name: 'Start the local gateway' }).click();
  await expect(page.getByRole('heading', { name: 'No keys yet' })).toBeVisible();
}

async function createKey(page: Page, name: string): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: 'Create key', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Create key' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('button', { name: 'Create key' }).click();
}

test('a key through its whole life', async ({ host, page }) => {
  // 1. Welcome
  await host.open(page);
  await expect(page.getByRole('heading', { name: 'Keys in your shell files and .env?' })).toBeVisible();
  await page.getByRole('button', { name: 'Start the local gateway' }).click();
  await expect(page.getByRole('link', { name: /^Gateway on/ })).toBeVisible();

  // 2. Create
  await expect(page.getByRole('heading', { name: 'No keys yet' })).toBeVisible();
  await page.getByRole('button', { name: 'Create key', exact: true }).click();
  const create = page.getByRole('dialog', { name: 'Create key' });
  await create.getByRole('textbox', { name: 'Name' }).fill(NAME);
  await create.getByRole('radio', { name: /^Production/ }).check();
  await expect(create.getByRole('checkbox', { name: /^write/ })).not.toBeChecked();
  await expect(create.getByRole('radio', { name: '90 days' })).toBeChecked();
  await create.getByRole('radio', { name: '60 days' }).check();
  await create.getByRole('button', { name: 'Create key' }).click();

  // 3. Reveal
  const reveal = page.getByRole('dialog', { name: `${NAME} is ready` });
  await expect(reveal).toContainText('Local · Production · read · expires in 60 days');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.mouse.click(10, 10);
  await expect(reveal).toBeVisible();
  await reveal.getByRole('button', { name: 'Copy key' }).click();
  await expect(reveal.getByText(/Clears from the clipboard in \d+ s/)).toBeVisible();
  await reveal.getByRole('button', { name: 'Show' }).click();
  const secret = await reveal.locator('[data-secret]').innerText();
  expect(secret).toMatch(/^kh_\w+_\w+$/);
  await expect(reveal.getByText(/Hides itself in 0:5\d|Hides itself in 1:00/)).toBeVisible();

  // Losing the window's focus only masks.
  await page.evaluate(() => dispatchEvent(new Event('blur')));
  await expect(reveal.locator('[data-secret]')).toHaveCount(0);
  expect(await kept(page)).not.toContain(secret);
  await reveal.getByRole('button', { name: 'Show' }).click();
  await expect(reveal.locator('[data-secret]')).toHaveText(secret);

  await reveal.getByRole('button', { name: 'Choose where it goes' }).click();
  await page.getByRole('menuitemradio', { name: 'zsh' }).click();
  const question = page.getByRole('dialog', { name: 'A production key for development?' });
  await question.getByRole('button', { name: 'Copy for zsh' }).click();
  await expect(question).toHaveCount(0);
  await expect(reveal.getByRole('button', { name: 'Copy as… zsh' })).toBeVisible();
  await reveal.getByRole('button', { name: 'Done' }).click();
  await expect(reveal).toHaveCount(0);
  expect(await kept(page)).not.toContain(secret);
  await expect(page.getByRole('button', { name: 'Create key', exact: true })).toBeFocused();

  // 4. The list, and the key at work
  const row = page.getByRole('row', { name: new RegExp(NAME) });
  for (const words of ['Active', 'Production', 'read', 'never', '60 d left'])
    await expect(row).toContainText(words);
  const status = await host.call('gateway_status', {});
  if (status.state !== 'running') throw new Error(JSON.stringify(status));
  for (let i = 0; i < 3; i++) {
    const answer = await fetch(`${status.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'local/echo', messages: [{ role: 'user', content: 'Hello' }] }),
    });
    expect(answer.status).toBe(200);
  }
  await expect(row).toContainText('just now');
  await expect(row).toContainText('5% RPM');

  // 5. Its limits
  await row.focus();
  await page.keyboard.press('Enter');
  await page
    .getByRole('navigation', { name: 'About this key' })
    .getByRole('link', { name: 'Limits' })
    .click();
  const requests = page.getByRole('group', { name: 'Requests per minute' });
  await expect(requests).toContainText('3 / 60');
  await expect(requests).toContainText('Fine');
  await expect(requests).toContainText(/Resets in 0:[0-5]\d/);
  await expect(requests).toContainText(/gateway · /);
  await expect(page.getByRole('group', { name: 'Prompt tokens per minute' })).toContainText(
    /[1-9]\d* \/ 100,000/,
  );
  await inspect(page, 'real-key-limits');

  // A second showing is refused: it is not even offered.
  await expect(page.getByRole('button', { name: 'Reveal once…' })).toHaveCount(0);

  // 6. Revoke
  await page.getByRole('button', { name: 'Revoke…' }).click();
  const revoke = page.getByRole('dialog', { name: `Revoke ${NAME}` });
  await expect(revoke).toContainText('cannot be undone');
  await expect(revoke).toContainText('zsh');
  const now = revoke.getByRole('button', { name: 'Revoke now' });
  await expect(now).toBeDisabled();
  await revoke.getByRole('textbox').fill('checkout');
  await expect(now).toBeDisabled();
  await revoke.getByRole('textbox').fill(NAME);
  await inspect(page, 'real-revoke');
  await now.click();
  await expect(revoke).toHaveCount(0);
  await expect(page.getByText('Revoked', { exact: true }).first()).toBeVisible();
  const refused = await fetch(`${status.url}/v1/models`, { headers: { authorization: `Bearer ${secret}` } });
  expect(refused.status).toBe(401);

  // 7. Activity
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Activity' }).click();
  const log = page.getByRole('table');
  for (const words of [
    'Revoked',
    'First used',
    'Copied for zsh',
    'Copied',
    'Revealed',
    'Created',
    'Account added',
  ]) {
    await expect(log.getByRole('row').filter({ hasText: words }).first()).toBeVisible();
  }
  await inspect(page, 'real-activity');
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Keys' }).click();
  await expect(page.getByRole('row', { name: new RegExp(NAME) })).toContainText('Revoked');
  await inspect(page, 'real-keys');
});

test('a key that was not shown yet can be shown later, once', async ({ host, page }) => {
  await startGateway(host, page);
  await page.getByRole('button', { name: 'Create your first key' }).click();
  const create = page.getByRole('dialog', { name: 'Create key' });
  await create.getByRole('textbox', { name: 'Name' }).fill(NAME);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: `${NAME} is ready` })).toBeFocused();
  await page.getByRole('button', { name: 'Done' }).click();
  // The button that began it is gone with the empty list.
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.getByRole('button', { name: `Actions for ${NAME}` }).click();
  await page.getByRole('menuitem', { name: 'Reveal once…' }).click();
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.locator('[data-secret]')).toHaveText(/^kh_/);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: `Actions for ${NAME}` }).click();
  await expect(page.getByRole('menuitem', { name: 'Copy key' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Reveal once…' })).toHaveCount(0);
});

test('a shown key is dropped for good when its time is over', async ({ host, page }) => {
  await host.call('settings_change', { reveal_seconds: 10 });
  await page.clock.install();
  await startGateway(host, page);
  await createKey(page, NAME);
  await page.getByRole('button', { name: 'Show' }).click();
  const secret = await page.locator('[data-secret]').innerText();
  await page.clock.fastForward(10_500);
  await expect(page.getByText('Hidden for good')).toBeVisible();
  expect(await kept(page)).not.toContain(secret);
  await expect(page.getByRole('button', { name: 'Show' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Copy key' })).toBeEnabled();
});

test('what the backend refuses is said under the field, and nothing typed is lost', async ({
  host,
  page,
}) => {
  await startGateway(host, page);
  await page.getByRole('button', { name: 'Create key', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Create key' });
  const name = dialog.getByRole('textbox', { name: 'Name' });
  await name.fill('safe\u202etxt');
  await dialog.getByRole('radio', { name: 'Enterprise' }).check();
  const requests = dialog.getByRole('textbox', { name: 'Enterprise: Requests/min' });
  await requests.fill('100000000000000000000');
  const submit = dialog.getByRole('button', { name: /Create key|Try again/ });
  await submit.click();
  await expect(name).toHaveAttribute('aria-invalid', 'true');
  await expect(name).toBeFocused();
  await expect(dialog).toContainText('direction-changing');

  await name.fill('<b>bold</b>');
  await expect(dialog).not.toContainText('direction-changing');
  await submit.click();
  await expect(requests).toHaveAttribute('aria-invalid', 'true');
  await expect(name).toHaveValue('<b>bold</b>');
  await requests.fill('1500');
  await submit.click();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('row').filter({ hasText: '<b>bold</b>' })).toBeVisible();
});

test('a taken port is an error with a choice', async ({ host, page }) => {
  const other = await (async () => {
    const { createServer } = await import('node:net');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server;
  })();
  const address = other.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  await host.call('settings_change', { gateway_port: address.port });
  await host.open(page);
  await page.getByRole('button', { name: 'Start the local gateway' }).click();
  await expect(page.getByRole('alert')).toContainText(String(address.port));
  await expect(page.getByRole('button', { name: /^Use \d+$/ })).toBeVisible();
  await inspect(page, 'real-port-taken');
  await new Promise((resolve) => other.close(resolve));
  await page.getByRole('button', { name: `Try ${address.port} again` }).click();
  await expect(page.getByRole('link', { name: /^Gateway on/ })).toBeVisible();
});

test('another process’s change shows without being asked for', async ({ host, page }) => {
  await startGateway(host, page);
  const [account] = await host.call('accounts_list', {});
  await host.call('keys_create', {
    account_id: account!.id,
    name: 'from-elsewhere',
    purpose: 'Read-only',
    permissions: ['read'],
    generate: false,
    expiry: { kind: 'never' },
    plan: 'Pro',
  });
  await expect(page.getByRole('row', { name: /from-elsewhere/ })).toContainText('read, no generation');
  await expect(page.getByRole('row', { name: /from-elsewhere/ })).toContainText('no expiry');
});

test('stopping and starting the gateway', async ({ host, page }) => {
  await startGateway(host, page);
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Gateway' }).click();
  await page.getByRole('button', { name: 'Stop gateway' }).click();
  await expect(page.getByRole('heading', { name: 'The gateway is off' })).toBeVisible();
  await expect(page.getByRole('link', { name: /^Gateway off/ })).toBeVisible();
  await page.getByRole('button', { name: 'Start gateway' }).click();
  await expect(page.getByRole('link', { name: /^Gateway on/ })).toBeVisible();
  await page.getByRole('button', { name: 'Copy session token' }).click();
  await expect(page.getByText(/Clears from the clipboard in \d+ s/)).toBeVisible();
});

test('settings are kept', async ({ host, page }) => {
  await startGateway(host, page);
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('radio', { name: 'Dark' }).check();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  const seconds = page.getByRole('textbox', { name: 'Clear the clipboard after' });
  await seconds.fill('5');
  await expect(page.getByText('A whole number from 10 to 600.')).toBeVisible();
  await seconds.fill('45');
  await seconds.press('Enter');
  await expect.poll(async () => (await host.call('settings_get', {})).clipboard_clear_seconds).toBe(45);
  expect((await host.call('settings_get', {})).theme).toBe('dark');
  // The next start is dark from its first paint.
  await page.goto('about:blank');
  await host.open(page);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});
