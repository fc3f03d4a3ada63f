// The window as the desktop sees it, and starts of the app beside the one under the driver.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { BINARY } from './app.mjs';
import { until } from './wait.mjs';

export const xdotool = (...words) =>
  execFileSync('xdotool', words, { encoding: 'utf8', timeout: 10_000 }).trim();

/** Starts the app as a menu or a link does. */
export const start = (data, ...words) => spawn(BINARY, ['--data-dir', data, ...words], { stdio: 'ignore' });

/** Waits for the end of a process and answers with its exit code. */
export async function ended(process) {
  if (process.exitCode === null) await once(process, 'exit');
  return process.exitCode;
}

/** The windows of the app that can be seen. */
export function windows() {
  try {
    return xdotool('search', '--onlyvisible', '--name', 'Keyhinge').split('\n');
  } catch {
    return [];
  }
}

/** Answers the system's dialog for a folder, as one does who types its name. */
export async function chooseFolder(title, folder) {
  const asked = () => {
    try {
      return xdotool('search', '--onlyvisible', '--name', title);
    } catch {
      return '';
    }
  };
  const dialog = await until('the dialog is there', asked);
  // A dialog that is still reading its folders loses letters, or a Return: then the name is typed again.
  await until('the folder is chosen', async () => {
    if (asked() === '') return true;
    xdotool('windowactivate', '--sync', dialog);
    // A slash opens the line for a name.
    xdotool('key', 'slash');
    xdotool('key', 'ctrl+a');
    xdotool('type', '--delay', '40', folder);
    xdotool('key', 'Return');
    return until('the dialog is gone', () => asked() === '', 2).catch(() => false);
  });
}

/** The windows that the desktop lists, minimised ones too. */
export const taskBar = () =>
  execFileSync('xprop', ['-root', '_NET_CLIENT_LIST'], { encoding: 'utf8' }).match(/0x[0-9a-f]+/g) ?? [];

/** Waits for one window. */
export const theWindow = async () =>
  (await until('there is one window', () => windows().length === 1 && windows()))[0];

/** Closes a window as its user does. */
export async function close(window) {
  xdotool('windowactivate', '--sync', window);
  await until('the window has the focus', () => xdotool('getwindowfocus') === window);
  xdotool('key', 'alt+F4');
}

/** Where a window is and how large, without its frame. */
export function geometry(window) {
  const text = xdotool('getwindowgeometry', '--shell', window);
  const number = (name) => Number(new RegExp(`^${name}=(-?\\d+)$`, 'm').exec(text)[1]);
  return { x: number('X'), y: number('Y'), width: number('WIDTH'), height: number('HEIGHT') };
}

/**
 * Clicks what takes the window away. The driver may have no answer before the window is back, since a hidden page paints
 * nothing: so the window says whether it was clicked.
 */
export async function clickAway(part, button) {
  part.click('button', button).catch(() => undefined);
  await until('the window is gone', () => windows().length === 0);
}
