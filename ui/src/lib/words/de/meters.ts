import type { Words } from '../types';

export const meters: Words['meters'] = {
  names: { requests: 'Anfragen', prompt_tokens: 'Prompt-Token', completion_tokens: 'Antwort-Token' },
  per: (name, window) => `${name} pro ${window}`,
  windows: { minute: 'Minute', hour: 'Stunde', day: 'Tag', seconds: (seconds) => `${seconds} s` },
  short: {
    requests: (window) => `RP${window}`,
    prompt_tokens: (window) => `TP${window} ein`,
    completion_tokens: (window) => `TP${window} aus`,
  },
  amount: (amount, name) => `${amount} ${name}`,
  columns: {
    requests_per_minute: 'Anfragen/min',
    prompt_tokens_per_minute: 'Prompt-Token/min',
    completion_tokens_per_minute: 'Antwort-Token/min',
  },
  loading: 'Limits werden geladen…',
  none: 'Dieser Schlüssel hat keine Limits: Sein Tarif nennt keine.',
  reached: 'Limit erreicht',
  close: 'Nahe am Limit',
  fine: 'In Ordnung',
  again_in: (left) => `Wieder möglich in ${left}`,
  resets_in: (left) => `Zurückgesetzt in ${left}`,
  nothing_used: 'In der letzten Minute nichts verbraucht',
  source: (when) => `Gateway · ${when}`,
  live: 'live',
};
