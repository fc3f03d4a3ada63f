/** The log of what was done to which key. */
export const activity = {
  loading: 'Loading the activity…',
  empty_key:
    'Nothing yet. What is done with this key is written here: created, revealed, copied and where to, first used, revoked.',
  empty:
    'Nothing yet. What is done with keys is written here: created, revealed, copied and where to, first used, revoked.',
  columns: { what: 'What', key: 'Key', how: 'How', when: 'When', at: 'Date and time' },
  older: 'Show older',
  actors: { app: 'in the app', cli: 'with khg', http: 'over the gateway’s API', gateway: 'by a program' },
  kinds: {
    account_added: 'Account added',
    account_changed: 'Account changed',
    account_removed: 'Account removed',
    imported: 'Imported',
    tested: 'Tested',
    renamed: 'Renamed',
    disabled: 'Disabled',
    enabled: 'Enabled',
    forgotten: 'Taken out of Keyhinge',
    created: 'Created',
    create_failed: 'Could not be created',
    revealed: 'Revealed',
    copied: 'Copied',
    snippet_copied: 'Snippet copied',
    first_used: 'First used',
    revoked: 'Revoked',
    revoke_failed: 'Could not be revoked',
    gateway_started: 'Gateway started',
    gateway_stopped: 'Gateway stopped',
  },
  copied_for: (target: string) => `Copied for ${target}`,
  snippet_copied_for: (target: string) => `Snippet copied for ${target}`,
};
