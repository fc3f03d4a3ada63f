import type { FilterId } from '$lib/keys';
import { words } from '$lib/words/index.svelte';

/** The age, in days, from which a key should be rotated, until the settings are read. */
export const ROTATION_AGE = 90;

/** What a saved filter is called; one of them by the age that the settings name. */
export function filterName(id: FilterId, rotationAge: number): string {
  const t = words().status;
  return id === 'old' ? t.older_than(rotationAge) : t.filters[id];
}
