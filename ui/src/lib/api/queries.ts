import { QueryClient, queryOptions } from '@tanstack/svelte-query';
import { call, type Command, type Request } from './call';
import type { Topic } from './contract';
import type { CommandFailure } from './failure';

declare module '@tanstack/svelte-query' {
  interface Register {
    defaultError: CommandFailure;
    /** Every key starts with a topic, so that a write says what it makes stale. */
    queryKey: readonly [Topic, ...unknown[]];
    queryMeta: { /** Topics beside the key's own that make it stale. */ also?: readonly Topic[] };
  }
}

export const topics: readonly Topic[] = [
  'accounts',
  'activity',
  'catalogue',
  'clipboard',
  'gateway',
  'keys',
  'limits',
  'settings',
  'usage',
  'vault',
  'window',
];

/** Nothing is asked twice unless something changed: no polling, no refetching on focus, no silent retries. */
export function queryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
        // A property that is first read after it changed would otherwise keep its old value for good: the
        // library only announces what was read before.
        notifyOnChangeProps: 'all',
      },
    },
  });
}

const read = <C extends Command>(
  topic: Topic,
  command: C,
  request: Request<C>,
  also: readonly Topic[] = [],
) =>
  queryOptions({
    queryKey: [topic, command, request] as const,
    queryFn: () => call(command, request),
    meta: { also },
  });

/** What the screens read. No query ever answers with a secret. */
export const queries = {
  status: () => read('settings', 'app_status', {}, ['accounts']),
  settings: () => read('settings', 'settings_get', {}),
  folders: () => read('settings', 'folders_get', {}),
  vault: () => read('vault', 'vault_status', {}, ['settings']),
  doctor: () => read('vault', 'doctor', {}, ['gateway', 'settings']),
  gateway: () => read('gateway', 'gateway_status', {}, ['settings']),
  catalogue: () => read('catalogue', 'catalogue_get', {}),
  accounts: () => read('accounts', 'accounts_list', {}, ['keys']),
  refreshing: () => read('accounts', 'accounts_refresh_status', {}),
  keyForm: (account_id: string) => read('accounts', 'accounts_key_form', { account_id }, ['catalogue']),
  keys: () => read('keys', 'keys_list', {}, ['limits', 'usage']),
  limits: (key_id: string) => read('limits', 'keys_limits', { key_id }, ['keys']),
  readings: (key_id: string) => read('limits', 'keys_readings', { key_id }, ['keys']),
  consequences: (key_id: string) => read('keys', 'keys_revoke_consequences', { key_id }, ['usage']),
  rotation: (key_id: string) => read('keys', 'rotation_get', { key_id }, ['accounts', 'activity', 'usage']),
  targets: (key_id: string) =>
    read('keys', 'snippets_targets', { key_id }, ['accounts', 'gateway', 'catalogue']),
  snippet: (request: Request<'snippets_preview'>) =>
    read('keys', 'snippets_preview', request, ['accounts', 'gateway', 'catalogue']),
  /** What was done with a key last. */
  lately: (key_id: string) => read('activity', 'activity_list', { key_id, limit: 200 }, ['keys']),
  clipboard: () => read('clipboard', 'clipboard_status', {}),
  backups: () => ({ ...read('settings', 'backups_list', {}), gcTime: 0 }),
  backup: (path: string) => ({ ...read('settings', 'backup_look', { path }), gcTime: 0 }),
  window: () => read('window', 'window_status', {}),
};
