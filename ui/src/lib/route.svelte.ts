import { flushSync } from 'svelte';

/** Where the window is, kept in the address's fragment so that “back” works and a link opens a screen. */

export const SCREENS = ['keys', 'limits', 'usage', 'providers', 'gateway', 'activity', 'settings'] as const;
export type Screen = (typeof SCREENS)[number];

export const KEY_TABS = ['overview', 'limits', 'snippets', 'activity'] as const;
export type KeyTab = (typeof KEY_TABS)[number];

export interface Route {
  screen: Screen;
  /** The opened key, on the screen of keys. */
  keyId?: string;
  tab: KeyTab;
}

/** The route that a fragment means; what is unknown leads to the keys. */
export function parseRoute(hash: string): Route {
  const [screen, keyId, tab] = hash.replace(/^#\/?/, '').split('/');
  if (!isOneOf(SCREENS, screen)) return { screen: 'keys', tab: 'overview' };
  if (screen !== 'keys' || !keyId) return { screen, tab: 'overview' };
  return { screen, keyId: unescape(keyId), tab: isOneOf(KEY_TABS, tab) ? tab : 'overview' };
}

export function keyHref(keyId: string, tab: KeyTab = 'overview'): string {
  return `#/keys/${encodeURIComponent(keyId)}${tab === 'overview' ? '' : `/${tab}`}`;
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

  constructor() {
    addEventListener('hashchange', () => (this.#route = parseRoute(location.hash)));
  }

  get route(): Route {
    return this.#route;
  }

  /** Goes there at once: when this returns, the screen is there and may have taken the focus. */
  go(hash: string): void {
    this.#route = parseRoute(hash);
    location.hash = hash;
    flushSync();
  }
}

export const here = new Location();
