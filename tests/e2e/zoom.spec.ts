import { expect, test } from './fixtures/mock.ts';
import { inspectZoomed } from './fixtures/page.ts';
import { answers, keys } from './fixtures/data.ts';

// The window of 1280×800 at 200 %.
test.use({ viewport: { width: 640, height: 400 } });

for (const screen of ['keys', 'limits', 'usage', 'providers', 'gateway', 'activity', 'settings']) {
  test(`the screen ${screen}`, async ({ host, page }) => {
    await host.open(`#/${screen}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(new RegExp(screen, 'i'));
    await expect(page.getByText('Loading')).toHaveCount(0);
    await inspectZoomed(page, screen);
  });
}

for (const tab of ['overview', 'limits', 'snippets', 'activity']) {
  test(`an opened key: ${tab}`, async ({ host, page }) => {
    await host.open(`#/keys/${keys[0]!.id}/${tab}`);
    await expect(page.getByRole('heading', { level: 1, name: 'checkout-api' })).toBeVisible();
    await expect(page.getByText('Loading')).toHaveCount(0);
    await inspectZoomed(page, `key-${tab}`);
  });
}

test('the welcome', async ({ host, page }) => {
  host.answer('app_status', { ...answers.app_status!, first_start: true });
  await host.open();
  await expect(page.getByRole('button', { name: 'Start the local gateway' })).toBeVisible();
  await inspectZoomed(page, 'welcome');
});

test('the dialogs of a key', async ({ host, page }) => {
  await host.open(`#/keys/${keys[0]!.id}`);
  await page.getByRole('button', { name: 'Reveal once…' }).click();
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByText(/kh_4tQ9mZaaaaaa_b/)).toBeVisible();
  await inspectZoomed(page, 'reveal-shown');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Revoke…' }).click();
  await expect(page.getByText('cannot be undone')).toBeVisible();
  await inspectZoomed(page, 'revoke');
  await page.keyboard.press('Escape');
  await page.keyboard.press('c');
  await page.getByRole('radio', { name: 'on a date' }).check();
  await page.getByRole('radio', { name: 'Enterprise' }).check();
  await inspectZoomed(page, 'create');
});

test('the palette and the keyboard map', async ({ host, page }) => {
  await host.open();
  await expect(page.getByRole('grid')).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('option').nth(20)).toBeAttached();
  await inspectZoomed(page, 'palette');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await inspectZoomed(page, 'keyboard-map');
});

test('the menu of a row, and the list without a match', async ({ host, page }) => {
  await host.open();
  await page.getByRole('button', { name: 'Actions for checkout-api' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await inspectZoomed(page, 'keys-menu');
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox').fill('nothing like this');
  await expect(page.getByText('No key matches')).toBeVisible();
  await inspectZoomed(page, 'keys-no-match');
});
