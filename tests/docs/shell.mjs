// Runs a document's blocks in one shell, as a reader would who goes through it from top to bottom.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LIMIT_MS = 120_000;
/** Printed by the script between blocks; no document can. */
const MARK = '\u001e';

/**
 * Answers `{ outputs, code }`: what each block printed, standard output and error together, and the exit code of the
 * shell. A block that fails ends the shell, so it is the last one with an output.
 */
export async function run(blocks, { khg, checkout }) {
  const home = mkdtempSync(join(tmpdir(), 'keyhinge-docs.'));
  try {
    const bin = join(home, 'bin');
    const work = join(home, 'work');
    mkdirSync(bin);
    mkdirSync(work);
    symlinkSync(khg, join(bin, 'khg'));
    const script = blocks.map(({ code }) => `printf '${MARK}'\n${code}\n`).join('');
    return await shell(`set -euo pipefail\nexec 2>&1\n${script}`, {
      cwd: checkout ?? work,
      env: {
        ...process.env,
        PATH: `${bin}:${process.env.PATH}`,
        // The standard folders of a user, who is a new one in each document.
        XDG_DATA_HOME: join(home, 'share'),
        XDG_CONFIG_HOME: join(home, 'config'),
        LC_ALL: 'C.UTF-8',
        NO_PROXY: '127.0.0.1',
      },
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function shell(script, options) {
  return new Promise((resolve, reject) => {
    // A group of its own, so that whatever a document leaves running ends with it.
    const child = spawn('bash', ['-c', script], { ...options, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
    const end = () => {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // Nothing was left.
      }
    };
    let text = '';
    const timer = setTimeout(() => {
      text += `\n(stopped after ${LIMIT_MS / 1000} s)`;
      end();
    }, LIMIT_MS);
    child.stdout.setEncoding('utf8').on('data', (piece) => (text += piece));
    child.on('error', reject);
    child.on('exit', end);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ outputs: text.split(MARK).slice(1), code });
    });
  });
}
