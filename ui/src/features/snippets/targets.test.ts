import { expect, it } from 'vitest';
import type { TargetGroup, TargetRow } from '$lib/api/contract';
import { found, grouped, namesVariable } from './targets';

const row = (id: string, name: string, group: TargetGroup, about: string): TargetRow => ({
  id,
  name,
  group,
  about,
  platform: 'any',
  shapes: [],
  variable: null,
  forms: [],
  unfit: null,
});

const rows = [
  row('bash', 'bash', 'shell', 'Sets the variable.'),
  row('bashrc', '~/.bashrc', 'file', 'Every new bash has the variable.'),
  row('openai_js', 'OpenAI SDK, JavaScript', 'code', 'Calls a model.'),
];
const ids = (text: string, told = (row: TargetRow) => [row.name, row.about]) =>
  found(text, rows, told).map(({ id }) => id);

it('groups targets in the order in which they come', () => {
  expect(grouped(rows).map(({ id, rows }) => [id, rows.map(({ id }) => id)])).toEqual([
    ['shell', ['bash']],
    ['file', ['bashrc']],
    ['code', ['openai_js']],
  ]);
});

it('finds by every word, wherever it stands, names first', () => {
  expect(ids('bash')).toEqual(['bash', 'bashrc']);
  expect(ids('JS')).toEqual(['openai_js']);
  expect(ids('variable new')).toEqual(['bashrc']);
  expect(ids('model sdk')).toEqual(['openai_js']);
  expect(ids('every')).toEqual(['bashrc']);
  expect(ids('nothing of it')).toEqual([]);
});

it('finds what is told of a target in another language', () => {
  expect(ids('werkzeug')).toEqual([]);
  expect(ids('werkzeug', (row) => [row.id === 'bash' ? 'Werkzeuge' : ''])).toEqual(['bash']);
});

it('knows whether a text has to do with its variable', () => {
  const variable = 'ANTHROPIC_API_KEY';
  expect(namesVariable({ text: `export ${variable}=x`, then: null, variable })).toBe(true);
  expect(namesVariable({ text: '{}', then: `${variable}=x claude`, variable })).toBe(true);
  expect(namesVariable({ text: '{ "apiKeyHelper": "khg" }', then: null, variable })).toBe(false);
});
