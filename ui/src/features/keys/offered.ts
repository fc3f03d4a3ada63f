import type { KeySummary } from '$lib/api/contract';
import { here, keyHref } from '$lib/route.svelte';
import { words } from '$lib/words/index.svelte';
import type { KeyActions } from './dialogs.svelte';

/** One thing to do, as a menu shows it. */
export interface Offered {
  id: string;
  name: string;
  danger?: boolean;
}

/** What can be done with a key at its provider: exactly what the core offers, revoking and taking out last. */
export function offered(key: KeySummary): Offered[] {
  const { menu } = words().acts;
  const can = (action: KeySummary['actions'][number]) => key.actions.includes(action);
  return [
    ...(can('test') || can('test_one_token') ? [{ id: 'test', name: menu.test }] : []),
    ...(can('rename') ? [{ id: 'rename', name: menu.rename }] : []),
    ...(can('rotate') ? [{ id: 'rotate', name: menu.rotate }] : []),
    ...(can('disable') ? [{ id: 'disable', name: menu.disable }] : []),
    ...(can('enable') ? [{ id: 'enable', name: menu.enable }] : []),
    ...(can('revoke') || can('revoke_guided') ? [{ id: 'revoke', name: revokeWord(key), danger: true }] : []),
    ...(can('forget') ? [{ id: 'forget', name: menu.forget, danger: true }] : []),
  ];
}

/** A key that is replaced, or can be, has that tab. */
export function hasRotation(key: KeySummary): boolean {
  return key.rotation !== null || key.actions.includes('rotate');
}

/** A revocation that was begun is looked at again, or gone on with. */
export function revokeWord(key: KeySummary): string {
  const { menu } = words().acts;
  const begun = key.status.kind === 'revocation_not_confirmed' && key.origin !== 'issued';
  if (key.actions.includes('revoke_guided')) return begun ? menu.go_on : menu.guided;
  return begun ? menu.check : words().keys.menu.revoke;
}

/** Does what was chosen of `offered`; whether it was one of them. */
export function act(id: string, key: KeySummary, actions: KeyActions): boolean {
  switch (id) {
    case 'test':
    case 'rename':
    case 'disable':
    case 'forget':
      actions.about(id, key);
      return true;
    case 'rotate':
      here.go(keyHref(key.id, 'rotation'));
      return true;
    case 'enable':
      void actions.enable(key);
      return true;
    case 'revoke':
      actions.revoke(key);
      return true;
    default:
      return false;
  }
}
