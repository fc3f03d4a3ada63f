import { describe, expect, it } from 'vitest';
import type { KeySummary, Meter, Status } from '$lib/api/contract';
import {
  ageText,
  dotted,
  maskedShort,
  lastUsedText,
  matcher,
  nextTurn,
  passes,
  permissionsText,
  statusLook,
} from './keys';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const DAY = 86_400_000;
const at = (ms: number) => new Date(NOW + ms).toISOString();

function key(change: Partial<KeySummary> = {}): KeySummary {
  return {
    id: 'key_abcdefghijkl',
    rotation: null,
    account_id: 'acc_abcdefghijkl',
    account_name: 'Local',
    provider_id: 'local',
    name: 'checkout-api',
    key_type: 'virtual',
    masked: 'kh_4tQ9…9f2c',
    purpose: 'Production',
    permissions: ['read'],
    generate: true,
    plan: 'Free',
    limits: [],
    status: { kind: 'active' },
    created_at: at(-2 * DAY),
    created_by: 'app',
    expires_at: at(88.5 * DAY),
    revoked_at: null,
    last_used_at: at(-120_000),
    reveal: 'used',
    secret_held: true,
    origin: 'issued',
    remote_id: null,
    remote_facts: { permissions: [], spent: null, extra: {} },
    as_of: null,
    last_test: null,
    actions: ['rename', 'revoke'],
    tightest: null,
    ...change,
  };
}

const used: Meter = {
  metric: 'requests',
  window_seconds: 60,
  limit: 60,
  used: 60,
  resets_at: at(50_000),
  source: 'gateway',
  read_at: at(0),
  steps: [
    { at: at(38_000), used: 12 },
    { at: at(50_000), used: 0 },
  ],
};

describe('the status of a row', () => {
  it.each<[Status, string, string]>([
    [{ kind: 'active' }, 'Active', 'fine'],
    [{ kind: 'old', days: 96 }, 'Rotate: 96 days old', 'warning'],
    [{ kind: 'expires_soon', days: 6 }, 'Expires in 6 days', 'warning'],
    [{ kind: 'expires_soon', days: 1 }, 'Expires in 1 day', 'warning'],
    [{ kind: 'expires_soon', days: 0 }, 'Expires within a day', 'warning'],
    [{ kind: 'limit_reached', until: at(50_000) }, 'Limit, 0:38 left', 'danger'],
    [{ kind: 'expired' }, 'Expired', 'danger'],
    [{ kind: 'refused' }, 'Refused at the last test', 'danger'],
    [{ kind: 'pending' }, 'Being made', 'dim'],
    [{ kind: 'revocation_not_confirmed' }, 'Revocation not confirmed', 'danger'],
    [{ kind: 'revoked' }, 'Revoked', 'dim'],
  ])('%o', (status, word, tone) => expect(statusLook(status, used, NOW)).toMatchObject({ word, tone }));

  it('counts to the reset where no step is known', () => {
    expect(statusLook({ kind: 'limit_reached', until: at(9000) }, null, NOW).word).toBe('Limit, 0:09 left');
    expect(statusLook({ kind: 'limit_reached', until: null }, null, NOW).word).toBe('Limit reached');
  });
});

it('says what a key may do', () => {
  expect(permissionsText(key({ permissions: ['read', 'write', 'admin'] }))).toBe('read write admin');
  expect(permissionsText(key({ generate: false }))).toBe('read, no generation');
});

it('says how long a key lives', () => {
  expect(ageText(key({ expires_at: at(60 * DAY - 1000) }), NOW)).toBe('60 d left');
  expect(ageText(key({ expires_at: at(6.9 * DAY) }), NOW)).toBe('7 d left');
  const soon = { kind: 'expires_soon', days: 5 } as const;
  expect(ageText(key({ status: soon, expires_at: at(5.6 * DAY) }), NOW)).toBe('5 d left');
  expect(ageText(key({ expires_at: at(5 * 3_600_000) }), NOW)).toBe('5 h left');
  expect(ageText(key({ expires_at: at(-1) }), NOW)).toBe('expired');
  expect(ageText(key({ expires_at: null }), NOW)).toBe('no expiry');
  expect(ageText(key({ expires_at: null, status: { kind: 'old', days: 96 } }), NOW)).toBe('96 d old');
  expect(ageText(key({ status: { kind: 'revoked' } }), NOW)).toBe('–');
  expect(lastUsedText(key({ last_used_at: null }), NOW)).toBe('never');
});

it('masks at one length and keeps both ends', () => {
  expect(dotted('kh_4tQ9…9f2c', 20)).toBe('kh_4tQ9•••••••••9f2c');
  expect(dotted('kh_4tQ9…9f2c')).toHaveLength(40);
  expect(dotted('…e07a', 6)).toBe('••••e07a');
});

