import { flushSync } from 'svelte';

/** Where the window is, kept in the address's fragment so that “back” works and a link opens a screen. */

export const SCREENS = ['keys', 'limits', 'usage', 'providers', 'gateway', 'activity', 'settings'] as const;
export type Screen = (typeof SCREENS)[number];

export const KEY_TABS = ['overview', 'limits', 'snippets', 'rotation', 'activity'] as const;
export type KeyTab = (typeof KEY_TABS)[number];

/** The parts of the settings, in their order on the screen. */
export const SETTINGS_SECTIONS = [
  'appearance',
  'gateway',
  'keys',
  'notifications',
  'network',
  'storage',
  'logs',
  'doctor',
  'data',
] as const;
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

export interface Route {
  screen: Screen;
  /** The opened key, on the screen of keys. */
  keyId?: string;
  /** The opened provider, on the screen of providers. */
  providerId?: string;
  /** The opened account, on the screen of providers. */
  accountId?: string;
  tab: KeyTab;
  /** The part of the settings that is asked for. */
  section?: SettingsSection;
  /** Whose keys the list shows, where not everyone's. */
  of?: Owner;
}

/** An account, or all accounts at a provider, by its id. */
export type Owner = { account: string } | { provider: string };

/** The route that a fragment means; what is unknown leads to the keys. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [screen, id, tab] = path.split('/');
  if (!isOneOf(SCREENS, screen)) return { screen: 'keys', tab: 'overview' };
  if (screen === 'settings' && isOneOf(SETTINGS_SECTIONS, id)) {
    return { screen, tab: 'overview', section: id };
  }
  if (screen === 'providers' && id === 'accounts' && tab) {
    return { screen, accountId: unescape(tab), tab: 'overview' };
  }
  if (screen === 'providers' && id) return { screen, providerId: unescape(id), tab: 'overview' };
  if (screen !== 'keys') return { screen, tab: 'overview' };
  if (!id) {
    const of = parseOwner(query);
    return { screen, tab: 'overview', ...(of && { of }) };
  }
  return { screen, keyId: unescape(id), tab: isOneOf(KEY_TABS, tab) ? tab : 'overview' };
}

export function keyHref(keyId: string, tab: KeyTab = 'overview'): string {
  return `#/keys/${encodeURIComponent(keyId)}${tab === 'overview' ? '' : `/${tab}`}`;
}

export function providerHref(id: string): string {
  return `#/providers/${encodeURIComponent(id)}`;
}

/** The page of an account. */
export function accountHref(id: string): string {
  return `#/providers/accounts/${encodeURIComponent(id)}`;
}

/** The list of all keys, or of those of an account or a provider. */
export function keysHref(of?: Owner): string {
  return of ? `#/keys?${ownerText(of)}` : '#/keys';
}

/** “account=acc_1”, “provider=forii”: the same for the same owner, wherever it came from. */
export function ownerText(of: Owner): string {
  const [[kind, id] = []] = Object.entries(of);
  return `${kind}=${encodeURIComponent(id ?? '')}`;
}

function parseOwner(query: string): Owner | undefined {
  const asked = new URLSearchParams(query);
  const account = asked.get('account');
  const provider = asked.get('provider');
  if (account) return { account };
  return provider ? { provider } : undefined;
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isOneOf<T extends string>(all: readonly T[], value: string | undefined): value is T {
  return all.some((one) => one === value);
}

class Location {
  #route = $state.raw(parseRoute(location.hash));
  /** Whose keys the list showed last, so that every way back to it leads to the same keys. */
  #of = $state.raw(this.#route.of);

  constructor() {
    addEventListener('hashchange', () => this.#take(location.hash));
  }

  get route(): Route {
    return this.#route;
  }

  /** The list of keys as it was left. */
  get keysHref(): string {
    return keysHref(this.#of);
  }

  #take(hash: string): void {
    this.#route = parseRoute(hash);
    if (this.#route.screen === 'keys' && !this.#route.keyId) this.#of = this.#route.of;
  }

  /** Goes there at once: when this returns, the screen is there and may have taken the focus. */
  go(hash: string): void {
    this.#take(hash);
    location.hash = hash;
    flushSync();
  }
}

export const here = new Location();
