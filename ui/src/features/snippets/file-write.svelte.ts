import { Attempt } from '$lib/api/attempt.svelte';
import { call } from '$lib/api/call';
import type { KeyCopy, TakenBack, Written } from '$lib/api/contract';

/** What is written: which text of which key. */
export type Subject = Pick<KeyCopy, 'key_id' | 'form' | 'variable'> & { target: string };

/** Writes a text into a file that the user chooses in a dialog of the system: chosen, looked at, written, taken back. */
export class FileWrite {
  readonly choosing = new Attempt();
  readonly writing = new Attempt();
  readonly undoing = new Attempt();
  /** A choice that waits for a yes. It is good for one write. */
  chosen = $state.raw<{ subject: Subject; choice: string; path: string } | null>(null);
  written = $state.raw<Written | null>(null);
  undone = $state.raw<TakenBack | null>(null);

  async choose(subject: Subject): Promise<void> {
    this.forget();
    const file = await this.choosing.run(() => call('snippets_choose_file', { target: subject.target }));
    if (file?.choice && file.path) this.chosen = { subject, choice: file.choice, path: file.path };
  }

  /** `confirmed`: what there was to ask about the key was asked. */
  async write(confirmed: boolean): Promise<void> {
    if (!this.chosen) return;
    const { subject, choice } = this.chosen;
    const written = await this.writing.run(() => call('snippets_write', { ...subject, choice, confirmed }));
    if (!written) return;
    this.chosen = null;
    this.written = written;
  }

  async undo(): Promise<void> {
    const { written } = this;
    if (!written) return;
    const undone = await this.undoing.run(() => call('snippets_write_undo', { id: written.id }));
    if (!undone) return;
    this.written = null;
    this.undone = undone;
  }

  cancel(): void {
    this.chosen = null;
    this.writing.forget();
  }

  /** Another text is shown: what was said of the one before is gone. */
  forget(): void {
    for (const attempt of [this.choosing, this.writing, this.undoing]) attempt.forget();
    this.chosen = this.written = this.undone = null;
  }
}
