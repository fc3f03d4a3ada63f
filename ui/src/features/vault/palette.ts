import { call } from '$lib/api/call';
import { outcome } from '$lib/outcome.svelte';
import type { Item, Source } from '$lib/palette/item';
import { vaultDialogs, type VaultDialog } from '$lib/vault.svelte';
import { words } from '$lib/words/index.svelte';

/** Where secrets are kept, and whether they can be used: what the settings offer. */
export const vaultCommands: Source = ({ vault }) => {
  if (!vault) return [];
  const { vault: w, palette: t } = words();
  const ask = (dialog: VaultDialog, name: string): Item => ({
    id: `vault:${dialog}`,
    kind: 'action',
    name: `${name}…`,
    also: t.vault_also,
    icon: 'lock',
    run: () => (vaultDialogs.open = dialog),
  });
  if (vault.kind === 'keychain') return [ask('choose', w.choose_title)];
  const keychain = ask('keychain', w.keychain_title);
  if (vault.state === 'ready') return [lock(), ask('change', w.change_title), keychain];
  return [vault.state === 'locked' ? ask('unlock', w.unlock_title) : ask('choose', w.anew_title), keychain];
};

function lock(): Item {
  const t = words().palette;
  return {
    id: 'vault:lock',
    kind: 'action',
    name: t.vault_lock,
    also: t.vault_also,
    icon: 'lock',
    run: () =>
      outcome.of(
        () => call('vault_lock', {}),
        () => words().palette.vault_locked,
      ),
  };
}
