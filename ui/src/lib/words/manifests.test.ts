import { expect, it } from 'vitest';
import { manifest, MANIFESTS } from './de/manifests';

/** The manifests that come with Keyhinge, by their paths. */
const sources = import.meta.glob<string>('../../../../crates/core/providers/*.toml', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** What a manifest says of failures and of revoking. */
function said(source: string): string[] {
  const sentences = /^(?:meaning|next_step) = "(.*)"$|ability = "revoke", text = "(.*)" \}/gm;
  return [...source.matchAll(sentences)].map(([, failure, revoking]) => failure ?? revoking ?? '');
}

it('German has every sentence that a manifest says of failures and of revoking, and no other', () => {
  const all = new Set(Object.values(sources).flatMap(said));
  expect(all.size).toBeGreaterThan(80);
  expect(Object.keys(MANIFESTS).sort()).toEqual([...all].sort());
});

it('leaves the words of a manifest that a user wrote', () =>
  expect(manifest('The hamsters are asleep.')).toBe('The hamsters are asleep.'));
