import { describe, expect, it } from 'vitest';
import type { CommandError, Diagnosis, FailureClass, Provider } from '$lib/api/contract';
import { hostsOf, mayBeKeptUntested } from './account';

const provider = {
  api: {
    base_urls: [
      { shape: 'openai', url: 'https://api.forii.in/inference/v1', editable: false },
      { shape: 'anthropic', url: null, editable: true },
    ],
  },
  management: { base_url: 'https://api.forii.in/v1' },
} as Provider;

describe('where keys go', () => {
  it.each([
    ['the provider’s own host, once', {}, [['api.forii.in', false]]],
    [
      'what stands in its place',
      { openai: ' https://proxy.corp:8443/v1 ' },
      [
        ['proxy.corp:8443', false],
        ['api.forii.in', false],
      ],
    ],
    [
      'a way that is not encrypted',
      { anthropic: 'http://10.0.0.8' },
      [
        ['api.forii.in', false],
        ['10.0.0.8', true],
      ],
    ],
    [
      'this computer needs no encryption',
      { anthropic: 'http://127.0.0.1:9' },
      [
        ['api.forii.in', false],
        ['127.0.0.1:9', false],
      ],
    ],
    ['what is no address yet', { openai: 'proxy' }, [['api.forii.in', false]]],
  ])('%s', (_, urls, expected) =>
    expect(hostsOf(provider, urls).map(({ host, plain }) => [host, plain])).toEqual(expected),
  );
});

describe('what may be kept without a test', () => {
  const failed = (failed: FailureClass): CommandError => ({
    code: 'provider',
    message: '',
    next_step: '',
    diagnosis: { class: failed } as Diagnosis,
  });

  it.each(['unreachable', 'timed_out', 'provider_down', 'rate_limited'] as const)('%s', (one) =>
    expect(mayBeKeptUntested(failed(one))).toBe(true),
  );
  it.each(['invalid_key', 'revoked_key', 'wrong_credential', 'suspended', 'tls', 'not_the_api'] as const)(
    'but not %s',
    (one) => expect(mayBeKeptUntested(failed(one))).toBe(false),
  );
  it('nor what the vault refused', () =>
    expect(mayBeKeptUntested({ code: 'keychain_locked', message: '', next_step: '' })).toBe(false));
});
