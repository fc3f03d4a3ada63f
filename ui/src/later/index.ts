// Everything but the list of keys, in one part of the program that is read once that list is painted.

export { default as Dialogs } from './Dialogs.svelte';
export { default as Screens } from './Screens.svelte';
