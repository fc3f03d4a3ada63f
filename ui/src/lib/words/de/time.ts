import type { Words } from '../types';

export const time: Words['time'] = {
  just_now: 'eben',
  seconds_ago: (seconds) => `vor ${seconds} s`,
  minutes_ago: (minutes) => `vor ${minutes} min`,
  hours_ago: (hours) => `vor ${hours} h`,
  yesterday: 'gestern',
  days_ago: (days) => `vor ${days} Tg.`,
  months: 'Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.',
  day: (day, month) => `${day}. ${month}`,
};
