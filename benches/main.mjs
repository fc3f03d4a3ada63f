// Measures everything in turn, prints a table of ratios, and keeps all readings as JSON. Ends with a failure only where
// something could not be measured. tests/desktop/run gives it a display and a keychain of its own.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { browser } from './browser.mjs';
import { khg } from './khg.mjs';
import { withManyKeys, withKeys } from './places.mjs';
import { Screen } from './screen.mjs';
import { start } from './start.mjs';
import { keystrokes, roundTrips } from './window.mjs';

const env = process.env;
const [app, empty] = [env.KEYHINGE_APP, env.KEYHINGE_EMPTY];
const rounds = Number(env.ROUNDS ?? 9);
const lines = [];
const failures = [];

async function part(name, measure) {
  const begun = performance.now();
  try {
    lines.push(...(await measure()));
    console.error(`Measured: ${name} (${Math.round((performance.now() - begun) / 1000)} s)`);
  } catch (error) {
    failures.push(`${name}: ${error.stack}${error.cause ? `\n${error.cause.stack}` : ''}`);
    console.error(`Could not be measured: ${name}`);
  }
}

const hundred = await withKeys(100);
const many = await withManyKeys(10_000);
const screen = new Screen(env.KEYHINGE_SCREEN);
const ui = new URL('../ui/dist', import.meta.url).pathname;

await part('start and memory', () => start({ screen, app, empty, dir: hundred, rounds }));
await part('keystrokes in the window', () => keystrokes({ app, empty, dir: many }));
await part('commands in the window', () => roundTrips({ app, empty, dir: hundred }));
await part('Chromium and HTTP', () => browser({ host: env.KEYHINGE_SERVE, ui, many, hundred }));
await part('khg', () => khg({ dir: hundred, many, rounds: rounds * 5 }));

const output = (command, ...args) => execFileSync(command, args, { encoding: 'utf8' }).trim();
const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memory_gib: Math.round(totalmem() / 2 ** 30),
  kernel: release(),
  webkit: output('dpkg-query', '-W', '-f=${Version}', 'libwebkit2gtk-4.1-0'),
  load_after: readFileSync('/proc/loadavg', 'utf8').split(' ')[0],
};
const commit = output('git', 'rev-parse', '--short', 'HEAD');
const result = { date: new Date().toISOString(), commit, machine, lines, failures };
const into = join(env.KEYHINGE_CACHE, 'bench');
mkdirSync(into, { recursive: true });
const file = join(into, `${result.date.replaceAll(':', '')}.json`);
writeFileSync(file, JSON.stringify(result, null, 1));

const number = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
const goalOf = ({ goal, goalRatio, unit }) =>
  goalRatio ? `≤ ${goalRatio}×` : goal ? `≤ ${goal} ${unit}` : '';
const met = ({ goal, goalRatio, value, ratio }) =>
  goalRatio ? (ratio <= goalRatio ? 'met' : 'MISSED') : goal ? (value <= goal ? 'met' : 'MISSED') : '';
const table = [
  ['what', 'Keyhinge', 'baseline', 'ratio', 'goal', ''],
  ...lines.map((one) => [
    one.name,
    `${number(one.value)} ${one.unit}`,
    one.baseline ? `${number(one.baseline.value)} ${one.unit} (${one.baseline.name})` : '',
    one.ratio ? `${one.ratio.toFixed(2)}×` : '',
    goalOf(one),
    met(one),
  ]),
];
const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
for (const row of table)
  console.log(
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
console.log(
  `\n${machine.cores} × ${machine.cpu}, WebKitGTK ${machine.webkit}, commit ${commit}; every reading: ${file}`,
);
for (const failure of failures) console.log(`\nCould not be measured: ${failure}`);
process.exitCode = failures.length ? 1 : 0;
