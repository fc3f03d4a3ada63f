import type { Words } from '../types';
import { target } from './snippet-sentences';

export const activity: Words['activity'] = {
  loading: 'Aktivität wird geladen…',
  empty_key:
    'Noch nichts. Hier steht, was mit diesem Schlüssel geschieht: erstellt, angezeigt, wohin kopiert, zuerst benutzt, widerrufen.',
  empty:
    'Noch nichts. Hier steht, was mit Schlüsseln geschieht: erstellt, angezeigt, wohin kopiert, zuerst benutzt, widerrufen.',
  columns: { what: 'Was', key: 'Schlüssel', how: 'Wie', when: 'Wann', at: 'Datum und Uhrzeit' },
  older: 'Ältere anzeigen',
  actors: { app: 'in der App', cli: 'mit khg', http: 'über die Gateway-API', gateway: 'durch ein Programm' },
  kinds: {
    account_added: 'Konto hinzugefügt',
    account_changed: 'Konto geändert',
    account_removed: 'Konto entfernt',
    imported: 'Importiert',
    tested: 'Getestet',
    renamed: 'Umbenannt',
    disabled: 'Gesperrt',
    enabled: 'Entsperrt',
    forgotten: 'Aus Keyhinge entfernt',
    created: 'Erstellt',
    create_failed: 'Nicht erstellt',
    revealed: 'Angezeigt',
    copied: 'Kopiert',
    snippet_copied: 'Snippet kopiert',
    printed: 'Ausgegeben',
    ran: 'An ein Programm gegeben',
    written: 'In eine Datei geschrieben',
    unwritten: 'Aus einer Datei genommen',
    first_used: 'Zuerst benutzt',
    revoked: 'Widerrufen',
    revoke_failed: 'Nicht widerrufen',
    rotated: 'Ersetzt',
    rotated_back: 'Wieder an seiner Stelle',
    gateway_started: 'Gateway gestartet',
    gateway_stopped: 'Gateway gestoppt',
  },
  copied_for: (name) => `Kopiert für ${target(name)}`,
  snippet_copied_for: (name) => `Snippet kopiert für ${target(name)}`,
  given: {
    ran: (program) => `Gegeben an ${program}`,
    written: (file) => `Geschrieben in ${file}`,
    unwritten: (file) => `Herausgenommen aus ${file}`,
    rotated: (key) => `Ersetzt durch ${key}`,
    rotated_back: (key) => `Wieder anstelle von ${key}`,
  },
};
