// What a document holds: its fenced blocks, its links, and the files and functions that it names.

/** How a block is kept from running: `<!-- not run: the reason -->` on the line before its fence. */
const NOT_RUN = /^<!-- not run: (.+) -->$/;
/** Commands that a reader has no need of, up to a line `-->`: what a document takes for granted. */
const RUN_FIRST = '<!-- run first';

/**
 * The blocks to run, in order: `{ line, code, skipped?, expected?, hidden? }`. `expected` is the text block that
 * follows, with nothing but blank lines between.
 */
export function blocks(text) {
  const lines = text.split('\n');
  const found = [];
  let last;
  for (let at = 0; at < lines.length; at++) {
    if (lines[at] === RUN_FIRST) {
      const end = lines.indexOf('-->', at);
      if (end < 0) throw new Error(`line ${at + 1}: "${RUN_FIRST}" has no end`);
      found.push({ line: at + 1, code: lines.slice(at + 1, end).join('\n'), hidden: true });
      last = undefined;
      at = end;
      continue;
    }
    const fence = /^( *)```(.*)$/.exec(lines[at]);
    if (!fence) {
      if (lines[at].trim() !== '') last = undefined;
      continue;
    }
    const [, indent, language] = fence;
    const end = lines.indexOf(`${indent}\`\`\``, at + 1);
    if (end < 0) throw new Error(`line ${at + 1}: this fence has no end`);
    const code = lines.slice(at + 1, end).map((line) => line.slice(indent.length)).join('\n');
    if (language === 'sh') {
      const skipped = NOT_RUN.exec((lines[at - 1] ?? '').trim())?.[1];
      last = { line: at + 1, code, skipped };
      found.push(last);
    } else {
      if (language === 'text' && last) last.expected = { line: at + 1, text: code };
      last = undefined;
    }
    at = end;
  }
  return found;
}

/** The text without its fenced blocks, line numbers kept. */
function prose(text) {
  let inside = false;
  return text.split('\n').map((line) => {
    if (/^ *```/.test(line)) {
      inside = !inside;
      return '';
    }
    return inside ? '' : line;
  });
}

/** Every `[text](target)` and `![text](target)`: `{ line, target }`. */
export function links(text) {
  return each(prose(text).map((line) => line.replace(/`[^`]*`/g, '')), /\]\(([^)\s]+)\)/g, ([, target]) => ({
    target,
  }));
}

/** Paths of this repository in code spans: `{ line, path }`. */
export function paths(text, isPath) {
  return each(prose(text), /`([^`\s]+)`/g, ([, path]) => (isPath(path) ? { path } : undefined));
}

/** Names with the file that has them, written as `name` (`path`): `{ line, name, path }`. */
export function named(text) {
  const whole = prose(text).join('\n');
  return [...whole.matchAll(/`([\w:.]+)`\s+\(`([^`\s]+\.\w+)`\)/g)].map(({ 1: name, 2: path, index }) => ({
    line: whole.slice(0, index).split('\n').length,
    name,
    path,
  }));
}

/** The anchors of a document's headings, as GitHub makes them. */
export function anchors(text) {
  return prose(text)
    .filter((line) => /^#+ /.test(line))
    .map((line) =>
      line
        .replace(/^#+ /, '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
}

function each(lines, pattern, make) {
  return lines.flatMap((line, index) =>
    [...line.matchAll(pattern)].flatMap((match) => {
      const made = make(match);
      return made ? [{ line: index + 1, ...made }] : [];
    }),
  );
}
