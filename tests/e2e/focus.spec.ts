import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/mock.ts';
import { keys } from './fixtures/data.ts';

/** Longer than any screen; a walk that does not end has no way round. */
const MOST = 150;

/** Walks once round with Tab. Returns what was focused, and what had the focus without showing it. */
async function walk(page: Page): Promise<{ seen: string[]; invisible: string[] }> {
  const seen: string[] = [];
  const invisible: string[] = [];
  for (let step = 0; step < MOST; step++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const focused = document.activeElement;
      if (!focused || focused === document.body) return null;
      const again = focused.hasAttribute('data-walked');
      focused.setAttribute('data-walked', '');
      // A field's frame may stand around it.
      const frames = [focused, focused.parentElement].filter((one) => one !== null);
      const shown = frames.some((frame) => {
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(frame);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && !/, 0\)$/.test(outlineColor);
      });
      return { name: focused.outerHTML.slice(0, 120), again, shown };
    });
    // Past the last one the focus leaves the page once, and comes back to the first.
    if (at === null) continue;
    if (at.again) break;
    seen.push(at.name);
    if (!at.shown) invisible.push(at.name);
  }
  expect(seen.length, 'the walk comes round').toBeLessThan(MOST);
  return { seen, invisible };
}

for (const hash of [
  'keys',
  'limits',
  'usage',
  'providers',
  'gateway',
  'activity',
  'settings',
  ...['overview', 'limits', 'snippets', 'rotation', 'activity'].map((tab) => `keys/${keys[0]!.id}/${tab}`),
]) {
  test(`Tab shows where it is, all round ${hash}`, async ({ host, page }) => {
    await host.open(`#/${hash}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByText('Loading')).toHaveCount(0);
    const { seen, invisible } = await walk(page);
    // The rail alone has eight.
    expect(seen.length).toBeGreaterThan(8);
    expect(invisible).toEqual([]);
  });
}

test('Tab stays in a dialog, and shows where it is', async ({ host, page }) => {
  await host.open(`#/keys/${keys[0]!.id}`);
  const dialogs: [() => Promise<void>, number][] = [
    [() => page.getByRole('button', { name: 'Reveal once…' }).click(), 3],
    [() => page.getByRole('button', { name: 'Revoke…' }).click(), 2],
    [() => page.keyboard.press('c'), 5],
    [() => page.keyboard.press('?'), 2],
    [() => page.keyboard.press('Control+k'), 1],
  ];
  for (const [open, least] of dialogs) {
    await open();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toBeVisible();
    await expect(dialog.getByText('Loading')).toHaveCount(0);
    const { seen, invisible } = await walk(page);
    expect(seen.length).toBeGreaterThanOrEqual(least);
    expect(invisible).toEqual([]);
    const outside = await page.evaluate(() =>
      [...document.querySelectorAll('[data-walked]')]
        .filter((one) => !one.closest('dialog'))
        .map((one) => one.outerHTML),
    );
    expect(outside).toEqual([]);
    const done = dialog.getByRole('button', { name: 'Done' });
    if (await done.isVisible()) await done.click();
    else await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  }
});

test('the first Tab offers to skip the rail', async ({ host, page }) => {
  await host.open();
  await expect(page.getByRole('heading', { level: 1, name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('button', { name: 'Skip to the content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Keys' })).toBeFocused();
});

test('what moves stands still where less motion is asked for', async ({ host, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  host.hang('keys_list');
  await host.open();
  await expect(page.getByRole('status').filter({ hasText: 'Loading the keys' })).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => {
        const { animationName, transitionDuration, transitionProperty } = getComputedStyle(element);
        return (
          animationName !== 'none' || (transitionProperty !== 'none' && parseFloat(transitionDuration) > 0)
        );
      })
      .map((element) => element.outerHTML.slice(0, 100)),
  );
  expect(moving).toEqual([]);
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});
