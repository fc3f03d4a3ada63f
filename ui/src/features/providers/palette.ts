import type { Account, Provider } from '$lib/api/contract';
import { overlays } from '$lib/overlays.svelte';
import type { Item, Source } from '$lib/palette/item';
import { accountHref, here, keysHref, providerHref } from '$lib/route.svelte';
import { words } from '$lib/words/index.svelte';
import { accountActions } from './dialogs.svelte';
import { isListed, refresh } from './refresh.svelte';

/** Adding an account, and reading all of them anew. */
export const accountCommands: Source = ({ accounts }) => {
  const t = words().accounts;
  return [
    {
      id: 'accounts:add',
      kind: 'action',
      name: t.add,
      icon: 'plug',
      run: () => accountActions.add(),
    },
    ...(accounts.some((account) => account.credential_held)
      ? [
          {
            id: 'accounts:refresh',
            kind: 'action' as const,
            name: t.refresh_all,
            icon: 'plug' as const,
            run: () => {
              here.go('#/providers');
              void refresh.run();
            },
          },
        ]
      : []),
  ];
};

/** Every account: its keys, and its page. */
export const eachAccount: Source = ({ accounts, providers }) =>
  accounts.flatMap((account) => {
    const provider = providers.find(({ id }) => id === account.provider_id);
    return [
      keysOf(account),
      {
        id: `account:${account.id}:page`,
        kind: 'account' as const,
        name: words().palette.account(account.name),
        also: provider?.name ?? account.provider_id,
        icon: 'plug' as const,
        run: () => here.go(accountHref(account.id)),
        more: () => actionsOf(account, provider),
      },
    ];
  });

function keysOf(account: Account): Item {
  return {
    id: `account:${account.id}`,
    kind: 'account',
    name: words().palette.keys_of(account.name),
    also: account.provider_id,
    icon: 'plug',
    run: () => here.go(keysHref({ account: account.id })),
  };
}

/** What can be done with an account; the gateway's own comes and goes with it. */
function actionsOf(account: Account, provider: Provider | undefined): Item[] {
  const { accounts: t, importing, palette } = words();
  const open = () => here.go(accountHref(account.id));
  const action = (name: string, what: string, run: () => unknown, danger = false): Item => ({
    id: `account:${account.id}:${what}`,
    kind: 'action',
    name,
    icon: danger ? 'cross' : 'plug',
    ...(danger && { danger }),
    run,
  });
  const own = provider?.management?.adapter === 'local';
  return [
    action(palette.open, 'open', open),
    keysOf(account),
    ...(isListed(account, provider)
      ? [
          action(t.refresh, 'refresh', () => {
            open();
            return refresh.run(account.id);
          }),
        ]
      : []),
    ...(own
      ? []
      : [
          action(importing.open, 'import', () => (overlays.importing = { account: account.id })),
          ...(provider ? [action(t.change, 'change', () => accountActions.change(account))] : []),
          action(t.remove, 'remove', () => accountActions.remove(account), true),
        ]),
  ];
}

/** Every provider's page, and an account there. */
export const eachProvider: Source = ({ providers }) =>
  providers.map((provider) => {
    const open = () => here.go(providerHref(provider.id));
    return {
      id: `provider:${provider.id}`,
      kind: 'screen' as const,
      name: words().palette.provider(provider.name),
      also: provider.env_var,
      icon: 'plug' as const,
      run: open,
      more: () => [
        {
          id: `provider:${provider.id}:open`,
          kind: 'screen' as const,
          name: words().palette.open,
          icon: 'plug' as const,
          run: open,
        },
        ...(provider.management?.adapter === 'local'
          ? []
          : [
              {
                id: `provider:${provider.id}:add`,
                kind: 'action' as const,
                name: words().accounts.add_at(provider.name),
                icon: 'plus' as const,
                run: () => accountActions.add(provider.id),
              },
            ]),
      ],
    };
  });
