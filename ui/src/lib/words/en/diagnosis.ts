import type { Diagnosis, Doubt, ReadingMetric, Verdict } from '$lib/api/contract';
import { grouped } from '../numbers';

/** What a failure means, what a test told, and what a provider said of limits. */
export const diagnosis = {
  /** The core's own sentences and the manifest's, which are English. */
  told: ({ sentence, meaning, next_step }: Diagnosis): Told => ({ sentence, meaning, next_step }),
  says: 'The provider says',
  request_id: 'Request id',
  answered: (status: number, code: string | null) => (code === null ? `${status}` : `${status} ${code}`),
  answer: 'Answer',
  limit: 'Limit',
  /** `left` is minutes and seconds. */
  retry_in: (left: string) => `Can be tried again in ${left}`,
  retry_now: 'Can be tried again now',
  no_retry: 'Do not retry',
  hint: 'usual, not promised',

  verdict: ({ verdict }: Verdict): string =>
    ({
      works: 'Works',
      works_later: 'Works, but not now',
      forbidden: 'Known, not allowed',
      refused: 'Refused',
      cannot_tell: 'Cannot tell',
    })[verdict],
  doubts: {
    answers_anyone: 'The provider gives the same answer without a key, so it proves nothing about this one.',
    not_tried_without_key: 'Whether the provider gives the same answer without a key could not be tried.',
    no_answer: 'No answer came. That says nothing about the key.',
    provider_down: 'The provider could not answer. That says nothing about the key.',
    not_the_api: 'Something other than the provider’s API answered.',
    key_not_seen: 'The provider saw no key: it was lost on the way, or is sent in another way here.',
    another_reason: 'The answer is about something other than the key.',
  } satisfies Record<Doubt, string>,
  latency: (ms: number) => `${grouped(ms)} ms`,
  /** The model of a call of one token. */
  called: (model: string) => `called ${model}`,
  testing: 'Asking the provider…',
  explained: 'How the provider read the key',
  readings: 'Limits in the answer',
  no_readings: 'The answer said nothing of limits.',

  metrics: {
    requests: 'Requests',
    prompt_tokens: 'Prompt tokens',
    completion_tokens: 'Completion tokens',
    tokens: 'Tokens',
    concurrent_requests: 'Requests at once',
  } satisfies Record<ReadingMetric, string>,
  unlimited: 'no limit',
  left_of: (left: string, limit: string) => `${left} of ${limit} left`,
  left_only: (left: string) => `${left} left`,
  up_to: (limit: string) => `at most ${limit}`,
  resets_in: (left: string) => `whole again in ${left}`,
  stale: 'out of date: call or test again',
  /** `when` is an age, as “3 s ago”. */
  read: (when: string) => `response header · ${when}`,
};

interface Told {
  sentence: string;
  meaning: string;
  next_step: string;
}
