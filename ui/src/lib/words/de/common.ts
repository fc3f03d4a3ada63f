import type { Words } from '../types';

export const common: Words['common'] = {
  loading: 'Wird geladen…',
  retry: 'Wiederholen',
  try_again: 'Erneut versuchen',
  cancel: 'Abbrechen',
  copied: 'Kopiert',
  marked: 'Markiert: Strg C drücken',
  copy: 'Kopieren',
  copy_what: (what) => `${what} kopieren`,
  search: 'Schlüssel suchen',
};
