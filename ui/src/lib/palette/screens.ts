import { overlays } from '$lib/overlays.svelte';
import { SCREENS as SCREEN_IDS, here, keysHref, type Screen } from '$lib/route.svelte';
import { SHORTCUTS } from '$lib/shortcuts';
import type { IconName } from '$lib/ui/icons';
import { words } from '$lib/words/index.svelte';
import { zoomIn, zoomOut, zoomReset, zoomable } from '$lib/zoom';
import type { Source } from './item';

const ICONS: Record<Screen, IconName> = {
  keys: 'key',
  limits: 'gauge',
  usage: 'usage',
  providers: 'plug',
  gateway: 'gateway',
  activity: 'clock',
  settings: 'settings',
};

const GO = {
  keys: 'go_keys',
  limits: 'go_limits',
  usage: 'go_usage',
  providers: 'go_providers',
  gateway: 'go_gateway',
  activity: 'go_activity',
  settings: 'go_settings',
} as const satisfies Record<Screen, keyof typeof SHORTCUTS.everywhere>;

/** Every screen, and what belongs to the window itself. */
export const screens: Source = () => {
  const { palette: t, shell } = words();
  return [
    ...SCREEN_IDS.map((screen) => ({
      id: `screen:${screen}`,
      kind: 'screen' as const,
      name: shell.screens[screen],
      icon: ICONS[screen],
      chords: SHORTCUTS.everywhere[GO[screen]],
      run: () => here.go(screen === 'keys' ? keysHref() : `#/${screen}`),
    })),
    {
      id: 'keyboard_map',
      kind: 'action',
      name: t.keyboard_map,
      icon: 'question',
      chords: SHORTCUTS.everywhere.map,
      run: () => (overlays.keyboardMap = true),
    },
    ...(zoomable() ? zooms() : []),
  ];
};

function zooms() {
  const t = words().palette;
  const zoom = (id: 'zoom_in' | 'zoom_out' | 'zoom_reset', run: () => void) => ({
    id,
    kind: 'action' as const,
    name: t[id],
    also: t.zoom_also,
    icon: 'gauge' as const,
    chords: SHORTCUTS.everywhere[id],
    run,
  });
  return [zoom('zoom_in', zoomIn), zoom('zoom_out', zoomOut), zoom('zoom_reset', zoomReset)];
}
