import type { Account, AccountInput, AddressName, Provider } from '$lib/api/contract';
import type { CommandFailure } from '$lib/api/failure';
import { words } from '$lib/words/index.svelte';
import { addressesOf, hostsOf, type Host } from './account';

/** An account as it is typed in. It holds secrets: it is dropped with its dialog. */
export class AccountForm {
  name = $state('');
  credential = $state('');
  key = $state('');
  fields = $state<Record<string, string>>({});
  urls = $state<Partial<Record<AddressName, string>>>({});
  #confirmed = $state.raw<readonly string[]>([]);
  #problems = $state.raw<Readonly<Record<string, string>>>({});

  constructor(
    readonly provider: Provider,
    /** The account that is changed; none where one is added. */
    readonly account?: Account,
  ) {
    if (!account) return;
    this.name = account.name;
    this.fields = { ...account.fields };
    this.urls = { ...account.base_urls };
    this.#confirmed = account.confirmed_hosts;
  }

  get hosts(): Host[] {
    return hostsOf(this.provider, this.urls);
  }

  /** What is wrong, by field: `name`, `credential`, `key`, `base_urls` or a field of the manifest. */
  get problems(): Readonly<Record<string, string>> {
    return this.#problems;
  }

  edited(field: string): void {
    this.#problems = Object.fromEntries(Object.entries(this.#problems).filter(([id]) => id !== field));
  }

  /** The user has agreed that keys go to these hosts. */
  confirm(hosts: readonly string[]): void {
    this.#confirmed = [...this.#confirmed, ...hosts.filter((host) => !this.#confirmed.includes(host))];
  }

  /** Whether nothing is wrong that can be said without asking the host. */
  check(): boolean {
    const missing = addressesOf(this.provider).some(
      ({ name, required }) => required && !this.urls[name]?.trim(),
    );
    this.#problems = missing ? { base_urls: words().accounts.own_address } : {};
    return !missing;
  }

  /** Takes up what the host said about one field; whether the form has that field. */
  refuse(failure: CommandFailure): boolean {
    const { field } = failure;
    if (field === undefined) return false;
    const known = [
      ...['name', 'credential', 'key', 'base_urls'],
      ...(this.provider.management?.fields ?? []).map(({ id }) => id),
    ];
    if (!known.includes(field)) return false;
    const { message, next_step } = failure.told;
    this.#problems = { [field]: `${message} ${next_step}`.trim() };
    return true;
  }

  request(): AccountInput {
    const given = (values: Readonly<Partial<Record<string, string>>>) =>
      Object.fromEntries(
        Object.entries(values).flatMap(([id, value]) => (value?.trim() ? [[id, value.trim()]] : [])),
      );
    const name = this.name.trim();
    return {
      provider_id: this.provider.id,
      ...(name && { name }),
      fields: given(this.fields),
      base_urls: given(this.urls),
      confirmed_hosts: [...this.#confirmed],
      ...(this.credential.trim() && { credential: this.credential }),
      ...(this.key.trim() && { key: this.key }),
    };
  }

  /** Nothing of the secrets stays. */
  forget(): void {
    this.credential = '';
    this.key = '';
  }
}
