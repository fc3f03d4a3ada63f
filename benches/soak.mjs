// Keeps `khg gateway serve` under mixed load for MINUTES: calls, streams read to the end and hung up, every kind of bad
// request, and keys made, used and revoked by other processes of khg. Fails on an answer that is not the expected one,
// on a lost key, and where memory, open files, threads or the database grow beyond what the load accounts for.

import { createConnection } from 'node:net';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../tests/desktop/wait.mjs';
import { median } from './measure.mjs';
import { folder, khg, serve } from './places.mjs';

const minutes = Number(process.env.MINUTES ?? 10);
const WORKERS = 12;
const SAMPLE_MS = 1_000;

const dir = folder();
const gateway = await serve(dir);
const counts = {};
const faults = [];
const keys = new Map();
let over = false;

const count = (what) => (counts[what] = (counts[what] ?? 0) + 1);
const fault = (what) => {
  faults.push(what);
  over ||= faults.length >= 20;
};

async function make(name, ...words) {
  const secret = (await khg(dir, 'key', 'create', name, '--print-secret', ...words)).trim();
  keys.set(name, { secret, state: 'active' });
  return secret;
}

const authorized = (secret) => ({ authorization: `Bearer ${secret}`, 'content-type': 'application/json' });
const say = (text, more) =>
  JSON.stringify({ model: 'local/echo', messages: [{ role: 'user', content: text }], ...more });
const at = (path) => `${gateway.url}${path}`;
const chat = (secret, body, more) =>
  fetch(at('/v1/chat/completions'), { method: 'POST', headers: authorized(secret), body, ...more });

/** Bytes that no client library would send, the connection's end after them if `cut`; the status of the answer. */
function raw(text, cut = false) {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(gateway.url);
    const socket = createConnection(Number(port), hostname, () =>
      cut ? socket.end(text) : socket.write(text),
    );
    let answer = '';
    socket.on('data', (data) => (answer += data));
    socket.on('error', reject);
    socket.on('close', () => resolve(Number(answer.split(' ')[1])));
  });
}

const HEAD = `Host: ${new URL(gateway.url).host}\r\nConnection: close\r\n`;

/** What the load is made of: each a call and the status that it must have. */
function kinds(rich, poor) {
  const status = async (answer) => {
    const response = await answer;
    await response.arrayBuffer();
    return response.status;
  };
  return {
    call: [200, () => status(chat(rich, say('Hello there')))],
    'large call': [200, () => status(chat(rich, say('word '.repeat(20_000))))],
    embeddings: [
      200,
      () =>
        status(
          fetch(at('/v1/embeddings'), {
            method: 'POST',
            headers: authorized(rich),
            body: JSON.stringify({ model: 'local/echo', input: 'Hello' }),
          }),
        ),
    ],
    stream: [200, () => status(chat(rich, say('word '.repeat(50), { stream: true })))],
    'quick stream': [
      200,
      () => status(chat(rich, say('word '.repeat(2_000), { stream: true, metadata: { pace_ms: '0' } }))),
    ],
    'stream hung up': [200, hungUp(rich)],
    models: [200, () => status(fetch(at('/v1/models'), { headers: authorized(rich) }))],
    'limited key': [[200, 429], () => status(chat(poor, say('Hello')))],
    'wrong key': [
      401,
      () => status(chat(rich.slice(0, -1) + (rich.endsWith('a') ? 'b' : 'a'), say('Hello'))),
    ],
    'no key': [401, () => status(fetch(at('/v1/models')))],
    'not JSON': [400, () => status(chat(rich, '{"model":'))],
    'too deep': [400, () => status(chat(rich, '['.repeat(50_000)))],
    'unknown model': [404, () => status(chat(rich, say('Hello').replace('local/echo', 'other')))],
    'unknown path': [404, () => status(fetch(at('/v1/nothing'), { headers: authorized(rich) }))],
    'wrong method': [
      405,
      () => status(fetch(at('/v1/models'), { method: 'DELETE', headers: authorized(rich) })),
    ],
    'from a page': [
      403,
      () =>
        status(fetch(at('/v1/models'), { headers: { ...authorized(rich), origin: 'https://evil.example' } })),
    ],
    'large headers': [
      431,
      () =>
        status(fetch(at('/v1/models'), { headers: { ...authorized(rich), 'x-long': 'x'.repeat(40_000) } })),
    ],
    'wrong host': [
      421,
      () => raw('GET /v1/models HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'),
    ],
    'not HTTP': [400, () => raw('\u0016\u0003\u0001 hello\r\n\r\n')],
    'body cut short': [
      400,
      () =>
        raw(
          `POST /v1/chat/completions HTTP/1.1\r\n${HEAD}Authorization: Bearer ${rich}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{}`,
          true,
        ),
    ],
  };
}

