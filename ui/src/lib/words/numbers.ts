import { LANGUAGES, language, type Shown } from './language.svelte';

const formats = new Map<Shown, Intl.NumberFormat>();

/** “10,000,000”, as the language shown groups it. */
export function grouped(value: number): string {
  const shown = language();
  let format = formats.get(shown);
  if (!format) formats.set(shown, (format = new Intl.NumberFormat(LANGUAGES[shown].locale)));
  return format.format(value);
}

/** “1 key”, “1,204 keys”. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
