import { expect, it } from 'vitest';
import type { Item } from './item';
import { actionsOn, entryOf, rank } from './rank';

const item = (name: string, change: Partial<Item> = {}): Item => ({
  id: name,
  kind: 'key',
  name,
  icon: 'key',
  run: () => undefined,
  ...change,
});
const names = (query: string, items: Item[]) => rank(query, items.map(entryOf)).map((item) => item.name);

it('the beginning of a name before that of a word, before letters in their order', () => {
  const all = ['ops-billing', 'b-i-l-l', 'rebill', 'bill-sync', 'bill'].map((name) => item(name));
  expect(names('bill', all)).toEqual(['bill', 'bill-sync', 'ops-billing', 'rebill', 'b-i-l-l']);
});

it('the word counts where it begins one, also when it is met inside another before', () => {
  expect(names('api', [item('rapid'), item('rapid-api')])).toEqual(['rapid-api', 'rapid']);
});

it('several words are found in any order, in the name or beside it', () => {
  const all = [item('Create key'), item('checkout', { note: 'Local · kh_4tQ9…9f2c' }), item('other')];
  expect(names('key create', all)).toEqual(['Create key']);
  expect(names('local checkout', all)).toEqual(['checkout']);
  expect(names('9F2C', all)).toEqual(['checkout']);
  expect(names('  create   key ', all)).toEqual(['Create key']);
});

it('also what it is called elsewhere', () => {
  expect(names('dunkel', [item('Theme: Dark', { also: 'dunkel' }), item('x')])).toEqual(['Theme: Dark']);
});

it('close letters before scattered ones, and a single letter never scattered', () => {
  expect(names('ck', [item('c-----k'), item('cxk'), item('c------------k')])).toEqual(['cxk', 'c-----k']);
  expect(names('k', [item('abc'), item('key')])).toEqual(['key']);
});

it('what does not match is not there, and a query is never a pattern', () => {
  expect(names('zzz', [item('abc')])).toEqual([]);
  expect(names('.*', [item('abc')])).toEqual([]);
  expect(names('a.c', [item('abc'), item('a.c')])).toEqual(['a.c']);
});

it('what can be done with a thing, by words for both', () => {
  const on = (query: string, items: Item[], most = 50) =>
    actionsOn(query, items.map(entryOf), most).map(({ name, note }) => `${name} ${note}`);
  const doing = (name: string, also = '') => item(name, { kind: 'action', also });
  const more = () => [
    item('Open', { kind: 'screen' }),
    doing('Rotate…', 'replace'),
    doing('Copy key', ''),
    item('Revoke…', { kind: 'action', blocked: 'It is revoked' }),
  ];
  const all = ['ops-ci', 'ci', 'copy-bot'].map((name) => item(name, { more }));
  expect(on('rotate ci', all)).toEqual(['Rotate… ci', 'Rotate… ops-ci']);
  expect(on('ci repl', all)).toEqual(['Rotate… ci', 'Rotate… ops-ci']);
  expect(on('open ci', all)).toEqual(['Open ci', 'Open ops-ci']);
  // Without a word for the thing, its screens are not meant.
  expect(on('rotate', all)).toHaveLength(3);
  expect(on('open', all)).toEqual([]);
  expect(on('copy bot', all)).toEqual(['Copy key copy-bot']);
  expect(on('revoke ci', all)).toEqual([]);
  expect(on('ci', all)).toEqual([]);
  expect(on('zzz ci', all)).toEqual([]);
  expect(on('rotate', all, 2)).toHaveLength(2);
});
