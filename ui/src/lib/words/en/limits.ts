import { plural } from '../numbers';

/** The screen of limits: a card per account, and every meter. */
export const limits = {
  title: 'Limits',
  loading: 'Loading the limits…',
  plans_of: (account: string) => `${account} · plans`,
  of_each_key: 'each key has limits of its own',
  keys_on: (count: number) => plural(count, 'key'),
  no_key: 'No key has limits yet',
  no_key_about:
    'A key takes its limits from its plan when it is created. Its meters appear here and move with each call.',
  create: 'Create a key',
  more: (next: number, all: number) => `Show ${next} more of ${all}`,
};
