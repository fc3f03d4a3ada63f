/** A choice that outlives the window. Where storage is off, it holds until the window closes. */
export class Remembered {
  #value = $state<string | null>(null);

  constructor(readonly name: string) {
    try {
      this.#value = localStorage.getItem(name);
    } catch {
      // Nothing was remembered.
    }
  }

  get value(): string | null {
    return this.#value;
  }

  set value(value: string) {
    this.#value = value;
    try {
      localStorage.setItem(this.name, value);
    } catch {
      // See above.
    }
  }
}
