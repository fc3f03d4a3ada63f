import { expect, it } from 'vitest';
import type { Form, TargetRow } from '$lib/api/contract';
import { Wish } from './wish.svelte';

const target = (forms: [Form, string | null][], change: Partial<TargetRow> = {}): TargetRow => ({
  id: 'bash',
  name: 'bash',
  group: 'shell',
  platform: 'unix',
  about: '',
  shapes: [],
  variable: null,
  forms: forms.map(([form, unfit]) => ({ form, risk: null, unfit })),
  unfit: null,
  ...change,
});
const bash = target([
  ['reference', null],
  ['value', null],
  ['placeholder', null],
]);

it('begins with the safest form, and with the safest that the key can have', () => {
  const wish = new Wish();
  expect(wish.formOf(bash)).toBe('reference');
  expect(
    wish.formOf(
      target([
        ['reference', 'not held'],
        ['value', 'not held'],
        ['placeholder', null],
      ]),
    ),
  ).toBe('placeholder');
});

it('keeps a form for its target only', () => {
  const wish = new Wish();
  wish.choose('bash', 'value');
  expect(wish.formOf(bash)).toBe('value');
  expect(wish.formOf({ ...bash, id: 'zsh' })).toBe('reference');
  wish.choose('bash', 'ask');
  expect(wish.formOf(bash)).toBe('reference');
});

it('asks for what was said, as far as the target has it', () => {
  const wish = new Wish();
  expect(wish.request('key_1', bash, 'value')).toEqual({ key_id: 'key_1', target: 'bash', form: 'value' });
  wish.variable = ' MY_KEY ';
  wish.model = '';
  wish.shape = 'anthropic';
  expect(wish.request('key_1', bash, 'value')).toEqual({
    key_id: 'key_1',
    target: 'bash',
    form: 'value',
    variable: 'MY_KEY',
  });
  wish.model = 'a/b';
  const tool = target([['reference', null]], { variable: 'ITS_OWN', shapes: ['openai', 'anthropic'] });
  expect(wish.request('key_1', tool, 'reference')).toEqual({
    key_id: 'key_1',
    target: 'bash',
    form: 'reference',
    model: 'a/b',
    shape: 'anthropic',
  });
});
