import { expect, it } from 'vitest';
import type { KeySummary, Meter } from '$lib/api/contract';
import { ordered, pressed, type Column, type Direction } from './order';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();
const used = (used: number): Meter => ({
  metric: 'requests',
  window_seconds: 60,
  limit: 60,
  used,
  resets_at: null,
  source: 'gateway',
  read_at: null,
  steps: [],
});

const key = (name: string, change: Partial<KeySummary> = {}) =>
  ({
    name,
    account_name: 'Local',
    status: { kind: 'active' },
    expires_at: null,
    last_used_at: null,
    tightest: null,
    ...change,
  }) as KeySummary;

const KEYS = [
  key('b10', { last_used_at: at(-5), expires_at: at(50), account_name: 'Work' }),
  key('b9', { tightest: used(30), status: { kind: 'expired' }, expires_at: at(-1) }),
  key('Änne', { tightest: used(60), last_used_at: at(-1) }),
  key('zed', { status: { kind: 'revoked' }, expires_at: at(-9), tightest: used(9) }),
];
const names = (column: Column, direction: Direction) =>
  ordered(KEYS, { column, direction }, NOW).map((key) => key.name);

it.each<[Column, Direction, string[]]>([
  ['name', 'ascending', ['Änne', 'b9', 'b10', 'zed']],
  ['name', 'descending', ['zed', 'b10', 'b9', 'Änne']],
  ['account', 'descending', ['b10', 'Änne', 'b9', 'zed']],
  ['status', 'ascending', ['b9', 'Änne', 'b10', 'zed']],
  ['tightest', 'descending', ['Änne', 'b9', 'b10', 'zed']],
  ['tightest', 'ascending', ['b9', 'Änne', 'b10', 'zed']],
  ['last_used', 'descending', ['Änne', 'b10', 'b9', 'zed']],
  ['expiry', 'ascending', ['b9', 'b10', 'Änne', 'zed']],
  ['expiry', 'descending', ['b10', 'b9', 'Änne', 'zed']],
])('by %s, %s', (column, direction, expected) => expect(names(column, direction)).toEqual(expected));

it('leaves the list alone without an order', () => {
  expect(ordered(KEYS, null, NOW)).toEqual(KEYS);
});

it('goes through the first direction, the other, and none', () => {
  const first = pressed('last_used', { column: 'name', direction: 'ascending' });
  expect(first).toEqual({ column: 'last_used', direction: 'descending' });
  const second = pressed('last_used', first);
  expect(second).toEqual({ column: 'last_used', direction: 'ascending' });
  expect(pressed('last_used', second)).toBeNull();
});
