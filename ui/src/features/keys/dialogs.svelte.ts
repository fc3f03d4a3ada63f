import { Attempt } from '$lib/api/attempt.svelte';
import { call } from '$lib/api/call';
import type { KeyCreated, KeySummary } from '$lib/api/contract';

/** Which dialog about a key is open: one at a time. */
export type OpenDialog =
  { kind: 'create' } | ({ kind: 'reveal' } & KeyCreated) | { kind: 'revoke'; key: KeySummary };

/** The dialogs about keys and the acts that need none: one for the window, since they are asked for from anywhere. */
export class KeyActions {
  open = $state.raw<OpenDialog | null>(null);
  /** The act that was asked for last outside a dialog, and how it failed. */
  readonly attempt = new Attempt();

  create(): void {
    this.open = { kind: 'create' };
  }

  revoke(key: KeySummary): void {
    this.open = { kind: 'revoke', key };
  }

  /** Asks for the one ticket that shows the key, then opens the dialog. */
  async reveal(key: KeySummary): Promise<void> {
    const created = await this.attempt.run(() => call('keys_reveal_ticket', { key_id: key.id }));
    if (created) this.open = { kind: 'reveal', ...created };
  }

  async copy(key: KeySummary): Promise<void> {
    await this.attempt.run(() => call('keys_copy', { key_id: key.id }));
  }

  close(): void {
    this.open = null;
  }
}

export const keyActions = new KeyActions();
