import { CommandFailure } from '$lib/api/failure';

const SAID_MS = 8000;

/** How the last thing ended that was done without a place of its own on the screen, as from the palette. */
class Outcome {
  said = $state('');
  /** Text that could not be copied, to be copied by hand. Never a secret. */
  text = $state('');
  failure = $state.raw<CommandFailure | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Runs it and says how it ended: `done` where it worked, the failure where it did not. */
  async of<T>(work: () => Promise<T>, done: (result: T) => string): Promise<void> {
    this.forget();
    try {
      this.#say(done(await work()));
    } catch (thrown) {
      this.failure = CommandFailure.from(thrown);
    }
  }

  /** Copies text that holds no secret; where the window may not, shows it. */
  async copy(text: string, done: string, refused: string): Promise<void> {
    this.forget();
    try {
      await navigator.clipboard.writeText(text);
      this.#say(done);
    } catch {
      this.said = refused;
      this.text = text;
    }
  }

  forget(): void {
    clearTimeout(this.#timer);
    this.said = '';
    this.text = '';
    this.failure = null;
  }

  #say(said: string): void {
    this.said = said;
    this.#timer = setTimeout(() => this.forget(), SAID_MS);
  }
}

export const outcome = new Outcome();
