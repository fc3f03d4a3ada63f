import type { Rotation } from '$lib/api/contract';

/** So long an answer that began before the switch may still run. */
const DRAINS_MS = 60_000;

export function isDraining({ stage, switched_at }: Rotation, now: number): boolean {
  return stage === 'delete' && switched_at !== null && now - Date.parse(switched_at) < DRAINS_MS;
}
