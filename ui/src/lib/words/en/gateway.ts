import type { GatewayStatus } from '$lib/api/contract';
import type { Told } from '../types';

/** The local API server: its screen, and the button that starts it. */
export const gateway = {
  start_local: 'Start the local gateway',
  start: 'Start gateway',
  starting: 'Starting…',
  use: (port: number) => `Use ${port}`,
  try_port_again: (port: number) => `Try ${port} again`,
  other_port: 'or another port',
  use_it: 'Use it',
  port_wrong: 'A port is a number from 1024 to 65535.',
  stop: 'Stop gateway',
  stopping: 'Stopping…',
  asking: 'Asking the gateway…',
  on: 'On',
  on_elsewhere: 'On, in another process',
  off: 'Off',
  failed: 'Failed',
  /** At the foot of the rail. */
  rail: {
    unknown: 'Gateway unknown',
    asking: 'Gateway …',
    off: 'Gateway off',
    on: 'Gateway on',
    elsewhere: 'Gateway on, elsewhere',
    failed: 'Gateway failed',
    port: (port: number) => `port ${port}`,
    other_process: 'another process',
    live_keys: 'live: ',
  },
  not_started: 'The gateway could not start',
  /** Why, in the core's own sentences. */
  failed_told: ({ message, next_step }: Extract<GatewayStatus, { state: 'failed' }>): Told => ({
    message,
    next_step,
  }),
  is_off: 'The gateway is off',
  off_about: (port: number) =>
    `Keys can be created, listed and revoked all the same; programs cannot call it until it runs. It will listen on \`127.0.0.1:${port}\`, reachable from this computer only.`,
  elsewhere_about:
    'Another process runs the gateway for this data folder: another Keyhinge, or `khg gateway serve`. Stop it there to run it here; changes to keys reach it within a second.',
  addresses: {
    title: 'Point a program here',
    about: 'These lines hold no secret. The key itself goes into its own variable; copy it from the key.',
    openai: 'the address for OpenAI clients',
    anthropic: 'the address for Anthropic clients',
    itself: 'the address itself',
  },
  snippets: {
    title: 'Snippets',
    about:
      'A line for your shell, a file, or a whole program that calls the gateway, with a key that it issued:',
    all: 'All keys',
  },
  manage: {
    title: 'Managing keys over HTTP',
    about:
      'Scripts create and revoke keys with the session token, or with a key that has `admin`. The token is worth as much as this window: give it to nothing that you do not run yourself.',
    account_id: 'Account id',
    copy_token: 'Copy session token',
  },
  endpoints: {
    title: 'What it answers',
    method: 'Method',
    path: 'Path',
    needs: 'Needs',
    may_generate: 'may generate',
    token_or_admin: 'session token, or admin',
    models: 'The models that this key can call',
    chat: 'OpenAI chat',
    responses: 'OpenAI responses',
    embeddings: 'OpenAI embeddings',
    messages: 'Anthropic messages',
    count_tokens: 'Anthropic token counting',
    usage: 'Usage by model, key or day: ?start&end&group_by',
    keys: 'List and create keys',
    key: 'Look at and revoke a key',
  },
  echo: {
    title: 'Model `local/echo`',
    about:
      'It answers with the last message that it was sent, streaming too, without any provider and at no cost, so that wiring, limits and meters can be tried. A token is 4 bytes of text, rounded up: once over all text of the request, once over the answer. They count against the key’s limits like any other’s.',
  },
};
