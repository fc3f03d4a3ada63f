import type { Limit, Meter } from '$lib/api/contract';
import { words } from '$lib/words/index.svelte';
import { grouped } from './format';

/** How near a meter is to its limit, as a word. */
export type MeterState = 'fine' | 'close' | 'reached';

const CLOSE = 0.8;

/** What is used at `now`: the window slides, so it falls by itself between two readings. */
export function usedAt(meter: Meter, now: number): number {
  let used = meter.used;
  for (const step of meter.steps) {
    if (Date.parse(step.at) > now) break;
    used = step.used;
  }
  return used;
}

/** The share used at `now`, from 0; over 1 where a last call went past the limit. */
export function share(meter: Meter, now: number): number {
  return meter.limit > 0 ? usedAt(meter, now) / meter.limit : 0;
}

/** Whole per cent: 100 only where nothing is left, 0 only where nothing is used. */
export function percent(meter: Meter, now: number): number {
  const used = usedAt(meter, now);
  if (used <= 0) return 0;
  return Math.min(100, Math.max(1, Math.floor((100 * used) / meter.limit)));
}

export function stateAt(meter: Meter, now: number): MeterState {
  const part = share(meter, now);
  return part >= 1 ? 'reached' : part >= CLOSE ? 'close' : 'fine';
}

/** When a used-up meter has room again; nothing where it has room at `now`. */
export function roomAt(meter: Meter, now: number): number | undefined {
  if (usedAt(meter, now) < meter.limit) return undefined;
  const step = meter.steps.find((step) => Date.parse(step.at) > now && step.used < meter.limit);
  const at = step?.at ?? meter.resets_at;
  return at ? Date.parse(at) : undefined;
}

/** When the whole allowance is back; nothing while nothing is used at `now`. */
export function resetAt(meter: Meter, now: number): number | undefined {
  if (!meter.resets_at || usedAt(meter, now) <= 0) return undefined;
  const at = Date.parse(meter.resets_at);
  return at > now ? at : undefined;
}

/** “minute”, “90 s”. */
export function windowName(window_seconds: number): string {
  const { windows } = words().meters;
  switch (window_seconds) {
    case 60:
      return windows.minute;
    case 3600:
      return windows.hour;
    case 86_400:
      return windows.day;
    default:
      return windows.seconds(grouped(window_seconds));
  }
}

/** “Prompt tokens per minute”. */
export function limitName({ metric, window_seconds }: Pick<Limit, 'metric' | 'window_seconds'>): string {
  const { names, per: text } = words().meters;
  return text(names[metric], windowName(window_seconds));
}

/** “RPM”, “TPM in”, “TPM out”. */
export function limitShortName({ metric, window_seconds }: Pick<Limit, 'metric' | 'window_seconds'>): string {
  return words().meters.short[metric](windowName(window_seconds).charAt(0).toUpperCase());
}
