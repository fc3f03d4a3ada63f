import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { choosePlatform } from '$lib/platform';
import { readFirst } from './first';
import { queries, queryClient } from './queries';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A host that answers what `answer` makes of a command, and remembers what it was asked. */
function host(answer: (command: string) => Promise<unknown>) {
  const asked: string[] = [];
  choosePlatform({
    call: (command) => {
      asked.push(command);
      return answer(command);
    },
    listen: () => () => undefined,
  });
  return asked;
}

it('asks for everything at once, and goes on with what it was told', async () => {
  const client = queryClient();
  const asked = host((command) => Promise.resolve(command));
  const read = readFirst(client);
  expect(asked.toSorted()).toEqual([
    'accounts_list',
    'app_status',
    'gateway_status',
    'keys_list',
    'settings_get',
  ]);
  await read;
  expect(client.getQueryData(queries.keys().queryKey)).toBe('keys_list');
});

it('goes on without an answer that takes its time, or that is none', async () => {
  const never = new Promise<never>(() => undefined);
  host((command) => (command === 'keys_list' ? never : Promise.reject(new Error(command))));
  let gone = false;
  const read = readFirst(queryClient()).then(() => (gone = true));
  await vi.advanceTimersByTimeAsync(149);
  expect(gone).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await read;
});
