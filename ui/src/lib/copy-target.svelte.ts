import type { Platform, SnippetOffers, TargetRow } from '$lib/api/contract';
import { Remembered } from '$lib/remembered.svelte';

/** Where keys go: the target and the platform that were chosen last, offered first the next time. */
class CopyTarget {
  readonly #id = new Remembered('keyhinge.copy_target');
  readonly #platform = new Remembered('keyhinge.snippet_platform');

  /** The targets that a key can be copied to, text and all. */
  fitting(offers: SnippetOffers | undefined): TargetRow[] {
    const holds = (row: TargetRow) => row.forms.some(({ form, unfit }) => form === 'value' && unfit === null);
    return (offers?.targets ?? []).filter(
      (row) => row.unfit === null && holds(row) && this.isAtHome(row, offers),
    );
  }

  /** The remembered target, or the shell of this computer. */
  among(offers: SnippetOffers | undefined): TargetRow | undefined {
    return this.#of(this.fitting(offers), offers);
  }

  /** As `among`, of all targets, whether they fit or not. */
  amongAll(offers: SnippetOffers | undefined): TargetRow | undefined {
    return this.#of(offers?.targets ?? [], offers);
  }

  choose(id: string): void {
    this.#id.value = id;
  }

  /** The platform that was chosen, or this computer's. */
  platform(offers: SnippetOffers | undefined): Platform {
    const chosen = this.#platform.value;
    return chosen === 'unix' || chosen === 'windows' ? chosen : (offers?.platform ?? 'unix');
  }

  choosePlatform(platform: Platform): void {
    this.#platform.value = platform;
  }

  /** Whether the target is used on the chosen platform. */
  isAtHome(row: TargetRow, offers: SnippetOffers | undefined): boolean {
    return row.platform === 'any' || row.platform === this.platform(offers);
  }

  #of(targets: TargetRow[], offers: SnippetOffers | undefined): TargetRow | undefined {
    return (
      targets.find((target) => target.id === this.#id.value) ??
      targets.find((target) => target.id === offers?.here && this.isAtHome(target, offers)) ??
      targets.find((target) => this.isAtHome(target, offers))
    );
  }
}

export const copyTarget = new CopyTarget();
