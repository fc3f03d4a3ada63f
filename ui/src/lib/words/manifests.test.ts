import { expect, it } from 'vitest';
import { ABOUTS } from './de/manifest-abouts';
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

/** What a manifest says of itself, of what an account is asked for, of its headers and of its plans. */
function abouts(source: string): string[] {
  const [, management = ''] = /^\[management\.credential\]\n([^[]*)/m.exec(source) ?? [];
  return [
    ...[...source.matchAll(/\b(?:about|note) = "(.*?)"/g)].map(([, text]) => text ?? ''),
    ...[management, /^fields = .*$/m.exec(source)?.[0] ?? '']
      .flatMap((part) => [...part.matchAll(/\bname = "(.*?)"/g)])
      .map(([, name]) => name ?? ''),
  ];
}

it('German has what they say of themselves, and nothing else', () => {
  const all = new Set(Object.values(sources).flatMap(abouts));
  expect(all.size).toBeGreaterThan(50);
  expect(Object.keys(ABOUTS).sort()).toEqual([...all].sort());
});

it('leaves the words of a manifest that a user wrote', () =>
  expect(manifest('The hamsters are asleep.')).toBe('The hamsters are asleep.'));
