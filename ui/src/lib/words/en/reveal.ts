import { plural } from '../numbers';

/** The dialog that shows a new key once. */
export const reveal = {
  title: (key: string) => `${key} is ready`,
  never_expires: 'never expires',
  expires_in: (days: number) => `expires in ${plural(days, 'day')}`,
  expires_within_a_day: 'expires within a day',
  saved: {
    keychain:
      'Saved in your keychain and read back. You can copy it from Keyhinge at any time; it is shown in full only here, only now.',
    file: 'Saved in your encrypted vault and read back. You can copy it from Keyhinge at any time; it is shown in full only here, only now.',
  },
  masked: 'The key, masked',
  hidden: 'Hidden for good',
  hide: 'Hide',
  show: 'Show',
  copy: 'Copy key',
  copy_snippet: 'Copy as a snippet',
  /** Before the name of a target. */
  copy_as: 'Copy as…',
  copy_as_menu: 'Copy as',
  choose_target: 'Choose where it goes',
  still_copied: 'It can still be copied, here and later from the list.',
  hides_in: (left: string) => `Hides itself in ${left}, or when this window loses focus`,
  hides_after: (left: string) => `Once shown, it hides itself after ${left}`,
  done: 'Done',
};
