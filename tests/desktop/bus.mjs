// Stands in for a desktop on the private session bus: a tray, and a daemon for notifications.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { until } from './wait.mjs';

/** Debian's own, which has its packages. */
const PYTHON = '/usr/bin/python3';

const gdbus = (name, path, method, ...words) =>
  execFileSync('gdbus', ['call', '--session', '-d', name, '-o', path, '-m', method, ...words], {
    encoding: 'utf8',
    // In another locale it writes "…" as an escape.
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });

const owned = (name) =>
  gdbus('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus.NameHasOwner', name).includes(
    'true',
  );

/** A service that answers as its template says and writes down what it is asked. */
class Fake {
  #process;
  #log;

  constructor(process, log) {
    this.#process = process;
    this.#log = log;
  }

  static async start(kind, name, template, log) {
    const process = spawn(PYTHON, ['-m', 'dbusmock', '--template', template, '--logfile', log], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await until(`${name} is there`, () => owned(name));
    return new kind(process, log);
  }

  /** Each call as a line. */
  calls(method) {
    const lines = existsSync(this.#log) ? readFileSync(this.#log, 'utf8').split('\n') : [];
    return lines.filter((line) => line.split(' ')[1] === method);
  }

  async stop() {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
  }
}

/** What a desktop that shows notifications has. */
export class Notifications extends Fake {
  static start(log) {
    return Fake.start(Notifications, 'org.freedesktop.Notifications', 'notification_daemon', log);
  }

  /** Waits for a notification with this text. */
  told(text) {
    return until(`a notification with ${text}`, () =>
      this.calls('Notify').find((line) => line.includes(text)),
    );
  }

  /** Clicks the one with this text, as long as none was replaced. */
  click(text) {
    const id = this.calls('Notify').findIndex((line) => line.includes(text)) + 1;
    gdbus(
      'org.freedesktop.Notifications',
      '/org/freedesktop/Notifications',
      'org.freedesktop.DBus.Mock.EmitSignal',
      'org.freedesktop.Notifications',
      'ActionInvoked',
      'us',
      `[<uint32 ${id}>, <'default'>]`,
    );
  }
}

/** What a desktop with a tray has. */
export class Tray extends Fake {
  static start(log) {
    const template = fileURLToPath(new URL('tray_watcher.py', import.meta.url));
    return Fake.start(Tray, 'org.kde.StatusNotifierWatcher', template, log);
  }

  /** Waits for the icon and answers with its menu. */
  async icon() {
    const line = await until('the icon is in the tray', () =>
      this.calls('RegisterStatusNotifierItem').at(-1),
    );
    return new Menu(/"([^"]+)"/.exec(line)[1]);
  }
}

class Menu {
  #name;

  constructor(name) {
    this.#name = name;
  }

  /** The lines of the menu, by what they say, with their ids. */
  lines() {
    const layout = gdbus(this.#name, '/MenuBar', 'com.canonical.dbusmenu.GetLayout', '0', '--', '-1', '[]');
    const lines = [...layout.matchAll(/<\((\d+), (\{[^}]*\})/g)].map(([, id, about]) => {
      const label = /'label': <'([^']*)'>/.exec(about)?.[1];
      return [label?.replaceAll('__', '_'), id];
    });
    return new Map(lines.filter(([label]) => label));
  }

  has(label) {
    return until(`the menu has ${label}`, () =>
      [...this.lines().keys()].some((text) => (label instanceof RegExp ? label.test(text) : text === label)),
    );
  }

  async click(label) {
    await this.has(label);
    const id = this.lines().get(label);
    gdbus(this.#name, '/MenuBar', 'com.canonical.dbusmenu.Event', id, 'clicked', "<''>", '0');
  }
}
