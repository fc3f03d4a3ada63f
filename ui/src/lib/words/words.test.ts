import { afterEach, describe, expect, it } from 'vitest';
import { CommandFailure } from '../api/failure';
import { date, exactly, grouped } from '../format';
import { showLanguage, words } from './index.svelte';
import { LANGUAGES } from './language.svelte';
import { parseAmount } from './numbers';

afterEach(() => showLanguage('en'));

it('shows the chosen language, and says so to the page', async () => {
  await showLanguage('de');
  expect(words().shell.screens.keys).toBe('Schlüssel');
  expect(document.documentElement.lang).toBe('de');
  await showLanguage('en');
  expect(words().shell.screens.keys).toBe('Keys');
  expect(document.documentElement.lang).toBe('en');
});

describe('the system’s language', () => {
  const system = (tag: string) =>
    Object.defineProperty(navigator, 'language', { value: tag, configurable: true });
  afterEach(() => system('en-US'));

  it.each([
    ['de-AT', 'de'],
    ['DE', 'de'],
    ['en-GB', 'en'],
    ['fr-FR', 'en'],
    ['toString', 'en'],
    ['', 'en'],
  ])('%s is shown as %s', async (tag, shown) => {
    system(tag);
    await showLanguage('system');
    expect(document.documentElement.lang).toBe(shown);
  });
});

it.each(['en', 'de'] as const)('names the months as the system does: %s', async (shown) => {
  await showLanguage(shown);
  const form = new Intl.DateTimeFormat(LANGUAGES[shown].locale, { day: 'numeric', month: 'short' });
  const months = Array.from({ length: 12 }, (_, month) => {
    const parts = form.formatToParts(new Date(2026, month, 2));
    return parts.find((part) => part.type === 'month')?.value;
  });
  expect(words().time.months.split(' ')).toEqual(months);
});

it('writes numbers and dates as the language does', async () => {
  const then = new Date(2025, 8, 2, 14, 5, 9).toISOString();
  const now = new Date(2026, 10, 21).getTime();
  expect(grouped(1_234_567)).toBe('1,234,567');
  expect(exactly(then)).toBe('2 Sep 2025, 14:05:09');
  await showLanguage('de');
  expect(grouped(1_234_567)).toBe('1.234.567');
  expect(date(then, now)).toBe('2. Sept. 2025');
  expect(exactly(then)).toBe('2. Sept. 2025, 14:05:09');
});

describe('a failure in another language', () => {
  const failure = new CommandFailure({
    code: 'storage',
    message: 'The file /tmp/a could not be written: no space left.',
    next_step: 'Check that the folder is there.',
  });

  it('is told in English as the core says it', () =>
    expect(failure.told.message).toBe('The file /tmp/a could not be written: no space left.'));

  it('is told anew, with what only the core knows behind it', async () => {
    await showLanguage('de');
    expect(failure.told.message).toBe(
      'Das Lesen oder Schreiben einer Datei ist gescheitert. (The file /tmp/a could not be written: no space left)',
    );
    expect(failure.told.next_step).toContain('Prüfen');
  });

  it('is told also where the host said nothing', async () => {
    const silence = CommandFailure.from(new TypeError('Failed to fetch'));
    expect(silence.told.message).toBe('Keyhinge did not answer.');
    await showLanguage('de');
    expect(silence.told.message).toBe('Keyhinge hat nicht geantwortet.');
  });
});

it('reads numbers as the language writes them', async () => {
  expect(['1,000', '1.5', '2,000,000', '1.000.000'].map(parseAmount)).toEqual([1000, 1.5, 2_000_000, NaN]);
  await showLanguage('de');
  expect(['1.000', '1,5', '2.000.000', '1 000_000'].map(parseAmount)).toEqual([
    1000, 1.5, 2_000_000, 1_000_000,
  ]);
});
