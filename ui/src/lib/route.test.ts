import { expect, it } from 'vitest';
import { here, keyHref, keysHref, parseRoute } from './route.svelte';

it.each([
  ['', { screen: 'keys', tab: 'overview' }],
  ['#/limits', { screen: 'limits', tab: 'overview' }],
  ['#/nowhere', { screen: 'keys', tab: 'overview' }],
  ['#/keys?account=acc_1', { screen: 'keys', tab: 'overview', of: { account: 'acc_1' } }],
  ['#/keys?provider=forii', { screen: 'keys', tab: 'overview', of: { provider: 'forii' } }],
  ['#/keys?account=', { screen: 'keys', tab: 'overview' }],
  ['#/keys?nothing&%E0', { screen: 'keys', tab: 'overview' }],
  ['#/limits?account=acc_1', { screen: 'limits', tab: 'overview' }],
  ['#/settings/network', { screen: 'settings', tab: 'overview', section: 'network' }],
  ['#/settings/nowhere', { screen: 'settings', tab: 'overview' }],
  ['#/providers', { screen: 'providers', tab: 'overview' }],
  ['#/providers/forii', { screen: 'providers', providerId: 'forii', tab: 'overview' }],
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

it('leads back to the same account', () => {
  const of = { account: 'acc/1 ä&b' };
  expect(parseRoute(keysHref(of))).toEqual({ screen: 'keys', tab: 'overview', of });
  here.go(keysHref(of));
  here.go(keyHref('key_1'));
  here.go('#/limits');
  expect(here.keysHref).toBe(keysHref(of));
  here.go(keysHref());
  expect(here.keysHref).toBe('#/keys');
});
