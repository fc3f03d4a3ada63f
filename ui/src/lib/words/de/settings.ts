import { grouped, plural } from '../numbers';
import type { Words } from '../types';

export const settings: Words['settings'] = {
  title: 'Einstellungen',
  loading: 'Einstellungen werden geladen…',
  index: 'Bereiche der Einstellungen',
  save: 'Speichern',
  sections: {
    appearance: 'Darstellung',
    gateway: 'Gateway',
    keys: 'Schlüssel',
    notifications: 'Start und Benachrichtigungen',
    network: 'Netzwerk',
    storage: 'Ablage',
    logs: 'Protokoll',
    doctor: 'Was auf diesem Rechner funktioniert',
    data: 'Eigene Daten',
  },
  whole: (min, max) => `Eine ganze Zahl von ${min} bis ${max}.`,
  days: 'Tage',
  seconds: 'Sekunden',

  theme: 'Farbschema',
  as_system: 'Wie das System',
  light: 'Hell',
  dark: 'Dunkel',
  language: 'Sprache',

  gateway_enabled: 'Gateway mit Keyhinge starten',
  gateway_port: 'Port des Gateways',
  gateway_port_about: 'Gilt ab dem nächsten Start des Gateways',
  gateway_port_moves: (port) => `Das Gateway läuft auf ${port}, bis es gestoppt und neu gestartet wird`,
  on_close: 'Schließen des Fensters',
  on_close_about: 'Solange das Gateway läuft; sonst beendet Schließen das Programm',
  ask: 'Nachfragen',
  keep_running: 'Weiterlaufen',
  quit: 'Beenden',

  rotation_age: 'Schlüssel wechseln nach',
  rotation_age_about: 'Ab diesem Alter steht es am Schlüssel',
  clipboard: 'Zwischenablage leeren nach',
  clipboard_about: 'Nur, wenn sie noch das Kopierte enthält',
  reveal: 'Gezeigten Schlüssel verbergen nach',
  reveal_about: 'Danach lässt er sich nicht noch einmal zeigen',

  start_at_login: 'Keyhinge beim Anmelden starten',
  start_at_login_about: 'Für das eigene Benutzerkonto auf diesem Rechner',
  notifications: 'Benachrichtigungen',
  notifications_about:
    'Ein Limit ist fast erreicht, ein Schlüssel läuft ab, das Gateway hat gestoppt. Ohne Geheimnisse',

  proxy: {
    title: 'Proxy zu den Anbietern',
    about: 'Was auf diesem Rechner bleibt, geht nie über einen Proxy',
    system: 'Wie das System',
    none: 'Keiner',
    address: 'Dieser',
    field: 'Adresse des Proxys',
  },

  copy_path: 'Pfad kopieren',
  open_folder: 'Ordner öffnen',
  data_folder: 'Datenordner',
  settings_folder: 'Ordner der Einstellungen',
  vault: 'Geheimnisse',

  log_level: 'Protokollieren',
  log_level_about: 'Gilt sofort. Das Protokoll enthält keine Geheimnisse',
  rust_log: 'Beim Start von Keyhinge war RUST_LOG gesetzt und hat Vorrang',
  log_levels: { error: 'Nur Fehler', warn: 'Warnungen', info: 'Normal', debug: 'Einzelheiten' },
  log_folder: 'Ordner des Protokolls',
  log_size: (kilobytes) => `Jetzt ${kilobytes} KiB, höchstens 8 MiB`,
  report: 'Ein Bericht für die Fehlersuche',
  report_about: 'Ohne Geheimnisse und ohne Namen von Schlüsseln',
  report_make: 'Bericht erstellen',
  report_again: 'Neu erstellen',
  report_copy: 'Bericht kopieren',
  report_text: 'Der Bericht',

  doctor: {
    names: {
      keychain: 'Schlüsselbund',
      file_vault: 'Verschlüsselter Tresor',
      database: 'Datenbank',
      gateway_port: 'Gateway-Port',
      data_folder: 'Datenordner',
      settings: 'Einstellungen',
      memory_protection: 'Speicherschutz',
    },
    check: 'Erneut prüfen',
    checking: 'Wird geprüft…',
    loading: 'Tresor, Datenbank und Port werden geprüft…',
    ok: 'In Ordnung',
    warning: 'Zu beachten',
    failed: 'Fehlgeschlagen',
    versions: (app, sqlite, schema, platform) =>
      `Keyhinge ${app} · SQLite ${sqlite} · Schema ${schema} · ${platform}`,
  },

  list: 'Die Liste der Schlüssel als Datei',
  list_about: 'Alles außer den Geheimnissen',
  save_as: (format) => `Als ${format} speichern`,
  saved_as: 'Gespeichert als',
  backup: 'Eine Sicherung',
  backup_about: 'Alles außer den Geheimnissen, die bleiben, wo sie sind',
  back_up: 'Jetzt sichern',
  backed_up_as: 'Gesichert als',
  restore_ask: 'Zurückspielen…',
  start_over: 'Neu anfangen',
  start_over_about: {
    keychain: 'Die Geheimnisse im Schlüsselbund und alle Dateien von Keyhinge in diesem Datenordner',
    file: 'Der verschlüsselte Tresor mit seinen Geheimnissen und alle Dateien von Keyhinge in diesem Datenordner',
  },
  delete_all: 'Alle Daten von Keyhinge löschen…',

  restoring: {
    title: 'Eine Sicherung zurückspielen',
    loading: 'Sicherungen werden gesucht…',
    which: 'Sicherung',
    other: 'Eine andere Datei…',
    path: 'Ihr ganzer Pfad',
    look_at: 'Ansehen',
    looking: 'Die Sicherung wird gelesen…',
    made: (at) => `Erstellt ${at}.`,
    made_sometime: 'Sie sagt nicht, wann sie erstellt wurde.',
    holds: (keys, version) =>
      `Sie enthält ${plural(keys, 'Schlüssel', 'Schlüssel')} und stammt von Keyhinge ${version}.`,
    replaces: 'Schlüssel, ihre Nutzung und Aktivität und die Einstellungen werden die der Sicherung.',
    keeps: 'Was jetzt da ist, wird zuvor als eigene Sicherung aufgehoben.',
    revoked: 'Seither widerrufene Schlüssel bleiben widerrufen; seither erstellte sind nicht darin.',
    secrets: 'Kein Geheimnis wird angerührt.',
    gateway: 'Das Gateway stoppt.',
    ends: 'Danach muss Keyhinge geschlossen und neu gestartet werden.',
    keep: 'Behalten, was da ist',
    restore: 'Zurückspielen',
    restoring: 'Wird zurückgespielt…',
    done: 'Die Sicherung ist zurückgespielt',
    keys: (count) => `Schlüssel, die es jetzt gibt: ${grouped(count)}.`,
    still_revoked: (count) =>
      count === 0
        ? ''
        : `Seit der Sicherung widerrufen, und weiterhin: ${plural(count, 'Schlüssel', 'Schlüssel')}.`,
    left_out: (count) =>
      count === 0
        ? ''
        : `Seit der Sicherung erstellt, und nur in dem, was aufgehoben wurde: ${plural(count, 'Schlüssel', 'Schlüssel')}.`,
    kept: 'Was vorher da war, liegt in',
    start_again: 'Keyhinge jetzt schließen. Der nächste Start zeigt, was zurückgespielt wurde.',
    quit: 'Keyhinge beenden',
  },

  deletion: {
    title: 'Alle Daten von Keyhinge löschen',
    warning: 'Das lässt sich nicht rückgängig machen.',
    gateway: 'Das Gateway stoppt, und Schlüssel dafür funktionieren nie wieder.',
    secrets: {
      keychain: 'Alle Geheimnisse dieses Datenordners werden aus dem Schlüsselbund entfernt.',
      file: 'Der verschlüsselte Tresor wird gelöscht, und mit ihm alle Geheimnisse.',
    },
    files:
      'Datenbank, Sicherungen, Exporte, Protokolle und Einstellungen darin werden gelöscht; andere Dateien bleiben.',
    providers: 'Schlüssel bei Anbietern werden nicht widerrufen.',
    confirm: (phrase) => `Zum Bestätigen ${phrase} eingeben`,
    keep: 'Alles behalten',
    remove: 'Alles löschen',
    removing: 'Wird gelöscht…',
    done: 'Alles ist gelöscht',
    gone: {
      keychain: (secrets) =>
        `${secrets === 1 ? 'Ein Geheimnis wurde' : `${secrets} Geheimnisse wurden`} aus dem Schlüsselbund entfernt, und die Dateien von Keyhinge sind gelöscht.`,
      file: (secrets) =>
        `Der verschlüsselte Tresor mit ${secrets === 1 ? 'einem Geheimnis' : `${secrets} Geheimnissen`} und die Dateien von Keyhinge sind gelöscht.`,
    },
    left: 'Diese Dateien ließen sich nicht löschen; keine davon enthält ein Geheimnis:',
    close: 'Keyhinge jetzt schließen. Der nächste Start beginnt von vorn.',
  },
};
