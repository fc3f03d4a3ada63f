import { describe, expect, it } from 'vitest';
import { literals } from './literals';

/** Every component, and every module that a component may take a text from, by its path. */
const sources = import.meta.glob<string>(
  ['/src/**/*.{svelte,ts}', '!**/words/**', '!**/*.test.ts', '!**/contract.ts'],
  { query: '?raw', import: 'default', eager: true },
);

describe('every text is in the catalogue', () => {
  it.each(Object.entries(sources))('%s', (path, source) => {
    const component = path.endsWith('.svelte') ? source : `<script lang="ts">${source}</script>`;
    expect(literals(component).map(({ line, text }) => `ui${path}:${line}: “${text}”`)).toEqual([]);
  });
});

describe('a text that is not in the catalogue is found', () => {
  const found = (source: string) => literals(source).map(({ line, text }) => `${line}: ${text}`);

  it.each([
    ['in the markup', '<p>\n  Nothing yet\n</p>', ['2: Nothing yet']],
    ['around what runs', '<p>{count} keys</p>', ['1: keys']],
    ['in a choice', "<p>{busy ? 'Saving…' : label}</p>", ['1: Saving…']],
    ['put together', '<p>{`${count} keys`}</p>', ['1: keys']],
    ['in a label', '<input\n  aria-label="Search keys" />', ['2: Search keys']],
    ['in a title', "<b title={on ? 'It is on' : undefined}></b>", ['1: It is on']],
    ['in a placeholder', '<input placeholder="A name" />', ['1: A name']],
    ['for our own component', '<Field label="Name" />', ['1: Name']],
    ['in the script', "<script>\n  const said = 'Type a number.';\n</script>", ['2: Type a number.']],
    ['as a word', "<script>const look = { word: 'Active', icon: 'check' };</script>", ['1: Active']],
    ['deep inside', '{#if a}<ul>{#each b as c}<li>An entry{c}</li>{/each}</ul>{/if}', ['1: An entry']],
  ])('%s', (_, source, expected) => expect(found(source)).toEqual(expected));

  it.each([
    ['a text of the catalogue', '<p title={words().keys.title}>{words().keys.key}</p>'],
    ['code', '<code>khg gateway serve</code>'],
    ['a word of the code', "<script>const first = { name: 'ascending' };</script>"],
    ['a class', '<p class="Text dim">{a}</p>'],
    ['a comparison', "<p>{#if kind === 'Active'}{kind}{/if}</p>"],
    ['what is thrown', "<script>throw new Error('No platform was chosen.');</script>"],
    ['names, methods and paths', '<p>Keyhinge · {a} GET, POST /v1/models</p>'],
    ['an address', '<input placeholder="http://proxy.example:3128" />'],
    ['signs', '<p>{a} · – / 100 %</p>'],
  ])('but not %s', (_, source) => expect(found(source)).toEqual([]));
});
