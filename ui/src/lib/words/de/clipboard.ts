import type { Words } from '../types';

export const clipboard: Words['clipboard'] = {
  copied: 'Kopiert.',
  clears: 'Verlässt die Zwischenablage',
  clears_in: (seconds) => `in ${seconds} s`,
  if_still_there: ', wenn noch darin.',
  clearing: 'Zwischenablage wird geleert…',
  kept_in_history:
    'Dieser Desktop führt einen Verlauf der Zwischenablage, aus dem Keyhinge nichts heraushalten kann. Auch dort löschen.',
  cleared: 'Die Zwischenablage wurde geleert.',
  replaced: 'Seither wurde etwas anderes kopiert; die Zwischenablage blieb, wie sie ist.',
  clear_failed: (message) =>
    `Die Zwischenablage ließ sich nicht leeren: ${message} Etwas anderes kopieren, um sie zu ersetzen.`,
};