const hungUp = (secret) => async () => {
  const stop = new AbortController();
  const response = await chat(secret, say('word '.repeat(500), { stream: true }), { signal: stop.signal });
  const reader = response.body.getReader();
  await reader.read();
  stop.abort();
  await reader.closed.catch(() => {});
  return response.status;
};

async function load(list, offset) {
  for (let turn = offset; !over; turn += 1) {
    const [name, [expected, call]] = list[turn % list.length];
    try {
      const status = await call();
      count(name);
      if (![expected].flat().includes(status)) fault(`${name}: ${status} and not ${expected}`);
    } catch (error) {
      fault(`${name}: ${error.message} ${error.cause?.message ?? ''}`);
    }
  }
}

/** Other processes make a key, it is used, they revoke it, it is refused. */
async function lives(worker) {
  for (let number = 0; !over; number += 1) {
    const name = `life-${worker}-${number}`;
    try {
      const secret = await make(name);
      const status = async () => (await fetch(at('/v1/models'), { headers: authorized(secret) })).status;
      await until(`${name} works`, async () => (await status()) === 200, 10);
      await khg(dir, 'key', 'revoke', name, '--yes');
      keys.get(name).state = 'revoked';
      await until(`${name} is refused`, async () => (await status()) === 401, 10);
      count('life of a key');
    } catch (error) {
      fault(`${error.message} ${error.stderr ?? ''}`);
    }
  }
}

function sample() {
  const { pid } = gateway.child;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)[1]);
  const bytes = readdirSync(dir)
    .filter((name) => /\.db(-wal)?$/.test(name))
    .reduce((sum, name) => sum + statSync(join(dir, name)).size, 0);
  return {
    'memory, MiB': of('VmRSS') / 1024,
    'open files': readdirSync(`/proc/${pid}/fd`).length,
    threads: of('Threads'),
    'database, MiB': bytes / 2 ** 20,
    keys: keys.size,
  };
}

const [rich, poor] = [
  await make('rich', '--plan', 'Enterprise', '--rpm', '100000000', '--purpose', 'Production'),
  await make('poor', '--plan', 'Free', '--purpose', 'Production'),
];
const list = Object.entries(kinds(rich, poor));
const samples = [];
const end = performance.now() + minutes * 60_000;
const watching = (async () => {
  while (!over && performance.now() < end) {
    await pause(SAMPLE_MS);
    try {
      samples.push(sample());
    } catch {
      fault('The gateway has ended.');
      over = true;
    }
  }
  over = true;
})();
await Promise.all([
  watching,
  ...Array.from({ length: WORKERS }, (_, worker) => load(list, Math.floor((worker * list.length) / WORKERS))),
  ...[0, 1].map(lives),
]);
await gateway.stop();

// Nothing that was acknowledged is lost, and nothing that was revoked is back.
const found = new Map(
  JSON.parse(await khg(dir, '--json', 'key', 'list')).map((key) => [key.name, key.status.kind]),
);
for (const [name, { state }] of keys) {
  const kind = found.get(name);
  if (!kind) fault(`The key ${name} is lost.`);
  else if ((kind === 'revoked') !== (state === 'revoked'))
    fault(`The key ${name} is ${kind} and was left ${state}.`);
}

// Between the second fifth, when caches are full and the allocator has its arenas, and the last: what stays is what
// the load leaves behind for good. That is a key with its hash and limits in memory, its rows, its activity and its
// usage per minute in the database; the rest is noise of the allocator, and of connections that come and go.
const fifth = Math.floor(samples.length / 5);
if (fifth < 5) fault('The run was too short to judge growth by.');
const [before, after] = [samples.slice(fifth, 2 * fifth), samples.slice(-fifth)];
const made = median(after.map((one) => one.keys)) - median(before.map((one) => one.keys));
const allowed = {
  'memory, MiB': (value) => value * 0.1 + 4 + made * (8 / 1024),
  'open files': () => 2 * WORKERS,
  threads: () => 8,
  'database, MiB': () => 5 + made * (16 / 1024) + minutes * 0.1,
};
for (const [what, bound] of Object.entries(allowed)) {
  const [from, to] = [before, after].map((part) => median(part.map((one) => one[what])));
  console.log(
    `${what.padEnd(14)} ${from.toFixed(1)} → ${to.toFixed(1)} (at most ${(from + bound(from)).toFixed(1)})`,
  );
  if (to > from + bound(from)) fault(`${what} grew from ${from.toFixed(1)} to ${to.toFixed(1)}.`);
}
for (const [what, number] of Object.entries(counts)) console.log(`${what.padEnd(16)} ${number}`);
console.log(
  `${minutes} min, ${Object.values(counts).reduce((sum, one) => sum + one, 0)} calls, ${keys.size} keys, ${faults.length} faults`,
);
for (const one of new Set(faults)) console.log(`FAULT ${one}`);
process.exitCode = faults.length ? 1 : 0;
