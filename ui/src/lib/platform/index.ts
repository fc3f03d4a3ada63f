import type { Platform } from './types';

let chosen: Platform | undefined;

/** The host of this window; chosen once, before anything is mounted. */
export function platform(): Platform {
  if (!chosen) throw new Error('No platform was chosen.');
  return chosen;
}

export function choosePlatform(platform: Platform): void {
  chosen = platform;
}

export type { Changed, Platform } from './types';
