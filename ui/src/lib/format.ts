import type { Money } from './api/contract';
import { LANGUAGES, language } from './words/language.svelte';
import { words } from './words/index.svelte';
import { grouped } from './words/numbers';

/** Times as the window writes them. Every function takes `now`, in milliseconds since 1970. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** “just now”, “2 min ago”, “yesterday”, “34 d ago”, then the date. */
export function ago(iso: string, now: number): string {
  const passed = now - Date.parse(iso);
  const { time } = words();
  if (passed < MINUTE) return time.just_now;
  if (passed < HOUR) return time.minutes_ago(Math.floor(passed / MINUTE));
  if (passed < DAY) return time.hours_ago(Math.floor(passed / HOUR));
  if (passed < 2 * DAY) return time.yesterday;
  if (passed < 60 * DAY) return time.days_ago(Math.floor(passed / DAY));
  return date(iso, now);
}

/** “3 s ago” for what is read again and again; otherwise as [`ago`]. */
export function agoExactly(iso: string, now: number): string {
  const passed = now - Date.parse(iso);
  const { time } = words();
  if (passed < 2 * SECOND) return time.just_now;
  return passed < MINUTE ? time.seconds_ago(Math.floor(passed / SECOND)) : ago(iso, now);
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
  const clock = [then.getHours(), then.getMinutes(), then.getSeconds()].map(two).join(':');
  return `${dayAndMonth(then)} ${then.getFullYear()}, ${clock}`;
}

/** From the texts and not from `Intl`, which takes its time to load before the first paint. */
function dayAndMonth(then: Date): string {
  const { time } = words();
  return time.day(then.getDate(), time.months.split(' ')[then.getMonth()] ?? '');
}

const two = (value: number) => String(value).padStart(2, '0');

/** Days until a later time, as the core counts them: to the nearest day; 0 in the last 24 hours. */
export function daysLeft(until: number, now: number): number {
  const left = (until - now) / DAY;
  return left < 1 ? 0 : Math.round(left);
}

/** “0:38”, “12:05”, “1:02:07”: what is left until `at`, counted up to the second that is still running. */
export function left(at: number, now: number): string {
  const total = secondsLeft(at, now);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}

export function secondsLeft(at: number, now: number): number {
  return Math.max(0, Math.ceil((at - now) / SECOND));
}

/** “€12.30”: an amount in millionths, as the language shown writes it. */
export function money({ micros, currency }: Money): string {
  const amount = micros / 1_000_000;
  try {
    return new Intl.NumberFormat(LANGUAGES[language()].locale, { style: 'currency', currency }).format(
      amount,
    );
  } catch {
    // A word of the provider's own, as “credits”.
    return `${grouped(amount)} ${currency}`;
  }
}

export { grouped, plural } from './words/numbers';
