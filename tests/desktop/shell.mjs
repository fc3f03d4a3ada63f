// What a user does outside the window: the clipboard, a shell, the keychain.

import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The clipboard as another program sees it; `undefined` where it is empty. */
export async function clipboard(target = 'UTF8_STRING') {
  try {
    const { stdout } = await run('xclip', ['-selection', 'clipboard', '-o', '-t', target], { timeout: 5000 });
    return stdout;
  } catch {
    return undefined;
  }
}

/** Runs a script in bash, as somebody who pasted it; answers with what it printed. */
export async function bash(script) {
  const { stdout } = await run('bash', ['--noprofile', '--norc', '-euo', 'pipefail', '-c', script], {
    timeout: 20_000,
    maxBuffer: 1 << 24,
  });
  return stdout;
}

const SERVICE = 'org.freedesktop.secrets';
const ROOT = '/org/freedesktop/secrets';

function secrets(method, argument) {
  const call = [
    'call',
    '--session',
    '-d',
    SERVICE,
    '-o',
    ROOT,
    '-m',
    `org.freedesktop.Secret.Service.${method}`,
  ];
  return execFileSync('gdbus', [...call, argument], { encoding: 'utf8' });
}

/** Locks the default keychain, as a user or a screen lock does. */
export function lockKeychain() {
  secrets('Lock', `["${ROOT}/aliases/default"]`);
}

/** Unlocks it: a daemon with the password takes the place of the one that runs. */
export function unlockKeychain() {
  const daemon = ['gnome-keyring-daemon', ['--replace', '--unlock', '--components=secrets']];
  const { status, stderr } = spawnSync(...daemon, {
    input: process.env.KEYHINGE_KEYRING_PASSWORD,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  if (status !== 0) throw new Error(`The keychain was not unlocked: ${stderr}`);
}

/** Closes the keychain's question for its password, if it is on the screen now. */
export function dismissPrompt() {
  const { stdout } = spawnSync('xdotool', ['search', '--onlyvisible', '--class', 'gcr-prompter'], {
    encoding: 'utf8',
  });
  for (const window of stdout.split('\n').filter(Boolean)) {
    spawnSync('xdotool', ['windowactivate', '--sync', window, 'key', 'Escape'], { timeout: 5000 });
  }
}

/** How many secrets the keychain holds. */
export function keychainEntries() {
  return (secrets('SearchItems', '{}').match(/\/org\/freedesktop\/secrets\/collection\/[^']+/g) ?? []).length;
}
