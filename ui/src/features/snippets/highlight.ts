import type { Root, RootContent } from 'hast';
import bash from 'highlight.js/lib/languages/bash';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import dos from 'highlight.js/lib/languages/dos';
import ini from 'highlight.js/lib/languages/ini';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import powershell from 'highlight.js/lib/languages/powershell';
import python from 'highlight.js/lib/languages/python';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

/** A piece of a text, and what it is, where that has a colour. */
export interface Piece {
  text: string;
  kind?: Kind;
}

export type Kind = 'word' | 'text' | 'comment';

/** Only what targets are written in; the languages that rows name otherwise are close enough to one of these. */
const known = createLowlight({ bash, dockerfile, dos, ini, javascript, json, powershell, python, yaml });
known.registerAlias({
  bash: ['zsh', 'sh', 'fish'],
  dos: ['bat'],
  ini: ['dotenv', 'toml'],
  javascript: ['typescript'],
  json: ['jsonc'],
});

const KINDS: Readonly<Record<string, Kind>> = {
  'hljs-keyword': 'word',
  'hljs-built_in': 'word',
  'hljs-literal': 'word',
  'hljs-attr': 'word',
  'hljs-section': 'word',
  'hljs-string': 'text',
  'hljs-comment': 'comment',
};

/** The text in pieces, which give it back unchanged when they are put together. */
export function highlight(text: string, language: string): Piece[] {
  if (!known.registered(language)) return [{ text }];
  const pieces = flatten(known.highlight(language, text), undefined);
  // Whatever a grammar does with a text, what is shown is the text.
  return pieces.map((piece) => piece.text).join('') === text ? pieces : [{ text }];
}

function flatten(node: Root | RootContent, inherited: Kind | undefined): Piece[] {
  if (node.type === 'text') return [{ text: node.value, ...(inherited && { kind: inherited }) }];
  if (!('children' in node)) return [];
  const classes = node.type === 'element' ? node.properties.className : undefined;
  const own = Array.isArray(classes) ? KINDS[String(classes[0])] : undefined;
  return node.children.flatMap((child) => flatten(child, own ?? inherited));
}
