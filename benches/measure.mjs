// What every benchmark shares: running things in turn, waiting, and summing up.

import { readdirSync, readFileSync } from 'node:fs';

export const median = (values) => percentile(values, 50);

/** The value that `percent` of the values do not exceed. */
export function percentile(values, percent) {
  if (values.length === 0) throw new Error('nothing was measured');
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}

/**
 * Calls each of `subjects`, name to function, `rounds` times, in turn and in changing order, so that what the computer
 * does beside hits all alike. Name to the list of what they returned.
 */
export async function interleaved(rounds, subjects) {
  const entries = Object.entries(subjects);
  const results = Object.fromEntries(entries.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of round % 2 ? entries.toReversed() : entries) {
      results[name].push(await run());
    }
  }
  return results;
}

/** One line of the result. `goal` is the largest ratio, or the largest value, that we hold ourselves to. */
export function line(name, unit, values, baseline, { goal, goalRatio, summary = median } = {}) {
  const value = summary(values);
  const base = baseline && { name: baseline.name, value: summary(baseline.values), samples: baseline.values };
  return {
    name,
    unit,
    value,
    samples: values,
    baseline: base,
    ratio: base && value / base.value,
    goal,
    goalRatio,
  };
}

/** The ids of `pid` and of everything that descends from it. */
export function tree(pid) {
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // The name in parentheses may hold anything; what follows the last one does not.
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (state !== 'Z') children.set(parent, [...(children.get(parent) ?? []), name]);
    } catch {
      // It has ended since the folder was read.
    }
  }
  const found = [String(pid)];
  for (const one of found) found.push(...(children.get(one) ?? []));
  return found.map(Number);
}

export const program = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0];
  } catch {
    return undefined;
  }
};

/** Ends a child process that we started, and waits until it and everything below it are gone. */
export async function end(child, until, signal = 'SIGTERM') {
  const all = tree(child.pid);
  const gone = (pid) => !program(pid);
  child.kill(signal);
  await until('what was started has ended', () => all.every(gone));
}
