const REMEMBERED = 'keyhinge.palette';
const KEPT = 8;

/** The ids of what was done last from the palette, the latest first. */
export function recent(): string[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(REMEMBERED) ?? '[]');
    return Array.isArray(read) ? read.filter((id) => typeof id === 'string').slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

export function remember(id: string): void {
  try {
    const ids = [id, ...recent().filter((one) => one !== id)].slice(0, KEPT);
    localStorage.setItem(REMEMBERED, JSON.stringify(ids));
  } catch {
    // Storage is off: the palette begins with the actions.
  }
}
