/** The dialogs about all of the data: one for the window, since they are asked for from anywhere. */
class DataDialogs {
  open = $state.raw<'restore' | 'delete' | null>(null);

  close = (): void => {
    this.open = null;
  };
}

export const dataDialogs = new DataDialogs();
