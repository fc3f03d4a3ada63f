/** Times, as short as they are read at a glance. */
export const time = {
  just_now: 'just now',
  seconds_ago: (seconds: number) => `${seconds} s ago`,
  minutes_ago: (minutes: number) => `${minutes} min ago`,
  hours_ago: (hours: number) => `${hours} h ago`,
  yesterday: 'yesterday',
  days_ago: (days: number) => `${days} d ago`,
  /** Short, from January; as they stand beside a day. */
  months: 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec',
  day: (day: number, month: string) => `${day} ${month}`,
};
