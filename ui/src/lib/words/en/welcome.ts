/** The first screen of a new data folder. */
export const welcome = {
  window: 'Welcome',
  title: 'Welcome to Keyhinge',
  about:
    'It creates, limits and revokes API keys for language models. Every secret stays on this computer, in its keychain or an encrypted file; there is no account to make, and nothing leaves this computer.',
  gateway: 'Start the local gateway',
  gateway_about:
    'A server on 127.0.0.1 that speaks the OpenAI and Anthropic APIs. It issues keys of its own, with permissions, expiry and limits. Its built-in model `local/echo` answers without any provider, at no cost. Only programs on this computer can reach it.',
  provider: 'Connect a provider',
  provider_about:
    'Not in this version yet. What is coming: your keys at Forii, OpenRouter, OpenAI, Anthropic and others in the same list, created and revoked from here where the provider allows it, and used through the gateway.',
  until_then: 'Until then the local gateway is the way in.',
};
