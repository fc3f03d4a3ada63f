interface How {
  /** What gets the focus; otherwise the browser chooses. */
  focus?: (() => HTMLElement) | undefined;
  /** Escape was pressed, wherever the focus is: Tab can have carried it out of the page. */
  onescape: () => void;
}

/** Modal from its first moment; the element that had the focus gets it back. */
export function modal({ focus, onescape }: How) {
  return (dialog: HTMLDialogElement) => {
    const before = document.activeElement;
    dialog.showModal();
    focus?.().focus();
    const hear = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || [...document.querySelectorAll('dialog[open]')].at(-1) !== dialog) return;
      // Decided here and not in `cancel`, which a second Escape may skip.
      event.preventDefault();
      if (!(event.target instanceof Element && event.target.closest('[popover]'))) onescape();
    };
    addEventListener('keydown', hear);
    return () => {
      removeEventListener('keydown', hear);
      dialog.close();
      // Where that element is gone, as the button of an empty list, the screen's heading stands in.
      const after =
        before?.isConnected && before !== document.body ? before : document.querySelector('main h1');
      if (after instanceof HTMLElement) after.focus();
    };
  };
}
