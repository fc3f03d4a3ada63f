import { expect, it } from 'vitest';
import type { Activity, ActivityKind } from '$lib/api/contract';
import { wentTo } from './went-to';

const entry = (id: number, kind: ActivityKind, target: string | null) =>
  ({ id, kind, target, at: `2026-11-${10 + id}T00:00:00Z` }) as Activity;

it('each place once, the latest first', () => {
  expect(
    wentTo([
      entry(1, 'snippet_copied', 'zsh'),
      entry(4, 'copied', '.env file'),
      entry(3, 'copied', 'zsh'),
      entry(5, 'copied', null),
      entry(6, 'ran', 'python'),
    ]),
  ).toEqual([
    { target: '.env file', at: '2026-11-14T00:00:00Z' },
    { target: 'zsh', at: '2026-11-13T00:00:00Z' },
  ]);
});

it('what was taken back is not there any more', () => {
  expect(wentTo([entry(1, 'written', '/a/.env'), entry(2, 'unwritten', '/a/.env')])).toEqual([]);
  expect(
    wentTo([
      entry(1, 'written', '/a/.env'),
      entry(2, 'unwritten', '/a/.env'),
      entry(3, 'written', '/a/.env'),
    ]).map(({ target }) => target),
  ).toEqual(['/a/.env']);
});
