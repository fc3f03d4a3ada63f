import { createSubscriber } from 'svelte/reactivity';

/** The time, ticking only while something on screen reads it. */
class Ticker {
  #now = Date.now();
  readonly #subscribe: () => void;

  constructor(everyMs: number) {
    this.#subscribe = createSubscriber((update) => {
      this.#now = Date.now();
      const timer = setInterval(() => {
        this.#now = Date.now();
        update();
      }, everyMs);
      return () => clearInterval(timer);
    });
  }

  /** Milliseconds since 1970. */
  get now(): number {
    this.#subscribe();
    return $effect.tracking() ? this.#now : Date.now();
  }
}

/** For countdowns and meters. */
export const seconds = new Ticker(1000);
/** For countdowns whose last second matters. */
export const quarters = new Ticker(250);
/** For “2 min ago”. */
export const minutes = new Ticker(15_000);
