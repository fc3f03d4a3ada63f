import type { Words } from '../types';

export const shell: Words['shell'] = {
  opening: 'Keyhinge wird geöffnet…',
  not_opened: 'Keyhinge konnte seine Daten nicht öffnen',
  broken: 'Diese Ansicht funktioniert nicht mehr',
  broken_about: 'Das ist ein Fehler von Keyhinge; nichts Gespeichertes ist verloren.',
  show_again: 'Erneut anzeigen',
  navigation: 'Ansichten',
  screens: {
    keys: 'Schlüssel',
    limits: 'Limits',
    usage: 'Nutzung',
    providers: 'Anbieter',
    gateway: 'Gateway',
    activity: 'Aktivität',
    settings: 'Einstellungen',
  },
};
