import type { Words } from '../types';

export const acts: Words['acts'] = {
  menu: {
    more: 'Mehr',
    test: 'Testen…',
    rename: 'Umbenennen…',
    rotate: 'Wechseln…',
    disable: 'Sperren…',
    enable: 'Entsperren',
    forget: 'Aus Keyhinge entfernen…',
    check: 'Erneut nachsehen…',
    guided: 'Widerrufen…',
    go_on: 'Widerruf fortsetzen…',
  },
  close: 'Schließen',

  test_title: (key) => `${key} testen`,
  test_again: 'Noch einmal testen',
  test_now: 'Jetzt testen',
  last_test: 'Letzter Test',

  one_token: {
    about:
      'Kein kostenloser Test kann zeigen, ob dieser Schlüssel gilt. Der Aufruf eines Modells kann es: Er kostet etwa ein Token.',
    model: 'Modell',
    model_hint: 'Leer lassen für eines aus der Liste des Anbieters.',
    now: 'Für ein Token aufrufen',
  },

  rename_title: (key) => `${key} umbenennen`,
  rename_label: 'Neuer Name',
  rename_there: 'Auch der Anbieter zeigt den neuen Namen.',
  rename_here: 'Den Namen gibt es nur hier: Der Anbieter kennt ihn nicht.',
  rename: 'Umbenennen',
  renaming: 'Wird umbenannt…',

  disable_title: (key) => `${key} sperren`,
  disable_about: (account) =>
    `${account} lehnt den Schlüssel ab, bis er entsperrt wird. Alles, was ihn benutzt, geht bis dahin nicht; sein Geheimnis bleibt im Tresor.`,
  disable: 'Schlüssel sperren',
  disabling: 'Wird gesperrt…',
  keep_enabled: 'Nicht sperren',

  forget_title: (key) => `${key} aus Keyhinge entfernen`,
  forget_about: (account) =>
    `Bei ${account} ändert sich nichts: Der Schlüssel gilt dort weiter. Soll er enden, stattdessen widerrufen.`,
  forget_secret:
    'Sein Geheimnis wird aus dem Tresor dieses Rechners gelöscht. Ohne Kopie anderswo kann niemand den Schlüssel benutzen.',
  forget_replaced:
    'Ein anderer hat seine Stelle. Wer nach seinem Namen oder seiner Id fragt, bekommt nichts mehr.',
  forget_listed: 'Das nächste Aktualisieren bringt ihn zurück, denn der Anbieter listet ihn noch auf.',
  forget: 'Entfernen',
  forgetting: 'Wird entfernt…',
  keep: 'Hier behalten',

  check_title: (key) => `Ist ${key} widerrufen?`,
  checking: 'Beim Anbieter wird nachgesehen…',
  checked_revoked: 'Er ist widerrufen: Der Anbieter bestätigt es.',
  checked_not:
    'Das ist noch nicht bestätigt. Das Gateway benutzt den Schlüssel nicht; der Anbieter nimmt ihn vielleicht noch an.',
  check_again: 'Erneut nachsehen',

  guided_steps: ['Was nicht mehr geht', 'Dort widerrufen', 'Beweis'],
  guided_step: (step, all, name) => `Schritt ${step} von ${all}: ${name}`,
  guided_begin: 'Weiter',
  guided_beginning: 'Geht weiter…',
  guided_page: (account) => `Den Schlüssel auf der Seite von ${account} widerrufen. Dort steht er als:`,
  guided_open: 'Seite öffnen',
  guided_no_page:
    'Eine Seite für Schlüssel ist nicht bekannt. Beim Anbieter anmelden und die API-Schlüssel suchen.',
  guided_stopped: 'Das Gateway benutzt den Schlüssel schon nicht mehr.',
  guided_test: 'Dort ist er widerrufen: jetzt testen',
  guided_testing: 'Wird getestet…',
  guided_works:
    'Der Anbieter nimmt den Schlüssel noch an: Er ist dort nicht widerrufen, oder es dauert einen Moment.',
  guided_doubt: 'Dieser Test kann es nicht beweisen.',
  guided_untested: 'Sein Geheimnis liegt nicht hier, Keyhinge kann ihn also nicht testen.',
  guided_by_hand: 'Steht auf der Seite des Anbieters, dass er widerrufen ist, hier bestätigen:',
  guided_by_hand_now: 'Er ist widerrufen, ich habe es gesehen',
  guided_keep: 'Doch behalten',
  guided_later: 'Später',
  guided_done: 'Er ist widerrufen: Der Anbieter lehnt ihn ab, und sein Geheimnis hat den Tresor verlassen.',
  guided_done_by_hand:
    'Auf das eigene Wort hin gilt er als widerrufen; sein Geheimnis hat den Tresor verlassen.',

  facts: {
    type: 'Art',
    origin: 'Herkunft',
    listed: 'In der Liste des Anbieters',
    spent: 'Verbraucht',
    remote_id: 'ID beim Anbieter',
  },
  origins: {
    issued: 'Das lokale Gateway',
    created: 'Von hier beim Anbieter erstellt',
    imported: 'Hier hinzugefügt',
    elsewhere: 'Anderswo erstellt',
  },
  elsewhere: 'Nicht hier: Der Schlüssel wurde anderswo erstellt. Wer ihn erstellt hat, hat sein Geheimnis.',
  lost: 'Nicht hier',
  as_of: 'Stand',
  at_provider: 'beim Anbieter festgelegt',
  gone: 'Die Liste des Anbieters hat diesen Schlüssel nicht mehr. Vielleicht wurde er dort widerrufen; ein Test kann es zeigen.',
  not_confirmed:
    'Das Gateway benutzt diesen Schlüssel nicht mehr. Ob sein Anbieter ihn ablehnt, ist noch nicht bestätigt.',
  limits_about: 'Was der Anbieter über die Limits dieses Schlüssels sagte, als er zuletzt antwortete.',
  no_readings: 'Der Anbieter hat noch nichts über Limits gesagt. Ein Test fragt ihn.',

  create: {
    options: {
      expires: 'Läuft ab',
      permissions: 'Rechte',
      spend_limit: 'Ausgabenlimit in US-Dollar',
      requests_per_minute: 'Anfragen pro Minute',
      tokens_per_minute: 'Token pro Minute',
    },
    permissions_hint: 'In den Worten des Anbieters, mit Leerzeichen dazwischen; leer gilt seine Vorgabe.',
    default: 'Vorgabe des Anbieters',
    by_hand: (account) =>
      `Schlüssel von ${account} werden auf der Seite des Anbieters erstellt und dann hier hinzugefügt:`,
    open_page: 'Seite öffnen',
    import_it: 'Dann hierher holen.',
    no_credential:
      'Schlüssel ließen sich von hier erstellen, aber diesem Konto fehlen die Zugangsdaten dafür.',
    add_credential: 'Konto öffnen',
    refresh: 'Konto aktualisieren',
    refreshing: 'Wird gelesen…',
    refreshed: 'Das Konto wurde gelesen. Vor einem neuen Versuch in der Liste nach dem Schlüssel sehen.',
    revoke_lost: 'Diesen Schlüssel widerrufen…',
    number: 'Eine Zahl eingeben oder leer lassen.',
  },

  consequences: {
    makes_service_account: 'Im Projekt entsteht ein Dienstkonto, und der Schlüssel gehört ihm.',
    makes_admin_key:
      'Ein Admin-Schlüssel kann die ganze Organisation verwalten. Modelle aufrufen kann er nicht.',
    deletes_service_account:
      'Das Dienstkonto des Schlüssels wird mitgelöscht, und jeder andere Schlüssel dieses Dienstkontos.',
  },

  unkept:
    'Der Tresor hat diesen Schlüssel nicht angenommen. Nur dieses Fenster hat ihn, bis Keyhinge endet: erneut versuchen, an einen sicheren Ort kopieren oder widerrufen.',
  unkept_about: 'Solange Keyhinge läuft, ist nichts verloren.',
  keep_again: 'Erneut versuchen, ihn zu speichern',
  keeping: 'Wird versucht…',
  not_revoked: 'Nicht widerrufen: Der Schlüssel gilt weiter.',
  revoke_now: 'Jetzt widerrufen…',
};
