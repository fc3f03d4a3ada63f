import { plural } from '../numbers';

/** Where secrets are kept: the keychain, or the encrypted file. */
export const vault = {
  setting: 'Secrets are kept in',
  kinds: { keychain: 'In the keychain of this system', file: 'In an encrypted file' },
  states: {
    ready: 'ready',
    locked: 'locked',
    absent: 'not there',
    missing_file: 'its file is missing',
    bad_file: 'its file cannot be used',
    failed: 'not usable now',
  },
  cancel: 'Cancel',
  close: 'Close',

  no_keychain: 'There is no keychain on this computer to keep secrets in.',

  bar: 'Vault',
  bar_locked: 'The vault is locked. Everything else works; secrets can be used once it is unlocked.',
  trouble: {
    ready: '',
    locked: '',
    absent: 'The vault is not there.',
    missing_file: 'The vault’s file is not where it was.',
    bad_file: 'The vault’s file cannot be used.',
    failed: 'The vault’s file could not be read.',
  },
  trouble_next:
    'Put your own copy of vault.bin back into the data folder. Without one, start a new vault: the secrets are gone then.',
  look_again: 'Look again',

  unlock: 'Unlock',
  unlocking: 'Unlocking…',
  unlock_title: 'Unlock the vault',
  unlock_about: 'It stays unlocked until you lock it or close Keyhinge.',
  passphrase: 'Passphrase',
  wrong_passphrase: 'That is not the passphrase of this vault.',
  forgotten: 'The passphrase is forgotten…',
  lock: 'Lock',

  choose_ask: 'Use an encrypted file instead…',
  choose_title: 'Keep secrets in an encrypted file',
  choose_about:
    'For computers without a keychain, as servers and WSL. Secrets are kept in one file in the data folder, encrypted with a passphrase that is asked for after each start. Secrets that are in the keychain now are moved.',
  no_recovery:
    'Nobody can recover a forgotten passphrase: every secret is lost with it. Backups hold no secrets; keep a copy of vault.bin yourself.',
  choose: 'Use the encrypted file',
  choosing: 'Moving the secrets…',
  anew_ask: 'Start a new vault…',
  anew_title: 'Start a new vault',
  anew_about:
    'The present file cannot be opened. A new one holds none of its secrets: their keys stay in the list, without their secrets, and can be revoked. A file that is there is kept beside the new one.',
  anew: 'Start a new vault',
  leave_secrets: 'Go on without these secrets; their keys then say that their secret is not held here.',

  passphrase_new: 'New passphrase',
  passphrase_again: 'The same again',
  passphrase_hint: (least: number) => `At least ${least} characters; a few unrelated words are good`,
  passphrase_short: (least: number) => `This needs at least ${least} characters, not all the same.`,
  passphrase_differs: 'The two are not the same.',
  show_typed: 'Show what is typed',
  strength: {
    short: 'Too short or too uniform',
    fair: 'Fair: longer is better',
    good: 'Good',
    strong: 'Strong',
  },

  change_ask: 'Change passphrase…',
  change_title: 'Change the passphrase',
  change_about: 'Copies of vault.bin made before still open with the old passphrase.',
  change: 'Change passphrase',
  changing: 'Changing…',

  keychain_ask: 'Use the keychain…',
  keychain_title: 'Keep secrets in the keychain',
  keychain_about:
    'Every secret is written to the keychain of this system and read back. Then the encrypted file is deleted.',
  keychain: 'Use the keychain',

  done_title: 'The vault is changed',
  done: {
    keychain: 'Secrets are now kept in the keychain of this system.',
    file: 'Secrets are now kept in this encrypted file. It is unlocked until Keyhinge closes.',
  },
  moved: (count: number) => (count === 0 ? '' : `${plural(count, 'secret')} moved.`),
  left: (count: number) =>
    `${plural(count, 'secret')} could not be deleted from the old vault. Delete what is left there with its own program.`,
};
