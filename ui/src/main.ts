import { mount } from 'svelte';
import { followChanges } from '$lib/api/changes';
import { readFirst } from '$lib/api/first';
import { queryClient, topics } from '$lib/api/queries';
import { choosePlatform } from '$lib/platform';
import { tauri } from '$lib/platform/tauri';
import { web } from '$lib/platform/web';
import { readWords } from '$lib/words/index.svelte';
import { restoreZoom } from '$lib/zoom';
import './app.css';
import Root from './Root.svelte';

const platform = '__TAURI_INTERNALS__' in window ? tauri : web(topics);
choosePlatform(platform);
restoreZoom();

const client = queryClient();
followChanges(platform, client);

// Without its texts, the window is English; better than none.
void Promise.all([readFirst(client), readWords().catch(() => undefined)]).then(() => {
  const target = document.getElementById('app');
  if (target) mount(Root, { target, props: { client } });
});
