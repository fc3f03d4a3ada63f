import { CommandFailure } from './failure';

/**
 * One thing that the user asked for: whether it runs, and how it failed. It never runs twice at once, and keeps
 * nothing of what it returned, so that a secret passes through without staying.
 */
export class Attempt {
  pending = $state(false);
  failure = $state.raw<CommandFailure | null>(null);

  /** What `work` returned; nothing where it failed or is already running. */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.pending) return undefined;
    this.pending = true;
    this.failure = null;
    try {
      return await work();
    } catch (thrown) {
      this.failure = CommandFailure.from(thrown);
      return undefined;
    } finally {
      this.pending = false;
    }
  }

  forget(): void {
    this.failure = null;
  }
}
