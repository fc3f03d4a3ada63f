import { plural } from '../numbers';

/** The state of a key, as its row and its page say it. */
export const status = {
  being_replaced: 'being replaced',
  replaces: 'replaces another',
  active: 'Active',
  old: (days: number) => `Rotate: ${days} days old`,
  expires_within_a_day: 'Expires within a day',
  expires_in: (days: number) => `Expires in ${plural(days, 'day')}`,
  limit_reached: 'Limit reached',
  /** `left` is minutes and seconds. */
  limit_left: (left: string) => `Limit, ${left} left`,
  expired: 'Expired',
  refused: 'Refused at the last test',
  pending: 'Being made',
  gone: 'Gone from the provider',
  disabled: 'Disabled',
  revocation_not_confirmed: 'Revocation not confirmed',
  revoked: 'Revoked',
  never_used: 'never',
  no_generation: ', no generation',
  age: {
    none: '–',
    days_old: (days: number) => `${days} d old`,
    no_expiry: 'no expiry',
    expired: 'expired',
    hours_left: (hours: number) => `${hours} h left`,
    days_left: (days: number) => `${days} d left`,
  },
  older_than: (days: number) => `Older than ${days} days`,
  filters: {
    all: 'All',
    attention: 'Needs attention',
    expiring: 'Expiring',
    unused: 'Unused 30 days',
    full_access: 'Full access',
  },
};
