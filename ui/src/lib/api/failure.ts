import { words } from '$lib/words/index.svelte';
import type { CommandError, ErrorCode } from './contract';

export type Code = ErrorCode['code'];

/** A command that failed, with a sentence and the next step. Made once, at the border. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';

  constructor(readonly error: CommandError) {
    super(error.message);
  }

  /** Sentence and next step in the language shown. */
  get told(): { message: string; next_step: string } {
    return words().errors.told(this.error);
  }

  get code(): Code {
    return this.error.code;
  }

  /** The request's field that cannot be used, where the code is `invalid`. */
  get field(): string | undefined {
    return this.error.code === 'invalid' ? this.error.field : undefined;
  }

  /** What was thrown, as a failure; what is not a `CommandError` means that the host did not answer. */
  static from(thrown: unknown): CommandFailure {
    if (thrown instanceof CommandFailure) return thrown;
    if (isCommandError(thrown)) return new CommandFailure(thrown);
    return new NoAnswer();
  }
}

class NoAnswer extends CommandFailure {
  constructor() {
    super({ code: 'internal', ...words().errors.no_answer });
  }

  override get told() {
    return words().errors.no_answer;
  }
}

function isCommandError(value: unknown): value is CommandError {
  if (typeof value !== 'object' || value === null) return false;
  const { code, message, next_step } = value as Partial<Record<keyof CommandError, unknown>>;
  return typeof code === 'string' && typeof message === 'string' && typeof next_step === 'string';
}
