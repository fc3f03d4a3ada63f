import type { Ability, Provider } from '$lib/api/contract';

/** The columns of the matrix: what the API of a provider allows, and what works without one. */
export const COLUMNS = [
  'create',
  'list',
  'revoke',
  'disable',
  'rename',
  'usage',
  'balance',
  'import',
  'test',
  'limits_known',
] as const;
export type Column = (typeof COLUMNS)[number];

export function can(provider: Provider, column: Column): boolean {
  // Keys of the gateway are made here, never brought.
  if (column === 'import') return provider.management?.adapter !== 'local';
  if (column === 'test') return provider.api.probe !== null;
  if (column === 'limits_known') return provider.plans.length > 0 || provider.limit_headers.length > 0;
  return abilities(provider).includes(column);
}

/** With the management credential, or with an ordinary key. */
function abilities(provider: Provider): readonly Ability[] {
  return [...(provider.management?.can ?? []), ...provider.api.key_can];
}

/** A provider matches where each word is in its name, id, variable, prefix or address. */
export function matching(providers: readonly Provider[], text: string): Provider[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  return providers.filter((provider) => {
    const found = [
      provider.name,
      provider.id,
      provider.env_var,
      ...provider.other_env_vars,
      ...provider.key_types.flatMap((type) => type.prefixes),
      ...provider.api.base_urls.map((base) => base.url ?? ''),
    ]
      .join('\n')
      .toLowerCase();
    return wanted.every((word) => found.includes(word));
  });
}
