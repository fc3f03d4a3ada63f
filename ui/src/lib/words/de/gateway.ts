import type { Words } from '../types';

export const gateway: Words['gateway'] = {
  start_local: 'Lokales Gateway starten',
  start: 'Gateway starten',
  starting: 'Wird gestartet…',
  use: (port) => `${port} nehmen`,
  try_port_again: (port) => `${port} erneut versuchen`,
  other_port: 'oder ein anderer Port',
  use_it: 'Nehmen',
  port_wrong: 'Ein Port ist eine Zahl von 1024 bis 65535.',
  stop: 'Gateway stoppen',
  stopping: 'Wird gestoppt…',
  asking: 'Das Gateway wird gefragt…',
  on: 'Läuft',
  on_elsewhere: 'Läuft, in einem anderen Prozess',
  off: 'Aus',
  failed: 'Fehlgeschlagen',
  rail: {
    unknown: 'Gateway unbekannt',
    asking: 'Gateway …',
    off: 'Gateway aus',
    on: 'Gateway läuft',
    elsewhere: 'Gateway läuft anderswo',
    failed: 'Gateway fehlgeschlagen',
    port: (port) => `Port ${port}`,
    other_process: 'anderer Prozess',
    live_keys: 'nicht widerrufen: ',
  },
  not_started: 'Das Gateway konnte nicht starten',
  failed_told: ({ port, message }) => ({
    message: `Auf Port ${port} gelang der Start nicht. (${message.replace(/\.$/, '')})`,
    next_step: 'Erneut versuchen; wenn es so bleibt, in den Einstellungen einen anderen Port wählen.',
  }),
  is_off: 'Das Gateway ist aus',
  off_about: (port) =>
    `Schlüssel lassen sich trotzdem erstellen, auflisten und widerrufen; Programme erreichen es erst, wenn es läuft. Es lauscht dann auf \`127.0.0.1:${port}\` und ist nur von diesem Rechner aus erreichbar.`,
  elsewhere_about:
    'Ein anderer Prozess betreibt das Gateway für diesen Datenordner: ein anderes Keyhinge oder `khg gateway serve`. Dort stoppen, um es hier zu betreiben; Änderungen an Schlüsseln erreichen es binnen einer Sekunde.',
  addresses: {
    title: 'Ein Programm hierher zeigen lassen',
    about:
      'Diese Zeilen enthalten kein Geheimnis. Der Schlüssel selbst kommt in seine eigene Variable; er wird beim Schlüssel kopiert.',
    openai: 'Adresse für OpenAI-Clients',
    anthropic: 'Adresse für Anthropic-Clients',
    itself: 'Adresse allein',
  },
  snippets: {
    title: 'Snippets',
    about:
      'Eine Zeile für die Shell, eine Datei oder ein ganzes Programm, das das Gateway aufruft, mit einem Schlüssel von hier:',
    all: 'Alle Schlüssel',
  },
  manage: {
    title: 'Schlüssel über HTTP verwalten',
    about:
      'Skripte erstellen und widerrufen Schlüssel mit dem Sitzungstoken oder mit einem Schlüssel, der `admin` hat. Das Token ist so viel wert wie dieses Fenster: nur an selbst betriebene Programme geben.',
    account_id: 'Konto-ID',
    copy_token: 'Sitzungstoken kopieren',
  },
  endpoints: {
    title: 'Worauf es antwortet',
    method: 'Methode',
    path: 'Pfad',
    needs: 'Braucht',
    may_generate: 'darf generieren',
    token_or_admin: 'Sitzungstoken oder admin',
    models: 'Die Modelle, die dieser Schlüssel aufrufen kann',
    chat: 'OpenAI-Chat',
    responses: 'OpenAI-Responses',
    embeddings: 'OpenAI-Embeddings',
    messages: 'Anthropic-Messages',
    count_tokens: 'Token zählen wie Anthropic',
    usage: 'Nutzung nach Modell, Schlüssel oder Tag: ?start&end&group_by',
    keys: 'Schlüssel auflisten und erstellen',
    key: 'Einen Schlüssel ansehen und widerrufen',
  },
  echo: {
    title: 'Modell `local/echo`',
    about:
      'Es antwortet mit der letzten Nachricht, die es bekommen hat, auch als Stream, ohne Anbieter und ohne Kosten, damit sich Anschluss, Limits und Anzeigen ausprobieren lassen. Ein Token sind 4 Byte Text, aufgerundet: einmal über allen Text der Anfrage, einmal über die Antwort. Sie zählen gegen die Limits des Schlüssels wie alle anderen.',
  },
};
