import { Attempt } from '$lib/api/attempt.svelte';
import { call } from '$lib/api/call';
import type { KeyCreated, KeySummary } from '$lib/api/contract';

/** The key that a new one is to be like, and what the new one may be called. */
export interface Like {
  key: KeySummary;
  name: string;
}

/** A dialog about one key that is there. */
type About = 'revoke' | 'guided' | 'check' | 'test' | 'rename' | 'disable' | 'forget';

/** Which dialog about a key is open: one at a time. */
export type OpenDialog =
  | { kind: 'create'; /** It takes the place of this one. */ like?: Like }
  | ({ kind: 'reveal'; /** Its secret is in the vault. */ kept: boolean } & KeyCreated)
  | { kind: About; key: KeySummary };

/** The dialogs about keys and the acts that need none: one for the window, since they are asked for from anywhere. */
export class KeyActions {
  open = $state.raw<OpenDialog | null>(null);
  /** The act that was asked for last outside a dialog, and how it failed. */
  readonly attempt = new Attempt();

  create(): void {
    this.open = { kind: 'create' };
  }

  /** One that is to take the place of another. */
  createLike(key: KeySummary, name: string): void {
    this.open = { kind: 'create', like: { key, name } };
  }

  /** A key that was just made: shown once. */
  made({ key, ticket }: KeyCreated, kept = true, like?: Like): void {
    this.open = { kind: 'reveal', key, ticket, kept };
    // One that the vault did not take cannot take a place yet.
    if (!like || !kept) return;
    const request = { key_id: like.key.id, new_key_id: key.id };
    void this.attempt.run(() => call('rotation_take', request));
  }

  about(kind: About, key: KeySummary): void {
    this.open = { kind, key };
  }

  /** By its provider's API where there is one, else step by step on its page; one that was begun is gone on with. */
  revoke(key: KeySummary): void {
    if (key.actions.includes('revoke_guided')) this.about('guided', key);
    else if (key.status.kind === 'revocation_not_confirmed' && key.origin !== 'issued')
      this.about('check', key);
    else this.about('revoke', key);
  }

  /** Asks for the one ticket that shows the key, then opens the dialog. */
  async reveal(key: KeySummary): Promise<void> {
    const created = await this.attempt.run(() => call('keys_reveal_ticket', { key_id: key.id }));
    if (created) this.made(created);
  }

  async copy(key: KeySummary): Promise<void> {
    await this.attempt.run(() => call('keys_copy', { key_id: key.id }));
  }

  async enable(key: KeySummary): Promise<void> {
    await this.attempt.run(() => call('keys_enable', { key_id: key.id }));
  }

  close(): void {
    this.open = null;
  }
}

export const keyActions = new KeyActions();
