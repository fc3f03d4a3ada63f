import type { Activity } from '$lib/api/contract';

/** A place that a key, or a text for it, went to, and when it did last. */
export interface Went {
  target: string;
  at: string;
}

/** Each place once, the latest first. What was written and taken back is not there any more. */
export function wentTo(entries: readonly Activity[]): Went[] {
  const newest = [...entries].sort((a, b) => b.id - a.id);
  const places = new Map<string, Went>();
  const gone = new Set<string>();
  for (const { kind, target, at } of newest) {
    if (target === null || places.has(target)) continue;
    if (kind === 'unwritten') gone.add(target);
    else if (kind === 'written' && !gone.has(target)) places.set(target, { target, at });
    else if (kind === 'copied' || kind === 'snippet_copied') places.set(target, { target, at });
  }
  return [...places.values()];
}
