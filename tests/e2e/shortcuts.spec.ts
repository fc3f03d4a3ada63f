import { expect, test } from './fixtures/mock.ts';
import { inspect } from './fixtures/page.ts';
import { keys } from './fixtures/data.ts';

test('the keyboard map shows what is bound, and closes', async ({ host, page }) => {
  await host.open('#/limits');
  await expect(page.getByRole('heading', { level: 1, name: 'Limits' })).toBeVisible();
  await page.keyboard.press('?');
  const map = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(map).toBeVisible();
  for (const place of ['Everywhere', 'In the list of keys', 'In the command palette']) {
    await expect(map.getByRole('region', { name: place })).toBeVisible();
  }
  await expect(map.getByText('Search the keys')).toBeVisible();
  await inspect(page, 'keyboard-map');
  await page.keyboard.press('Escape');
  await expect(map).toHaveCount(0);
});

test('screens, creating and searching by single keys', async ({ host, page }) => {
  await host.open();
  await expect(page.getByRole('grid')).toBeVisible();
  for (const [letter, screen] of [
    ['l', 'Limits'],
    ['u', 'Usage'],
    ['p', 'Providers'],
    ['w', 'Gateway'],
    ['a', 'Activity'],
    ['s', 'Settings'],
    ['k', 'Keys'],
  ] as const) {
    await page.keyboard.press('g');
    await page.keyboard.press(letter);
    await expect(page.getByRole('heading', { level: 1, name: screen })).toBeFocused();
  }
  await page.keyboard.press('c');
  await expect(page.getByRole('dialog', { name: 'Create key' })).toBeVisible();
  // In a field, letters are letters.
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.type('c?/gk');
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('c?/gk');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('ops?c');
  await expect(page.getByRole('searchbox')).toHaveValue('ops?c');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('Ctrl F searches from an opened key', async ({ host, page }) => {
  await host.open(`#/keys/${keys[0]!.id}`);
  await expect(page.getByRole('heading', { level: 1, name: 'checkout-api' })).toBeVisible();
  await page.keyboard.press('Control+f');
  await expect(page.getByRole('searchbox')).toBeFocused();
});

test('single keys can be turned off, and stay off', async ({ host, page }) => {
  await host.open();
  await expect(page.getByRole('grid')).toBeVisible();
  await page.keyboard.press('?');
  await page.getByRole('checkbox', { name: /Single keys are shortcuts/ }).uncheck();
  await page.getByRole('button', { name: 'Close' }).click();
  for (const letter of ['c', '?', 'g', 's', '/']) await page.keyboard.press(letter);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1, name: 'Keys' })).toBeVisible();
  await expect(page.getByRole('searchbox')).not.toBeFocused();
  await page.goto('http://localhost:9/#token=again');
  await page.reload();
  await expect(page.getByRole('grid')).toBeVisible();
  await page.keyboard.press('c');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
});

test('what is typed while the palette is still being loaded starts nothing else', async ({ host, page }) => {
  let load: () => void = () => undefined;
  const held = new Promise<void>((resume) => (load = resume));
  await host.open();
  await expect(page.getByRole('grid')).toBeVisible();
  await page.route(/Palette-.*\.js$/, async (route) => {
    await held;
    await route.fallback();
  });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('cg');
  await page.keyboard.press('?');
  load();
  await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(1);
});
