import { Attempt } from '$lib/api/attempt.svelte';
import { call } from '$lib/api/call';
import type { ImportChoice, ImportFound, ImportOutcome, ImportTray, ImportUndone } from '$lib/api/contract';

/** A key that was found, and what the user wants with it. */
export interface Row {
  readonly found: ImportFound;
  chosen: boolean;
  /** `account:ID` or `provider:ID`; empty while it has to be asked. */
  to: string;
  name: string;
  takeOut: boolean;
}

/** What became of a key. */
export interface Result {
  found: ImportFound;
  outcome: ImportOutcome;
  undone?: ImportUndone;
}

/** Keys on their way in. The pasted text leaves the page once it was examined; what came of it has no secret. */
export class ImportFlow {
  text = $state('');
  paths = $state('');
  folder = $state('');
  /** Files that may hold keys; nothing where nobody looked. */
  places = $state.raw<string[] | null>(null);
  tray = $state.raw<ImportTray | null>(null);
  rows = $state<Row[]>([]);
  results = $state.raw<Result[] | null>(null);
  readonly attempt = new Attempt();

  /** `account`: the keys belong to it, as far as they can. */
  constructor(readonly account: string | undefined) {}

  get chosen(): Row[] {
    return this.rows.filter((row) => row.chosen);
  }

  /** Where a row's key goes; one that stands elsewhere too goes where that goes. */
  aim(row: Row): string {
    const first = row.found.same_as === null ? undefined : this.rows[row.found.same_as];
    return row.to || first?.to || '';
  }

  /** Has to be asked before anything is imported. */
  lacks(row: Row): boolean {
    return row.chosen && row.found.already_here === null && this.aim(row) === '';
  }

  async examineText(): Promise<void> {
    const tray = await this.attempt.run(() => call('import_examine', { text: this.text }));
    if (tray) this.#found(tray, false);
  }

  async examineFiles(paths: string[], move: boolean): Promise<void> {
    const tray = await this.attempt.run(() => call('import_examine_files', { paths }));
    if (tray) this.#found(tray, move);
  }

  /** Which files there are; none is opened. */
  async look(): Promise<void> {
    const folder = this.folder.trim();
    const found = await this.attempt.run(() => call('import_places', folder ? { folder } : {}));
    if (found) this.places = found.files;
  }

  async take(): Promise<void> {
    const { tray } = this;
    if (!tray || this.chosen.length === 0 || this.chosen.some((row) => this.lacks(row))) return;
    const choices = this.chosen.map((row) => this.#choice(row));
    const outcomes = await this.attempt.run(() => call('import_keys', { tray: tray.tray, choices }));
    if (!outcomes) return;
    this.results = outcomes.flatMap((outcome) => {
      const found = tray.found[outcome.index];
      return found ? [{ found, outcome }] : [];
    });
  }

  /** Puts lines back and takes the keys out again. */
  async undo(): Promise<void> {
    const { tray, results } = this;
    if (!tray || !results) return;
    const indexes = results.map(({ outcome }) => outcome.index);
    const undone = await this.attempt.run(() => call('import_undo', { tray: tray.tray, indexes }));
    if (!undone) return;
    this.results = results.map((result) => {
      const now = undone.find(({ index }) => index === result.outcome.index);
      return now ? { ...result, undone: now } : result;
    });
  }

  /** Back to where keys come from. */
  again(): void {
    this.forget();
    this.tray = null;
    this.rows = [];
    this.results = null;
    this.attempt.forget();
  }

  /** Nothing stays in the page or in the process. */
  forget(): void {
    this.text = '';
    if (this.tray) void call('import_forget', { tray: this.tray.tray }).catch(() => undefined);
  }

  #found(tray: ImportTray, move: boolean): void {
    this.text = '';
    this.tray = tray;
    this.rows = tray.found.map((found) => ({
      found,
      chosen: !found.problem && found.same_as === null && found.already_here === null,
      to: firstAim(found, this.account),
      name: '',
      takeOut: move && found.removable,
    }));
  }

  #choice(row: Row): ImportChoice {
    const [kind, id] = split(this.aim(row));
    return {
      index: row.found.index,
      ...(kind === 'account' && { account_id: id }),
      ...(kind === 'provider' && { provider_id: id }),
      ...(row.name.trim() && { name: row.name.trim() }),
      take_out_of_file: row.takeOut && row.found.removable,
    };
  }
}

/** Where a key goes without asking: only where there is one answer. */
export function firstAim(found: ImportFound, account: string | undefined): string {
  const named = found.candidates.map((candidate) => candidate.provider_id);
  const providers = named.filter((id, index) => named.indexOf(id) === index);
  if (account !== undefined && (providers.length === 0 || found.accounts.includes(account)))
    return `account:${account}`;
  if (providers.length !== 1) return '';
  if (found.accounts.length > 1) return '';
  return found.accounts[0] === undefined ? `provider:${providers[0] ?? ''}` : `account:${found.accounts[0]}`;
}

function split(aim: string): [string, string] {
  const at = aim.indexOf(':');
  return [aim.slice(0, at), aim.slice(at + 1)];
}
