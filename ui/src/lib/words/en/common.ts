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
  no_answer: 'Keyhinge did not answer.',
  no_answer_next:
    'Try again. If it stays like this, close Keyhinge and open it again; nothing that was saved is lost.',
};
