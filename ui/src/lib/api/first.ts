import type { QueryClient } from '@tanstack/svelte-query';
import { queries } from './queries';

/** So long the window shows nothing but its background, rather than that it loads (`Loading.svelte`). */
const PATIENCE_MS = 150;

/**
 * Asks at once for what the list of keys and all around it show, not one after the other as each part comes up, and
 * waits for it a little: what is drawn once needs no drawing again. What failed is asked for again by who shows it.
 */
export async function readFirst(client: QueryClient): Promise<void> {
  const reads = [
    client.prefetchQuery(queries.status()),
    client.prefetchQuery(queries.keys()),
    client.prefetchQuery(queries.settings()),
    client.prefetchQuery(queries.accounts()),
    client.prefetchQuery(queries.gateway()),
  ];
  const enough = new Promise<void>((resume) => setTimeout(resume, PATIENCE_MS));
  await Promise.race([Promise.all(reads), enough]);
}
