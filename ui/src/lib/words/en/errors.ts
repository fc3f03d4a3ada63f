import type { CommandError } from '$lib/api/contract';
import type { Told } from '../types';

/** What failed, and what to do. */
export const errors = {
  /** The core's own sentences, which are English. */
  told: ({ message, next_step }: CommandError): Told => ({ message, next_step }),
  /** The host answered nothing that can be read. */
  no_answer: {
    message: 'Keyhinge did not answer.',
    next_step:
      'Try again. If it stays like this, close Keyhinge and open it again; nothing that was saved is lost.',
  },
};
