import type { Changed, Platform } from './types';

const RECONNECT_MS = 500;

/**
 * A browser tab over the loopback host, for tests and for work on the window. The token comes in the address's
 * fragment, which no server sees; it is kept in memory and taken out of the address at once.
 */
export function web(everyTopic: readonly string[]): Platform {
  const token = takeToken();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

  return {
    async call(command, request) {
      const response = await fetch(`/rpc/${command}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(request),
      });
      const body: unknown = await response.json();
      if (!response.ok) throw body;
      return body;
    },
    listen(hear) {
      const stop = new AbortController();
      void follow(headers, stop.signal, hear, everyTopic);
      return () => stop.abort();
    },
  };
}

function takeToken(): string {
  const token = /^#token=([^&#]+)/.exec(location.hash)?.[1] ?? '';
  if (token) history.replaceState(null, '', location.pathname);
  return decodeURIComponent(token);
}

/** Reads `/events` until told to stop. After a gap everything counts as stale, since a change may have passed. */
async function follow(
  headers: HeadersInit,
  signal: AbortSignal,
  hear: (changed: Changed) => void,
  everyTopic: readonly string[],
): Promise<void> {
  for (let first = true; !signal.aborted; first = false) {
    try {
      const response = await fetch('/events', { headers, signal });
      if (!response.ok || !response.body) return;
      if (!first) hear({ topics: [...everyTopic] });
      await read(response.body, hear);
    } catch {
      // The host went away, or we were stopped.
    }
    if (!signal.aborted) await new Promise((resume) => setTimeout(resume, RECONNECT_MS));
  }
}

async function read(body: ReadableStream<Uint8Array>, hear: (changed: Changed) => void): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let buffer = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    buffer += decoder.decode(value, { stream: true });
    const lines = buffer.split('\n');
    buffer = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data:')) hear(JSON.parse(line.slice(5)) as Changed);
    }
  }
}
