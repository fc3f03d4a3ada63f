import { expect, test } from 'vitest';
import { strength } from './strength';

test.each([
  ['', 'short'],
  ['elevenchars', 'short'],
  ['aaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'short'],
  ['abababababababababababababab', 'short'],
  ['twelve chars', 'fair'],
  ['sixteen letters!', 'good'],
  ['correct horse battery staple', 'strong'],
  ['🐎🔋📎✅🐎🔋📎✅🐎🔋📎', 'short'],
])('%j is %s', (text, word) => expect(strength(text)).toBe(word));
