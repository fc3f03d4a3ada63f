import { call } from '$lib/api/call';
import type { KeySummary } from '$lib/api/contract';
import { FILTERS } from '$lib/keys';
import { outcome } from '$lib/outcome.svelte';
import type { Item, Source } from '$lib/palette/item';
import { here, keyHref, keysHref, type KeyTab } from '$lib/route.svelte';
import { search } from '$lib/search.svelte';
import { SHORTCUTS } from '$lib/shortcuts';
import { words } from '$lib/words/index.svelte';
import { keyActions } from './dialogs.svelte';
import { ROTATION_AGE, filterName } from './filter-name';
import { list } from './list.svelte';
import { act, hasRotation, offered } from './offered';

/** Creating a key, and the saved filters. */
export const keysCommands: Source = ({ keys, settings }) => {
  const t = words().palette;
  return [
    {
      id: 'keys:create',
      kind: 'action',
      name: t.create,
      also: t.create_also,
      icon: 'key',
      chords: SHORTCUTS.everywhere.create,
      run: () => keyActions.create(),
    },
    {
      id: 'keys:snippet',
      kind: 'action',
      name: t.snippet,
      also: t.snippet_also,
      icon: 'copy',
      ask: t.snippet_ask,
      blocked: keys.length > 0 ? undefined : t.no_keys,
      more: () => keys.filter(({ status }) => status.kind !== 'revoked').map(snippetsOf),
    },
    ...FILTERS.filter(({ id }) => id !== 'all').map(({ id }) => ({
      id: `keys:${id}`,
      kind: 'action' as const,
      name: t.filtered(filterName(id, settings?.rotation_age_days ?? ROTATION_AGE)),
      icon: 'key' as const,
      run: () => {
        search.text = '';
        list.filter = id;
        here.go(keysHref());
      },
    })),
  ];
};

/** What can be done with the key that is open, before everything else. */
export const openKey: Source = ({ keys }) => {
  const open = keys.find(({ id }) => id === here.route.keyId);
  if (!open) return [];
  const { id, name } = open;
  return actionsOf(open)
    .filter((action) => action.id !== `${id}:overview`)
    .map((action) => ({ ...action, note: name }));
};

/** Every key; Enter opens it. */
export const eachKey: Source = ({ keys }) => keys.map(item);

function item(key: KeySummary): Item {
  return {
    id: key.id,
    kind: 'key',
    name: key.name,
    note: `${key.account_name} · ${key.masked}`,
    icon: 'key',
    run: () => here.go(keyHref(key.id)),
    more: () => actionsOf(key),
  };
}

/** The texts for a key, by its name. */
function snippetsOf(key: KeySummary): Item {
  return { ...item(key), id: `${key.id}:snippets`, run: () => here.go(keyHref(key.id, 'snippets')) };
}

/** What can be done with a key: what is not possible says why. */
function actionsOf(key: KeySummary): Item[] {
  const t = words().palette;
  const revoked = key.status.kind === 'revoked' ? t.revoked_already : undefined;
  const held = key.secret_held ? undefined : t.not_held;
  const tab = (tab: KeyTab, name: string, icon: Item['icon']): Item => ({
    id: `${key.id}:${tab}`,
    kind: 'screen',
    name,
    icon,
    run: () => here.go(keyHref(key.id, tab)),
  });
  return [
    tab('overview', t.open, 'key'),
    {
      id: `${key.id}:copy`,
      kind: 'action',
      name: t.copy,
      icon: 'copy',
      blocked: revoked ?? held,
      run: () =>
        outcome.of(
          () => call('keys_copy', { key_id: key.id }),
          () => words().palette.copied(key.name),
        ),
    },
    {
      id: `${key.id}:reveal`,
      kind: 'action',
      name: t.reveal,
      icon: 'lock',
      blocked: revoked ?? held ?? (key.reveal === 'available' ? undefined : t.shown_already),
      run: () => {
        // Where the key cannot be revealed after all, its own screen says so.
        here.go(keyHref(key.id));
        return keyActions.reveal(key);
      },
    },
    tab('limits', t.limits, 'gauge'),
    tab('snippets', t.snippets, 'copy'),
    ...(hasRotation(key) ? [tab('rotation', words().keys.tabs.rotation, 'key')] : []),
    tab('activity', t.activity, 'clock'),
    {
      id: `${key.id}:account`,
      kind: 'account',
      name: t.only_of(key.account_name),
      icon: 'plug',
      run: () => here.go(keysHref({ account: key.account_id })),
    },
    ...offered(key).map(({ id, name, danger }) => ({
      id: `${key.id}:${id}`,
      kind: 'action' as const,
      name,
      icon: danger ? ('cross' as const) : ('key' as const),
      ...(danger && { danger }),
      ...(id === 'rotate' && { also: t.rotate_also }),
      run: () => void act(id, key, keyActions),
    })),
    ...(revoked
      ? [
          {
            id: `${key.id}:revoke`,
            kind: 'action' as const,
            name: t.revoke,
            icon: 'cross' as const,
            danger: true,
            blocked: revoked,
            run: () => keyActions.revoke(key),
          },
        ]
      : []),
  ];
}
