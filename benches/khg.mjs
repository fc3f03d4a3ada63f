// The command line beside the system's own tool for the same keychain, and beside what else starts commands with secrets.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { interleaved, line } from './measure.mjs';
import { folder, KHG } from './places.mjs';

const DOTENVX = new URL('node_modules/.bin/dotenvx', import.meta.url).pathname;

export async function khg({ dir, many, rounds }) {
  const attributes = ['keyhinge-bench', 'entry'];
  const store = spawnSync('secret-tool', ['store', '--label=keyhinge-bench', ...attributes], {
    input: 'a-secret',
  });
  if (store.status !== 0) throw new Error(`secret-tool stored nothing: ${store.stderr}`);
  const timed = (command, args, told) => () => {
    const begun = performance.now();
    const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    const took = performance.now() - begun;
    if (status !== 0 || !stdout.includes(told)) throw new Error(`${command} ended with ${status}: ${stderr}`);
    return took;
  };
  const ours = (at, args, told = '') => timed(KHG, ['--data-dir', at, ...args], told);
  const file = join(folder(), '.env');
  writeFileSync(file, 'KEYHINGE_API_KEY=a-secret\n', { mode: 0o600 });
  const keys = (count) =>
    Array.from({ length: count }, (_, n) => ['--key', `service-0000${n + 1}=K${n + 1}`]).flat();
  // What a script would do with the system's tool alone.
  const script = `K1=$(secret-tool lookup ${attributes.join(' ')}) exec true`;
  const subjects = {
    list: ours(dir, ['key', 'list'], 'service-00100'),
    print: ours(dir, ['key', 'print', 'service-00050'], 'kh_'),
    printOfMany: ours(many, ['key', 'print', 'service-00001'], 'kh_'),
    one: ours(dir, ['run', ...keys(1), '--', 'true']),
    five: ours(dir, ['run', ...keys(5), '--', 'true']),
    tool: timed('secret-tool', ['lookup', ...attributes], 'a-secret'),
    script: timed('sh', ['-c', script], ''),
    dotenvx: timed(DOTENVX, ['run', '--quiet', '-f', file, '--', 'true'], ''),
  };
  await interleaved(3, subjects);
  const measured = await interleaved(rounds, subjects);
  const tool = { name: 'secret-tool lookup', values: measured.tool };
  return [
    line('khg key list, 100 keys', 'ms', measured.list, tool),
    line('khg key print, 100 keys', 'ms', measured.print, tool, { goalRatio: 1.6 }),
    line('khg key print, 10,000 keys', 'ms', measured.printOfMany, tool),
    line('khg run, 1 key', 'ms', measured.one, { name: 'sh with secret-tool', values: measured.script }),
    line('khg run, 5 keys', 'ms', measured.five, { name: '1 key', values: measured.one }, { goalRatio: 1.4 }),
    line('khg run, 1 key', 'ms', measured.one, { name: 'dotenvx run', values: measured.dotenvx }),
  ];
}
