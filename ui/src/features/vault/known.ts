import type { QueryClient } from '@tanstack/svelte-query';
import type { VaultStatus } from '$lib/api/contract';
import { queries } from '$lib/api/queries';

/** Shows at once what a command answered; the host's announcement follows. */
export function known(client: QueryClient, status: VaultStatus): void {
  client.setQueryData(queries.vault().queryKey, status);
}
