import { describe, expect, it } from 'vitest';
import type { Meter } from '$lib/api/contract';
import { limitName, limitShortName, percent, resetAt, roomAt, stateAt, usedAt } from './meters';

const T = Date.parse('2026-11-21T12:00:00Z');
const at = (seconds: number) => new Date(T + seconds * 1000).toISOString();

const meter: Meter = {
  metric: 'requests',
  window_seconds: 60,
  limit: 10,
  used: 10,
  resets_at: at(40),
  source: 'gateway',
  read_at: at(-20),
  steps: [
    { at: at(10), used: 8 },
    { at: at(20), used: 3 },
    { at: at(40), used: 0 },
  ],
};
const idle: Meter = { ...meter, used: 0, resets_at: null, read_at: null, steps: [] };

describe('a meter falls by itself as its window slides', () => {
  it.each([
    [0, 10, 'reached', 100],
    [9.999, 10, 'reached', 100],
    [10, 8, 'close', 80],
    [20, 3, 'fine', 30],
    [39.999, 3, 'fine', 30],
    [40, 0, 'fine', 0],
    [4000, 0, 'fine', 0],
  ] as const)('after %d s', (seconds, used, state, part) => {
    const now = T + seconds * 1000;
    expect([usedAt(meter, now), stateAt(meter, now), percent(meter, now)]).toEqual([used, state, part]);
  });
});

it('says when there is room again, and when all of it is back', () => {
  expect(roomAt(meter, T)).toBe(T + 10_000);
  expect(roomAt(meter, T + 10_000)).toBeUndefined();
  expect(resetAt(meter, T)).toBe(T + 40_000);
  expect(resetAt(meter, T + 40_000)).toBeUndefined();
  expect(resetAt(idle, T)).toBeUndefined();
});

it('shows no 0 % while something is used, and no 100 % while something is left', () => {
  expect(percent({ ...meter, used: 1, limit: 1_000_000, steps: [] }, T)).toBe(1);
  expect(percent({ ...meter, used: 9999, limit: 10_000, steps: [] }, T)).toBe(99);
  expect(percent({ ...meter, used: 14, steps: [] }, T)).toBe(100);
});

it('names limits in full and in short', () => {
  const minute = { window_seconds: 60 };
  expect(limitName({ metric: 'prompt_tokens', ...minute })).toBe('Prompt tokens per minute');
  expect(limitShortName({ metric: 'requests', ...minute })).toBe('RPM');
  expect(limitShortName({ metric: 'prompt_tokens', ...minute })).toBe('TPM in');
  expect(limitShortName({ metric: 'completion_tokens', window_seconds: 86_400 })).toBe('TPD out');
});
