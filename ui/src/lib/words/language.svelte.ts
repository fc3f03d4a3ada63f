import type { Language } from '$lib/api/contract';

/** A language that can be shown; the setting has “as the system” too. */
export type Shown = Exclude<Language, 'system'>;

/**
 * The languages of the window; each has a folder beside this file. `typed` says how a date is typed: in the order of
 * ISO 8601, or one with dots, neither of which is taken for another date. Swedish English has the first.
 */
export const LANGUAGES = {
  // Not en-GB, whose September is “Sept”.
  en: { name: 'English', locale: 'en-US', typed: 'en-SE' },
  de: { name: 'Deutsch', locale: 'de-DE', typed: 'de-DE' },
} as const satisfies Record<Shown, object>;

const REMEMBERED = 'keyhinge.language';

const first = remembered() ?? ofSystem();
let shown = $state<Shown>(first);
document.documentElement.lang = first;

/** The language that is shown now; whoever reads it in a component follows it. */
export function language(): Shown {
  return shown;
}

/** What a setting means on this computer. */
export function meantBy(setting: Language): Shown {
  return setting === 'system' ? ofSystem() : setting;
}

/** Changes the language, and remembers it for the first paint of the next start. Its texts must have been read. */
export function setLanguage(setting: Language): void {
  shown = meantBy(setting);
  document.documentElement.lang = shown;
  try {
    if (setting === 'system') localStorage.removeItem(REMEMBERED);
    else localStorage.setItem(REMEMBERED, setting);
  } catch {
    // Storage is off: the setting still holds, only the first paint follows the system.
  }
}

function ofSystem(): Shown {
  return known(navigator.language) ?? 'en';
}

function remembered(): Shown | undefined {
  try {
    return known(localStorage.getItem(REMEMBERED) ?? '');
  } catch {
    return undefined;
  }
}

/** “de-AT” is `de`; nothing for a language that is not here. */
function known(tag: string): Shown | undefined {
  const primary = tag.split('-')[0]?.toLowerCase() ?? '';
  return Object.hasOwn(LANGUAGES, primary) ? (primary as Shown) : undefined;
}
