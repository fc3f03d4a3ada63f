import type { KeySummary, RevokeConsequences } from '$lib/api/contract';

/** The dialog that revokes a key. */
export const revoke = {
  title: (key: string) => `Revoke ${key}`,
  /** `key` is one of the gateway, or one at a provider. */
  final: (key: KeySummary) =>
    key.origin === 'issued'
      ? 'Revoking is immediate and cannot be undone.'
      : `${key.account_name} will refuse the key from then on, and everything that uses it stops working. It cannot be undone.`,
  loading: 'Looking up what uses this key…',
  /** What breaks, a sentence each. */
  consequences: (of: RevokeConsequences): string[] =>
    of.sentences.filter(({ about }) => about !== 'final').map(({ text }) => text),
  last_used: 'Last used',
  never: (key: KeySummary) => (key.origin === 'issued' ? 'never' : 'not seen from here'),
  requests: 'Requests in the last 24 h',
  went_to: 'Went to',
  nowhere: 'nothing yet',
  confirm: (key: string) => `Type ${key} to confirm`,
  keep: 'Keep the key',
  now: 'Revoke now',
  revoking: 'Revoking…',
};
