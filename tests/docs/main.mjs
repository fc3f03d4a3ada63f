// Tries the documents: `node tests/docs/main.mjs DOCUMENT…`, from the top of the checkout. See `run`.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { anchors, blocks, links, named, paths } from './markdown.mjs';
import { difference } from './output.mjs';
import { run } from './shell.mjs';

/** Documents about the checkout; their commands run in it. */
const IN_CHECKOUT = new Set(['CONTRIBUTING.md', 'docs/ARCHITECTURE.md']);
const TOP = new Set(readdirSync('.'));

let failures = 0;
let ran = 0;

function fail(document, line, text) {
  failures += 1;
  console.log(`FAILED ${document}:${line}: ${text}`);
}

for (const document of process.argv.slice(2)) {
  const text = readFileSync(document, 'utf8');
  checkLinks(document, text);
  checkNames(document, text);
  await checkCommands(document, text);
}
console.log(failures === 0 ? `All ${ran} blocks work.` : `${failures} failed.`);
process.exitCode = failures === 0 ? 0 : 1;

async function checkCommands(document, text) {
  const all = blocks(text);
  for (const { line, skipped } of all) if (skipped) console.log(`not run: ${document}:${line}: ${skipped}`);
  const tried = all.filter((block) => !block.skipped);
  if (tried.length === 0) return;
  const checkout = IN_CHECKOUT.has(document) ? process.cwd() : undefined;
  const { outputs, code } = await run(tried, { khg: process.env.KHG, checkout });
  tried.forEach((block, index) => {
    const output = outputs[index];
    if (output === undefined) return fail(document, block.line, 'not reached, as a block before it failed');
    if (code !== 0 && index === outputs.length - 1) {
      return fail(document, block.line, `it ended with ${code} and printed:\n${output.replace(/^/gm, '    ')}`);
    }
    const differs = block.expected && difference(block.expected.text, output);
    if (differs) return fail(document, block.expected.line, differs);
    ran += 1;
  });
}

function checkLinks(document, text) {
  for (const { line, target } of links(text)) {
    if (/^(https?|mailto):/.test(target)) continue;
    const [file, anchor] = target.split('#');
    const path = file ? normalize(join(dirname(document), file)) : document;
    if (!existsSync(path)) fail(document, line, `there is no ${path}`);
    else if (anchor && !anchors(readFileSync(path, 'utf8')).includes(anchor))
      fail(document, line, `${path} has no heading #${anchor}`);
  }
}

function checkNames(document, text) {
  for (const { line, path } of paths(text, isPath))
    if (!expand(path).every(existsSync)) fail(document, line, `there is no ${path}`);
  for (const { line, name, path } of named(text)) {
    const last = name.split(/::|\./).at(-1);
    if (existsSync(path) && !new RegExp(`\\b${last}\\b`).test(readFileSync(path, 'utf8')))
      fail(document, line, `${path} has no ${name}`);
  }
}

/**
 * Whether a code span is a path of this repository: it begins with one of its top folders, is a file there, or is a
 * source file in some folder.
 */
function isPath(span) {
  if (/[<>*$]|^[.~/]\//.test(span)) return false;
  if (/\/[^/]*\.(rs|ts|svelte|mjs|sql|sh|toml|json)$/.test(span)) return true;
  return span.includes('/') ? TOP.has(span.split('/')[0]) : TOP.has(span) || /^[A-Z]+\.md$/.test(span);
}

/** `a/{b,c}` is `a/b` and `a/c`. */
function expand(path) {
  const braces = /^(.*)\{([^}]*)\}(.*)$/.exec(path);
  return braces ? braces[2].split(',').flatMap((part) => expand(braces[1] + part + braces[3])) : [path];
}
