import { QueryObserver } from '@tanstack/svelte-query';
import { expect, it, vi } from 'vitest';
import type { Changed, Platform } from '$lib/platform';
import { followChanges } from './changes';
import { queryClient } from './queries';
import type { Topic } from './contract';

/** A client with one watched query whose reads are answered by hand. */
function watched(topic: Topic, also: readonly Topic[] = []) {
  const client = queryClient();
  const reads: ((value: number) => void)[] = [];
  let hear: (changed: Changed) => void = () => undefined;
  const platform: Platform = {
    call: () => Promise.reject(new Error('unused')),
    listen: (listener) => {
      hear = listener;
      return () => undefined;
    },
  };
  followChanges(platform, client);
  const observer = new QueryObserver(client, {
    queryKey: [topic, 'x'],
    queryFn: () => new Promise<number>((resolve) => reads.push(resolve)),
    meta: { also },
  });
  observer.subscribe(() => undefined);
  const answer = async (value: number) => {
    reads.at(-1)?.(value);
    await vi.waitFor(() => expect(client.getQueryData([topic, 'x'])).toBe(value));
  };
  return { client, reads, say: (...topics: Topic[]) => hear({ topics }), answer };
}

it('reads again what its topic, or one beside it, makes stale, and nothing else', async () => {
  const query = watched('keys', ['limits']);
  await query.answer(1);
  query.say('gateway');
  expect(query.reads).toHaveLength(1);
  query.say('keys');
  expect(query.reads).toHaveLength(2);
  await query.answer(2);
  await vi.waitFor(() => expect(query.client.isFetching()).toBe(0));
  query.say('limits');
  await vi.waitFor(() => expect(query.reads).toHaveLength(3));
});

it('makes one more read of any number of changes during a read', async () => {
  const query = watched('keys');
  await query.answer(1);
  query.say('keys');
  query.say('keys');
  query.say('keys');
  expect(query.reads).toHaveLength(2);
  await query.answer(2);
  await vi.waitFor(() => expect(query.reads).toHaveLength(3));
  await query.answer(3);
  await vi.waitFor(() => expect(query.client.isFetching()).toBe(0));
  expect(query.reads).toHaveLength(3);
});

it('does not trust a first read that began before the change', async () => {
  const query = watched('keys');
  query.say('keys');
  expect(query.reads).toHaveLength(1);
  await query.answer(1);
  await vi.waitFor(() => expect(query.reads).toHaveLength(2));
});
