import { describe, expect, it } from 'vitest';
import type { KeySummary, Plan } from '$lib/api/contract';
import { CommandFailure } from '$lib/api/failure';
import { parseAmount } from '$lib/words/numbers';
import { NewKeyForm, OWN_PURPOSE } from './create.svelte';

const others = {
  tokens_per_minute: null,
  requests_per_hour: null,
  requests_per_day: null,
  concurrent_requests: null,
  note: null,
};
const free: Plan = {
  ...others,
  name: 'Free',
  requests_per_minute: 60,
  prompt_tokens_per_minute: 100_000,
  completion_tokens_per_minute: 10_000,
  available: true,
};
const enterprise: Plan = {
  ...others,
  name: 'Enterprise',
  requests_per_minute: null,
  prompt_tokens_per_minute: null,
  completion_tokens_per_minute: null,
  available: true,
};

function form(): NewKeyForm {
  const form = new NewKeyForm();
  form.name = 'checkout-api';
  form.take({ purpose: 'Production', about: '', permissions: ['read'], generate: true, expires_in_days: 90 });
  return form;
}

it('takes over what a purpose presets', () => {
  expect(form().request('acc_1', free)).toEqual({
    account_id: 'acc_1',
    name: 'checkout-api',
    purpose: 'Production',
    permissions: ['read'],
    generate: true,
    expiry: { kind: 'in_days', days: 90 },
    plan: 'Free',
  });
});

it('sends own numbers only for a plan that has none, and leaves out what is empty', () => {
  const own = form();
  own.numbers.requests_per_minute = '1,500';
  expect(own.request('acc_1', free)).not.toHaveProperty('limits');
  expect(own.request('acc_1', enterprise).limits).toEqual({ requests_per_minute: 1500 });
});

it('sends the end of the chosen local day, or never', () => {
  const dated = form();
  dated.expiry = 'date';
  dated.date = '2027-01-31';
  expect(dated.request('acc_1', free).expiry).toEqual({
    kind: 'at',
    at: new Date(2027, 0, 31, 23, 59, 59).toISOString(),
  });
  dated.expiry = 'never';
  expect(dated.request('acc_1', free).expiry).toEqual({ kind: 'never' });
});

describe('problems that can be said at once', () => {
  it('has none for a filled form', () => expect(form().check(free)).toBe(true));

  it('names every field', () => {
    const empty = new NewKeyForm();
    empty.purpose = OWN_PURPOSE;
    empty.expiry = 'date';
    empty.numbers.requests_per_minute = 'many';
    expect(empty.check(enterprise)).toBe(false);
    expect(Object.keys(empty.problems).sort()).toEqual([
      'expiry',
      'name',
      'permissions',
      'purpose',
      'requests_per_minute',
    ]);
    empty.edited('name', 'expiry');
    expect(Object.keys(empty.problems).sort()).toEqual(['permissions', 'purpose', 'requests_per_minute']);
  });

  it('takes up what the host says about a field, and leaves the rest to the dialog', () => {
    const refused = (field: string) =>
      new CommandFailure({ code: 'invalid', field, message: 'It is wrong.', next_step: 'Change it.' });
    const filled = form();
    expect(filled.refuse(refused('account_id'))).toBe(false);
    expect(filled.refuse(refused('name'))).toBe(true);
    expect(filled.problems).toEqual({ name: 'It is wrong. Change it.' });
  });
});

it.each([
  ['60', 60],
  ['1,000,000', 1_000_000],
  ['1 000', 1000],
  ['1_000', 1000],
  // For the host to refuse, with its own sentence.
  ['0', 0],
  ['-5', -5],
  ['100000000000000000000', 1e20],
  ['1.5', 1.5],
  ['many', NaN],
  ['1,', NaN],
  ['0x10', NaN],
])('reads the number %s', (text, number) => expect(parseAmount(text)).toBe(number));

const old: KeySummary = {
  id: 'key_abcdefghijkl',
  account_id: 'acc_1',
  account_name: 'Local',
  provider_id: 'local',
  name: 'ci',
  key_type: 'virtual',
  masked: 'kh_4tQ9…9f2c',
  purpose: 'Nightly builds',
  permissions: ['read', 'webhook'],
  generate: false,
  plan: 'Free',
  limits: [{ metric: 'requests', window_seconds: 60, amount: 5 }],
  status: { kind: 'active' },
  created_at: '2026-01-01T00:00:00Z',
  created_by: 'app',
  expires_at: '2026-03-02T00:00:00Z',
  revoked_at: null,
  last_used_at: null,
  reveal: 'used',
  secret_held: true,
  origin: 'issued',
  remote_id: null,
  remote_facts: { permissions: [], spent: null, extra: {} },
  as_of: null,
  last_test: null,
  rotation: null,
  actions: [],
  tightest: null,
};
const presets = [
  { purpose: 'Production', about: '', permissions: ['read' as const], generate: true, expires_in_days: 90 },
];

describe('a key that takes the place of another', () => {
  function like(key: KeySummary): NewKeyForm {
    const form = new NewKeyForm();
    form.beLike(key, 'ci 2', presets, [free, enterprise]);
    return form;
  }

  it('is like it: what it may do, for how long, and how much', () => {
    expect(like(old).request('acc_1', free)).toEqual({
      account_id: 'acc_1',
      name: 'ci 2',
      purpose: 'Nightly builds',
      permissions: ['read', 'webhook'],
      generate: false,
      expiry: { kind: 'in_days', days: 60 },
      plan: 'Free',
      limits: { requests_per_minute: 5 },
    });
  });

  it('takes the plan’s numbers where the old one had those, or another plan is chosen', () => {
    const usual = { ...old, limits: [{ metric: 'requests' as const, window_seconds: 60, amount: 60 }] };
    expect(like(usual).request('acc_1', free)).not.toHaveProperty('limits');
    expect(like(old).request('acc_1', { ...free, name: 'Pro' })).not.toHaveProperty('limits');
    const own = like({ ...old, plan: 'Enterprise' });
    expect(own.request('acc_1', enterprise).limits).toEqual({ requests_per_minute: 5 });
  });

  it('never ends where the old one never did, and lives as many days else', () => {
    expect(like({ ...old, expires_at: null }).request('acc_1', free).expiry).toEqual({ kind: 'never' });
    const odd = like({ ...old, expires_at: '2026-01-11T00:00:00Z' });
    expect(odd.expiry).toBe('date');
    const days = (new Date(`${odd.date}T12:00:00`).getTime() - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(10);
  });
});
