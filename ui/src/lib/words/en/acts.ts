import type { Consequence, KeySummary, NewKeyOption } from '$lib/api/contract';

/** What is done with a key at its provider: tests, names, revoking by hand, and making one there. */
export const acts = {
  menu: {
    more: 'More',
    test: 'Test…',
    rename: 'Rename…',
    rotate: 'Rotate…',
    disable: 'Disable…',
    enable: 'Enable',
    forget: 'Remove from Keyhinge…',
    check: 'Check again…',
    guided: 'Revoke…',
    go_on: 'Go on revoking…',
  },
  close: 'Close',

  test_title: (key: string) => `Test ${key}`,
  test_again: 'Test again',
  test_now: 'Test now',
  last_test: 'Last test',

  /** A call of a model, where no test that costs nothing can tell. */
  one_token: {
    about:
      'No test that costs nothing can tell whether this key works. A call of a model can: it costs about one token.',
    model: 'Model',
    model_hint: 'Leave it empty for one that the provider lists.',
    now: 'Call it for one token',
  },

  rename_title: (key: string) => `Rename ${key}`,
  rename_label: 'New name',
  rename_there: 'The provider shows the new name, too.',
  rename_here: 'The name is only here: the provider does not know it.',
  rename: 'Rename',
  renaming: 'Renaming…',

  disable_title: (key: string) => `Disable ${key}`,
  disable_about: (account: string) =>
    `${account} refuses the key until it is enabled again. Everything that uses it stops working until then; its secret stays in the vault.`,
  disable: 'Disable key',
  disabling: 'Disabling…',
  keep_enabled: 'Leave it enabled',

  forget_title: (key: string) => `Remove ${key} from Keyhinge`,
  forget_about: (account: string) =>
    `At ${account} nothing changes: the key goes on working there. If it should stop, revoke it instead.`,
  forget_secret:
    'Its secret is deleted from the vault of this computer. Without a copy elsewhere nobody can use the key.',
  forget_replaced:
    'Another key has its place. Who asks for this one by its name or id is given nothing any more.',
  forget_listed: 'The next refresh brings it back, since the provider still lists it.',
  forget: 'Remove',
  forgetting: 'Removing…',
  keep: 'Keep it here',

  check_title: (key: string) => `Is ${key} revoked?`,
  checking: 'Looking at the provider…',
  checked_revoked: 'It is revoked: the provider confirms it.',
  checked_not: 'It is not confirmed yet. The gateway does not use the key; the provider may still accept it.',
  check_again: 'Check again',

  guided_steps: ['What breaks', 'Revoke it there', 'Proof'],
  guided_step: (step: number, all: number, name: string) => `Step ${step} of ${all}: ${name}`,
  guided_begin: 'Go on',
  guided_beginning: 'Going on…',
  guided_page: (account: string) => `Revoke the key on the page of ${account}. It is shown there as:`,
  guided_open: 'Open its page',
  guided_no_page: 'No page for keys is known. Sign in at the provider and look for its API keys.',
  guided_stopped: 'The gateway has stopped using the key already.',
  guided_test: 'I have revoked it there: test now',
  guided_testing: 'Testing…',
  guided_works: 'The provider still accepts the key: it is not revoked there yet, or that takes a moment.',
  guided_doubt: 'This test cannot prove it.',
  guided_untested: 'Its secret is not held here, so Keyhinge cannot test it.',
  guided_by_hand: 'If you have seen on the provider’s page that it is revoked, say so:',
  guided_by_hand_now: 'It is revoked: I have seen it',
  guided_keep: 'Keep it after all',
  guided_later: 'Later',
  guided_done: 'It is revoked: the provider refuses it, and its secret has left the vault.',
  guided_done_by_hand: 'It is marked as revoked on your word, and its secret has left the vault.',

  facts: {
    type: 'Key type',
    origin: 'Comes from',
    listed: 'In the provider’s list',
    spent: 'Spent',
    remote_id: 'Id at the provider',
  },
  origins: {
    issued: 'The local gateway',
    created: 'Made at the provider, from here',
    imported: 'Imported here',
    elsewhere: 'Made elsewhere',
  } satisfies Record<KeySummary['origin'], string>,
  elsewhere: 'Not held here: the key was made elsewhere. Whoever made it has its secret.',
  lost: 'Not held here',
  as_of: 'as of',
  at_provider: 'set at the provider',
  gone: 'The provider’s list no longer has this key. It may have been revoked there; a test can tell.',
  not_confirmed:
    'The gateway does not use this key any more. Whether its provider refuses it is not confirmed yet.',
  limits_about: 'What the provider said of this key’s limits when it last answered.',
  no_readings: 'The provider has not said anything of limits yet. A test asks it.',

  create: {
    options: {
      expires: 'Expires',
      permissions: 'Permissions',
      spend_limit: 'Spending limit in US dollars',
      requests_per_minute: 'Requests per minute',
      tokens_per_minute: 'Tokens per minute',
    } satisfies Record<NewKeyOption, string>,
    permissions_hint: 'In the provider’s own words, with blanks between; empty for its default.',
    default: 'the provider’s default',
    by_hand: (account: string) => `Keys of ${account} are made on the provider’s page, then imported here:`,
    open_page: 'Open its page',
    import_it: 'Then bring it here.',
    no_credential: 'Keys could be made from here, but this account has no credential for it.',
    add_credential: 'Open the account',
    refresh: 'Refresh the account',
    refreshing: 'Refreshing…',
    refreshed: 'The account was refreshed. Look for the key in the list before you create it again.',
    revoke_lost: 'Revoke that key…',
    number: 'Type a number, or leave it empty.',
  },

  /** What an operation does beyond its name. */
  consequences: {
    makes_service_account: 'A service account is made in the project, and the key belongs to it.',
    makes_admin_key: 'An admin key can manage the whole organization. It cannot call models.',
    deletes_service_account:
      'The key’s service account is deleted with it, and every other key of that account.',
  } satisfies Record<Consequence, string>,

  unkept:
    'The vault did not take this key. Only this window has it, until Keyhinge ends: try again, copy it to a safe place, or revoke it.',
  unkept_about: 'Nothing is lost as long as Keyhinge runs.',
  keep_again: 'Try again to keep it',
  keeping: 'Trying…',
  not_revoked: 'Not revoked: the key still works.',
  revoke_now: 'Revoke now…',
};
