import { Attempt } from '$lib/api/attempt.svelte';
import { call } from '$lib/api/call';
import type { Account, AccountRefreshed, Provider } from '$lib/api/contract';

/** Whether the provider's list of keys can be read with this account. */
export function isListed(account: Account, provider: Provider | undefined): boolean {
  return account.credential_held && (provider?.management?.can.includes('list') ?? false);
}

/** Reading the keys of accounts: one for the window, so that what came of it survives going to another screen. */
class Refresh {
  readonly attempt = new Attempt();
  /** How the last one ended, account by account. */
  told = $state.raw<readonly AccountRefreshed[]>([]);

  /** One account, or all. */
  async run(accountId?: string): Promise<void> {
    this.told = [];
    const told = await this.attempt.run(() =>
      call('accounts_refresh', accountId === undefined ? {} : { account_id: accountId }),
    );
    this.told = told ?? [];
  }

  async stop(): Promise<void> {
    await call('accounts_refresh_cancel', {}).catch(() => undefined);
  }
}

export const refresh = new Refresh();
