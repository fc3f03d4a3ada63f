import type { Query, QueryClient } from '@tanstack/svelte-query';
import type { Platform } from '$lib/platform';

/**
 * Refreshes what a change made stale. While a query is being read again, further changes are remembered and
 * lead to one more read, so that a busy gateway never queues reads and no last change is missed.
 */
export function followChanges(platform: Platform, client: QueryClient): () => void {
  const running = new Set<string>();
  const again = new Set<string>();

  async function refresh(query: Query): Promise<void> {
    const hash = query.queryHash;
    if (running.has(hash)) {
      again.add(hash);
      return;
    }
    running.add(hash);
    const read = () =>
      client.invalidateQueries({ queryKey: query.queryKey, exact: true }, { cancelRefetch: false });
    // A read that is under way may have begun before the change: it is joined, and followed by another.
    if (query.state.fetchStatus === 'fetching') await read();
    do {
      again.delete(hash);
      const began = performance.now();
      await read();
      // Changes that come faster than they can be read leave the window half of its time.
      if (again.has(hash)) await pause(performance.now() - began);
    } while (again.has(hash));
    running.delete(hash);
  }

  return platform.listen(({ topics }) => {
    const stale = new Set(topics);
    for (const query of client.getQueryCache().getAll()) {
      const also = query.meta?.also ?? [];
      if (stale.has(String(query.queryKey[0])) || also.some((topic) => stale.has(topic))) void refresh(query);
    }
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}
