import { parse } from 'svelte/compiler';

/** A text in the source of a component that is not in the catalogue. */
export interface Literal {
  line: number;
  text: string;
}

/** Attributes, and properties of our own components, whose text is shown or read out. */
const SHOWN = new Set([
  ...['about', 'alt', 'aria-description', 'aria-label', 'aria-roledescription', 'aria-valuetext'],
  ...['error', 'hint', 'label', 'note', 'placeholder', 'text', 'title', 'unit', 'what', 'word'],
]);
/** What is typed or sent as it stands has no translation. */
const VERBATIM = new Set(['code', 'kbd', 'pre', 'style', 'script']);
/** The same in every language: names, HTTP methods and headers, variables, addresses, paths, and a unit after a number. */
const NAMES = /\b(Keyhinge|SQLite|Authorization: Bearer|[A-Z_]{2,})\b|\w+:\/\/\S+|\/\S+|^px$/g;

interface Node {
  type: string;
  start: number;
  [part: string]: unknown;
}

/** Every text in a component that a user would see or hear and that no language can change. */
export function literals(source: string): Literal[] {
  const found: Literal[] = [];
  const seen = new Set<number>();

  function take(node: Node, text: string): void {
    if (!/\p{L}/u.test(text.replace(NAMES, '')) || seen.has(node.start)) return;
    seen.add(node.start);
    const before = text.length - text.trimStart().length;
    const line = source.slice(0, node.start + before).split('\n').length;
    found.push({ line, text: text.trim() });
  }

  /** The texts that an expression may come to, as `busy ? 'Saving…' : label`; not what it is made from. */
  function results(node: Node): void {
    if (node.type === 'Literal' && typeof node.value === 'string') take(node, node.value);
    else if (node.type === 'TemplateLiteral')
      for (const part of node.quasis as Node[]) take(part, (part.value as { cooked: string }).cooked);
    else if (node.type === 'ConditionalExpression') {
      results(node.consequent as Node);
      results(node.alternate as Node);
    } else if (node.type === 'LogicalExpression' || node.type === 'BinaryExpression') {
      results(node.left as Node);
      results(node.right as Node);
    }
  }

  /** Sentences in the script, wherever they go. What is thrown is read by developers. */
  function script(node: Node): void {
    if (node.type === 'NewExpression' || node.type.startsWith('Import')) return;
    const text =
      node.type === 'Literal'
        ? node.value
        : node.type === 'TemplateElement'
          ? (node.value as { cooked: string }).cooked
          : undefined;
    if (typeof text === 'string' && /^[“\p{Lu}]\p{L}*[,.:]? \p{L}/u.test(text)) take(node, text);
    // `{ word: 'Active' }` is shown, too.
    const { name } = (node.type === 'Property' ? node.key : {}) as { name?: string };
    const value = node.value as { value?: unknown } | undefined;
    if (name && (SHOWN.has(name) || name === 'name') && /^\p{Lu}/u.test(String(value?.value)))
      results(node.value as Node);
    for (const child of children(node)) script(child);
  }

  function markup(node: Node): void {
    if (node.type === 'RegularElement' && VERBATIM.has(node.name as string)) {
      for (const attribute of node.attributes as Node[]) markup(attribute);
      return;
    }
    if (node.type === 'Attribute') {
      if (!SHOWN.has(node.name as string) || node.value === true) return;
      for (const part of [node.value].flat() as Node[]) {
        if (part.type === 'Text') take(part, part.data as string);
        else results(part.expression as Node);
      }
      return;
    }
    if (node.type === 'StyleDirective') return;
    if (node.type === 'Text') take(node, node.data as string);
    else if (node.type === 'ExpressionTag') results(node.expression as Node);
    else for (const child of children(node)) markup(child);
  }

  const root = parse(source, { modern: true }) as unknown as Record<string, Node | null>;
  if (root.fragment) markup(root.fragment);
  for (const part of [root.module, root.instance, root.fragment]) if (part) script(part);
  return found.sort((a, b) => a.line - b.line);
}

function children(node: Node): Node[] {
  return Object.entries(node)
    .filter(([name]) => name !== 'metadata')
    .flatMap(([, value]) => value)
    .filter((value): value is Node => typeof value === 'object' && value !== null && 'type' in value);
}
