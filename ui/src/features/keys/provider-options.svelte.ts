import type { NewKeyOption, ProviderKeyOptions } from '$lib/api/contract';
import { words } from '$lib/words/index.svelte';
import { parseAmount } from '$lib/words/numbers';

export const NUMBERS = ['spend_limit', 'requests_per_minute', 'tokens_per_minute'] as const;
export type NumberOption = (typeof NUMBERS)[number];

/** What was chosen for a new key at a provider, beyond what every key has. */
export class ProviderOptions {
  permissions = $state('');
  numbers = $state<Record<NumberOption, string>>({
    spend_limit: '',
    requests_per_minute: '',
    tokens_per_minute: '',
  });
  #problems = $state.raw<Readonly<Partial<Record<NumberOption, string | undefined>>>>({});

  get problems(): Readonly<Partial<Record<NumberOption, string | undefined>>> {
    return this.#problems;
  }

  edited(option: NumberOption): void {
    this.#problems = { ...this.#problems, [option]: undefined };
  }

  /** Whether every number is one. Its range is the provider's to judge. */
  check(): boolean {
    const wrong = NUMBERS.filter((option) => {
      const text = this.numbers[option].trim();
      const number = parseAmount(text);
      const whole = option === 'spend_limit' || Number.isInteger(number);
      return text !== '' && !(number >= 0 && whole);
    });
    this.#problems = Object.fromEntries(wrong.map((option) => [option, words().acts.create.number]));
    return wrong.length === 0;
  }

  /** Only what this provider offers: what was typed for another account stays out. */
  request(offered: readonly NewKeyOption[]): ProviderKeyOptions {
    const number = (option: NumberOption) => {
      const text = this.numbers[option].trim();
      return offered.includes(option) && text ? parseAmount(text) : null;
    };
    return {
      permissions: offered.includes('permissions') ? this.permissions.split(/\s+/).filter(Boolean) : [],
      spend_limit: number('spend_limit'),
      requests_per_minute: number('requests_per_minute'),
      tokens_per_minute: number('tokens_per_minute'),
    };
  }
}
