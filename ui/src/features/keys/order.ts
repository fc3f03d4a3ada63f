import type { KeySummary, Status } from '$lib/api/contract';
import { share } from '$lib/meters';

/** The columns that the list can be sorted by. */
export const COLUMNS = ['name', 'account', 'status', 'tightest', 'last_used', 'expiry'] as const;
export type Column = (typeof COLUMNS)[number];
export type Direction = 'ascending' | 'descending';

export interface Order {
  column: Column;
  direction: Direction;
}

/** What asks for the user first comes first. */
const URGENCY: Record<Status['kind'], number> = {
  revocation_not_confirmed: 0,
  expired: 1,
  refused: 2,
  limit_reached: 3,
  expires_soon: 4,
  old: 5,
  gone: 6,
  pending: 7,
  active: 8,
  disabled: 9,
  revoked: 10,
};

/** The direction that a first press on a column means: what is worth seeing comes first. */
const FIRST: Record<Column, Direction> = {
  name: 'ascending',
  account: 'ascending',
  status: 'ascending',
  tightest: 'descending',
  last_used: 'descending',
  expiry: 'ascending',
};

/** A press on a column: its first direction, then the other, then the list's own order again. */
export function pressed(column: Column, order: Order | null): Order | null {
  if (order?.column !== column) return { column, direction: FIRST[column] };
  if (order.direction !== FIRST[column]) return null;
  return { column, direction: order.direction === 'ascending' ? 'descending' : 'ascending' };
}

let collator: Intl.Collator | undefined;
/** Made when it is first needed: it takes its time to load. */
const byName = () => (collator ??= new Intl.Collator(undefined, { numeric: true }));

/** A new array in this order. Equals stay in the order of their names; what has no value comes last both ways. */
export function ordered(keys: readonly KeySummary[], order: Order | null, now: number): KeySummary[] {
  if (!order) return [...keys];
  const { column, direction } = order;
  const sign = direction === 'ascending' ? 1 : -1;
  const rows = keys.map((key) => ({ key, value: valueOf(key, column, now) }));
  rows.sort((a, b) => {
    if (a.value === undefined || b.value === undefined) {
      if (a.value !== b.value) return a.value === undefined ? 1 : -1;
    } else {
      const apart = compare(a.value, b.value);
      if (apart !== 0) return sign * apart;
    }
    return byName().compare(a.key.name, b.key.name);
  });
  return rows.map(({ key }) => key);
}

function compare(a: number | string, b: number | string): number {
  return typeof a === 'string' || typeof b === 'string' ? byName().compare(String(a), String(b)) : a - b;
}

function valueOf(key: KeySummary, column: Column, now: number): number | string | undefined {
  const revoked = key.status.kind === 'revoked';
  switch (column) {
    case 'name':
      return key.name;
    case 'account':
      return key.account_name;
    case 'status':
      return URGENCY[key.status.kind];
    case 'tightest':
      return key.tightest && !revoked ? share(key.tightest, now) : undefined;
    case 'last_used':
      return key.last_used_at ? Date.parse(key.last_used_at) : undefined;
    case 'expiry':
      return key.expires_at && !revoked ? Date.parse(key.expires_at) : undefined;
  }
}
