/** Limits and how near they are. */
export const meters = {
  names: { requests: 'Requests', prompt_tokens: 'Prompt tokens', completion_tokens: 'Completion tokens' },
  /** “Prompt tokens per minute”. */
  per: (name: string, window: string) => `${name} per ${window}`,
  windows: { minute: 'minute', hour: 'hour', day: 'day', seconds: (seconds: string) => `${seconds} s` },
  /** For the cell of a table: “RPM”, “TPM in”. `window` is the first letter of its window. */
  short: {
    requests: (window: string) => `RP${window}`,
    prompt_tokens: (window: string) => `TP${window} in`,
    completion_tokens: (window: string) => `TP${window} out`,
  },
  /** “20 requests per minute”, inside a sentence. */
  amount: (amount: string, name: string) => `${amount} ${name.toLowerCase()}`,
  /** The columns of a plan's table. */
  columns: {
    requests_per_minute: 'Requests/min',
    prompt_tokens_per_minute: 'Prompt tok/min',
    completion_tokens_per_minute: 'Completion tok/min',
  },
  loading: 'Loading the limits…',
  none: 'This key has no limits: its plan names none.',
  reached: 'Limit reached',
  close: 'Close to the limit',
  fine: 'Fine',
  again_in: (left: string) => `Try again in ${left}`,
  resets_in: (left: string) => `Resets in ${left}`,
  nothing_used: 'Nothing used in the last minute',
  /** `when` is an age, as “3 s ago”. */
  source: (when: string) => `gateway · ${when}`,
  live: 'live',
};
