import type { Place, PlaceState } from '$lib/api/contract';
import { plural } from '../numbers';

/** Having another key take the place of one: create, update, test, delete. */
export const rotation = {
  loading: 'Loading the rotation…',
  about:
    'Another key takes the place of this one, step by step. Until the second step is done, nothing changes.',
  steps: { create: 'Create', update: 'Update', watch: 'Test', delete: 'Delete' },
  step: (number: number, name: string) => `Step ${number}: ${name}`,
  states: { done: 'done', now: 'now', later: 'later' },
  now: (step: string) => `Now: ${step}`,
  took: 'This key has taken the place of another.',
  open_that: 'Open that rotation',
  not_now: 'This key does not work any more, so no other takes its place. Make a new key instead.',
  by: (old: string, next: string) => `${old} is replaced by ${next}`,

  create: {
    here: (account: string) => `Make a key like this one at ${account}.`,
    works_on: 'This one works on.',
    make: 'Create the new key…',
    at_page: (account: string) => `Make a key like this one on the page of ${account}, and paste it here.`,
    open_page: 'Open its page',
    paste: 'The new key',
    paste_hint: 'It goes to the vault and is not shown again.',
    name: 'Its name here',
    take_in: 'Take it in',
    taking: 'Taking it in…',
    or_take: 'Or take one that is here already',
    choose: 'Choose a key…',
    take: 'Take this key',
    made: 'The new key:',
    works: 'It works.',
    untested: 'Whether it works was not tested yet.',
    refused: 'The provider refuses it.',
    again_in: (seconds: number) =>
      `The provider refuses it. It may for a minute, where a key is new: it is tested again in ${plural(seconds, 'second')}.`,
    stop: 'Stop',
    cannot_tell: 'The test cannot tell whether it works.',
    unusable: 'It cannot be used: it is revoked, disabled or expired, or its secret is not here.',
    lacks: 'It may not do all that the old one may.',
    tighter: 'Its limits are lower than those of the old one.',
    test: 'Test it',
    test_again: 'Test it again',
    testing: 'Testing…',
    another: 'Take another key…',
    keep_it: 'Keep this one',
  },

  update: {
    moves: 'What moves over at once:',
    gateway: (account: string) => `The gateway forwards to ${account} with the new key.`,
    references: (old: string) =>
      `Whoever asks for “${old}” is given the new key: references in start files and snippets, khg key print, khg run.`,
    now: 'Use the new key',
    switching: 'Moving over…',
    vouch: 'I know that the new key works',
    first_test: 'Test the new key first.',
    first_again: 'It was refused. Test it again, or take another.',
    first_another: 'Take another key first.',
    first_create: 'There is no new key yet.',
    moved: 'Moved over:',
    back: 'Go back to the old key',
    going_back: 'Going back…',
    places: 'Where the old key went',
    places_of_this: 'Where this key went',
    has_this: 'Has this key',
    copied_since: 'Copied since',
    write_this: 'Write this key',
    none: 'It was never copied, shown, or written to a file from here.',
    columns: { place: 'Place', last: 'Last', state: 'State', act: 'What to do' },
    left: (count: number) =>
      count === 0
        ? 'Nothing that Keyhinge knows of holds the old key any more.'
        : `${plural(count, 'place')} still ${count === 1 ? 'holds' : 'hold'} the old key.`,
    states: {
      holds_old: 'Holds the old key',
      holds_other: 'Holds another key',
      updated: 'Has the new key',
      follows: 'Follows by itself',
    } satisfies Record<PlaceState, string>,
    place: ({ kind, name }: Place): string => {
      switch (kind) {
        case 'copied':
          return name === null ? 'Copied as it is' : `Copied for ${name}`;
        case 'file':
          return name ?? 'A file';
        case 'revealed':
          return 'Shown once';
        case 'text':
          return name === null ? 'A text without the key' : `A text for ${name}, without the key`;
        case 'printed':
          return 'khg key print';
        case 'program':
          return name === null ? 'khg run' : `khg run: ${name}`;
      }
    },
    not_known: 'Not known',
    unknown: 'Where it was put then is not known here.',
    asks: 'One that asks for the key wants the new one.',
    restart: 'From its next start.',
    copy: 'Copy the new key',
    write: 'Write the new key',
    write_all_the_same: 'Write it all the same',
    writing: 'Writing…',
    written: 'Written.',
    undo: 'Undo',
    snippets: 'Its snippets',
  },

  watch: {
    first_update: 'Once the new key is used, this shows whether anything still uses the old one.',
    quiet: 'The old key was not used since.',
    quiet_unseen:
      'The old key was not seen in use since. What calls the provider directly with it is only seen where the provider tells.',
    used: 'The old key was used since: something has not been moved over.',
    fresh: 'Answers that began before may still run with the old key.',
    old: 'Old key',
    next: 'New key',
    last_used: 'last used',
    never: 'not used yet',
    requests: (count: number) => plural(count, 'request'),
    by_gateway: 'through the gateway since then',
    ask: 'Ask the provider',
    asking: 'Asking…',
  },

  delete: {
    first_update: 'The old key stays until the new one is used.',
    ready: 'When nothing uses the old key any more, revoke it. That cannot be undone.',
    left: (count: number) =>
      `${plural(count, 'place')} still ${count === 1 ? 'holds' : 'hold'} the old key and will stop working.`,
    now: 'Revoke the old key…',
    new_ended: (next: string) =>
      `${next} does not work any more, and who asks for the old key is given it. Go back to the old key.`,
    both_ended: (next: string) =>
      `${next} does not work any more, and who asks for the old key is given it. Make another key, and name it wherever the old one is named.`,
    forwards: (account: string) => `The gateway forwards to ${account} with the old key again.`,
    not_confirmed: 'The new key is used. That the old one is revoked is not confirmed.',
    check: 'Go on…',
    gone: 'The provider’s list no longer has the old key.',
    done_ended: (old: string, next: string) =>
      `${old} is revoked, and ${next}, which has its place, does not work any more: who asks for either is given nothing. Make another key, and name it there.`,
    done: (old: string, next: string) =>
      `${old} is revoked. ${next} has its place, and who asks for ${old} is given it.`,
  },

  cancel: 'Call the rotation off',
  cancelling: 'Calling it off…',
  cancel_about: 'The new key stays, as any other.',
  open_new: 'Open the new key',
  notice: {
    old: (other: string) => `It is being replaced by ${other}.`,
    next: (other: string) => `It is taking the place of ${other}.`,
    replaced: (other: string) => `It was replaced by ${other}, which is given to whoever asks for this one.`,
    replaces: (other: string) => `It has taken the place of ${other}.`,
    open: 'Open the rotation',
    aged: (days: number) => `It is ${plural(days, 'day')} old.`,
    begin: 'Rotate it…',
  },
};
