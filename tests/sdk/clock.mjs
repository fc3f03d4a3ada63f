// A clock for programs under test: it tells every wait, in seconds, and waits for none. With `?impatient` it gives up at
// once on a server that does not answer.

const { setTimeout } = globalThis;
const { timeout } = AbortSignal;
const impatient = new URL(import.meta.url).search === "?impatient";

globalThis.setTimeout = (then, milliseconds, ...more) => {
  // Node's own fetch waits too.
  const [, , caller] = new Error().stack.split("\n");
  if (caller.includes("node:internal")) return setTimeout(then, milliseconds, ...more);
  console.error("waits", milliseconds / 1000);
  return setImmediate(then);
};

AbortSignal.timeout = (milliseconds) => {
  console.error("gives up after", milliseconds / 1000);
  return timeout.call(AbortSignal, impatient ? 100 : milliseconds);
};
