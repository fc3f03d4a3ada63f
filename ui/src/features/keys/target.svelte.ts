import type { TargetRow } from '$lib/api/contract';

const REMEMBERED = 'keyhinge.copy_target';

/** Where keys were copied to last: offered first the next time. */
class CopyTarget {
  #id = $state(recall());

  /** The remembered target, or the first one that fits this computer (`linux`, `macos` or `windows`). */
  among(targets: readonly TargetRow[], computer = 'linux'): TargetRow | undefined {
    const family = computer === 'windows' ? 'windows' : 'unix';
    return (
      targets.find((target) => target.id === this.#id) ??
      (computer === 'macos' ? targets.find((target) => target.id === 'zsh') : undefined) ??
      targets.find((target) => target.platform === family) ??
      targets[0]
    );
  }

  choose(id: string): void {
    this.#id = id;
    try {
      localStorage.setItem(REMEMBERED, id);
    } catch {
      // Storage is off: remembered until the window closes.
    }
  }
}

function recall(): string | null {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

export const copyTarget = new CopyTarget();
