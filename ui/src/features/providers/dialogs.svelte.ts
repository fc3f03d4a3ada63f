import type { Account } from '$lib/api/contract';

/** Which dialog about an account is open: one at a time. */
export type OpenDialog =
  | { kind: 'add'; providerId?: string }
  | { kind: 'change'; account: Account }
  | { kind: 'remove'; account: Account };

/** The dialogs about accounts: one for the window, since they are asked for from anywhere. */
class AccountActions {
  open = $state.raw<OpenDialog | null>(null);

  /** At a provider, or at one that is still to be chosen. */
  add(providerId?: string): void {
    this.open = { kind: 'add', ...(providerId !== undefined && { providerId }) };
  }

  change(account: Account): void {
    this.open = { kind: 'change', account };
  }

  remove(account: Account): void {
    this.open = { kind: 'remove', account };
  }

  close(): void {
    this.open = null;
  }
}

export const accountActions = new AccountActions();
