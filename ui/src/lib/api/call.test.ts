import { expect, it } from 'vitest';
import { choosePlatform, type Platform } from '$lib/platform';
import { Attempt } from './attempt.svelte';
import { call } from './call';
import { CommandFailure } from './failure';

function host(answer: () => Promise<unknown>): Platform {
  const platform = { call: answer, listen: () => () => undefined };
  choosePlatform(platform);
  return platform;
}

function rejecting(thrown: unknown): Promise<never> {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- hosts reject with plain JSON
  return Promise.reject(thrown);
}

it('passes a command’s error on with its code, sentence, next step and field', async () => {
  const error = { code: 'invalid', field: 'name', message: 'The name is empty.', next_step: 'Type one.' };
  host(() => rejecting(error));
  const failure: unknown = await call('keys_list', {}).catch((thrown: unknown) => thrown);
  expect(failure).toBeInstanceOf(CommandFailure);
  expect(failure).toMatchObject({
    code: 'invalid',
    field: 'name',
    told: { message: 'The name is empty.', next_step: 'Type one.' },
  });
});

it.each([new TypeError('Failed to fetch'), 'text', null, { code: 7 }, { message: 'no code' }])(
  'turns %o into a failure that says what to do',
  async (thrown: unknown) => {
    host(() => rejecting(thrown));
    const failure = await call('keys_list', {}).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: 'internal', message: 'Keyhinge did not answer.' });
  },
);

it('runs one attempt at a time and keeps its failure until the next', async () => {
  const attempt = new Attempt();
  let finish: (value: string) => void = () => undefined;
  const first = attempt.run(() => new Promise<string>((resolve) => (finish = resolve)));
  expect(attempt.pending).toBe(true);
  expect(await attempt.run(() => Promise.resolve('second'))).toBeUndefined();
  finish('first');
  expect(await first).toBe('first');
  expect(await attempt.run(() => Promise.reject(new Error('lost')))).toBeUndefined();
  expect(attempt.failure?.code).toBe('internal');
  await attempt.run(() => Promise.resolve());
  expect([attempt.failure, attempt.pending]).toEqual([null, false]);
});
