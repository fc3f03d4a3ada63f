/** What became of a copied key. */
export const clipboard = {
  copied: 'Copied.',
  /** Before and after the seconds that run. */
  clears: 'Clears from the clipboard',
  clears_in: (seconds: number) => `in ${seconds} s`,
  if_still_there: ', if still there.',
  clearing: 'Clearing the clipboard…',
  kept_in_history:
    'This desktop keeps a clipboard history that Keyhinge cannot exclude it from. Clear it there too.',
  cleared: 'The clipboard was cleared.',
  replaced: 'Something else was copied since; the clipboard was left alone.',
  /** `message` is the system's. */
  clear_failed: (message: string) =>
    `The clipboard could not be cleared: ${message} Copy something else to replace it.`,
};
