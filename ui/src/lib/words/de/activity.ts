import type { Words } from '../types';

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
    disabled: 'Deaktiviert',
    enabled: 'Aktiviert',
    forgotten: 'Aus Keyhinge genommen',
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
    gateway_started: 'Gateway gestartet',
    gateway_stopped: 'Gateway gestoppt',
  },
  copied_for: (target) => `Kopiert für ${target}`,
  snippet_copied_for: (target) => `Snippet kopiert für ${target}`,
  given: {
    ran: (program) => `An ${program} gegeben`,
    written: (file) => `In ${file} geschrieben`,
    unwritten: (file) => `Aus ${file} genommen`,
  },
};
