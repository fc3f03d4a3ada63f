import type { CommandFailure } from '$lib/api/failure';
import type {
  Expiry,
  KeyCreate,
  KeyCreateAtProvider,
  KeySummary,
  Metric,
  MinuteLimits,
  NewKeyOption,
  Permission,
  Plan,
  Preset,
} from '$lib/api/contract';
import { words } from '$lib/words/index.svelte';
import { parseAmount } from '$lib/words/numbers';
import type { ProviderOptions } from './provider-options.svelte';

export const OWN_PURPOSE = 'own';
export type ExpiryChoice = '30' | '60' | '90' | 'date' | 'never';

export const LIMIT_FIELDS = [
  'requests_per_minute',
  'prompt_tokens_per_minute',
  'completion_tokens_per_minute',
] as const;
export type LimitField = (typeof LIMIT_FIELDS)[number];

const LIMITED: readonly [LimitField, Metric][] = [
  ['requests_per_minute', 'requests'],
  ['prompt_tokens_per_minute', 'prompt_tokens'],
  ['completion_tokens_per_minute', 'completion_tokens'],
];

/** A plan without numbers of its own takes them from the form. */
export function takesNumbers(plan: Plan): boolean {
  return LIMIT_FIELDS.every((field) => plan[field] == null);
}

const FORM_FIELDS = ['name', 'purpose', 'permissions', 'expiry', 'plan', 'limits', ...LIMIT_FIELDS] as const;
export type FormField = (typeof FORM_FIELDS)[number];
export type Problems = Partial<Record<FormField, string>>;

/** What the user has typed and chosen so far; nothing of it is lost when creating fails. */
export class NewKeyForm {
  name = $state('');
  /** A preset's purpose, or `OWN_PURPOSE`. */
  purpose = $state('');
  ownPurpose = $state('');
  permissions = $state<Permission[]>([]);
  generate = $state(true);
  expiry = $state<ExpiryChoice>('30');
  /** `YYYY-MM-DD`: the last day on which the key works. */
  date = $state('');
  plan = $state('');
  numbers = $state<Record<LimitField, string>>({
    requests_per_minute: '',
    prompt_tokens_per_minute: '',
    completion_tokens_per_minute: '',
  });
  #problems = $state.raw<Problems>({});
  /** Limits of the key that this one is like which are not its plan's. */
  #own: { plan: string; limits: MinuteLimits } | undefined;

  /** Fills in what a purpose presets; each part can be changed afterwards. */
  take(preset: Preset): void {
    this.purpose = preset.purpose;
    this.permissions = preset.permissions.filter((word) => word !== 'webhook');
    this.generate = preset.generate;
    const days = String(preset.expires_in_days);
    this.expiry = days === '30' || days === '60' || days === '90' ? days : 'never';
    this.edited('purpose', 'permissions', 'expiry');
  }

  /** Fills in what another key has, so that this one can take its place. */
  beLike(key: KeySummary, name: string, presets: readonly Preset[], plans: readonly Plan[]): void {
    const preset = presets.find(({ purpose }) => purpose === key.purpose);
    if (preset) this.take(preset);
    else {
      this.purpose = OWN_PURPOSE;
      this.ownPurpose = key.purpose;
    }
    this.name = name;
    if (key.origin === 'issued') {
      this.permissions = [...key.permissions];
      this.generate = key.generate;
      this.#takeLimits(key, plans);
    }
    this.#takeLifetime(key);
  }

