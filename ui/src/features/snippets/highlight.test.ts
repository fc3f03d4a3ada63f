import { describe, expect, it } from 'vitest';
import { highlight } from './highlight';

const together = (text: string, language: string) =>
  highlight(text, language)
    .map((piece) => piece.text)
    .join('');
const kindOf = (piece: string, text: string, language: string) =>
  highlight(text, language).find((one) => one.text.includes(piece))?.kind;

describe('a text in pieces', () => {
  it.each([
    ['bash', " export K='kh_4tQ9…9f2c'\n"],
    ['zsh', "IFS= read -rs 'K?K: ' && export K; echo"],
    ['dotenv', 'K=kh_4tQ9…9f2c'],
    ['python', 'f"Bearer {os.environ[\'K\']}"'],
    ['javascript', 'const a = `x ${y} <b>`;'],
    ['yaml', 'a:\n  - "b": ${{ secrets.K }}'],
    ['jsonc', '{ "a": "<script>" }'],
    ['dockerfile', 'RUN --mount=type=secret,id=K \\\n    a'],
    ['bat', 'set "K=%a%"'],
    ['powershell', "$env:K = 'a''b'"],
    ['toml', '[a.b]\nc = "d"'],
    ['a language that nobody knows', '<b>&amp;'],
    ['bash', ''],
  ])('is the text again: %s', (language, text) => expect(together(text, language)).toBe(text));

  it('says what is a word of the language, a string, or a comment', () => {
    expect(kindOf('export', "export K='a'", 'bash')).toBe('word');
    expect(kindOf("'a'", "export K='a'", 'bash')).toBe('text');
    expect(kindOf('import', 'import os', 'python')).toBe('word');
    expect(kindOf('# why', 'a # why', 'python')).toBe('comment');
    expect(kindOf('K', 'K=a', 'a language that nobody knows')).toBeUndefined();
  });
});
