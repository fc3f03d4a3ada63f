/** Scrolls to what comes below what was there. */
export function seen(element: HTMLElement): void {
  element.scrollIntoView({ block: 'nearest' });
}
