import type { Source } from '$lib/palette/item';
import { here } from '$lib/route.svelte';
import { words } from '$lib/words/index.svelte';
import { accountActions } from './dialogs.svelte';
import { refresh } from './refresh.svelte';

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
