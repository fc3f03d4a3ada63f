/**
 * Takes the focus to the step that is next, where the control that had it is gone or can no longer be used: the next press
 * of Tab would begin at the top of the window.
 */
export function keepFocus(root: HTMLElement): () => void {
  let last: Element | null = null;
  const note = (event: FocusEvent) => (last = event.target instanceof Element ? event.target : null);
  const look = () => {
    if (!last || document.querySelector('dialog[open]')) return;
    const lost = !last.isConnected || last.matches(':disabled');
    const nowhere = document.activeElement === null || document.activeElement === document.body;
    if (!lost || !nowhere) return;
    last = null;
    const next = root.querySelector<HTMLElement>('[aria-current="step"] h2') ?? root.querySelector('h2');
    next?.focus();
  };
  const observer = new MutationObserver(look);
  observer.observe(root, { childList: true, subtree: true, attributeFilter: ['disabled'] });
  root.addEventListener('focusin', note);
  return () => {
    observer.disconnect();
    root.removeEventListener('focusin', note);
  };
}
