// The command line beside the system's own tool for the same keychain.

import { spawnSync } from 'node:child_process';
import { interleaved, line } from './measure.mjs';
import { KHG } from './places.mjs';

export async function khg({ dir, rounds }) {
  const attributes = ['keyhinge-bench', 'entry'];
  const store = spawnSync('secret-tool', ['store', '--label=keyhinge-bench', ...attributes], {
    input: 'a-secret',
  });
  if (store.status !== 0) throw new Error(`secret-tool stored nothing: ${store.stderr}`);
  const timed = (command, args, told) => () => {
    const begun = performance.now();
    const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
    const took = performance.now() - begun;
    if (status !== 0 || !stdout.includes(told)) throw new Error(`${command} ended with ${status}`);
    return took;
  };
  const subjects = {
    khg: timed(KHG, ['--data-dir', dir, 'key', 'list'], 'service-00100'),
    tool: timed('secret-tool', ['lookup', ...attributes], 'a-secret'),
  };
  await interleaved(3, subjects);
  const measured = await interleaved(rounds, subjects);
  return [
    line('khg key list, 100 keys', 'ms', measured.khg, { name: 'secret-tool lookup', values: measured.tool }),
  ];
}
