import type { AddressName, CommandError, Provider } from '$lib/api/contract';

/** One of the addresses that an account has. */
export interface Address {
  name: AddressName;
  /** The provider's; none where every account has its own, or where management has the host for programs. */
  usual: string | null;
  required: boolean;
}

/** Where keys go. */
export interface Host {
  /** With its port, where that is not the usual one. */
  host: string;
  /** Not encrypted, and not this computer. */
  plain: boolean;
}

export function addressesOf(provider: Provider): Address[] {
  const programs = provider.api.base_urls.map(({ shape, url }) => ({
    name: shape,
    usual: url,
    required: url === null,
  }));
  const { management } = provider;
  if (!management) return programs;
  return [...programs, { name: 'management', usual: management.base_url, required: false }];
}

/** Every host that an account's keys go to, once each. What is no address yet has none. */
export function hostsOf(provider: Provider, urls: Readonly<Partial<Record<AddressName, string>>>): Host[] {
  const hosts = new Map<string, Host>();
  for (const { name, usual } of addressesOf(provider)) {
    const typed = urls[name]?.trim();
    const text = typed ? typed : usual;
    if (!text || !URL.canParse(text)) continue;
    const { host, hostname, protocol } = new URL(text);
    const here = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
    if (host) hosts.set(host, { host, plain: protocol === 'http:' && !here });
  }
  return [...hosts.values()];
}

/** An outage or a full limit, which says nothing about the credential: what failed so may be kept untested. */
const NO_REFUSAL: ReadonlySet<string> = new Set([
  'payment_required',
  'rate_limited',
  'provider_down',
  'proxy',
  'name_not_found',
  'connection_refused',
  'timed_out',
  'unreachable',
  'broken',
  'unreadable',
]);

export function mayBeKeptUntested(error: CommandError): boolean {
  return error.code === 'provider' && NO_REFUSAL.has(error.diagnosis.class);
}
