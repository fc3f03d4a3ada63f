import { de } from './de';
import { en } from './en';
import { language, type Shown } from './language.svelte';
import type { Words } from './types';

const CATALOGUES: Record<Shown, Words> = { en, de };

/** Every text of the window in the language shown: `words().keys.title`. A component that reads it follows a change. */
export function words(): Words {
  return CATALOGUES[language()];
}

export { showLanguage } from './language.svelte';
export type { Words } from './types';
