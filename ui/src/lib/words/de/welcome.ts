import type { Words } from '../types';

export const welcome: Words['welcome'] = {
  window: 'Willkommen',
  title: 'Willkommen bei Keyhinge',
  about:
    'Es erstellt, begrenzt und widerruft API-Schlüssel für Sprachmodelle. Jedes Geheimnis bleibt auf diesem Rechner, in seinem Schlüsselbund oder einer verschlüsselten Datei, und geht an niemanden als seinen eigenen Anbieter. Keyhinge selbst braucht keine Anmeldung und meldet nichts.',
  gateway: 'Lokales Gateway starten',
  gateway_about:
    'Ein Server auf 127.0.0.1, der die APIs von OpenAI und Anthropic spricht. Er stellt eigene Schlüssel aus, mit Rechten, Ablauf und Limits. Sein eingebautes Modell `local/echo` antwortet ohne Anbieter und ohne Kosten. Nur Programme auf diesem Rechner erreichen ihn.',
  provider: 'Schlüssel in Shell-Dateien und .env?',
  provider_about:
    'Schon Schlüssel bei OpenAI, Anthropic, Forii und anderen? Hier einfügen, oder Keyhinge in Shell-Dateien und `.env` nachsehen lassen. Es fragt, bevor es etwas liest, zeigt jeden Schlüssel verdeckt und legt die ausgewählten in den Schlüsselbund. Das lässt sich rückgängig machen.',
  import_keys: 'Schlüssel importieren…',
};
