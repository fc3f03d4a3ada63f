import type { Rotation } from '$lib/api/contract';

/** Whether an answer that began before the switch may still run. */
export function isDraining({ drains_until }: Rotation, now: number): boolean {
  return drains_until !== null && now < Date.parse(drains_until);
}
