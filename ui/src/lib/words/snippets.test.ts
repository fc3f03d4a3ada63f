import { expect, it } from 'vitest';
import { TARGETS, translated } from './de/snippet-sentences';

/** The rows of the targets, as they are written for the core. */
const files = import.meta.glob<string>('../../../../crates/core/snippets/*.toml', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Every sentence of a row, with the target and the form that it is told of. */
function sentences(toml: string): { of: string; sentence: string }[] {
  const found: { of: string; sentence: string }[] = [];
  let target = '';
  let form = '';
  for (const line of toml.split('\n')) {
    const [, name, value = ''] = /^(id|form|about|risk|notes) = (.+)$/.exec(line) ?? [];
    if (name === 'id') [target, form] = [JSON.parse(value) as string, ''];
    else if (name === 'form') form = JSON.parse(value) as string;
    else if (name)
      for (const sentence of [JSON.parse(value) as string | string[]].flat())
        found.push({ of: [target, form, name].filter(Boolean).join(' '), sentence });
  }
  return found;
}

const all = Object.values(files).flatMap(sentences);

it('every target has a German about, and every form its German risk and notes', () => {
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter(({ sentence }) => translated(sentence) === undefined)).toEqual([]);
});

it.each([
  'Put the name of a model in the place of MODEL_ID.',
  'Programs take OPENAI_API_KEY for a key of OpenAI and send it there, unless they are told another base URL.',
  'The key is found only where KEYHINGE_DATA_DIR names its data folder: /srv/KEYS',
  'Claude Code speaks the format of Anthropic, and Forii does not.',
  'Gemini CLI takes the keys of one provider only, and Forii is another.',
  'What a request to Forii looks like here is not known.',
  'Local answers on this computer only, and this runs on another one: nothing there reaches it.',
  'PATH tells the system or other programs what to do; a key does not belong there.',
])('the names in a sentence stay: %s', (sentence) => {
  const german = translated(sentence);
  expect(german).not.toBe(undefined);
  for (const name of sentence.match(/[A-Z]\S*[A-Z_]\S*|Forii|Local|Anthropic/g) ?? [])
    expect(german).toContain(name.replace(/[,.]$/, ''));
});

it('a sentence that is not known has none', () => expect(translated('Something new.')).toBeUndefined());

it('the German names of targets are of targets that there are', () => {
  const names = Object.values(files).flatMap((toml) =>
    [...toml.matchAll(/^name = "(.*)"$/gm)].map(([, name]) => name ?? ''),
  );
  for (const name of Object.keys(TARGETS)) expect(names).toContain(name);
});
