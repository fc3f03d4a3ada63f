import { overlays } from '$lib/overlays.svelte';
import type { Source } from '$lib/palette/item';
import { words } from '$lib/words/index.svelte';

/** Taking in keys that exist already. */
export const importCommands: Source = () => [
  {
    id: 'keys:import',
    kind: 'action',
    name: words().importing.open,
    icon: 'plus',
    run: () => {
      overlays.importing = {};
    },
  },
];
