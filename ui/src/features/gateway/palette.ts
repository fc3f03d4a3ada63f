import { call } from '$lib/api/call';
import type { GatewayStatus } from '$lib/api/contract';
import { outcome } from '$lib/outcome.svelte';
import type { Source } from '$lib/palette/item';
import { here } from '$lib/route.svelte';
import { words } from '$lib/words/index.svelte';

/** Turning the gateway on and off, and its address. */
export const gatewayCommands: Source = ({ gateway }) => {
  const t = words().palette;
  const url = gateway && 'url' in gateway ? gateway.url : null;
  return [
    {
      id: 'gateway:start',
      kind: 'action',
      name: t.gateway_start,
      icon: 'gateway',
      blocked: !gateway
        ? t.gateway_unknown
        : gateway.state === 'running'
          ? t.gateway_on
          : gateway.state === 'elsewhere'
            ? t.gateway_elsewhere
            : undefined,
      run: start,
    },
    {
      id: 'gateway:stop',
      kind: 'action',
      name: t.gateway_stop,
      icon: 'gateway',
      blocked: notHere(gateway),
      run: () =>
        outcome.of(
          () => call('gateway_stop', {}),
          () => words().palette.gateway_stopped,
        ),
    },
    {
      id: 'gateway:copy',
      kind: 'action',
      name: t.gateway_copy,
      also: t.gateway_copy_also,
      icon: 'copy',
      ...(url !== null && { note: url }),
      blocked: url !== null ? undefined : gateway ? t.gateway_off : t.gateway_unknown,
      run: () => url !== null && outcome.copy(url, t.gateway_copied(url), t.copy_refused),
    },
    {
      id: 'gateway:copy_token',
      kind: 'action',
      name: t.gateway_copy_token,
      icon: 'copy',
      blocked: notHere(gateway),
      run: () =>
        outcome.of(
          () => call('gateway_copy_session_token', {}),
          () => words().palette.gateway_copied_token,
        ),
    },
  ];
};

function notHere(gateway: GatewayStatus | undefined): string | undefined {
  const t = words().palette;
  if (!gateway) return t.gateway_unknown;
  if (gateway.state === 'running') return undefined;
  return gateway.state === 'elsewhere' ? t.gateway_elsewhere : t.gateway_off;
}

/** A taken port asks for a choice, which the gateway's own screen offers. */
async function start(): Promise<void> {
  await outcome.of(
    () => call('gateway_start', {}),
    (status) => ('url' in status && status.url ? words().palette.gateway_started(status.url) : ''),
  );
  if (outcome.failure) here.go('#/gateway');
}
