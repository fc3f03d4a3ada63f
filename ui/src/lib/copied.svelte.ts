import { words } from '$lib/words/index.svelte';

const SAID_MS = 3000;

/** Copies text that holds no secret, and says for a moment how that went. Secrets are copied by the host. */
export class Copied {
  said = $state('');

  /** `shown` holds the text on screen: it is marked where the window may not write to the clipboard. */
  async copy(text: string, shown: HTMLElement): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.said = words().common.copied;
    } catch {
      getSelection()?.selectAllChildren(shown);
      this.said = words().common.marked;
    }
    setTimeout(() => (this.said = ''), SAID_MS);
  }
}
