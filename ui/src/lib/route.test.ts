import { expect, it } from 'vitest';
import { keyHref, parseRoute } from './route.svelte';

it.each([
  ['', { screen: 'keys', tab: 'overview' }],
  ['#/limits', { screen: 'limits', tab: 'overview' }],
  ['#/nowhere', { screen: 'keys', tab: 'overview' }],
  ['#/keys/key_1', { screen: 'keys', keyId: 'key_1', tab: 'overview' }],
  ['#/keys/key_1/limits', { screen: 'keys', keyId: 'key_1', tab: 'limits' }],
  ['#/keys/key_1/nowhere', { screen: 'keys', keyId: 'key_1', tab: 'overview' }],
  ['#/keys/%E0%A4%A', { screen: 'keys', keyId: '%E0%A4%A', tab: 'overview' }],
])('%s', (hash, route) => expect(parseRoute(hash)).toEqual(route));

it('leads back to the same key', () => {
  expect(parseRoute(keyHref('key/1 ä', 'activity'))).toEqual({
    screen: 'keys',
    keyId: 'key/1 ä',
    tab: 'activity',
  });
});
