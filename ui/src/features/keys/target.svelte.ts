import type { SnippetOffers, TargetRow } from '$lib/api/contract';

const REMEMBERED = 'keyhinge.copy_target';

/** Where keys were copied to last: offered first the next time. */
class CopyTarget {
  #id = $state(recall());

  /** The targets that a key can be copied to. */
  fitting(offers: SnippetOffers | undefined): TargetRow[] {
    const holds = (row: TargetRow) => row.forms.some((form) => form.form === 'value');
    return (offers?.targets ?? []).filter((row) => row.unfit === null && holds(row));
  }

  /** The remembered target, or the shell of this computer. */
  among(offers: SnippetOffers | undefined): TargetRow | undefined {
    const targets = this.fitting(offers);
    return (
      targets.find((target) => target.id === this.#id) ??
      targets.find((target) => target.id === offers?.here) ??
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
