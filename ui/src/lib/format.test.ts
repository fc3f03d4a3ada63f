import { describe, expect, it } from 'vitest';
import { ago, agoExactly, date, daysLeft, grouped, left, plural, secondsLeft } from './format';

const NOW = new Date(2026, 10, 21, 12).getTime();
const before = (ms: number) => new Date(NOW - ms).toISOString();
const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('ago', () => {
  it.each([
    [0, 'just now'],
    [59 * SECOND, 'just now'],
    [60 * SECOND, '1 min ago'],
    [125 * SECOND, '2 min ago'],
    [HOUR, '1 h ago'],
    [23.9 * HOUR, '23 h ago'],
    [DAY, 'yesterday'],
    [47.9 * HOUR, 'yesterday'],
    [3.5 * DAY, '3 d ago'],
    [59 * DAY, '59 d ago'],
  ])('%i ms', (passed, words) => expect(ago(before(passed), NOW)).toBe(words));

  it('is never in the future, even where clocks differ', () =>
    expect(ago(before(-5000), NOW)).toBe('just now'));

  it('turns into the date after two months, with another year named', () => {
    expect(ago(new Date(2026, 8, 2).toISOString(), NOW)).toBe('2 Sep');
    expect(date(new Date(2025, 8, 2).toISOString(), NOW)).toBe('2 Sep 2025');
  });

  it('counts seconds where they matter', () => {
    expect(agoExactly(before(3200), NOW)).toBe('3 s ago');
    expect(agoExactly(before(500), NOW)).toBe('just now');
    expect(agoExactly(before(90 * SECOND), NOW)).toBe('1 min ago');
  });
});

describe('left', () => {
  it.each([
    [38_000, '0:38'],
    [37_001, '0:38'],
    [1, '0:01'],
    [0, '0:00'],
    [-5000, '0:00'],
    [725_000, '12:05'],
    [3_727_000, '1:02:07'],
  ])('%i ms', (ms, words) => expect(left(NOW + ms, NOW)).toBe(words));

  it('shows the second that still runs', () => expect(secondsLeft(NOW + 23_001, NOW)).toBe(24));
});

it('counts the days that are left to the nearest, and never below none', () => {
  expect(daysLeft(NOW + 60 * DAY - 1000, NOW)).toBe(60);
  expect(daysLeft(NOW + 4.4 * DAY, NOW)).toBe(4);
  expect(daysLeft(NOW + DAY, NOW)).toBe(1);
  expect(daysLeft(NOW + 0.9 * DAY, NOW)).toBe(0);
  expect(daysLeft(NOW - DAY, NOW)).toBe(0);
});

it('groups thousands and counts things', () => {
  expect(grouped(10_000_000)).toBe('10,000,000');
  expect(plural(1, 'key')).toBe('1 key');
  expect(plural(1204, 'key')).toBe('1,204 keys');
});
