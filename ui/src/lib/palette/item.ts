import type { Account, GatewayStatus, KeySummary, Provider, Settings, VaultStatus } from '$lib/api/contract';
import type { IconName } from '$lib/ui/icons';

/** Something that the palette finds and does. */
export interface Item {
  /** The same at every opening, so that what was used lately is found again. */
  id: string;
  kind: 'action' | 'screen' | 'account' | 'key';
  name: string;
  icon: IconName;
  /** Dim, after the name. */
  note?: string;
  /** More words that find it. */
  also?: string;
  /** It opens a dialog that asks; nothing here destroys at once. */
  danger?: boolean;
  /** Why it cannot be done now: shown, found, and not done. */
  blocked?: string | undefined;
  /** Its shortcut, as the table of shortcuts has it. */
  chords?: readonly string[];
  /** Absent: Enter lists what it offers. */
  run?: () => unknown;
  /** What else can be done with it. */
  more?: () => Item[];
  /** What is asked for among them, where they are not its own actions. */
  ask?: string;
}

/** What the app is in while the palette is open; absent is not known yet. */
export interface Situation {
  keys: readonly KeySummary[];
  accounts: readonly Account[];
  providers: readonly Provider[];
  gateway: GatewayStatus | undefined;
  settings: Settings | undefined;
  vault: VaultStatus | undefined;
}

/** What a feature offers in the palette. */
export type Source = (now: Situation) => Item[];
