import { call } from '$lib/api/call';
import { platform } from '$lib/platform';
import { here } from '$lib/route.svelte';

/**
 * Goes where a link from outside leads, and creates a key where the tray asks for it, now and whenever that happens.
 * While a dialog is open nothing moves under it: the link then only brought the window to the front.
 */
export function followLinks(createKey: () => void): () => void {
  async function follow(): Promise<void> {
    const { route, create_key } = await call('window_route', {});
    if (document.querySelector('dialog[open]')) return;
    if (route !== null) here.go(route);
    if (create_key) createKey();
  }
  // A host that does not answer shows that on every screen.
  const look = () => void follow().catch(() => undefined);
  const stop = platform().listen(({ topics }) => {
    if (topics.includes('window')) look();
  });
  look();
  return stop;
}
