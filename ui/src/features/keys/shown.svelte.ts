import { onDestroy } from 'svelte';
import { quarters } from '$lib/clock.svelte';

/**
 * The one secret that the window ever holds, and for how long. It lives in this object only: not in a query, in
 * storage, in the address or in the title. It is dropped when its time is over or the dialog is destroyed.
 */
export class Shown {
  #secret = $state.raw<string | undefined>(undefined);
  #visible = $state(false);
  #until = $state(0);
  #gone = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    onDestroy(() => this.#drop());
  }

  /** Takes the secret over from the host's answer and shows it. */
  take(secret: string, seconds: number): void {
    this.#secret = secret;
    this.#visible = true;
    this.#until = Date.now() + seconds * 1000;
    this.#timer = setTimeout(() => {
      this.#drop();
      this.#gone = true;
    }, seconds * 1000);
  }

  /** What may be on screen now; nothing while masked. */
  get text(): string | undefined {
    return this.#visible ? this.#secret : undefined;
  }

  /** Still here, masked or not. */
  get held(): boolean {
    return this.#secret !== undefined;
  }

  /** Its time is over: it cannot be shown again. */
  get gone(): boolean {
    return this.#gone;
  }

  get until(): number {
    return this.#until;
  }

  get now(): number {
    return quarters.now;
  }

  mask(): void {
    this.#visible = false;
  }

  /** Shows it again; a computer that slept past the end finds nothing. */
  unmask(): void {
    if (Date.now() < this.#until) this.#visible = true;
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#secret = undefined;
    this.#visible = false;
  }
}
