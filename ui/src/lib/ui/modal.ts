interface How {
  /** What gets the focus; otherwise the browser chooses. */
  focus?: (() => HTMLElement) | undefined;
}

/** Modal from its first moment; the element that had the focus gets it back. */
export function modal({ focus }: How = {}) {
  return (dialog: HTMLDialogElement) => {
    const before = document.activeElement;
    dialog.showModal();
    focus?.().focus();
    return () => {
      dialog.close();
      // Where that element is gone, as the button of an empty list, the screen's heading stands in.
      const after =
        before?.isConnected && before !== document.body ? before : document.querySelector('main h1');
      if (after instanceof HTMLElement) after.focus();
    };
  };
}
