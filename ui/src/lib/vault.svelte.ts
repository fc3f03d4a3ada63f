/** The dialogs about where secrets are kept. */
export type VaultDialog = 'choose' | 'unlock' | 'change' | 'keychain';

/** Which of them is open: one for the window, as any screen may ask for it. */
class VaultDialogs {
  open = $state.raw<VaultDialog | null>(null);

  close = (): void => {
    this.open = null;
  };
}

export const vaultDialogs = new VaultDialogs();
