import type { KeySummary, Meter, Status } from '$lib/api/contract';
import { words } from '$lib/words/index.svelte';
import { DAY, HOUR, ago, daysLeft, left } from './format';
import { roomAt } from './meters';
import type { Owner } from './route.svelte';

/** How a status looks: an icon and a colour beside the word. */
export interface StatusLook {
  word: string;
  icon: 'check' | 'warning' | 'clock' | 'cross' | 'question';
  tone: 'fine' | 'warning' | 'danger' | 'dim';
}

export function statusLook(status: Status, tightest: Meter | null, now: number): StatusLook {
  const { status: named } = words();
  switch (status.kind) {
    case 'active':
      return { word: named.active, icon: 'check', tone: 'fine' };
    case 'old':
      return { word: named.old(status.days), icon: 'warning', tone: 'warning' };
    case 'expires_soon':
      return { word: expiresIn(status.days), icon: 'clock', tone: 'warning' };
    case 'limit_reached': {
      const until =
        (tightest && roomAt(tightest, now)) ?? (status.until ? Date.parse(status.until) : undefined);
      const waits = until !== undefined && until > now;
      return {
        word: waits ? named.limit_left(left(until, now)) : named.limit_reached,
        icon: 'cross',
        tone: 'danger',
      };
    }
    case 'expired':
      return { word: named.expired, icon: 'cross', tone: 'danger' };
    case 'refused':
      return { word: named.refused, icon: 'warning', tone: 'danger' };
    case 'pending':
      return { word: named.pending, icon: 'clock', tone: 'dim' };
    case 'gone':
      return { word: named.gone, icon: 'question', tone: 'warning' };
    case 'disabled':
      return { word: named.disabled, icon: 'cross', tone: 'dim' };
    case 'revocation_not_confirmed':
      return { word: named.revocation_not_confirmed, icon: 'question', tone: 'danger' };
    case 'revoked':
      return { word: named.revoked, icon: 'cross', tone: 'dim' };
  }
}

function expiresIn(days: number): string {
  const { status } = words();
  return days > 0 ? status.expires_in(days) : status.expires_within_a_day;
}

/** “read write”, “read, no generation”. */
export function permissionsText(
  key: Pick<KeySummary, 'permissions' | 'generate' | 'origin' | 'remote_facts'>,
): string {
  if (key.origin !== 'issued') {
    return key.remote_facts.permissions.join(', ') || words().acts.at_provider;
  }
  return key.permissions.join(' ') + (key.generate ? '' : words().status.no_generation);
}

/**
 * “as of 3 h ago”, where what is shown of a key may be out of date: the last refresh is old, or `troubled`, failed.
 * Nothing for what needs no refresh.
 */
export function staleSince(key: KeySummary, troubled: boolean, now: number): string | undefined {
  if (key.as_of === null || key.status.kind === 'revoked') return undefined;
  const old = now - Date.parse(key.as_of) >= DAY;
  return troubled || old ? `${words().acts.as_of} ${ago(key.as_of, now)}` : undefined;
}

/** The key that has, or is to have, a key's place: where that was replaced itself, the last one. */
export function standIn(key: KeySummary, keys: readonly KeySummary[]): KeySummary | undefined {
  let found: KeySummary | undefined;
  const passed = new Set([key.id]);
  for (let one: KeySummary | undefined = key; one?.rotation?.role === 'old';) {
    const { other_key_id, stage }: { other_key_id: string; stage: string } = one.rotation;
    if (passed.has(other_key_id) || (found && stage === 'update')) break;
    passed.add(other_key_id);
    one = keys.find(({ id }) => id === other_key_id);
    found = one ?? found;
  }
  return found;
}

/** That it is being replaced, or replaces another: while that is under way. */
export function replacing({ rotation }: KeySummary): string | undefined {
  if (!rotation || rotation.stage === 'done') return undefined;
  return rotation.role === 'old' ? words().status.being_replaced : words().status.replaces;
}

export function lastUsedText(key: KeySummary, now: number): string {
  return key.last_used_at ? ago(key.last_used_at, now) : words().status.never_used;
}

/** What is left until it expires, or that it never does; a dash once it is over. */
export function ageText(key: KeySummary, now: number): string {
  const { age } = words().status;
  if (key.status.kind === 'revoked') return age.none;
  if (!key.expires_at) return key.status.kind === 'old' ? age.days_old(key.status.days) : age.no_expiry;
  const at = Date.parse(key.expires_at);
  if (at <= now) return age.expired;
  const days = daysOf(key, now) ?? 0;
  return days > 0 ? age.days_left(days) : age.hours_left(Math.min(24, Math.ceil((at - now) / HOUR)));
}

