import { expect, test } from './fixtures/mock.ts';
import { inspect } from './fixtures/page.ts';

for (const tray of [true, false]) {
  test(`closing while the gateway runs asks, ${tray ? 'with' : 'without'} a tray`, async ({ host, page }) => {
    host.answer('window_status', { asks_to_close: true, tray });
    await host.open();
    const question = page.getByRole('dialog', { name: 'The gateway is running' });
    await expect(question).toContainText(
      tray ? 'stays in the tray' : 'Start Keyhinge again to bring the window back.',
    );
    await inspect(page, tray ? 'closing-tray' : 'closing');
    await question.getByRole('checkbox', { name: 'Remember this choice' }).check();
    await question.getByRole('button', { name: tray ? 'Keep running in the tray' : 'Keep running' }).click();
    expect(await host.asked('window_close')).toEqual([{ choice: 'keep_running', remember: true }]);
  });
}

test('the question is left by Escape, which remembers nothing', async ({ host, page }) => {
  host.answer('window_status', { asks_to_close: true, tray: true });
  await host.open();
  await page.getByRole('checkbox', { name: 'Remember this choice' }).check();
  await page.keyboard.press('Escape');
  await expect.poll(() => host.asked('window_close')).toEqual([{ choice: 'stay', remember: false }]);
});

test('a choice that cannot be remembered says so, and the question stays', async ({ host, page }) => {
  host.answer('window_status', { asks_to_close: true, tray: true });
  host.fail('window_close', {
    code: 'disk_full',
    message: 'The disk is full, so settings.toml was not written.',
    next_step: 'Free some space and try again.',
  });
  await host.open();
  const question = page.getByRole('dialog', { name: 'The gateway is running' });
  await question.getByRole('button', { name: 'Quit' }).click();
  await expect(question.getByRole('alert')).toContainText('The disk is full');
  await inspect(page, 'closing-failed');
});

test('a link opens its screen', async ({ host, page }) => {
  host.answer('window_route', { route: '#/limits', create_key: false });
  await host.open();
  await expect(page.getByRole('heading', { level: 1, name: 'Limits' })).toBeVisible();
});

test('a link moves nothing under an open dialog', async ({ host, page }) => {
  host.answer('window_status', { asks_to_close: true, tray: true });
  let ask: (route: string) => void = () => undefined;
  host.answer(
    'window_route',
    () => new Promise((answer) => (ask = (route) => answer({ route, create_key: false }))),
  );
  await host.open();
  await expect(page.getByRole('dialog')).toBeVisible();
  ask('#/limits');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => host.asked('window_close')).toHaveLength(1);
  await expect(page.getByRole('heading', { level: 1, name: 'Keys', includeHidden: true })).toBeVisible();
});

test('the tray can ask for a new key, before the window has anything to show', async ({ host, page }) => {
  let asked = 0;
  host.answer('window_route', () => ({ route: null, create_key: asked++ === 0 }));
  await host.open();
  await expect(page.getByRole('dialog', { name: 'Create key' })).toBeVisible();
});
