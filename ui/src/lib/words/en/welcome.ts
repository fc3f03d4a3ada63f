/** The first screen of a new data folder. */
export const welcome = {
  window: 'Welcome',
  title: 'Welcome to Keyhinge',
  about:
    'It creates, limits and revokes API keys for language models. Every secret stays on this computer, in its keychain or an encrypted file, and is sent to nobody but its own provider. Keyhinge itself needs no account and reports nothing.',
  gateway: 'Start the local gateway',
  gateway_about:
    'A server on 127.0.0.1 that speaks the OpenAI and Anthropic APIs. It issues keys of its own, with permissions, expiry and limits. Its built-in model `local/echo` answers without any provider, at no cost. Only programs on this computer can reach it.',
  provider: 'Keys in your shell files and .env?',
  provider_about:
    'You have keys at OpenAI, Anthropic, Forii and others already? Paste them, or let Keyhinge look in your shell files and `.env`. It asks before it reads anything, shows each key masked, and moves those that you choose to the keychain. This can be undone.',
  import_keys: 'Bring your keys…',
};
