const REMEMBERED = 'keyhinge.plain-keys';

/** Whether single keys are shortcuts. Who speaks to the computer, or types by accident, turns them off. */
class PlainKeys {
  #on = $state(read());

  get on(): boolean {
    return this.#on;
  }

  set on(on: boolean) {
    this.#on = on;
    try {
      if (on) localStorage.removeItem(REMEMBERED);
      else localStorage.setItem(REMEMBERED, 'off');
    } catch {
      // Storage is off: it holds until the window closes.
    }
  }
}

function read(): boolean {
  try {
    return localStorage.getItem(REMEMBERED) !== 'off';
  } catch {
    return true;
  }
}

export const plainKeys = new PlainKeys();
