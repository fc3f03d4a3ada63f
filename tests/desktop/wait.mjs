import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks `look` again and again until it answers with something, and returns that. What it throws counts as "not
 * yet", and is told if the time runs out.
 */
export async function until(what, look, seconds = 20) {
  const end = performance.now() + seconds * 1000;
  let last;
  do {
    try {
      const found = await look();
      if (found) return found;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await pause(50);
  } while (performance.now() < end);
  throw new Error(`After ${seconds} s still not: ${what}`, { cause: last });
}