  #takeLimits(key: KeySummary, plans: readonly Plan[]): void {
    const plan = plans.find(({ name }) => name === key.plan);
    if (!plan) return;
    this.plan = plan.name;
    const amount = (metric: Metric) =>
      key.limits.find((limit) => limit.metric === metric && limit.window_seconds === 60)?.amount;
    const own: MinuteLimits = {};
    for (const [field, metric] of LIMITED) {
      const given = amount(metric);
      if (given === undefined) continue;
      if (takesNumbers(plan)) this.numbers[field] = String(given);
      else if (given !== plan[field]) own[field] = given;
    }
    this.#own = { plan: plan.name, limits: own };
  }

  /** As long as that one had: to the day. */
  #takeLifetime({ created_at, expires_at }: KeySummary): void {
    if (expires_at === null) {
      this.expiry = 'never';
      return;
    }
    const days = Math.max(1, Math.round((Date.parse(expires_at) - Date.parse(created_at)) / 86_400_000));
    if (days === 30 || days === 60 || days === 90) this.expiry = String(days) as ExpiryChoice;
    else {
      this.expiry = 'date';
      this.date = dayOf(Date.now() + days * 86_400_000);
    }
  }

  /** What is wrong, by field; a field that is edited is given the benefit of the doubt. */
  get problems(): Problems {
    return this.#problems;
  }

  edited(...fields: FormField[]): void {
    const problems = { ...this.#problems };
    for (const field of fields) delete problems[field];
    this.#problems = problems;
  }

  /** Whether nothing is wrong that can be said without asking the host. */
  check(plan: Plan): boolean {
    const problems: Problems = {};
    const said = words().create.problems;
    if (!this.name.trim()) problems.name = said.name;
    if (this.purpose === OWN_PURPOSE && !this.ownPurpose.trim()) problems.purpose = said.purpose;
    if (this.permissions.length === 0) problems.permissions = said.permissions;
    if (this.expiry === 'date' && !this.date) problems.expiry = said.expiry;
    if (takesNumbers(plan)) {
      for (const field of LIMIT_FIELDS) {
        const text = this.numbers[field].trim();
        if (text && Number.isNaN(parseAmount(text))) problems[field] = said.amount;
      }
    }
    this.#problems = problems;
    return Object.keys(problems).length === 0;
  }

  /** The same for a key at a provider, which has neither our permissions nor our plans. */
  checkAt(): boolean {
    const problems: Problems = {};
    const said = words().create.problems;
    if (!this.name.trim()) problems.name = said.name;
    if (this.purpose === OWN_PURPOSE && !this.ownPurpose.trim()) problems.purpose = said.purpose;
    if (this.expiry === 'date' && !this.date) problems.expiry = said.expiry;
    this.#problems = problems;
    return Object.keys(problems).length === 0;
  }

  /** Takes up what the host said about one field; whether the form has that field. */
  refuse(failure: CommandFailure): boolean {
    const field = FORM_FIELDS.find((field) => field === failure.field);
    if (!field) return false;
    const { message, next_step } = failure.told;
    this.#problems = { [field]: `${message} ${next_step}`.trim() };
    return true;
  }

  request(account_id: string, plan: Plan): KeyCreate {
    return {
      account_id,
      name: this.name,
      purpose: this.#purpose(),
      permissions: this.permissions,
      generate: this.generate,
      expiry: this.#expiry(),
      plan: plan.name,
      ...this.#asked(plan),
    };
  }

  /** `offered` is what this provider lets one choose. */
  requestAt(
    account_id: string,
    offered: readonly NewKeyOption[],
    options: ProviderOptions,
  ): KeyCreateAtProvider {
    return {
      account_id,
      name: this.name,
      purpose: this.#purpose(),
      expiry: offered.includes('expires') ? this.#expiry() : { kind: 'never' },
      options: options.request(offered),
    };
  }

  #asked(plan: Plan): { limits?: MinuteLimits } {
    if (takesNumbers(plan)) return { limits: this.#limits() };
    const own = this.#own?.plan === plan.name ? this.#own.limits : {};
    return Object.keys(own).length > 0 ? { limits: own } : {};
  }

  #purpose(): string {
    return this.purpose === OWN_PURPOSE ? this.ownPurpose : this.purpose;
  }

  #expiry(): Expiry {
    if (this.expiry === 'never') return { kind: 'never' };
    if (this.expiry === 'date') return { kind: 'at', at: endOfDay(this.date).toISOString() };
    return { kind: 'in_days', days: Number(this.expiry) };
  }

  #limits(): MinuteLimits {
    const limits: MinuteLimits = {};
    for (const field of LIMIT_FIELDS) {
      const text = this.numbers[field].trim();
      if (text) limits[field] = parseAmount(text);
    }
    return limits;
  }
}

/** `YYYY-MM-DD` of a local day, which is how Sweden writes it. */
function dayOf(ms: number): string {
  return new Date(ms).toLocaleDateString('sv-SE');
}

/** The last moment of a local day. */
function endOfDay(date: string): Date {
  return new Date(`${date}T23:59:59`);
}