/** Days until a key expires; none where it never does. Where its status counts them, that is what everything says. */
export function daysOf({ expires_at, status }: KeySummary, now: number): number | undefined {
  if (!expires_at) return undefined;
  return status.kind === 'expires_soon' ? status.days : daysLeft(Date.parse(expires_at), now);
}

/** What the list has room for, in letters. */
const MASKED_ROOM = 14;

/** The masked form for the list: where it is too long, its beginning is cut, as its end tells keys apart. */
export function maskedShort(masked: string): string {
  const at = masked.indexOf('…');
  return at < 0
    ? masked
    : masked.slice(0, Math.max(0, Math.min(at, MASKED_ROOM - (masked.length - at)))) + masked.slice(at);
}

/** The masked form about as long as a key, and no longer than the dialog that shows it has room for. */
export function dotted(masked: string, length = 40): string {
  const [start = '', end = ''] = masked.split('…');
  return start + '•'.repeat(Math.max(4, length - start.length - end.length)) + end;
}

const LIVE = (key: KeySummary) => key.status.kind !== 'revoked';
const ATTENTION: readonly Status['kind'][] = [
  'revocation_not_confirmed',
  'expired',
  'refused',
  'gone',
  'limit_reached',
  'expires_soon',
  'old',
];

export type FilterId = 'all' | 'attention' | 'expiring' | 'old' | 'unused' | 'full_access';

/** The saved filters, in the order in which they are offered; `filterName` names them. */
export const FILTERS: readonly { id: FilterId; counted: boolean }[] = [
  { id: 'all', counted: true },
  { id: 'attention', counted: true },
  { id: 'expiring', counted: false },
  { id: 'old', counted: false },
  { id: 'unused', counted: false },
  { id: 'full_access', counted: false },
];

/** `rotationAge` is the age, in days, from which a key should be rotated. */
export function passes(key: KeySummary, filter: FilterId, now: number, rotationAge: number): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'attention':
      return ATTENTION.includes(key.status.kind);
    case 'expiring': {
      if (!LIVE(key) || !key.expires_at) return false;
      const remaining = Date.parse(key.expires_at) - now;
      return remaining > 0 && remaining <= 7 * DAY;
    }
    case 'old':
      return LIVE(key) && now - Date.parse(key.created_at) >= rotationAge * DAY;
    case 'unused':
      return LIVE(key) && now - Date.parse(key.last_used_at ?? key.created_at) >= 30 * DAY;
    case 'full_access':
      return LIVE(key) && key.permissions.includes('admin');
  }
}

/** Whether the key is that account's, or one of that provider's. */
export function belongs(key: KeySummary, of: Owner): boolean {
  return 'account' in of ? key.account_id === of.account : key.provider_id === of.provider;
}

/** What is searched of a key, put together once: an unchanged key stays the same object between two reads. */
const haystacks = new WeakMap<KeySummary, string>();

function haystack(key: KeySummary): string {
  let text = haystacks.get(key);
  if (text === undefined) {
    text =
      `${key.name}\n${key.account_name}\n${key.masked}\n${key.purpose}\n${key.permissions.join(' ')}\n${key.plan}`.toLowerCase();
    haystacks.set(key, text);
  }
  return text;
}

/** Every word of `text` is found in the key's name, account, masked form, purpose, permissions or plan. */
export function matcher(text: string): (key: KeySummary) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return () => true;
  return (key) => {
    const hay = haystack(key);
    return words.every((word) => hay.includes(word));
  };
}

/** Days before its expiry from which a key expires “soon”. */
const SOON_DAYS = 7;

/** The next moment at which a key's status changes by itself, so that the list is read again then. */
export function nextTurn(keys: readonly KeySummary[], now: number, rotationAge: number): number | undefined {
  let next: number | undefined;
  for (const key of keys) {
    for (const at of turns(key, now, rotationAge)) {
      if (at > now && (next === undefined || at < next)) next = at;
    }
  }
  return next;
}

/** With how many days left a key that has `days` begins to have one less. */
function dayLost(days: number): number {
  return days > 1 ? days - 0.5 : days;
}

function* turns(
  { status, tightest, created_at, expires_at }: KeySummary,
  now: number,
  rotationAge: number,
): Generator<number> {
  if (status.kind === 'revoked' || status.kind === 'expired') return;
  if (status.kind === 'limit_reached' && tightest) yield roomAt(tightest, now) ?? now;
  if (expires_at) {
    const at = Date.parse(expires_at);
    yield at;
    yield at - (status.kind === 'expires_soon' ? dayLost(status.days) : SOON_DAYS) * DAY;
  }
  yield Date.parse(created_at) + (status.kind === 'old' ? status.days + 1 : rotationAge) * DAY;
}
