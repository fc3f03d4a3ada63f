import { call } from '$lib/api/call';
import type { ExportFormat, Theme } from '$lib/api/contract';
import { outcome } from '$lib/outcome.svelte';
import type { Source } from '$lib/palette/item';
import { SETTINGS_SECTIONS, here } from '$lib/route.svelte';
import { showTheme } from '$lib/theme';
import { words } from '$lib/words/index.svelte';
import { dataDialogs } from './dialogs.svelte';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];
const FORMATS: readonly [ExportFormat, string][] = [
  ['csv', 'CSV'],
  ['json', 'JSON'],
];

/** The theme, and what is done with the data: a list, a backup, a report, the end of it. */
export const settingsCommands: Source = ({ settings }) => {
  const { palette: t, settings: text, shell } = words();
  return [
    ...SETTINGS_SECTIONS.map((section) => ({
      id: `settings:section:${section}`,
      kind: 'screen' as const,
      name: `${shell.screens.settings}: ${text.sections[section]}`,
      icon: 'settings' as const,
      run: () => here.go(`#/settings/${section}`),
    })),
    ...THEMES.map((theme) => ({
      id: `settings:theme:${theme}`,
      kind: 'action' as const,
      name: t.themes[theme],
      also: t.theme_also,
      icon: 'settings' as const,
      blocked: settings?.theme === theme ? t.theme_chosen : undefined,
      run: () =>
        outcome.of(
          () => call('settings_change', { theme }),
          (saved) => {
            showTheme(saved.theme);
            return words().palette.theme_saved;
          },
        ),
    })),
    ...FORMATS.map(([format, name]) => ({
      id: `settings:export:${format}`,
      kind: 'action' as const,
      name: t.export(name),
      also: t.export_also,
      icon: 'down' as const,
      run: () =>
        outcome.of(
          () => call('keys_export_save', { format }),
          ({ path }) => words().palette.saved_as(path),
        ),
    })),
    {
      id: 'settings:back_up',
      kind: 'action',
      name: t.back_up,
      icon: 'lock',
      run: () =>
        outcome.of(
          () => call('backup_create', {}),
          ({ path }) => words().palette.backed_up_as(path),
        ),
    },
    {
      id: 'settings:restore',
      kind: 'action',
      name: t.restore,
      icon: 'lock',
      run: () => {
        here.go('#/settings/data');
        dataDialogs.open = 'restore';
      },
    },
    {
      id: 'settings:delete_all',
      kind: 'action',
      name: text.delete_all,
      icon: 'cross',
      danger: true,
      run: () => {
        here.go('#/settings/data');
        dataDialogs.open = 'delete';
      },
    },
    {
      id: 'settings:diagnostics',
      kind: 'action',
      name: t.diagnostics,
      also: t.diagnostics_also,
      icon: 'copy',
      run: async () => {
        let text: string | undefined;
        await outcome.of(
          async () => ({ text } = await call('diagnostics_report', {})),
          () => '',
        );
        if (text !== undefined) await outcome.copy(text, t.diagnostics_copied, t.copy_refused);
      },
    },
  ];
};
