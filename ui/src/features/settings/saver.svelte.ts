import type { QueryClient } from '@tanstack/svelte-query';
import { call } from '$lib/api/call';
import type { Settings, SettingsChange } from '$lib/api/contract';
import { CommandFailure } from '$lib/api/failure';
import { queries } from '$lib/api/queries';

export type SettingName = keyof Settings;

/** Saves one setting after another, and keeps beside each why it could not be saved. */
export class Saver {
  /** Shown at once; taken back where it is refused. */
  #wanted = $state.raw<SettingsChange>({});
  #failures = $state.raw<{ readonly [Name in SettingName]?: CommandFailure | undefined }>({});
  #queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly client: QueryClient) {}

  /** The settings as they are shown: as saved, with what is being saved. */
  shown(saved: Settings): Settings {
    return { ...saved, ...this.#wanted };
  }

  /** Why a setting was not saved; nothing once it was. */
  failure(name: SettingName): CommandFailure | undefined {
    return this.#failures[name];
  }

  /** Forgets why a setting was not saved: what was typed was given up. */
  forget(name: SettingName): void {
    this.#failures = { ...this.#failures, [name]: undefined };
  }

  /** Answers whether it was saved. */
  async save<Name extends SettingName>(name: Name, value: Settings[Name]): Promise<boolean> {
    this.#wanted = { ...this.#wanted, [name]: value };
    const saved = this.#queue.then(() => this.#store(name, value));
    this.#queue = saved;
    const well = await saved;
    if (this.#queue === saved) this.#wanted = {};
    return well;
  }

  async #store<Name extends SettingName>(name: Name, value: Settings[Name]): Promise<boolean> {
    try {
      const saved = await call('settings_change', { [name]: value });
      this.client.setQueryData(queries.settings().queryKey, saved);
      this.forget(name);
      return true;
    } catch (thrown) {
      this.#failures = { ...this.#failures, [name]: CommandFailure.from(thrown) };
      return false;
    }
  }
}
