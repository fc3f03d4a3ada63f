import type { RevokeConsequences } from '$lib/api/contract';

/** The dialog that revokes a key. */
export const revoke = {
  title: (key: string) => `Revoke ${key}`,
  final: 'Revoking is immediate and cannot be undone.',
  loading: 'Looking up what uses this key…',
  /** What breaks, a sentence each. */
  consequences: (of: RevokeConsequences): string[] => of.sentences.slice(1),
  last_used: 'Last used',
  never: 'never',
  requests: 'Requests in the last 24 h',
  copied_for: 'Copied for',
  nowhere: 'nowhere from here',
  confirm: (key: string) => `Type ${key} to confirm`,
  keep: 'Keep the key',
  now: 'Revoke now',
  revoking: 'Revoking…',
};