it('cuts the beginning of a long masked form, and never its end', () => {
  expect(maskedShort('kh_4tQ9…9f2c')).toBe('kh_4tQ9…9f2c');
  expect(maskedShort('sk-ant-admin01-…x81d')).toBe('sk-ant-ad…x81d');
  expect(maskedShort('…e07a')).toBe('…e07a');
  expect(maskedShort('a…much-longer-than-usual')).toBe('…much-longer-than-usual');
});

describe('filters', () => {
  it('needs attention for whatever a user should act on', () => {
    for (const kind of ['revocation_not_confirmed', 'expired', 'refused'] as const) {
      expect(passes(key({ status: { kind } }), 'attention', NOW, 90)).toBe(true);
    }
    expect(passes(key(), 'attention', NOW, 90)).toBe(false);
    expect(passes(key({ status: { kind: 'revoked' } }), 'attention', NOW, 90)).toBe(false);
  });

  it('expires within a week, and not before now', () => {
    expect(passes(key({ expires_at: at(7 * DAY) }), 'expiring', NOW, 90)).toBe(true);
    expect(passes(key({ expires_at: at(8 * DAY) }), 'expiring', NOW, 90)).toBe(false);
    expect(passes(key({ expires_at: at(-DAY) }), 'expiring', NOW, 90)).toBe(false);
    expect(passes(key({ expires_at: null }), 'expiring', NOW, 90)).toBe(false);
  });

  it('is old from the rotation age on, unused from 30, counted from the creation of a key never used', () => {
    expect(passes(key({ created_at: at(-90 * DAY) }), 'old', NOW, 90)).toBe(true);
    expect(passes(key({ created_at: at(-89 * DAY) }), 'old', NOW, 90)).toBe(false);
    expect(passes(key({ created_at: at(-30 * DAY) }), 'old', NOW, 30)).toBe(true);
    expect(passes(key({ last_used_at: at(-30 * DAY) }), 'unused', NOW, 90)).toBe(true);
    expect(passes(key({ last_used_at: null, created_at: at(-31 * DAY) }), 'unused', NOW, 90)).toBe(true);
    expect(passes(key({ last_used_at: null }), 'unused', NOW, 90)).toBe(false);
  });

  it('leaves revoked keys to “All”', () => {
    const revoked = key({ status: { kind: 'revoked' }, created_at: at(-200 * DAY), permissions: ['admin'] });
    expect(passes(revoked, 'all', NOW, 90)).toBe(true);
    for (const filter of ['expiring', 'old', 'unused', 'full_access'] as const) {
      expect(passes(revoked, filter, NOW, 90)).toBe(false);
    }
    expect(passes(key({ permissions: ['admin'] }), 'full_access', NOW, 90)).toBe(true);
  });

  it('finds every typed word anywhere, in any case', () => {
    expect(matcher('  ')(key())).toBe(true);
    expect(matcher('CHECK prod')(key())).toBe(true);
    expect(matcher('9f2c')(key())).toBe(true);
    expect(matcher('checkout admin')(key())).toBe(false);
  });
});

describe('the next moment at which a status turns by itself', () => {
  const turn = (...keys: KeySummary[]) => {
    const at = nextTurn(keys, NOW, 90);
    return at === undefined ? undefined : at - NOW;
  };
  const forever = { expires_at: null } as const;

  it('is when a used-up limit has room again', () => {
    const limited = key({ status: { kind: 'limit_reached', until: at(50_000) }, tightest: used });
    expect(turn(key(), limited)).toBe(38_000);
  });

  it('is when a key begins to expire soon, loses one more day, and expires', () => {
    expect(turn(key())).toBe(81.5 * DAY);
    expect(turn(key({ status: { kind: 'expires_soon', days: 6 }, expires_at: at(6 * DAY) }))).toBe(0.5 * DAY);
    expect(turn(key({ status: { kind: 'expires_soon', days: 0 }, expires_at: at(0.5 * DAY) }))).toBe(
      0.5 * DAY,
    );
  });

  it('is when a key turns old, and every day from then on', () => {
    expect(turn(key(forever))).toBe(88 * DAY);
    expect(turn(key({ ...forever, status: { kind: 'old', days: 96 }, created_at: at(-96.5 * DAY) }))).toBe(
      0.5 * DAY,
    );
  });

  it('never comes for what is over', () => {
    expect(turn(key({ status: { kind: 'revoked' } }), key({ status: { kind: 'expired' } }))).toBeUndefined();
  });
});
