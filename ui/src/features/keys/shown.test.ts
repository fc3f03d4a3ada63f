import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import ShownTest from './ShownTest.svelte';
import type { Shown } from './shown.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function opened(): { shown: Shown; close: () => Promise<void> } {
  let shown: Shown | undefined;
  const component = mount(ShownTest, {
    target: document.body,
    props: { give: (one: Shown) => void (shown = one) },
  });
  flushSync();
  if (!shown) throw new Error('not mounted');
  return { shown, close: () => unmount(component) };
}

it('shows, masks on demand, shows again, and drops the secret when its time is over', async () => {
  const { shown, close } = opened();
  shown.take('kh_secret', 60);
  expect(shown.text).toBe('kh_secret');
  shown.mask();
  expect([shown.text, shown.held]).toEqual([undefined, true]);
  vi.advanceTimersByTime(59_999);
  shown.unmask();
  expect(shown.text).toBe('kh_secret');
  vi.advanceTimersByTime(1);
  expect([shown.text, shown.held, shown.gone]).toEqual([undefined, false, true]);
  shown.unmask();
  expect(shown.text).toBeUndefined();
  await close();
});

it('drops the secret when the dialog closes', async () => {
  const { shown, close } = opened();
  shown.take('kh_secret', 60);
  await close();
  expect([shown.text, shown.held]).toEqual([undefined, false]);
});

it('does not show it after its time, even if the timer slept', async () => {
  const { shown, close } = opened();
  shown.take('kh_secret', 60);
  shown.mask();
  vi.setSystemTime(Date.now() + 3_600_000);
  shown.unmask();
  expect(shown.text).toBeUndefined();
  await close();
});
