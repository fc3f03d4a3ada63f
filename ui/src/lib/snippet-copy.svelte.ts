import { Attempt } from '$lib/api/attempt.svelte';
import { call } from '$lib/api/call';
import type { Instead, KeyCopy } from '$lib/api/contract';

const SAID_MS = 3000;

/** Copies texts for a key. The host writes them, so no secret comes here; a key for production is asked about. */
export class SnippetCopy {
  readonly attempt = new Attempt();
  /** What waits for a yes. */
  asking = $state.raw<KeyCopy | null>(null);
  /** It was copied a moment ago. */
  done = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The form that can carry what was refused. */
  get instead(): Instead | null {
    const error = this.attempt.failure?.error;
    return error?.code === 'snippet_refused' ? error.instead : null;
  }

  async copy(request: KeyCopy): Promise<void> {
    this.asking = null;
    this.done = false;
    const copied = await this.attempt.run(() => call('keys_copy', request));
    if (this.attempt.failure?.code === 'snippet_unconfirmed') {
      this.attempt.forget();
      this.asking = request;
    }
    if (!copied) return;
    this.done = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.done = false), SAID_MS);
  }

  async confirm(): Promise<void> {
    if (this.asking) await this.copy({ ...this.asking, confirmed: true });
  }

  refuse(): void {
    this.asking = null;
  }

  /** Another text is shown: what was said of the one before is gone. */
  forget(): void {
    this.attempt.forget();
    this.asking = null;
    this.done = false;
  }
}
