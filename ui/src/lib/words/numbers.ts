import { LANGUAGES, language, type Shown } from './language.svelte';

const formats = new Map<Shown, Intl.NumberFormat>();

function format(): Intl.NumberFormat {
  const shown = language();
  let format = formats.get(shown);
  if (!format) formats.set(shown, (format = new Intl.NumberFormat(LANGUAGES[shown].locale)));
  return format;
}

/** “10,000,000”, as the language shown groups it. */
export function grouped(value: number): string {
  // Most are small, and the languages write those alike: `Intl` takes its time to load.
  return Number.isInteger(value) && Math.abs(value) < 1000 ? String(value) : format().format(value);
}

/** Reads “1,000,000”, “1 000 000” or “1_000_000”; what is no number is `NaN`. Range is the host's to judge. */
export function parseAmount(text: string): number {
  const group = format()
    .formatToParts(10_000)
    .find((part) => part.type === 'group')?.value;
  const digits = text.replace(/(?<=\d)[.,_\s](?=\d)/g, (sign) =>
    sign === group || /[_\s]/.test(sign) ? '' : '.',
  );
  return /^[+-]?\d+(\.\d+)?(e\d+)?$/i.test(digits) ? Number(digits) : NaN;
}

/** “1 key”, “1,204 keys”. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
