/** What many screens say. */
export const common = {
  loading: 'Loading…',
  retry: 'Retry',
  try_again: 'Try again',
  cancel: 'Cancel',
  copied: 'Copied',
  /** The window may not write to the clipboard, so the text is marked instead. */
  marked: 'Marked: press Ctrl C',
  copy: 'Copy',
  copy_what: (what: string) => `Copy ${what}`,
  search: 'Search keys',
};
