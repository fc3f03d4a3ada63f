import type { Language } from '$lib/api/contract';
import { en } from './en';
import { language, meantBy, setLanguage, type Shown } from './language.svelte';
import type { Words } from './types';

/** English stands in for a language until that is read. The others are read when they are wanted. */
const read: Partial<Record<Shown, Words>> = { en };
const READERS: Record<Shown, () => Promise<Words>> = {
  en: () => Promise.resolve(en),
  de: async () => (await import('./de')).de,
};

/** Every text of the window in the language shown: `words().keys.title`. A component that reads it follows a change. */
export function words(): Words {
  return read[language()] ?? en;
}

/** Reads the texts of the language that comes first; what is drawn before is English. */
export async function readWords(shown: Shown = language()): Promise<void> {
  read[shown] ??= await READERS[shown]();
}

let asked = 0;

/** Shows a language as soon as its texts are read. */
export async function showLanguage(setting: Language): Promise<void> {
  const turn = ++asked;
  await readWords(meantBy(setting));
  // Another one may have been chosen meanwhile.
  if (turn === asked) setLanguage(setting);
}

export type { Words } from './types';
