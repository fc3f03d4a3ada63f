import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Changed, Platform } from './types';

/** The desktop window: one Tauri command per entry of the contract. */
export const tauri: Platform = {
  call: (command, request) => invoke(command, { request }),
  listen(hear) {
    // Tauri answers with a promise; whoever stops before it settles must still be heard.
    const unlisten = listen<Changed>('changed', (event) => hear(event.payload));
    return () => void unlisten.then((stop) => stop());
  },
  zoom: (value) => invoke('plugin:webview|set_webview_zoom', { value }),
};
