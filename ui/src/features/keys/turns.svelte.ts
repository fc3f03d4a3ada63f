import { createQuery, useQueryClient } from '@tanstack/svelte-query';
import type { KeySummary } from '$lib/api/contract';
import { queries } from '$lib/api/queries';
import { nextTurn } from '$lib/keys';
import { ROTATION_AGE } from './filter-name';

/** Longest that a timer can wait. */
const MAX_WAIT_MS = 2 ** 31 - 1;

/** Reads the list again at the moment when a status changes by itself: a limit has room again, a key expires. */
export function refreshAtTurns(keys: () => readonly KeySummary[]): void {
  const settings = createQuery(() => queries.settings());
  const client = useQueryClient();
  $effect(() => {
    const at = nextTurn(keys(), Date.now(), settings.data?.rotation_age_days ?? ROTATION_AGE);
    if (at === undefined) return;
    const wait = Math.min(at - Date.now() + 50, MAX_WAIT_MS);
    const timer = setTimeout(
      () => void client.invalidateQueries({ queryKey: queries.keys().queryKey }),
      wait,
    );
    return () => clearTimeout(timer);
  });
}
