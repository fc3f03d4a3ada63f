/** Times and numbers as the window writes them. Every function takes `now`, in milliseconds since 1970. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

// Not en-GB, whose September is “Sept”.
const month = new Intl.DateTimeFormat('en-US', { month: 'short' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const number = new Intl.NumberFormat('en-US');

export function grouped(value: number): string {
  return number.format(value);
}

/** “just now”, “2 min ago”, “yesterday”, “34 d ago”, then the date. */
export function ago(iso: string, now: number): string {
  const then = Date.parse(iso);
  const passed = now - then;
  if (passed < MINUTE) return 'just now';
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min ago`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h ago`;
  if (passed < 2 * DAY) return 'yesterday';
  if (passed < 60 * DAY) return `${Math.floor(passed / DAY)} d ago`;
  return date(iso, now);
}

/** “3 s ago” for what is read again and again; otherwise as [`ago`]. */
export function agoExactly(iso: string, now: number): string {
  const passed = now - Date.parse(iso);
  if (passed < 2 * SECOND) return 'just now';
  return passed < MINUTE ? `${Math.floor(passed / SECOND)} s ago` : ago(iso, now);
}

/** “2 Sep”, with the year where it is another one. */
export function date(iso: string, now: number): string {
  const then = new Date(iso);
  const sameYear = then.getFullYear() === new Date(now).getFullYear();
  return sameYear ? dayAndMonth(then) : `${dayAndMonth(then)} ${then.getFullYear()}`;
}

/** The whole date and time, for titles. */
export function exactly(iso: string): string {
  const then = new Date(iso);
  return `${dayAndMonth(then)} ${then.getFullYear()}, ${clock.format(then)}`;
}

function dayAndMonth(then: Date): string {
  return `${then.getDate()} ${month.format(then)}`;
}

/** Whole days from one time to a later one; never negative. */
export function days(from: number, to: number): number {
  return Math.max(0, Math.floor((to - from) / DAY));
}

/**
 * Days until a later time: to the nearest day, so that a key made for 60 days has 60; in the last week whole days
 * that are left, as the status counts them.
 */
export function daysLeft(until: number, now: number): number {
  const left = (until - now) / DAY;
  return left > 8 ? Math.round(left) : days(now, until);
}

/** “0:38”, “12:05”, “1:02:07”: what is left until `at`, counted up to the second that is still running. */
export function left(at: number, now: number): string {
  const total = secondsLeft(at, now);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}

export function secondsLeft(at: number, now: number): number {
  return Math.max(0, Math.ceil((at - now) / SECOND));
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
