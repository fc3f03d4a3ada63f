import { expect, test } from 'vitest';
import type { ImportFound } from '$lib/api/contract';
import { firstAim } from './flow.svelte';

const found = (providers: string[], accounts: string[]): ImportFound => ({
  index: 0,
  masked: 'sk-…abcd',
  variable: null,
  line: 1,
  file: null,
  candidates: providers.map((provider_id) => ({ provider_id, key_type: 'api' })),
  accounts,
  problem: null,
  notes: [],
  same_as: null,
  already_here: null,
  removable: false,
  not_removable: null,
});

test('a key goes without asking only where there is one answer', () => {
  expect(firstAim(found(['megallm'], []), undefined)).toBe('provider:megallm');
  expect(firstAim(found(['megallm'], ['acc_1']), undefined)).toBe('account:acc_1');
  expect(firstAim(found(['megallm'], ['acc_1', 'acc_2']), undefined)).toBe('');
  expect(firstAim(found(['openai', 'deepseek'], ['acc_1']), undefined)).toBe('');
  expect(firstAim(found([], []), undefined)).toBe('');
});

test('the account that it was opened from is taken unless the key is of another', () => {
  expect(firstAim(found([], []), 'acc_9')).toBe('account:acc_9');
  expect(firstAim(found(['megallm'], ['acc_9', 'acc_1']), 'acc_9')).toBe('account:acc_9');
  expect(firstAim(found(['groq'], ['acc_1']), 'acc_9')).toBe('account:acc_1');
});
