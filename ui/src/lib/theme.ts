import type { Theme } from '$lib/api/contract';

const REMEMBERED = 'keyhinge.theme';

/** Shows a theme now, and remembers it for the first paint of the next start (`public/theme.js`). */
export function showTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === 'system') localStorage.removeItem(REMEMBERED);
    else localStorage.setItem(REMEMBERED, theme);
  } catch {
    // Storage is off: the setting still holds, only the first paint follows the system.
  }
}
