// Looks for a secret in everything that a run left behind, in the forms in which secrets leak.

import { readdirSync, readFileSync, lstatSync, writeFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The byte patterns that give `secret` away: plain, URL, hex, UTF-16, and base64 at each of its alignments. */
export function forms(secret) {
  const bytes = Buffer.from(secret);
  const found = {
    plain: bytes,
    url: Buffer.from(encodeURIComponent(secret)),
    'every character escaped': Buffer.from([...bytes].map((byte) => `%${hex(byte)}`).join('')),
    hex: Buffer.from(bytes.toString('hex')),
    'upper-case hex': Buffer.from(bytes.toString('hex').toUpperCase()),
    'utf-16 little-endian': Buffer.from(secret, 'utf16le'),
    'utf-16 big-endian': Buffer.from(secret, 'utf16le').swap16(),
  };
  for (const shift of [0, 1, 2]) {
    // Bytes before the secret shift its base64; the first and last characters depend on the neighbours.
    const coded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    found[`base64, shifted by ${shift}`] = Buffer.from(coded.slice(shift === 0 ? 0 : shift + 1, -1));
    found[`base64url, shifted by ${shift}`] = Buffer.from(
      coded
        .slice(shift === 0 ? 0 : shift + 1, -1)
        .replace(/\+/g, '-')
        .replace(/\//g, '_'),
    );
  }
  return found;
}

const hex = (byte) => byte.toString(16).padStart(2, '0').toUpperCase();

/** Every place under `folders` where a form of a secret stands, as `path: form`. */
export function search(secrets, folders) {
  const wanted = secrets.flatMap((secret) => Object.entries(forms(secret)));
  const hits = [];
  for (const path of folders.flatMap(files)) {
    const content = readFileSync(path);
    for (const [form, bytes] of wanted) if (content.includes(bytes)) hits.push(`${path}: ${form}`);
  }
  return hits;
}

/** Proves the search: plants every form of `secret` in `folder`, finds each, and takes them away. */
export function proveSearch(secret, folder) {
  for (const [form, bytes] of Object.entries(forms(secret))) {
    const path = join(folder, 'planted.bin');
    writeFileSync(path, Buffer.concat([Buffer.from('before '), bytes, Buffer.from(' after')]));
    const hits = search([secret], [folder]);
    rmSync(path);
    if (!hits.some((hit) => hit.endsWith(`: ${form}`))) throw new Error(`The planted ${form} was not found.`);
  }
}

/** Plain files under a folder, or the file itself; links, sockets and pipes hold nothing of their own. */
function files(path) {
  const found = lstatSync(path);
  if (found.isFile()) return [path];
  return found.isDirectory() ? readdirSync(path).flatMap((name) => files(join(path, name))) : [];
}
